# SPDX-License-Identifier: EUPL-1.2
"""Deliver the figures of a corporation from the command line."""

import datetime as dt
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, TextIO, cast

from django.core.management.base import BaseCommand, CommandError

from corporaties.columns import normal
from corporaties.imports.opgave import Opgave
from corporaties.imports.woningvoorraad import read_opgave
from corporaties.models import Levering
from corporaties.services.inlezen import deliver, preview_columns
from corporaties.services.leveringen import remarks_of, stel_vast
from partijen.models import Gemeente, Partij, Wijziging
from partijen.services.persoonsgegevens import PersonalDataFound, answered
from portaal.lib.progress import ProgressBar
from portaal.lib.tables.reader import UnreadableFile

FAULTY, WRONG_ARGUMENTS = 1, 2


class Command(BaseCommand):
    """Reads an xlsx, ods or csv; all or nothing. Exit code 0: done, or nothing to change; 1: faults; 2: arguments."""

    help = (
        "Levert cijfers van een corporatie (xlsx, ods of csv). De coördinator stelt ze daarna vast. Met fouten "
        "verandert er niets. Afsluitcode 0: klaar of niets te veranderen, 1: fouten in het bestand, 2: verkeerde "
        "opdracht."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("bestand", type=Path, metavar="FILE")
        parser.add_argument("--corporatie", required=True, metavar="NAME")
        parser.add_argument("--gemeente", required=True, metavar="SLUG")
        parser.add_argument("--peildatum", required=True, metavar="DATE", help="dag van de stand: 2026-01-01")
        parser.add_argument("--proefrun", action="store_true", help="alleen laten zien wat er zou veranderen")
        parser.add_argument(
            "--vaststellen", action="store_true", help="ook vaststellen: de cijfers zijn meteen openbaar"
        )
        parser.add_argument(
            "--geen-persoonsgegevens",
            default="",
            metavar="REDEN",
            help="vaststellen met wat op een persoonsgegeven lijkt, met de reden die in de geschiedenis komt",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        gemeente, partij, peildatum = self._arguments(options)
        bestand: Path = options["bestand"]
        try:
            content = bestand.read_bytes()
        except OSError as error:
            message = f"Het bestand ‘{bestand}’ is niet te lezen: {error.strerror}."
            raise CommandError(message, returncode=WRONG_ARGUMENTS) from error
        bar = ProgressBar(cast(TextIO, self.stderr._out))
        try:
            opgave = read_opgave(
                content, bestand.name, gemeente=gemeente, partij=partij, peildatum=peildatum, progress=bar
            )
            if opgave.aantal_fouten:
                bar.close()
                self._refuse(opgave)
            bar("vergelijken", 0.0)
            columns = preview_columns(opgave, gemeente, partij, peildatum)
            bar.close()
            self._show(columns["uitkomst"])
            if not any(columns["uitkomst"][name] for name in ("nieuw", "gewijzigd", "vervallen")):
                self.stdout.write("Geen verandering: deze cijfers gelden al. Er is niets ingediend.")
                return
            if options["proefrun"]:
                self.stdout.write("Proefrun: er is niets veranderd.")
                return
            bar("opslaan", 0.0)
            levering = deliver(
                opgave=opgave,
                uitkomst=columns,
                content=content,
                filename=bestand.name,
                gemeente=gemeente,
                partij=partij,
                peildatum=peildatum,
                by=None,
            )
            if options["vaststellen"]:
                self._stel_vast(levering, options["geen_persoonsgegevens"])
        except UnreadableFile as error:
            raise CommandError(error.message, returncode=FAULTY) from error
        finally:
            bar.close()
        self.stdout.write(self._done(levering))

    def _stel_vast(self, levering: Levering, reden: str) -> None:
        try:
            antwoord = answered(remarks_of(levering), reden)
            stel_vast(levering=levering, by=None, oorsprong=Wijziging.Oorsprong.IMPORT, antwoord=antwoord)
        except PersonalDataFound as refusal:
            for bevinding in refusal.bevindingen:
                self.stderr.write(str(bevinding))
            raise CommandError(
                "In een opmerking staat iets dat op een persoonsgegeven lijkt. De levering is ingediend en niet "
                "vastgesteld: ze wacht op de coördinator. Haal het uit het bestand, of schrijf de reden waarom het er "
                "geen is: --geen-persoonsgegevens REDEN.",
                returncode=FAULTY,
            ) from refusal

    def _arguments(self, options: dict[str, Any]) -> tuple[Gemeente, Partij, dt.date]:
        gemeente = Gemeente.objects.filter(slug=options["gemeente"]).first()
        if gemeente is None:
            raise CommandError(f"Er is geen gemeente ‘{options['gemeente']}’.", returncode=WRONG_ARGUMENTS)
        corporaties = list(Partij.objects.in_gemeente(gemeente).filter(soort=Partij.Soort.CORPORATIE).order_by("naam"))
        wanted = normal(options["corporatie"])
        for partij in corporaties:
            if wanted in {normal(name) for name in (partij.naam, *map(str, partij.aliassen))}:
                break
        else:
            names = ", ".join(row.naam for row in corporaties)
            message = f"Er is geen corporatie ‘{options['corporatie']}’ in {gemeente.naam}. Wel: {names}."
            raise CommandError(message, returncode=WRONG_ARGUMENTS)
        try:
            return gemeente, partij, dt.date.fromisoformat(options["peildatum"])
        except ValueError as error:
            message = f"‘{options['peildatum']}’ is geen datum. Schrijf die als 2026-01-01."
            raise CommandError(message, returncode=WRONG_ARGUMENTS) from error

    def _refuse(self, opgave: Opgave) -> None:
        for fault in opgave.fouten:
            self.stderr.write(f"blad {fault.sheet}, rij {fault.row}, kolom {fault.column}: {fault.message}")
        more = opgave.aantal_fouten - len(opgave.fouten)
        if more:
            self.stderr.write(f"en nog {more} fouten")
        noun = "fout" if opgave.aantal_fouten == 1 else "fouten"
        raise CommandError(f"{opgave.aantal_fouten} {noun}; er is niets ingelezen.", returncode=FAULTY)

    def _show(self, uitkomst: dict[str, Any]) -> None:
        for *what, old, new in uitkomst["lijst_gewijzigd"]:
            self.stdout.write(f"gewijzigd: {' · '.join(what)}: {old} -> {new}")
        for *what, old in uitkomst["lijst_vervallen"]:
            self.stdout.write(f"vervalt: {' · '.join(what)}: {old}")
        for *what, old, new in uitkomst["lijst_uitschieters"]:
            self.stdout.write(f"wijkt sterk af van vorig jaar: {' · '.join(what)}: {old} -> {new}")
        for *what, over, total, som in uitkomst["lijst_totalen"]:
            self.stdout.write(f"totaal klopt niet: {' · '.join(what)}: {total}, de som over {over} is {som}")
        for name in uitkomst["overgeslagen_bladen"]:
            self.stdout.write(f"niet gelezen: blad {name} (geen tabel met cijfers)")
        names = (
            "cijfers",
            "nieuw",
            "gewijzigd",
            "vervallen",
            "ongewijzigd",
            "elders",
            "leeg",
            "uitschieters",
            "totalen",
        )
        self.stdout.write(", ".join(f"{name}: {uitkomst[name]}" for name in names))

    def _done(self, levering: Levering) -> str:
        levering.refresh_from_db()
        if levering.status == Levering.Status.VASTGESTELD:
            return f"Levering {levering.volgnummer} is ingediend en vastgesteld; de cijfers zijn openbaar."
        return f"Levering {levering.volgnummer} is ingediend en wacht op vaststelling door de coördinator."
