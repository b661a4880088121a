# SPDX-License-Identifier: EUPL-1.2
"""One row generator in, csv, xlsx, ods or ndjson out: as a stream, or as a temporary file.

What a value looks like is the same in every format: text stays inert text (never a formula), numbers stay numbers (csv:
decimal comma), dates are dates (csv, ndjson: ISO), a moment is ISO text in UTC (`2026-11-20T09:30:00Z`: a cell of a
sheet has no time zone), a truth value is ja or nee in csv and true or false elsewhere, None is empty. In text, line
ends become one line feed and unprintable characters U+FFFD (`cells.clean_text`). In a sheet, a whole number of more
than 15 digits becomes text: as a number it would lose some.

The rows come from a generator that is read while the client downloads. On SQLite an open cursor would keep every
writer out for so long: read in key batches (`WHERE id > last ORDER BY id LIMIT n`), or spool to a list or file first.
`write_xlsx` and `write_ods` have read all rows when they return.
"""

import csv
import json
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from io import StringIO
from math import isfinite
from typing import IO, Any

import rustpy_xlsxwriter
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from .cells import Value, clean_text, inert_csv_text, moment_text, number_text, value_text
from .problems import MAX_CELL_TEXT, MAX_SHEET_ROWS
from .writer_ods import OdsStream

__all__ = [
    "FORMATS",
    "ODS_MAX_ROWS",
    "XLSX_MAX_ROWS",
    "ExportError",
    "Format",
    "csv_lines",
    "csv_piece",
    "csv_pieces",
    "json_pieces",
    "sheet_title",
    "write_csv",
    "write_csv_pieces",
    "write_ndjson",
    "write_ndjson_pieces",
    "write_ods",
    "write_xlsx",
]

XLSX_MAX_ROWS = MAX_SHEET_ROWS - 1
# The file stays small on our side whatever the number; it is LibreOffice that must hold all of it in memory.
ODS_MAX_ROWS = 100_000

_CHUNK_CHARACTERS = 64 * 1024
# What a cell of our csv has quotes around.
_QUOTED = re.compile('[;"\r\n]')
# What `clean_text` replaces and one byte holds, a carriage return among them.
_CONTROLS = bytes([*range(9), *range(0x0B, 0x20)])
# A whole number beyond this would lose digits in the floats that a sheet counts in.
_EXACT = 2**53
_FIRST_EXCEL_YEAR = 1900


@dataclass(frozen=True)
class Format:
    """A format to download in: what to call the file, what to tell the browser, how many rows it can hold."""

    label: str
    extension: str
    content_type: str
    max_rows: int | None = None


FORMATS: dict[str, Format] = {
    "csv": Format("CSV", "csv", "text/csv; charset=utf-8"),
    "xlsx": Format("Excel", "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", XLSX_MAX_ROWS),
    "ods": Format("OpenDocument", "ods", "application/vnd.oasis.opendocument.spreadsheet", ODS_MAX_ROWS),
    "ndjson": Format("NDJSON", "ndjson", "application/x-ndjson"),
}


class ExportError(ValueError):
    """The rows do not fit in the format; the message says in Dutch what, and where."""


def write_csv(header: Sequence[str], rows: Iterable[Sequence[Value]]) -> Iterator[bytes]:
    """A csv as Dutch Excel opens it: `;`, decimal comma, CRLF, UTF-8 with BOM. The header is the first chunk.

    Text that a spreadsheet could take for a formula gets an apostrophe before it, which `read_table` takes off again.
    Raises ExportError for a row of another length than the header.
    """
    buffer = StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow([_csv_text(str(name)) for name in header])
    yield b"\xef\xbb\xbf" + _take(buffer)
    for row in _checked(header, rows):
        writer.writerow([_CSV_CONVERTERS[type(value)](value) for value in row])
        if buffer.tell() > _CHUNK_CHARACTERS:
            yield _take(buffer)
    if buffer.tell():
        yield _take(buffer)


def write_csv_pieces(header: Sequence[str], rows: Iterable[Iterable[Sequence[str]]]) -> Iterator[bytes]:
    """The same csv of blocks of rows whose cells are `csv_piece`s: where values come back, each is made once."""
    yield from write_csv(header, ())
    for block in rows:
        yield "".join(map("".join, block)).encode()


def csv_lines(rows: Sequence[bytes]) -> bytes:
    """Rows of a csv whose texts are as they were stored: cleaned as by `clean_text`, each ended by CRLF."""
    content = b"\r\n".join([*rows, b""])
    # U+FFFE and U+FFFF begin with a byte that is rare in our languages.
    if len(content) - len(content.translate(None, _CONTROLS)) == len(rows) and b"\xef" not in content:
        return content
    return "".join(f"{clean_text(row.decode())}\r\n" for row in rows).encode()


def csv_pieces(columns: int) -> list[Callable[[Any], str]]:
    """For each column what makes text of a value, with what comes after it."""
    return [partial(csv_piece, last=place == columns - 1) for place in range(columns)]


def csv_piece(value: Value, *, last: bool = False) -> str:
    """One cell of a csv with what comes after it: a separator, or the end of the row."""
    text = _CSV_CONVERTERS[type(value)](value)
    if _QUOTED.search(text):
        text = '"' + text.replace('"', '""') + '"'
    return f"{text}\r\n" if last else f"{text};"


def _take(buffer: StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()


def _csv_text(value: str) -> str:
    return inert_csv_text(clean_text(value))


class _Converters(dict[type, Callable[[Any], Any]]):
    """How to write a value, by its type: one look-up per cell. A subclass is written as the plain type that it is."""

    def __missing__(self, kind: type) -> Callable[[Any], Any]:
        def convert(value: Any) -> Any:
            plain = _plain(value)
            return self[type(plain)](plain)

        self[kind] = convert
        return convert


_CSV_CONVERTERS = _Converters(
    {
        str: _csv_text,
        type(None): lambda value: "",
        int: str,
        bool: value_text,
        float: number_text,
        Decimal: number_text,
        datetime: moment_text,
        date: date.isoformat,
    }
)


def write_ndjson(records: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    """One JSON object a line. Decimals become numbers, dates ISO text, moments ISO text in UTC.

    The first line is a chunk of its own: it is there as soon as its row is.
    """
    encode = _json_encoder().encode
    lines: list[str] = []
    size, enough = 0, 0
    for record in records:
        line = encode(record)
        lines.append(line)
        size += len(line)
        if size > enough:
            yield _json_bytes(lines)
            lines, size, enough = [], 0, _CHUNK_CHARACTERS
    if lines:
        yield _json_bytes(lines)


def write_ndjson_pieces(rows: Iterable[Iterable[Sequence[str]]]) -> Iterator[bytes]:
    """The same ndjson of blocks of rows whose attributes are `json_pieces`."""
    for block in rows:
        yield "".join(map("".join, block)).encode(errors="replace")


def json_pieces(keys: Sequence[str]) -> list[Callable[[Any], str]]:
    """For each attribute of an object what makes text of a value, with its name and what stands around it."""
    encode = _json_encoder().encode
    last = len(keys) - 1

    def piece_of(place: int, key: str) -> Callable[[Any], str]:
        before = f"{',' if place else '{'}{encode(key)}:"
        after = "}\n" if place == last else ""
        return lambda value: f"{before}{encode(value)}{after}"

    return [piece_of(place, key) for place, key in enumerate(keys)]


def _json_encoder() -> json.JSONEncoder:
    return json.JSONEncoder(
        ensure_ascii=False, allow_nan=False, check_circular=False, separators=(",", ":"), default=_json_value
    )


def _json_bytes(lines: list[str]) -> bytes:
    # A lone half of a character pair is legal in Python and in JSON escapes, but not in UTF-8.
    return ("\n".join(lines) + "\n").encode(errors="replace")


def _json_value(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, datetime):
        return moment_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Promise):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no place in a row")


def write_xlsx(header: Sequence[str], rows: Iterable[Sequence[Value]], *, sheet_name: str) -> IO[bytes]:
    """An xlsx with one sheet, as an open temporary file at its start, gone when closed. Memory stays flat.

    Raises ExportError for text above 32,767 characters, more than XLSX_MAX_ROWS rows, columns that share a name, or a
    row of another length than the header.
    """
    names = [clean_text(str(name)) for name in header]
    if len(set(names)) != len(names):
        raise ExportError(_("Twee kolommen hebben dezelfde naam."))
    target = tempfile.NamedTemporaryFile(suffix=".xlsx")  # noqa: SIM115 - the caller closes it
    try:
        rustpy_xlsxwriter.write_worksheet(
            _xlsx_records(names, rows),
            target.name,
            sheet_name=sheet_title(sheet_name),
            freeze_row=1,
            bold_headers=True,
            autofilter=True,
            column_widths=[float(min(max(len(name) + 4, 12), 40)) for name in names],
            # Given explicitly, a number keeps it; else one date gives its whole column the format of dates.
            float_format="General",
            datetime_format="dd-mm-yyyy",
        )
    except BaseException:
        target.close()
        raise
    target.seek(0)
    return target


def _xlsx_records(names: list[str], rows: Iterable[Sequence[Value]]) -> Iterator[dict[str, Any]]:
    """Rows as the library wants them: dicts, although it goes by position, of values that it writes as they are."""
    is_empty = True
    for row in _sheet_rows(names, rows, XLSX_MAX_ROWS, _XLSX_CONVERTERS):
        is_empty = False
        yield dict(zip(names, row, strict=True))
    if is_empty:
        # Without any row it would leave out the header too.
        yield dict.fromkeys(names)


def write_ods(header: Sequence[str], rows: Iterable[Sequence[Value]], *, sheet_name: str) -> IO[bytes]:
    """An ods with one sheet, as an open temporary file at its start, gone when closed. Memory stays flat.

    Written directly as XML: through odfdo 10,000 rows of 15 cells took 158 s and 269 MB.
    Raises ExportError for text above 32,767 characters, more than ODS_MAX_ROWS rows, or a row of another length.
    """
    names = [clean_text(str(name)) for name in header]
    target = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
    try:
        with OdsStream(target, sheet_title(sheet_name), columns=len(names)) as stream:
            stream.write_header(names)
            for row in _sheet_rows(names, rows, ODS_MAX_ROWS, _SHEET_CONVERTERS):
                stream.write_row(row)
    except BaseException:
        target.close()
        raise
    target.seek(0)
    return target


def sheet_title(name: str) -> str:
    """A sheet name that Excel accepts: at most 31 characters, without []:*?/\\ and outer apostrophes, never empty."""
    cleaned = "".join(" " if character in "[]:*?/\\\n\t" else character for character in clean_text(str(name)))
    return cleaned.strip(" '")[:31].strip(" '") or "Blad1"


def _checked(header: Sequence[str], rows: Iterable[Sequence[Value]]) -> Iterator[Sequence[Value]]:
    width = len(header)
    for number, row in enumerate(rows, start=2):
        if len(row) != width:
            raise ExportError(
                _("Rij %(row)s heeft %(cells)s cellen, maar er zijn %(columns)s kolommen.")
                % {"row": number, "cells": len(row), "columns": width}
            )
        yield row


def _sheet_rows(
    names: list[str], rows: Iterable[Sequence[Value]], max_rows: int, convert: _Converters
) -> Iterator[list[Value]]:
    """Rows of plain values that a sheet can hold; ExportError names the cell that it cannot."""
    for number, row in enumerate(_checked(names, rows), start=1):
        if number > max_rows:
            limit = f"{max_rows:,}".replace(",", ".")
            raise ExportError(_("Er zijn meer dan %(limit)s rijen; kies csv of ndjson.") % {"limit": limit})
        try:
            yield [convert[type(value)](value) for value in row]
        except _UnfitValue as error:
            raise _unfit(row, number + 1, names, convert) from error


class _UnfitValue(Exception):
    """No sheet can hold this value; where it stands is not yet known."""


def _unfit(row: Sequence[Value], number: int, names: list[str], convert: _Converters) -> ExportError:
    """Which cell it is: looked for only when there is one, to keep the loop over all cells short."""
    for name, value in zip(names, row, strict=True):
        try:
            convert[type(value)](value)
        except _UnfitValue as error:
            return ExportError(
                _("Rij %(row)s, kolom “%(column)s”: %(cause)s") % {"row": number, "column": name, "cause": error}
            )
    raise AssertionError("the same row converts the second time")


def _sheet_text(value: str) -> str:
    value = clean_text(value)
    if len(value) > MAX_CELL_TEXT:
        raise _UnfitValue(_("de tekst is langer dan 32.767 tekens; kies csv of ndjson."))
    return value


def _sheet_number(value: float | Decimal) -> float:
    number = float(value)
    if not isfinite(number):
        raise _UnfitValue(_("de waarde is geen getal."))
    return number


def _unchanged(value: Value) -> Value:
    return value


_SHEET_CONVERTERS = _Converters(
    {
        str: _sheet_text,
        type(None): _unchanged,
        int: lambda value: value if -_EXACT <= value <= _EXACT else str(value),
        bool: _unchanged,
        float: _sheet_number,
        Decimal: _sheet_number,
        datetime: moment_text,
        date: _unchanged,
    }
)
_XLSX_CONVERTERS = _Converters(
    {
        **_SHEET_CONVERTERS,
        # As a float, so that it gets the number format of floats (see write_xlsx).
        int: lambda value: float(value) if -_EXACT <= value <= _EXACT else str(value),
        date: lambda value: value if value.year >= _FIRST_EXCEL_YEAR else value.isoformat(),
    }
)


def _plain(value: Any) -> Value:
    """The value as one of the plain types. Raises TypeError for what has no place in a cell."""
    if value is None or type(value) in _PLAIN_TYPES:
        return value  # type: ignore[no-any-return]
    if isinstance(value, str | Promise):
        # A member of choices is a str whose text is its value.
        return str(value)
    for kind in (int, float, Decimal):
        if isinstance(value, kind):
            return kind(value)
    if isinstance(value, datetime):
        return datetime.fromisoformat(value.isoformat())
    if isinstance(value, date):
        return date(value.year, value.month, value.day)
    raise TypeError(f"{type(value).__name__} has no place in a cell")


_PLAIN_TYPES = frozenset({str, int, float, bool, Decimal, date, datetime})
