# SPDX-License-Identifier: EUPL-1.2
"""What an import would do: per row new, changed or unchanged, what is gone from the file, and every fault."""

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

from afspraken.imports.current import Huidig
from afspraken.models import Afspraak
from afspraken.services.voortgang import Melding
from partijen.models import Partij
from portaal.lib.tables.reader import Fault
from wijken.models import Gebied


class Uitkomst(StrEnum):
    """What happens to one row."""

    NIEUW = "nieuw"
    GEWIJZIGD = "gewijzigd"
    ONGEWIJZIGD = "ongewijzigd"


@dataclass(frozen=True, slots=True)
class Verschil:
    """One cell that differs: heading of its column, what stands in the portal, what stands in the file."""

    kolom: str
    oud: str
    nieuw: str


@dataclass(slots=True)
class Regel:
    """One checked row. What is None was not in the file, or is as it was."""

    rij: int
    code: str
    titel: str
    is_actie: bool
    huidig: Huidig | None
    afspraak: Afspraak | None = None
    afspraak_code: str = ""
    thema_nummer: int | None = None
    verschillen: list[Verschil] = field(default_factory=list)
    velden: dict[str, object] = field(default_factory=dict)
    trekkers: list[Partij] | None = None
    betrokkenen: list[Partij] | None = None
    gebieden: list[Gebied] | None = None
    termijnen: list[tuple[str, str, str]] | None = None
    melding: Melding | None = None

    @property
    def uitkomst(self) -> Uitkomst:
        """New, changed or unchanged."""
        if self.huidig is None:
            return Uitkomst.NIEUW
        return Uitkomst.GEWIJZIGD if self.verschillen else Uitkomst.ONGEWIJZIGD


@dataclass(slots=True)
class Plan:
    """The whole file, checked. With faults nothing may be written."""

    regels: list[Regel]
    verdwenen: list[tuple[str, str]]
    fouten: list[Fault]
    peildatum: dt.date

    def telling(self) -> dict[str, int]:
        """How many rows are new, changed and unchanged, how many are gone, and how many reports are new."""
        counts = {uitkomst.value: 0 for uitkomst in Uitkomst}
        for regel in self.regels:
            counts[regel.uitkomst.value] += 1
        return {
            **counts,
            "verdwenen": len(self.verdwenen),
            "meldingen": sum(regel.melding is not None for regel in self.regels),
        }
