# SPDX-License-Identifier: EUPL-1.2
"""The database of this run, for a process beside the tests."""

from urllib.parse import quote

from django.db.backends.base.base import BaseDatabaseWrapper


def url_of(connection: BaseDatabaseWrapper) -> str:
    """What DATABASE_URL must be for another process to use the database of a connection."""
    values = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{values['NAME']}"
    # The host is a directory: that of the socket.
    user, password, host, name = (quote(str(values[part]), safe="") for part in ("USER", "PASSWORD", "HOST", "NAME"))
    return f"postgresql://{user}:{password}@{host}:{values['PORT']}/{name}"
