# SPDX-License-Identifier: EUPL-1.2
"""A worker that takes up what a dead one left, and looks before it locks."""

import logging
import time
from typing import Any

from django.db import OperationalError, close_old_connections
from django_tasks.base import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from portaal.lib.background.liveness import alive, is_alive
from portaal.lib.background.rounds import Rounds

logger = logging.getLogger("portaal.background")

ATTEMPTS = 3
RECOVER_SECONDS = 5.0
RETRY_SECONDS = 2.0


class WorkerDied(Exception):
    """The process that did the work ended before it was done, as often as is tried."""


class PatientWorker(Worker):
    """The worker of django-tasks-db, which leaves the database alone while there is nothing to do.

    On SQLite looking for work with the lock of the original would stop everybody who writes, once a second.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options | {"startup_delay": False, "batch": True})
        self.drain_only = bool(options.get("batch"))
        self._recovered_at = float("-inf")
        self._rounds = Rounds()

    def run(self) -> None:
        """Work until a signal says stop, or once through the queue with `batch`."""
        with alive(self.worker_id):
            while self.running:
                try:
                    self._step()
                except OperationalError:
                    # The database restarts or is busy: whoever is alive then goes on.
                    logger.exception("the queue cannot be read; trying again")
                    time.sleep(RETRY_SECONDS)
                    continue
                if self.drain_only:
                    return
                if self.running:
                    time.sleep(self.interval)

    def _step(self) -> None:
        close_old_connections()
        if time.monotonic() - self._recovered_at > RECOVER_SECONDS:
            recover_lost_tasks()
            self._recovered_at = time.monotonic()
        if DBTaskResult.objects.ready().filter(backend_name=self.backend_name).exists():
            super().run()
        self._rounds.make()


def recover_lost_tasks() -> list[DBTaskResult]:
    """Put back what dead workers were doing; what died `ATTEMPTS` times fails.

    Returns:
        The tasks that were put back or failed.
    """
    lost = [task for task in DBTaskResult.objects.running() if not _is_being_done(task)]
    for task in lost:
        # Only as it was read: another worker may have put it back, and begun, in between.
        same = DBTaskResult.objects.running().filter(pk=task.pk, started_at=task.started_at)
        if len(task.worker_ids) < ATTEMPTS:
            same.update(status=TaskResultStatus.READY)
            logger.warning("task %s taken up again: its worker died", task.pk)
        elif same.exists():
            task.set_failed(WorkerDied(f"tried {ATTEMPTS} times"))
            logger.error("task %s failed: its worker died %d times", task.pk, ATTEMPTS)
    return lost


def _is_being_done(task: DBTaskResult) -> bool:
    return bool(task.worker_ids) and is_alive(task.worker_ids[-1])
