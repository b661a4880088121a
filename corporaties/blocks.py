# SPDX-License-Identifier: EUPL-1.2
"""Figures by the hundred thousand: each different value looked up and written once, then put together per row.

Figures repeat what they say of places, lists and periods. The tables of names hold hundreds of rows; joining these to
all figures takes longer than reading the figures.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeAlias

from django.db.models import Model, QuerySet

from corporaties.models import Cijferbron, Klasse, Klassenlijst, Populatie
from partijen.models import Gemeente, Partij
from portaal.lib.bulk_select import Remembered, read_all
from wijken.models import Gebied

# A small block first, so that whoever waits sees at once that it comes.
FIRST_BLOCK, BLOCK = 100, 10_000
# What a key of another table means: where to look it up, and the columns of that table.
NAMES: dict[str, tuple[type[Model], tuple[str, ...]]] = {
    "gemeente_id": (Gemeente, ("slug",)),
    "corporatie_id": (Partij, ("naam",)),
    "gebied_id": (Gebied, ("naam", "soort")),
    "lijst_id": (Klassenlijst, ("kenmerk__code", "naam")),
    "klasse_id": (Klasse, ("naam", "code", "vera_code")),
    "populatie_id": (Populatie, ("naam",)),
    "cijferbron_id": (Cijferbron, ("document__titel", "tabel", "naam")),
}
# A column of figures, and how a value follows from it: for a key of `NAMES` from the columns there. None: the value
# itself, or the first of these columns.
Value: TypeAlias = tuple[str, Callable[..., Any] | None]
Encode: TypeAlias = Callable[[Any], Any]


def figure_blocks(
    cijfers: QuerySet[Any], values: Sequence[Value], encoders: Sequence[Encode]
) -> Iterator[Iterator[tuple[Any, ...]]]:
    """Rows of figures in blocks, each value as its encoder makes it; one query per block, and one per table of names.

    A block is complete before it is given out: a slow client never holds a cursor open.

    Args:
        cijfers: already limited by `visible_to(user)`; they come in the order of their keys.
    """
    columns = ("pk", *dict.fromkeys(column for column, _value in values))
    names: dict[str, dict[Any, tuple[Any, ...]]] = {column: {} for column in NAMES if column in columns}
    places = [columns.index(column) for column, _value in values]
    makers = [
        _value_of(names.get(column), value, encode) for (column, value), encode in zip(values, encoders, strict=True)
    ]
    # The key of a figure never comes back.
    made = [
        maker if column == "pk" else Remembered(maker).__getitem__
        for maker, (column, _value) in zip(makers, values, strict=True)
    ]
    ordered = cijfers.order_by("pk").values_list(*columns)
    rows = read_all(ordered[:FIRST_BLOCK])
    while rows:
        by_column = list(zip(*rows, strict=True))
        for column, known in names.items():
            _look_up(column, known, set(by_column[columns.index(column)]))
        yield zip(*(map(make, by_column[place]) for make, place in zip(made, places, strict=True)), strict=True)
        rows = read_all(ordered.filter(pk__gt=rows[-1][0])[:BLOCK])


def unchanged(value: Any) -> Any:
    """The encoder of who wants the values themselves."""
    return value


def _value_of(names: dict[Any, tuple[Any, ...]] | None, value: Callable[..., Any] | None, encode: Encode) -> Encode:
    """From what stands in the row to what stands in the file."""
    if names is None:
        return encode if value is None else lambda raw: encode(value(raw))

    def of_key(key: Any) -> Any:
        if key is None:
            return encode(None)
        return encode(names[key][0] if value is None else value(*names[key]))

    return of_key


def _look_up(column: str, known: dict[Any, tuple[Any, ...]], keys: set[Any]) -> None:
    missing = keys - known.keys() - {None}
    if missing:
        model, fields = NAMES[column]
        found = model._default_manager.filter(pk__in=missing).values_list("pk", *fields)
        known.update((row[0], row[1:]) for row in found)
