# SPDX-License-Identifier: EUPL-1.2
"""Everything that figures are looked up in, read once in a fixed number of queries: places, lists, classes, parties."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Q

from corporaties.columns import normal, plain
from corporaties.models import Cijferbron, Klasse, Klassenlijst, Populatie
from corporaties.models.levering import bron_titel
from partijen.models import Gemeente, Partij
from wijken.models import Gebied

# Of a name that recurs, the smallest place is meant when nobody says which.
_LEVELS = {soort.value: order for order, soort in enumerate(Gebied.Soort)}
ALL_PLACES = frozenset(
    normal(name) for name in ("hele gemeente", "gemeente", "de hele gemeente", "totaal", "gemeente totaal", "alle")
)
ALL_CLASSES = frozenset(plain(name) for name in ("totaal", "alle klassen", "alle", "alle klassen samen", "som"))
# What these call a figure is a total as it was printed.
TOTAL_WORDS = frozenset({"totaal", "som"})


@dataclass(frozen=True, slots=True)
class Lijst:
    """A list of classes with what recognises it and its classes."""

    pk: int
    naam: str
    kenmerk: str
    kenmerk_naam: str
    eigen: bool
    optelbaar: bool
    volledig: bool
    # By name and by code, both without differences of case and spaces.
    klassen: dict[str, int]
    namen: dict[int, str]
    saldi: frozenset[int]

    @property
    def titel(self) -> str:
        """The list as people name it."""
        return f"{self.kenmerk_naam} ({self.naam})"


@dataclass(slots=True)
class Plaats:
    """A place by its name, with the levels at which that name occurs."""

    per_soort: dict[str, int] = field(default_factory=dict)

    @property
    def pk(self) -> int:
        """The smallest place of this name."""
        return self.per_soort[min(self.per_soort, key=_LEVELS.__getitem__)]


class Naslag:
    """Names to keys and back, for one gemeente and one corporation; six queries, some only when asked for."""

    def __init__(self, gemeente: Gemeente, partij: Partij) -> None:
        self.gemeente, self.partij = gemeente, partij
        self.gebieden: dict[str, Plaats] = {}
        self.gebiedsnamen: dict[int, str] = {}
        self.gebiedsoorten: dict[int, str] = {}
        rows = list(
            Gebied.objects.filter(gemeente=gemeente).order_by("id").values_list("pk", "soort", "naam", "aliassen")
        )
        for pk, soort, naam, _aliassen in rows:
            self.gebiedsnamen[pk], self.gebiedsoorten[pk] = naam, soort
            self.gebieden.setdefault(normal(naam), Plaats()).per_soort.setdefault(soort, pk)
        named = set(self.gebieden)
        for pk, soort, _naam, aliassen in rows:
            for alias in aliassen:
                # A real name wins from somebody else's alias.
                if (key := normal(str(alias))) not in named:
                    self.gebieden.setdefault(key, Plaats()).per_soort.setdefault(soort, pk)
        self._aliassen = {str(alias): naam for _pk, _soort, naam, aliassen in rows for alias in aliassen}
        self.corporaties = {
            normal(name): pk for pk, naam, aliassen in self._corporaties() for name in (naam, *map(str, aliassen))
        }
        self.eigen_namen = {normal(name) for name in (partij.naam, *map(str, partij.aliassen))}
        self.lijsten = list(self._lijsten())
        self.lijst_van = {lijst.pk: lijst for lijst in self.lijsten}
        self.populatienamen = dict(Populatie.objects.order_by("pk").values_list("pk", "naam"))
        self.populaties = {normal(naam): pk for pk, naam in self.populatienamen.items()}

    def _corporaties(self) -> Iterable[tuple[int, str, list[Any]]]:
        found = Partij.objects.filter(soort=Partij.Soort.CORPORATIE)
        return found.order_by("pk").values_list("pk", "naam", "aliassen")

    def _lijsten(self) -> Iterator[Lijst]:
        klassen: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
        visible = Q(lijst__gemeente=self.gemeente) | Q(lijst__gemeente=None)
        found = Klasse.objects.filter(visible).order_by("volgorde", "pk")
        for lijst_id, *klasse in found.values_list("lijst_id", "pk", "naam", "code", "is_saldo"):
            klassen[lijst_id].append(tuple(klasse))
        lists = Klassenlijst.objects.for_gemeente(self.gemeente).order_by(
            "kenmerk__volgorde", "kenmerk_id", "naam", "pk"
        )
        for pk, naam, code, kenmerk, gemeente_id, optelbaar, volledig in lists.values_list(
            "pk", "naam", "kenmerk__code", "kenmerk__naam", "gemeente_id", "optelbaar", "volledig"
        ):
            rows = klassen[pk]
            yield Lijst(
                pk,
                naam,
                code,
                kenmerk,
                gemeente_id is not None,
                optelbaar,
                volledig,
                {plain(code): number for number, _naam, code, _saldo in rows}
                | {plain(name): number for number, name, _code, _saldo in rows},
                {number: name for number, name, _code, _saldo in rows},
                frozenset(number for number, _name, _code, saldo in rows if saldo),
            )

    # --- looking up ------------------------------------------------------------------------------------------

    def gebied(self, naam: str, soort: str = "") -> int | None:
        """The place of a name or alias, of the given level or else the smallest of that name; None when unknown."""
        plaats = self.gebieden.get(normal(naam))
        if plaats is None:
            return None
        return plaats.per_soort.get(soort) if soort else plaats.pk

    def is_whole_gemeente(self, naam: str) -> bool:
        """Whether this names the whole gemeente."""
        key = normal(naam)
        own = {normal(self.gemeente.naam), normal(f"gemeente {self.gemeente.naam}"), normal(self.gemeente.slug)}
        return not key or key in ALL_PLACES or key in own

    def known_places(self) -> list[str]:
        """Names and aliases, for suggestions."""
        return [*self.gebiedsnamen.values(), *self._aliassen]

    def place_of_suggestion(self, name: str) -> str:
        """The real name behind a suggested name or alias."""
        return self._aliassen.get(name, name)

    def find_lijsten(self, kenmerk: str, lijst: str) -> list[Lijst]:
        """The lists that these two names can mean; a list of the gemeente itself wins from one of the country."""
        wanted_kenmerk, wanted = normal(kenmerk), normal(lijst)
        found = [
            row
            for row in self.lijsten
            if (not wanted_kenmerk or wanted_kenmerk in (normal(row.kenmerk), normal(row.kenmerk_naam)))
            and (not wanted or wanted in (normal(row.naam), normal(row.titel), normal(f"{row.kenmerk} {row.naam}")))
        ]
        own = [row for row in found if row.eigen]
        return own if len(own) == 1 else found

    # --- other sources ---------------------------------------------------------------------------------------

    @cached_property
    def eigen_bron(self) -> Cijferbron | None:
        """The lasting source of this corporation's figures; None before its first delivery."""
        return Cijferbron.objects.filter(gemeente=self.gemeente, partij=self.partij, document=None).first()

    @cached_property
    def bronnen(self) -> dict[str, Cijferbron]:
        """All sources of the gemeente by their title."""
        rows = Cijferbron.objects.filter(gemeente=self.gemeente).select_related("document")
        return {
            normal(bron_titel(row.document.titel if row.document else None, row.tabel, row.naam)): row for row in rows
        }
