# SPDX-License-Identifier: EUPL-1.2
"""Pasted text -> tables: a line with tabs is a row, a line without them ends the table.

Text taken from a PDF may cut a row over several lines, and may keep a few marks such as `<b>` and `<p>`. Cells copied
from a spreadsheet stand in quotes when they hold several lines.
"""

import html
import re
from typing import Any

from .document_collect import DocumentCollector, Run
from .problems import Limits

# A cell in quotes, to the end of the cell; or whatever stands there until the next tab or line.
_CELL = re.compile(r'"((?:[^"]|"")*)"(?=[\t\n]|\Z)|([^\t\n]*)')
_TAG = re.compile(r"</?(?:p|b|strong|i|em|u|br|ul|ol|li|sup|sub|span|div)(?:\s[^<>]{0,200})?/?>", re.IGNORECASE)
_BREAKS = frozenset({"</p>", "<br>", "<br/>", "<br />", "</li>", "</div>", "</ul>", "</ol>"})
_BOLD_ON, _BOLD_OFF = ("<b>", "<strong>"), ("</b>", "</strong>")
# A row that was cut goes on within so many lines.
_MAX_GAP = 8


def parse(text: str, limits: Limits) -> dict[str, Any]:
    """The tables of the text. Raises Refused."""
    collector = DocumentCollector(limits)
    lines = split_lines(text.replace("\r\n", "\n").replace("\r", "\n"))
    index = 0
    width = 0
    while index < len(lines):
        cells = lines[index]
        index += 1
        if len(cells) == 1:
            if collector.open and not cells[0].strip() and _goes_on(lines, index):
                continue
            _close(collector)
            width = 0
            collector.add_paragraph(_runs(cells[0]))
            continue
        cells, index = _whole_row(cells, lines, index, width)
        if not collector.open:
            collector.begin_table()
        width = max(width, len(cells))
        _add_row(collector, cells)
    _close(collector)
    return collector.answer("text")


def split_lines(text: str) -> list[list[str]]:
    """The cells of each line; a quoted cell may hold several lines."""
    found: list[list[str]] = []
    row: list[str] = []
    position = 0
    while position <= len(text):
        match = _CELL.match(text, position)
        assert match is not None  # noqa: S101 - the second alternative may be empty
        row.append(match[1].replace('""', '"') if match[1] is not None else match[2])
        position = match.end()
        if position >= len(text) or text[position] == "\n":
            found.append(row)
            row = []
        position += 1
    return found


def _whole_row(cells: list[str], lines: list[list[str]], index: int, width: int) -> tuple[list[str], int]:
    """A row with what was cut off it: later lines that together have just the cells that it lacks."""
    if width < 3 or len(cells) >= width:
        return cells, index
    between: list[str] = []
    for ahead in range(index, min(index + _MAX_GAP, len(lines))):
        following = lines[ahead]
        if len(following) == 1:
            between.append(following[0])
            continue
        if len(cells) + len(following) - 1 > width or not following[0].strip():
            break
        joined = "\n".join(part for part in (cells[-1], *between, following[0]) if part.strip())
        return _whole_row([*cells[:-1], joined, *following[1:]], lines, ahead + 1, width)
    return cells, index


def _goes_on(lines: list[list[str]], index: int) -> bool:
    """Whether a blank line is followed by another row, as at the end of a page."""
    return index < len(lines) and len(lines[index]) > 1


def _add_row(collector: DocumentCollector, cells: list[str]) -> None:
    table = collector.open[-1]
    table.begin_row()
    for text in cells:
        table.begin_cell()
        collector.add_paragraph(_runs(text))
        collector.end_cell()
    collector.end_row()


def _close(collector: DocumentCollector) -> None:
    while collector.open:
        collector.end_table()


def _runs(text: str) -> list[Run]:
    """Text with its marks taken off: bold stays, ends of paragraphs become line feeds."""
    if "<" not in text:
        return [[html.unescape(text), False]]
    runs: list[Run] = []
    bold = False
    position = 0
    for match in _TAG.finditer(text):
        _add(runs, text[position : match.start()], bold)
        position = match.end()
        tag = match[0].lower()
        if tag in _BOLD_ON or tag in _BOLD_OFF:
            bold = tag in _BOLD_ON
        elif tag in _BREAKS:
            runs.append(["\n", False])
        elif tag == "<li>":
            runs.append(["• ", False])
    _add(runs, text[position:], bold)
    while runs and not runs[-1][0].strip():
        runs.pop()
    return runs


def _add(runs: list[Run], text: str, bold: bool) -> None:
    text = html.unescape(text)
    if text.strip() or (text and runs and not runs[-1][0].endswith("\n")):
        runs.append([text, bold])
