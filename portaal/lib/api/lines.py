# SPDX-License-Identifier: EUPL-1.2
"""A hundred thousand rows as csv or ndjson, each put into one text by the database itself.

For rows whose texts differ: what a call of python per cell costs is more than all else together. What a viewer may
see stays where it is, in the queryset; the line is one more column of it. The values are those of `tables.writer`.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from django.db import connections
from django.db.models import BooleanField, Case, F, Field, Func, Q, QuerySet, TextField, Value, When
from django.db.models.expressions import Combinable

from portaal.lib.api.bulk import batches
from portaal.lib.api.copied import copied_csv
from portaal.lib.bulk_select import read_all
from portaal.lib.tables.writer import csv_lines, write_csv

# A small block first, so that whoever waits sees at once that it comes.
FIRST_BLOCK, BLOCK = 100, 10_000
# Attribute -> the column it comes from, in the order of the file.
Cells = Mapping[str, str | Combinable]

_NUMBERS = frozenset({"AutoField", "BigAutoField", "BigIntegerField", "IntegerField", "PositiveIntegerField"})
_NUMBERS |= {"PositiveSmallIntegerField", "SmallIntegerField"}
# Text that begins with one of these, behind apostrophes or not, could be taken for a formula.
_PLAIN_CSV = {"truth": "CASE WHEN {} THEN 'ja' WHEN NOT {} THEN 'nee' END"}
_FORMULA = ", ".join(str(ord(sign)) for sign in "\t\n\r+-=@")


def write_csv_lines(queryset: QuerySet[Any], cells: Cells) -> Iterator[bytes]:
    """All rows of a queryset as the csv of `tables.writer.write_csv`, in their order."""
    yield from write_csv(tuple(cells), ())
    if connections[queryset.db].vendor == "postgresql":
        yield from copied_csv(queryset, [_CopiedCell(_column(cell)) for cell in cells.values()])
        return
    template = ";".join(["%s"] * len(cells))
    line = _Line(Value(template), *(_CsvCell(_column(cell)) for cell in cells.values()))
    for lines in _blocks(queryset, line):
        yield csv_lines([line.encode() for line in lines])


def write_ndjson_lines(queryset: QuerySet[Any], cells: Cells) -> Iterator[bytes]:
    """All rows of a queryset as the lines of `tables.writer.write_ndjson`, in their order."""
    template = "{" + ",".join(f'"{name}":%s' for name in cells) + "}"
    line = _Line(Value(template), *(_JsonCell(_column(cell)) for cell in cells.values()))
    for lines in _blocks(queryset, line):
        yield ("\n".join(lines) + "\n").encode()


def truth(condition: Q) -> Combinable:
    """A condition as a cell."""
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


def _column(cell: str | Combinable) -> Combinable:
    return F(cell) if isinstance(cell, str) else cell


def _blocks(queryset: QuerySet[Any], line: Combinable) -> Iterator[list[str]]:
    """Lines in blocks, each read in one query that ends before it is given out.

    In the order of columns of the table the next block begins behind the last row; in any other order all keys are
    read first.
    """
    rows = queryset.annotate(file_line=line)
    order = _plain_order(queryset)
    if order is None:
        for part in batches(rows):
            if lines := [line for (line,) in read_all(part.values_list("file_line"))]:
                yield lines
        return
    columns = [name for name, _descending in order]
    rows = rows.values_list("file_line", *columns)
    found = read_all(rows[:FIRST_BLOCK])
    while found:
        yield [row[0] for row in found]
        found = read_all(rows.filter(_behind(order, found[-1][1:]))[:BLOCK])


def _plain_order(queryset: QuerySet[Any]) -> list[tuple[str, bool]] | None:
    """(column, descending) of an order that ends on the key and knows no empty values, or None."""
    fields = {field.name: field for field in queryset.model._meta.concrete_fields if not field.null}
    key = queryset.model._meta.pk.name
    order = []
    for name in queryset.query.order_by:
        if not isinstance(name, str):
            return None
        plain = name.removeprefix("-")
        plain = key if plain == "pk" else plain
        if plain not in fields:
            return None
        order.append((plain, name.startswith("-")))
    return order if order and order[-1][0] == key else None


def _behind(order: Sequence[tuple[str, bool]], last: Sequence[Any]) -> Q:
    """Rows that come after these values; the first column apart, so that an index on it is walked from there."""
    behind, same = Q(), Q()
    for (name, descending), value in zip(order, last, strict=True):
        behind |= same & Q(**{f"{name}__{'lt' if descending else 'gt'}": value})
        same &= Q(**{name: value})
    name, descending = order[0]
    return Q(**{f"{name}__{'lte' if descending else 'gte'}": last[0]}) & behind


class _Line(Func):
    """A template with `%s` for each cell; a cell without a value is empty."""

    output_field: ClassVar[Field[Any, Any]] = TextField()

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, Any]:  # type: ignore[override]
        """What formats text is not called the same everywhere."""
        function = "format" if connection.vendor == "postgresql" else "printf"
        return super().as_sql(compiler, connection, function=function)


class _Cell(Func):
    """A value as text, by the kind of its column: number, truth, date, word (from a list: no signs in it) or text."""

    output_field: ClassVar[Field[Any, Any]] = TextField()

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, Any]:  # type: ignore[override]
        """Raises TypeError for a column that no line can hold."""
        [source] = self.get_source_expressions()
        sql, params = compiler.compile(source)
        template = self.template_of(_kind_of(source.output_field), connection.vendor == "postgresql")
        return template.replace("{}", sql), [*params] * template.count("{}")

    def template_of(self, kind: str, is_postgres: bool) -> str:
        """SQL with `{}` where that of the column comes."""
        raise NotImplementedError


class _CsvCell(_Cell):
    """As `tables.writer.csv_piece`, on SQLite, but that there are always quotes around what people wrote."""

    def template_of(self, kind: str, is_postgres: bool) -> str:
        if kind != "text":
            return _PLAIN_CSV.get(kind, "{}")
        before = f"""CASE WHEN unicode(ltrim({{}}, '''')) IN ({_FORMULA}) THEN '"''' ELSE '"' END"""
        return f"""{before} || replace({{}}, '"', '""') || '"'"""


class _CopiedCell(_Cell):
    """What COPY puts quotes around where needed."""

    def template_of(self, kind: str, is_postgres: bool) -> str:
        if kind != "text":
            return _PLAIN_CSV.get(kind, "{}")
        # Nearly all texts begin with a letter or are empty, which a comparison or two say.
        plain = """{} COLLATE "C" < 'A' AND {} COLLATE "C" >= E'\\t'"""
        is_formula = f"""{plain} AND ascii(ltrim({{}}, '''')) IN ({_FORMULA})"""
        return f"CASE WHEN {is_formula} THEN '''' || {{}} ELSE {{}} END"


class _JsonCell(_Cell):
    """As `tables.writer.json_pieces`."""

    def template_of(self, kind: str, is_postgres: bool) -> str:
        if kind == "truth":
            return "CASE WHEN {} THEN 'true' WHEN NOT {} THEN 'false' ELSE 'null' END"
        if kind == "number":
            return "COALESCE(CAST({} AS text), 'null')"
        if kind in ("date", "word"):
            return """COALESCE('"' || {} || '"', 'null')"""
        return "COALESCE(to_json({})::text, 'null')" if is_postgres else "json_quote({})"


def _kind_of(field: Any) -> str:
    while field.is_relation:
        field = field.target_field
    internal = field.get_internal_type()
    if internal in _NUMBERS:
        return "number"
    if internal in ("BooleanField", "DateField"):
        return "truth" if internal == "BooleanField" else "date"
    if internal in ("CharField", "TextField", "SlugField"):
        return "word" if field.choices or internal == "SlugField" else "text"
    raise TypeError(f"no line can hold a {internal}")
