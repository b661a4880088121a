# SPDX-License-Identifier: EUPL-1.2
"""What both kinds of files with figures per neighbourhood share: codes, names, years, numbers, and their faults."""

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from partijen.models import Gemeente
from portaal.lib.periods import Periode
from portaal.lib.suggest import nearest
from wijken.imports import catalogus
from wijken.imports.bestand import Bestand, Regel
from wijken.imports.catalogus import Definitie
from wijken.imports.plan import Document, Fout, Inlezing
from wijken.models import Gebied
from wijken.waarden import validate_getal

_CODE = re.compile(r"(?P<soort>GM|WK|BU)(?P<gemeente>[0-9]{4})(?P<rest>[0-9]{0,4})", re.IGNORECASE)
_WIDER = re.compile(r"(?:NL|LD|PV|CR)[0-9]{2}", re.IGNORECASE)
_NUMBER = re.compile(r"-?[0-9]{1,12}(?:[.,][0-9]{1,20})?(?:[eE]-?[0-9]{1,2})?")
_SUFFIX = re.compile(r"_[0-9]{1,3}\Z")
_YEAR_IN_NAME = re.compile(r"(?<![0-9])(20[0-9]{2})(?![0-9])")
YEAR_VALUE = re.compile(r"(?P<year>(?:19|20)[0-9]{2})(?:JJ00)?", re.IGNORECASE)
# What the CBS and spreadsheets write where there is no figure to tell.
UNKNOWN = frozenset({"", ".", "-", "x", ",", "na", "nan", "n.v.t."})
FIRST_YEAR = 2000
# What the column of a value holds, so that the same file again is the same value again.
PLACES = Decimal("0.0001")
MAX_FAULTS = 200
CODE_COLUMNS = (
    "codering",
    "gwb_code_10",
    "gwb_code",
    "bu_code",
    "wk_code",
    "buurtcode",
    "regiocode",
    "wijkenenbuurten",
)
NAME_COLUMNS = ("regio", "bu_naam", "buurtnaam", "wijkenenbuurten")
YEAR_COLUMNS = ("jaar", "perioden", "periode", "year")
# Known, and no figure of a neighbourhood.
ADMINISTRATIVE = frozenset(
    {"id", "versie", "gm_naam", "gemeentenaam", "recs", "soortregio", "gm_code", "gemeentecode", "ind_wbz", "pst_mvp"}
    | {"meestvoorkomendepostcode", "dekkingspercentage", "pst_dekp", "gwb_code_8", "indelingswijzigingwijkenenbuurten"}
    | {"indelingswijziginggemeentewijkbuurt", "wk_naam", "wijknaam", "wijkcode"}
)


def stem_of(heading: str) -> str:
    """A heading without spaces, capitals, and the number the CBS puts behind it; `a_00_14` keeps its own."""
    plain = heading.strip().strip('"').replace(" ", "").casefold()
    return plain if plain in _SHORT_NAMES else _SUFFIX.sub("", plain)


_SHORT_NAMES = frozenset(
    {stam.casefold() for row in catalogus.CBS_DEFINITIES for stam in row.stammen} | {"gwb_code_10", "gwb_code_8"}
)


def of_gemeente(number: str) -> Callable[[list[str], list[str]], bool]:
    """Keeps lines whose code lies in the gemeente, and those whose code cannot be read (a fault, later on)."""
    column: list[int] = []

    def keep(header: list[str], fields: list[str]) -> bool:
        if not column:
            column.append(code_column([stem_of(heading) for heading in header], fields))
        if column[0] < 0:
            return False
        text = fields[column[0]] if column[0] < len(fields) else ""
        match = _CODE.fullmatch(text)
        return match["gemeente"] == number if match else not _WIDER.fullmatch(text)

    return keep


def code_column(stems: list[str], fields: list[str]) -> int:
    """Index of the column with codes, -1 without one; in a labelled file `WijkenEnBuurten` holds names instead."""
    present = [stems.index(name) for name in CODE_COLUMNS if name in stems]
    with_code = [index for index in present if index < len(fields) and _CODE.fullmatch(fields[index])]
    return next(iter([*with_code, *present]), -1)


class Lezer:
    """Goes through the rows of one file."""

    soort = ""

    def __init__(self, bestand: Bestand, stems: list[str], gemeente: Gemeente, periode: str) -> None:
        self.bestand, self.stems, self.gemeente, self.asked = bestand, stems, gemeente, periode
        self.inlezing = Inlezing(self.soort, Document("", "", ""))
        self.places = {row.cbs_code: row for row in Gebied.objects.filter(gemeente=gemeente).exclude(cbs_code="")}
        fields = bestand.regels[0].velden if bestand.regels else []
        self.code_column = code_column(stems, fields)
        self.name_column = self._column([name for name in NAME_COLUMNS if name != stems[self.code_column]])
        self.year_column = self._column(YEAR_COLUMNS)
        self.seen: dict[tuple[str, str], int] = {}
        self.file_periode = ""

    def _column(self, names: Any) -> int:
        return next((self.stems.index(name) for name in names if name in self.stems), -1)

    def fault(self, regel: int, kolom: str, melding: str) -> None:
        """Note a fault; what comes after the first 200 is only counted."""
        if len(self.inlezing.fouten) < MAX_FAULTS:
            self.inlezing.fouten.append(Fout(regel, kolom, melding))
        else:
            self.inlezing.meer_fouten += 1

    def check(self) -> Inlezing:
        """The whole file."""
        self.read_header()
        if self.bestand.andere:
            self.inlezing.overgeslagen[_("regels van andere gemeenten")] = self.bestand.andere
        self.find_periode()
        self._check_decimals()
        if not self.bestand.regels:
            self.fault(0, "", _("In het bestand staat geen enkele regel van %(naam)s.") % {"naam": self.gemeente.naam})
        for regel in self.bestand.regels:
            self._check_row(regel)
        return self.inlezing

    def read_header(self) -> None:
        """Match the columns; a subclass fills what it reads."""
        raise NotImplementedError

    def document(self, periode: str) -> Document:
        """The source document of the values."""
        raise NotImplementedError

    def check_values(self, regel: Regel, gebied: Gebied, periode: str) -> None:
        """The figures of one row."""
        raise NotImplementedError

    def find_periode(self) -> None:
        """The period of the whole file, from what was asked or from its name; a column goes before both."""
        found = sorted(set(_YEAR_IN_NAME.findall(self.bestand.naam)))
        # "2002-2024" in a name is a range of years: then every row says its own.
        text = self.asked or (found[0] if len(found) == 1 else "")
        if not text:
            if self.year_column < 0 and self.needs_periode():
                self.fault(
                    0,
                    "",
                    _("Het bestand zegt niet over welk jaar het gaat. Zet erbij: --periode 2023 (of het goede jaar)."),
                )
            return
        try:
            self.file_periode = Periode.parse(text).text
        except ValueError:
            self.fault(0, "", _("‘%(value)s’ is geen periode. Schrijf bijvoorbeeld 2023.") % {"value": text[:40]})
        self.inlezing.document = self.document(self.file_periode)

    def needs_periode(self) -> bool:
        """Whether the rows cannot do without a period for the whole file."""
        return True

    def _check_decimals(self) -> None:
        """A file writes 12,5 or 12.5; both at once cannot be told from a thousand."""
        points = commas = 0
        for regel in self.bestand.regels:
            for field in regel.velden:
                if _NUMBER.fullmatch(field):
                    points += "." in field
                    commas += "," in field
        if points and commas:
            self.fault(
                0,
                "",
                _(
                    "In het bestand staan getallen met een punt en getallen met een komma. Schrijf overal 12,5 of "
                    "overal 12.5, zonder punten bij duizendtallen."
                ),
            )

    def _check_row(self, regel: Regel) -> None:
        heading = self.bestand.kop[self.code_column]
        text = regel.velden[self.code_column] if self.code_column < len(regel.velden) else ""
        match = _CODE.fullmatch(text)
        if match is None and sum(map(bool, regel.velden)) == 1:
            self.inlezing.overgeslagen[_("regels met alleen een bijschrift")] += 1
            return
        if match is None:
            self.fault(
                regel.nummer,
                heading,
                _("‘%(value)s’ is geen CBS-code. Een code is BU met 8 cijfers of WK met 6 cijfers.")
                % {"value": text[:30]},
            )
            return
        if len(regel.velden) != len(self.bestand.kop):
            self.fault(
                regel.nummer,
                "",
                _("Deze regel heeft %(found)s velden in plaats van %(wanted)s. Het bestand is beschadigd of te kort.")
                % {"found": len(regel.velden), "wanted": len(self.bestand.kop)},
            )
            return
        if match["soort"].upper() == "GM":
            self.inlezing.overgeslagen[_("regels van de gemeente als geheel")] += 1
            return
        code = text.upper()
        gebied = self.places.get(code)
        if gebied is None:
            self.fault(regel.nummer, heading, self._unknown_code(code, regel))
            return
        periode = self._periode_of(regel)
        if periode is None:
            return
        if (first := self.seen.setdefault((code, periode), regel.nummer)) != regel.nummer:
            self.fault(
                regel.nummer,
                heading,
                _("%(gebied)s (%(code)s) staat voor %(periode)s ook op regel %(first)s. Haal een van de twee weg.")
                % {"gebied": gebied, "code": code, "periode": periode or _("deze periode"), "first": first},
            )
            return
        self._check_name(regel, gebied, code)
        self.check_values(regel, gebied, periode)

    def _unknown_code(self, code: str, regel: Regel) -> str:
        naam = regel.velden[self.name_column] if self.name_column >= 0 else ""
        hint = nearest(naam, [row.naam for row in self.places.values()]) if naam else ""
        if not self.places:
            return _("De gebieden van %(naam)s hebben nog geen CBS-codes. Vul die eerst in bij Beheer, Gebieden.") % {
                "naam": self.gemeente.naam
            }
        message = _(
            "%(gemeente)s heeft hier geen gebied met CBS-code %(code)s. Verbeter de code of voeg het gebied toe."
        )
        text = message % {"gemeente": self.gemeente.naam, "code": code}
        return text + " " + _("Bedoelt u %(naam)s?") % {"naam": hint} if hint else text

    def _check_name(self, regel: Regel, gebied: Gebied, code: str) -> None:
        """The CBS gives codes of old neighbourhoods to new ones: another name deserves a look."""
        if self.name_column < 0 or gebied.soort != Gebied.Soort.BUURT:
            return
        naam = regel.velden[self.name_column]
        names = {_plain(name) for name in (gebied.naam, gebied.slug, *gebied.aliassen)}
        if naam and not _CODE.fullmatch(naam) and _plain(naam) not in names:
            note = _("%(code)s heet in het bestand ‘%(naam)s’ en in het portaal ‘%(gebied)s’. Is dat dezelfde buurt?")
            text = note % {"code": code, "naam": naam[:60], "gebied": gebied}
            if text not in self.inlezing.opmerkingen:
                self.inlezing.opmerkingen.append(text)

    def _periode_of(self, regel: Regel) -> str | None:
        """The year of the row; None with a fault. Empty for a file whose columns carry the year."""
        text = regel.velden[self.year_column] if self.year_column >= 0 else ""
        if not text:
            return self.file_periode if self.file_periode or not self.needs_periode() else None
        match = YEAR_VALUE.fullmatch(text)
        if match is None or not FIRST_YEAR <= int(match["year"]) <= dt.date.today().year + 1:
            self.fault(
                regel.nummer,
                self.bestand.kop[self.year_column],
                _("‘%(value)s’ is geen jaar. Schrijf een jaar als 2023.") % {"value": text[:30]},
            )
            return None
        return match["year"]

    def number(self, regel: Regel, index: int) -> Decimal | None:
        """The number in a cell; None for what the source does not tell, and with a fault for what is no number."""
        text = regel.velden[index]
        if text.casefold() in UNKNOWN:
            self.inlezing.overgeslagen[_("cellen zonder cijfer (onbekend of geheim)")] += 1
            return None
        if _NUMBER.fullmatch(text) is None:
            self.fault(
                regel.nummer,
                self.bestand.kop[index],
                _("‘%(value)s’ is geen getal. Schrijf 1514 of 12,5, zonder punten bij duizendtallen.")
                % {"value": text[:30]},
            )
            return None
        return Decimal(text.replace(",", ".")).quantize(PLACES)

    def checked(self, regel: Regel, index: int, definitie: Definitie) -> Decimal | None:
        """The number in a cell, if it fits the unit of its indicator."""
        waarde = self.number(regel, index)
        if waarde is None:
            return None
        try:
            validate_getal(definitie.eenheid, waarde)
        except ValidationError as error:
            self.fault(regel.nummer, self.bestand.kop[index], error.messages[0])
            return None
        return waarde


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.casefold().replace("é", "e").replace("è", "e"))
