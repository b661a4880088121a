# SPDX-License-Identifier: EUPL-1.2
"""How a goal runs from the state to a neighbourhood: priority, thema, afspraak with its targets, and where it lands."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from afspraken.koers import Koers, course_of
from afspraken.models import (
    Afspraak,
    Afsprakenset,
    Doelstelling,
    LandelijkePrioriteit,
    Ligging,
    Meting,
    Thema,
    Verband,
    Voortgang,
)
from afspraken.statussen import status_words
from partijen.models import Gemeente
from partijen.policies import access_key
from portaal.lib.attached import attach_children
from portaal.lib.compiled import ANY_KEY, read_objects

if TYPE_CHECKING:
    from partijen.querysets import User


@dataclass(frozen=True, slots=True)
class Doelpunt:
    """A target of an afspraak, and how it stands."""

    doel: Any
    koers: Koers


@dataclass(slots=True)
class Schakel:
    """An afspraak in the chain: how it stands, its targets, what contributes to it, and its neighbourhoods."""

    afspraak: Any
    status: str
    woord: str
    doelen: list[Doelpunt] = field(default_factory=list)
    helpt: list[Any] = field(default_factory=list)
    buurten: list[Any] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Themaketen:
    """A thema and its afspraken."""

    thema: Any
    schakels: Sequence[Schakel]


@dataclass(frozen=True, slots=True)
class Keten:
    """A national priority with the themas that serve it, in one set; `los`: single afspraken outside these themas."""

    prioriteit: Any
    themas: Sequence[Themaketen]
    los: Sequence[Schakel] = ()


def read_ketens(user: "User", gemeente: Gemeente) -> tuple[Keten, ...]:
    """Every national priority of a gemeente down to the buurten, in a fixed number of queries.

    What the viewer may not see is left out at every step: a hidden afspraak neither counts nor is named.
    """
    sets = Afsprakenset.objects.visible_to(user).filter(gemeente=gemeente)
    seen = Afspraak.objects.visible_to(user, gemeente=gemeente)
    themas = Prefetch("themas", Thema.objects.visible_to(user).order_by("nummer", "pk"))
    rows = list(
        LandelijkePrioriteit.objects.filter(afsprakenset__in=sets)
        .select_related("afsprakenset")
        .prefetch_related(themas, Prefetch("afspraken", seen.only("pk")))
        .order_by("-afsprakenset__begindatum", "afsprakenset_id", "nummer")
    )
    if not rows:
        return ()
    thema_ids = {thema.pk for row in rows for thema in row.themas.all()}
    links = _read_links(user, gemeente, thema_ids, {one.pk for row in rows for one in row.afspraken.all()})
    return tuple(_chain(row, links) for row in rows)


def rests_on_demo(ketens: Sequence[Keten]) -> bool:
    """One of the standings was invented for demonstration. One query."""
    links = [link for keten in ketens for part in (keten.los, *(one.schakels for one in keten.themas)) for link in part]
    ids = {link.afspraak.zicht_voortgang_id for link in links} - {None}
    return bool(ids) and Voortgang.objects.filter(pk__in=ids, demo=True).exists()


def _chain(row: Any, links: dict[int, list[Schakel]]) -> Keten:
    """One priority; an afspraak of a thema that serves it already is not named twice."""
    themas = [thema for thema in row.themas.all() if links[thema.pk]]
    within, single = {thema.pk for thema in row.themas.all()}, {one.pk for one in row.afspraken.all()}
    outside = [link for thema_id, found in links.items() if thema_id not in within for link in found]
    loose = [link for link in outside if link.afspraak.pk in single]
    # Of a thema that is here for another priority, or for a single afspraak, the rest does not count.
    return Keten(row, tuple(Themaketen(thema, links[thema.pk]) for thema in themas), tuple(loose))


def _read_links(
    user: "User", gemeente: Gemeente, thema_ids: set[int], afspraak_ids: set[int]
) -> dict[int, list[Schakel]]:
    words, today = status_words(gemeente), timezone.localdate()
    afspraken = Afspraak.objects.visible_to(user, gemeente=gemeente).filter(
        Q(thema_id__in=thema_ids) | Q(pk__in=afspraak_ids)
    )
    rows = afspraken.with_stand(user, gemeente=gemeente).select_related("afsprakenset").order_by("volgorde", "pk")
    found: dict[int, list[Schakel]] = defaultdict(list)
    by_id: dict[int, Schakel] = {}
    row: Any
    for row in rows:
        row.gemeente = gemeente
        by_id[row.pk] = link = Schakel(row, row.zicht_status, words[row.zicht_status])
        found[row.thema_id].append(link)

    def places() -> QuerySet[Ligging]:
        rows = Ligging.objects.visible_to(user).filter(gemeente=gemeente)
        return rows.select_related("gebied").order_by("afspraak_id", "volgorde", "pk")

    def targets() -> QuerySet[Doelstelling]:
        rows = Doelstelling.objects.visible_to(user).filter(gemeente=gemeente).exclude(afspraak=None)
        return rows.select_related("afsprakenset").order_by("volgorde", "pk")

    def helping() -> QuerySet[Verband]:
        rows = Verband.objects.visible_to(user).filter(gemeente=gemeente, soort=Verband.Soort.DRAAGT_BIJ)
        return rows.select_related("van__afsprakenset", "van__gemeente").order_by("van__code", "pk")

    key = (access_key(user), gemeente.pk)
    for ligging in read_objects(("doorwerking", "liggingen", *key), places):
        known = by_id.get(ligging.afspraak_id)
        if known is not None and ligging.gebied not in known.buurten:
            known.buurten.append(ligging.gebied)
    doelen = read_objects(("doorwerking", "doelen", *key), targets)
    if doelen:
        measured = read_objects(("doorwerking", "metingen"), _measured, pks=[doel.pk for doel in doelen])
        attach_children(doelen, "metingen", measured)
    for doel in doelen:
        known = by_id.get(doel.afspraak_id or 0)
        if known is not None:
            known.doelen.append(Doelpunt(doel, course_of(doel, doel.metingen.all(), today)))
    for verband in read_objects(("doorwerking", "verbanden", *key), helping):
        known = by_id.get(verband.naar_id)
        if known is not None:
            known.helpt.append(verband.van)
    return found


def _measured() -> QuerySet[Meting]:
    return Meting.objects.filter(doelstelling_id__in=[ANY_KEY]).order_by("datum", "pk")
