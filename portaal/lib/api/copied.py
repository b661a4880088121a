# SPDX-License-Identifier: EUPL-1.2
"""Rows as csv by COPY, which only PostgreSQL has; `lines` says when.

Each COPY goes to a temporary file first: it is over when the client begins to read, however slow that one is.
"""

import csv
import secrets
import tempfile
from collections.abc import Callable, Iterator, Sequence
from io import StringIO
from typing import Any

from django.db import connections
from django.db.models import Q, QuerySet, Value
from django.db.models.expressions import Combinable

_CHUNK = 1024 * 1024
_OPTIONS = "FORMAT csv, DELIMITER ';'"


def row_end() -> str:
    """What ends a row until its texts are mended: one unprintable character, and what no text can hold by design."""
    return f"\x1e{secrets.token_hex(4)}"


def copied_csv(
    rows: QuerySet[Any],
    cells: Sequence[Combinable],
    *,
    behind: Callable[[list[str]], Q],
    clean: Callable[[bytes, bytes], bytes],
    sizes: tuple[int, int],
) -> Iterator[bytes]:
    """All rows in their order, without a header.

    COPY ends a row with a line feed, as a text may have too: a last cell of its own, which nobody can know in advance,
    tells them apart.

    Args:
        behind: which rows come after the last one, by its cells.
        clean: mends a number of whole rows, and replaces what stands between them (its second argument).
        sizes: how many rows the first file holds, and each after it.
    """
    end = row_end()
    between = f";{end}\n".encode()
    named = {f"cell_{place}": cell for place, cell in enumerate([*cells, Value(end)])}
    rows = rows.annotate(**named).values_list(*named)
    part, size = rows, sizes[0]
    while True:
        last = b""
        for chunk in _chunks(part[:size], between):
            last = chunk[chunk[: -len(between)].rfind(between) + 1 :]
            yield clean(chunk, between)
        if not last:
            return
        text = last.removeprefix(between[1:]).removesuffix(between).decode()
        [seen] = csv.reader(StringIO(text, newline=""), delimiter=";")
        part, size = rows.filter(behind(seen)), sizes[1]


def _chunks(rows: QuerySet[Any], between: bytes) -> Iterator[bytes]:
    """What COPY says of these rows, in parts of whole rows."""
    sql, params = rows.query.get_compiler(using=rows.db).as_sql()
    with tempfile.TemporaryFile() as file:
        with connections[rows.db].cursor() as cursor:
            cursor.copy_expert(f"COPY ({cursor.mogrify(sql, params).decode()}) TO STDOUT WITH ({_OPTIONS})", file)
        file.seek(0)
        rest = b""
        while read := file.read(_CHUNK):
            whole, found, rest = (rest + read).rpartition(between)
            if found:
                yield whole + found
