# SPDX-License-Identifier: EUPL-1.2
"""What a meeting is about: what the standings put on its agenda, what members put there, and decisions."""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from afspraken.models import Actie, Afspraak
from monitoring import policies
from monitoring.models import Agendapunt, Besluit, Zienswijze
from monitoring.selectors.dashboard import dashboard
from monitoring.selectors.gezien import seen_ids
from monitoring.selectors.sets import choose_set
from monitoring.selectors.stil import Waarschuwing, warnings
from monitoring.selectors.zienswijzen import not_settled
from partijen.models import Overleg
from partijen.policies import access_key
from portaal.lib.compiled import ANY_KEY, read_objects

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

    def named() -> QuerySet[Agendapunt]:
        rows = Agendapunt.objects.filter(overleg_id__in=[ANY_KEY]).visible_to(user)
        return rows.select_related("afspraak__afsprakenset")  # type: ignore[no-any-return]

    def decided() -> QuerySet[Besluit]:
        here = Q(overleg_id__in=[ANY_KEY]) | Q(overleg__datum__lt=overleg.datum, afgedaan_op=None)
        rows = Besluit.objects.filter(here, gemeente_id=overleg.gemeente_id).visible_to(user)
        rows = rows.select_related("overleg", "wie", "afspraak__afsprakenset", "actie", "bijstelling")
        return rows.order_by("overleg__datum", "nummer")  # type: ignore[no-any-return]

    key, pks = (access_key(user), overleg.gemeente_id, overleg.datum), (overleg.pk,)
    points = read_objects(("agendapunten", *key), named, pks=pks)
    may_remove = overleg.datum >= today
    found = read_objects(("besluiten", *key), decided, pks=pks)
    rows_named: list[Any] = [*found, *points]
    seen = seen_ids(Afspraak, {row.afspraak_id for row in rows_named if row.afspraak_id}, user, overleg.gemeente)
    for row in rows_named:
        if row.afspraak_id and row.afspraak_id not in seen:
            row.afspraak = None  # hidden from this reader, or taken away from him since
        elif row.afspraak_id:
            row.afspraak.gemeente = overleg.gemeente
    acties = seen_ids(Actie, {row.actie_id for row in found if row.actie_id}, user, overleg.gemeente)
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
