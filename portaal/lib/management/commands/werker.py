# SPDX-License-Identifier: EUPL-1.2
"""The worker that does what takes too long for a page, such as reading a large delivery."""

import os
import socket
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django_tasks_db.management.commands.db_worker import valid_interval

from portaal.lib.background.worker import PatientWorker


class Command(BaseCommand):
    """Runs until it is stopped; SIGTERM lets it finish what it is doing."""

    help = _("Doet het werk dat op de achtergrond wacht, zoals grote leveringen.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--interval", type=valid_interval, default=1.0, help=_("Seconden tussen twee keer kijken."))
        parser.add_argument("--leeg", action="store_true", help=_("Doe wat er wacht en stop dan."))

    def handle(self, *, interval: float, leeg: bool, **options: Any) -> None:
        worker = PatientWorker(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=interval,
            batch=leeg,
            backend_name="default",
            max_tasks=None,
            worker_id=f"{socket.gethostname()[:20]}-{os.getpid()}-{get_random_string(16)}",
        )
        worker.configure_signals()
        worker.run()
