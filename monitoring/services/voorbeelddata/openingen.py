# SPDX-License-Identifier: EUPL-1.2
"""The first lines of the ledgers of funds. A ledger is never changed, so what differs is only reported."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from monitoring.services.voorbeelddata.wanted import Opening
from monitoring.services.voorbeelddata.write import Count
from partijen.models import Wijziging
from portaal.lib.money import format_euro
from wijken.models import Boeking, Boekingsoort
from wijken.services import grootboek

BOOKED_BY = {Boekingsoort.STORTING: grootboek.deposit, Boekingsoort.RESERVERING: grootboek.reserve}


def book_openingen(openingen: Sequence[Opening]) -> tuple[Count, list[str]]:
    """Book the lines that are not there yet; returns what happened, and what was left alone."""
    count, notes = Count(_("eerste boekingen")), []
    present = {line.sleutel: line for line in Boeking.objects.filter(sleutel__in=[o.sleutel for o in openingen])}
    for opening in openingen:
        line = present.get(opening.sleutel)
        if opening.fonds.instance is None:
            count.left_alone += 1
        elif line is None:
            BOOKED_BY[Boekingsoort(opening.soort)](
                fonds=opening.fonds.instance,
                regel=grootboek.Regel(opening.bedrag, opening.datum, opening.omschrijving, sleutel=opening.sleutel),
                by=None,
                oorsprong=Wijziging.Oorsprong.VOORBEELDDATA,
            )
            count.new += 1
        elif line.bedrag != opening.bedrag:
            count.left_alone += 1
            notes.append(
                _("%(place)s: %(booked)s is al geboekt, het bestand zegt %(file)s. Boek het verschil in het portaal.")
                % {
                    "place": opening.place,
                    "booked": format_euro(line.bedrag),
                    "file": format_euro(opening.bedrag),
                }
            )
        else:
            count.unchanged += 1
    return count, notes
