# SPDX-License-Identifier: EUPL-1.2
"""The migrations make the database that the models describe.

All other tests get their tables from the models (`--nomigrations`), which takes seconds less in each run. Here an
empty database is migrated and compared with theirs: columns, constraints, indexes and triggers.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from portaal.lib import triggers
from tests.databases import url_of

ROOT = Path(__file__).resolve().parent.parent
OWN_APPS = ("partijen", "wijken", "corporaties", "afspraken", "monitoring")


@pytest.fixture
def migrated(db: None, tmp_path: Path) -> Iterator[BaseDatabaseWrapper]:
    """A connection with a database beside that of the tests, made by every migration."""
    other = connection.copy()
    if connection.vendor == "sqlite":
        other.settings_dict["NAME"] = str(tmp_path / "gemigreerd.sqlite3")
    else:
        other.settings_dict["NAME"] = name = f"{connection.settings_dict['NAME']}_gemigreerd"
        _without_database(f'CREATE DATABASE "{name}"')
    try:
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "portaal.settings",
            "DATABASE_URL": url_of(other),
            "PORTAAL_VAR": str(tmp_path),
        }
        command = [sys.executable, "manage.py", "migrate", "--noinput", "--verbosity=0"]
        subprocess.run(command, cwd=ROOT, env=environment, check=True, timeout=300)
        yield other
    finally:
        other.close()
        if connection.vendor != "sqlite":
            _without_database(f'DROP DATABASE "{name}"')


def _without_database(statement: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)


def schema(of: BaseDatabaseWrapper) -> dict[str, set[tuple[Any, ...]]]:
    """What each table of ours consists of, as the database itself tells it; the order of columns is left out."""
    with of.cursor() as cursor:
        tables = [name for name in of.introspection.table_names(cursor) if name.startswith(OWN_APPS)]
        parts = _parts_of_sqlite if of.vendor == "sqlite" else _parts_of_postgresql
        return {table: parts(cursor, table) for table in tables}


def _parts_of_sqlite(cursor: Any, table: str) -> set[tuple[Any, ...]]:
    columns = [("column", *row[1:4]) for row in cursor.execute(f'PRAGMA table_info("{table}")').fetchall()]
    keys = [("key", *row[2:5]) for row in cursor.execute(f'PRAGMA foreign_key_list("{table}")').fetchall()]
    rows = cursor.execute("SELECT type, name, sql FROM sqlite_master WHERE tbl_name = %s", [table]).fetchall()
    indexes = [("index", name, sql) for kind, name, sql in rows if kind == "index" and sql]
    [text] = [sql for kind, name, sql in rows if kind == "table"]
    named = [("constraint", name) for name in re.findall(r'CONSTRAINT "(\w+)"', text)]
    return {*columns, *keys, *indexes, *named}


def _parts_of_postgresql(cursor: Any, table: str) -> set[tuple[Any, ...]]:
    cursor.execute(
        """SELECT 'column', column_name, data_type, character_maximum_length::text, is_nullable
             FROM information_schema.columns WHERE table_schema = 'public' AND table_name = %s
           UNION SELECT 'constraint', conname, pg_get_constraintdef(oid), NULL, NULL
             FROM pg_constraint WHERE conrelid = quote_ident(%s)::regclass
           UNION SELECT 'index', indexname, indexdef, NULL, NULL FROM pg_indexes WHERE tablename = %s""",
        [table, table, table],
    )
    return set(cursor.fetchall())


def test_the_migrations_make_what_the_models_describe(migrated: BaseDatabaseWrapper) -> None:
    by_migrations, by_models = schema(migrated), schema(connection)
    assert set(by_migrations) == set(by_models)
    for table, described in by_models.items():
        assert by_migrations[table] == described, table
    assert triggers.installed(migrated) == triggers.installed(connection)
    assert triggers.installed(migrated)
    with migrated.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        applied = set(cursor.fetchall())
    assert {(app, path.stem) for app in OWN_APPS for path in (ROOT / app / "migrations").glob("0*.py")} <= applied
