# SPDX-License-Identifier: EUPL-1.2
"""Tables of a document, as the worker hands them on: bounded in tables, rows, columns and text.

A cell is `[column, span, merged, runs]`: how many columns it covers, whether it continues the cell above it, and its
text as `[text, bold]` pieces, in which a line feed separates paragraphs and lines, and a bullet begins an item.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from .cells import clean_text
from .problems import MAX_CELL_TEXT, Limits, Refused

Run = list[Any]
BULLET = "• "
MAX_TABLES = 400
MAX_ROWS = 6000
MAX_TEXT = 6_000_000
# Of the text between two tables: so many short paragraphs, which may be headings.
MAX_BEFORE = 60
MAX_HEADING = 160
MAX_DEPTH = 12


@dataclass
class TableParts:
    """One table while it is read. A row is `[number, header, cells]`."""

    name: str
    before: list[str]
    depth: int = 0
    rows: list[list[Any]] = field(default_factory=list)
    header: bool = False
    number: int = 0
    cells: list[list[Any]] = field(default_factory=list)
    column: int = 0
    deleted: bool = False
    # The open cell: span, merged, runs.
    span: int = 1
    merged: bool = False
    runs: list[Run] = field(default_factory=list)
    in_cell: bool = False

    def begin_row(self, *, skip: int = 0) -> None:
        """A row begins; `skip` columns before its first cell are left out."""
        self.cells, self.column, self.header, self.deleted = [], skip, False, False

    def begin_cell(self) -> None:
        """A cell begins."""
        self.span, self.merged, self.runs, self.in_cell = 1, False, [], True


@dataclass
class DocumentCollector:
    """Takes tables, rows and loose paragraphs in the order of the document."""

    limits: Limits
    tables: list[TableParts] = field(default_factory=list)
    open: list[TableParts] = field(default_factory=list)
    notes: dict[str, int] = field(default_factory=dict)
    _before: list[str] = field(default_factory=list)
    _rows: int = 0
    _text: int = 0

    def note(self, name: str) -> None:
        """Count something the reader of the answer may want to say."""
        self.notes[name] = self.notes.get(name, 0) + 1

    def begin_table(self, name: str = "") -> TableParts:
        """A table begins, perhaps inside a cell of another."""
        if len(self.tables) >= MAX_TABLES:
            raise Refused("too_many_tables", limit=MAX_TABLES)
        if len(self.open) >= MAX_DEPTH:
            raise Refused("damaged")
        before, self._before = self._before, []
        table = TableParts(name, before, len(self.open))
        self.tables.append(table)
        self.open.append(table)
        return table

    def end_table(self) -> None:
        """The table ends; what stood in a nested one also counts as text of the cell around it."""
        table = self.open.pop()
        if self.open and self.open[-1].in_cell:
            self.note("nested")
            for _number, _header, cells in table.rows:
                line = " ".join(text for cell in cells if (text := "".join(run[0] for run in cell[3]).strip()))
                self.add_paragraph([[line, False]])

    def add_paragraph(self, runs: Iterable[Run], *, item: bool = False) -> None:
        """A paragraph: of the open cell, or between two tables."""
        runs = [[clean_text(text), bool(bold)] for text, bold in runs if text]
        text = "".join(run[0] for run in runs)
        self._text += len(text)
        if self._text > MAX_TEXT:
            raise Refused("too_much_text", limit=MAX_TEXT // 1_000_000)
        if not self.open:
            text = " ".join(text.split())
            if text and len(text) <= MAX_HEADING:
                self._before = [*self._before[-MAX_BEFORE + 1 :], text]
            return
        table = self.open[-1]
        if not table.in_cell or not text.strip():
            return
        if table.runs:
            table.runs.append(["\n", False])
        if item:
            table.runs.append([BULLET, False])
        table.runs += runs

    def end_cell(self) -> None:
        """The open cell is complete."""
        table = self.open[-1]
        if table.column + table.span > self.limits.max_columns:
            raise Refused("too_many_columns", limit=self.limits.max_columns)
        if sum(len(run[0]) for run in table.runs) > MAX_CELL_TEXT:
            raise Refused("cell_too_long", limit=MAX_CELL_TEXT)
        table.cells.append([table.column, table.span, table.merged, _joined(table.runs)])
        table.column += table.span
        table.in_cell = False

    def end_row(self, *, number: int = 0) -> None:
        """The row is complete; rows are numbered from 1, unless a sheet numbers them."""
        table = self.open[-1]
        if table.deleted:
            self.note("deleted_rows")
            return
        self._rows += 1
        if self._rows > MAX_ROWS:
            raise Refused("too_many_rows_in_tables", limit=MAX_ROWS)
        table.number = number or table.number + 1
        table.rows.append([table.number, table.header, table.cells])

    def answer(self, kind: str) -> dict[str, Any]:
        """The document as JSON-ready data; tables without any text are left out."""
        tables = [
            {"name": table.name, "before": table.before, "nested": table.depth > 0, "rows": table.rows}
            for table in self.tables
            if any(run[0].strip() for _n, _h, cells in table.rows for cell in cells for run in cell[3])
        ]
        return {"kind": kind, "tables": tables, "notes": self.notes}


def _joined(runs: list[Run]) -> list[Run]:
    """Pieces side by side that are equally bold as one; white space does not end a bold piece."""
    found: list[Run] = []
    for text, bold in runs:
        if found and (found[-1][1] == bold or not text.strip(" ")):
            found[-1][0] += text
        elif text:
            found.append([text, bold])
    return found
