# SPDX-License-Identifier: EUPL-1.2
"""Fixtures of the tests of monitoring: a fixed day, and a gemeente full of histories.

Models are imported inside the fixtures: this file is read before the settings are known.
"""

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from partijen.models import Gebruiker
    from tests.monitoring.build import World


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> dt.date:
    """Today is the day the histories end on."""
    from django.utils import timezone

    from tests.monitoring.build import TODAY

    monkeypatch.setattr(timezone, "localdate", lambda *args, **kwargs: TODAY)
    return TODAY


@pytest.fixture
def world(db: None) -> "World":
    """Twenty afspraken of two themas."""
    from tests.monitoring.build import build_world

    return build_world(20)


@pytest.fixture
def member() -> "Callable[..., Gebruiker]":
    """Makes a user with one role in a world; a werkgroeplid gets its first thema."""
    from tests.factories import GebruikerFactory, PartijFactory

    def make(world: "World", rol: str) -> Any:
        partij = None
        if rol == "werkgroeplid":
            partij = world.themas[0].werkgroep
        elif rol == "huurdersvertegenwoordiger":
            partij = PartijFactory(soort="huurdersorganisatie")
        return GebruikerFactory(rol=rol, gemeente=world.gemeente, partij=partij)

    return make


@pytest.fixture
def outsider(db: None) -> Any:
    """Coordinator of another gemeente."""
    from tests.factories import GebruikerFactory, GemeenteFactory

    return GebruikerFactory(rol="coordinator", gemeente=GemeenteFactory(slug="elders"))
