# SPDX-License-Identifier: EUPL-1.2
"""Remove login data whose time is over; run it every day."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from partijen.services.bewaartermijnen import remove_login_data


class Command(BaseCommand):
    """Says per kind how much went, or would go with --proefrun."""

    help = "Verwijdert inloggegevens waarvan de bewaartermijn voorbij is (docs/privacy.md). Draai dit elke dag."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--proefrun", action="store_true", help="alleen tellen, niets verwijderen")

    def handle(self, *args: Any, **options: Any) -> None:
        counts = remove_login_data(now=timezone.now(), dry_run=options["proefrun"])
        for name, count in counts.items():
            self.stdout.write(f"{name}: {count}")
        if options["proefrun"]:
            self.stdout.write("Proefrun: er is niets verwijderd.")
