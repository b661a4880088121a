# SPDX-License-Identifier: EUPL-1.2
"""The figures of a gemeente as tables: one table holds one kind of figure of one source."""

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from corporaties.models import Eenheid, Klasse, Voorraadcijfer
from corporaties.models.levering import bron_titel


class Plek(NamedTuple):
    """Where in a table a figure stands; None is "all together"."""

    klasse: int | None
    corporatie: int | None
    gebied: int | None


@dataclass(frozen=True, slots=True)
class Bron:
    """A source of figures."""

    pk: int
    document: int | None
    titel: str
    # Within its document.
    kort: str
    procent_van: str


@dataclass(frozen=True, slots=True)
class Soort:
    """What all figures of a table have in common."""

    bron: Bron
    soort: str
    periode: str
    begin: dt.date
    eind: dt.date
    lijst: int | None
    populatie: int
    eenheid: str

    @property
    def is_flow(self) -> bool:
        """A change over a period, not how many there are."""
        return self.soort != Voorraadcijfer.Soort.STAND


@dataclass(frozen=True, slots=True)
class Cel:
    """One figure."""

    pk: int
    waarde: Decimal | None
    totaal: bool


@dataclass(slots=True)
class Tabel:
    """The figures of one kind in one source, by place."""

    soort: Soort
    woorden: "Woorden"
    cellen: dict[Plek, Cel] = field(default_factory=dict)

    def spread(self) -> tuple[str, ...]:
        """The dimensions along which the table is divided."""
        return tuple(name for name in Plek._fields if any(getattr(plek, name) is not None for plek in self.cellen))

    def naam(self, plek: Plek) -> tuple[str, str]:
        """Row and column of a place, as a reader finds them in the table."""
        names = {name: self.woorden.naam(name, getattr(plek, name)) for name in Plek._fields}
        divided = self.spread()
        if "gebied" in divided:
            columns = [names[name] for name in ("klasse", "corporatie") if name in divided]
            return names["gebied"], ", ".join(columns) or _("Totaal")
        return names["klasse"], names["corporatie"]


@dataclass(slots=True)
class Woorden:
    """Names and properties of classes, corporations, areas and lists."""

    klassen: dict[int, Any]
    namen: dict[str, dict[int, str]]
    gebied_soort: dict[int, str]
    populaties: dict[int, str]

    def naam(self, dimension: str, pk: int | None) -> str:
        """The name of a class, corporation or area; of all together "Totaal"."""
        if pk is None:
            return _("Totaal")
        return self.klassen[pk].naam if dimension == "klasse" else self.namen[dimension][pk]

    def is_saldo(self, klasse: int | None) -> bool:
        """A balance beside the classes, never part of their total."""
        return klasse is not None and self.klassen[klasse].is_saldo

    def effect(self, klasse: int | None) -> int | None:
        """What a class does to the number of dwellings."""
        return self.klassen[klasse].voorraadeffect if klasse is not None else None


@dataclass(frozen=True, slots=True)
class Bevinding:
    """A published figure that does not agree with what the others say."""

    regel: str
    sleutel: str
    volgorde: int
    cijferbron: int | None
    bron: str
    rij: str
    kolom: str
    gepubliceerd: Decimal | None
    berekend: Decimal | None
    uitleg: str

    @property
    def verschil(self) -> Decimal | None:
        """Published minus computed."""
        if self.gepubliceerd is None or self.berekend is None:
            return None
        return self.gepubliceerd - self.berekend


def sleutel_of(regel: str, *parts: object) -> str:
    """What a finding is about, the same for each check as long as the figures keep their place."""
    return hashlib.sha256("|".join(str(part) for part in (regel, *parts)).encode()).hexdigest()


def found_in(regel: str, tabel: Tabel, plek: Plek, berekend: Decimal | None, uitleg: str, *more: object) -> Bevinding:
    """A finding about one figure of a table."""
    cel, soort = tabel.cellen[plek], tabel.soort
    rij, kolom = tabel.naam(plek)
    if soort.eenheid != Eenheid.WONINGEN:
        kolom = f"{kolom} ({Eenheid(soort.eenheid).label})"
    identity = (soort.bron.pk, soort.soort, soort.periode, soort.lijst, soort.populatie, soort.eenheid)
    return Bevinding(
        regel=regel,
        sleutel=sleutel_of(regel, *identity, *plek, *more),
        volgorde=cel.pk,
        cijferbron=soort.bron.pk,
        bron=soort.bron.titel,
        rij=rij,
        kolom=kolom,
        gepubliceerd=cel.waarde,
        berekend=berekend,
        uitleg=uitleg,
    )


def known_sum(waarden: Iterable[Decimal | None]) -> Decimal | None:
    """The sum of known values; None when there are none or one is unknown."""
    values = list(waarden)
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if known and len(known) == len(values) else None


def read_tabellen(gemeente: Any) -> list[Tabel]:
    """The figures of a gemeente that hold now, in the order of their sources: a fixed number of queries."""
    figures = Voorraadcijfer.objects.current().filter(gemeente=gemeente).order_by("cijferbron_id", "pk")
    rows = figures.values_list(
        "cijferbron_id",
        *("soort", "periode", "begindatum", "einddatum", "lijst_id", "populatie_id", "eenheid"),
        *("klasse_id", "corporatie_id", "gebied_id"),
        *("pk", "waarde", "gepubliceerd_totaal"),
    )
    bronnen = _bronnen(figures)
    woorden = _woorden(figures)
    tabellen: dict[tuple[Any, ...], Tabel] = {}
    for row in rows.iterator(chunk_size=5000):
        key = row[:8]
        if key not in tabellen:
            tabellen[key] = Tabel(Soort(bronnen[row[0]], *row[1:8]), woorden)
        tabellen[key].cellen[Plek(*row[8:11])] = Cel(row[11], row[12], row[13])
    return list(tabellen.values())


def by_document(tabellen: Iterable[Tabel]) -> Iterator[list[Tabel]]:
    """Tables of one document together; what a corporation delivers stands by itself."""
    groups: dict[tuple[str, int], list[Tabel]] = defaultdict(list)
    for tabel in tabellen:
        bron = tabel.soort.bron
        groups[("document", bron.document) if bron.document else ("bron", bron.pk)].append(tabel)
    yield from groups.values()


def _bronnen(figures: Any) -> dict[int, Bron]:
    columns = ("cijferbron_id", "document_id", "document__titel", "tabel", "naam", "procent_van")
    paths = [name if name == "cijferbron_id" else f"cijferbron__{name}" for name in columns]
    return {
        pk: Bron(pk, document, bron_titel(titel, tabel, naam), f"{tabel}: {naam}" if tabel else naam, procent_van)
        for pk, document, titel, tabel, naam, procent_van in figures.order_by().values_list(*paths).distinct()
    }


def _woorden(figures: Any) -> Woorden:
    unordered = figures.order_by()

    def pairs(path: str, *columns: str) -> list[tuple[Any, ...]]:
        found = unordered.exclude(**{path: None}).values_list(path, *(f"{path}__{name}" for name in columns))
        return list(found.distinct())

    gebieden = pairs("gebied", "naam", "soort")
    return Woorden(
        klassen=Klasse.objects.select_related("lijst").in_bulk([row[0] for row in pairs("klasse")]),
        namen={
            "corporatie": dict(pairs("corporatie", "naam")),
            "gebied": {pk: naam for pk, naam, _soort in gebieden},
        },
        gebied_soort={pk: soort for pk, _naam, soort in gebieden},
        populaties=dict(pairs("populatie", "naam")),
    )
