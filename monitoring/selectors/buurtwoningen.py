# SPDX-License-Identifier: EUPL-1.2
"""Dwellings of places as printed tables and deliveries count them: which suit whom, and what is built. One query."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from corporaties.models import Voorraadcijfer
from partijen.models import Gemeente
from partijen.policies import access_key
from portaal.lib.compiled import ANY_KEY, read_values

if TYPE_CHECKING:
    from partijen.querysets import User

BAT, INGREEP = "bat", "ingreep"
STAND, PLANNING = Voorraadcijfer.Soort.STAND, Voorraadcijfer.Soort.PLANNING
# Figures of one sum must agree in these (ADR 0017): nothing of two sources, years or lists is put together.
ALIKE = ("cijferbron_id", "lijst_id", "periode", "populatie_id")
COLUMNS = (
    *ALIKE,
    "gebied_id",
    "corporatie_id",
    "soort",
    "begindatum",
    "waarde",
    "lijst__kenmerk__code",
    "klasse__code",
    "klasse__naam",
    "klasse__omschrijving",
    "cijferbron__document__titel",
    "cijferbron__tabel",
)


@dataclass(frozen=True, slots=True)
class Klasse:
    """A class by code, name and what it means."""

    code: str
    naam: str
    omschrijving: str


@dataclass(frozen=True, slots=True)
class Woningcijfers:
    """Figures of one kind from one table: {gebied: {code of a class: number, None where the source does not know}}."""

    bron: str
    plaats: str
    periode: str
    klassen: tuple[Klasse, ...]
    waarden: dict[int, dict[str, Decimal | None]]


Tabellen = dict[tuple[str, str], Woningcijfers]


def read_woningen(
    user: "User", gemeente: Gemeente, kenmerken: Collection[str], places: Collection[int] | None = None
) -> Tabellen:
    """{(kenmerk, stand or planning): the newest table of that kind}, for some places or for all.

    Of a table that counts per corporation the corporations are added up; a table for all of them together goes first.
    """

    def counted() -> QuerySet[Any]:
        rows = Voorraadcijfer.objects.visible_to(user).current()
        rows = rows.filter(
            gemeente=gemeente,
            lijst__kenmerk__code__in=kenmerken,
            soort__in=(STAND, PLANNING),
            eenheid="woningen",
            klasse__is_saldo=False,
            gebied__isnull=False,
        )
        if places is not None:
            rows = rows.filter(gebied_id__in=[ANY_KEY])
        return rows.order_by("klasse__volgorde", "klasse_id", "pk").values(*COLUMNS)

    key = ("woningen", access_key(user), gemeente.pk, tuple(kenmerken), places is None)
    tables: dict[tuple[str, str], dict[Any, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    for row in read_values(key, counted, pks=places):
        newest = (row["begindatum"], row["corporatie_id"] is None, row["cijferbron_id"])
        kind = (row["lijst__kenmerk__code"], row["soort"])
        tables[kind][(newest, *(row[name] for name in ALIKE))].append(row)
    return {kind: _table(versions[max(versions, key=lambda key: key[0])]) for kind, versions in tables.items()}


def _table(rows: list[dict[str, Any]]) -> Woningcijfers:
    values: dict[int, dict[str, Decimal | None]] = defaultdict(dict)
    for row in rows:
        place, klasse, waarde = values[row["gebied_id"]], row["klasse__code"], row["waarde"]
        known = place.get(klasse, Decimal(0))
        place[klasse] = None if waarde is None or known is None else known + waarde
    first = rows[0]
    klassen = {row["klasse__code"]: (row["klasse__naam"], row["klasse__omschrijving"]) for row in rows}
    return Woningcijfers(
        bron=first["cijferbron__document__titel"] or "",
        plaats=first["cijferbron__tabel"],
        periode=first["periode"],
        klassen=tuple(Klasse(code, *words) for code, words in klassen.items()),
        waarden=dict(values),
    )


def total(values: dict[str, Decimal | None]) -> Decimal | None:
    """All classes together; None as soon as one of them is not known."""
    numbers = [number for number in values.values() if number is not None]
    return sum(numbers, Decimal(0)) if len(numbers) == len(values) else None
