# SPDX-License-Identifier: EUPL-1.2
"""An uploaded document (docx, odt, xlsx, ods, csv or pasted text) as its tables, or a clear Dutch fault.

    for table in read_document(upload.read()).tables:
        for row in table.rows:
            code = row.cell(0).text

Parsing happens in the limited process of `worker`; nothing is interpreted here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from . import runner
from .document_collect import BULLET
from .messages import document_message
from .problems import Limits, Refused
from .reader import UnreadableFile, check_at_the_door

__all__ = ["BULLET", "Document", "DocumentCell", "DocumentRow", "DocumentTable", "UnreadableFile", "read_document"]

MEGABYTE = 1024 * 1024
LIMITS = Limits(max_rows=6000, max_columns=60, max_file_bytes=10 * MEGABYTE, max_unpacked_bytes=100 * MEGABYTE)


@dataclass(frozen=True, slots=True)
class DocumentCell:
    """One cell: its text in pieces that are bold or not, how many columns it covers, whether it goes on from above."""

    runs: tuple[tuple[str, bool], ...] = ()
    span: int = 1
    merged: bool = False

    @property
    def text(self) -> str:
        """The text; a line feed between paragraphs."""
        return "".join(text for text, _bold in self.runs).replace("\xa0", " ").strip()


EMPTY = DocumentCell()


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A row of a table. `header`: the document says that it is repeated on each page."""

    number: int
    cells: Mapping[int, DocumentCell]
    header: bool = False

    def cell(self, column: int) -> DocumentCell:
        """The cell that begins in this column, an empty one if there is none."""
        return self.cells.get(column, EMPTY)

    def texts(self) -> tuple[str, ...]:
        """The texts of its cells, in order."""
        return tuple(cell.text for _column, cell in sorted(self.cells.items()))


@dataclass(frozen=True, slots=True)
class DocumentTable:
    """A table: its number in the document (from 1), its name if it has one, and the short lines that stand above it."""

    number: int
    name: str
    before: tuple[str, ...]
    rows: tuple[DocumentRow, ...]
    nested: bool = False

    @property
    def width(self) -> int:
        """How many columns it has."""
        ends = [column + cell.span for row in self.rows for column, cell in row.cells.items()]
        return max(ends, default=0)


@dataclass(frozen=True, slots=True)
class Document:
    """What was read. `notes`: how many deleted and inserted pieces, deleted rows and nested tables there were."""

    kind: str
    tables: tuple[DocumentTable, ...]
    notes: Mapping[str, int] = field(default_factory=dict)


def read_document(content: bytes) -> Document:
    """Every table of a document. What the file is follows from its content.

    Raises:
        UnreadableFile: whatever else the file holds; the message says in Dutch how to mend it.
    """
    try:
        check_at_the_door(content, LIMITS)
        return _document(runner.ask_worker(content, None, LIMITS, document=True))
    except Refused as refused:
        raise UnreadableFile(document_message(refused.code, refused.params), refused.code) from refused
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        # An answer that is no answer: the worker can be made to say anything by whoever breaks into it.
        raise UnreadableFile(document_message("crashed", {}), "crashed") from error


def _document(answer: dict[str, Any]) -> Document:
    tables = []
    for number, table in enumerate(answer["tables"], start=1):
        rows = tuple(
            DocumentRow(int(row), {int(cell[0]): _cell(cell) for cell in cells}, bool(header))
            for row, header, cells in table["rows"]
        )
        before = tuple(str(text) for text in table["before"])
        tables.append(DocumentTable(number, str(table["name"]), before, rows, bool(table["nested"])))
    notes = {str(name): int(count) for name, count in answer["notes"].items()}
    return Document(str(answer["kind"]), tuple(tables), notes)


def _cell(cell: Any) -> DocumentCell:
    _column, span, merged, runs = cell
    return DocumentCell(tuple((str(text), bool(bold)) for text, bold in runs), int(span), bool(merged))
