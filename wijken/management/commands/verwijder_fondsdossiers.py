# SPDX-License-Identifier: EUPL-1.2
"""Remove what is about applicants to the fund and whose time is over; run it every day."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from wijken.services.bewaren import clean_up


class Command(BaseCommand):
    """Says how much went, or would go with --proefrun."""

    help = (
        "Verwijdert gegevens van aanvragers waarvan de bewaartermijn voorbij is (docs/privacy.md). Draai dit elke dag."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--proefrun", action="store_true", help="alleen tellen, niets verwijderen")

    def handle(self, *args: Any, **options: Any) -> None:
        done = clean_up(dry_run=options["proefrun"])
        self.stdout.write(f"nooit_bevestigd: {done.onbevestigd}")
        self.stdout.write(f"dossiers: {done.dossiers}")
        if options["proefrun"]:
            self.stdout.write("Proefrun: er is niets verwijderd.")
