# SPDX-License-Identifier: EUPL-1.2
"""ods -> raw rows, one row in memory at a time, with the XML parser of Python behind defusedxml.

A document object model of the whole file costs more than the worker may use (213 MB for 150,000 cells with odfdo);
and a repeated row or cell is only a number here, never a million objects. Norm: OpenDocument 1.3, part 3.
"""

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import iterparse

from .collect import MAX_MERGES, Collector, MakeCollector, MergedRange, RawCell, Watch, number_cell
from .problems import MAX_CELL_TEXT, Refused
from .sheets import Found, no_such_sheet, same_name

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_NUMBERS = ("float", "percentage", "currency")
_CELLS = (_TABLE + "table-cell", _TABLE + "covered-table-cell")
_PARAGRAPHS = (_TEXT + "p", _TEXT + "h")
# Not part of the text of a cell, although it stands inside it.
_ASIDES = (_OFFICE + "annotation", _TEXT + "note", _TEXT + "ruby-text")
_WHITE_SPACE = re.compile("[ \t\r\n]+")
# Digits of a number; more is noise that a figure never has.
_MAX_DIGITS = 40


def parse(archive: zipfile.ZipFile, sheet: str | None, make: MakeCollector, watch: Watch | None = None) -> Found:
    """The first sheet with content, or the wanted one. Raises Refused."""
    reader = _Reader(sheet, make)
    size = archive.getinfo("content.xml").file_size or 1
    with archive.open("content.xml") as stream:
        if watch is not None:
            watch(lambda: stream.tell() / size)
        reader.read(stream)
    if reader.found is None:
        raise Refused("empty_workbook") if sheet is None else no_such_sheet(sheet, reader.names)
    return Found(reader.found[0], reader.names, reader.hidden, reader.found[1])


class _Reader:
    """Walks once through content.xml and keeps the rows of one sheet: the wanted, or the first visible with content."""

    def __init__(self, wanted: str | None, make: MakeCollector) -> None:
        self.wanted = wanted
        self.make = make
        self.names: list[str] = []
        self.hidden: list[str] = []
        self.found: tuple[str, Collector] | None = None
        self._hidden: set[str | None] = set()
        # The sheet that is being read; None in a sheet that nobody wants.
        self._collector: Collector | None = None
        self._merges: list[MergedRange] = []
        self._row = 0

    def read(self, stream: Any) -> None:
        path: list[Element] = []
        # A table can stand inside a cell or a drawing; only those of the spreadsheet itself are sheets.
        depth = 0
        for event, element in iterparse(stream, events=("start", "end"), forbid_dtd=True):
            if event == "start":
                if element.tag == _TABLE + "table":
                    depth += 1
                    if depth == 1 and path and path[-1].tag == _OFFICE + "spreadsheet":
                        self._begin_sheet(element)
                path.append(element)
                continue
            path.pop()
            if element.tag == _STYLE + "style":
                self._note_style(element)
            elif element.tag == _TABLE + "table":
                if depth == 1:
                    self._end_sheet()
                    path[-1].remove(element)
                depth -= 1
            elif element.tag == _TABLE + "table-row" and depth == 1:
                if self._collector is not None:
                    self._add_row(self._collector, element)
                path[-1].remove(element)

    def _note_style(self, style: Element) -> None:
        properties = style.find(_STYLE + "table-properties")
        if properties is not None and properties.get(_TABLE + "display") == "false":
            self._hidden.add(style.get(_STYLE + "name"))

    def _begin_sheet(self, table: Element) -> None:
        name = table.get(_TABLE + "name", "")
        self.names.append(name)
        visible = table.get(_TABLE + "style-name") not in self._hidden
        if not visible:
            self.hidden.append(name)
        if self.found is None and (visible if self.wanted is None else same_name(name, self.wanted)):
            self._collector, self._merges, self._row = self.make(name), [], 1

    def _end_sheet(self) -> None:
        collector, self._collector = self._collector, None
        if collector is None or (self.wanted is None and collector.is_empty):
            return
        collector.merge(self._merges)
        self.found = self.names[-1], collector

    def _add_row(self, collector: Collector, row: Element) -> None:
        repeated = _count(row, "number-rows-repeated")
        cells = list(self._cells(row, collector.limits.max_columns))
        if cells:
            # A row with content that is repeated more often than the limits allow, is refused on the way.
            for number in range(self._row, self._row + min(repeated, collector.limits.max_rows + 2)):
                collector.add_row(number, cells)
        self._row += repeated

    def _cells(self, row: Element, max_columns: int) -> Iterator[RawCell]:
        """The cells with content; of a repeated one no more than the first that is beyond the limit."""
        column = 0
        for element in row:
            if element.tag not in _CELLS:
                continue
            repeated = _count(element, "number-columns-repeated")
            cell = _cell(column, element)
            if cell.value is not None or cell.formula or cell.problem:
                self._note_merge(column, element)
                for index in range(column, min(column + repeated, max(max_columns, column) + 1)):
                    yield cell._replace(column=index)
            column += repeated

    def _note_merge(self, column: int, element: Element) -> None:
        wide, high = _count(element, "number-columns-spanned"), _count(element, "number-rows-spanned")
        if wide == high == 1:
            return
        if len(self._merges) >= MAX_MERGES:
            raise Refused("too_many_merges", limit=MAX_MERGES)
        self._merges.append(MergedRange(self._row, column, self._row + high - 1, column + wide - 1))


def _count(element: Element, name: str) -> int:
    """A repeat or span; what cannot be one makes the file damaged (ValueError)."""
    return max(int(element.get(_TABLE + name, "1")), 1)


def _cell(column: int, element: Element) -> RawCell:
    if element.get(_TABLE + "formula") is not None:
        return RawCell(column, None, formula=True)
    kind = element.get(_OFFICE + "value-type")
    try:
        if kind in _NUMBERS:
            return number_cell(column, _decimal(element.get(_OFFICE + "value", "")))
        if kind == "boolean":
            return RawCell(column, element.get(_OFFICE + "boolean-value") == "true")
        if kind == "date":
            text = element.get(_OFFICE + "date-value", "")
            return RawCell(column, datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text))
    except (InvalidOperation, ValueError):
        return RawCell(column, None, problem="unreadable")
    stated = element.get(_OFFICE + "string-value")
    if stated is not None:
        return RawCell(column, stated or None)
    text = "\n".join(_Paragraph(child).text for child in element if child.tag in _PARAGRAPHS)
    return RawCell(column, text or None)


def _decimal(text: str) -> Decimal:
    return Decimal(text if len(text) <= _MAX_DIGITS else repr(float(text)))


class _Paragraph:
    """The text of a paragraph, with white space as OpenDocument means it (part 3, 6.1.2): runs count as one space."""

    def __init__(self, element: Element) -> None:
        self._parts: list[str] = []
        # Whether a space now would follow another, or begin the paragraph.
        self._after_space = True
        self._walk(element)
        if self._after_space and self._parts and self._parts[-1].endswith(" "):
            self._parts[-1] = self._parts[-1][:-1]
        self.text = "".join(self._parts)

    def _walk(self, element: Element) -> None:
        self._add(element.text)
        for child in element:
            if child.tag == _TEXT + "s":
                self._add_exactly(" " * min(int(child.get(_TEXT + "c", "1")), MAX_CELL_TEXT + 1))
            elif child.tag == _TEXT + "tab":
                self._add_exactly("\t")
            elif child.tag == _TEXT + "line-break":
                self._add_exactly("\n")
            elif child.tag not in _ASIDES:
                self._walk(child)
            self._add(child.tail)

    def _add(self, text: str | None) -> None:
        if not text:
            return
        text = _WHITE_SPACE.sub(" ", text)
        if self._after_space:
            text = text.removeprefix(" ")
        if text:
            self._parts.append(text)
            self._after_space = text.endswith(" ")

    def _add_exactly(self, text: str) -> None:
        self._parts.append(text)
        self._after_space = False
