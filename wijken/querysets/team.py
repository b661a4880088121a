# SPDX-License-Identifier: EUPL-1.2
"""Facts about many bewonerskrachtteams, and who may see them."""

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, OuterRef, Prefetch, Q, Subquery

if TYPE_CHECKING:
    from partijen.querysets import User


class BewonerskrachtteamQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Teams are public; who is in them is nowhere in the portal."""

    def visible_to(self, user: "User") -> Self:
        """Every team may be seen by all."""
        return self

    def for_peildatum(self, peildatum: dt.date) -> Self:
        """Teams that exist at a date, with `fase` and `fase_sinds` (None: not known) as they were then.

        A team whose first fase begins later does not exist yet.
        """
        from wijken.models import Teamfase

        newest = (
            Teamfase.objects.filter(Q(van=None) | Q(van__lte=peildatum), team=OuterRef("pk"))
            .order_by(F("van").desc(nulls_last=True))
            .values("fase", "van")[:1]
        )
        return (
            self.filter(Q(gestopt_op=None) | Q(gestopt_op__gt=peildatum))
            .annotate(fase=Subquery(newest.values("fase")), fase_sinds=Subquery(newest.values("van")))
            .exclude(fase=None)
        )

    def with_verloop(self) -> Self:
        """Prefetch `verloop`: all fases of a team, the first one first."""
        from wijken.models import Teamfase

        fases = Teamfase.objects.order_by(F("van").asc(nulls_first=True), "pk")
        return self.prefetch_related(Prefetch("fases", queryset=fases, to_attr="verloop"))


class TeamfaseQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Fases of teams are public."""

    def visible_to(self, user: "User") -> Self:
        """Every fase may be seen by all."""
        return self
