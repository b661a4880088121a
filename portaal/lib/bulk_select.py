# SPDX-License-Identifier: EUPL-1.2
"""Reading tens of thousands of rows of plain values: the SQL and the values of the ORM, without its work per row.

What a queryset may see stays where it is: its SQL is that of the ORM, with its parameters. Each different value of a
column is converted once, since figures, names and periods come back.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet

# So many different values of a column are remembered.
MOST_KEPT = 20_000


class Remembered(dict[Any, Any]):
    """The outcome of a function by its argument, for a function that depends on nothing else; bounded in size."""

    def __init__(self, function: Callable[[Any], Any], most: int = MOST_KEPT) -> None:
        super().__init__()
        self._function, self._most = function, most

    def __missing__(self, value: Any) -> Any:
        if len(self) >= self._most:
            self.clear()
        found = self[value] = self._function(value)
        return found


def read_blocks(queryset: QuerySet[Any, Any], *, size: int = 5000) -> Iterator[list[tuple[Any, ...]]]:
    """The rows of a `values_list()` queryset, at most `size` at a time, as the ORM gives them.

    The cursor stays open between blocks, which makes writers wait on SQLite: for who reads on at once. Who hands rows
    to a client gives `read_all` one slice after the other.
    """
    connection = connections[queryset.db]
    compiler = queryset.query.get_compiler(using=queryset.db)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        return
    columns = [expression for expression, _sql, _alias in compiler.select]
    memories = {
        place: Remembered(_chain(functions, expression, connection))
        for place, (functions, expression) in compiler.get_converters(columns).items()
    }
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        while rows := cursor.fetchmany(size):
            if memories:
                values: list[Any] = list(zip(*rows, strict=True))
                for place, memory in memories.items():
                    values[place] = map(memory.__getitem__, values[place])
                rows = list(zip(*values, strict=True))
            yield rows


def read_all(queryset: QuerySet[Any, Any]) -> list[tuple[Any, ...]]:
    """All rows of a `values_list()` queryset; the cursor is closed when it returns."""
    return [row for block in read_blocks(queryset) for row in block]


def _chain(functions: list[Callable[..., Any]], expression: Any, connection: Any) -> Callable[[Any], Any]:
    def convert(value: Any) -> Any:
        for function in functions:
            value = function(value, expression, connection)
        return value

    return convert
