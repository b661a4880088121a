# SPDX-License-Identifier: EUPL-1.2
"""What a meeting is about: what the standings put on its agenda, what members put there, and decisions."""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from afspraken.models import Actie, Afspraak
from monitoring import policies
from monitoring.models import Agendapunt, Besluit, Zienswijze
from monitoring.selectors.dashboard import dashboard
from monitoring.selectors.sets import choose_set
from monitoring.selectors.stil import Waarschuwing, warnings
from monitoring.selectors.zienswijzen import not_settled
from partijen.models import Overleg

if TYPE_CHECKING:
    from partijen.querysets import User


@dataclass(frozen=True, slots=True)
class Standpunt:
    """An afspraak that belongs on the agenda by how it stands."""

    code: str
    titel: str
    url: str
    status: str
    woord: str
    gevraagd: str


@dataclass(frozen=True, slots=True)
class Agenda:
    """Of a meeting to come also what the standings ask for; of one that has been only what was written down."""

    standpunten: tuple[Standpunt, ...]
    waarschuwingen: tuple[Waarschuwing, ...]
    punten: tuple[tuple[Agendapunt, bool], ...]
    besluiten: tuple[Besluit, ...]
    opvolging: tuple[Besluit, ...]
    zienswijzen: tuple[Zienswijze, ...] = ()


def agenda(user: "User", overleg: Overleg, today: dt.date) -> Agenda | None:
    """The agenda for who takes part in the gemeente; None for others. Five queries, and those of the dashboard."""
    if not policies.may_read_agenda(user, overleg.gemeente_id):
        return None
    points = Agendapunt.objects.filter(overleg=overleg).visible_to(user).select_related("afspraak__afsprakenset")
    may_remove = overleg.datum >= today
    rows = (
        Besluit.objects.filter(gemeente_id=overleg.gemeente_id)
        .filter(Q(overleg=overleg) | Q(overleg__datum__lt=overleg.datum, afgedaan_op=None))
        .visible_to(user)
        .select_related("overleg", "wie", "afspraak__afsprakenset", "actie", "bijstelling")
        .order_by("overleg__datum", "nummer")
    )
    found = list(rows)
    seen = _seen(user, overleg, found, points)
    rows_named: list[Any] = [*found, *points]
    for row in rows_named:
        if row.afspraak_id and row.afspraak_id not in seen:
            row.afspraak = None  # hidden from this reader, or taken away from him since
        elif row.afspraak_id:
            row.afspraak.gemeente = overleg.gemeente
    acties = _seen_acties(user, overleg, found)
    reads_drafts = policies.may_read_concept(user, overleg.gemeente_id)
    for besluit in found:
        if besluit.actie_id and besluit.actie_id not in acties:
            besluit.actie = None
        if besluit.bijstelling is not None and not besluit.bijstelling.gepubliceerd and not reads_drafts:
            besluit.bijstelling = None
    standings, quiet = _standings(user, overleg, today) if may_remove else ((), ())
    return Agenda(
        standpunten=standings,
        waarschuwingen=quiet,
        punten=tuple((row, may_remove and policies.may_take_off_agenda(user, row)) for row in points),
        besluiten=tuple(row for row in found if row.overleg_id == overleg.pk),
        opvolging=tuple(row for row in found if row.overleg_id != overleg.pk),
        zienswijzen=not_settled(user, overleg.gemeente) if may_remove else (),
    )


def _seen(user: "User", overleg: Overleg, *groups: object) -> set[int]:
    """Ids of the afspraken named that this reader may see."""
    ids = {row.afspraak_id for group in groups for row in group if row.afspraak_id}  # type: ignore[attr-defined]
    rows = Afspraak.objects.filter(pk__in=ids).visible_to(user, gemeente=overleg.gemeente)
    return set(rows.order_by().values_list("pk", flat=True))


def _seen_acties(user: "User", overleg: Overleg, rows: list[Besluit]) -> set[int]:
    """Ids of the acties that decisions became and that this reader may see."""
    ids = {row.actie_id for row in rows if row.actie_id}
    found = Actie.objects.filter(pk__in=ids).visible_to(user, gemeente=overleg.gemeente)
    return set(found.order_by().values_list("pk", flat=True))


def _standings(
    user: "User", overleg: Overleg, today: dt.date
) -> tuple[tuple[Standpunt, ...], tuple[Waarschuwing, ...]]:
    """What asks for a decision, then what is stuck without asking for one; and the early warnings.

    Of the set the gemeente shows first.
    """
    afsprakenset = choose_set(user, overleg.gemeente, None).gekozen
    if afsprakenset is None:
        return (), ()
    board = dashboard(user, overleg.gemeente, afsprakenset, today)
    rows = [stand for stand in (*board.stagnaties, *board.aandacht) if stand.gevraagd_besluit]
    rows += [stand for stand in board.stagnaties if not stand.gevraagd_besluit]
    points = tuple(
        Standpunt(stand.code, stand.titel, stand.url, stand.status, stand.woord, stand.gevraagd_besluit)
        for stand in rows
    )
    return points, warnings(user, overleg.gemeente, board.standen, today)
