# SPDX-License-Identifier: EUPL-1.2
"""What an import of indicators found in a file: checked values, what it skipped, and every fault."""

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

from wijken.imports.catalogus import Definitie
from wijken.models import Gebied


@dataclass(frozen=True, slots=True)
class Document:
    """The source document to which the values belong."""

    slug: str
    titel: str
    uitgever: str
    jaar: int | None = None


@dataclass(frozen=True, slots=True)
class Cijfer:
    """One checked value: a number, or the rank of a class (1 is least)."""

    gebied: Gebied
    definitie: Definitie
    periode: str
    plaats: str
    waarde: Decimal | None = None
    rang: int | None = None
    basis: int | None = None


@dataclass(frozen=True, slots=True)
class Fout:
    """What is wrong in one place; row 0 stands for the file as a whole or, with a column, for that column."""

    regel: int
    kolom: str
    melding: str

    def __str__(self) -> str:
        places = [f"regel {self.regel}" if self.regel else "", f"kolom {self.kolom}" if self.kolom else ""]
        where = ", ".join(place for place in places if place)
        return f"{where}: {self.melding}" if where else self.melding


@dataclass(slots=True)
class Inlezing:
    """The whole file, checked. With faults nothing may be written.

    Attributes:
        meer_fouten: faults beyond those that are listed.
        overgeslagen: {why: how often}, of rows and cells that are not taken in.
        kolommen: headings the portal does nothing with.
        opmerkingen: what was taken in, but deserves a look.
    """

    soort: str
    document: Document
    cijfers: list[Cijfer] = field(default_factory=list)
    fouten: list[Fout] = field(default_factory=list)
    meer_fouten: int = 0
    overgeslagen: Counter[str] = field(default_factory=Counter)
    kolommen: list[str] = field(default_factory=list)
    opmerkingen: list[str] = field(default_factory=list)
