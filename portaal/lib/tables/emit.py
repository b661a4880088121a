# SPDX-License-Identifier: EUPL-1.2
"""Rows handed on while a sheet is read, so that memory stays flat however many there are; the worker's side."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .cells import encode_value
from .collect import Collector

# Rows in one message: enough to make a message cheap, few enough to show that something happens.
BATCH = 500
_JSON_TYPES = frozenset({str, int, float, bool, type(None)})


@dataclass
class EmittingCollector(Collector):
    """A collector that sends rows on in batches; of what was sent it keeps which cells had content, as bits.

    Messages: first `{"sheet", "header", "header_row"}`, then `{"rows", "read"}` (each row `[number, values]`, or with
    a third element naming the columns that have a fault of their own), and last what `end` gives.
    """

    send: Callable[[dict[str, Any]], None] = field(default=lambda message: None)
    sheet: str | None = None
    # The part of the file that was read, 0 to 1.
    read: Callable[[], float] = field(default=lambda: 0.0)
    _filled: dict[int, int] = field(default_factory=dict)
    _batch: list[list[Any]] = field(default_factory=list)
    _began: bool = False

    def keep(self, number: int, cells: dict[int, list[Any]]) -> None:
        """Send the row on."""
        bits = 0
        values: list[Any] = [None] * (max(cells) + 1)
        flagged = []
        for column, (value, flags) in cells.items():
            bits |= 1 << column
            values[column] = value if type(value) in _JSON_TYPES else encode_value(value)
            if flags:
                flagged.append(column)
        self._filled[number] = bits
        self._batch.append([number, values, flagged] if flagged else [number, values])
        if len(self._batch) >= BATCH:
            self.flush(self.read())

    def row_numbers(self) -> list[int]:
        """The numbers of all rows of the table."""
        return sorted(self._filled)

    def has_content(self, number: int, column: int) -> bool:
        """Whether there was anything in a cell."""
        return bool(self._filled.get(number, 0) >> column & 1)

    def flag_merged(self, number: int, column: int) -> None:
        """The row has gone; the fault that stands beside it says it all."""

    def flush(self, read: float) -> None:
        """Send what has gathered."""
        if not self._began and self.header_row:
            self._began = True
            self.send({"sheet": self.sheet, "header": self.header, "header_row": self.header_row})
        if self._batch:
            self.send({"rows": self._batch, "read": round(read, 4)})
            self._batch = []

    def end(self) -> dict[str, Any]:
        """The last message about the sheet, all that can only be known then; the worker adds the names of sheets."""
        self.flush(1.0)
        return {"sheet": self.sheet, "faults": self.all_faults()}
