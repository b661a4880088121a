# SPDX-License-Identifier: EUPL-1.2
"""Figures as values: what files, API calls and fixtures become before they are rows, and how they are compared."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from operator import itemgetter
from typing import Any, NamedTuple, TypeAlias

from corporaties.models import Eenheid, Voorraadcijfer, Waardestatus
from corporaties.querysets import VoorraadcijferQuerySet
from portaal.lib.bulk_select import read_blocks

CENT = Decimal("0.01")
# Columns by which a figure is recognised within its source of figures, in the order of `Cijfer.key`.
KEY_COLUMNS = ("corporatie_id", "gebied_id", "soort", "periode", "lijst_id", "klasse_id", "populatie_id", "eenheid")
VALUE_COLUMNS = ("waarde", "waardestatus", "gepubliceerd_totaal", "opmerking")
Key: TypeAlias = tuple[Any, ...]


class Cijfer(NamedTuple):
    """One figure of one source, with its names looked up; not stored yet."""

    soort: str
    periode: str
    populatie_id: int
    waarde: Decimal | None
    corporatie_id: int | None = None
    gebied_id: int | None = None
    lijst_id: int | None = None
    klasse_id: int | None = None
    eenheid: str = Eenheid.WONINGEN.value
    waardestatus: str = Waardestatus.BEKEND.value
    gepubliceerd_totaal: bool = False
    opmerking: str = ""

    @property
    def key(self) -> Key:
        """What the figure is about, as `KEY_COLUMNS`."""
        return _key_of(self)  # type: ignore[no-any-return]

    @property
    def value(self) -> Key:
        """What it says, as `VALUE_COLUMNS`, comparable with what is stored."""
        waarde = None if self.waarde is None else self.waarde.quantize(CENT)
        return (waarde, self.waardestatus, self.gepubliceerd_totaal, self.opmerking)


# By place, since a delivery asks it tens of thousands of times.
_key_of = itemgetter(*map(Cijfer._fields.index, KEY_COLUMNS))


@dataclass(slots=True)
class Verschil:
    """How figures differ from those that hold now. `changed` pairs what is delivered with the id of what holds."""

    new: list[Cijfer] = field(default_factory=list)
    changed: list[tuple[Cijfer, int]] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)
    unchanged: list[Cijfer] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.new or self.changed or self.gone)


def stored_values(rows: VoorraadcijferQuerySet) -> dict[Key, tuple[int, Key]]:
    """{key: (id, value)} of stored figures of one source."""
    found = rows.values_list("pk", *KEY_COLUMNS, *VALUE_COLUMNS)
    after_key = 1 + len(KEY_COLUMNS)
    return {row[1:after_key]: (row[0], row[after_key:]) for block in read_blocks(found) for row in block}


def compare(cijferbron: Any, periode: str, cijfers: Iterable[Cijfer]) -> Verschil:
    """What a delivery for a period would change of the figures of a source that hold now.

    Gone is what an earlier delivery for the same period brought and this one leaves out; figures of deliveries for
    other periods (other years) stay.
    """
    current = Voorraadcijfer.objects.current().filter(gemeente_id=cijferbron.gemeente_id, cijferbron=cijferbron)
    stored = stored_values(current)
    of_period = set(current.filter(levering__periode=periode).values_list("pk", flat=True))
    verschil, seen = Verschil(), set()
    for cijfer in cijfers:
        pk, value = stored.get(cijfer.key, (None, None))
        if pk is None:
            verschil.new.append(cijfer)
            continue
        seen.add(pk)
        if value == cijfer.value:
            verschil.unchanged.append(cijfer)
        else:
            verschil.changed.append((cijfer, pk))
    verschil.gone = sorted(of_period - seen)
    return verschil
