# SPDX-License-Identifier: EUPL-1.2
"""Counts the data queries of a page: those beside session, user with memberships, and gemeente."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

FRAME = re.compile(
    r'FROM "(django_session|partijen_gebruiker|partijen_lidmaatschap|partijen_collectieflid|partijen_gemeente)"'
    r"|^(SAVEPOINT|RELEASE SAVEPOINT|BEGIN|COMMIT|SET )"
)


@contextmanager
def data_queries() -> Iterator[list[str]]:
    """The SQL of the data queries made inside the block; filled when the block ends."""
    found: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield found
    found.extend(query["sql"] for query in captured if not FRAME.search(query["sql"]))
