# SPDX-License-Identifier: EUPL-1.2
"""Many writers at the same moment, each in a thread with a connection of its own, and what must be left behind."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connections

from partijen.models import Wijziging

WRITERS, UPDATES = 20, 50


def write_at_once(work: Callable[[int], Any], *, writers: int = WRITERS) -> list[Any]:
    """Call `work(number)` in as many threads, all starting together; the first failure is raised.

    Returns:
        What each call returned, in the order of the numbers.
    """
    barrier = Barrier(writers)

    def run(number: int) -> Any:
        try:
            barrier.wait()
            return work(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(writers) as pool:
        return list(pool.map(run, range(writers)))


def history_of(row: Any, soort: str = Wijziging.Soort.GEWIJZIGD) -> list[dict[str, list[Any]]]:
    """What changed in a row, in the order of the history: {column: [old, new]} per event."""
    events = Wijziging.objects.filter(model=row._meta.label_lower, object_id=row.pk, soort=soort).order_by("id")
    return list(events.values_list("velden", flat=True))


def assert_chain(events: Iterable[dict[str, list[Any]]], column: str, first: Any, last: Any) -> None:
    """Each change of a column takes up what the one before it left: nothing was lost or left out between."""
    present = first
    for velden in events:
        if column in velden:
            assert velden[column][0] == present
            present = velden[column][1]
    assert present == last
