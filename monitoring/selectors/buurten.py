# SPDX-License-Identifier: EUPL-1.2
"""All neighbourhoods of a gemeente with one measure, for the list and the map. At most seven queries."""

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from monitoring.selectors.maten import Maat, Meting, read_maat
from partijen.models import Gemeente
from wijken.models import Gebied, Gebiedsomtrek, Kaarttegel

if TYPE_CHECKING:
    from partijen.querysets import User

# Room around the outlines, and how many letters fit beside each other in the width of the map.
RAND, LETTERS = 150, 42


@dataclass(frozen=True, slots=True)
class Buurtregel:
    """A neighbourhood: `tekst` is its measure in words, `kort` what fits in its square, `stap` its colour."""

    naam: str
    slug: str
    ligt_in: str
    waarde: Decimal
    tekst: str
    kort: str
    noot: str
    stap: int


@dataclass(frozen=True, slots=True)
class Tegel:
    """A square of the map: a buurt, something with only a name (the river), or nothing."""

    regel: Buurtregel | None = None
    naam: str = ""


@dataclass(frozen=True, slots=True)
class Vorm:
    """A buurt by its outline; `x` and `y` are where its figure stands. Text, so that no number gets a thousands dot."""

    regel: Buurtregel
    pad: str
    x: str
    y: str


@dataclass(frozen=True, slots=True)
class Omtrekkaart:
    """The outlines in one drawing; `zonder` are the buurten that have none."""

    kader: str
    letter: str
    vormen: tuple[Vorm, ...]
    zonder: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Buurtenlijst:
    """The neighbourhoods by name, the larger places, what the steps of the measure mean, and one of two maps."""

    maat: str
    label: str
    uitleg: str
    leeg: str
    buurten: tuple[Buurtregel, ...]
    grotere: tuple[tuple[str, str], ...]
    legenda: tuple[tuple[int, str], ...]
    omtrekken: Omtrekkaart | None
    tegels: tuple[Tegel, ...]
    kolommen: int

    @property
    def met_noten(self) -> bool:
        """Some neighbourhood has something to know."""
        return any(row.noot for row in self.buurten)


NIETS = Meting("", "")


def buurtenlijst(user: "User", gemeente: Gemeente, sleutel: str) -> Buurtenlijst:
    """Every buurt with a measure (`read_keuzes`), on outlines when these were loaded and on squares otherwise."""
    places = list(Gebied.objects.visible_to(user).filter(gemeente=gemeente).select_related("ouder").order_by("naam"))
    maat = read_maat(user, gemeente, sleutel)
    regels = _regels([row for row in places if row.soort == Gebied.Soort.BUURT], maat)
    omtrekken = _omtrekken(user, gemeente, regels)
    tegels, kolommen = ((), 0) if omtrekken else _tegels(user, gemeente, regels)
    return Buurtenlijst(
        maat=sleutel,
        label=maat.label,
        uitleg=maat.uitleg,
        leeg=maat.leeg,
        buurten=tuple(regels.values()),
        grotere=tuple((row.volledige_naam, row.slug) for row in places if row.soort != Gebied.Soort.BUURT),
        legenda=tuple(maat.legenda),
        omtrekken=omtrekken,
        tegels=tegels,
        kolommen=kolommen,
    )


def _regels(buurten: list[Gebied], maat: Maat) -> dict[int, Buurtregel]:
    # Totals never mix levels: what is said of a larger place does not count in the steps of the buurten.
    maat.metingen = {row.pk: maat.metingen[row.pk] for row in buurten if row.pk in maat.metingen}
    steps = maat.steps()
    found = {}
    for row in buurten:
        meting = maat.metingen.get(row.pk, NIETS)
        found[row.pk] = Buurtregel(
            naam=row.naam,
            slug=row.slug,
            ligt_in=row.ouder.volledige_naam if row.ouder else "",
            waarde=meting.waarde or Decimal(0),
            tekst=meting.tekst,
            kort=meting.kort,
            noot=meting.noot,
            stap=steps.get(row.pk, 0),
        )
    return found


def _omtrekken(user: "User", gemeente: Gemeente, regels: dict[int, Buurtregel]) -> Omtrekkaart | None:
    found: Any = Gebiedsomtrek.objects.visible_to(user).filter(gemeente=gemeente, gebied__soort=Gebied.Soort.BUURT)
    columns = ("gebied_id", "pad", "west", "zuid", "oost", "noord", "midden_x", "midden_y")
    rows: list[dict[str, Any]] = list(found.values(*columns))
    by_place = {row["gebied_id"]: row for row in rows}
    if not by_place:
        return None
    west, east = min(row["west"] for row in rows) - RAND, max(row["oost"] for row in rows) + RAND
    south, north = min(row["zuid"] for row in rows) - RAND, max(row["noord"] for row in rows) + RAND
    return Omtrekkaart(
        kader=f"{west} {-north} {east - west} {north - south}",
        letter=str((east - west) // LETTERS),
        vormen=tuple(
            Vorm(regel, by_place[pk]["pad"], str(by_place[pk]["midden_x"]), str(-by_place[pk]["midden_y"]))
            for pk, regel in regels.items()
            if pk in by_place
        ),
        zonder=tuple(regel.naam for pk, regel in regels.items() if pk not in by_place),
    )


def _tegels(user: "User", gemeente: Gemeente, regels: dict[int, Buurtregel]) -> tuple[tuple[Tegel, ...], int]:
    """The squares row by row from the north, with the empty ones between them, and how many there are in a row."""
    rows = (
        Kaarttegel.objects.visible_to(user).filter(gemeente=gemeente).values_list("rij", "kolom", "gebied_id", "naam")
    )
    known = {(rij, kolom): Tegel(regels.get(gebied), naam) for rij, kolom, gebied, naam in rows}
    if not known:
        return (), 0
    height, width = max(rij for rij, _kolom in known), max(kolom for _rij, kolom in known)
    squares = [known.get((rij, kolom), Tegel()) for rij in range(1, height + 1) for kolom in range(1, width + 1)]
    return tuple(squares), width
