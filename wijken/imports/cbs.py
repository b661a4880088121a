# SPDX-License-Identifier: EUPL-1.2
"""CBS, "Kerncijfers wijken en buurten": one year per file, one row per neighbourhood, a column per figure."""

import re

from django.utils.translation import gettext as _

from wijken.imports import catalogus
from wijken.imports.bestand import Regel
from wijken.imports.catalogus import Definitie
from wijken.imports.lezer import ADMINISTRATIVE, YEAR_VALUE, Lezer
from wijken.imports.plan import Cijfer, Document
from wijken.models import Gebied

STEMS = {stam.casefold(): row for row in catalogus.CBS_DEFINITIES for stam in row.stammen}


class CbsLezer(Lezer):
    """Kerncijfers wijken en buurten: one year per file, one row per neighbourhood, a column per figure."""

    soort = "CBS"

    def read_header(self) -> None:
        self.columns: list[tuple[int, Definitie]] = []
        taken: dict[str, str] = {}
        for index, (heading, stem) in enumerate(zip(self.bestand.kop, self.stems, strict=True)):
            definitie = STEMS.get(stem)
            if definitie is None:
                if stem not in ADMINISTRATIVE and index not in (self.code_column, self.name_column, self.year_column):
                    self.inlezing.kolommen.append(heading)
            elif definitie.slug in taken:
                message = _("Deze kolom zegt hetzelfde als kolom %(other)s. Haal een van de twee weg.")
                self.fault(0, heading, message % {"other": taken[definitie.slug]})
            else:
                taken[definitie.slug] = heading
                self.columns.append((index, definitie))
        self.households = next((i for i, row in self.columns if row.slug == catalogus.HUISHOUDENS), -1)

    def document(self, periode: str) -> Document:
        title = _("CBS, Kerncijfers wijken en buurten %(periode)s") % {"periode": periode}
        year = int(periode[:4]) if periode[:4].isdecimal() else None
        return Document(f"{catalogus.CBS}-{periode.replace('/', '-').casefold()}", title, "CBS", year)

    def find_periode(self) -> None:
        super().find_periode()
        years = {row.velden[self.year_column] for row in self.bestand.regels if self.year_column < len(row.velden)}
        match = YEAR_VALUE.fullmatch(next(iter(years), "")) if self.year_column >= 0 else None
        if len(years) > 1 and self.year_column >= 0:
            self.fault(0, self.bestand.kop[self.year_column], _("In dit bestand staan meer jaren. Lees ze apart in."))
        elif match:
            self.file_periode = match["year"]
            self.inlezing.document = self.document(self.file_periode)

    def check_values(self, regel: Regel, gebied: Gebied, periode: str) -> None:
        basis = None
        if self.households >= 0 and re.fullmatch(r"[0-9]{1,7}", regel.velden[self.households]):
            basis = int(regel.velden[self.households])
        for index, definitie in self.columns:
            waarde = self.checked(regel, index, definitie)
            if waarde is None:
                continue
            if basis == 0 and definitie.eenheid not in (catalogus.E.AANTAL, catalogus.E.HECTARE):
                self.inlezing.overgeslagen[_("deelcijfers van een gebied zonder huishoudens")] += 1
                continue
            plaats = f"kolom {definitie.stammen[0]}"
            of_people = definitie.onderwerp in (catalogus.O.PERSONEN, catalogus.O.HUISHOUDENS)
            self.inlezing.cijfers.append(
                Cijfer(gebied, definitie, periode, plaats, waarde=waarde, basis=basis if of_people and basis else None)
            )
