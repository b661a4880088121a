# SPDX-License-Identifier: EUPL-1.2
"""Rows as csv by COPY, which only PostgreSQL has; `lines` says when.

COPY goes to a temporary file first: it is over when the client begins to read, however slow that one is.
"""

import tempfile
from collections.abc import Iterator, Sequence
from typing import IO, Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet
from django.db.models.expressions import Combinable

from portaal.lib.tables.writer import csv_lines

_CHUNK = 1024 * 1024


def copied_csv(rows: QuerySet[Any], cells: Sequence[Combinable]) -> Iterator[bytes]:
    """All rows in their order, without a header, as `tables.writer.write_csv` writes them."""
    named = {f"cell_{place}": cell for place, cell in enumerate(cells)}
    compiler = rows.annotate(**named).values_list(*named).query.get_compiler(using=rows.db)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        return
    with tempfile.TemporaryFile() as file:
        mended = _Mended(file)
        with connections[rows.db].cursor() as cursor:
            statement = cursor.mogrify(sql, params).decode()
            cursor.copy_expert(f"COPY ({statement}) TO STDOUT WITH (FORMAT csv, DELIMITER ';')", mended)
        mended.flush()
        file.seek(0)
        while part := file.read(_CHUNK):
            yield part


class _Mended:
    """Writes rows of a csv to a file; each call is one row with a line feed behind it, as libpq hands them over."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._rows: list[bytes] = []
        self._size = 0

    def write(self, row: bytes) -> None:
        """One row; a mebibyte of them is mended at once."""
        self._rows.append(row[:-1])
        self._size += len(row)
        if self._size > _CHUNK:
            self.flush()

    def flush(self) -> None:
        """What came until now, to the file."""
        self._file.write(csv_lines(self._rows))
        self._rows.clear()
        self._size = 0
