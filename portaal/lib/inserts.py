# SPDX-License-Identifier: EUPL-1.2
"""Insert a few rows by SQL that is made once: composing it anew costs more than the database takes for it.

For what every update of the portal adds: a report, a publication, the events of the history. What Django's own
`bulk_create` does beyond this (many rows, conflicts, parents) is not here; like it, this sends no signals.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models

MOST_ROWS = 20
"""Beyond so many rows `bulk_create` is the better way."""


@lru_cache(maxsize=256)
def _prepared(model: type[models.Model], rows: int, vendor: str) -> tuple[str, tuple[Any, ...]]:
    """The statement for so many rows, and the fields of one."""
    quote = connections[DEFAULT_DB_ALIAS].ops.quote_name
    fields = tuple(field for field in model._meta.local_concrete_fields if not field.primary_key)
    if model._meta.parents or any(hasattr(field, "get_placeholder") or field.generated for field in fields):
        raise TypeError(f"{model.__name__} has columns that need more than a plain INSERT.")
    columns = ", ".join(quote(str(field.column)) for field in fields)
    marks = f"({', '.join(['%s'] * len(fields))})"
    table, key = quote(model._meta.db_table), quote(str(model._meta.pk.column))
    values = ", ".join([marks] * rows)
    return f"INSERT INTO {table} ({columns}) VALUES {values} RETURNING {key}", fields  # noqa: S608  (names of columns)


def insert_rows(rows: Sequence[models.Model]) -> None:
    """Insert new rows of one model in one statement; each gets its key. Nothing happens for no rows.

    Raises:
        IntegrityError: as for any INSERT.
    """
    if not rows:
        return
    model, connection = type(rows[0]), connections[DEFAULT_DB_ALIAS]
    if len(rows) > MOST_ROWS:
        model._default_manager.bulk_create(rows, batch_size=500)
        return
    statement, fields = _prepared(model, len(rows), connection.vendor)
    values = [field.get_db_prep_save(field.pre_save(row, True), connection) for row in rows for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        keys = cursor.fetchall()
    for row, (key,) in zip(rows, keys, strict=True):
        row.pk = key
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
