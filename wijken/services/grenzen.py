# SPDX-License-Identifier: EUPL-1.2
"""Storing checked outlines of places: all or nothing, with history."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from partijen.models import Gebruiker, Gemeente, Wijziging
from partijen.services import history
from wijken.imports.grenzen import Grenzen
from wijken.models import Gebiedsomtrek

ORIGIN = Wijziging.Oorsprong.IMPORT
FIELDS = ("pad", "west", "zuid", "oost", "noord", "midden_x", "midden_y")


@dataclass(frozen=True, slots=True)
class Telling:
    """What was stored, or would be."""

    nieuw: int
    gewijzigd: int
    ongewijzigd: int
    zonder: int


@transaction.atomic
def load_grenzen(
    *, grenzen: Grenzen, gemeente: Gemeente, by: Gebruiker | None, oorsprong: str = ORIGIN, proefrun: bool = False
) -> Telling:
    """Store the outlines of a file; places that are not in it keep the outline they have.

    Idempotent: the same boundaries again change nothing and write no history.

    Args:
        proefrun: compare only; everything is undone.

    Raises:
        ValidationError: the file has faults.
    """
    if grenzen.fouten:
        raise ValidationError(_("Het bestand bevat fouten; er is niets geladen."))
    # One load at a time per gemeente.
    Gemeente.objects.select_for_update().get(pk=gemeente.pk)
    stored = Gebiedsomtrek.objects.filter(gemeente=gemeente).select_related("gebied")
    known = {row.gebied_id: row for row in stored}
    new, changed, events = [], [], []
    for omtrek in grenzen.omtrekken:
        values = {name: getattr(omtrek, name) for name in FIELDS}
        row = known.pop(omtrek.gebied.pk, None)
        if row is None:
            new.append(Gebiedsomtrek(gemeente=gemeente, gebied=omtrek.gebied, herkomst=grenzen.naam[:160], **values))
        elif any(getattr(row, name) != value for name, value in values.items()):
            before = history.values_of(row)
            for name, value in {**values, "herkomst": grenzen.naam[:160]}.items():
                setattr(row, name, value)
            velden = history.changed_values(before, history.values_of(row))
            events.append(history.event(row, Wijziging.Soort.GEWIJZIGD, by=by, oorsprong=oorsprong, velden=velden))
            changed.append(row)
    history.bulk_create_with_history(new, by=by, oorsprong=oorsprong)
    Gebiedsomtrek.objects.bulk_update(changed, [*FIELDS, "herkomst"])
    history.write(events)
    if proefrun:
        transaction.set_rollback(True)
    unchanged = len(grenzen.omtrekken) - len(new) - len(changed)
    return Telling(len(new), len(changed), unchanged, len(known))
