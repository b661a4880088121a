# SPDX-License-Identifier: EUPL-1.2
"""Raw cells of any format -> header, rows and faults, bounded in rows, columns, text and number of faults.

Rows are numbered from 1 and columns from 0, as the sheet has them. Rows without any content are dropped, also between
others; the numbers of the rest stay. A cell of white space alone counts as empty.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from math import isfinite
from typing import Any, NamedTuple

from .cells import Value, clean_text, encode_value, has_unprintable, value_text
from .problems import MAX_CELL_TEXT, MAX_TOTAL_TEXT, Limits, Refused

# As spreadsheets print them, in English and in Dutch; in a csv they are all that is left of the error.
_ERROR_TEXT = re.compile(
    r"#(?:REF!|VERW!|N/A|N/B|DIV/0!|DEEL/0!|NAME\?|NAAM\?|VALUE!|WAARDE!|NUM!|GETAL!|NULL!|LEEG!|SPILL!|OVERLOOP!"
    r"|CALC!|BEREK!|####+)"
)
# So many faults of one kind in one column are listed; the rest is counted.
_MAX_LISTED = 200
# So many cells may lie far below or beside the table before it counts as a table that is too big.
_MAX_STRAY = 20

# So many merged ranges a sheet may have.
MAX_MERGES = 10_000
# Spreadsheets count in floats: above this a whole number is not exact.
_EXACT = 2**53
# A number of more places than this, before or after the comma, is no figure of anything.
_MAX_PLACES = 30

# What is the matter with a cell; each has a fault of its own beside it.
FORMULA = 1
MERGED = 2
UNREADABLE = 4
_new_tuple = tuple.__new__


class RawCell(NamedTuple):
    """One cell as a parser found it; `problem` is a key of `messages.CELL_MESSAGES` when there is no usable value."""

    column: int
    value: Value
    formula: bool = False
    problem: str | None = None
    problem_value: str = ""


def plain_cell(column: int, value: Value) -> RawCell:
    """A cell of which nothing is the matter, in half the time that the class itself takes."""
    return _new_tuple(RawCell, (column, value, False, None, ""))


class MergedRange(NamedTuple):
    """A merged range, both ends included; rows from 1, columns from 0."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


def is_error_text(text: str) -> bool:
    """Whether a text is what a spreadsheet prints instead of a value that it could not compute."""
    return _ERROR_TEXT.fullmatch(text) is not None


def number_cell(column: int, value: float | Decimal) -> RawCell:
    """A number without the difference between 12 and 12.0, which a sheet does not have."""
    if not isfinite(value) or (isinstance(value, Decimal) and value != 0 and abs(value.adjusted()) > _MAX_PLACES):
        return RawCell(column, None, problem="unreadable")
    if -_EXACT <= value <= _EXACT and value == int(value):
        return plain_cell(column, int(value))
    return plain_cell(column, value)


# Makes the collector of a sheet with this name (None: a csv).
MakeCollector = Callable[[str | None], "Collector"]
# Is told, when reading begins, how to ask which part (0 to 1) was read.
Watch = Callable[[Callable[[], float]], None]


@dataclass
class Collector:
    """Takes the rows of one sheet in order and gives the part of the worker's answer about that sheet."""

    limits: Limits
    header: list[str] = field(default_factory=list)
    header_row: int = 0
    # Row number -> column -> [value, flags].
    rows: dict[int, dict[int, list[Any]]] = field(default_factory=dict)
    # (row, column or None, code, parameters)
    faults: list[tuple[int, int | None, str, dict[str, Any]]] = field(default_factory=list)
    kept: int = 0
    _counts: Counter[tuple[str, int | None]] = field(default_factory=Counter)
    _header_cells: dict[int, list[Any]] = field(default_factory=dict)
    _stray: int = 0
    _text: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether no row with content has come by yet."""
        return self.header_row == 0 and not self.faults

    def add_row(self, number: int, raw_cells: Iterable[RawCell]) -> None:
        """Take one row; numbers must rise. Raises Refused when the sheet holds more than the limits."""
        cells: dict[int, list[Any]] = {}
        max_columns = self.limits.max_columns
        length = 0
        for raw in raw_cells:
            column, value, formula, problem, _shown = raw
            text = value if isinstance(value, str) else None
            if not formula and (problem is None if value is None else text is not None and not text.strip()):
                continue
            if column >= max_columns:
                self._add_fault(number, column, "too_wide", limit=max_columns)
            elif formula or problem:
                cells[column] = self._without_value(number, raw)
            elif text is None:
                cells[column] = [value, 0]
            elif (size := len(text)) > MAX_CELL_TEXT:
                self._add_fault(number, column, "too_long", limit=MAX_CELL_TEXT)
                cells[column] = [None, UNREADABLE]
            else:
                length += size
                cells[column] = [text if text.isprintable() else self._clean(number, column, text), 0]
        self._text += length
        if self._text > MAX_TOTAL_TEXT:
            raise Refused("too_much_text", limit=MAX_TOTAL_TEXT // 1_000_000)
        if not cells:
            return
        if not self.header_row:
            self.header_row = number
            self._header_cells = cells
            width = max(cells) + 1
            self.header = [value_text(cells[i][0]).strip() if i in cells else "" for i in range(width)]
        elif self.kept + self._stray >= self.limits.max_rows:
            raise Refused("too_many_rows", limit=self.limits.max_rows)
        elif number > self.header_row + self.limits.max_rows:
            # A forgotten cell far below the table; a whole table there is a table that is too big.
            self._stray += 1
            if self._stray > _MAX_STRAY:
                raise Refused("too_many_rows", limit=self.limits.max_rows)
            self._add_fault(number, min(cells), "too_low", limit=self.header_row + self.limits.max_rows)
        else:
            self.kept += 1
            self.keep(number, cells)

    def keep(self, number: int, cells: dict[int, list[Any]]) -> None:
        """Take in one row of the table."""
        self.rows[number] = cells

    def row_numbers(self) -> list[int]:
        """The numbers of all rows of the table."""
        return sorted(self.rows)

    def has_content(self, number: int, column: int) -> bool:
        """Whether there is anything in a cell of the table."""
        return column in self.rows.get(number, ())

    def flag_merged(self, number: int, column: int) -> None:
        """Mark a cell of a row of the table as part of a merged range."""
        self.rows[number].setdefault(column, [None, 0])[1] |= MERGED

    def _without_value(self, number: int, raw: RawCell) -> list[Any]:
        if raw.formula:
            self._add_fault(number, raw.column, "formula")
            return [None, FORMULA]
        self._add_fault(number, raw.column, raw.problem or "unreadable", value=raw.problem_value[:50])
        return [None, UNREADABLE]

    def _clean(self, number: int, column: int, text: str) -> str:
        if has_unprintable(text):
            self._add_fault(number, column, "unprintable")
        return clean_text(text)

    def merge(self, ranges: Iterable[MergedRange]) -> None:
        """Flag the cells of merged ranges that have content; call after the last row."""
        numbers = self.row_numbers()
        room = 2 * (self.limits.max_rows + 1) * self.limits.max_columns
        for area in ranges:
            in_header = area.first_row == self.header_row and area.first_column in self._header_cells
            if not in_header and not self.has_content(area.first_row, area.first_column):
                continue
            columns = range(area.first_column, min(area.last_column + 1, self.limits.max_columns))
            start, stop = bisect_left(numbers, area.first_row), bisect_right(numbers, area.last_row)
            room -= max(stop - start, 1) * len(columns)
            if room < 0:
                # Real merged ranges never overlap, so they fit in the table once.
                raise Refused("damaged")
            for column in columns:
                self._add_fault(area.first_row, column, "merged")
                for number in numbers[start:stop]:
                    self.flag_merged(number, column)

    def _add_fault(self, row: int, column: int | None, code: str, **params: Any) -> None:
        beyond = column is not None and column >= self.limits.max_columns
        key = (code, None if beyond else column)
        self._counts[key] += 1
        if self._counts[key] <= (_MAX_STRAY if beyond else _MAX_LISTED):
            self.faults.append((row, column, code, params))

    def answer(self) -> dict[str, Any]:
        """The sheet as JSON-ready data; `reader` makes a Table of it."""
        width = max([len(self.header), *(max(cells) + 1 for cells in self.rows.values())])
        return {
            "header": self.header + [""] * (width - len(self.header)),
            "header_row": self.header_row,
            "rows": [encode_row(number, cells) for number, cells in self.rows.items()],
            "faults": self.all_faults(),
        }

    def all_faults(self) -> list[tuple[int, int | None, str, dict[str, Any]]]:
        """The faults that are listed, and how many more there are of a kind in a column; call after the last row."""
        for (code, column), count in self._counts.items():
            listed = _MAX_STRAY if column is None else _MAX_LISTED
            if count > listed:
                self.faults.append((0, column, "more_faults", {"count": count - listed, "like": code}))
        return self.faults


def encode_row(number: int, cells: dict[int, list[Any]]) -> list[Any]:
    """A row as JSON-ready data."""
    return [number, [[column, encode_value(value), flags] for column, (value, flags) in sorted(cells.items())]]
