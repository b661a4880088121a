# SPDX-License-Identifier: EUPL-1.2
"""Fixtures of the pages. Models are imported inside: this file is read before Django is set up."""

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from django.test import Client

    from tests.afspraken.wereld import Wereld


@pytest.fixture
def wereld() -> "Wereld":
    """A gemeente with one published afspraak, and a user for each role."""
    from tests.afspraken.wereld import make_wereld

    return make_wereld()


@pytest.fixture
def as_user(client: "Client") -> Any:
    """Log somebody in, or out with None: `as_user(wereld.lid).get(…)`."""

    def login(user: Any) -> "Client":
        client.logout()
        if user is not None:
            client.force_login(user)
        return client

    return login
