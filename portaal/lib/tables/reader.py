# SPDX-License-Identifier: EUPL-1.2
"""An uploaded spreadsheet (xlsx, ods or csv) as numbered raw rows, or a clear Dutch fault.

    table = read_table(upload.read(), upload.name, sheet="Actielijst")
    for row in table.rows:
        code = row.cell(0).text

Nothing is interpreted here: which column means what, and what a text such as "1-3-2026" says, is for the importer.
Formulas, merged cells and error values are never values: their cells are flagged and stand in `Table.faults`, of which
an importer takes those of the columns it uses (`Table.faults_in`).
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from . import runner
from .cells import Value, clean_text, column_letter, decode_value, value_text
from .collect import FORMULA, MERGED
from .messages import cell_message, file_message
from .problems import Limits, Refused
from .sniff import sniff

__all__ = ["Cell", "Fault", "Row", "Table", "UnreadableFile", "clean_text", "column_letter", "read_table"]


class UnreadableFile(Exception):
    """The file as a whole cannot be read; `message` says in Dutch why and how to mend it, `code` says it to tests."""

    def __init__(self, message: str, code: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.code = code


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. A formula or an error value has no value of its own (None).

    Text is as in the file, apart from line ends and unprintable characters (`clean_text`); cells of a csv are all text.
    A date without a time of day is a date; a moment has no zone: it is the clock as the sheet shows it.
    """

    value: Value = None
    formula: bool = False
    merged: bool = False

    @property
    def text(self) -> str:
        """The value as stripped text, the same from every format: 12,5, 2026-11-20, ja; empty text for no value."""
        return value_text(self.value).strip()


EMPTY_CELL = Cell()


@dataclass(frozen=True, slots=True)
class Row:
    """A row with content. `number` is the number a spreadsheet shows; `cells` is by column index, counted from 0."""

    number: int
    cells: dict[int, Cell]

    def cell(self, column: int) -> Cell:
        """The cell in this column (counted from 0), an empty one if there is none."""
        return self.cells.get(column, EMPTY_CELL)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in one place: sheet name, row number, column letter, Dutch message.

    Row 0 stands for the whole column. `field` is for the importer, which knows what a column means.
    """

    sheet: str
    row: int
    column: str
    message: str
    field: str | None = None


@dataclass(frozen=True)
class Table:
    """One sheet: `header` is the first row with content (`header_row` its number), `rows` those with content below.

    `header` is as long as the widest row; a column without a heading has an empty text there. `sheets` names all sheets
    of the workbook; a csv has one, named after the file.
    """

    sheet: str
    header: list[str]
    header_row: int
    rows: list[Row]
    faults: list[Fault]
    sheets: list[str]

    def fault(self, row: int, column: int, message: str, field: str | None = None) -> Fault:
        """A fault of the importer's own in this sheet; `column` counts from 0."""
        return Fault(self.sheet, row, column_letter(column), message, field)

    def faults_in(self, columns: Collection[int]) -> list[Fault]:
        """The faults in these columns (counted from 0), and those of cells outside the table."""
        used = {column_letter(column) for column in columns}
        within = {column_letter(column) for column in range(len(self.header))}
        return [fault for fault in self.faults if fault.column in used or fault.column not in within]


def read_table(
    content: bytes,
    filename: str,
    *,
    max_rows: int = Limits.max_rows,
    max_columns: int = Limits.max_columns,
    sheet: str | None = None,
) -> Table:
    """Read one sheet of an upload: the named one, else the first visible one with content (a csv has only one).

    What the file is follows from its content; `filename` only names the sheet of a csv. At most `max_rows` rows below
    the header and `max_columns` columns. Parsing happens in a limited process of its own, at most 30 seconds.
    Raises UnreadableFile, whatever the file holds.
    """
    limits = Limits(max_rows=max_rows, max_columns=max_columns)
    with explained():
        check_at_the_door(content, limits)
        return _table(runner.ask_worker(content, sheet, limits), filename)


@contextmanager
def explained() -> Iterator[None]:
    """Let whatever is wrong with a file, or with the worker that read it, come out as UnreadableFile."""
    try:
        yield
    except Refused as refused:
        raise UnreadableFile(file_message(refused.code, refused.params), refused.code) from refused
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        # An answer that is no answer: the worker can be made to say anything by whoever breaks into it.
        raise UnreadableFile(file_message("crashed", {}), "crashed") from error


def check_at_the_door(content: bytes, limits: Limits) -> None:
    """Refuse what is plainly no spreadsheet or too big before it costs a process."""
    if len(content) > limits.max_file_bytes:
        size = f"{len(content) / 1024 / 1024:.1f}".replace(".", ",")
        raise Refused("too_big", size=size, limit=limits.max_file_bytes // 1024 // 1024)
    sniff(content)


def sheet_name(name: str | None, filename: str) -> str:
    """The name of a sheet; a csv goes by its file."""
    return (PurePath(filename.replace("\\", "/")).stem[:31] or "csv") if name is None else name


def listed_faults(sheet: str, faults: list[Any]) -> list[Fault]:
    """The faults of the worker in words, by row and column; those about a whole column come last."""
    return [
        Fault(sheet, row, "" if column is None else column_letter(column), cell_message(code, params))
        for row, column, code, params in sorted(faults, key=lambda fault: (fault[0] or 10**9, fault[1] or 0))
    ]


def _table(answer: dict[str, Any], filename: str) -> Table:
    sheet = sheet_name(answer["sheet"], filename)
    return Table(
        sheet=sheet,
        header=answer["header"],
        header_row=answer["header_row"],
        rows=[
            Row(number, {column: _cell(value, flags) for column, value, flags in cells})
            for number, cells in answer["rows"]
        ],
        faults=listed_faults(sheet, answer["faults"]),
        sheets=answer["sheets"] or [sheet],
    )


def _cell(value: Any, flags: int) -> Cell:
    return Cell(decode_value(value), bool(flags & FORMULA), bool(flags & MERGED))
