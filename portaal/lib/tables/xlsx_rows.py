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

from .collect import MAX_MERGES, MergedRange, RawCell, plain_cell
from .problems import MAX_SHEET_ROWS, Refused

_CHUNK = 64 * 1024
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_ROW, _CELL, _VALUE, _FORMULA, _INLINE, _RUN, _TEXT, _MERGE = (
    f"{SHEET_MAIN_NS}}}{name}" for name in ("row", "c", "v", "f", "is", "r", "t", "mergeCell")
)
# (column, stated type, style, text) to a cell.
MakeCell = Callable[[int, str, str, str], RawCell]
_Start = Callable[[str, dict[str, str]], None]
_End = Callable[[str], None]
_Characters = Callable[[str], None]


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

    def rows(self, stream: Any) -> Iterator[tuple[int, list[RawCell]]]:
        """Number and cells of each row in the file; the merged ranges, which come after them, are kept apart."""
        rows: list[tuple[int, list[RawCell]]] = []
        parser = expat.ParserCreate(namespace_separator="}")
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = self._handlers(rows)
        parser.StartDoctypeDeclHandler = _refuse  # type: ignore[assignment]
        parser.EntityDeclHandler = _refuse  # type: ignore[assignment]
        parser.UnparsedEntityDeclHandler = _refuse  # type: ignore[assignment]
        parser.ExternalEntityRefHandler = _refuse  # type: ignore[assignment]
        while chunk := stream.read(_CHUNK):
            parser.Parse(chunk, False)
            yield from rows
            rows.clear()
        parser.Parse(b"", True)
        yield from rows

    def _handlers(self, rows: list[tuple[int, list[RawCell]]]) -> tuple[_Start, _End, _Characters]:
        """What the parser calls; complete rows go into the list.

        Closures: three million calls for a sheet of 50,000 rows, and a local name is found faster than an attribute.
        """
        make_cell, column_of, add_merge = self._make_cell, self._column_of, self._add_merge
        number, number_text, column = 0, "", -1
        cells: list[RawCell] | None = None
        add: Callable[[Any], None] = rows.append
        # Letters of the columns seen so far, as they stand before the number of the row.
        columns: dict[str, int] = {}
        # Of the cell that is being read: how deep in it, and where text goes that comes now.
        in_cell = formula = in_inline = in_run = False
        kind = style = ""
        depth = 0
        value: list[str] = []
        inline: list[str] | None = None
        target: list[str] | None = None

        def start(name: str, attributes: dict[str, str]) -> None:
            nonlocal number, number_text, column, cells, add, in_cell, formula, kind, style
            nonlocal in_inline, in_run, depth, inline, target
            if in_cell:
                if target is not None:
                    # A value holds text alone; what else is in it would change what it says.
                    raise Refused("damaged")
                depth += 1
                if depth == 1:
                    if name == _VALUE:
                        target = value
                    elif name == _INLINE:
                        in_inline, inline = True, []
                    elif name == _FORMULA:
                        formula = True
                elif in_inline:
                    # Plain text and formatted runs, not the phonetic guides beside them.
                    if name == _TEXT and (depth == 2 or in_run):
                        target = inline
                    elif depth == 2:
                        in_run = name == _RUN
            elif name == _CELL and cells is not None:
                in_cell, formula, inline = True, False, None
                address = attributes.get("r")
                if address is None:
                    column += 1
                elif (known := columns.get(letters := address.removesuffix(number_text))) is not None:
                    column = known
                else:
                    column = column_of(address)
                    if letters.isalpha():
                        columns[letters] = column
                kind, style = attributes.get("t", "n"), attributes.get("s", "0")
                if value:
                    value.clear()
            elif name == _ROW and cells is None:
                stated = attributes.get("r")
                following = int(stated) if stated else number + 1
                if not number < following <= MAX_SHEET_ROWS:
                    raise Refused("damaged")
                number, number_text, cells, column = following, str(following), [], -1
                add = cells.append
            elif name == _MERGE:
                add_merge(attributes.get("ref", ""))

        def characters(data: str) -> None:
            if target is not None:
                target.append(data)

        def end(name: str) -> None:
            nonlocal in_cell, cells, depth, in_inline, in_run, target
            if depth:
                depth -= 1
                target = None
                if depth == 0:
                    in_inline = in_run = False
            elif in_cell:
                in_cell = False
                if kind == "inlineStr" and inline and not formula:
                    text = inline[0] if len(inline) == 1 else "".join(inline)
                    # As `plain_cell` would, without the call.
                    add((column, unescape(text) if "_x" in text else text, False, None, ""))
                else:
                    add(cell())
            elif name == _ROW and cells is not None:
                rows.append((number, cells))
                cells = None

        def cell() -> RawCell:
            if formula:
                return RawCell(column, None, formula=True)
            if kind == "inlineStr":
                return plain_cell(column, None)
            if not value or not (text := "".join(value)):
                return plain_cell(column, None)
            try:
                return make_cell(column, kind, style, text)
            except (ValueError, IndexError, OverflowError):
                return RawCell(column, None, problem="unreadable")

        return start, end, characters

    def _add_merge(self, ref: str) -> None:
        if len(self.merges) >= MAX_MERGES:
            raise Refused("too_many_merges", limit=MAX_MERGES)
        first_column, first_row, last_column, last_row = range_boundaries(ref)
        if first_column is None or first_row is None or last_column is None or last_row is None:
            raise Refused("damaged")
        self.merges.append(MergedRange(first_row, first_column - 1, last_row, last_column - 1))


def _refuse(*found: Any) -> None:
    raise Refused("unsafe_xml")
