# SPDX-License-Identifier: EUPL-1.2
"""Write to everybody what he has to do, once a week at most; run it every day."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from monitoring.services.herinneringen import send_herinneringen


class Command(BaseCommand):
    """Says how many were sent, never to whom. Exit code 1 when a mail could not be sent: the next run tries again."""

    help = "Stuurt ieder die iets te doen heeft hoogstens één e-mail per week. Mag zo vaak draaien als u wilt."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--proefrun", action="store_true", help="alleen tellen, niets versturen")

    def handle(self, *args: Any, **options: Any) -> None:
        counts = send_herinneringen(now=timezone.now(), dry_run=options["proefrun"])
        for name, count in counts.items():
            self.stdout.write(f"{name}: {count}")
        if options["proefrun"]:
            self.stdout.write("Proefrun: er is niets verstuurd.")
        if counts["mislukt"]:
            raise CommandError("Niet elke e-mail kon weg. De volgende keer probeert het portaal het weer.")
