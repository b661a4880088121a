# SPDX-License-Identifier: EUPL-1.2
"""Fixtures of the resources of the API. Models are imported inside: this file is read before Django is set up."""

import logging
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.plugins.worlds import for_the_module

if TYPE_CHECKING:
    from tests.api.world import World


@pytest.fixture(autouse=True)
def no_earlier_requests() -> None:
    """Requests of other tests do not count for the throttle."""
    from portaal.lib.api.throttling import AddressRateThrottle

    AddressRateThrottle.cache.clear()


@pytest.fixture(scope="module")
def worlds(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any
) -> "Iterator[Callable[[], World]]":
    """Gives each test of a module its world."""
    from tests.api.world import make_world

    with for_the_module(request, django_db_blocker, make_world) as give:
        yield give


@pytest.fixture
def world(worlds: "Callable[[], World]", db: None) -> "World":
    """Two gemeenten with published things and drafts, and somebody for each role."""
    return worlds()


@pytest.fixture
def ask(client: Any) -> Any:
    """`ask("afspraken", user, thema=1)`: the decoded answer of a list, which must be a 200."""
    from tests.api.world import BASE

    def get(path: str, user: Any = None, **query: Any) -> Any:
        client.logout()
        if user is not None:
            client.force_login(user)
        response = client.get(f"{BASE}/{path}", query)
        assert response.status_code == 200, response.content
        return response.json()

    return get


@pytest.fixture
def refused(client: Any) -> Any:
    """`refused("afspraken", user, thema=9)`: the faults of a list, which must be a 400."""
    from tests.api.world import BASE

    def get(path: str, user: Any = None, **query: Any) -> Any:
        client.logout()
        if user is not None:
            client.force_login(user)
        response = client.get(f"{BASE}/{path}", query)
        assert response.status_code == 400, response.content
        assert response["Content-Type"] == "application/problem+json"
        return response.json()["fouten"]

    return get


@pytest.fixture
def security_log() -> Any:
    """The lines of the security log written during the test."""
    from tests.partijen.inloggen import Lines

    handler, logger = Lines(), logging.getLogger("portaal.security")
    logger.addHandler(handler)
    yield handler
    logger.removeHandler(handler)


@pytest.fixture
def stad(db: None) -> Any:
    """As in the tests of corporaties: a gemeente with two corporations and a user for each role."""
    from tests.corporaties.stad import make_stad

    return make_stad()
