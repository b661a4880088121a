# SPDX-License-Identifier: EUPL-1.2
"""`load_voorbeelddata`: loads the fixtures, with or without demo data, or removes the demo data."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from monitoring.services.demo import DemoReport, remove_demo
from monitoring.services.logins import format_logins
from monitoring.services.voorbeelddata import FixtureFaults, LoadReport, load_voorbeelddata
from partijen.models import Gemeente


class Command(BaseCommand):
    help = "Laadt de voorbeelddata uit fixtures/. Wat een gebruiker heeft gewijzigd, blijft staan."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        choice = parser.add_mutually_exclusive_group()
        choice.add_argument("--demo", action="store_true", help="laad ook verzonnen voortgang, overleggen en accounts")
        choice.add_argument("--verwijder-demo", action="store_true", help="verwijder alle demogegevens, en alleen die")
        parser.add_argument("--gemeente", metavar="SLUG", help="alleen deze gemeente")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["verwijder_demo"]:
            self.remove(options["gemeente"])
            return
        try:
            report = load_voorbeelddata(only=options["gemeente"], demo=options["demo"])
        except FixtureFaults as faults:
            title = _("Er is niets geladen. Fouten: %(count)s.") % {"count": len(faults.lines)}
            raise CommandError("\n".join([title, *(f"  {line}" for line in faults.lines)])) from None
        self.write_counts(report)
        if report.demo is not None:
            self.write_demo(report.demo)

    def write_counts(self, report: LoadReport) -> None:
        """What happened per kind, as a table, and what was left alone."""
        heads = (_("nieuw"), _("gewijzigd"), _("ongewijzigd"), _("met rust gelaten"), _("weg"))
        width = max(len(str(count.label)) for count in report.counts)
        self.stdout.write(" " * width + "".join(f"  {head}" for head in heads))
        for count in report.counts:
            values = (count.new, count.changed, count.unchanged, count.left_alone, count.removed)
            cells = "".join(f"  {value:>{len(head)}}" for head, value in zip(heads, values, strict=True))
            self.stdout.write(f"{count.label!s:<{width}}{cells}")
        for note in report.notes:
            self.stdout.write(note)

    def write_demo(self, demo: DemoReport) -> None:
        """What demo data was added; passwords of new accounts are shown here and nowhere else."""
        message = _("Demo, nieuw: %(voortgang)s meldingen, %(overleggen)s overleggen, %(gebruikers)s accounts.")
        counts = {"voortgang": demo.voortgang, "overleggen": demo.overleggen, "gebruikers": demo.gebruikers}
        self.stdout.write(message % counts)
        self.stdout.write(_("Demo, nieuw: %(aantal)s rapportages.") % {"aantal": demo.rapportages})
        self.stdout.write(_("Demo, nieuw: %(aantal)s evaluaties.") % {"aantal": demo.evaluaties})
        self.stdout.write(_("Demo, nieuw: %(aantal)s zienswijzen.") % {"aantal": demo.zienswijzen})
        for note in demo.notes:
            self.stdout.write(note)
        if demo.aanvragen:
            self.stdout.write(_("Demo, nieuw: %(aantal)s aanvragen bij het fonds.") % {"aantal": demo.aanvragen})
        if demo.initiatieven or demo.verhuizingen:
            message = _("Demo, nieuw: %(initiatieven)s initiatieven in wijken, %(verhuizingen)s verhuizingen.")
            counts = {"initiatieven": demo.initiatieven, "verhuizingen": demo.verhuizingen}
            self.stdout.write(message % counts)
        if demo.logins:
            self.stdout.write(_("Demo-accounts (de wachtwoorden staan alleen hier):"))
            self.stdout.write(format_logins(demo.logins))

    def remove(self, slug: str | None) -> None:
        """Remove the demo data of one gemeente, or of all."""
        gemeenten = Gemeente.objects.filter(slug=slug) if slug else Gemeente.objects.all()
        if slug and not gemeenten:
            raise CommandError(_("Er is geen gemeente ‘%(slug)s’.") % {"slug": slug})
        report = remove_demo(gemeenten=gemeenten)
        message = _("Demo verwijderd: %(voortgang)s meldingen, %(overleggen)s overleggen, %(gebruikers)s accounts.")
        counts = {"voortgang": report.voortgang, "overleggen": report.overleggen, "gebruikers": report.gebruikers}
        self.stdout.write(message % counts)
        if report.aanvragen:
            self.stdout.write(_("Demo verwijderd: %(aantal)s aanvragen.") % {"aantal": report.aanvragen})
        for email in report.kept:
            self.stdout.write(
                _("%(email)s voerde iets echts in en is daarom uitgezet, niet verwijderd.") % {"email": email}
            )
