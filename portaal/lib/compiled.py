# SPDX-License-Identifier: EUPL-1.2
"""Reuse the SQL of a large query: building and compiling it costs ten times as much as running it.

Only the text of the query and its parameters are kept, never data: every call reads the database. That is safe as
long as the key holds everything the query depends on. A query that follows what a user may see must therefore have
the whole access of that user in its key, not only his name or role.

A list of keys that differs from call to call does not belong in the key: `filter(pk__in=[ANY_KEY])` is compiled once,
and each call gives its own `pks`. So does one text, such as the name in an address: `filter(slug__in=[ANY_KEY])`.
"""

import re
import sys
from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet

# Texts are shared between keys; what one more costs is its parameters, about 3 kB.
MAX_QUERIES = 2048
# No row has it. It marks the place of the keys that are given with a call.
ANY_KEY = -9_007_199_254_740_993
_PLACEHOLDER = re.compile("%(.)")


@dataclass(frozen=True, slots=True)
class Compiled:
    """One compiled query: its text, its parameters, and how each column is read. `sql` is empty when nothing fits.

    Text and parameters are cut into pieces at each ANY_KEY, so that both have one piece more than there are of these.
    """

    sql: tuple[str, ...]
    params: tuple[tuple[Any, ...], ...]
    names: tuple[str, ...]
    converters: tuple[tuple[int, tuple[Callable[..., Any], ...], Any], ...]


_kept: OrderedDict[Hashable, Compiled] = OrderedDict()
_lock = Lock()


def read_values(
    key: tuple[Hashable, ...] | None, build: Callable[[], QuerySet[Any]], *, pks: Collection[int | str] | None = None
) -> list[dict[str, Any]]:
    """The rows of the `values()` queryset that `build` makes, which is called only for a key not seen before.

    Args:
        key: name of the query and everything it depends on; None for a query that is not kept, such as one that
            holds what somebody typed.
        build: makes the queryset; its columns are named by `values()`.
        pks: what stands for ANY_KEY this time; no query is made for none at all.
    """
    if pks is not None and not pks:
        return []
    alias = DEFAULT_DB_ALIAS
    connection = connections[alias]
    query = _kept_or_compiled((connection.vendor, *key), build) if key is not None else _compile(build(), alias)
    if not query.sql:
        return []
    params = list(query.params[0])
    for piece in query.params[1:]:
        params += [*(pks or ()), *piece]
    with connection.cursor() as cursor:
        cursor.execute(", ".join(["%s"] * len(pks or ())).join(query.sql), params)
        rows = cursor.fetchall()
    if query.converters and rows:
        columns: list[Sequence[Any]] = list(zip(*rows, strict=True))
        for place, convert, expression in query.converters:
            for function in convert:
                columns[place] = [function(value, expression, connection) for value in columns[place]]
        rows = list(zip(*columns, strict=True))
    return [dict(zip(query.names, row, strict=True)) for row in rows]


def _kept_or_compiled(key: Hashable, build: Callable[[], QuerySet[Any]]) -> Compiled:
    with _lock:
        query = _kept.get(key)
        if query is not None:
            _kept.move_to_end(key)
    if query is None:
        query = _compile(build(), DEFAULT_DB_ALIAS)
        with _lock:
            _kept[key] = query
            if len(_kept) > MAX_QUERIES:
                _kept.popitem(last=False)
    return query


def _compile(queryset: QuerySet[Any], alias: str) -> Compiled:
    query = queryset.query
    compiler = query.get_compiler(using=alias)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        return Compiled((), (), (), ())
    names = query.selected or (*query.extra_select, *query.values_select, *query.annotation_select)
    select = [expression for expression, _sql, _alias in compiler.select[: len(tuple(names))]]
    converters = compiler.get_converters(select)
    by_place = ((place, tuple(functions), expression) for place, (functions, expression) in converters.items())
    pieces = _cut(sql, params)
    texts = tuple(sys.intern(text) for text, _params in pieces)
    return Compiled(texts, tuple(values for _text, values in pieces), tuple(names), tuple(by_place))


def _cut(sql: str, params: Sequence[Any]) -> list[tuple[str, tuple[Any, ...]]]:
    """Text and parameters before, between and after the places of ANY_KEY."""
    pieces: list[tuple[str, tuple[Any, ...]]] = []
    marks = [match for match in _PLACEHOLDER.finditer(sql) if match[1] == "s"]
    start, first = 0, 0
    for place, (match, value) in enumerate(zip(marks, params, strict=True)):
        if value in (ANY_KEY, str(ANY_KEY)):
            pieces.append((sql[start : match.start()], tuple(params[first:place])))
            start, first = match.end(), place + 1
    return [*pieces, (sql[start:], tuple(params[first:]))]
