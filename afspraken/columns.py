# SPDX-License-Identifier: EUPL-1.2
"""The columns of an actielijst as a spreadsheet: one list, read by the export, the import and the template.

Each row is an afspraak or one of its acties, told apart by the code: `6a-1` is an actie of `6a`. Names of
parties may hold commas, so several in one cell are separated by a semicolon or a new line.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from afspraken.models import Termijn
from portaal.lib.periods import Periode, validate_periode

SHEET = "Actielijst"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key in code, its heading, other headings that mean the same, and what to type there."""

    key: str
    heading: str
    help: str | Promise
    aliases: tuple[str, ...] = field(default=())
    width: int = 24

    def matches(self, heading: str) -> bool:
        """True when a heading in a file means this column, whatever its capitals and spaces."""
        return normalise(heading) in {normalise(name) for name in (self.heading, self.key, *self.aliases)}


def normalise(heading: str) -> str:
    """A heading without what people write differently: capitals, spaces, punctuation."""
    return re.sub(r"[\W_]+", "", heading).casefold()


COLUMNS = (
    Column(
        "code",
        "Code",
        gettext_lazy("Verplicht. 6a is een afspraak, 6a-1 een actie daarvan."),
        ("afspraakcode", "nr", "nummer"),
        10,
    ),
    Column("thema", "Thema", gettext_lazy("Nummer van het thema. Alleen nodig bij een nieuwe afspraak."), (), 8),
    Column(
        "titel",
        "Afspraak of actie",
        gettext_lazy("Korte titel. Verplicht."),
        ("titel", "afspraak", "actie", "omschrijving afspraak"),
        44,
    ),
    Column("samenvatting", "Samenvatting", gettext_lazy("Wat is afgesproken, in gewone taal."), ("omschrijving",), 50),
    Column("doel", "Doel", gettext_lazy("Wat moet het opleveren. Alleen bij een afspraak."), (), 36),
    Column("trekkers", "Trekkers", gettext_lazy("Namen van partijen, met een puntkomma ertussen."), ("trekker",), 26),
    Column(
        "betrokkenen",
        "Betrokkenen",
        gettext_lazy("Namen van partijen, met een puntkomma ertussen."),
        ("betrokken",),
        26,
    ),
    Column("gebieden", "Gebieden", gettext_lazy("Namen van buurten, met een puntkomma ertussen."), ("gebied",), 22),
    Column(
        "termijnen",
        "Termijnen",
        gettext_lazy("Per regel: soort, periode en wat. Bijvoorbeeld: gereed 2022-Q1: beleid vastgesteld."),
        ("termijn", "periode", "planning"),
        34,
    ),
    Column("locatie", "Locatie", gettext_lazy("Straat of complex. Alleen bij een actie."), (), 22),
    Column(
        "aantal_woningen", "Aantal woningen", gettext_lazy("Een geheel getal. Alleen bij een actie."), ("woningen",), 12
    ),
    Column("status", "Status", gettext_lazy("Hoe het staat. Leeg: geen nieuwe melding."), ("stand",), 18),
    Column("fase", "Fase", gettext_lazy("Voorbereiding, Besluitvorming, Uitvoering of Afronding."), (), 16),
    Column("toelichting", "Toelichting", gettext_lazy("Eén zin is genoeg."), ("laatste stand", "stand van zaken"), 50),
    Column("oorzaak", "Oorzaak", gettext_lazy("Verplicht bij ‘Vraagt aandacht’ en ‘Stagneert’."), (), 30),
    Column("gevolg", "Gevolg", gettext_lazy("Verplicht bij ‘Vraagt aandacht’ en ‘Stagneert’."), (), 30),
    Column("maatregel", "Maatregel", gettext_lazy("Verplicht bij ‘Vraagt aandacht’ en ‘Stagneert’."), (), 30),
    Column("volgende_stap", "Volgende stap", gettext_lazy("Wat er nu gaat gebeuren."), (), 30),
    Column(
        "gevraagd_besluit",
        "Vraag aan het overleg",
        gettext_lazy("Wat van het bestuurlijk overleg wordt gevraagd."),
        ("gevraagd van het BOWW", "gevraagd besluit", "vraag aan het BOWW"),
        30,
    ),
    Column(
        "datum",
        "Datum van de stand",
        gettext_lazy("De dag waarop dit zo was. Ongewijzigd of leeg bij een nieuwe stand: vandaag."),
        ("datum", "bijgewerkt op"),
        14,
    ),
    Column(
        "reden",
        "Reden om te heropenen",
        gettext_lazy("Alleen als iets dat gereed of vervallen was weer opengaat."),
        (),
        24,
    ),
)
BY_KEY = {column.key: column for column in COLUMNS}

STAND_KEYS = (
    "status",
    "fase",
    "toelichting",
    "oorzaak",
    "gevolg",
    "maatregel",
    "volgende_stap",
    "gevraagd_besluit",
    "datum",
    "reden",
)
STAND_TEXTS = STAND_KEYS[2:8]
AFSPRAAK_TEXTS = {"titel": "titel", "samenvatting": "samenvatting", "doel": "doel"}
ACTIE_TEXTS = {"titel": "titel", "samenvatting": "omschrijving", "locatie": "locatie"}


def join_names(names: Iterable[str]) -> str:
    """Several names in one cell."""
    return "; ".join(names)


def split_names(text: str) -> list[str]:
    """The names in one cell, without repeats, in their order."""
    return list(dict.fromkeys(name.strip() for name in re.split(r"[;\n]", text) if name.strip()))


def join_termijnen(termijnen: Iterable[tuple[str, str, str]]) -> str:
    """(soort, periode, wat) of several terms in one cell, one per line."""
    return "\n".join(f"{soort} {periode}: {wat}" if wat else f"{soort} {periode}" for soort, periode, wat in termijnen)


_TERMIJN = re.compile(
    rf"\A(?:(?P<soort>{'|'.join(Termijn.Soort.values)})\s+)?(?P<periode>[^:\s]+)\s*(?::\s*(?P<wat>.*))?\Z",
    re.IGNORECASE | re.DOTALL,
)


def split_termijnen(text: str) -> list[tuple[str, str, str]]:
    """(soort, periode, wat) of each line; a period without a kind is a `gereed`.

    Raises:
        ValidationError: a line is no term, or its period does not exist.
    """
    found = []
    for line in re.split(rf"\n|;\s*(?=(?:{'|'.join(Termijn.Soort.values)})\s)", text, flags=re.IGNORECASE):
        if not line.strip():
            continue
        match = _TERMIJN.match(line.strip())
        if match is None:
            raise ValidationError(
                _("‘%(value)s’ is geen termijn. Schrijf bijvoorbeeld: gereed 2022-Q1: beleid vastgesteld."),
                code="termijn",
                params={"value": line.strip()[:60]},
            )
        validate_periode(match["periode"])
        soort = (match["soort"] or Termijn.Soort.GEREED.value).casefold()
        wat = (match["wat"] or "").strip()
        if len(wat) > 200:
            raise ValidationError(_("De omschrijving van een termijn heeft hoogstens 200 tekens."), code="max_length")
        found.append((soort, Periode.parse(match["periode"]).text, wat))
    return list(dict.fromkeys(found))
