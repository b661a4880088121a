# SPDX-License-Identifier: EUPL-1.2
"""Write to coordinators that something waits for publishing; run it every hour, or once a day."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from afspraken.services.publicatiemeldingen import send_publicatiemeldingen


class Command(BaseCommand):
    """Says how many were sent, never to whom. Exit code 1 when a mail could not be sent: the next run tries again."""

    help = (
        "Stuurt elke coördinator hoogstens één e-mail per dag, als er iets nieuws wacht op publiceren. "
        "Mag zo vaak draaien als u wilt."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--proefrun", action="store_true", help="alleen tellen, niets versturen")

    def handle(self, *args: Any, **options: Any) -> None:
        counts = send_publicatiemeldingen(now=timezone.now(), dry_run=options["proefrun"])
        for name, count in counts.items():
            self.stdout.write(f"{name}: {count}")
        if options["proefrun"]:
            self.stdout.write("Proefrun: er is niets verstuurd.")
        if counts["mislukt"]:
            raise CommandError("Niet elke e-mail kon weg. De volgende keer probeert het portaal het weer.")
