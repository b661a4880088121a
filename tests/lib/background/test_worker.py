# SPDX-License-Identifier: EUPL-1.2
"""Background work is done once more when its worker was killed, and never thrown away."""

import os
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from portaal.lib.background.liveness import alive, is_alive
from portaal.lib.background.worker import ATTEMPTS, recover_lost_tasks
from tests.databases import url_of
from tests.lib.background import jobs

ROOT = Path(__file__).resolve().parents[3]
SECONDS = 60

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def worker_process():
    """Start a worker in a process of its own; none is left behind."""
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        environment = os.environ | {"DATABASE_URL": url_of(connection), "DJANGO_SETTINGS_MODULE": "tests.settings"}
        command = [sys.executable, "manage.py", "werker", "--interval", "0.05"]
        started.append(subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()


def work() -> None:
    """Do what waits."""
    call_command("werker", "--leeg")


def wait_until_dead(worker_id: str) -> None:
    """The server of the database notices a moment later that a process is gone."""
    deadline = time.monotonic() + SECONDS
    while is_alive(worker_id):
        assert time.monotonic() < deadline
        select.select([], [], [], 0.02)


def lost_task(worker_ids: list[str]) -> DBTaskResult:
    """A task that a worker began."""
    row = DBTaskResult.objects.get(pk=jobs.add.enqueue(1, 2).id)
    for worker_id in worker_ids:
        row.claim(worker_id)
    return row


def test_a_task_is_done_and_keeps_its_result() -> None:
    queued = jobs.add.enqueue(1, 2)
    work()
    queued.refresh()
    assert queued.status == TaskResultStatus.SUCCESSFUL
    assert queued.return_value == 3


def test_a_task_that_fails_does_not_stop_the_others() -> None:
    failing, other = jobs.fail.enqueue(), jobs.add.enqueue(1, 1)
    work()
    failing.refresh()
    other.refresh()
    assert failing.status == TaskResultStatus.FAILED
    assert "this went wrong" in failing.errors[0].traceback
    assert other.return_value == 2


def test_what_was_queued_in_a_transaction_that_failed_is_not_done() -> None:
    with transaction.atomic():
        jobs.add.enqueue(1, 2)
        transaction.set_rollback(True)
    assert not DBTaskResult.objects.exists()


def test_a_killed_worker_leaves_its_task_to_the_next(worker_process, tmp_path) -> None:
    os.mkfifo(tmp_path / "fifo")
    listener = os.open(tmp_path / "fifo", os.O_RDONLY | os.O_NONBLOCK)
    queued = jobs.hang_the_first_time.enqueue(str(tmp_path))
    process = worker_process()
    ready, _, _ = select.select([listener], [], [], SECONDS)
    os.close(listener)
    assert ready, "the worker began"
    assert recover_lost_tasks() == [], "who works is left in peace"
    process.kill()
    process.wait()
    wait_until_dead(DBTaskResult.objects.get().worker_ids[-1])
    work()
    queued.refresh()
    assert queued.status == TaskResultStatus.SUCCESSFUL
    assert queued.return_value == "done"
    assert len(queued.worker_ids) == 2


def test_a_task_is_put_back_only_when_its_worker_died() -> None:
    with alive("worker"):
        busy, lost = lost_task(["worker"]), lost_task(["another"])
        assert recover_lost_tasks() == [lost]
    busy.refresh_from_db()
    lost.refresh_from_db()
    assert (busy.status, lost.status) == (TaskResultStatus.RUNNING, TaskResultStatus.READY)


def test_what_kills_its_worker_time_after_time_fails() -> None:
    row = lost_task([f"worker {number}" for number in range(ATTEMPTS)])
    recover_lost_tasks()
    row.refresh_from_db()
    assert row.status == TaskResultStatus.FAILED
    assert row.exception_class_path.endswith("WorkerDied")


def test_a_worker_is_alive_until_its_block_ends() -> None:
    assert not is_alive("worker")
    with alive("worker"):
        assert is_alive("worker")
    assert not is_alive("worker")
