# SPDX-License-Identifier: EUPL-1.2
"""Figures as a file in the long form: one row generator, formats outside it. What goes out can be delivered back.

Read in batches, each complete before it is given out, so that a slow client never holds a cursor open.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import chain
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import gettext as _

from corporaties.blocks import Value, figure_blocks, unchanged
from corporaties.columns import BY_KEY, COLUMNS, SHEET
from corporaties.kruistabel import Cel, Kruistabel
from corporaties.models.levering import bron_titel
from portaal.lib.tables.writer import (
    FORMATS,
    csv_pieces,
    json_pieces,
    write_csv,
    write_csv_pieces,
    write_ndjson,
    write_ndjson_pieces,
    write_ods,
    write_xlsx,
)

KEYS = ("gemeente", *(column.key for column in COLUMNS), "bron")
HEADER = [BY_KEY[key].heading for key in KEYS]
_TEXT_FORMATS = ("csv", "ndjson")
# In the order of `KEYS`: the column, and how the value follows from it, or from the columns of `NAMES`.
_VALUES: tuple[Value, ...] = (
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


def figure_rows(cijfers: QuerySet[Any]) -> Iterator[Sequence[Any]]:
    """Rows of figures, in the order of `KEYS`.

    Args:
        cijfers: already limited by `visible_to(user)`.
    """
    return chain.from_iterable(figure_blocks(cijfers, _VALUES, [unchanged] * len(KEYS)))


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
        return _stream(write_csv_pieces(HEADER, figure_blocks(cijfers, _VALUES, csv_pieces(len(KEYS)))), formaat, name)
    return _stream(write_ndjson_pieces(figure_blocks(cijfers, _VALUES, json_pieces(KEYS))), formaat, name)


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
