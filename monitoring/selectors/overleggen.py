# SPDX-License-Identifier: EUPL-1.2
"""The meetings of a gemeente, with what was reported for each."""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Max, Min, Q, QuerySet

from afspraken.models import Afsprakenset
from monitoring.models import Rapportage
from partijen.models import Gemeente, Overleg
from partijen.policies import access_key
from portaal.lib.compiled import ANY_KEY, read_objects

if TYPE_CHECKING:
    from partijen.querysets import User


@dataclass(frozen=True, slots=True)
class Overleglijst:
    """Meetings to come, the first one first, and those that have been, the last one first."""

    komend: tuple[Overleg, ...]
    geweest: tuple[Overleg, ...]

    @property
    def demo(self) -> bool:
        """One of the dates is invented."""
        return any(row.demo for row in (*self.komend, *self.geweest))


def meetings(user: "User", gemeente: Gemeente, today: dt.date) -> Overleglijst:
    """All meetings, each with `gemaakt`: the rapportages the reader may see. Two queries."""

    def planned() -> QuerySet[Overleg]:
        return Overleg.objects.filter(gemeente=gemeente).visible_to(user).order_by("datum", "soort")

    def made() -> QuerySet[Rapportage]:
        rows = Rapportage.objects.visible_to(user).filter(overleg_id__in=[ANY_KEY])
        return rows.select_related("afsprakenset").order_by("set_naam", "pk")

    key = (access_key(user), gemeente.pk)
    found = read_objects(("overleggen", *key), planned)
    by_pk: dict[int, Any] = {row.pk: row for row in found}
    for row in by_pk.values():
        row.gemeente, row.gemaakt = gemeente, []
    for report in read_objects(("rapportages van overleggen", *key), made, pks=by_pk) if by_pk else ():
        meeting = report.overleg = by_pk[report.overleg_id]
        meeting.gemaakt.append(report)
    past = [row for row in found if row.datum < today]
    return Overleglijst(tuple(row for row in found if row.datum >= today), tuple(reversed(past)))


def neighbours(overleg: Overleg) -> tuple[dt.date | None, dt.date | None]:
    """The days of the meetings of this kind before and after it. One query; the dates of meetings are public."""
    days = Overleg.objects.filter(gemeente=overleg.gemeente_id, soort=overleg.soort).aggregate(
        before=Max("datum", filter=Q(datum__lt=overleg.datum)), after=Min("datum", filter=Q(datum__gt=overleg.datum))
    )
    return days["before"], days["after"]


def sets_to_report(overleg: Overleg) -> list[Afsprakenset]:
    """Public sets of which no rapportage was set vast for this meeting, in the order a gemeente shows them."""
    done = Rapportage.objects.filter(overleg=overleg, concept=False).values("afsprakenset_id")
    rows = Afsprakenset.objects.filter(gemeente_id=overleg.gemeente_id, gepubliceerd=True)
    return list(rows.exclude(pk__in=done).current())
