# SPDX-License-Identifier: EUPL-1.2
"""What the funds of a gemeente hold: per area, per rayon, and of one fund what is kept apart. Public figures only."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from partijen.models import Gemeente
from partijen.policies import access_key
from portaal.lib.compiled import ANY_KEY, read_objects
from portaal.lib.money import ZERO
from wijken.models import Boeking, Boekingsoort, Fonds, Gebied, Post
from wijken.querysets import read_buurten

if TYPE_CHECKING:
    from partijen.querysets import User


@dataclass(frozen=True, slots=True)
class Stand:
    """Where the money of one or more funds is; the four posts together are the budget."""

    vrij: Decimal = ZERO
    gereserveerd: Decimal = ZERO
    toegekend: Decimal = ZERO
    besteed: Decimal = ZERO

    @property
    def budget(self) -> Decimal:
        """Everything that came in."""
        return self.vrij + self.gereserveerd + self.toegekend + self.besteed

    def __add__(self, other: "Stand") -> "Stand":
        return Stand(
            self.vrij + other.vrij,
            self.gereserveerd + other.gereserveerd,
            self.toegekend + other.toegekend,
            self.besteed + other.besteed,
        )


@dataclass(frozen=True, slots=True)
class Fondsregel:
    """One fund with its balance; `rayon` is empty where the sources do not say in which rayon it lies."""

    fonds: Any
    rayon: str
    stand: Stand


@dataclass(frozen=True, slots=True)
class Rayonregel:
    """All funds in one rayon together: its own, and those of the places inside it."""

    naam: str
    fondsen: tuple[str, ...]
    stand: Stand


@dataclass(frozen=True, slots=True)
class Overzicht:
    """The funds of a gemeente by name, rayons last, and what they hold together."""

    fondsen: tuple[Fondsregel, ...]
    rayons: tuple[Rayonregel, ...]
    totaal: Stand


@dataclass(frozen=True, slots=True)
class Apart:
    """A reservation that still holds something."""

    boeking: Any
    rest: Decimal


def stand_of(fonds: Any) -> Stand:
    """The balance of a fund that was read `with_stand`."""
    return Stand(fonds.vrij, fonds.gereserveerd, fonds.toegekend, fonds.besteed)


def read_fondsen(user: "User", gemeente: Gemeente, *, demo: bool = False) -> list[Any]:
    """The funds of a gemeente with their balance: areas by name, rayons last. One query."""

    def rows() -> QuerySet[Fonds]:
        found = Fonds.objects.visible_to(user).filter(gemeente=gemeente).with_stand(demo=demo)
        return found.select_related("gebied", "bron").order_by("gebied__naam", "pk")  # type: ignore[no-any-return]

    found = read_objects(("fondsen", access_key(user), gemeente.pk, demo), rows)
    return sorted(found, key=lambda fonds: fonds.gebied.soort == Gebied.Soort.RAYON)


def read_rayons(gemeente: Gemeente, peildatum: dt.date, fondsen: Iterable[Any]) -> dict[int, str]:
    """{fund id: name of its rayon}; a fund of a place that lies in no rayon or in several has none. Three queries."""
    made_of = {pk: set(buurten) for pk, buurten in read_buurten(gemeente, peildatum).items()}
    rayons = list(Gebied.objects.filter(gemeente=gemeente, soort=Gebied.Soort.RAYON).order_by("naam", "pk"))
    found: dict[int, str] = {}
    for fonds in fondsen:
        if fonds.gebied.soort == Gebied.Soort.RAYON:
            found[fonds.pk] = fonds.gebied.volledige_naam
            continue
        here = made_of.get(fonds.gebied_id, set())
        inside = [rayon for rayon in rayons if here and here <= made_of[rayon.pk]]
        if len(inside) == 1:
            found[fonds.pk] = inside[0].volledige_naam
    return found


def per_rayon(rows: Iterable[tuple[str, str, Stand]]) -> tuple[Rayonregel, ...]:
    """Rows of (rayon, name of the fund, balance) added up per rayon; those without a rayon last."""
    found: dict[str, list[tuple[str, Stand]]] = defaultdict(list)
    for rayon, naam, stand in rows:
        found[rayon].append((naam, stand))
    order = sorted(found, key=lambda rayon: (rayon == "", rayon))
    return tuple(
        Rayonregel(rayon, tuple(naam for naam, _stand in found[rayon]), total(stand for _naam, stand in found[rayon]))
        for rayon in order
    )


def total(standen: Iterable[Stand]) -> Stand:
    """Balances added up."""
    return sum(standen, Stand())


def read_overzicht(user: "User", gemeente: Gemeente, peildatum: dt.date) -> Overzicht:
    """All funds of a gemeente as they stand now. Four queries, however many funds there are."""
    fondsen = read_fondsen(user, gemeente)
    rayons = read_rayons(gemeente, peildatum, fondsen) if fondsen else {}
    regels = tuple(Fondsregel(fonds, rayons.get(fonds.pk, ""), stand_of(fonds)) for fonds in fondsen)
    return Overzicht(
        fondsen=regels,
        rayons=per_rayon((regel.rayon, regel.fonds.gebied.volledige_naam, regel.stand) for regel in regels),
        totaal=total(regel.stand for regel in regels),
    )


def read_apart(fonds_ids: Iterable[int], *, demo: bool = False) -> dict[int, list[Apart]]:
    """{fund id: reservations of which something is left}, the oldest first. One query."""

    def lines() -> QuerySet[Boeking]:
        kept_apart = Q(van=Post.GERESERVEERD) | Q(naar=Post.GERESERVEERD)
        return Boeking.objects.filter(kept_apart, fonds_id__in=[ANY_KEY], demo=demo).order_by("fonds_id", "volgnummer")

    pks = list(fonds_ids)
    rest: dict[int, Decimal] = defaultdict(lambda: ZERO)
    begun: dict[int, Any] = {}
    for line in read_objects(("apart", demo), lines, pks=pks) if pks else ():
        if line.soort == Boekingsoort.RESERVERING:
            begun[line.pk] = line
        key = line.reservering_id or line.tegenboeking_van_id or line.pk
        rest[key] += line.bedrag if line.naar == Post.GERESERVEERD else -line.bedrag
    found: dict[int, list[Apart]] = defaultdict(list)
    for pk, line in begun.items():
        if rest[pk] > 0:
            found[line.fonds_id].append(Apart(line, rest[pk]))
    return found


def moved(moves: Mapping[tuple[int, str, str], Decimal], fonds_id: int, *ways: tuple[str, str]) -> Decimal:
    """Euros that went one of these ways in a fund (`BoekingQuerySet.verplaatst`)."""
    return sum((moves.get((fonds_id, str(van), str(naar)), ZERO) for van, naar in ways), ZERO)
