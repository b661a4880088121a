# SPDX-License-Identifier: EUPL-1.2
"""Append-only tables, held by triggers on SQLite and PostgreSQL.

A model declares `append_only = AppendOnly(...)`; the triggers are (re)installed after every migrate,
since an ALTER on SQLite rebuilds the table and drops them silently. Three doors stay open, no more:

* rows marked demo (or draft) since their creation may be deleted, never changed;
* `changeable(connection)`, within one transaction, for the services that take personal data out;
* `lifted(connection)`, for the flush between tests alone.

A table whose rows end (a figure that a later delivery replaces) may let single columns go one way: an empty one is
filled once, a boolean goes from true to false.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.apps import AppConfig, apps
from django.db import connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

# A setting of one PostgreSQL transaction: it holds the number of the transaction in which rows may be changed.
SETTING = "portaal.changeable_in"


@dataclass(frozen=True, slots=True)
class AppendOnly:
    """Declaration on a model.

    Attributes:
        deletable_when: boolean columns, any of which marks rows that may be deleted.
        filled_once: columns that may go from NULL to a value, once.
        only_lowered: boolean columns that may go from true to false.
        frozen_when: boolean column; a row of which it is false is a draft, and changes and goes as it likes.
        only_emptied: links that may go to NULL in a frozen row, when what they point at goes.
        updatable: rows change as they like, and only never go.
    """

    deletable_when: str | tuple[str, ...] | None = None
    filled_once: tuple[str, ...] = ()
    only_lowered: tuple[str, ...] = ()
    frozen_when: str = ""
    only_emptied: tuple[str, ...] = ()
    updatable: bool = False

    @property
    def marks(self) -> tuple[str, ...]:
        """The columns of `deletable_when`."""
        given = self.deletable_when
        return (given,) if isinstance(given, str) else given or ()

    @property
    def open_columns(self) -> tuple[str, ...]:
        """Columns that an update may name."""
        return (*self.filled_once, *self.only_lowered, *self.only_emptied)


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
    columns = model.append_only.open_columns  # type: ignore[attr-defined]
    names = [f"{table}_no_update", f"{table}_no_delete", *(f"{table}_{column}_one_way" for column in columns)]
    if model.append_only.updatable:  # type: ignore[attr-defined]
        names = names[1:2]
    return [*names, f"{table}_no_truncate"] if vendor == "postgresql" else names


def _update_of(model: type[models.Model]) -> str:
    """The columns that no update may name, as SQL; all of them unless some go one way."""
    columns = model.append_only.open_columns  # type: ignore[attr-defined]
    if not columns:
        return "UPDATE"
    fixed = (field.column for field in model._meta.concrete_fields if field.column not in columns)
    return "UPDATE OF " + ", ".join(f'"{column}"' for column in fixed)


def _one_way(model: type[models.Model]) -> list[tuple[str, str]]:
    """(column, condition under which setting it is refused) of the columns that go one way."""
    rule: AppendOnly = model.append_only  # type: ignore[attr-defined]
    frozen = f'OLD."{rule.frozen_when}" AND ' if rule.frozen_when else ""
    filled = [(column, f'{frozen}OLD."{column}" IS NOT NULL') for column in rule.filled_once]
    emptied = [(column, f'{frozen}NEW."{column}" IS NOT NULL') for column in rule.only_emptied]
    lowered = [(column, f'NOT (OLD."{column}" AND NOT NEW."{column}")') for column in rule.only_lowered]
    return filled + lowered + emptied


def _frozen(model: type[models.Model]) -> str:
    rule: AppendOnly = model.append_only  # type: ignore[attr-defined]
    return f'WHEN (OLD."{rule.frozen_when}")' if rule.frozen_when else ""


def _not_deletable(model: type[models.Model]) -> str:
    rule: AppendOnly = model.append_only  # type: ignore[attr-defined]
    marked = " OR ".join(f'OLD."{mark}"' for mark in rule.marks)
    conditions = [f'OLD."{rule.frozen_when}"'] if rule.frozen_when else []
    conditions += [f"NOT ({marked})"] if marked else []
    return f"WHEN ({' AND '.join(conditions)})" if conditions else ""


def _sqlite_statements(model: type[models.Model]) -> list[str]:
    table = model._meta.db_table
    names = trigger_names(model, "sqlite")
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    if model.append_only.updatable:  # type: ignore[attr-defined]
        return [
            f'DROP TRIGGER IF EXISTS "{names[0]}"',
            f'CREATE TRIGGER "{names[0]}" BEFORE DELETE ON "{table}" {_not_deletable(model)} {refuse}',
        ]
    update, delete, *one_way = names
    return [
        *(f'DROP TRIGGER IF EXISTS "{name}"' for name in names),
        f'CREATE TRIGGER "{update}" BEFORE {_update_of(model)} ON "{table}" {_frozen(model)} {refuse}',
        f'CREATE TRIGGER "{delete}" BEFORE DELETE ON "{table}" {_not_deletable(model)} {refuse}',
        *(
            f'CREATE TRIGGER "{name}" BEFORE UPDATE OF "{column}" ON "{table}" WHEN {condition} {refuse}'
            for name, (column, condition) in zip(one_way, _one_way(model), strict=True)
        ),
    ]


def _postgresql_statements(model: type[models.Model]) -> list[str]:
    table = model._meta.db_table
    *changes, truncate = trigger_names(model, "postgresql")
    delete = changes.pop(0 if model.append_only.updatable else 1)  # type: ignore[attr-defined]
    update, one_way = changes[:1], changes[1:]
    execute = "EXECUTE FUNCTION portaal_append_only()"
    return [
        "CREATE OR REPLACE FUNCTION portaal_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF TG_OP = 'UPDATE' AND current_setting('{SETTING}', true) = txid_current()::text "
        "THEN RETURN NEW; END IF; "
        "RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';"
        " END $$",
        *(
            f'CREATE OR REPLACE TRIGGER "{name}" BEFORE {_update_of(model)} ON "{table}" FOR EACH ROW '
            f"{_frozen(model)} {execute}"
            for name in update
        ),
        f'CREATE OR REPLACE TRIGGER "{delete}" BEFORE DELETE ON "{table}" FOR EACH ROW {_not_deletable(model)} '
        f"{execute}",
        *(
            f'CREATE OR REPLACE TRIGGER "{name}" BEFORE UPDATE OF "{column}" ON "{table}" FOR EACH ROW '
            f"WHEN ({condition}) {execute}"
            for name, (column, condition) in zip(one_way, _one_way(model), strict=True)
        ),
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


@contextmanager
def changeable(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Let rows of append-only tables be changed, not deleted, within the transaction at hand.

    Only for the services that black out or anonymise personal data. Nothing is committed in between: when something
    fails, the transaction must roll back, and the triggers stand as before. On PostgreSQL no table is locked and other
    transactions notice nothing; SQLite has one writer at a time.

    Raises:
        TransactionManagementError: there is no transaction.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("Only within a transaction")
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            tables = set(connection.introspection.table_names(cursor))
            present = [
                model
                for model in append_only_models()
                if model._meta.db_table in tables and not model.append_only.updatable  # type: ignore[attr-defined]
            ]
            for model in present:
                cursor.execute(f'DROP TRIGGER IF EXISTS "{trigger_names(model, "sqlite")[0]}"')
            yield
            for model in present:
                create = f'CREATE TRIGGER "{trigger_names(model, "sqlite")[0]}"'
                cursor.execute(next(line for line in _sqlite_statements(model) if line.startswith(create)))
        else:
            cursor.execute("SELECT set_config(%s, txid_current()::text, true)", [SETTING])
            yield
            cursor.execute("SELECT set_config(%s, '', true)", [SETTING])
