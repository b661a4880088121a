# SPDX-License-Identifier: EUPL-1.2
"""A long spreadsheet row by row, in flat memory: for lists of which nobody wants all rows at once.

    with open_rows(content, filename, limits=Limits(max_rows=50_000)) as rows:
        for batch in rows.batches():
            for row in batch:
                row.cell(0)
        rows.faults

The same guards as `reader.read_table`; the faults of the file itself are known when all rows have been read.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any

from . import runner
from .cells import Value, decode_value
from .problems import Limits
from .reader import Fault, UnreadableFile, check_at_the_door, explained, listed_faults, sheet_name

__all__ = ["Fault", "Limits", "RowStream", "StreamRow", "UnreadableFile", "open_rows"]

_NONE: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class StreamRow:
    """A row with content: its number, its values from column A on, and the columns that have a fault of their own."""

    number: int
    values: list[Value]
    faulty: frozenset[int] = _NONE

    def cell(self, column: int) -> Value:
        """The value in a column (counted from 0); None for an empty cell, a formula, or a value with a fault."""
        return self.values[column] if column < len(self.values) else None


@dataclass
class RowStream:
    """One sheet that is being read. `faults`, `sheets` and `hidden` (sheets) are known after the last batch."""

    sheet: str
    header: list[str]
    header_row: int
    _messages: Iterator[dict[str, Any]]
    # The part of the file that was read, 0 to 1.
    read: float = 0.0
    faults: list[Fault] = field(default_factory=list)
    sheets: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)

    def batches(self) -> Iterator[list[StreamRow]]:
        """The rows below the header, some hundreds at a time. Raises UnreadableFile."""
        with explained():
            for message in self._messages:
                if "rows" in message:
                    self.read = float(message["read"])
                    yield [_row(*row) for row in message["rows"]]
                else:
                    self.faults = listed_faults(self.sheet, message["faults"])
                    self.sheets = message["sheets"] or [self.sheet]
                    self.hidden = message["hidden"]
        self.read = 1.0


@contextmanager
def open_rows(content: bytes, filename: str, *, limits: Limits, sheet: str | None = None) -> Iterator[RowStream]:
    """Begin to read one sheet of an upload: the named one, else the first visible one with content.

    What the file is follows from its content; `filename` only names the sheet of a csv. Raises UnreadableFile.
    """
    with explained():
        check_at_the_door(content, limits)
    with closing(runner.stream_worker(content, sheet, limits)) as messages:  # type: ignore[type-var]
        with explained():
            first = next(messages, {})
            stream = RowStream(
                sheet_name(first["sheet"], filename), list(first["header"]), int(first["header_row"]), messages
            )
        yield stream


def _row(number: int, values: list[Any], faulty: list[int] | None = None) -> StreamRow:
    if any(type(value) is dict for value in values):
        values = [decode_value(value) for value in values]
    return StreamRow(number, values, frozenset(faulty) if faulty else _NONE)
