# SPDX-License-Identifier: EUPL-1.2
"""What a data steward has to deliver, and what of it waits for the coordinator."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from corporaties.models import Inlezing, Levering
from corporaties.policies import may_stellen_vast, partijen_to_deliver
from corporaties.shortcuts import corporatie_slug
from partijen.models import Gebruiker, Gemeente, Partij


@dataclass(frozen=True, slots=True)
class Levertaak:
    """The figures of one corporation: what was delivered last, and the files that were not handed in yet."""

    naam: str
    slug: str
    onaf: int
    peildatum: dt.date | None = None
    status: str = ""
    woord: str = ""
    reden: str = ""
    demo: bool = False

    @property
    def wacht(self) -> bool:
        """The coordinator has still to set it vast."""
        return self.status == Levering.Status.INGEDIEND

    @property
    def afgewezen(self) -> bool:
        """The coordinator sent it back."""
        return self.status == Levering.Status.AFGEWEZEN


def to_deliver(user: Gebruiker, gemeente: Gemeente) -> tuple[Levertaak, ...] | None:
    """The corporations whose figures the user delivers; None for who delivers nobody's. Two queries."""
    ids = partijen_to_deliver(user, gemeente)
    if not ids:
        return None
    rows = Levering.objects.visible_to(user).filter(gemeente=gemeente, partij=OuterRef("pk"))
    newest = rows.order_by("-geleverd_op", "-pk").values("pk")[:1]
    files = Inlezing.objects.visible_to(user).filter(gemeente=gemeente, partij=OuterRef("pk"), levering=None)
    counted = files.order_by().values("partij").annotate(aantal=Count("pk")).values("aantal")
    partijen = list(
        Partij.objects.filter(pk__in=ids)
        .annotate(nieuwste=Subquery(newest), onaf=Coalesce(Subquery(counted), 0))
        .order_by("naam", "pk")
    )
    found = Levering.objects.visible_to(user).in_bulk([row.nieuwste for row in partijen if row.nieuwste])
    return tuple(_task(row, found.get(row.nieuwste)) for row in partijen)


def _task(partij: Partij, levering: Levering | None) -> Levertaak:
    named = {"naam": partij.naam, "slug": corporatie_slug(partij), "onaf": partij.onaf}  # type: ignore[attr-defined]
    if levering is None:
        return Levertaak(**named)
    return Levertaak(
        **named,
        peildatum=levering.begindatum,
        status=levering.status,
        woord=str(levering.get_status_display()),
        reden=levering.reden_afwijzing,
        demo=levering.demo,
    )


def waiting_deliveries(user: Gebruiker, gemeente: Gemeente) -> int | None:
    """How many deliveries wait for this coordinator; None for others. One query."""
    if not may_stellen_vast(user, gemeente.pk):
        return None
    return Levering.objects.visible_to(user).filter(gemeente=gemeente).waiting().count()
