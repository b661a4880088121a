# SPDX-License-Identifier: EUPL-1.2
"""Import an actielijst from the command line."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from afspraken.imports.actielijst import plan_import, read_actielijst
from afspraken.imports.plan import Plan, Uitkomst
from afspraken.models import Afsprakenset
from afspraken.services.actielijst import apply_plan, texts_made_public
from afspraken.services.persoonsgegevens import PersonalDataFound, answered
from portaal.lib.tables.reader import UnreadableFile


class Command(BaseCommand):
    """Reads an xlsx, ods or csv; all or nothing. Exit code 1 with every fault when something is wrong."""

    help = "Leest een actielijst in (xlsx, ods of csv). Met fouten verandert er niets."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("bestand", type=Path, metavar="FILE")
        parser.add_argument("--gemeente", required=True, metavar="SLUG")
        parser.add_argument("--afsprakenset", required=True, metavar="SLUG")
        parser.add_argument("--proefrun", action="store_true", help="alleen laten zien wat er zou veranderen")
        parser.add_argument(
            "--geen-persoonsgegevens",
            default="",
            metavar="REDEN",
            help="wat op een persoonsgegeven lijkt toch publiceren, met de reden die in de geschiedenis komt",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        bestand, gemeente, slug = options["bestand"], options["gemeente"], options["afsprakenset"]
        sets = Afsprakenset.objects.select_related("gemeente")
        found = sets.filter(gemeente__slug=gemeente, slug=slug).first()
        if found is None:
            raise CommandError(f"Er is geen afsprakenset ‘{slug}’ in gemeente ‘{gemeente}’.")
        try:
            table = read_actielijst(bestand.read_bytes(), bestand.name)
        except OSError as error:
            raise CommandError(f"Het bestand ‘{bestand}’ is niet te lezen: {error.strerror}.") from error
        except UnreadableFile as error:
            raise CommandError(error.message) from error
        plan = plan_import(table, afsprakenset=found)
        if plan.fouten:
            for fault in plan.fouten:
                self.stderr.write(f"blad {fault.sheet}, rij {fault.row}, kolom {fault.column}: {fault.message}")
            raise CommandError(f"{len(plan.fouten)} fouten; er is niets ingelezen.")
        self._show(plan)
        if options["proefrun"]:
            self.stdout.write("Proefrun: er is niets veranderd.")
            return
        try:
            answer = answered(texts_made_public(plan), options["geen_persoonsgegevens"])
            apply_plan(plan=plan, afsprakenset=found, by=None, antwoord=answer)
        except PersonalDataFound as refusal:
            for bevinding in refusal.bevindingen:
                self.stderr.write(str(bevinding))
            raise CommandError(
                "Wat al openbaar is, krijgt hiermee wat op een persoonsgegeven lijkt. Er is niets ingelezen. Haal het "
                "uit het bestand, of schrijf de reden waarom het er geen is: --geen-persoonsgegevens REDEN."
            ) from refusal
        self.stdout.write("Ingelezen.")

    def _show(self, plan: Plan) -> None:
        for regel in plan.regels:
            if regel.uitkomst is not Uitkomst.ONGEWIJZIGD:
                columns = ", ".join(verschil.kolom for verschil in regel.verschillen)
                self.stdout.write(f"rij {regel.rij}: {regel.code} {regel.uitkomst} ({columns})")
        for code, titel in plan.verdwenen:
            self.stdout.write(f"niet in het bestand, blijft staan: {code} {titel}")
        self.stdout.write(", ".join(f"{name}: {count}" for name, count in plan.telling().items()))
