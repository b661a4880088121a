# SPDX-License-Identifier: EUPL-1.2
"""Demo data of the plans of neighbourhoods and of pilots: initiatives, and moves with what they cost."""

from typing import TYPE_CHECKING

from afspraken.models import Initiatief, Verhuizing, Vervolgbesluit
from partijen.models import Gemeente, Wijziging
from partijen.services import history

if TYPE_CHECKING:
    from monitoring.services.voorbeelddata.demo_items import DemoInitiatief, DemoVerhuizing

OORSPRONG = Wijziging.Oorsprong.VOORBEELDDATA


def add_initiatieven(gemeente: Gemeente, wanted: "list[DemoInitiatief]") -> int:
    """Add public demo initiatives, all of them once; returns how many are new."""
    if Initiatief.objects.filter(gemeente=gemeente, demo=True).exists():
        return 0
    rows = [
        Initiatief(
            gemeente=gemeente,
            gebied=item.gebied.instance,
            partij=item.partij.instance if item.partij else None,
            titel=item.titel,
            omschrijving=item.omschrijving,
            soort=item.soort,
            stand=item.stand,
            periode=item.periode,
            herkomst=item.herkomst,
            gepubliceerd=True,
            demo=True,
        )
        for item in wanted
        # A user may have removed the neighbourhood.
        if item.gebied.instance is not None
    ]
    history.bulk_create_with_history(rows, by=None, oorsprong=OORSPRONG, demo=True)
    return len(rows)


def add_verhuizingen(gemeente: Gemeente, wanted: "list[DemoVerhuizing]") -> int:
    """Add demo moves to pilots, all of them once; returns how many are new.

    A pilot of which real moves are kept gets none: its sums count every move.
    """
    if Verhuizing.objects.filter(gemeente=gemeente, demo=True).exists():
        return 0
    real = set(Verhuizing.objects.filter(gemeente=gemeente).order_by().values_list("afsprakenset_id", flat=True))
    rows = [
        Verhuizing(
            gemeente=gemeente,
            afsprakenset=item.pilot.instance,
            corporatie=item.corporatie.instance,
            maand=item.maand,
            via=item.via,
            geschikt=item.geschikt,
            demo=True,
            **item.bedragen,
        )
        for item in wanted
        if item.pilot.instance is not None and item.pilot.instance.pk not in real
    ]
    history.bulk_create_with_history(rows, by=None, oorsprong=OORSPRONG, demo=True)
    return len(rows)


def remove_wijk(gemeente: Gemeente) -> int:
    """Take away the demo initiatives, moves and decisions about pilots of a gemeente; returns how many."""
    removed = 0
    for model in (Initiatief, Verhuizing, Vervolgbesluit):
        removed += model.objects.filter(gemeente=gemeente, demo=True).delete()[0]
    return removed
