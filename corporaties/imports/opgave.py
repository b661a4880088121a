# SPDX-License-Identifier: EUPL-1.2
"""What a file of figures says once it is checked: figures, every fault, and what was passed over."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

from corporaties.cijfers import Cijfer, Key
from portaal.lib.tables.stream import Fault

# So many figures fit in one delivery.
MAX_CIJFERS = 50_000
# So many faults are kept to be shown; the others are counted.
MAX_FAULTS = 1000
# Told what is going on, and which part of it (0 to 1) is done.
Progress = Callable[[str, float], None]


def no_progress(stap: str, deel: float) -> None:
    """For who does not look."""


@dataclass(slots=True)
class Elders:
    """A figure in the file that names another source than the corporation's own; it may repeat it, not change it."""

    cijferbron_id: int
    key: Key
    value: Key
    sheet: str
    row: int
    column: int


@dataclass(slots=True)
class Opgave:
    """A whole file, checked. With faults nothing may be written."""

    cijfers: list[Cijfer] = field(default_factory=list)
    fouten: list[Fault] = field(default_factory=list)
    aantal_fouten: int = 0
    bladen: list[str] = field(default_factory=list)
    overgeslagen_bladen: list[str] = field(default_factory=list)
    # Rows or cells without a value, and figures that repeat another source or period.
    leeg: int = 0
    elders: int = 0

    def add_fault(self, fault: Fault) -> None:
        """Keep a fault; beyond the first so many they are only counted."""
        self.aantal_fouten += 1
        if len(self.fouten) < MAX_FAULTS:
            self.fouten.append(fault)

    @property
    def kenmerk(self) -> str:
        """A hash of all figures: the same file means the same only while names still mean the same."""
        digest = hashlib.sha256()
        for cijfer in self.cijfers:
            digest.update(repr(tuple(cijfer)).encode())
        return digest.hexdigest()
