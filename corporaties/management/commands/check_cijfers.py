# SPDX-License-Identifier: EUPL-1.2
"""`check_cijfers`: finds published figures that do not add up, and keeps them for the pages and the API."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from corporaties.controle import Bevinding, find_afwijkingen
from corporaties.controle.projecten import all_doubles
from corporaties.models import Afwijking, Afwijkingstoelichting
from corporaties.opmaak import format_getal
from corporaties.services.controle import update_afwijkingen
from partijen.models import Gemeente

FOUND, FAILED = 1, 2


class Command(BaseCommand):
    help = (
        "Rekent totalen, percentages, balansen en gelijke cijfers in twee tabellen na en bewaart wat niet klopt. "
        "Einde: 0 alles klopt, 1 er zijn afwijkingen, 2 het kon niet."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--gemeente", metavar="SLUG", help="alleen deze gemeente")
        parser.add_argument("--proefrun", action="store_true", help="laat zien wat niet klopt, bewaar niets")

    def handle(self, *args: Any, **options: Any) -> None:
        slug = options["gemeente"]
        gemeenten = list(Gemeente.objects.filter(slug=slug) if slug else Gemeente.objects.all())
        if slug and not gemeenten:
            raise CommandError(_("Er is geen gemeente ‘%(slug)s’.") % {"slug": slug}, returncode=FAILED)
        total = sum(self.check_gemeente(gemeente, dry=options["proefrun"]) for gemeente in gemeenten)
        if total:
            raise SystemExit(FOUND)

    def check_gemeente(self, gemeente: Gemeente, *, dry: bool) -> int:
        """Check one gemeente and tell what was found; returns the number of deviations."""
        if dry:
            found = find_afwijkingen(gemeente)
        else:
            found = update_afwijkingen(gemeente=gemeente, by=None, oorsprong="systeem").bevindingen
        explained = dict(Afwijkingstoelichting.objects.filter(gemeente=gemeente).values_list("sleutel", "tekst"))
        self.stdout.write(_("%(gemeente)s: %(aantal)s afwijkingen") % {"gemeente": gemeente, "aantal": len(found)})
        bron = ""
        for finding in found:
            if finding.bron != bron:
                bron = finding.bron
                self.stdout.write(f"  {bron}")
            self.stdout.write(self.line(finding))
            if finding.sleutel in explained:
                self.stdout.write(f"      {_('Toelichting')}: {' '.join(explained[finding.sleutel].split())}")
        for group in all_doubles(gemeente):
            names = ", ".join(project.code for project in group)
            self.stdout.write("  " + _("Misschien twee keer genoemd: %(projecten)s") % {"projecten": names})
        if dry:
            self.stdout.write("  " + _("Proefrun: er is niets bewaard."))
        return len(found)

    @staticmethod
    def line(finding: Bevinding) -> str:
        """One deviation."""
        values = {
            "rij": finding.rij,
            "kolom": finding.kolom,
            "regel": Afwijking.Regel(finding.regel).label,
            "gepubliceerd": format_getal(finding.gepubliceerd),
            "berekend": format_getal(finding.berekend),
            "verschil": format_getal(finding.verschil, sign=True),
            "uitleg": finding.uitleg,
        }
        text = _(
            "    %(rij)s / %(kolom)s: staat %(gepubliceerd)s, is %(berekend)s (verschil %(verschil)s) [%(regel)s]. "
            "%(uitleg)s"
        )
        return text % values
