# SPDX-License-Identifier: EUPL-1.2
"""A world that is made once for a module, and in which each test finds it as it was.

It stands in a transaction around the module; each test has a savepoint of its own within, and copies of the rows as
Python holds them. That is done only where every test of the module asks for the world: so none of them can tell who
ran before it, in whatever order, or whether it ran alone.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from typing import Any, TypeVar

import pytest

T = TypeVar("T")
WITH_COMMITS = {"transactional_db", "live_server", "django_db_serialized_rollback"}


def everybody_asks_for(request: pytest.FixtureRequest, name: str) -> bool:
    """Every test of this module that runs has the fixture `name`, and none commits."""
    items = [item for item in request.session.items if getattr(item, "module", None) is request.module]
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        marker = item.get_closest_marker("django_db")
        commits = fixtures & WITH_COMMITS or (marker is not None and (marker.args or marker.kwargs))
        if name not in fixtures or commits:
            return False
    return True


@contextmanager
def for_the_module(
    request: pytest.FixtureRequest, blocker: Any, make: Callable[[], T], name: str = "world"
) -> Iterator[Callable[[], T]]:
    """What gives a test its world: a copy of the one of the module, or one made for this test alone.

    Args:
        request: that of a fixture with the scope of a module.
        blocker: the fixture `django_db_blocker`; `django_db_setup` must have been asked for too.
        make: makes the world.
        name: the fixture by which the tests ask for it.
    """
    from django.db import transaction

    if not everybody_asks_for(request, name):
        yield make
        return
    with blocker.unblock(), transaction.atomic():
        world = make()
        yield lambda: deepcopy(world)
        transaction.set_rollback(True)
