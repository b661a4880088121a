# SPDX-License-Identifier: EUPL-1.2
"""Boundaries of places, checked and made into outlines: every fault at once, nothing is written here.

Coordinates are recognised by what they are, not by what the file says they are: longitude and latitude (WGS 84) or
metres (Rijksdriehoek, EPSG:28992). All outlines become metres in the Rijksdriehoek.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyproj
import shapely
from django.utils.translation import gettext as _

from partijen.models import Gemeente
from portaal.lib.tables.reader import UnreadableFile
from wijken.imports.grensbestand import Vlak, read_grensbestand
from wijken.models import Gebied

# How far a line may be from where it was, in metres: less than a pixel of a map on a screen.
TOLERANCE = 15
MAX_NAMED = 10
RD, WGS84 = "28992", "4326"
# (west, south, east, north) of what each system gives within the Netherlands.
_BOUNDS = {RD: (-10_000, 285_000, 310_000, 640_000), WGS84: (3.0, 50.5, 7.5, 53.8)}
_SWAPPED = (50.5, 3.0, 53.8, 7.5)
# Codes that mean the same on the ground: RD with heights, ETRS89 and its longitude first.
_SAME = {"7415": RD, "28991": RD, "4258": WGS84, "84": WGS84}


@dataclass(frozen=True, slots=True)
class Omtrek:
    """A checked outline, ready to be stored; numbers are metres in the Rijksdriehoek."""

    gebied: Gebied
    pad: str
    west: int
    zuid: int
    oost: int
    noord: int
    midden_x: int
    midden_y: int


@dataclass(slots=True)
class Grenzen:
    """The whole file, checked. With faults nothing may be written."""

    naam: str
    stelsel: str = ""
    omtrekken: list[Omtrek] = field(default_factory=list)
    fouten: list[str] = field(default_factory=list)
    opmerkingen: list[str] = field(default_factory=list)
    overgeslagen: Counter[str] = field(default_factory=Counter)
    punten_voor: int = 0
    punten_na: int = 0


def read_grenzen(path: Path, *, gemeente: Gemeente, herstel: bool = False, onvolledig: bool = False) -> Grenzen:
    """Read and check a file with boundaries.

    Args:
        herstel: mend boundaries that cross themselves, and say which, instead of refusing them.
        onvolledig: accept that places have no boundary in the file; they keep what they have.

    Raises:
        UnreadableFile: not a file with boundaries at all; the message says how to mend it.
    """
    nummer = gemeente.cbs_code.removeprefix("GM")
    if not nummer:
        raise UnreadableFile(
            _("Gemeente %(naam)s heeft in het portaal geen CBS-code. Vul die eerst in bij Beheer, Gemeenten.")
            % {"naam": gemeente.naam},
            "no_gemeente_code",
        )
    bestand = read_grensbestand(path, nummer=nummer)
    return _Checker(gemeente, Grenzen(bestand.naam, overgeslagen=bestand.overgeslagen), herstel, onvolledig).check(
        bestand.vlakken, bestand.stelsels
    )


class _Checker:
    def __init__(self, gemeente: Gemeente, grenzen: Grenzen, herstel: bool, onvolledig: bool) -> None:
        self.gemeente, self.grenzen, self.herstel, self.onvolledig = gemeente, grenzen, herstel, onvolledig
        rows = Gebied.objects.filter(gemeente=gemeente).exclude(cbs_code="").order_by("naam")
        self.places = {row.cbs_code: row for row in rows}

    def check(self, vlakken: Sequence[Vlak], stelsels: set[str]) -> Grenzen:
        if not self.places:
            text = _("De gebieden van %(naam)s hebben nog geen CBS-codes. Vul die eerst in bij Beheer, Gebieden.")
            self.fault(text % {"naam": self.gemeente.naam})
        elif not vlakken:
            self.fault(_("In het bestand staat geen enkel gebied van %(naam)s.") % {"naam": self.gemeente.naam})
        else:
            kept = self._known(vlakken)
            self._report_missing(kept)
            shapes = [(row, self._valid(row)) for row in kept if row.vorm is not None and not row.vorm.is_empty]
            self._convert([(row, vorm) for row, vorm in shapes if vorm is not None], stelsels)
        if self.grenzen.fouten:
            self.grenzen.omtrekken = []
        return self.grenzen

    def fault(self, text: str, row: Vlak | None = None) -> None:
        self.grenzen.fouten.append(f"{row.plaats}, {row.naam or row.code} ({row.code}): {text}" if row else text)

    def _known(self, vlakken: Sequence[Vlak]) -> list[Vlak]:
        """The surfaces whose code is a place of the portal, each once."""
        first: dict[str, str] = {}
        kept = []
        for row in vlakken:
            gebied = self.places.get(row.code)
            if gebied is None:
                text = _("%(gemeente)s heeft hier geen gebied met deze CBS-code. Verbeter de code of voeg het toe.")
                self.fault(text % {"gemeente": self.gemeente.naam}, row)
            elif row.code in first:
                text = _("dit gebied staat twee keer in het bestand, ook bij %(first)s. Haal er een weg.")
                self.fault(text % {"first": first[row.code]}, row)
            elif row.fout:
                self.fault(row.fout, row)
            else:
                first[row.code] = row.plaats
                kept.append(row)
                names = {name.casefold() for name in (gebied.naam, *gebied.aliassen)}
                if row.naam and gebied.soort == Gebied.Soort.BUURT and row.naam.casefold() not in names:
                    note = _("%(code)s heet in het bestand ‘%(naam)s’ en in het portaal ‘%(gebied)s’.")
                    words = {"code": row.code, "naam": row.naam[:60], "gebied": gebied}
                    self.grenzen.opmerkingen.append(note % words)
        return kept

    def _report_missing(self, kept: Sequence[Vlak]) -> None:
        """Places of a kind that is in the file, but without a boundary there."""
        present = {row.code for row in kept if row.vorm is not None and not row.vorm.is_empty}
        kinds = {self.places[row.code].soort for row in kept}
        missing = [row for code, row in self.places.items() if row.soort in kinds and code not in present]
        if not missing:
            return
        names = ", ".join(f"{row.naam} ({row.cbs_code})" for row in missing[:MAX_NAMED])
        names += ", …" if len(missing) > MAX_NAMED else ""
        text = _("Zonder grens in het bestand: %(count)s, namelijk %(names)s.")
        message = text % {"count": len(missing), "names": names}
        if self.onvolledig:
            self.grenzen.opmerkingen.append(message)
        else:
            self.fault(message + " " + _("Met --onvolledig worden de andere toch geladen."))

    def _valid(self, row: Vlak) -> Any:
        """The surface, mended if that was asked; None with a fault."""
        vorm = shapely.force_2d(row.vorm)
        if vorm.geom_type not in ("Polygon", "MultiPolygon"):
            self.fault(_("dit is geen vlak maar een %(kind)s.") % {"kind": vorm.geom_type}, row)
            return None
        if vorm.is_valid:
            return vorm
        reason = shapely.is_valid_reason(vorm)
        crosses = "elf-intersection" in reason
        words = _("de grens kruist zichzelf") if crosses else _("de grens is geen geldig vlak")
        fault = f"{words} ({reason})"
        mended = _surfaces(shapely.make_valid(vorm, method="structure", keep_collapsed=False)) if crosses else None
        if mended is None or mended.is_empty:
            self.fault(fault + ". " + _("Verbeter het bestand of neem de grens opnieuw over van PDOK."), row)
        elif not self.herstel:
            self.fault(fault + ". " + _("Met --herstel maakt het portaal er een geldig vlak van."), row)
        else:
            self.grenzen.opmerkingen.append(_("%(naam)s: %(fault)s, hersteld.") % {"naam": row.naam, "fault": fault})
            return mended
        return None

    def _convert(self, shapes: Sequence[tuple[Vlak, Any]], stelsels: set[str]) -> None:
        """To metres, simplified, and to a path."""
        systems: dict[str, list[Vlak]] = defaultdict(list)
        for row, vorm in shapes:
            systems[self._system_of(row, vorm)].append(row)
        if len(systems) > 1 and "" not in systems:
            self.fault(_("In het bestand staan grenzen in graden en grenzen in meters door elkaar."))
        if not shapes and not self.grenzen.fouten:
            self.fault(_("Geen enkel gebied in het bestand heeft een grens."))
        if self.grenzen.fouten:
            return
        self.grenzen.stelsel = next(iter(systems))
        said = {_SAME.get(code, code) for code in stelsels}
        if said and said != {self.grenzen.stelsel}:
            note = _("Het bestand noemt EPSG:%(said)s, maar de getallen zijn EPSG:%(found)s. Dat laatste is gebruikt.")
            words = {"said": ", ".join(sorted(said)), "found": self.grenzen.stelsel}
            self.grenzen.opmerkingen.append(note % words)
        metres = [vorm if self.grenzen.stelsel == RD else shapely.transform(vorm, to_rd()) for _row, vorm in shapes]
        simple = simplify(metres)
        self.grenzen.punten_voor = sum(shapely.get_num_coordinates(vorm) for vorm in metres)
        self.grenzen.punten_na = sum(shapely.get_num_coordinates(vorm) for vorm in simple)
        for (row, _vorm), vorm in zip(shapes, simple, strict=True):
            self.grenzen.omtrekken.append(_omtrek(self.places[row.code], vorm))

    def _system_of(self, row: Vlak, vorm: Any) -> str:
        bounds = vorm.bounds
        for code, frame in _BOUNDS.items():
            if _within(bounds, frame):
                return code
        if _within(bounds, _SWAPPED):
            text = _("de breedte staat voor de lengte. Zet ze in de goede volgorde: eerst de lengte (5,7).")
        else:
            text = _(
                "de getallen (%(x)s, %(y)s) liggen niet in Nederland. Bewaar het bestand in lengte en breedte (WGS84, "
                "EPSG:4326) of in het Rijksdriehoeksstelsel (EPSG:28992)."
            ) % {"x": f"{bounds[0]:.6g}", "y": f"{bounds[1]:.6g}"}
        self.fault(text, row)
        return ""


def _within(bounds: Iterable[float], frame: Sequence[float]) -> bool:
    west, south, east, north = bounds
    return frame[0] <= west and frame[1] <= south and east <= frame[2] and north <= frame[3]


def to_rd() -> Callable[[Any], Any]:
    """A function from rows of longitude and latitude to rows of metres in the Rijksdriehoek; never asks a network."""
    transformer = pyproj.Transformer.from_crs(WGS84, RD, always_xy=True)

    def convert(points: Any) -> Any:
        x, y = transformer.transform(points[:, 0], points[:, 1])
        return shapely.get_coordinates(shapely.points(x, y))

    return convert


def simplify(surfaces: Sequence[Any]) -> list[Any]:
    """The same surfaces with fewer points; borders of neighbours stay one line where the file has them as one line."""
    if shapely.coverage_is_valid(surfaces):
        simple = shapely.coverage_simplify(surfaces, TOLERANCE)
    else:
        simple = [surface.simplify(TOLERANCE, preserve_topology=True) for surface in surfaces]
    return [new if new.is_valid and not new.is_empty else old for old, new in zip(surfaces, simple, strict=True)]


def _surfaces(mended: Any) -> Any:
    """Only the surfaces of what was mended, without loose lines."""
    return shapely.union_all([part for part in shapely.get_parts(mended) if part.geom_type.endswith("Polygon")])


def _omtrek(gebied: Gebied, vorm: Any) -> Omtrek:
    parts = shapely.get_parts(vorm)
    pad = "".join(_ring(ring) for part in parts for ring in (part.exterior, *part.interiors))
    west, south, east, north = (round(value) for value in vorm.bounds)
    widest = max(parts, key=lambda part: part.area)
    x, y = shapely.get_coordinates(shapely.maximum_inscribed_circle(widest, TOLERANCE))[0]
    return Omtrek(gebied, pad, west, south, east, north, round(x), round(y))


def _ring(ring: Any) -> str:
    """`M` the first point, `l` the steps to the others, `z`: the way back."""
    points = [(round(x), -round(y)) for x, y in ring.coords[:-1]]
    steps = [(x - before[0], y - before[1]) for before, (x, y) in pairwise(points)]
    return f"M{points[0][0]} {points[0][1]}l" + " ".join(f"{x} {y}" for x, y in steps if x or y) + "z"
