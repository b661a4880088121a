# SPDX-License-Identifier: EUPL-1.2
"""Periods in Dutch sentences, with the precision of the words: "eind 2021" is 2021-Q4, "april 2021" is 2021-04.

Source of the rule: design, section 2 (Periods), and ADR 0004.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from portaal.lib.periods import Periode

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("januari", "jan"),
            ("februari", "feb"),
            ("maart", "mrt"),
            ("april", "apr"),
            ("mei",),
            ("juni", "jun"),
            ("juli", "jul"),
            ("augustus", "aug"),
            ("september", "sept", "sep"),
            ("oktober", "okt"),
            ("november", "nov"),
            ("december", "dec"),
        ),
        start=1,
    )
    for name in names
}
_MONTH = "(" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_YEAR = r"((?:19|20)\d\d)"
_TO = r"\s*(?:-|–|—|/|t/m|tot(?:\s+en\s+met)?)\s*"
_NUMBERS = {"eerste": 1, "1e": 1, "1ste": 1, "tweede": 2, "2e": 2, "2de": 2}
_NUMBERS |= {"derde": 3, "3e": 3, "3de": 3, "vierde": 4, "4e": 4, "4de": 4, "laatste": 4}
_ORDER = "(" + "|".join(sorted(_NUMBERS, key=len, reverse=True)) + ")"


@dataclass(frozen=True, slots=True)
class FoundPeriod:
    """A period and where its words stand in the text."""

    start: int
    end: int
    periode: str


def _quarter_first(match: "re.Match[str]") -> str:
    return f"{match[2]}-Q{match[1]}"


# From the most exact to the least: what one of them took is not read again.
_RULES: tuple[tuple[str, Callable[["re.Match[str]"], str]], ...] = (
    (r"(\d{4}-(?:H[12]|Q[1-4]|\d{2}-\d{2}|\d{2}))", lambda m: m[1].upper()),
    (rf"(\d{{1,2}})[-/](\d{{1,2}})[-/]{_YEAR}", lambda m: f"{m[3]}-{int(m[2]):02}-{int(m[1]):02}"),
    (rf"(\d{{1,2}})\s+{_MONTH}\s+{_YEAR}", lambda m: f"{m[3]}-{_MONTHS[m[2].lower()]:02}-{int(m[1]):02}"),
    (
        rf"{_MONTH}{_TO}{_MONTH}\s+{_YEAR}",
        lambda m: f"{m[3]}-{_MONTHS[m[1].lower()]:02}/{m[3]}-{_MONTHS[m[2].lower()]:02}",
    ),
    (
        rf"{_MONTH}\s+{_YEAR}{_TO}{_MONTH}\s+{_YEAR}",
        lambda m: f"{m[2]}-{_MONTHS[m[1].lower()]:02}/{m[4]}-{_MONTHS[m[3].lower()]:02}",
    ),
    (rf"{_MONTH}\s+{_YEAR}", lambda m: f"{m[2]}-{_MONTHS[m[1].lower()]:02}"),
    (rf"Q([1-4])(?:\s+van)?[\s\-/,]*{_YEAR}", _quarter_first),
    (rf"{_YEAR}[\s\-/,(]*Q([1-4])", lambda m: f"{m[1]}-Q{m[2]}"),
    (rf"{_ORDER}\s+kwartaal\s+(?:van\s+)?{_YEAR}", lambda m: f"{m[2]}-Q{_NUMBERS[m[1].lower()]}"),
    (
        rf"(eerste|1e|1ste|tweede|2e|2de)\s+(?:helft|half\s?jaar)\s+(?:van\s+)?{_YEAR}",
        lambda m: f"{m[2]}-H{_NUMBERS[m[1].lower()]}",
    ),
    (rf"(?:eind(?:e)?|ultimo)\s+(?:van\s+)?{_YEAR}", lambda m: f"{m[1]}-Q4"),
    (rf"begin\s+(?:van\s+)?{_YEAR}", lambda m: f"{m[1]}-Q1"),
    (rf"{_YEAR}{_TO}{_YEAR}", lambda m: f"{m[1]}/{m[2]}"),
)
_COMPILED = tuple((re.compile(rf"(?<![\w-]){pattern}(?![\w-])", re.IGNORECASE), make) for pattern, make in _RULES)
_BARE_YEAR = re.compile(rf"(?<![\w-]){_YEAR}(?![\w-])")
_YEAR_AS_TIME = re.compile(
    rf"(?<!\w)(?:in|voor|vóór|vanaf|per|uiterlijk|medio|jaar)\s+(?:het\s+jaar\s+)?{_YEAR}(?![\w-])", re.IGNORECASE
)


def find_periods(text: str, *, bare_years: bool = False) -> list[FoundPeriod]:
    """The periods a text names, in their order.

    Args:
        bare_years: take "2022" for a period wherever it stands; otherwise only behind a word of time ("in 2022").
    """
    found: list[FoundPeriod] = []
    rest = text
    years = _BARE_YEAR if bare_years else _YEAR_AS_TIME
    for pattern, make in (*_COMPILED, (years, lambda match: str(match[1]))):
        for match in pattern.finditer(rest):
            try:
                periode = Periode.parse(make(match))
            except ValueError:
                continue
            found.append(FoundPeriod(match.start(), match.end(), periode.text))
        for period in found:
            # What was read is blanked, so that "2022" within "15 maart 2022" is no period of its own.
            rest = rest[: period.start] + "\0" * (period.end - period.start) + rest[period.end :]
    return sorted(found, key=lambda period: period.start)
