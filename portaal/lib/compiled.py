# SPDX-License-Identifier: EUPL-1.2
"""Reuse the SQL of a large query: building and compiling it costs ten times as much as running it.

Only the text of the query and its parameters are kept, never data: every call reads the database. That is safe as
long as the key holds everything the query depends on. A query that follows what a user may see must therefore have
the whole access of that user in its key, not only his name or role.

A list of keys that differs from call to call does not belong in the key: `filter(pk__in=[ANY_KEY])` is compiled once,
and each call gives its own `pks`. So does one text, such as the name in an address: `filter(slug__in=[ANY_KEY])`.
Where an address names two things, the other stands at ANY_OTHER: `filter(code=ANY_KEY, set__slug=ANY_OTHER)`.
"""

import re
import sys
from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import dataclass
from functools import partial
from threading import Lock
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model, QuerySet, Value
from django.db.models.expressions import Col
from django.db.models.fields.json import KeyTransform
from django.db.models.query import ModelIterable, get_related_populators

ModelT = TypeVar("ModelT", bound=Model)

# Texts are shared between keys; what one more costs is its parameters, about 3 kB.
MAX_QUERIES = 4096
# No row has one of these. They mark the places of what is given with a call, as a number or as text.
ANY_KEY = -9_007_199_254_740_993
ANY_OTHER = ANY_KEY - 1
_MARKS = {ANY_KEY: ANY_KEY, str(ANY_KEY): ANY_KEY, ANY_OTHER: ANY_OTHER, str(ANY_OTHER): ANY_OTHER}
_PLACEHOLDER = re.compile("%(.)")


@dataclass(frozen=True, slots=True)
class Compiled:
    """One compiled query: its text, its parameters, and how each row is read. `sql` is empty when nothing fits.

    Text and parameters are cut into pieces at each of `marks`, so that both have one piece more than there are of
    these. `make` turns a row into what the queryset yields: a dict, or an object with those it was joined to.
    """

    sql: tuple[str, ...]
    params: tuple[tuple[Any, ...], ...]
    marks: tuple[int, ...]
    converters: tuple[tuple[int, tuple[Callable[..., Any], ...], Any], ...]
    make: Callable[[Sequence[Any]], Any]


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
    return _read(key, build, {} if pks is None else {ANY_KEY: pks})


def read_objects(
    key: tuple[Hashable, ...] | None,
    build: Callable[[], "QuerySet[ModelT]"],
    *,
    pks: Collection[int | str] | None = None,
) -> list[ModelT]:
    """The objects of the queryset that `build` makes, with what `select_related` joins to them; see `read_values`."""
    return _read(key, build, {} if pks is None else {ANY_KEY: pks})


def read_object(
    key: tuple[Hashable, ...] | None, build: Callable[[], "QuerySet[ModelT]"], *, pk: int | str, other: str | int = ""
) -> ModelT | None:
    """The object an address names, with what `select_related` joins to it; None when there is none.

    Args:
        key: name of the query and everything it depends on but `pk` and `other`, as for `read_values`.
        build: makes the queryset, without an order and without `prefetch_related`.
        pk: what stands for ANY_KEY this time.
        other: what stands for ANY_OTHER this time.
    """
    if not (can_be_stored(pk) and can_be_stored(other)):
        return None
    return next(iter(_read(key, build, {ANY_KEY: (pk,), ANY_OTHER: (other,)})), None)


def can_be_stored(value: int | str) -> bool:
    """What no column holds makes a database fail instead of finding nothing: Django looks, SQL of our own must too."""
    return -(2**63) <= value < 2**63 if isinstance(value, int) else "\0" not in value


def _read(
    key: tuple[Hashable, ...] | None,
    build: Callable[[], QuerySet[Any]],
    given: dict[int, Collection[int | str]],
) -> list[Any]:
    if not all(given.values()):
        return []
    connection = connections[DEFAULT_DB_ALIAS]
    if key is None:
        query = _compile(build(), DEFAULT_DB_ALIAS, given)
    else:
        query = _kept_or_compiled((connection.vendor, *key), build, given)
    if not query.sql:
        return []
    rows = _ask(connection, query, given)
    if query.converters and rows:
        columns: list[Sequence[Any]] = list(zip(*rows, strict=True))
        for place, convert, expression in query.converters:
            for function in convert:
                columns[place] = [function(value, expression, connection) for value in columns[place]]
        rows = list(zip(*columns, strict=True))
    return [query.make(row) for row in rows]


def _ask(connection: Any, query: Compiled, given: dict[int, Collection[int | str]]) -> list[Sequence[Any]]:
    sql, params = [query.sql[0]], list(query.params[0])
    for mark, text, piece in zip(query.marks, query.sql[1:], query.params[1:], strict=True):
        sql += [", ".join(["%s"] * len(given[mark])), text]
        params += [*given[mark], *piece]
    with connection.cursor() as cursor:
        cursor.execute("".join(sql), params)
        return cursor.fetchall()  # type: ignore[no-any-return]


def _kept_or_compiled(key: Hashable, build: Callable[[], QuerySet[Any]], given: Collection[int]) -> Compiled:
    with _lock:
        query = _kept.get(key)
        if query is not None:
            _kept.move_to_end(key)
    if query is None:
        # What is stored may differ at the next call: a query that follows from it has that in its key.
        with connections[DEFAULT_DB_ALIAS].execute_wrapper(_refuse):
            query = _compile(build(), DEFAULT_DB_ALIAS, given)
        with _lock:
            _kept[key] = query
            if len(_kept) > MAX_QUERIES:
                _kept.popitem(last=False)
    return query


def _refuse(execute: Any, sql: str, *args: Any) -> Any:
    raise ValueError(f"a query that is kept must not depend on what is stored: {sql}")


def _compile(queryset: QuerySet[Any], alias: str, given: Collection[int]) -> Compiled:
    query = queryset.query
    compiler = query.get_compiler(using=alias)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        return Compiled((), (), (), (), dict)
    if issubclass(queryset._iterable_class, ModelIterable):  # type: ignore[attr-defined]
        make, select = _object_maker(queryset, compiler, alias), [expression for expression, *_ in compiler.select]
    else:
        names = tuple(query.selected or (*query.extra_select, *query.values_select, *query.annotation_select))
        make, select = partial(_as_dict, names), [expression for expression, *_ in compiler.select[: len(names)]]
    converters = compiler.get_converters(select)
    by_place = (
        (place, tuple(functions), _told_to_converters(expression))
        for place, (functions, expression) in converters.items()
    )
    texts, values, marks = _cut(sql, params, given)
    if ANY_KEY in given and ANY_KEY not in marks:
        raise ValueError(f"keys are given to a query that has no place for them: {sql}")
    return Compiled(tuple(map(sys.intern, texts)), tuple(values), tuple(marks), tuple(by_place), make)


def _told_to_converters(expression: Any) -> Any:
    """What stands for an expression where its values are converted: a column is small, and only its field matters.

    Anything larger holds all that its query was made of: conditions, and with them the gemeente, user and request.
    """
    if isinstance(expression, Col | KeyTransform):
        return expression
    return Value(None, output_field=expression.output_field)


def _as_dict(names: tuple[str, ...], row: Sequence[Any]) -> dict[str, Any]:
    return dict(zip(names, row, strict=True))


def _object_maker(queryset: QuerySet[Any], compiler: Any, alias: str) -> Callable[[Sequence[Any]], Any]:
    """What makes an object of a row: the same steps as `ModelIterable`, which compiles anew each time.

    Raises:
        ValueError: the queryset holds objects, or asks for more queries; a kept query must not.
    """
    if queryset._known_related_objects or queryset._prefetch_related_lookups:  # type: ignore[attr-defined]
        raise ValueError("a query that is kept holds no objects and fetches nothing else")
    model, fields = compiler.klass_info["model"], compiler.klass_info["select_fields"]
    columns = slice(fields[0], fields[-1] + 1)
    attributes = [expression.target.attname for expression, *_ in compiler.select[columns]]
    joined = get_related_populators(compiler.klass_info, compiler.select, alias)  # type: ignore[call-arg]
    annotations = tuple((compiler.annotation_col_map or {}).items())

    def make(row: Sequence[Any]) -> Any:
        found = model.from_db(alias, attributes, row[columns])
        for populator in joined:
            populator.populate(row, found)
        for name, place in annotations:
            setattr(found, name, row[place])
        return found

    return make


def _cut(sql: str, params: Sequence[Any], given: Collection[int]) -> tuple[list[str], list[tuple[Any, ...]], list[int]]:
    """Text and parameters before, between and after the places of ANY_KEY and ANY_OTHER, and which of them it is.

    Only of what is `given` with the call: elsewhere it is a number or text that somebody typed.
    """
    texts: list[str] = []
    values: list[tuple[Any, ...]] = []
    marks: list[int] = []
    places = [match for match in _PLACEHOLDER.finditer(sql) if match[1] == "s"]
    start, first = 0, 0
    for place, (match, value) in enumerate(zip(places, params, strict=True)):
        mark = _MARKS.get(value) if isinstance(value, int | str) else None
        if mark is not None and mark in given:
            texts.append(sql[start : match.start()])
            values.append(tuple(params[first:place]))
            marks.append(mark)
            start, first = match.end(), place + 1
    return [*texts, sql[start:]], [*values, tuple(params[first:])], marks
