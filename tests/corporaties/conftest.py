# SPDX-License-Identifier: EUPL-1.2
"""Fixtures of the tests of corporaties. Models are imported inside: this file is read before Django is set up."""

from types import SimpleNamespace

import pytest


@pytest.fixture
def stad(db: None) -> SimpleNamespace:
    """A gemeente with two corporations and a user for each role; `stad.cijfer(10)` is a figure of the first one."""
    from tests.corporaties.stad import make_stad

    return make_stad()
