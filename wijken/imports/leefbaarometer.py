# SPDX-License-Identifier: EUPL-1.2
"""Leefbaarometer: a row per neighbourhood and year, or a column per year; nine classes, as number or as word."""

import re
from typing import Any

from django.utils.translation import gettext as _

from wijken.imports import catalogus
from wijken.imports.bestand import Regel
from wijken.imports.catalogus import Definitie
from wijken.imports.lezer import ADMINISTRATIVE, UNKNOWN, Lezer
from wijken.imports.plan import Cijfer, Document
from wijken.models import Gebied

_DIMENSION = re.compile(
    r"(?P<klasse>kl?_?|klasse_?)?(?P<naam>lbm|won|fys|vrz|soc|onv|afw)(?P<achter>_?klasse)?_?(?P<jaar>(?:20)?[0-9]{2})?"
)
_KLASSE_ALLEEN = re.compile(r"(?:kl|klasse|leefbaarheidsklasse)_?(?P<jaar>(?:20)?[0-9]{2})?")


def dimension_of(stem: str) -> tuple[str, bool, str]:
    """(dimension, whether the heading says it holds classes, year in the heading); empty for another column."""
    if match := _DIMENSION.fullmatch(stem):
        classes = bool(match["klasse"] or match["achter"])
        if match["naam"] == "afw" and classes:
            return "", False, ""
        return match["naam"], classes, _full_year(match["jaar"])
    if match := _KLASSE_ALLEEN.fullmatch(stem):
        return "lbm", True, _full_year(match["jaar"])
    return "", False, ""


def _full_year(text: str | None) -> str:
    return "" if not text else text if len(text) == 4 else f"20{text}"


class LeefbaarometerLezer(Lezer):
    """Leefbaarometer: a row per neighbourhood and year, or a column per year; classes 1-9, as number or as word."""

    soort = "Leefbaarometer"

    def read_header(self) -> None:
        # (column, dimension, whether it holds classes, year in the heading)
        self.columns: list[tuple[int, str, bool, str]] = []
        taken: dict[tuple[str, bool, str], str] = {}
        for index, heading in enumerate(self.bestand.kop):
            # The year of a heading is no suffix to be dropped here.
            dimension, classes, year = dimension_of(heading.strip().replace(" ", "").casefold())
            if not dimension:
                if self.stems[index] not in ADMINISTRATIVE and index not in (
                    self.code_column,
                    self.name_column,
                    self.year_column,
                ):
                    self.inlezing.kolommen.append(heading)
                continue
            if not classes and dimension != "afw" and self._holds_classes(index):
                classes = True
                self.inlezing.opmerkingen.append(
                    _("Kolom %(kolom)s bevat alleen hele getallen en is gelezen als klassen.") % {"kolom": heading}
                )
            if other := taken.get((dimension, classes, year)):
                message = _("Deze kolom zegt hetzelfde als kolom %(other)s. Haal een van de twee weg.")
                self.fault(0, heading, message % {"other": other})
                continue
            taken[dimension, classes, year] = heading
            self.columns.append((index, dimension, classes, year))

    def _holds_classes(self, index: int) -> bool:
        cells = [row.velden[index] for row in self.bestand.regels if index < len(row.velden)]
        known = [cell for cell in cells if cell.casefold() not in UNKNOWN]
        # A score always has decimals, so a column of whole numbers holds classes, or faults among these.
        return bool(known) and all(cell.isdecimal() or _class_rank(cell) for cell in known)

    def needs_periode(self) -> bool:
        return any(not year for _index, _dimension, _classes, year in self.columns)

    def document(self, periode: str) -> Document:
        return Document(catalogus.LEEFBAAROMETER, "Leefbaarometer", _("Ministerie van Binnenlandse Zaken"))

    def find_periode(self) -> None:
        super().find_periode()
        self.inlezing.document = self.document("")

    def check_values(self, regel: Regel, gebied: Gebied, periode: str) -> None:
        for index, dimension, classes, year in self.columns:
            if classes:
                definitie = catalogus.LEEFBAAROMETER_KLASSE[dimension]
                rang = self._rank(regel, index)
                if rang is not None:
                    self._add(gebied, definitie, year or periode, rang=rang)
            else:
                definitie = catalogus.LEEFBAAROMETER_SCORE[dimension]
                waarde = self.checked(regel, index, definitie)
                if waarde is not None:
                    self._add(gebied, definitie, year or periode, waarde=waarde)

    def _add(self, gebied: Gebied, definitie: Definitie, periode: str, **value: Any) -> None:
        self.inlezing.cijfers.append(Cijfer(gebied, definitie, periode, f"kolom {definitie.stammen[0]}", **value))

    def _rank(self, regel: Regel, index: int) -> int | None:
        text = regel.velden[index]
        if text.casefold() in UNKNOWN:
            self.inlezing.overgeslagen[_("cellen zonder cijfer (onbekend of geheim)")] += 1
            return None
        rang = _class_rank(text)
        if rang is None:
            self.fault(
                regel.nummer,
                self.bestand.kop[index],
                _("‘%(value)s’ is geen klasse van de Leefbaarometer. Een klasse is een getal van 1 tot en met 9.")
                % {"value": text[:30]},
            )
        return rang


def _class_rank(text: str) -> int | None:
    """1-9 for a class as a number or in words, None for anything else."""
    if re.fullmatch(r"[1-9](?:[.,]0+)?", text):
        return int(text[0])
    words = [str(name).casefold() for name in catalogus.LEEFBAAROMETER_KLASSEN]
    return words.index(text.casefold()) + 1 if text.casefold() in words else None
