# SPDX-License-Identifier: EUPL-1.2
"""The neighbourhoods of a gemeente in the matrix of resilience, per round of measuring. One query."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from partijen.models import Gemeente
from partijen.policies import access_key
from portaal.lib.compiled import read_values
from portaal.lib.periods import Periode
from wijken.models import Gebied, Indicatorwaarde
from wijken.veerkracht import INDICATOREN, KWETSBAAR, NIVEAU, VERLOOP, Stand, Uitspraak, Veerkracht, standings

WOORDEN = {
    KWETSBAAR: gettext_lazy("of er meer kwetsbare bewoners kwamen"),
    NIVEAU: gettext_lazy("hoeveel overlast er is"),
    VERLOOP: gettext_lazy("of de overlast meer of minder werd"),
}
RIJEN: tuple[tuple[Any, Any, tuple[Veerkracht | None, Veerkracht | None, Veerkracht | None]], ...] = (
    (gettext_lazy("telt hier niet mee"), "", (Veerkracht.AFNAME, Veerkracht.GELIJK, None)),
    (gettext_lazy("weinig"), "", (None, None, Veerkracht.WEINIG)),
    (gettext_lazy("enige"), gettext_lazy("wordt minder"), (None, None, Veerkracht.ENIGE_MINDER)),
    (gettext_lazy("enige"), gettext_lazy("blijft gelijk"), (None, None, Veerkracht.ENIGE_GELIJK)),
    (gettext_lazy("enige"), gettext_lazy("wordt meer"), (None, None, Veerkracht.ENIGE_MEER)),
    (gettext_lazy("veel"), gettext_lazy("wordt minder"), (None, None, Veerkracht.VEEL_MINDER)),
    (gettext_lazy("veel"), gettext_lazy("blijft gelijk"), (None, None, Veerkracht.VEEL_GELIJK)),
    (gettext_lazy("veel"), gettext_lazy("wordt meer"), (None, None, Veerkracht.VEEL_MEER)),
)


@dataclass(frozen=True, slots=True)
class Ronde:
    """One round of measuring: a period of more than a year over which a development was told."""

    periode: str
    label: str
    first: dt.date
    last: dt.date


@dataclass(frozen=True, slots=True)
class Buurt:
    """A neighbourhood in the matrix."""

    naam: str
    slug: str
    stand: Stand
    eerder: tuple[Veerkracht, ...] | None
    ontbreekt: tuple[str, ...]
    delen: tuple[str, ...]

    @property
    def verplaatst(self) -> bool:
        """It stood in another class in the previous round."""
        return bool(self.eerder) and bool(self.stand.klassen) and set(self.eerder or ()) != set(self.stand.klassen)


@dataclass(frozen=True, slots=True)
class Cel:
    """What stands in one class, by the rule and by the research."""

    klasse: Veerkracht
    regel: tuple[Buurt, ...]
    studie: tuple[tuple[Buurt, str], ...]


def read_uitspraken(user: Any, gemeente: Gemeente) -> list[dict[str, Any]]:
    """Every statement that counts for resilience, in one query."""
    columns = (
        "gebied_id",
        "gebied__soort",
        "gebied__naam",
        "gebied__slug",
        "indicator__slug",
        "deel",
        "periode",
        "begindatum",
        "einddatum",
        "toonbare_klasse",
        "toonbare_rang",
        "bron_plaats",
        "bron_opmerking",
        "bron__titel",
    )

    def shown() -> QuerySet[Any]:
        values: Any = Indicatorwaarde.objects.visible_to(user).with_toonbaar()
        here = values.filter(gemeente=gemeente, indicator__slug__in=INDICATOREN, toonbare_klasse__isnull=False)
        return here.order_by("gebied__naam", "deel", "bron_plaats", "pk").values(*columns)  # type: ignore[no-any-return]

    return read_values(("uitspraken", access_key(user), gemeente.pk), shown)


def rondes_of(rows: list[dict[str, Any]]) -> list[Ronde]:
    """The periods of more than a year of which the development of vulnerable residents is known, newest first."""
    spans = {
        (row["periode"], row["begindatum"], row["einddatum"])
        for row in rows
        if row["indicator__slug"] == KWETSBAAR and (row["einddatum"] - row["begindatum"]).days > 366
    }
    found = [Ronde(text, Periode.parse(text).label(), first, last) for text, first, last in spans]
    return sorted(found, key=lambda ronde: (ronde.last, ronde.first), reverse=True)


def _standings(rows: list[dict[str, Any]], ronde: Ronde) -> dict[int, Stand]:
    within = [row for row in rows if row["begindatum"] >= ronde.first and row["einddatum"] <= ronde.last]
    return standings(
        Uitspraak(
            gebied=row["gebied_id"],
            indicator=row["indicator__slug"],
            klasse=row["toonbare_klasse"],
            rang=row["toonbare_rang"],
            deel=row["deel"],
            jaar=row["einddatum"].year,
            plaats=row["bron_plaats"],
            opmerking=row["bron_opmerking"],
        )
        for row in within
    )


def matrix_of(rows: list[dict[str, Any]], ronde: Ronde, before: Ronde | None) -> dict[str, Any]:
    """What the page shows of one round, compared with the one before it."""
    now = _standings(rows, ronde)
    earlier = _standings(rows, before) if before else {}
    names = {row["gebied_id"]: (_name(row), row["gebied__slug"]) for row in rows}
    buurten = [
        Buurt(
            naam=names[pk][0],
            slug=names[pk][1],
            stand=stand,
            eerder=earlier[pk].klassen if pk in earlier else None,
            ontbreekt=tuple(str(WOORDEN[slug]) for slug in stand.ontbreekt),
            delen=tuple(str(WOORDEN[slug]) for slug in stand.delen),
        )
        for pk, stand in sorted(now.items(), key=lambda item: names[item[0]][0])
    ]
    cells = _cells(buurten)
    return {
        "vorige": before,
        "rijen": [
            {"overlast": level, "verloop": change, "cellen": [cells[k] if k else None for k in classes]}
            for level, change, classes in RIJEN
        ],
        "buurten": buurten,
        "onbekend": [row for row in buurten if not row.stand.klassen],
        "verplaatst": [row for row in buurten if row.verplaatst],
        "bronnen": sorted({row["bron__titel"] for row in rows}),
    }


def _name(row: dict[str, Any]) -> str:
    return Gebied(soort=row["gebied__soort"], naam=row["gebied__naam"]).volledige_naam


def _cells(buurten: list[Buurt]) -> dict[Veerkracht, Cel]:
    by_rule: dict[Veerkracht, list[Buurt]] = defaultdict(list)
    by_study: dict[Veerkracht, list[tuple[Buurt, str]]] = defaultdict(list)
    for buurt in buurten:
        for klasse in buurt.stand.klassen:
            by_rule[klasse].append(buurt)
        for row in buurt.stand.studie:
            if (buurt, row.deel) not in by_study[Veerkracht(row.rang)]:
                by_study[Veerkracht(row.rang)].append((buurt, row.deel))
    return {klasse: Cel(klasse, tuple(by_rule[klasse]), tuple(by_study[klasse])) for klasse in Veerkracht}
