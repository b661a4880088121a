# SPDX-License-Identifier: EUPL-1.2
"""docx -> tables, with the XML parser of Python behind defusedxml, a paragraph in memory at a time.

python-docx keeps the whole document as objects of lxml, and does not know what was inserted and deleted: of 500 pages
it needs more than the worker may use. Read are: merged cells, repeated headings, lists, bold, inserted text. Skipped
are: deleted and moved away text, fields, text boxes, notes. Norm: ECMA-376 part 1, chapter 17.
"""

import re
import zipfile
from typing import Any
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import iterparse

from .document_collect import DocumentCollector, Run
from .numbering import Numbers, put_number, read_mark, read_numbers
from .numbering import tag as _name
from .numbering import value as _value
from .problems import Limits, Refused

_MAIN = re.compile(
    rb"""PartName\s*=\s*["']/([^"']+)["'][^>]*wordprocessingml\.(?:document|template)\.main"""
    rb"""|wordprocessingml\.(?:document|template)\.main[^>]*PartName\s*=\s*["']/([^"']+)["']"""
)
_SKIPPED = frozenset(
    {"del", "moveFrom", "instrText", "delText", "delInstrText", "Fallback", "txbxContent", "commentReference"}
    | {"pPrChange", "rPrChange", "tcPrChange", "trPrChange", "tblPrChange", "annotationRef"}
    | {"footnoteReference", "endnoteReference"}
)
_OFF = ("0", "false", "off")


def parse(archive: zipfile.ZipFile, limits: Limits) -> dict[str, Any]:
    """The tables of the document. Raises Refused."""
    match = _MAIN.search(archive.read("[Content_Types].xml"))
    path = (match[1] or match[2]).decode() if match else "word/document.xml"
    if path not in archive.namelist():
        raise Refused("damaged_zip")
    reader = _Reader(DocumentCollector(limits), read_numbers(archive, path.rpartition("/")[0] + "/"))
    with archive.open(path) as stream:
        reader.read(stream)
    return reader.collector.answer("docx")


def _number(element: Element) -> int:
    text = _value(element)
    return max(int(text), 0) if text.isdigit() else 0


class _Reader:
    """Walks once through the body of a document."""

    def __init__(self, collector: DocumentCollector, numbers: Numbers) -> None:
        self.collector, self.numbers = collector, numbers
        self._path: list[str] = []
        # How deep we are in a paragraph (text boxes hold others), and in something that was deleted.
        self._paragraphs = 0
        self._gone = 0

    def read(self, stream: Any) -> None:
        """Take everything."""
        for event, element in iterparse(stream, events=("start", "end"), forbid_dtd=True):
            name = _name(element)
            if event == "start":
                self._start(name, element)
                self._path.append(name)
            else:
                self._path.pop()
                self._end(name, element)

    def _start(self, name: str, element: Element) -> None:
        if name == "p":
            self._paragraphs += 1
        elif self._paragraphs:
            return
        elif name in ("del", "moveFrom") and self._path[-1:] != ["trPr"]:
            self._gone += 1
        elif name == "tbl":
            self.collector.begin_table()
        elif self.collector.open:
            self._start_in_table(name, element)

    def _start_in_table(self, name: str, element: Element) -> None:
        table = self.collector.open[-1]
        if name == "tr":
            table.begin_row()
        elif name == "tc":
            table.begin_cell()
        elif name == "gridBefore":
            table.column += min(_number(element), self.collector.limits.max_columns)
        elif name == "gridSpan":
            table.span = max(_number(element), 1)
        elif name == "vMerge":
            table.merged = _value(element) != "restart"
        elif name == "tblHeader":
            table.header = _value(element) not in _OFF
        elif name == "del" and self._path[-1:] == ["trPr"]:
            table.deleted = True

    def _end(self, name: str, element: Element) -> None:
        if name == "p":
            self._paragraphs -= 1
            if self._paragraphs == 0:
                if not self._gone:
                    self._add_paragraph(element)
                element.clear()
        elif self._paragraphs:
            return
        elif name in ("del", "moveFrom") and self._path[-1:] != ["trPr"]:
            self._gone -= 1
        elif name == "tc":
            self.collector.end_cell()
        elif name == "tr":
            self.collector.end_row()
            element.clear()
        elif name == "tbl":
            self.collector.end_table()
            element.clear()

    def _add_paragraph(self, paragraph: Element) -> None:
        runs: list[Run] = []
        item, number, level = False, "", 0
        for child in paragraph:
            if _name(child) == "pPr":
                item, number, level = self._numbering(child)
            else:
                self._walk(child, runs, False)
        label = self.numbers.label(number, level) if number and not self._in_deleted_row() else ""
        if label:
            item = put_number(self.collector, runs, label)
        self.collector.add_paragraph(runs, item=item)

    def _in_deleted_row(self) -> bool:
        return bool(self.collector.open) and self.collector.open[-1].deleted

    def _numbering(self, properties: Element) -> tuple[bool, str, int]:
        """Whether a paragraph is an item of a list, and of which list and level: its own, or those of its style."""
        marks = {_name(child): child for child in properties}
        own = marks.get("numPr")
        number, level = read_mark(own) if own is not None else ("", 0)
        style = _value(marks["pStyle"]) if "pStyle" in marks else ""
        if not number and style in self.numbers.styles:
            number, level = self.numbers.styles[style]
            return own is not None or number != "0", number, level
        return own is not None and number != "0", number, level

    def _walk(self, element: Element, runs: list[Run], bold: bool) -> None:
        name = _name(element)
        if name in _SKIPPED:
            if name in ("del", "moveFrom"):
                self.collector.note("deleted")
            return
        if name == "t":
            runs.append([element.text or "", bold])
        elif name in ("br", "cr"):
            runs.append(["\n", bold])
        elif name in ("tab", "ptab"):
            runs.append([" ", bold])
        elif name == "noBreakHyphen":
            runs.append(["-", bold])
        elif name == "r":
            bold = _is_bold(element)
        elif name in ("ins", "moveTo"):
            self.collector.note("inserted")
        for child in element:
            if _name(child) not in ("rPr", "sdtPr"):
                self._walk(child, runs, bold)


def _is_bold(run: Element) -> bool:
    properties = next((child for child in run if _name(child) == "rPr"), None)
    if properties is None:
        return False
    mark = next((child for child in properties if _name(child) == "b"), None)
    return mark is not None and _value(mark) not in _OFF
