# SPDX-License-Identifier: EUPL-1.2
"""Facts about many gebieden, and who may see them."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Prefetch, Q

from portaal.lib.models import valid_on

if TYPE_CHECKING:
    from partijen.models import Gemeente
    from partijen.querysets import User


class GebiedQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Neighbourhoods are public."""

    def visible_to(self, user: "User") -> Self:
        """Every gebied may be seen by all."""
        return self

    def with_delen(self, peildatum: dt.date) -> Self:
        """Prefetch `delen_nu`: what a rayon, focusgebied or woonzorgzone is made of at a date, by name."""
        from wijken.models import Gebiedsdeel

        parts = Gebiedsdeel.objects.filter(valid_on(peildatum)).select_related("deel").order_by("deel__naam", "pk")
        return self.prefetch_related(Prefetch("delen", queryset=parts, to_attr="delen_nu"))

    def holding(self, buurt: Any, peildatum: dt.date) -> Self:
        """Rayons, focusgebieden and woonzorgzones of which the buurt is part at a date."""
        from wijken.models import Gebiedsdeel

        return self.filter(pk__in=Gebiedsdeel.objects.filter(valid_on(peildatum), deel=buurt).values("geheel"))

    def outside_rayons(self, gemeente: "Gemeente", peildatum: dt.date) -> Self:
        """Buurten of a gemeente that no rayon holds at a date: where the source is silent or wrong."""
        from wijken.models import Gebied, Gebiedsdeel

        inside = Gebiedsdeel.objects.filter(valid_on(peildatum), gemeente=gemeente, geheel__soort=Gebied.Soort.RAYON)
        return self.filter(gemeente=gemeente, soort=Gebied.Soort.BUURT).exclude(pk__in=inside.values("deel"))


class GebiedsdeelQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """What larger places are made of is public."""

    def visible_to(self, user: "User") -> Self:
        """Every part may be seen by all."""
        return self

    def overlapping(self, van: dt.date | None, tot: dt.date | None) -> Self:
        """Parts that hold on some day of a period; None is open."""
        after = Q() if tot is None else Q(van=None) | Q(van__lte=tot)
        before = Q() if van is None else Q(tot=None) | Q(tot__gte=van)
        return self.filter(after, before)


def read_buurten(gemeente: "Gemeente", peildatum: dt.date) -> dict[int, tuple[int, ...]]:
    """{gebied id: ids of the buurten it is made of at a date}, of every gebied of a gemeente, in two queries.

    A buurt is made of itself; a wijk or stadsdeel of the buurten below it; a rayon, focusgebied or woonzorgzone of its
    dated parts. Whatever is summed over a larger place is summed over these, so that totals never mix levels.
    """
    from wijken.models import Gebied, Gebiedsdeel

    rows = list(Gebied.objects.filter(gemeente=gemeente).order_by("naam", "pk").values_list("pk", "soort", "ouder_id"))
    dated = Gebiedsdeel.objects.filter(valid_on(peildatum), gemeente=gemeente).values_list("geheel_id", "deel_id")
    return buurten_from(rows, dated)


def buurten_from(
    rows: "Sequence[tuple[int, str, int | None]]", dated: "Iterable[tuple[int, int]]"
) -> dict[int, tuple[int, ...]]:
    """`read_buurten` from rows that were read: (id, soort, parent) by name, and (whole, part) of the dated parts."""
    from wijken.models import Gebied

    above = {pk: ouder for pk, _soort, ouder in rows}
    found: dict[int, list[int]] = {pk: [] for pk in above}
    for pk, soort, _ouder in rows:
        seen: set[int] = set()
        higher: int | None = pk if soort == Gebied.Soort.BUURT else None
        while higher is not None and higher not in seen:
            seen.add(higher)
            found[higher].append(pk)
            higher = above.get(higher)
    parts: dict[int, set[int]] = defaultdict(set)
    for geheel, deel in dated:
        parts[geheel].update(found.get(deel, ()))
    order = {pk: number for number, (pk, _soort, _ouder) in enumerate(rows)}
    for geheel, buurten in parts.items():
        found[geheel] = sorted({*found[geheel], *buurten}, key=order.__getitem__)
    return {pk: tuple(buurten) for pk, buurten in found.items()}
