# SPDX-License-Identifier: EUPL-1.2
"""Two databases beside each other, one with a single gemeente and one with many, so that both can be timed in turn."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper


def settle() -> None:
    """Bring the statistics of the planner up to date, as autovacuum does on PostgreSQL; on SQLite nothing does."""
    if connection.vendor == "postgresql":
        connection.close()
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        connection.close()


def keep_copy() -> BaseDatabaseWrapper:
    """Copy the database as it is now; returns a connection to the copy."""
    name = str(connection.settings_dict["NAME"])
    copy = f"{name}.small" if connection.vendor == "sqlite" else f"{name}_small"
    connection.close()
    if connection.vendor == "sqlite":
        shutil.copyfile(name, copy)
    else:
        with maintenance_cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{copy}" TEMPLATE "{name}"')
    wrapper: Any = connections.create_connection("default")
    wrapper.settings_dict = {**wrapper.settings_dict, "NAME": copy}
    return wrapper  # type: ignore[no-any-return]


@contextmanager
def maintenance_cursor() -> Iterator[Any]:
    """A cursor outside the database itself, which cannot be copied while anybody is connected to it."""
    wrapper: Any = connections.create_connection("default")
    wrapper.settings_dict = {**wrapper.settings_dict, "NAME": "template1"}
    try:
        with wrapper.cursor() as cursor:
            yield cursor
    finally:
        wrapper.close()


@contextmanager
def using(other: BaseDatabaseWrapper) -> Iterator[None]:
    """Let everything inside the block read and write the other database."""
    usual = connections["default"]
    connections["default"] = other
    try:
        yield
    finally:
        connections["default"] = usual
