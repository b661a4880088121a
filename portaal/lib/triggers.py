# SPDX-License-Identifier: EUPL-1.2
"""Append-only tables, held by triggers on SQLite and PostgreSQL.

A model declares `append_only = AppendOnly(...)`; the triggers are (re)installed after every migrate,
since an ALTER on SQLite rebuilds the table and drops them silently. Two doors stay open, no more:

* rows marked demo since their creation may be deleted, never changed;
* `lifted(connection)`, for the flush between tests alone.

"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.apps import AppConfig, apps
from django.db import connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper


@dataclass(frozen=True, slots=True)
class AppendOnly:
    """Declaration on a model: which boolean column, if any, marks rows that may be deleted."""

    deletable_when: str | None = None


def append_only_models(app_label: str | None = None) -> list[type[models.Model]]:
    """All managed models that declare `append_only`, in a stable order."""
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if isinstance(getattr(model, "append_only", None), AppendOnly)
        and model._meta.managed
        and (app_label is None or model._meta.app_label == app_label)
    ]


def trigger_names(model: type[models.Model], vendor: str) -> list[str]:
    """Names of the triggers that must stand on the table of the model."""
    table = model._meta.db_table
    names = [f"{table}_no_update", f"{table}_no_delete"]
    return [*names, f"{table}_no_truncate"] if vendor == "postgresql" else names


def _sqlite_statements(model: type[models.Model]) -> list[str]:
    table, rule = model._meta.db_table, model.append_only  # type: ignore[attr-defined]
    when = f'WHEN NOT OLD."{rule.deletable_when}"' if rule.deletable_when else ""
    update, delete = trigger_names(model, "sqlite")
    return [
        f'DROP TRIGGER IF EXISTS "{update}"',
        f'DROP TRIGGER IF EXISTS "{delete}"',
        f'CREATE TRIGGER "{update}" BEFORE UPDATE ON "{table}" '
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END",
        f'CREATE TRIGGER "{delete}" BEFORE DELETE ON "{table}" {when} '
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END",
    ]


def _postgresql_statements(model: type[models.Model]) -> list[str]:
    table, rule = model._meta.db_table, model.append_only  # type: ignore[attr-defined]
    when = f'WHEN (NOT OLD."{rule.deletable_when}")' if rule.deletable_when else ""
    update, delete, truncate = trigger_names(model, "postgresql")
    execute = "EXECUTE FUNCTION portaal_append_only()"
    return [
        "CREATE OR REPLACE FUNCTION portaal_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';"
        " END $$",
        f'CREATE OR REPLACE TRIGGER "{update}" BEFORE UPDATE ON "{table}" FOR EACH ROW {execute}',
        f'CREATE OR REPLACE TRIGGER "{delete}" BEFORE DELETE ON "{table}" FOR EACH ROW {when} {execute}',
        f'CREATE OR REPLACE TRIGGER "{truncate}" BEFORE TRUNCATE ON "{table}" FOR EACH STATEMENT {execute}',
    ]


def install(connection: BaseDatabaseWrapper, app_label: str | None = None) -> int:
    """Install the triggers of all append-only models whose table exists; returns the number of tables."""
    tables = set(connection.introspection.table_names())
    targets = [model for model in append_only_models(app_label) if model._meta.db_table in tables]
    build = _sqlite_statements if connection.vendor == "sqlite" else _postgresql_statements
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for model in targets:
            for statement in build(model):
                cursor.execute(statement)
    return len(targets)


def installed(connection: BaseDatabaseWrapper) -> set[str]:
    """Names of all triggers that stand in the database now."""
    if connection.vendor == "sqlite":
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    else:
        query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {row[0] for row in cursor.fetchall()}


def install_after_migrate(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """Receiver of post_migrate: the triggers of the app that was just migrated."""
    install(connections[using], sender.label)


@contextmanager
def lifted(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Take the triggers away and put them back: only for the flush between transactional tests."""
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for model in append_only_models():
            if model._meta.db_table not in tables:
                continue
            for name in trigger_names(model, connection.vendor):
                on = f' ON "{model._meta.db_table}"' if connection.vendor == "postgresql" else ""
                cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"{on}')
    try:
        yield
    finally:
        install(connection)
