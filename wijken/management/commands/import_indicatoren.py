# SPDX-License-Identifier: EUPL-1.2
"""`import_indicatoren`: figures per neighbourhood from a csv of the CBS or the Leefbaarometer."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from partijen.models import Gemeente
from portaal.lib.tables.reader import UnreadableFile
from wijken.imports.indicatoren import read_indicatoren
from wijken.imports.plan import Inlezing
from wijken.services.indicatoren import import_indicatoren


class Command(BaseCommand):
    """All or nothing. Exit code 1 with every fault when something is wrong."""

    help = (
        "Leest cijfers per buurt in: ‘Kerncijfers wijken en buurten’ van het CBS of de Leefbaarometer, als csv. "
        "Met fouten verandert er niets."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("bestand", type=Path, metavar="FILE")
        parser.add_argument("--gemeente", required=True, metavar="SLUG")
        parser.add_argument(
            "--periode", default="", help="het jaar, als het bestand dat niet zegt (ook niet in de naam)"
        )
        parser.add_argument("--proefrun", action="store_true", help="alleen laten zien wat er zou veranderen")

    def handle(self, *args: Any, **options: Any) -> None:
        gemeente = Gemeente.objects.filter(slug=options["gemeente"]).first()
        if gemeente is None:
            raise CommandError(f"Er is geen gemeente ‘{options['gemeente']}’.")
        try:
            inlezing = read_indicatoren(options["bestand"], gemeente=gemeente, periode=options["periode"])
        except UnreadableFile as error:
            raise CommandError(error.message) from error
        self._refuse_faults(inlezing)
        try:
            telling = import_indicatoren(inlezing=inlezing, gemeente=gemeente, by=None, proefrun=options["proefrun"])
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        self.stdout.write(f"{inlezing.document.titel}, {gemeente.naam}")
        self.stdout.write(
            f"nieuw: {telling.nieuw}, gewijzigd: {telling.gewijzigd}, ongewijzigd: {telling.ongewijzigd}, "
            f"nieuwe indicatoren: {telling.indicatoren}"
        )
        if telling.niet_in_bestand:
            self.stdout.write(f"niet in het bestand, blijft staan: {telling.niet_in_bestand}")
        for reason, count in inlezing.overgeslagen.items():
            self.stdout.write(f"overgeslagen: {reason} ({count})")
        if inlezing.kolommen:
            self.stdout.write(f"overgeslagen: kolommen ({len(inlezing.kolommen)}): {', '.join(inlezing.kolommen)}")
        for note in inlezing.opmerkingen:
            self.stdout.write(f"let op: {note}")
        self.stdout.write("Proefrun: er is niets veranderd." if options["proefrun"] else "Ingelezen.")

    def _refuse_faults(self, inlezing: Inlezing) -> None:
        """Print every fault and stop."""
        if not inlezing.fouten:
            return
        for fout in inlezing.fouten:
            self.stderr.write(str(fout))
        if inlezing.meer_fouten:
            self.stderr.write(f"… en nog {inlezing.meer_fouten} fouten.")
        count = len(inlezing.fouten) + inlezing.meer_fouten
        raise CommandError(f"{count} {'fout' if count == 1 else 'fouten'}; er is niets ingelezen.")
