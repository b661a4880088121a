# SPDX-License-Identifier: EUPL-1.2
"""Keeping what does not add up: computed anew from the figures, with the explanations of the coordinator beside it."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from corporaties.controle import Bevinding, find_afwijkingen
from corporaties.models import Afwijking, Afwijkingstoelichting
from partijen.models import Gebruiker, Gemeente, Wijziging
from partijen.services import history

COLUMNS = ("volgorde", "cijferbron_id", "bron", "rij", "kolom", "gepubliceerd", "berekend", "verschil", "uitleg")


@dataclass(frozen=True, slots=True)
class Controle:
    """What a check found, and how that differs from the check before it."""

    bevindingen: list[Bevinding]
    nieuw: int
    gewijzigd: int
    weg: int


@transaction.atomic
def update_afwijkingen(
    *, gemeente: Gemeente, by: Gebruiker | None, oorsprong: str, regels: Collection[str] | None = None
) -> Controle:
    """Check the figures of a gemeente and keep what does not add up; the log tells what is new and what is gone.

    Called in the transaction of whatever changed the figures, so that the pages never show an old check.

    Args:
        regels: only these rules; findings of the others stay as they are.
    """
    found = {finding.sleutel: finding for finding in find_afwijkingen(gemeente, regels)}
    kept = Afwijking.objects.select_for_update().filter(gemeente=gemeente)
    if regels is not None:
        kept = kept.filter(regel__in=regels)
    stored = {row.sleutel: row for row in kept}
    gone = [row for sleutel, row in stored.items() if sleutel not in found]
    new = [_row(gemeente, finding) for sleutel, finding in found.items() if sleutel not in stored]
    changed = []
    for sleutel, row in stored.items():
        if sleutel in found and _update(row, found[sleutel]):
            changed.append(row)
    history.write(
        history.event(row, Wijziging.Soort.VERWIJDERD, by=by, oorsprong=oorsprong, velden=_shown(row, gone=True))
        for row in gone
    )
    Afwijking.objects.filter(pk__in=[row.pk for row in gone]).delete()
    Afwijking.objects.bulk_create(new)
    Afwijking.objects.bulk_update(changed, [name.removesuffix("_id") for name in COLUMNS], batch_size=200)
    history.write(
        history.event(row, Wijziging.Soort.NIEUW, by=by, oorsprong=oorsprong, velden=_shown(row)) for row in new
    )
    return Controle(list(found.values()), len(new), len(changed), len(gone))


@transaction.atomic
def explain_afwijking(
    *, afwijking: Afwijking, tekst: str, by: Gebruiker, oorsprong: str, expected_versie: int | None = None
) -> Afwijkingstoelichting | None:
    """Say what is the matter with a figure that does not add up; an empty text takes the explanation away.

    Raises:
        StaleVersion: somebody else wrote since `expected_versie` (0: there was none yet).
        ValidationError: the text is too long.
    """
    text = tekst.strip()
    # Two who write the first one at once: the second waits here, and then finds what the first wrote.
    Afwijking.objects.select_for_update().filter(pk=afwijking.pk).first()
    current = Afwijkingstoelichting.objects.select_for_update().filter(
        gemeente=afwijking.gemeente_id, sleutel=afwijking.sleutel
    )
    row = current.first()
    if expected_versie is not None and expected_versie != (row.versie if row else 0):
        raise history.StaleVersion(row or Afwijkingstoelichting(gemeente_id=afwijking.gemeente_id, tekst="", versie=0))
    if row is None:
        if not text:
            return None
        row = Afwijkingstoelichting(gemeente_id=afwijking.gemeente_id, sleutel=afwijking.sleutel, tekst=text)
        row.full_clean()
        history.create_with_history(row, by=by, oorsprong=oorsprong)
        return row
    if not text:
        history.delete_with_history(row, by=by, oorsprong=oorsprong)
        return None
    history.update_with_history(row, {"tekst": text}, by=by, oorsprong=oorsprong)
    return row


def _row(gemeente: Gemeente, finding: Bevinding) -> Afwijking:
    return Afwijking(gemeente=gemeente, sleutel=finding.sleutel, regel=finding.regel, **_values(finding))


def _values(finding: Bevinding) -> dict[str, Any]:
    return {name: getattr(finding, name.removesuffix("_id")) for name in COLUMNS}


def _update(row: Afwijking, finding: Bevinding) -> bool:
    changed = False
    for name, value in _values(finding).items():
        if getattr(row, name) != value:
            setattr(row, name, value)
            changed = True
    return changed


def _shown(row: Afwijking, *, gone: bool = False) -> dict[str, list[Any]]:
    values = {name: getattr(row, name) for name in ("bron", "rij", "kolom", "gepubliceerd", "berekend")}
    return {name: [value, None] if gone else [None, value] for name, value in values.items()}
