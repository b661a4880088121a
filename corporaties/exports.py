# SPDX-License-Identifier: EUPL-1.2
"""Figures as a file in the long form: one row generator, formats outside it. What goes out can be delivered back.

Read in batches, each complete before it is given out, so that a slow client never holds a cursor open.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import gettext as _

from corporaties.columns import BY_KEY, COLUMNS, SHEET
from corporaties.kruistabel import Cel, Kruistabel
from corporaties.models.levering import bron_titel
from portaal.lib.api.bulk import batches
from portaal.lib.tables.writer import FORMATS, write_csv, write_ndjson, write_ods, write_xlsx

KEYS = ("gemeente", *(column.key for column in COLUMNS), "bron")
HEADER = [BY_KEY[key].heading for key in KEYS]
# The columns of the database behind these, in the order of `KEYS`; the last three are the source.
_FIELDS = (
    "gemeente__slug",
    "corporatie__naam",
    "gebied__naam",
    "gebied__soort",
    "soort",
    "periode",
    "lijst__kenmerk__code",
    "lijst__naam",
    "klasse__naam",
    "populatie__naam",
    "eenheid",
    "waarde",
    "waardestatus",
    "gepubliceerd_totaal",
    "opmerking",
    "cijferbron__document__titel",
    "cijferbron__tabel",
    "cijferbron__naam",
)
_WAARDE = KEYS.index("waarde")
BATCH = 2000


def figure_rows(cijfers: QuerySet[Any]) -> Iterator[list[Any]]:
    """Rows of figures, in the order of `KEYS`.

    Args:
        cijfers: already limited by `visible_to(user)`.
    """
    titles: dict[tuple[Any, ...], str] = {}
    for batch in batches(cijfers.order_by("pk"), size=BATCH, by_key=True):
        # Between the bounds of a batch there may be rows that the filter leaves out; it is asked again.
        for row in batch.order_by("pk").values_list(*_FIELDS):
            source = row[-3:]
            title = titles.get(source)
            if title is None:
                title = titles[source] = bron_titel(*source)
            values = [*row[:-3], title]
            values[_WAARDE] = plain_number(values[_WAARDE])
            yield values


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
    return _response(KEYS, HEADER, figure_rows(cijfers), formaat, name)


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
    return _response(header, header, iter(rows), formaat, name)


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


def _response(
    keys: Sequence[str], header: Sequence[str], rows: Iterator[list[Any]], formaat: str, name: str
) -> HttpResponseBase:
    if formaat not in FORMATS:
        raise Http404
    form = FORMATS[formaat]
    filename = f"{name}.{form.extension}"
    if formaat in ("csv", "ndjson"):
        records = (dict(zip(keys, row, strict=True)) for row in rows)
        content = write_csv(header, rows) if formaat == "csv" else write_ndjson(records)
        response = StreamingHttpResponse(content, content_type=form.content_type)
        response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
        return response
    write = write_xlsx if formaat == "xlsx" else write_ods
    return FileResponse(
        write(header, rows, sheet_name=SHEET), as_attachment=True, filename=filename, content_type=form.content_type
    )
