# SPDX-License-Identifier: EUPL-1.2
"""Write to everybody what he has to do, once a week at most and before each board meeting; run it every day."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from monitoring.services.herinneringen import send_herinneringen
from monitoring.services.overlegberichten import send_overlegberichten


class Command(BaseCommand):
    """Says how many were sent, never to whom. Exit code 1 when a mail could not be sent: the next run tries again."""

    help = "Stuurt wie iets te doen heeft één e-mail per week en één voor elk overleg. Mag zo vaak draaien als u wilt."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--proefrun", action="store_true", help="alleen tellen, niets versturen")

    def handle(self, *args: Any, **options: Any) -> None:
        now, dry_run = timezone.now(), options["proefrun"]
        # Before a meeting comes first: what it tells, the weekly one leaves out.
        meetings = send_overlegberichten(now=now, dry_run=dry_run)
        counts = send_herinneringen(now=now, dry_run=dry_run)
        for name, count in counts.items():
            self.stdout.write(f"{name}: {count}")
        for name, count in meetings.items():
            self.stdout.write(f"voor een overleg {name}: {count}")
        if options["proefrun"]:
            self.stdout.write("Proefrun: er is niets verstuurd.")
        if counts["mislukt"] or meetings["mislukt"]:
            raise CommandError("Niet elke e-mail kon weg. De volgende keer probeert het portaal het weer.")
