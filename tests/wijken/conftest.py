# SPDX-License-Identifier: EUPL-1.2
"""Fixtures of wijken. Models are imported inside: this file is read before Django is set up."""

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from django.test import Client

    from tests.wijken.wereld import Fondswereld


@pytest.fixture
def wereld(db: None) -> "Fondswereld":
    """A gemeente with two funds, and a user for each role."""
    from tests.wijken.wereld import make_fondswereld

    return make_fondswereld()


@pytest.fixture
def as_user(client: "Client") -> Any:
    """Log somebody in, or out with None: `as_user(wereld.coordinator).get(…)`."""

    def login(user: Any) -> "Client":
        client.logout()
        if user is not None:
            client.force_login(user)
        return client

    return login
