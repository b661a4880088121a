# SPDX-License-Identifier: EUPL-1.2
"""Bars that stand beside their table: what `_components/bars.html` draws, without any script or inline style."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

COLOURS = 6
# (what it is, the value or None when nobody knows it, the value in words)
Value: TypeAlias = tuple[str, Decimal | None, str]


@dataclass(frozen=True, slots=True)
class Staaf:
    """One bar. `x` and `breedte` are of 100; both are empty for a value that is not known, and zero has no width."""

    reeks: str
    tekst: str
    x: str
    breedte: str
    kleur: int


@dataclass(frozen=True, slots=True)
class Staafgroep:
    """The bars of one row of the table."""

    label: str
    staven: tuple[Staaf, ...]


def make_bars(rows: Sequence[tuple[str, Sequence[Value]]]) -> tuple[Staafgroep, ...]:
    """The rows as bars on one scale with zero in it; values below zero go to the left of it."""
    known = [value for _label, values in rows for _name, value, _text in values if value is not None]
    low, high = min([Decimal(0), *known]), max([Decimal(0), *known])
    span = (high - low) or Decimal(1)

    def bar(number: int, name: str, value: Decimal | None, text: str) -> Staaf:
        if value is None:
            return Staaf(name, text, "", "", number)
        start = min(value, Decimal(0)) - low
        return Staaf(name, text, _hundredths(start / span), _hundredths(abs(value) / span), number)

    # More series than colours: the words beside the bars tell them apart, and one colour is calmer.
    series: dict[str, int] = {}
    for _label, values in rows:
        for name, _value, _text in values:
            series.setdefault(name, len(series) + 1)
    if len(series) > COLOURS:
        series = dict.fromkeys(series, 1)
    return tuple(
        Staafgroep(label, tuple(bar(series[name], name, value, text) for name, value, text in values))
        for label, values in rows
    )


def _hundredths(part: Decimal) -> str:
    return f"{part * 100:.2f}".rstrip("0").rstrip(".")
