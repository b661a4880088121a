# SPDX-License-Identifier: EUPL-1.2
"""Dwellings of one place in words: what is built, and for whom there is a suitable home now and later. No queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from monitoring.selectors.buurtcijfers import waarde_in_woorden
from monitoring.selectors.buurtwoningen import BAT, INGREEP, PLANNING, STAND, Klasse, Tabellen, Woningcijfers
from portaal.lib.periods import Periode

WOORDEN = {
    "nieuwbouw": gettext_lazy("nieuwe woningen"),
    "sloop": gettext_lazy("woningen gesloopt"),
    "renovatie": gettext_lazy("woningen opgeknapt"),
    "verkoop": gettext_lazy("woningen verkocht"),
    "aankoop": gettext_lazy("woningen gekocht"),
}


@dataclass(frozen=True, slots=True)
class Teller:
    """A big number with what it counts."""

    aantal: str
    woord: str


@dataclass(frozen=True, slots=True)
class Geschiktregel:
    """Homes for who walks with one kind of difficulty; in words, so that unknown is not zero."""

    naam: str
    code: str
    nu: str
    straks: str


@dataclass(frozen=True, slots=True)
class Geschiktheid:
    """Homes for who walks with difficulty, with where the numbers come from."""

    regels: tuple[Geschiktregel, ...] = ()
    bron: str = ""
    plaats: str = ""
    nu: str = ""
    straks: str = ""
    noot: str = ""


def tellers(tables: Tabellen) -> tuple[Teller, ...]:
    """What will be built, demolished and renovated here; classes without a number are left out."""
    table = tables.get((INGREEP, PLANNING))
    if table is None:
        return ()
    found = []
    for klasse in table.klassen:
        number = _over(table, klasse.code)
        if number:
            found.append(
                Teller(waarde_in_woorden("aantal", number), str(WOORDEN.get(klasse.code, klasse.naam.lower())))
            )
    return tuple(found)


def geschikt(tables: Tabellen, buurten: int) -> Geschiktheid:
    """The BAT table of a place: per class how many there are, and how many more are planned.

    Args:
        buurten: of how many buurten the place is made; a printed table does not name them all.
    """
    now, later = tables.get((BAT, STAND)), tables.get((BAT, PLANNING))
    if now is None and later is None:
        return Geschiktheid()
    klassen: dict[str, Klasse] = {}
    for table in (now, later):
        klassen |= {row.code: row for row in (table.klassen if table else ()) if row.code not in klassen}
    named = len({pk for table in (now, later) if table for pk in table.waarden})
    noot = ""
    if buurten > 1 and named < buurten:
        noot = _("De bron noemt %(named)s van de %(all)s buurten.") % {"named": named, "all": buurten}
    source = now or later
    return Geschiktheid(
        regels=tuple(
            Geschiktregel(
                klasse.omschrijving.capitalize() or klasse.naam,
                klasse.naam,
                _words(now, code),
                _words(later, code),
            )
            for code, klasse in sorted(klassen.items())
        ),
        bron=source.bron if source else "",
        plaats=source.plaats if source else "",
        nu=Periode.parse(now.periode).label() if now else "",
        straks=Periode.parse(later.periode).label() if later else "",
        noot=noot,
    )


def _over(table: Woningcijfers, code: str) -> Decimal | None:
    """A class over all places of the table; None when one of them is not known, or nothing is said."""
    return _sum(values[code] for values in table.waarden.values() if code in values)


def _sum(numbers: Iterable[Decimal | None]) -> Decimal | None:
    listed = list(numbers)
    known = [number for number in listed if number is not None]
    return sum(known, Decimal(0)) if listed and len(known) == len(listed) else None


def _words(table: Woningcijfers | None, code: str) -> str:
    if table is None or not any(code in values for values in table.waarden.values()):
        return _("niet genoemd")
    number = _over(table, code)
    if number is None:
        return _("niet bekend")
    return waarde_in_woorden("aantal", number) if number else _("geen")
