# SPDX-License-Identifier: EUPL-1.2
"""A kept query is what its key says, and nothing else: in tests each one is composed anew and compared.

Where a key lacks something (who asks, which gemeente, what day it is), one reader would get the query of another.
The first uses of a key are compared, and of those that all pages share one in twenty after that: composing takes time.
"""

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

FIRST, THEN_ONE_IN = 5, 20
_comparing = True


@contextmanager
def uncompared() -> Iterator[None]:
    """For the many requests of the matrix, which others ask too: half as fast again."""
    global _comparing
    _comparing = False
    yield
    _comparing = True


@contextmanager
def compared() -> Iterator[None]:
    """Fail where a query differs from the one that was kept for the same key."""
    from portaal.lib import compiled

    read = compiled._kept_or_compiled
    used: Counter[Hashable] = Counter()

    def compare(key: Hashable, build: Callable[[], Any], given: Collection[int]) -> compiled.Compiled:
        used[key] += 1
        due = used[key] <= FIRST or used[key] % THEN_ONE_IN == 0
        known = _comparing and due and key in compiled._kept
        query = read(key, build, given)
        if known and said_by(anew := compiled._compile(build(), compiled.DEFAULT_DB_ALIAS, given)) != said_by(query):
            raise AssertionError(f"the query differs from the one kept for {key}:\n{said_by(query)}\n{said_by(anew)}")
        return query

    def said_by(query: compiled.Compiled) -> tuple[Any, ...]:
        # A parameter as JSON is an object without equality.
        params = [[getattr(value, "adapted", value) for value in piece] for piece in query.params]
        return query.sql, params, query.marks

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compiled, "_kept_or_compiled", compare)
        yield
