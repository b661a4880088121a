# SPDX-License-Identifier: EUPL-1.2
"""`load_buurtgrenzen`: real boundaries of buurten and wijken, from a GeoJSON or GeoPackage of the CBS or PDOK."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from partijen.models import Gemeente
from portaal.lib.tables.reader import UnreadableFile
from wijken.imports.grenzen import read_grenzen
from wijken.services.grenzen import load_grenzen

STELSELS = {"28992": "meters (Rijksdriehoek, EPSG:28992)", "4326": "lengte en breedte (WGS84), omgerekend naar meters"}


class Command(BaseCommand):
    """All or nothing. Exit code 1 with every fault when something is wrong."""

    help = (
        "Laadt de grenzen van buurten en wijken uit een GeoJSON of GeoPackage van CBS of PDOK. Ze staan daarna op de "
        "kaart. Met fouten verandert er niets."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("bestand", type=Path, metavar="FILE")
        parser.add_argument("--gemeente", required=True, metavar="SLUG")
        parser.add_argument("--herstel", action="store_true", help="maak grenzen geldig die zichzelf kruisen")
        parser.add_argument("--onvolledig", action="store_true", help="ook als gebieden geen grens hebben")
        parser.add_argument("--proefrun", action="store_true", help="alleen laten zien wat er zou veranderen")

    def handle(self, *args: Any, **options: Any) -> None:
        gemeente = Gemeente.objects.filter(slug=options["gemeente"]).first()
        if gemeente is None:
            raise CommandError(f"Er is geen gemeente ‘{options['gemeente']}’.")
        try:
            grenzen = read_grenzen(
                options["bestand"], gemeente=gemeente, herstel=options["herstel"], onvolledig=options["onvolledig"]
            )
        except UnreadableFile as error:
            raise CommandError(error.message) from error
        for fout in grenzen.fouten:
            self.stderr.write(fout)
        try:
            telling = load_grenzen(grenzen=grenzen, gemeente=gemeente, by=None, proefrun=options["proefrun"])
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"{grenzen.naam}, {gemeente.naam}: {STELSELS[grenzen.stelsel]}")
        self.stdout.write(
            f"nieuw: {telling.nieuw}, gewijzigd: {telling.gewijzigd}, ongewijzigd: {telling.ongewijzigd}, "
            f"punten: {grenzen.punten_na} van {grenzen.punten_voor}"
        )
        if telling.zonder:
            self.stdout.write(f"niet in het bestand, blijft staan: {telling.zonder}")
        for reason, count in grenzen.overgeslagen.items():
            self.stdout.write(f"overgeslagen: {reason} ({count})")
        for note in grenzen.opmerkingen:
            self.stdout.write(f"let op: {note}")
        self.stdout.write("Proefrun: er is niets veranderd." if options["proefrun"] else "Geladen.")
