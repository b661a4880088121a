# SPDX-License-Identifier: EUPL-1.2
"""A document beside a set: per row what was understood and what was not, and what the user still has to say."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from afspraken.imports.current import Naslag, load_naslag
from afspraken.imports.document.kolommen import Groep, group_tables, is_blank, read_code
from afspraken.imports.document.rijen import Lezing, Ruw, read_rows
from afspraken.imports.document.woorden import (
    MAX_ACTIE,
    Namen,
    Plaatsen,
    Stuk,
    Term,
    pieces_of,
    plain,
    split_items,
    terms_of,
    title_of,
    together,
)
from afspraken.models import Afsprakenset
from partijen.models import Partij
from portaal.lib.forms import MAX_TEXT
from portaal.lib.models import CODE_MAX_LENGTH, validate_code
from portaal.lib.suggest import nearest
from portaal.lib.tables.document import Document
from wijken.models import Gebied

SPLITSINGEN = ("opsomming", "regel", "cel")
OVERSLAAN = "overslaan"
PARTIJKOLOMMEN = ("trekker", "partijen", "betrokkenen")
MAX_ACTIES = 60


@dataclass(slots=True)
class Actieregel:
    """A line of "we starten met" as it would become an actie."""

    titel: str
    omschrijving: str
    termijnen: list[Term]


@dataclass(slots=True)
class Rij:
    """One afspraak as it would be stored, with its faults (nothing is stored) and what was not understood."""

    ruw: Ruw
    code: str
    titel: str = ""
    samenvatting: str = ""
    doel: str = ""
    acties: list[Actieregel] = field(default_factory=list)
    trekkers: list[str] = field(default_factory=list)
    betrokkenen: list[str] = field(default_factory=list)
    termijnen: list[Term] = field(default_factory=list)
    gebieden: list[Gebied] = field(default_factory=list)
    opmerkingen: list[str] = field(default_factory=list)
    fouten: list[str] = field(default_factory=list)
    # Goes into the remark on the source.
    bron_opmerking: str = ""
    bestaat: bool = False
    overslaan: bool = False
    # What the user typed instead of the printed code.
    eigen_code: str = ""

    @property
    def is_nieuw(self) -> bool:
        """Whether it would be stored."""
        return not (self.fouten or self.bestaat or self.overslaan)


@dataclass(frozen=True, slots=True)
class Onbekend:
    """A name that is no party here: how often it stands there, what may be meant, and what the user chose."""

    naam: str
    sleutel: str
    aantal: int
    keuze: str


@dataclass(frozen=True, slots=True)
class Themaregel:
    """A thema of the rows, with the name it has or would get."""

    nummer: int
    naam: str
    bestaat: bool


@dataclass(slots=True)
class Voorbeeld:
    """Everything about one document."""

    document: Document
    groepen: list[Groep]
    naslag: Naslag
    lezing: Lezing
    splitsing: str
    rijen: list[Rij] = field(default_factory=list)
    onbekend: list[Onbekend] = field(default_factory=list)
    themas: list[Themaregel] = field(default_factory=list)
    # Names to party, as known or chosen; a name that is left out has none.
    partijen: dict[str, Partij] = field(default_factory=dict)

    @property
    def nieuw(self) -> list[Rij]:
        """The rows that would be stored."""
        return [rij for rij in self.rijen if rij.is_nieuw]

    @property
    def met_fouten(self) -> list[Rij]:
        """The rows that keep the document from being stored."""
        return [rij for rij in self.rijen if rij.fouten]

    @property
    def open_vragen(self) -> list[Onbekend]:
        """Names about which the user has not said anything."""
        return [row for row in self.onbekend if not row.keuze]

    @property
    def is_klaar(self) -> bool:
        """Whether all of it can be stored."""
        return bool(self.nieuw) and not self.met_fouten and not self.open_vragen

    def telling(self) -> dict[str, int]:
        """How many rows there are of each kind."""
        new = self.nieuw
        return {
            "rijen": len(self.rijen),
            "nieuw": len(new),
            "acties": sum(len(rij.acties) for rij in new),
            "bestaat": sum(rij.bestaat for rij in self.rijen),
            "overgeslagen": sum(rij.overslaan for rij in self.rijen),
            "fouten": len(self.met_fouten),
        }


def name_key(naam: str) -> str:
    """A name as the key of a form field."""
    return hashlib.sha256(naam.casefold().encode()).hexdigest()[:12]


def make_preview(document: Document, afsprakenset: Afsprakenset, keuzes: dict[str, Any]) -> Voorbeeld:
    """Lay a document beside a set, in a fixed number of queries.

    Args:
        keuzes: what the user chose: `kolommen` per group of tables, `splitsing`, `themas`, `partijen` and `rijen`.
    """
    groups = group_tables(document, keuzes.get("kolommen"))
    splitsing = keuzes.get("splitsing", SPLITSINGEN[0])
    found = Voorbeeld(document, groups, load_naslag(afsprakenset), read_rows(groups), splitsing)
    _Maker(found, keuzes).make()
    return found


class _Maker:
    def __init__(self, voorbeeld: Voorbeeld, keuzes: dict[str, Any]) -> None:
        self.voorbeeld, self.naslag = voorbeeld, voorbeeld.naslag
        self.choices: dict[str, str] = keuzes.get("partijen", {})
        self.row_choices: dict[str, dict[str, Any]] = keuzes.get("rijen", {})
        self.theme_names: dict[str, str] = keuzes.get("themas", {})
        gemeente = self.naslag.afsprakenset.gemeente
        self.plaatsen = Plaatsen(
            {
                name: gebied.slug
                for gebied in self.naslag.gebieden.values()
                for name in (gebied.naam, *map(str, gebied.aliassen))
                if plain(name) != plain(gemeente.naam)
            }
        )
        self.count: Counter[str] = Counter()
        self.spelling: dict[str, str] = {}

    def make(self) -> None:
        """Fill the preview."""
        rows = self.voorbeeld.lezing.rijen
        pieces = {
            id(row): {key: pieces_of(row.cellen[key]) for key in PARTIJKOLOMMEN if key in row.cellen} for row in rows
        }
        known = [partij.naam for partij in self.naslag.partijen.values()]
        known += [str(alias) for partij in self.naslag.partijen.values() for alias in partij.aliassen]
        everywhere = (piece for row in pieces.values() for cell in row.values() for piece in cell)
        self.namen = Namen(known, everywhere)
        self._load_chosen()
        seen: dict[str, Rij] = {}
        for row in rows:
            rij = self._row(row, pieces[id(row)])
            self._check_code(rij, seen)
            self.voorbeeld.rijen.append(rij)
        self._ask_parties()
        self._name_themas()

    # --- one row ---------------------------------------------------------------------------------------------

    def _row(self, row: Ruw, pieces: dict[str, list[Stuk]]) -> Rij:
        choice = self.row_choices.get(row.sleutel, {})
        own = str(choice.get("code", "")).strip()
        rij = Rij(row, read_code(own) or own or row.code, eigen_code=own, overslaan=bool(choice.get(OVERSLAAN)))
        rij.titel, rij.samenvatting = title_of(row.text("titel"))
        extra = row.text("samenvatting")
        rij.samenvatting = "\n".join(part for part in (rij.samenvatting, extra) if not is_blank(part))
        rij.doel = row.text("doel")
        for item in split_items(row.text("acties"), self.voorbeeld.splitsing)[:MAX_ACTIES]:
            titel, rest = title_of(item, MAX_ACTIE)
            rij.acties.append(Actieregel(titel, self._short(rij, rest), terms_of(item, own_column=False)))
        rij.samenvatting, rij.doel = self._short(rij, rij.samenvatting), self._short(rij, rij.doel)
        if rij.overslaan:
            return rij
        if not rij.titel:
            rij.fouten.append(_("De tekst van de afspraak ontbreekt."))
        if row.thema is None:
            rij.fouten.append(_("Het is niet duidelijk bij welk thema deze afspraak hoort."))
        self._roles(rij, pieces)
        self._terms(rij)
        self._places(rij)
        return rij

    @staticmethod
    def _short(rij: Rij, text: str) -> str:
        if len(text) <= MAX_TEXT:
            return text
        rij.opmerkingen.append(_("Een tekst is langer dan 4.000 tekens. Het eind is weggelaten."))
        return text[: MAX_TEXT - 1] + "…"

    def _roles(self, rij: Rij, pieces: dict[str, list[Stuk]]) -> None:
        """Who leads and who takes part. Of parties in one column those in bold lead, where only some are bold."""
        first, others = together(pieces.get("trekker", ()))
        leading = [name for piece in first for name in self.namen.split(piece.naam)]
        others += pieces.get("betrokkenen", ())
        taking_part = [name for piece in others for name in self.namen.split(piece.naam)]
        both = pieces.get("partijen", [])
        some_bold = any(piece.vet for piece in both) and not all(piece.vet for piece in both)
        for piece in both:
            (leading if some_bold and piece.vet else taking_part).extend(self.namen.split(piece.naam))
        if both and not some_bold and not leading:
            rij.bron_opmerking = _("De bron zegt niet wie trekker is: alle partijen zijn op dezelfde manier gedrukt.")
        for name in (*leading, *taking_part):
            self._look_up(name)
        rij.trekkers = self._unique(leading)
        led = {self._party_key(name) for name in rij.trekkers}
        rij.betrokkenen = [name for name in self._unique(taking_part) if self._party_key(name) not in led]
        if not rij.trekkers:
            rij.opmerkingen.append(_("Geen trekker gevonden: die wordt ‘n.t.b.’"))

    def _unique(self, names: Iterable[str]) -> list[str]:
        """Each party once; names that the user leaves out are gone."""
        found: dict[Any, str] = {}
        for name in names:
            if self.choices.get(name_key(name)) != OVERSLAAN:
                found.setdefault(self._party_key(name), name)
        return list(found.values())

    def _party_key(self, name: str) -> Any:
        partij = self.voorbeeld.partijen.get(name.casefold())
        return partij.pk if partij is not None else name.casefold()

    def _look_up(self, name: str) -> None:
        folded = name.casefold()
        partij = self.naslag.partijen.get(folded) or self._chosen.get(self.choices.get(name_key(name), ""))
        if partij is not None:
            self.voorbeeld.partijen[folded] = partij
        if folded not in self.naslag.partijen:
            self.count[folded] += 1
            self.spelling.setdefault(folded, name)

    def _terms(self, rij: Rij) -> None:
        text = rij.ruw.text("termijn")
        rij.termijnen = terms_of(text, own_column=True)
        if is_blank(text) and not rij.acties:
            # Without acties the afspraak itself says when.
            said = "\n".join(rij.ruw.text(key) for key in ("titel", "samenvatting"))
            rij.termijnen = terms_of(said, own_column=False)
        elif not is_blank(text) and not rij.termijnen:
            rij.opmerkingen.append(_("Termijn niet begrepen: ‘%(text)s’.") % {"text": text[:80]})

    def _places(self, rij: Rij) -> None:
        texts = [rij.ruw.text(key) for key in ("titel", "samenvatting", "doel", "acties")]
        names = self.plaatsen.find("\n".join(texts))
        cell = rij.ruw.text("gebieden")
        found = self.plaatsen.find(cell)
        names = [*found, *names]
        if not is_blank(cell) and not found:
            rij.opmerkingen.append(_("Wijk of buurt niet bekend: ‘%(text)s’.") % {"text": cell[:80]})
        by_id = {self.naslag.gebieden[name.casefold()].pk: self.naslag.gebieden[name.casefold()] for name in names}
        rij.gebieden = list(by_id.values())

    # --- codes -----------------------------------------------------------------------------------------------

    def _check_code(self, rij: Rij, seen: dict[str, Rij]) -> None:
        if rij.overslaan:
            return
        if not rij.code:
            rij.fouten.insert(0, self._no_code(rij))
            return
        try:
            if len(rij.code) > CODE_MAX_LENGTH:
                raise ValidationError("")
            validate_code(rij.code)
        except ValidationError:
            shown = {"code": rij.code[:30]}
            rij.fouten.insert(0, _("‘%(code)s’ is geen code. Schrijf bijvoorbeeld 6a of 1.7.") % shown)
            return
        if rij.code in seen:
            shown = {"code": rij.code, "place": seen[rij.code].ruw.plaats}
            rij.fouten.insert(0, _("Code %(code)s staat ook in %(place)s.") % shown)
            return
        seen[rij.code] = rij
        if rij.code in self.naslag.huidig:
            rij.bestaat, rij.fouten = True, []

    @staticmethod
    def _no_code(rij: Rij) -> str:
        if rij.ruw.gedrukt:
            return _("‘%(code)s’ is geen code. Schrijf bijvoorbeeld 6a of 1.7.") % {"code": rij.ruw.gedrukt[:30]}
        return _("De code ontbreekt. Misschien nummert het programma hier zelf; dat nummer staat niet in de tekst.")

    # --- what to ask -----------------------------------------------------------------------------------------

    def _load_chosen(self) -> None:
        """Parties the user pointed at by number; also organisations that are not active here yet."""
        prefix = "partij:"
        numbers = {value.removeprefix(prefix) for value in self.choices.values() if value.startswith(prefix)}
        pks = [int(number) for number in numbers if number.isascii() and number.isdigit() and len(number) < 18]
        self._chosen: dict[str, Partij] = {
            f"{prefix}{row.pk}": row
            for row in Partij.objects.filter(
                Q(gemeente=None) | Q(gemeente=self.naslag.afsprakenset.gemeente), pk__in=pks
            )
        }

    def _ask_parties(self) -> None:
        for folded, number in self.count.items():
            name, choice = self.spelling[folded], self.choices.get(name_key(folded), "")
            if choice.startswith("partij:") and choice not in self._chosen:
                choice = ""
            self.voorbeeld.onbekend.append(Onbekend(name, name_key(name), number, choice))

    def _name_themas(self) -> None:
        numbers = sorted({rij.ruw.thema for rij in self.voorbeeld.rijen if rij.ruw.thema is not None})
        for number in numbers:
            stored = self.naslag.themas.get(number)
            name = self.theme_names.get(str(number)) or self.voorbeeld.lezing.themas.get(number, "")
            self.voorbeeld.themas.append(Themaregel(number, stored.naam if stored else name, stored is not None))


def suggest_choice(naam: str, known: dict[str, Partij], elsewhere: dict[str, Partij]) -> str:
    """What the user may mean by an unknown name: a party that is spelled nearly so, or that is active elsewhere."""
    found = elsewhere.get(naam.casefold())
    if found is not None:
        return f"partij:{found.pk}"
    hint = nearest(naam, [partij.naam for partij in known.values()])
    return f"partij:{known[hint.casefold()].pk}" if hint else ""
