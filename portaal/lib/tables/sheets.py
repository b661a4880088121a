# SPDX-License-Identifier: EUPL-1.2
"""Which sheet of a workbook is read."""

from collections.abc import Iterable
from typing import NamedTuple

from .collect import Collector
from .problems import Refused


class Found(NamedTuple):
    """The sheet that was read: its name (None: a csv), the names of all sheets, those of hidden ones, and its rows."""

    name: str | None
    names: list[str]
    hidden: list[str]
    collector: Collector


def same_name(one: str, other: str) -> bool:
    """Whether two sheet names are the same to a person: upper case and white space around play no part."""
    return one.strip().casefold() == other.strip().casefold()


def choose(sheets: list[tuple[str, bool]], wanted: str | None) -> list[int]:
    """The indexes of the sheets to try in order, of (name, visible) pairs; Refused when the wanted one is absent."""
    if wanted is None:
        return [index for index, (_, visible) in enumerate(sheets) if visible]
    for index, (name, _) in enumerate(sheets):
        if same_name(name, wanted):
            return [index]
    raise no_such_sheet(wanted, (name for name, _ in sheets))


def no_such_sheet(wanted: str, names: Iterable[str]) -> Refused:
    """The refusal that names the sheets there are."""
    return Refused("no_such_sheet", sheet=wanted, sheets=", ".join(f"“{name[:31]}”" for name in list(names)[:10]))
