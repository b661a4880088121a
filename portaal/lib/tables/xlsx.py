# SPDX-License-Identifier: EUPL-1.2
"""xlsx -> raw rows: openpyxl finds the sheets, number formats and dates, `xlsx_rows` reads the cells row by row.

The read-only worksheet of openpyxl trusts the `<dimension>` of a sheet unless told otherwise (a wrong one silently
drops rows), pads every row to its last column, passes over rows that are out of order, and cannot say which cells are
merged. Fonts, colours, properties, themes and links are not read: they hold no values, and openpyxl refuses a whole
file for a fault in one of them.
"""

import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import iterparse
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.numbers import builtin_format_code, is_date_format, is_timedelta_format
from openpyxl.utils.cell import column_index_from_string
from openpyxl.utils.datetime import from_excel
from openpyxl.xml.constants import ARC_STYLE, SHARED_STRINGS, SHEET_MAIN_NS, STYLES_TYPE

from .collect import Collector, MakeCollector, RawCell, Watch, number_cell, plain_cell
from .problems import Refused
from .sheets import Found, choose
from .xlsx_rows import SheetRows, unescape

_TAG = f"{{{SHEET_MAIN_NS}}}"


def parse(archive: zipfile.ZipFile, sheet: str | None, make: MakeCollector, watch: Watch | None = None) -> Found:
    """The first sheet with content, or the wanted one. Raises Refused."""
    assert archive.fp is not None  # noqa: S101 - the gate has just opened it
    book = _Workbook(archive.fp, read_only=True, data_only=False, keep_links=False)
    book.read()
    sheets = [
        (found.name, relation.target, found.state == "visible")
        for found, relation in book.parser.find_sheets()
        if relation.target in book.valid_files and "chartsheet" not in relation.Type
    ]
    names = [name for name, _, _ in sheets]
    for index in choose([(name, visible) for name, _, visible in sheets], sheet):
        collector = _parse_sheet(book, names[index], sheets[index][1], make, watch)
        if sheet is not None or not collector.is_empty:
            hidden = [name for name, _, visible in sheets if not visible]
            return Found(names[index], names, hidden, collector)
    raise Refused("empty_workbook")


class _Workbook(ExcelReader):
    """The parts of a workbook that values need: sheets, shared texts, number formats."""

    def read(self) -> None:
        self.read_manifest()
        self.read_strings()
        self.read_workbook()
        self.read_formats()

    def read_strings(self) -> None:
        """Shared texts without the phonetic guides, and without openpyxl's replacing of `x005F_` in them."""
        part = self.package.find(SHARED_STRINGS)
        if part is None:
            return
        with self.archive.open(part.PartName[1:]) as stream:
            self.shared_strings = [_rich_text(item) for item in _elements(stream, _TAG + "si")]

    def read_formats(self) -> None:
        """Which cell styles show a date, a duration, or a time of day."""
        self.dates: set[int] = set()
        self.durations: set[int] = set()
        self.with_time: set[int] = set()
        part = self.package.find(STYLES_TYPE)
        path = part.PartName[1:] if part is not None else ARC_STYLE
        if path not in self.valid_files:
            return
        formats: dict[int, str | None] = {}
        with self.archive.open(path) as stream:
            for element in _elements(stream, _TAG + "numFmt", _TAG + "cellXfs"):
                if element.tag == _TAG + "numFmt":
                    formats[int(element.get("numFmtId", 0))] = element.get("formatCode")
                    continue
                for style, xf in enumerate(element):
                    number = int(xf.get("numFmtId", 0))
                    code = formats[number] if number in formats else builtin_format_code(number)
                    if is_date_format(code):
                        self.dates.add(style)
                        if is_timedelta_format(code):
                            self.durations.add(style)
                        if "h" in (code or "").lower():
                            self.with_time.add(style)


def _elements(stream: Any, *tags: str) -> Iterator[Element]:
    """Each element of one of these tags when it is complete; cleared afterwards, so memory stays flat."""
    for _, element in iterparse(stream, forbid_dtd=True):
        if element.tag in tags:
            yield element
            element.clear()


def _rich_text(element: Element) -> str:
    """The text of a shared or inline string: its plain text and its formatted runs."""
    parts = [
        found.text or ""
        for child in element
        for found in ([child] if child.tag == _TAG + "t" else child.iter(_TAG + "t") if child.tag == _TAG + "r" else [])
    ]
    return unescape("".join(parts))


class _Cells:
    """What the type, style and text of a cell mean in this workbook. Norm: ECMA-376 part 1, 18.18.11 (ST_CellType)."""

    def __init__(self, book: _Workbook) -> None:
        self.book = book

    def make(self, column: int, kind: str, style: str, text: str) -> RawCell:
        """The cell; raises ValueError, IndexError or OverflowError for what says nothing."""
        if kind == "s":
            return plain_cell(column, self.book.shared_strings[int(text)])
        if kind == "str":
            return plain_cell(column, unescape(text))
        if kind == "b":
            return RawCell(column, text.strip() in ("1", "true"))
        if kind == "e":
            return RawCell(column, None, problem="error_value", problem_value=text)
        if kind == "d":
            return RawCell(column, _plain_date(datetime.fromisoformat(text), with_time="T" in text))
        return self._number(column, text, int(style))

    def _number(self, column: int, text: str, style: int) -> RawCell:
        value = float(text)
        if style not in self.book.dates:
            return number_cell(column, value)
        moment = from_excel(value, self.book.wb.epoch, timedelta=style in self.book.durations)
        if isinstance(moment, time):
            return RawCell(column, moment.isoformat("seconds"))
        if isinstance(moment, timedelta):
            minutes, seconds = divmod(int(moment.total_seconds()), 60)
            return RawCell(column, f"{minutes // 60}:{minutes % 60:02}:{seconds:02}")
        return RawCell(column, _plain_date(moment, with_time=style in self.book.with_time))


def _plain_date(moment: datetime, *, with_time: bool) -> date:
    """A sheet keeps every date as a moment; what shows no time and has none is a date."""
    return moment if with_time or moment.time() != time() else moment.date()


def _column_of(address: str) -> int:
    letters = address.rstrip("0123456789")
    if not 0 < len(letters) <= 3:
        raise Refused("damaged")
    return _column_number(letters)


@lru_cache(maxsize=1000)
def _column_number(letters: str) -> int:
    try:
        return column_index_from_string(letters) - 1
    except ValueError as error:
        raise Refused("damaged") from error


def _parse_sheet(book: _Workbook, name: str, path: str, make: MakeCollector, watch: Watch | None) -> Collector:
    collector = make(name)
    sheet = SheetRows(_Cells(book).make, _column_of)
    size = book.archive.getinfo(path).file_size or 1
    with book.archive.open(path) as stream:
        if watch is not None:
            watch(lambda: stream.tell() / size)
        for number, cells in sheet.rows(stream):
            collector.add_row(number, cells)
    collector.merge(sheet.merges)
    return collector
