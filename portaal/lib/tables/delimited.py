# SPDX-License-Identifier: EUPL-1.2
"""csv -> raw rows: encoding and separator found by looking, apostrophes of `cells.inert_csv_text` taken off again."""

import csv
import re
from io import BytesIO, TextIOWrapper

from .cells import plain_csv_text
from .collect import Collector, MakeCollector, RawCell, Watch, is_error_text
from .problems import Refused
from .sniff import UTF16_MARKS

_SEPARATORS = ";\t,"
_SEP_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
# So much of the text tells which separator it has.
_START = 200_000
_QUOTED = re.compile(r'"(?:[^"]|"")*"')
# A letter of two bytes in UTF-8. In cp1252 these two stand for pairs such as "Ã©", which no Dutch text has.
_UTF8_PAIR = re.compile(rb"[\xc3-\xc5][\x80-\xbf]")


def parse(content: bytes, make: MakeCollector, watch: Watch | None = None) -> Collector:
    """All rows as text. Raises Refused for text that cannot be decoded, or quotes that do not close."""
    encoding, start = look(content)
    # The length of one field is judged per cell, so that the fault can name it.
    csv.field_size_limit(len(content) + 1)
    source = BytesIO(content)
    text = TextIOWrapper(source, encoding, newline="")
    separator = None
    if declared := _SEP_LINE.match(start):
        # Written by some programs for Excel, which then shows the next line as row 1.
        separator, start = declared[1], start[declared.end() :]
        text.readline()
    if watch is not None:
        watch(lambda: source.tell() / len(content))
    collector = make(None)
    number = 0
    rows = csv.reader(text, delimiter=separator or find_separator(start), strict=True)
    try:
        for number, fields in enumerate(rows, start=1):
            collector.add_row(number, (_cell(column, field) for column, field in enumerate(fields) if field))
    except csv.Error as error:
        raise Refused("bad_quotes", row=number + 1) from error
    return collector


def look(content: bytes) -> tuple[str, str]:
    """The encoding, in which all of the content can be read, and how the text begins."""
    try:
        if content.startswith(UTF16_MARKS):
            return "utf-16", content.decode("utf-16")[:_START]
        return "utf-8-sig", content.decode("utf-8-sig")[:_START]
    except UnicodeDecodeError as error:
        if content.startswith(UTF16_MARKS) or _UTF8_PAIR.search(content):
            raise Refused("bad_encoding") from error
    try:
        return "cp1252", content.decode("cp1252")[:_START]
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
