# SPDX-License-Identifier: EUPL-1.2
"""Rules about one cell that reading and writing share: column letters, clean text, Dutch text of a value, inert csv."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

Value = str | int | float | Decimal | date | datetime | bool | None

# What XML cannot hold, and NUL, which PostgreSQL cannot hold either; tab and line feed are text.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_INERT_NEEDED = re.compile(r"'*[=+\-@\t\r\n]")
_INERT_WRITTEN = re.compile(r"''*[=+\-@\t\r\n]")


def column_letter(index: int) -> str:
    """The letter of a column as a spreadsheet shows it; `index` counts from 0, so 0 is A and 26 is AA."""
    if index < 0:
        raise ValueError(f"a column index counts from 0, not {index}")
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def clean_text(text: str) -> str:
    """The text as any of our formats can hold it: line ends are one line feed, unprintable characters become U+FFFD.

    A spreadsheet keeps a line feed only (ods cannot hold a carriage return at all). Whoever compares a stored text
    with one that came from a file, compares `clean_text` of both.
    """
    if text.isprintable():
        # True for nearly all texts, and five times faster than looking for what is wrong.
        return text
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNPRINTABLE.sub("\ufffd", text)


def has_unprintable(text: str) -> bool:
    """Whether `clean_text` would replace a character of this text."""
    return not text.isprintable() and _UNPRINTABLE.search(text) is not None


def inert_csv_text(text: str) -> str:
    """The text with an apostrophe before it when a spreadsheet program could take it for a formula.

    Text that already has apostrophes before such a sign gets one more, so that `plain_csv_text` gives back exactly
    what went in. Norm: OWASP, CSV injection.
    """
    return "'" + text if _INERT_NEEDED.match(text) else text


def plain_csv_text(text: str) -> str:
    """The opposite of `inert_csv_text`."""
    return text[1:] if _INERT_WRITTEN.match(text) else text


def number_text(value: int | float | Decimal) -> str:
    """A number as Dutch text without thousands separators or exponent: 1514, 12,5, 0,0000001. NaN raises ValueError."""
    if isinstance(value, int):
        return str(int(value))
    if isinstance(value, float):
        # repr is the shortest text that gives the same float back.
        value = Decimal(repr(value).removesuffix(".0"))
    if not value.is_finite():
        raise ValueError("not a number")
    return format(value, "f").replace(".", ",")


def moment_text(value: datetime) -> str:
    """A moment as ISO text in UTC, `2026-11-20T09:30:00Z`; without a zone (a clock as the source shows it) as it is."""
    if value.tzinfo is None:
        return value.isoformat()
    return value.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def value_text(value: Value) -> str:
    """Any cell value as the one text that all formats share: ja/nee, decimal comma, ISO dates; None is empty."""
    if value is None:
        return ""
    if isinstance(value, str):
        return str(value)
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, datetime):
        return moment_text(value)
    if isinstance(value, date):
        return value.isoformat()
    return number_text(value)


def encode_value(value: Value) -> Any:
    """The value as JSON: what JSON lacks becomes an object with one tagged key."""
    if isinstance(value, datetime):
        return {"datetime": value.isoformat()}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    return value


def decode_value(value: Any) -> Value:
    """The opposite of `encode_value`; raises ValueError or KeyError on anything else."""
    if not isinstance(value, dict):
        if value is None or isinstance(value, str | int | float):
            return value
        raise ValueError("not a cell value")
    ((tag, text),) = value.items()
    return _DECODERS[tag](text)


_DECODERS: dict[str, Any] = {
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "decimal": Decimal,
}
