# SPDX-License-Identifier: EUPL-1.2
"""A rapportage of one gemeente alone in the database, against one of each of many in turn."""

from collections.abc import Callable, Iterator
from itertools import cycle
from statistics import median
from typing import Any

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

from afspraken.models import Afspraak, Afsprakenset
from benchmarks.databases import using
from benchmarks.measure import Result, compare
from monitoring.services.rapportages import create_rapportage
from partijen.models import Gemeente, Overleg


def made(slug: str, one: BaseDatabaseWrapper) -> Iterator[Result]:
    """Making one, per turn: all gemeenten are copies of the one, so that time per turn is time per afspraak."""
    with using(one):
        at_one = make(slug)
    slugs = [found for found in Gemeente.objects.order_by("pk").values_list("slug", flat=True) if found.endswith(slug)]
    jobs = cycle([make(found) for found in slugs])

    def alone() -> None:
        with using(one):
            at_one()

    total = Afspraak.objects.filter(gemeente__slug__in=slugs).count()
    yield compare(
        f"rapportage of 100 afspraken: alone, and of {total:,} in turn",
        floor=alone,
        portal=lambda: next(jobs)(),
        promise=1.5,
        seconds=len(slugs) / 4,
        typical=median,
    )


def make(slug: str) -> Callable[[], Any]:
    """Make the concept for the next meeting, and take it back, so that the next turn finds the same."""
    gemeente = Gemeente.objects.get(slug=slug)
    afsprakenset = Afsprakenset.objects.filter(gemeente=gemeente).current()[0]
    overleg = Overleg.objects.filter(gemeente=gemeente, datum__gte=timezone.localdate()).order_by("datum")[0]

    def job() -> None:
        with transaction.atomic():
            create_rapportage(overleg=overleg, afsprakenset=afsprakenset, by=None)
            transaction.set_rollback(True)

    return job
