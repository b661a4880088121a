# SPDX-License-Identifier: EUPL-1.2
"""What the tests of login and membership share. Imports nothing that needs Django to be set up."""

import logging

import pytest


@pytest.fixture
def gemeente(db):
    from tests.factories import GemeenteFactory

    return GemeenteFactory(slug="maastricht")


@pytest.fixture
def coordinator(gemeente):
    from tests.factories import GebruikerFactory
    from tests.partijen.inloggen import PASSWORD

    return GebruikerFactory(rol="coordinator", gemeente=gemeente, password=PASSWORD)


@pytest.fixture
def verplicht(settings):
    """The second factor is obligatory, as in production."""
    settings.PORTAAL_MFA_VERPLICHT = True


@pytest.fixture
def fresh_limits(db):
    """Nothing counted in an earlier test."""
    from django.core.cache import cache

    cache.clear()


@pytest.fixture
def security_log():
    """The lines of the security log written during the test."""
    from tests.partijen.inloggen import Lines

    handler, logger = Lines(), logging.getLogger("portaal.security")
    logger.addHandler(handler)
    yield handler
    logger.removeHandler(handler)
