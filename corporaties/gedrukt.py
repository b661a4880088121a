# SPDX-License-Identifier: EUPL-1.2
"""Figures as they are printed in documents: "2.335", "€ 94.101.000", "-", "pm", "circa 50", "3 van de 7"."""

import re
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from corporaties.models import Waardestatus

STREEPJE = "streepje in bron"
_DASHES = frozenset({"-", "–", "—"})
_STATUSES = {
    "pm": Waardestatus.NADER_TE_BEPALEN,
    "nnb": Waardestatus.NADER_TE_BEPALEN,
    "ntb": Waardestatus.NADER_TE_BEPALEN,
    "tb": Waardestatus.NADER_TE_BEPALEN,
    "nader te bepalen": Waardestatus.NADER_TE_BEPALEN,
    "nog niet bekend": Waardestatus.NADER_TE_BEPALEN,
    "nvt": Waardestatus.NIET_VAN_TOEPASSING,
    "niet van toepassing": Waardestatus.NIET_VAN_TOEPASSING,
    "onbekend": Waardestatus.ONBEKEND,
    "?": Waardestatus.ONBEKEND,
}
# A point is the Dutch thousands separator when three digits follow each time.
_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?", re.ASCII)
_IN_WORDS = {"geen": 0, "nul": 0}


@dataclass(frozen=True, slots=True)
class Gedrukt:
    """A printed figure as it counts: a value, or why there is none."""

    waarde: Decimal | None
    waardestatus: str = Waardestatus.BEKEND.value
    opmerking: str = ""


def read_cijfer(text: str) -> Gedrukt | None:
    """A cell of a printed table; None for an empty one, which is no row.

    A dash is 0 with a remark. The sign of a unit (€, %) and marks of footnotes (*) are left out.

    Raises:
        ValueError: the text is no figure; the message says so.
    """
    plain = text.strip().removeprefix("€").removesuffix("%").rstrip("*").strip()
    if not plain and not text.strip():
        return None
    if plain in _DASHES:
        return Gedrukt(Decimal(0), opmerking=STREEPJE)
    if status := _status(plain):
        return Gedrukt(None, status)
    if _NUMBER.fullmatch(plain):
        return Gedrukt(_number(plain))
    raise ValueError(_("‘%(value)s’ is geen getal.") % {"value": text.strip()})


def read_aantal(text: str) -> Gedrukt:
    """The number of dwellings of a project: the first number in the text, "+65" is 65, "Geen" is 0, "pm" is none.

    "circa 180 + 140" is 320. A text without a number is unknown.
    """
    plain = text.strip().casefold()
    if not plain:
        return Gedrukt(None, Waardestatus.ONBEKEND)
    if status := _status(plain):
        return Gedrukt(None, status)
    first_word = plain.split()[0]
    if first_word in _IN_WORDS and not re.search(r"\d", plain):
        return Gedrukt(Decimal(_IN_WORDS[first_word]))
    if added := re.search(r"(\d[\d.]*)\s*\+\s*(\d[\d.]*)", plain):
        return Gedrukt(_number(added[1]) + _number(added[2]))
    if found := _NUMBER.search(plain):
        return Gedrukt(abs(_number(found[0])))
    return Gedrukt(None, Waardestatus.ONBEKEND)


def _status(text: str) -> str:
    return str(_STATUSES.get(text.casefold().replace(".", "").strip(), ""))


def _number(text: str) -> Decimal:
    return Decimal(text.replace(".", "").replace(",", "."))
