# SPDX-License-Identifier: EUPL-1.2
"""Dashboard and list against hand-written SQL that gives the same figures, for three kinds of viewers."""

import datetime as dt
from collections.abc import Iterator
from functools import partial
from itertools import cycle
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import QueryDict
from django.utils import timezone

from afspraken.filters import AfsprakenFilter
from afspraken.models import Afspraak
from benchmarks import hand_dashboard, hand_list
from benchmarks.browser import Visitor
from benchmarks.databases import using
from benchmarks.hand import COORDINATOR, PUBLIC, Viewer, werkgroeplid
from benchmarks.measure import Result, compare
from monitoring.selectors import dashboard
from partijen.models import Gebruiker, Gemeente


def viewers_of(slug: str) -> list[tuple[Viewer, Any]]:
    """Who reads everything, who reads drafts of one thema, and the public."""
    lid = Gebruiker.objects.get(email=f"werkgroeplid@{slug}.example")
    [werkgroep] = lid.toegang.werkgroep_ids
    coordinator = Gebruiker.objects.get(email=f"coordinator@{slug}.example")
    return [(PUBLIC, AnonymousUser()), (COORDINATOR, coordinator), (werkgroeplid(werkgroep), lid)]


def dashboards(slug: str) -> Iterator[Result]:
    """The dashboard of one gemeente, its figures included."""
    gemeente, today = Gemeente.objects.get(slug=slug), timezone.localdate()
    afsprakenset = gemeente.afsprakensets.get()
    for viewer, user in viewers_of(slug):
        floor = hand_dashboard.HandDashboard(viewer, gemeente=gemeente, afsprakenset=afsprakenset, today=today)
        expected, found = floor(), _figures(user, gemeente, afsprakenset, today)
        wrong = [name for name, value in expected.items() if found[name] != value]
        if wrong:
            raise RuntimeError(f"dashboard of {viewer.name}: other figures than the database: {', '.join(wrong)}")
        yield compare(
            f"dashboard of one gemeente, {viewer.name}",
            floor=floor,
            portal=partial(_figures, user, gemeente, afsprakenset, today),
            promise=3,
            most_statements=6,
        )


def _figures(user: Any, gemeente: Gemeente, afsprakenset: Any, today: dt.date) -> dict[str, Any]:
    return hand_dashboard.figures_of(dashboard(user, gemeente, afsprakenset, today))


def one_and_many(slug: str, one: BaseDatabaseWrapper) -> Iterator[Result]:
    """Pages with one gemeente in the database, and with many of which each is asked for in turn."""
    slugs = [found for found in Gemeente.objects.order_by("pk").values_list("slug", flat=True) if found.endswith(slug)]
    visitor = Visitor()
    with using(one):
        alone = Visitor(f"bestuurder@{slug}.example")
    bestuurder = Visitor(f"bestuurder@{slug}.example")

    def at_one(who: Visitor, path: str) -> None:
        with using(one):
            who.open(path)

    for other in slugs:
        visitor.open(f"/{other}/")
    order = cycle(slugs)
    yield compare(
        f"public page: one gemeente, and {len(slugs)} in turn (rate >= 0.8)",
        floor=lambda: at_one(visitor, f"/{slug}/"),
        portal=lambda: visitor.open(f"/{next(order)}/"),
        promise=1 / 0.8,
    )
    yield compare(
        f"board's page: one gemeente, and one of {len(slugs)} (rate >= 0.8)",
        floor=lambda: at_one(alone, f"/{slug}/bestuur/"),
        portal=lambda: bestuurder.open(f"/{slug}/bestuur/"),
        promise=1 / 0.8,
    )


def lists(slug: str) -> Iterator[Result]:
    """A page of 50 rows and the count per status."""
    gemeente, today = Gemeente.objects.get(slug=slug), timezone.localdate()
    afsprakenset = gemeente.afsprakensets.get()
    for viewer, user in viewers_of(slug):
        floor = hand_list.HandList(viewer, gemeente=gemeente, afsprakenset=afsprakenset, today=today)
        filters = _filter(gemeente, user)
        counts, rows = floor()
        found_counts, found, _next = hand_list.read_list(filters)
        if (counts, rows) != (found_counts, [hand_list.figures_of(row) for row in found]):
            raise RuntimeError(f"list of {viewer.name}: other rows than the database")
        yield compare(
            f"list, 50 rows and count, {viewer.name}",
            floor=floor,
            portal=partial(hand_list.read_list, filters),
            promise=2.5,
        )


def last_page(slug: str) -> Iterator[Result]:
    """The last full page of a long list against its first."""
    gemeente, user = Gemeente.objects.get(slug=slug), AnonymousUser()
    rows = Afspraak.objects.filter(gemeente=gemeente, gepubliceerd=True).order_by("-volgorde", "-pk")
    place, pk = rows.values_list("volgorde", "pk")[hand_list.PAGE_SIZE]
    first, last = _filter(gemeente, user), _filter(gemeente, user, na=f"{place}-{pk}")
    yield compare(
        f"list of {rows.count()} rows: the last page against the first",
        floor=lambda: hand_list.read_list(first),
        portal=lambda: hand_list.read_list(last),
        promise=1.5,
    )


def _filter(gemeente: Gemeente, user: Any, na: str = "") -> AfsprakenFilter:
    filters = AfsprakenFilter(QueryDict(f"na={na}"), gemeente=gemeente, user=user)
    if not filters.is_valid():
        raise RuntimeError(str(filters.errors))
    return filters
