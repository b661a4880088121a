# SPDX-License-Identifier: EUPL-1.2
"""The corporations of a gemeente side by side: their figures of one kind, projects, commitments and deliveries."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from corporaties.models import Levering, Projectdeelname
from corporaties.shortcuts import corporatie_slug
from monitoring.selectors.toezeggingen import count_statuses, read_toezeggingen
from partijen.models import Gemeente, Partij

if TYPE_CHECKING:
    from partijen.querysets import User


@dataclass(frozen=True, slots=True)
class Corporatiekaart:
    """One corporation in short; `statussen` counts its commitments (.status .woord .aantal)."""

    partij: Partij
    slug: str
    toezeggingen: int
    trekker: int
    statussen: tuple[dict[str, Any], ...]
    projecten: int
    geleverd: dt.date | None


def read_corporaties(user: "User", gemeente: Gemeente) -> list[Partij]:
    """The corporations that are active in a gemeente."""
    rows: Any = Partij.objects.visible_to(user).in_gemeente(gemeente).filter(soort=Partij.Soort.CORPORATIE)
    return list(rows.order_by("naam", "pk"))


def corporatiekaarten(
    user: "User", gemeente: Gemeente, partijen: Sequence[Partij], afsprakenset: Any, peildatum: dt.date
) -> tuple[Corporatiekaart, ...]:
    """The corporations in short; five queries."""
    pks = [partij.pk for partij in partijen]
    promised = read_toezeggingen(user, gemeente, pks, afsprakenset, peildatum)
    projects: dict[int, int] = defaultdict(int)
    taking_part = Projectdeelname.objects.visible_to(user).filter(gemeente=gemeente, partij__in=pks)
    for pk in taking_part.values_list("partij_id", flat=True):
        projects[pk] += 1
    deliveries = Levering.objects.visible_to(user).filter(gemeente=gemeente, partij__in=pks, status="vastgesteld")
    delivered = dict(deliveries.order_by("begindatum", "pk").values_list("partij_id", "begindatum"))
    return tuple(
        Corporatiekaart(
            partij=partij,
            slug=corporatie_slug(partij),
            toezeggingen=len(promised[partij.pk]),
            trekker=sum(row.trekker for row in promised[partij.pk]),
            statussen=tuple(count_statuses(promised[partij.pk], gemeente)),
            projecten=projects[partij.pk],
            geleverd=delivered.get(partij.pk),
        )
        for partij in partijen
    )
