# SPDX-License-Identifier: EUPL-1.2
"""Path converters: an address with an impossible code is no address, so it is 404 before any query.

Import this module where a path uses `<code:…>`, `<actiecode:…>`, `<nummer:…>` or `<datum:…>`; importing it registers
them.
"""

import datetime as dt

from django.urls import register_converter

from portaal.lib.models import CODE_MAX_LENGTH, CODE_PATTERN

ACTIECODE_MAX_LENGTH = CODE_MAX_LENGTH + 5


class CodeConverter:
    """The code of an afspraak, such as `1a`, `1.7` or `12`."""

    regex = CODE_PATTERN
    max_length = CODE_MAX_LENGTH

    def to_python(self, value: str) -> str:
        """The code itself.

        Raises:
            ValueError: longer than any code; Django then looks for another route and ends in 404.
        """
        if len(value) > self.max_length:
            raise ValueError(value)
        return value

    def to_url(self, value: str) -> str:
        """As it is stored."""
        return value


class ActiecodeConverter(CodeConverter):
    """The code of an actie, such as `6a-1`."""

    max_length = ACTIECODE_MAX_LENGTH


class NummerConverter:
    """The number of a row, within what every database can hold."""

    regex = "[1-9][0-9]{0,17}"

    def to_python(self, value: str) -> int:
        """The number."""
        return int(value)

    def to_url(self, value: int) -> str:
        """In digits, without thousand separators."""
        return str(int(value))


class DatumConverter:
    """A day, as `2026-03-12`."""

    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> dt.date:
        """The day.

        Raises:
            ValueError: no day of the calendar; Django then looks for another route and ends in 404.
        """
        return dt.date.fromisoformat(value)

    def to_url(self, value: dt.date) -> str:
        """As the standard writes it."""
        return value.isoformat()


register_converter(CodeConverter, "code")
register_converter(ActiecodeConverter, "actiecode")
register_converter(NummerConverter, "nummer")
register_converter(DatumConverter, "datum")
