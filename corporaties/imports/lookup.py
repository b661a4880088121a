# SPDX-License-Identifier: EUPL-1.2
"""What the words in a row mean: corporation and place, kind, period, list and population, and class.

Each look-up is about a few columns together and remembered by what stands in them, since the same words come back in
thousands of rows. What is wrong is (column key, message): the same words are wrong in the same way in every row.
"""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from django.utils.translation import gettext as _

from corporaties.columns import BY_KEY, normal, plain
from corporaties.imports.naslag import ALL_CLASSES, TOTAL_WORDS, Lijst, Naslag
from corporaties.models import Cijferbron, Eenheid, Voorraadcijfer
from portaal.lib.periods import Periode
from portaal.lib.suggest import nearest
from wijken.models import Gebied

Faults: TypeAlias = tuple[tuple[str, str], ...]
_DUTCH_DATE = re.compile(r"(\d{1,2})[-/](\d{1,2})[-/](\d{4})")
_SPAN = re.compile(r"(\d{4})\s*[-–—]\s*(\d{4})")
_SHOWN_CHOICES = 12
_SOORTEN = {
    **{normal(soort.value): soort.value for soort in Voorraadcijfer.Soort},
    **{normal(str(soort.label)): soort.value for soort in Voorraadcijfer.Soort},
    "wijziging": Voorraadcijfer.Soort.MUTATIE.value,
    "gepland": Voorraadcijfer.Soort.PLANNING.value,
    "voorraad": Voorraadcijfer.Soort.STAND.value,
}
_EENHEDEN = {
    **{normal(eenheid.value): eenheid.value for eenheid in Eenheid},
    "aantal": Eenheid.WONINGEN.value,
    "woning": Eenheid.WONINGEN.value,
    "€": Eenheid.EURO.value,
    "euros": Eenheid.EURO.value,
    "euro's": Eenheid.EURO.value,
    "%": Eenheid.PROCENT.value,
    "percentage": Eenheid.PROCENT.value,
}
_GEBIEDSOORTEN = {normal(soort.value): soort.value for soort in Gebied.Soort}
WHERE_KEYS = ("gemeente", "corporatie", "gebied", "gebiedsoort")
WHAT_KEYS = ("soort", "periode", "peildatum", "kenmerk", "lijst", "populatie", "eenheid")
CLASS_KEYS = ("klasse", "klassecode")


@dataclass(frozen=True, slots=True)
class Waar:
    """Of which corporation and place."""

    corporatie_id: int | None
    gebied_id: int | None
    is_total_line: bool = False


@dataclass(frozen=True, slots=True)
class Wat:
    """What was counted and when. `wrong_year` says why the period does not belong in this delivery; usually empty."""

    soort: str
    periode: str
    lijst: Lijst | None
    populatie_id: int
    eenheid: str
    wrong_year: str = ""


class Lookup:
    """Looks up the words of one delivery."""

    def __init__(self, naslag: Naslag, peildatum: dt.date) -> None:
        self.naslag, self.peildatum = naslag, peildatum
        self.standaard_populatie = self._default_population()
        self._waar: dict[tuple[object, ...], Waar | Faults] = {}
        self._wat: dict[tuple[object, ...], Wat | Faults] = {}
        self._klasse: dict[tuple[object, ...], int | Faults | None] = {}

    def _default_population(self) -> int | None:
        """Without a word about it: all dwellings, or the only population there is."""
        known = self.naslag.populaties
        for name in ("alle woningen", "alle", "alle zelfstandige en onzelfstandige woningen"):
            if normal(name) in known:
                return known[normal(name)]
        return next(iter(known.values())) if len(known) == 1 else None

    # --- where -----------------------------------------------------------------------------------------------

    def waar(self, texts: tuple[str, ...], andere_bron: bool) -> Waar | Faults:
        """Corporation and place; in a figure of another source an empty corporation means all of them."""
        key = (*texts, andere_bron)
        if key not in self._waar:
            self._waar[key] = self._find_waar(*texts, andere_bron=andere_bron)
        return self._waar[key]

    def _find_waar(
        self, gemeente: str, corporatie: str, gebied: str, gebiedsoort: str, *, andere_bron: bool
    ) -> Waar | Faults:
        naslag = self.naslag
        faults: list[tuple[str, str]] = []
        if gemeente and not naslag.is_whole_gemeente(gemeente):
            text = _("Deze rij gaat over gemeente ‘%(name)s’; u levert cijfers voor %(own)s.")
            faults.append(("gemeente", text % {"name": gemeente[:40], "own": naslag.gemeente.naam}))
        corporatie_id: int | None = naslag.partij.pk
        if not corporatie:
            corporatie_id = None if andere_bron else corporatie_id
        elif normal(corporatie) not in naslag.eigen_namen:
            faults.append(("corporatie", self._other_corporation(corporatie)))
        if naslag.is_whole_gemeente(gebied):
            waar = Waar(corporatie_id, None, plain(gebied) in TOTAL_WORDS)
            return tuple(faults) or waar
        soort = _GEBIEDSOORTEN.get(normal(gebiedsoort), "")
        if gebiedsoort and not soort:
            text = _("‘%(name)s’ is geen soort gebied. Kies uit: %(choices)s.")
            faults.append(("gebiedsoort", text % {"name": gebiedsoort[:40], "choices": ", ".join(Gebied.Soort.values)}))
        gebied_id = naslag.gebied(gebied, soort)
        if gebied_id is None:
            key = "gebiedsoort" if soort and naslag.gebied(gebied) is not None else "gebied"
            faults.append((key, self._unknown_place(gebied, soort)))
        return tuple(faults) or Waar(corporatie_id, gebied_id)

    def _other_corporation(self, name: str) -> str:
        own = self.naslag.partij.naam
        if normal(name) in self.naslag.corporaties or normal(name) in ("corporaties", "allecorporaties", "alle"):
            text = _("Deze rij gaat over ‘%(name)s’. U levert alleen de cijfers van %(own)s. Haal de rij weg.")
            return text % {"name": name[:60], "own": own}
        if nearest(name, [own, *map(str, self.naslag.partij.aliassen)]):
            return _("Corporatie ‘%(name)s’ is niet bekend. Bedoelt u ‘%(own)s’?") % {"name": name[:60], "own": own}
        text = _("Corporatie ‘%(name)s’ is niet bekend. Schrijf %(own)s, of laat de cel leeg.")
        return text % {"name": name[:60], "own": own}

    def _unknown_place(self, name: str, soort: str) -> str:
        naslag = self.naslag
        shown = {"name": name[:60], "soort": soort or _("gebied")}
        if soort and naslag.gebied(name) is not None:
            return _("Er is geen %(soort)s met de naam ‘%(name)s’. Pas ‘Soort gebied’ aan of laat die leeg.") % shown
        hint = naslag.place_of_suggestion(nearest(name, naslag.known_places()))
        if hint:
            return _("Gebied ‘%(name)s’ is niet bekend. Bedoelt u ‘%(hint)s’?") % {**shown, "hint": hint}
        return _("Gebied ‘%(name)s’ is niet bekend. De namen staan in het sjabloon, op het blad ‘Keuzes’.") % shown

    # --- what ------------------------------------------------------------------------------------------------

    def wat(self, texts: tuple[str, ...], lijst: Lijst | None = None) -> Wat | Faults:
        """Kind, period, list, population and unit.

        Args:
            lijst: the list, when the headings of a cross-table tell it.
        """
        key = (*texts, lijst and lijst.pk)
        if key not in self._wat:
            self._wat[key] = self._find_wat(*texts, given=lijst)
        return self._wat[key]

    def _find_wat(
        self,
        soort: str,
        periode: str,
        peildatum: str,
        kenmerk: str,
        lijst: str,
        populatie: str,
        eenheid: str,
        *,
        given: Lijst | None,
    ) -> Wat | Faults:
        faults: list[tuple[str, str]] = []
        kind = _SOORTEN.get(normal(soort), "") if soort else Voorraadcijfer.Soort.STAND.value
        if not kind:
            faults.append(("soort", _unknown("soort", soort, [str(label) for label in Voorraadcijfer.Soort.labels])))
        unit = _EENHEDEN.get(normal(eenheid), "") if eenheid else Eenheid.WONINGEN.value
        if not unit:
            faults.append(("eenheid", _unknown("eenheid", eenheid, Eenheid.values)))
        population = self.naslag.populaties.get(normal(populatie)) if populatie else self.standaard_populatie
        if population is None:
            faults.append(("populatie", self._unknown_population(populatie)))
        found = given
        if found is None and (kenmerk or lijst):
            lists = self.naslag.find_lijsten(kenmerk, lijst)
            if len(lists) == 1:
                found = lists[0]
            else:
                faults.append(self._no_list(kenmerk, lijst, lists))
        text, wrong_year, period_fault = self._period(kind, periode or peildatum)
        if period_fault:
            faults.append(("periode" if periode else "peildatum" if peildatum else "periode", period_fault))
        if faults:
            return tuple(faults)
        return Wat(kind, text, found, population or 0, unit, wrong_year)

    def _unknown_population(self, name: str) -> str:
        names = sorted(self.naslag.populatienamen.values())
        if name:
            return _unknown("populatie", name, names)
        return _("Zeg welke woningen zijn geteld: vul de populatie in. Kies uit: %(choices)s.") % {
            "choices": _choices(names)
        }

    def _no_list(self, kenmerk: str, lijst: str, found: list[Lijst]) -> tuple[str, str]:
        kenmerken = {row.kenmerk_naam for row in found}
        if len({row.naam for row in found}) == 1 < len(kenmerken):
            text = _("De lijst ‘%(lijst)s’ is er voor meer dan één kenmerk. Kies bij ‘Kenmerk’ uit: %(choices)s.")
            return "kenmerk", text % {
                "lijst": found[0].naam,
                "choices": _choices(sorted(kenmerken)),
            }
        if found:
            text = _("Er is meer dan één lijst die dit kan zijn. Kies bij ‘Lijst’ uit: %(choices)s.")
            return "lijst", text % {"choices": _choices(row.naam for row in found)}
        known = self.naslag.find_lijsten(kenmerk, "")
        if kenmerk and not known:
            every = {row.kenmerk_naam: None for row in self.naslag.lijsten}
            return "kenmerk", _unknown("kenmerk", kenmerk, list(every))
        return "lijst", _unknown("lijst", lijst, [row.naam for row in known])

    def _period(self, soort: str, text: str) -> tuple[str, str, str]:
        """(period, why it is of the wrong year, why it is no period); the last two are mostly empty."""
        own, year = self.peildatum.isoformat(), self.peildatum.year
        if not text:
            if soort in (Voorraadcijfer.Soort.STAND, ""):
                return own, "", ""
            return "", "", _("Vul bij een verandering of planning de periode in, zoals %(year)s.") % {"year": year}
        try:
            periode = Periode.parse(_as_period(text))
        except ValueError:
            message = _("‘%(text)s’ is geen periode. Schrijf 2026, 2026-H1, 2026-03, 2026-01-01 of 2022/2026.")
            return "", "", message % {"text": text[:40]}
        if soort == Voorraadcijfer.Soort.STAND and periode.text == str(year):
            # "The stock of 2026", in a delivery for one day of that year.
            return own, "", ""
        last = periode.last.year
        right = {
            Voorraadcijfer.Soort.STAND.value: last == year,
            Voorraadcijfer.Soort.MUTATIE.value: year - 1 <= last <= year,
            Voorraadcijfer.Soort.PLANNING.value: last >= year,
        }
        if right.get(soort, True):
            return periode.text, "", ""
        message = _(
            "Dit gaat over %(text)s, maar u levert cijfers voor %(year)s. Kies een ander jaar of haal de rij weg."
        )
        return periode.text, message % {"text": text[:40], "year": year}, ""

    # --- class -----------------------------------------------------------------------------------------------

    def klasse(self, naam: str, code: str, lijst: Lijst | None) -> int | Faults | None:
        """The class of a list; None for all classes together."""
        key = (naam, code, lijst and lijst.pk)
        if key not in self._klasse:
            self._klasse[key] = self._find_klasse(naam, code, lijst)
        return self._klasse[key]

    def _find_klasse(self, naam: str, code: str, lijst: Lijst | None) -> int | Faults | None:
        given = naam or code
        if not given or plain(given) in ALL_CLASSES:
            return None
        if lijst is None:
            names = [row.titel for row in self.naslag.lijsten if plain(given) in row.klassen]
            text = _("Zeg bij welke lijst ‘%(name)s’ hoort: vul ‘Kenmerk’ en ‘Lijst’ in.") % {"name": given[:60]}
            return (("lijst", text + (" " + _choose_from(names) if names else "")),)
        found = lijst.klassen.get(plain(naam)) if naam else None
        if found is None and code:
            found = lijst.klassen.get(plain(code))
        if found is not None:
            return found
        names = list(lijst.namen.values())
        hint = nearest(given, names)
        shown = {"name": given[:60], "lijst": lijst.titel, "hint": hint}
        if hint:
            text = _("‘%(name)s’ is geen klasse van %(lijst)s. Bedoelt u ‘%(hint)s’?") % shown
        else:
            text = _("‘%(name)s’ is geen klasse van %(lijst)s.") % shown + " " + _choose_from(names)
        return (("klasse" if naam else "klassecode", text),)

    # --- source ----------------------------------------------------------------------------------------------

    def bron(self, naam: str) -> Cijferbron | Faults | None:
        """The other source that a figure names; None for the corporation's own."""
        if not naam:
            return None
        found = self.naslag.bronnen.get(normal(naam))
        if found is None:
            text = _("De bron ‘%(name)s’ is niet bekend. Laat de cel leeg: de bron is uw levering.")
            return (("bron", text % {"name": naam[:80]}),)
        own = self.naslag.eigen_bron
        return None if own is not None and found.pk == own.pk else found


def _as_period(text: str) -> str:
    """A date or span as people write it, as a period: 1-1-2026, 2022-2026."""
    if match := _DUTCH_DATE.fullmatch(text):
        day, month, year = (int(part) for part in match.groups())
        return f"{year:04}-{month:02}-{day:02}"
    if match := _SPAN.fullmatch(text):
        return f"{match[1]}/{match[2]}"
    return text.upper() if text[4:6] in ("-h", "-q") else text


def _unknown(key: str, name: str, known: list[str]) -> str:
    shown = {"kolom": BY_KEY[key].heading, "name": name[:60], "hint": nearest(name, known)}
    if shown["hint"]:
        return _("%(kolom)s ‘%(name)s’ is niet bekend. Bedoelt u ‘%(hint)s’?") % shown
    return _("%(kolom)s ‘%(name)s’ is niet bekend.") % shown + " " + _choose_from(known)


def _choose_from(names: Iterable[str]) -> str:
    return _("Kies uit: %(choices)s.") % {"choices": _choices(names)}


def _choices(names: Iterable[str]) -> str:
    found = list(dict.fromkeys(names))
    more = "…" if len(found) > _SHOWN_CHOICES else ""
    return ", ".join(found[:_SHOWN_CHOICES]) + more
