# SPDX-License-Identifier: EUPL-1.2
"""odt -> tables, with the XML parser of Python behind defusedxml, a paragraph in memory at a time.

Deleted text stands in a list of its own at the start of the document and is never read; what was inserted is plain
text. Norm: OpenDocument 1.3, part 3.
"""

import re
import zipfile
from typing import Any
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import iterparse

from .document_collect import DocumentCollector, Run
from .numbering import put_number
from .numbering_odt import OdtNumbers, read_odt_numbers
from .problems import Limits

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_WEIGHT = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}font-weight"
_PARAGRAPHS = (_TEXT + "p", _TEXT + "h")
_ASIDES = (_OFFICE + "annotation", _TEXT + "note", _TEXT + "ruby-text", _TEXT + "tracked-changes")
_WHITE_SPACE = re.compile("[ \t\r\n]+")
_BOLD = ("bold", "600", "700", "800", "900")
# A row that is repeated more often than this is empty space.
_MAX_REPEATED = 200


def parse(archive: zipfile.ZipFile, limits: Limits) -> dict[str, Any]:
    """The tables of the document. Raises Refused."""
    reader = _Reader(DocumentCollector(limits), read_odt_numbers(archive))
    with archive.open("content.xml") as stream:
        reader.read(stream)
    return reader.collector.answer("odt")


def _count(element: Element, name: str) -> int:
    """A repeat or span; what cannot be one makes the file damaged (ValueError)."""
    return max(int(element.get(_TABLE + name, "1")), 1)


class _Reader:
    """Walks once through content.xml."""

    def __init__(self, collector: DocumentCollector, numbers: OdtNumbers) -> None:
        self.collector, self.numbers = collector, numbers
        self._bold: set[str | None] = set()
        self._paragraphs = 0
        self._aside = 0
        self._items = 0
        self._first_of_item = False
        self._header_rows = 0

    def read(self, stream: Any) -> None:
        """Take everything."""
        for event, element in iterparse(stream, events=("start", "end"), forbid_dtd=True):
            if event == "start":
                self._start(element)
            else:
                self._end(element)

    def _start(self, element: Element) -> None:
        tag = element.tag
        if tag in _ASIDES:
            self._aside += 1
        elif tag in _PARAGRAPHS:
            self._paragraphs += 1
        elif self._aside or self._paragraphs:
            return
        elif tag == _TEXT + "list-item":
            self._items += 1
            self._first_of_item = True
            self.numbers.start_at(element)
        elif tag == _TEXT + "list":
            self.numbers.begin_list(element)
        elif tag == _TABLE + "table":
            self.numbers.begin_table()
            self.collector.begin_table(element.get(_TABLE + "name", "")[:80])
        elif self.collector.open:
            self._start_in_table(tag, element)

    def _start_in_table(self, tag: str, element: Element) -> None:
        table = self.collector.open[-1]
        if tag == _TABLE + "table-header-rows":
            self._header_rows += 1
        elif tag == _TABLE + "table-row":
            table.begin_row()
            table.header = self._header_rows > 0
        elif tag == _TABLE + "table-cell":
            table.begin_cell()
        elif tag == _TABLE + "covered-table-cell":
            table.begin_cell()
            table.merged = True

    def _end(self, element: Element) -> None:
        tag = element.tag
        if tag in _ASIDES:
            self._aside -= 1
            if not self._paragraphs:
                element.clear()
        elif tag in _PARAGRAPHS:
            self._paragraphs -= 1
            if self._paragraphs == 0 and not self._aside:
                self._add_paragraph(element)
                element.clear()
        elif self._aside or self._paragraphs:
            return
        elif tag == _STYLE + "style":
            self._note_style(element)
        elif tag == _TEXT + "list-item":
            self._items -= 1
        elif tag == _TEXT + "list":
            self.numbers.end_list()
        elif tag == _TEXT + "list-style":
            self.numbers.define(element)
        elif tag == _TABLE + "table":
            self.collector.end_table()
            self.numbers.end_table()
            element.clear()
        elif self.collector.open:
            self._end_in_table(tag, element)

    def _add_paragraph(self, paragraph: Element) -> None:
        runs: list[Run] = []
        self._walk(paragraph, runs, False)
        item, label = self._items > 0 and self._first_of_item, ""
        heading = paragraph.tag == _TEXT + "h"
        if heading and (not item or self.numbers.in_outline):
            label = self.numbers.of_heading(paragraph)
        elif item:
            label = self.numbers.of_item()
        if label:
            item = put_number(self.collector, runs, label)
        self.collector.add_paragraph(runs, item=item)
        self._first_of_item = False

    def _end_in_table(self, tag: str, element: Element) -> None:
        table = self.collector.open[-1]
        if tag == _TABLE + "table-header-rows":
            self._header_rows -= 1
        elif tag == _TABLE + "table-cell":
            repeated = min(_count(element, "number-columns-repeated"), self.collector.limits.max_columns + 1)
            # The cells that a wide one covers follow it as cells of their own.
            for _ in range(repeated):
                table.span = 1
                self.collector.end_cell()
        elif tag == _TABLE + "covered-table-cell":
            repeated = min(_count(element, "number-columns-repeated"), self.collector.limits.max_columns + 1)
            for _ in range(repeated):
                table.runs = []
                self.collector.end_cell()
        elif tag == _TABLE + "table-row":
            for _ in range(min(_count(element, "number-rows-repeated"), _MAX_REPEATED)):
                self.collector.end_row()
            element.clear()

    def _note_style(self, style: Element) -> None:
        properties = style.find(_STYLE + "text-properties")
        if properties is not None and properties.get(_WEIGHT) in _BOLD:
            self._bold.add(style.get(_STYLE + "name"))

    def _walk(self, element: Element, runs: list[Run], bold: bool) -> None:
        bold = bold or element.get(_TEXT + "style-name") in self._bold
        self._add(element.text, runs, bold)
        for child in element:
            if child.tag == _TEXT + "s" or child.tag == _TEXT + "tab":
                runs.append([" ", bold])
            elif child.tag == _TEXT + "line-break":
                runs.append(["\n", bold])
            elif child.tag not in _ASIDES:
                self._walk(child, runs, bold)
            self._add(child.tail, runs, bold)

    def _add(self, text: str | None, runs: list[Run], bold: bool) -> None:
        if text:
            runs.append([_WHITE_SPACE.sub(" ", text), bold])
