# SPDX-License-Identifier: EUPL-1.2
"""csv -> raw rows: encoding and separator found by looking, apostrophes of `cells.inert_csv_text` taken off again."""

import csv
import re
from io import StringIO

from .cells import plain_csv_text
from .collect import Collector, RawCell, is_error_text
from .problems import MAX_FILE_BYTES, Limits, Refused
from .sniff import UTF16_MARKS

_SEPARATORS = ";\t,"
_SEP_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
_QUOTED = re.compile(r'"(?:[^"]|"")*"')
# A letter of two bytes in UTF-8. In cp1252 these two stand for pairs such as "Ã©", which no Dutch text has.
_UTF8_PAIR = re.compile(rb"[\xc3-\xc5][\x80-\xbf]")


def parse(content: bytes, limits: Limits) -> Collector:
    """All rows as text. Raises Refused for text that cannot be decoded, or quotes that do not close."""
    text = _decode(content)
    separator = None
    if declared := _SEP_LINE.match(text):
        # Written by some programs for Excel, which then shows the next line as row 1.
        separator, text = declared[1], text[declared.end() :]
    separator = separator or find_separator(text)
    # The length of one field is judged per cell, so that the fault can name it.
    csv.field_size_limit(MAX_FILE_BYTES + 1)
    collector = Collector(limits)
    number = 0
    rows = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for number, fields in enumerate(rows, start=1):
            collector.add_row(number, (_cell(column, field) for column, field in enumerate(fields) if field))
    except csv.Error as error:
        raise Refused("bad_quotes", row=number + 1) from error
    return collector


def _decode(content: bytes) -> str:
    try:
        if content.startswith(UTF16_MARKS):
            return content.decode("utf-16")
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if content.startswith(UTF16_MARKS) or _UTF8_PAIR.search(content):
            raise Refused("bad_encoding") from error
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError as error:
        raise Refused("bad_encoding") from error


def find_separator(text: str) -> str:
    """The separator that stands most often in the first line with content, outside quotes; `;` when none does."""
    first = _QUOTED.sub("", text.lstrip()[:100_000])
    line = re.split(r"[\r\n]", first.lstrip(), maxsplit=1)[0]
    return max(_SEPARATORS, key=line.count)


def _cell(column: int, field: str) -> RawCell:
    if is_error_text(field):
        return RawCell(column, None, problem="error_value", problem_value=field)
    return RawCell(column, plain_csv_text(field))
