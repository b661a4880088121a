# SPDX-License-Identifier: EUPL-1.2
"""Lines over years beside their table: what `_components/lines.html` draws, without script or inline style."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

# The drawing is this large, in units of its own; `LEFT` and the others are the room around the lines for words.
WIDTH, HEIGHT = 320, 170
LEFT, RIGHT, TOP, BOTTOM = 46, 14, 14, 26


@dataclass(frozen=True, slots=True)
class Punt:
    """A value at its place in the drawing."""

    x: str
    y: str


@dataclass(frozen=True, slots=True)
class Lijn:
    """One line. It is broken where a year has no value: each of `delen` is drawn by itself, one point as a dot."""

    naam: str
    soort: str
    delen: tuple[str, ...]
    punten: tuple[Punt, ...]


@dataclass(frozen=True, slots=True)
class Streep:
    """A mark of an axis with its word, at `plaats`."""

    plaats: str
    tekst: str


@dataclass(frozen=True, slots=True)
class Tekening:
    """Lines on one scale from zero, with the marks of both axes and the edges of the drawing."""

    lijnen: tuple[Lijn, ...]
    jaren: tuple[Streep, ...]
    hoogtes: tuple[Streep, ...]
    breedte: int = WIDTH
    hoogte: int = HEIGHT
    links: int = LEFT
    rechts: int = WIDTH - RIGHT
    onder: int = HEIGHT - BOTTOM


def make_lines(
    years: Sequence[int], series: Sequence[tuple[str, str, Mapping[int, Decimal]]], tops: Sequence[tuple[Decimal, str]]
) -> Tekening:
    """Lines per series over the years; a year that a series does not have breaks its line.

    Args:
        years: in their order, at least two.
        series: (name, kind, value by year); the kind is the end of a class name of the stylesheet.
        tops: marks of the upright axis, (value, in words); the highest is the top of the scale.
    """
    high = max((value for value, _text in tops), default=Decimal(0)) or Decimal(1)
    step = Decimal(WIDTH - LEFT - RIGHT) / max(len(years) - 1, 1)

    def across(year: int) -> str:
        return _text(LEFT + step * years.index(year))

    def down(value: Decimal) -> str:
        return _text(HEIGHT - BOTTOM - value / high * (HEIGHT - BOTTOM - TOP))

    def line(name: str, kind: str, values: Mapping[int, Decimal]) -> Lijn:
        parts: list[list[Punt]] = [[]]
        for year in years:
            if year in values:
                parts[-1].append(Punt(across(year), down(values[year])))
            elif parts[-1]:
                parts.append([])
        drawn = [part for part in parts if part]
        return Lijn(
            name,
            kind,
            tuple(" ".join(f"{punt.x},{punt.y}" for punt in part) for part in drawn if len(part) > 1),
            tuple(punt for part in drawn for punt in part),
        )

    return Tekening(
        lijnen=tuple(line(*one) for one in series),
        jaren=tuple(Streep(across(year), str(year)) for year in (years[0], years[-1])),
        hoogtes=tuple(Streep(down(value), text) for value, text in tops),
    )


def _text(value: Decimal) -> str:
    """A place in the drawing, in tenths."""
    return f"{value:.1f}".removesuffix(".0")
