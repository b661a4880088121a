# SPDX-License-Identifier: EUPL-1.2
"""Inserting tens of thousands of rows in one statement: COPY on PostgreSQL, `executemany` on SQLite.

`bulk_create` makes an object and a parameter of each value: eight times as slow. What comes with objects is left out
too: defaults, `pre_save`, signals. The caller gives every column; constraints and triggers of the database hold.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.db import connections, models, router

_CHUNK = 64 * 1024
_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def insert_rows(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows of plain values: text, numbers, Decimal, dates, moments with a zone, booleans, None.

    Args:
        names: attribute names of the columns (`levering_id`), in the order of the values.

    Raises:
        IntegrityError: as any insert; inside a transaction of the caller.
    """
    connection = connections[router.db_for_write(model)]
    quote = connection.ops.quote_name
    by_attname = {field.attname: field for field in model._meta.concrete_fields}
    columns = ", ".join(quote(str(by_attname[name].column)) for name in names)
    table = quote(model._meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Through the wrapper of Django, so that errors of the driver become its own.
            with connection.wrap_database_errors:
                cursor.cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN", _CopyFile(rows))  # type: ignore[attr-defined]
            return
        marks = ", ".join(["%s"] * len(names))
        cursor.executemany(
            f"INSERT INTO {table} ({columns}) VALUES ({marks})",  # noqa: S608 - names of our own columns
            rows,  # type: ignore[arg-type]
        )


class _CopyFile:
    """Rows as the text format of COPY, made while the driver reads."""

    def __init__(self, rows: Iterable[Sequence[Any]]) -> None:
        self._lines = self._as_lines(rows)
        self._rest = ""

    def _as_lines(self, rows: Iterable[Sequence[Any]]) -> Iterator[str]:
        converters = _CONVERTERS
        for row in rows:
            yield "\t".join([converters[type(value)](value) for value in row]) + "\n"

    def read(self, size: int = -1) -> str:
        """At most so many characters; empty at the end."""
        wanted = size if size > 0 else _CHUNK
        parts, length = [self._rest], len(self._rest)
        while length < wanted and (line := next(self._lines, "")):
            parts.append(line)
            length += len(line)
        text = "".join(parts)
        self._rest = text[wanted:]
        return text[:wanted]


class _Converters(dict[type, Callable[[Any], str]]):
    """How to write a value, by its type; a subclass (a member of choices) as the plain type that it is."""

    def __missing__(self, kind: type) -> Callable[[Any], str]:
        for plain in (bool, int, str, Decimal, dt.datetime, dt.date):
            if issubclass(kind, plain):
                self[kind] = self[plain]
                return self[kind]
        raise TypeError(f"{kind.__name__} cannot be copied")


_PLAIN: dict[type, Callable[[Any], str]] = {
    type(None): lambda value: r"\N",
    bool: lambda value: "t" if value else "f",
    int: int.__repr__,
    # NUL is refused by every text column of PostgreSQL; here it would cut the row.
    str: lambda value: str(value).translate(_ESCAPES).replace("\0", "\ufffd"),
    Decimal: Decimal.__str__,
    dt.datetime: lambda value: value.isoformat(),
    dt.date: lambda value: value.isoformat(),
}
_CONVERTERS = _Converters(_PLAIN)
