# SPDX-License-Identifier: EUPL-1.2
"""Figures as a file in the long form: one row generator, formats outside it. What goes out can be delivered back.

Read in batches, each complete before it is given out, so that a slow client never holds a cursor open.
"""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from functools import partial
from itertools import chain
from typing import Any, TypeAlias

from django.db.models import Model, QuerySet
from django.http import FileResponse, Http404, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import gettext as _

from corporaties.columns import BY_KEY, COLUMNS, SHEET
from corporaties.kruistabel import Cel, Kruistabel
from corporaties.models import Cijferbron, Klasse, Klassenlijst, Populatie
from corporaties.models.levering import bron_titel
from partijen.models import Gemeente, Partij
from portaal.lib.bulk_select import Remembered, read_all
from portaal.lib.tables.writer import (
    FORMATS,
    csv_piece,
    json_pieces,
    write_csv,
    write_csv_pieces,
    write_ndjson,
    write_ndjson_pieces,
    write_ods,
    write_xlsx,
)
from wijken.models import Gebied

KEYS = ("gemeente", *(column.key for column in COLUMNS), "bron")
HEADER = [BY_KEY[key].heading for key in KEYS]
_TEXT_FORMATS = ("csv", "ndjson")
# Blocks of rows: a small one first, so that whoever waits sees at once that it comes.
FIRST_BLOCK, BLOCK = 500, 10_000
_COLUMNS = (
    "pk",
    "gemeente_id",
    "corporatie_id",
    "gebied_id",
    "soort",
    "periode",
    "lijst_id",
    "klasse_id",
    "populatie_id",
    "eenheid",
    "waarde",
    "waardestatus",
    "gepubliceerd_totaal",
    "opmerking",
    "cijferbron_id",
)
# What a key of another table means: where to look it up, and the columns of that table. These hold hundreds of rows,
# and joining them to a hundred thousand figures takes longer than reading the figures.
_NAMES: dict[str, tuple[type[Model], tuple[str, ...]]] = {
    "gemeente_id": (Gemeente, ("slug",)),
    "corporatie_id": (Partij, ("naam",)),
    "gebied_id": (Gebied, ("naam", "soort")),
    "lijst_id": (Klassenlijst, ("kenmerk__code", "naam")),
    "klasse_id": (Klasse, ("naam",)),
    "populatie_id": (Populatie, ("naam",)),
    "cijferbron_id": (Cijferbron, ("document__titel", "tabel", "naam")),
}
# In the order of `KEYS`: the column, and how the value follows from it, or from the columns of `_NAMES`.
_VALUES: tuple[tuple[str, Callable[..., Any] | None], ...] = (
    ("gemeente_id", None),
    ("corporatie_id", None),
    ("gebied_id", lambda naam, soort: naam),
    ("gebied_id", lambda naam, soort: soort),
    ("soort", None),
    ("periode", None),
    ("lijst_id", lambda kenmerk, naam: kenmerk),
    ("lijst_id", lambda kenmerk, naam: naam),
    ("klasse_id", None),
    ("populatie_id", None),
    ("eenheid", None),
    ("waarde", lambda waarde: plain_number(waarde)),
    ("waardestatus", None),
    ("gepubliceerd_totaal", None),
    ("opmerking", None),
    ("cijferbron_id", bron_titel),
)
Encode: TypeAlias = Callable[[Any], Any]


def figure_rows(cijfers: QuerySet[Any]) -> Iterator[Sequence[Any]]:
    """Rows of figures, in the order of `KEYS`.

    Args:
        cijfers: already limited by `visible_to(user)`.
    """
    return chain.from_iterable(figure_blocks(cijfers, [lambda value: value] * len(KEYS)))


def figure_blocks(cijfers: QuerySet[Any], encoders: Sequence[Encode]) -> Iterator[Iterator[tuple[Any, ...]]]:
    """Rows of figures in blocks, each value as its encoder makes it; one query per block, and one per table of names.

    Figures repeat what they say of places, lists and periods, so each different value is encoded once. A block is
    complete before it is given out: a slow client never holds a cursor open.
    """
    names: dict[str, dict[Any, tuple[Any, ...]]] = {column: {} for column in _NAMES}
    places = [_COLUMNS.index(column) for column, _value in _VALUES]
    memories = [
        Remembered(_value_of(names.get(column), value, encode))
        for (column, value), encode in zip(_VALUES, encoders, strict=True)
    ]
    ordered = cijfers.order_by("pk").values_list(*_COLUMNS)
    rows = read_all(ordered[:FIRST_BLOCK])
    while rows:
        columns = list(zip(*rows, strict=True))
        for column, known in names.items():
            _look_up(column, known, set(columns[_COLUMNS.index(column)]))
        yield zip(
            *(map(memory.__getitem__, columns[place]) for memory, place in zip(memories, places, strict=True)),
            strict=True,
        )
        rows = read_all(ordered.filter(pk__gt=rows[-1][0])[:BLOCK])


def _value_of(names: dict[Any, tuple[Any, ...]] | None, value: Callable[..., Any] | None, encode: Encode) -> Encode:
    """From what stands in the row to what stands in the file."""
    if names is None:
        return encode if value is None else lambda raw: encode(value(raw))

    def of_key(key: Any) -> Any:
        if key is None:
            return encode(None)
        return encode(names[key][0] if value is None else value(*names[key]))

    return of_key


def _look_up(column: str, known: dict[Any, tuple[Any, ...]], keys: set[Any]) -> None:
    missing = keys - known.keys() - {None}
    if missing:
        model, fields = _NAMES[column]
        found = model._default_manager.filter(pk__in=missing).values_list("pk", *fields)
        known.update((row[0], row[1:]) for row in found)


def plain_number(value: Decimal | None) -> int | Decimal | None:
    """A number without decimals that it does not have."""
    if value is None:
        return None
    whole = int(value)
    return whole if whole == value else value


def export_response(*, cijfers: QuerySet[Any], formaat: str, name: str) -> HttpResponseBase:
    """A download of these figures; csv and ndjson are sent while they are read.

    Raises:
        Http404: no such format.
    """
    if formaat not in _TEXT_FORMATS:
        return _response(HEADER, figure_rows(cijfers), formaat, name)
    if formaat == "csv":
        last = len(KEYS) - 1
        encoders = [partial(csv_piece, last=place == last) for place in range(len(KEYS))]
        return _stream(write_csv_pieces(HEADER, figure_blocks(cijfers, encoders)), formaat, name)
    return _stream(write_ndjson_pieces(figure_blocks(cijfers, json_pieces(KEYS))), formaat, name)


def table_response(*, tabel: Kruistabel, formaat: str, name: str) -> HttpResponseBase:
    """A download of a table as the reader chose it; what is not known is the word for it, never an empty cell or 0.

    Raises:
        Http404: no such format.
    """
    columns = [lid.naam for lid in tabel.kolommen]
    if tabel.kolom_opgeteld:
        columns.append(_("Opgeteld"))
    header = _each_once([tabel.rijen_naam.capitalize(), *columns])
    rows = [
        [rij.lid.naam, *map(_cell, rij.cellen), *([_cell(rij.opgeteld)] if rij.opgeteld is not None else [])]
        for rij in tabel.rijen
    ]
    if tabel.onderaan:
        rows.append([_("Opgeteld"), *map(_cell, tabel.onderaan), *([None] if tabel.kolom_opgeteld else [])])
    return _response(header, iter(rows), formaat, name)


def _cell(cel: Cel) -> int | Decimal | str | None:
    if cel.is_leeg:
        return None
    return cel.tekst if cel.waarde is None else plain_number(cel.waarde)


def _each_once(names: list[str]) -> list[str]:
    """Two places may have one name; the second gets a number."""
    seen: dict[str, int] = {}
    result = []
    for name in names:
        number = seen[name] = seen.get(name, 0) + 1
        result.append(name if number == 1 else f"{name} ({number})")
    return result


def _response(header: Sequence[str], rows: Iterator[Sequence[Any]], formaat: str, name: str) -> HttpResponseBase:
    if formaat not in FORMATS:
        raise Http404
    if formaat in _TEXT_FORMATS:
        records = (dict(zip(header, row, strict=True)) for row in rows)
        return _stream(write_csv(header, rows) if formaat == "csv" else write_ndjson(records), formaat, name)
    form = FORMATS[formaat]
    write = write_xlsx if formaat == "xlsx" else write_ods
    return FileResponse(
        write(header, rows, sheet_name=SHEET),
        as_attachment=True,
        filename=f"{name}.{form.extension}",
        content_type=form.content_type,
    )


def _stream(content: Iterator[bytes], formaat: str, name: str) -> StreamingHttpResponse:
    """Sent while it is made."""
    form = FORMATS[formaat]
    response = StreamingHttpResponse(content, content_type=form.content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{form.extension}"'
    return response
