# SPDX-License-Identifier: EUPL-1.2
"""The columns of a list of figures: what a file that comes in may have, and what a file that goes out has.

The long form has one figure per row. In a cross-table the classes of one list stand side by side, and the other columns
say for the whole row of which place, period and population its figures are. Headings are recognised in Dutch and as the
API names them, in any order.
"""

import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

SHEET = "Cijfers"
# Sheets of the template that hold no figures.
HELP_SHEET, CHOICES_SHEET = "Uitleg", "Keuzes"
_SEPARATORS = re.compile(r"[\s_\-.]+")


def normal(text: str) -> str:
    """A heading or name without the differences people make: case, spaces, underscores, hyphens, dots."""
    return _SEPARATORS.sub("", text).casefold()


def plain(text: str) -> str:
    """A name without differences of case and spaces only: the classes 1.1 and 11 are not the same."""
    return "".join(text.split()).casefold()


@dataclass(frozen=True, slots=True)
class Column:
    """One column: key, heading in Dutch, other names for it, what to fill in, and its width in characters."""

    key: str
    heading: str
    help: Any
    others: tuple[str, ...] = ()
    width: int = 18


COLUMNS = (
    Column("corporatie", "Corporatie", _("Uw corporatie. Mag leeg blijven."), width=22),
    Column(
        "gebied",
        "Gebied",
        _("Naam van een buurt, wijk of rayon. Leeg: de hele gemeente."),
        ("buurt", "wijk", "buurtnaam", "naam buurt", "gebiedsnaam"),
        26,
    ),
    Column(
        "gebiedsoort",
        "Soort gebied",
        _("Alleen nodig als een naam meer dan eens voorkomt: buurt, wijk, stadsdeel, rayon."),
        ("gebiedsoort",),
        14,
    ),
    Column(
        "soort",
        "Soort",
        _("stand (wat er is), verandering (wat erbij kwam of afging) of planning. Leeg: stand."),
        ("soort cijfer",),
        14,
    ),
    Column(
        "periode",
        "Periode",
        _("Bij een stand de peildatum, anders de periode: 2026, 2026-H1, 2026-03 of 2022/2026. Leeg: de peildatum."),
        ("peildatum of periode", "jaar", "peiljaar"),
        14,
    ),
    Column("kenmerk", "Kenmerk", _("Waarnaar is geteld, zoals huurklasse. Mag leeg als de lijst dat al zegt.")),
    Column("lijst", "Lijst", _("De klassenlijst, zoals Maastricht 2022."), ("klassenlijst",), 22),
    Column("klasse", "Klasse", _("Een klasse van die lijst. Leeg: alle klassen samen."), width=26),
    Column("populatie", "Populatie", _("Welke woningen zijn geteld."), width=28),
    Column("eenheid", "Eenheid", _("woningen, huishoudens, euro of procent. Leeg: woningen."), width=12),
    Column(
        "waarde",
        "Waarde",
        _("Het cijfer. Onbekend: schrijf onbekend, n.t.b. of n.v.t. Een lege cel is geen cijfer."),
        ("aantal", "cijfer", "aantal woningen"),
        12,
    ),
    Column(
        "waardestatus",
        "Waardestatus",
        _("bekend, onbekend, nader te bepalen of niet van toepassing. Mag leeg als er een waarde staat."),
        ("status",),
        18,
    ),
    Column(
        "gepubliceerd_totaal",
        "Gepubliceerd totaal",
        _("ja als dit cijfer zo als totaal is gedrukt. Leeg: nee."),
        ("totaal gepubliceerd",),
        12,
    ),
    Column("opmerking", "Opmerking", _("Iedereen kan dit lezen. Zet er geen namen van mensen in."), width=30),
)  # fmt: skip
# Known, but not part of the template: what other files that the portal makes have.
EXTRA = (
    Column("gemeente", "Gemeente", _("Slug of naam van de gemeente.")),
    Column("peildatum", "Peildatum", _("Bij een cijfer over één dag.")),
    Column("klassecode", "Klassecode", _("Code van de klasse.")),
    Column("bron", "Bron", _("Waar het cijfer vandaan komt.")),
)
# Recognised and not read.
IGNORED = frozenset(map(normal, ("id", "levering", "gepubliceerd", "demo", "versie", "Vorig jaar", "klasseVera")))
BY_KEY = {column.key: column for column in (*COLUMNS, *EXTRA)}
_BY_NAME = {
    normal(name): column for column in (*EXTRA, *COLUMNS) for name in (column.heading, column.key, *column.others)
}
# What these columns say holds for all figures of a row of a cross-table.
NOT_IN_CROSS_TABLE = frozenset({"klasse", "klassecode", "waarde", "waardestatus", "gepubliceerd_totaal"})


def find_column(heading: str) -> Column | None:
    """The column that a heading means."""
    return _BY_NAME.get(normal(heading))
