# SPDX-License-Identifier: EUPL-1.2
"""Make the concept of a rapportage, and on request set it vast."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from afspraken.models import Afsprakenset
from monitoring.services.rapportages import RapportageVast, RapportageVerouderd, adopt_rapportage, create_rapportage
from partijen.models import Gemeente, Overleg, Wijziging

SYSTEM = Wijziging.Oorsprong.SYSTEEM


class Command(BaseCommand):
    help = "Make the concept of a rapportage of one set for one board meeting; an earlier concept is replaced."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--gemeente", required=True, metavar="SLUG")
        parser.add_argument("--afsprakenset", metavar="SLUG", help="default: the set the gemeente shows first")
        parser.add_argument("--overleg", metavar="DATE", type=_date, help="default: the next board meeting")
        parser.add_argument("--peildatum", metavar="DATE", type=_date, help="default: today, or the day of the meeting")
        parser.add_argument("--vaststellen", action="store_true", help="set it vast at once; this cannot be undone")

    def handle(self, *args: Any, **options: Any) -> None:
        """Find what is meant, call the service, say what was made."""
        gemeente = Gemeente.objects.filter(slug=options["gemeente"]).first()
        if gemeente is None:
            raise CommandError(f"Er is geen gemeente ‘{options['gemeente']}’.")
        overleg = _meeting(gemeente, options["overleg"])
        afsprakenset = _set(gemeente, options["afsprakenset"])
        try:
            made = create_rapportage(
                overleg=overleg, afsprakenset=afsprakenset, peildatum=options["peildatum"], by=None, oorsprong=SYSTEM
            )
            if options["vaststellen"]:
                made = adopt_rapportage(
                    overleg=overleg, afsprakenset=afsprakenset, gezien=made.hash, by=None, oorsprong=SYSTEM
                )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except (RapportageVast, RapportageVerouderd) as error:
            raise CommandError(str(error)) from error
        kind = "vastgesteld" if made.vastgesteld else "concept"
        self.stdout.write(f"{made}: {made.aantal} afspraken, stand op {made.peildatum}, {kind}, kenmerk {made.hash}")


def _date(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def _meeting(gemeente: Gemeente, day: dt.date | None) -> Overleg:
    rows = Overleg.objects.bestuurlijk().filter(gemeente=gemeente)
    found = rows.filter(datum=day).first() if day else rows.upcoming(timezone.localdate()).first()
    if found is None:
        raise CommandError(f"Er is geen bestuurlijk overleg op {day}." if day else "Er is geen overleg gepland.")
    return found


def _set(gemeente: Gemeente, slug: str | None) -> Afsprakenset:
    rows = Afsprakenset.objects.filter(gemeente=gemeente)
    found = rows.filter(slug=slug).first() if slug else rows.filter(gepubliceerd=True).current().first()
    if found is None:
        raise CommandError(f"Er is geen afsprakenset ‘{slug}’." if slug else "Er is geen openbare afsprakenset.")
    return found
