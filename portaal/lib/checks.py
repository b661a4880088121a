# SPDX-License-Identifier: EUPL-1.2
"""System checks for what the settings cannot hold by themselves."""

import sqlite3
from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections

WAL_SAFE_FROM = (3, 51, 3)


@register(Tags.database)
def check_sqlite_journal(
    app_configs: Any = None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Refuse write-ahead logging on SQLite versions that can corrupt the file (before 3.51.3)."""
    errors: list[CheckMessage] = []
    for alias in databases or []:
        connection = connections[alias]
        if connection.vendor != "sqlite" or sqlite3.sqlite_version_info >= WAL_SAFE_FROM:
            continue
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA journal_mode")
            if str(cursor.fetchone()[0]).lower() == "wal":
                errors.append(
                    Error(
                        f"SQLite {sqlite3.sqlite_version} kan een WAL-bestand beschadigen.",
                        hint="Zet `PRAGMA journal_mode=DELETE` of gebruik SQLite 3.51.3 of nieuwer.",
                        id="portaal.E001",
                    )
                )
    return errors
