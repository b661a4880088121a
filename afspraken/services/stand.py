# SPDX-License-Identifier: EUPL-1.2
"""Computing the current standings of a whole gemeente anew, in a few statements (ADR 0003)."""

from collections.abc import Iterable
from typing import Any

from django.db import models, transaction
from django.db.models import OuterRef, Q, Subquery

from afspraken.models import Actie, Afspraak, Voortgang
from afspraken.services.voortgang import PUBLISHED, REPORTED
from afspraken.statussen import Status
from partijen.models import Gebruiker, Gemeente, Wijziging
from partijen.services import history


@transaction.atomic
def recompute_standen(
    *,
    gemeente: Gemeente,
    oorsprong: str,
    by: Gebruiker | None = None,
    demo: bool = False,
    record: bool = True,
) -> int:
    """Set both standings of every afspraak and actie of a gemeente from its newest (published) report.

    For who adds or takes away many reports at once; one report goes through `record_voortgang`.

    Args:
        demo: mark the history as demo, so that it goes when the demo reports go.
        record: write history. False only for who takes the history of the reports away as well.

    Returns:
        The number of afspraken and acties whose standing changed.
    """
    events: list[Wijziging] = []
    changed = 0
    for model, own in ((Afspraak, Q(afspraak=OuterRef("pk"), actie=None)), (Actie, Q(actie=OuterRef("pk")))):
        for row, before in _correct(model, own, gemeente):
            changed += 1
            if record:
                velden = history.changed_values(before, history.values_of(row))
                soort = Wijziging.Soort.GEWIJZIGD
                events.append(history.event(row, soort, by=by, oorsprong=oorsprong, velden=velden, demo=demo))
    history.write(events)
    return changed


def _correct(model: type[Any], own: Q, gemeente: Gemeente) -> Iterable[tuple[Any, dict[str, Any]]]:
    """Save the rows whose standing is not what their reports say; returns them with their values from before."""
    rows_of = model.objects.filter(gemeente=gemeente).order_by("pk")
    # Held before the reports are read: a report that is being written shows after this, or waits for us.
    list(rows_of.select_for_update().values_list("pk"))
    reports = Voortgang.objects.filter(own).newest_first()
    rows = list(
        rows_of.annotate(
            _nieuwste=Subquery(reports.values("pk")[:1]),
            _publiek=Subquery(reports.published().values("pk")[:1]),
        )
    )
    needed = {row._nieuwste for row in rows} | {row._publiek for row in rows}
    found = Voortgang.objects.in_bulk(needed - {None})
    changed = []
    for row in rows:
        before = history.values_of(row)
        _set(row, REPORTED, found.get(row._nieuwste))
        _set(row, PUBLISHED, found.get(row._publiek))
        if history.values_of(row) != before:
            row.versie += 1
            changed.append((row, before))
    if changed:
        columns = [*REPORTED, *PUBLISHED, "versie"]
        model.objects.bulk_update([row for row, _before in changed], columns, batch_size=200)
    return changed


def _set(row: models.Model, columns: tuple[str, ...], report: Voortgang | None) -> None:
    """Fill the four columns of one standing from a report; without one it is as it was at the start."""
    status, fase, datum, latest = columns
    setattr(row, status, report.status if report else Status.NIET_GESTART.value)
    setattr(row, fase, report.fase if report else "")
    setattr(row, datum, report.datum if report else None)
    setattr(row, latest, report)
