# SPDX-License-Identifier: EUPL-1.2
"""The XML of one sheet of an xlsx -> rows of raw cells, straight from the parser's events.

A tree of elements, even of one row at a time, takes three times as long: a sheet of 50,000 rows has two million
elements. Declarations that XML of a spreadsheet never needs stop the parser, as defusedxml does it.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any
from xml.parsers import expat

from openpyxl.utils.cell import range_boundaries
from openpyxl.xml.constants import SHEET_MAIN_NS

from .collect import MAX_MERGES, MergedRange, RawCell
from .problems import MAX_SHEET_ROWS, Refused

_CHUNK = 64 * 1024
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_ROW, _CELL, _VALUE, _FORMULA, _INLINE, _RUN, _TEXT, _MERGE = (
    f"{SHEET_MAIN_NS}}}{name}" for name in ("row", "c", "v", "f", "is", "r", "t", "mergeCell")
)
# (column, stated type, style, text) to a cell.
MakeCell = Callable[[int, str, str, str], RawCell]


def unescape(text: str) -> str:
    """`_x000D_` and the like as the characters they stand for. Norm: ECMA-376 part 1, 22.9.2.19."""
    if "_x" not in text:
        return text
    text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    # Two escapes may be the halves of one character.
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class SheetRows:
    """Rows and merged ranges of a sheet, a few rows in memory at a time; formulas are noticed, never read.

    Args:
        make_cell: what a stated type, style and text mean; ValueError, IndexError or OverflowError for none.
        column_of: the column, from 0, of an address such as `AB12`.
    """

    def __init__(self, make_cell: MakeCell, column_of: Callable[[str], int]) -> None:
        self.merges: list[MergedRange] = []
        self._make_cell, self._column_of = make_cell, column_of
        self._rows: list[tuple[int, list[RawCell]]] = []
        self._number = 0
        self._cells: list[RawCell] | None = None
        # Of the cell that is being read; the path is that of its elements that matter.
        self._in_cell = False
        self._column = -1
        self._kind = self._style = ""
        self._formula = False
        self._path: list[str] = []
        self._text: list[str] = []
        self._inline: list[str] | None = None

    def rows(self, stream: Any) -> Iterator[tuple[int, list[RawCell]]]:
        """Number and cells of each row in the file; the merged ranges, which come after them, are kept apart."""
        parser = expat.ParserCreate(namespace_separator="}")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = _refuse  # type: ignore[assignment]
        parser.EntityDeclHandler = _refuse  # type: ignore[assignment]
        parser.UnparsedEntityDeclHandler = _refuse  # type: ignore[assignment]
        parser.ExternalEntityRefHandler = _refuse  # type: ignore[assignment]
        while chunk := stream.read(_CHUNK):
            parser.Parse(chunk, False)
            yield from self._rows
            self._rows.clear()
        parser.Parse(b"", True)
        yield from self._rows

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if self._in_cell:
            self._path.append(name)
            if name == _FORMULA and len(self._path) == 1:
                self._formula = True
            elif name == _INLINE and len(self._path) == 1:
                self._inline = []
        elif name == _CELL and self._cells is not None:
            self._in_cell = True
            address = attributes.get("r")
            self._column = self._column + 1 if address is None else self._column_of(address)
            self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "0")
            self._formula, self._inline = False, None
            self._text.clear()
        elif name == _ROW and self._cells is None:
            stated = attributes.get("r")
            number = int(stated) if stated else self._number + 1
            if not self._number < number <= MAX_SHEET_ROWS:
                raise Refused("damaged")
            self._number, self._cells, self._column = number, [], -1
        elif name == _MERGE:
            self._add_merge(attributes.get("ref", ""))

    def _characters(self, text: str) -> None:
        if not self._in_cell:
            return
        path = self._path
        if len(path) == 1 and path[0] == _VALUE:
            self._text.append(text)
        elif (
            self._inline is not None
            and path[0] == _INLINE
            and path[-1] == _TEXT
            # Plain text and formatted runs, not the phonetic guides beside them.
            and (len(path) == 2 or path[1] == _RUN)
        ):
            self._inline.append(text)

    def _end(self, name: str) -> None:
        if self._path:
            self._path.pop()
        elif self._in_cell:
            self._in_cell = False
            self._cells.append(self._cell())  # type: ignore[union-attr]
        elif name == _ROW and self._cells is not None:
            self._rows.append((self._number, self._cells))
            self._cells = None

    def _cell(self) -> RawCell:
        if self._formula:
            return RawCell(self._column, None, formula=True)
        if self._kind == "inlineStr":
            return RawCell(self._column, None if self._inline is None else unescape("".join(self._inline)))
        text = "".join(self._text)
        if not text:
            return RawCell(self._column, None)
        try:
            return self._make_cell(self._column, self._kind, self._style, text)
        except (ValueError, IndexError, OverflowError):
            return RawCell(self._column, None, problem="unreadable")

    def _add_merge(self, ref: str) -> None:
        if len(self.merges) >= MAX_MERGES:
            raise Refused("too_many_merges", limit=MAX_MERGES)
        first_column, first_row, last_column, last_row = range_boundaries(ref)
        if first_column is None or first_row is None or last_column is None or last_row is None:
            raise Refused("damaged")
        self.merges.append(MergedRange(first_row, first_column - 1, last_row, last_column - 1))


def _refuse(*found: Any) -> None:
    raise Refused("unsafe_xml")
