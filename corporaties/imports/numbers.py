# SPDX-License-Identifier: EUPL-1.2
"""What stands in the cell of a figure: a number as Dutch people write it, or a word for why there is none."""

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from corporaties.models import Eenheid, Voorraadcijfer, Waardestatus
from portaal.lib.tables.cells import Value, number_text

DASH_REMARK = "streepje in bron"
# More dwellings than there are in the country (8.2 million in 2025), or a percentage of nothing sensible.
MOST = {
    Eenheid.WONINGEN: Decimal(10_000_000),
    Eenheid.HUISHOUDENS: Decimal(10_000_000),
    Eenheid.EURO: Decimal(99_999_999_999),
    Eenheid.PROCENT: Decimal(1000),
}
WHOLE = frozenset({Eenheid.WONINGEN, Eenheid.HUISHOUDENS})
_DECIMALS = Decimal("0.01")
# Spreadsheets count in floats: 12.1 may come as 12.0999999999999996.
_NOISE = Decimal("0.000001")

_WORDS = {
    **dict.fromkeys(("onbekend", "?", "onbek", "onb"), Waardestatus.ONBEKEND),
    **dict.fromkeys(
        ("ntb", "nnb", "tb", "pm", "nader te bepalen", "nog te bepalen", "nog niet bekend"),
        Waardestatus.NADER_TE_BEPALEN,
    ),
    **dict.fromkeys(("nvt", "niet van toepassing"), Waardestatus.NIET_VAN_TOEPASSING),
}
_STATUSES = {
    **{status.value.replace("_", " "): status for status in Waardestatus},
    **{str(status.label).casefold(): status for status in Waardestatus},
    **_WORDS,
}
_DASHES = frozenset({"-", "–", "—", "−"})
_MINUS = str.maketrans({"−": "-", "–": "-"})
_SPACES = re.compile("[\u00a0\u2009\u202f]")
# 1234 · 1.234 · 1 234 · 12,50 · 2.335,0
_DUTCH = re.compile(r"[+-]?(?:[0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+)(?:,[0-9]+)?")
_GROUPED_BY_SPACES = re.compile(r"[+-]?[0-9]{1,3}(?: [0-9]{3})+(?:,[0-9]+)?")
_ENGLISH = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]+|[+-]?[0-9]{1,3}(?:,[0-9]{3}){2,}")
_POINT = re.compile(r"[+-]?[0-9]+\.[0-9]+")
_SIGNS = {Eenheid.EURO: ("€", "EUR"), Eenheid.PROCENT: ("%",)}


class NoValue(ValueError):
    """The cell holds no value; the message says in Dutch what is wrong and how to mend it."""


@dataclass(frozen=True, slots=True)
class Waarde:
    """A value with its status, and the remark that goes with a printed dash."""

    waarde: Decimal | None
    status: str = Waardestatus.BEKEND.value
    opmerking: str = ""


def read_waarde(raw: Value, *, eenheid: str, soort: str, strict: bool = True) -> Waarde:
    """Read the value of a cell that is not empty.

    A dash is 0 with a remark, as in printed tables. Raises NoValue.

    Args:
        eenheid: dwellings and households are whole numbers.
        soort: what there is (a stand) is never less than zero.
        strict: False for a figure that only has to be recognised, as another source printed it.
    """
    if isinstance(raw, str):
        text = raw.strip()
        if text in _DASHES:
            return Waarde(Decimal(0), opmerking=DASH_REMARK)
        word = _WORDS.get(_word(text))
        if word is not None:
            return Waarde(None, word.value)
        number = _from_text(text, eenheid)
    else:
        number = _from_cell(raw)
        text = _shown(raw)
    return Waarde(_checked(number, text, eenheid, soort) if strict else _rounded(number, text))


def read_status(text: str) -> str | None:
    """The status that a word means, None for an unknown word."""
    status = _STATUSES.get(_word(text.replace("_", " ")))
    return status.value if status is not None else None


def _word(text: str) -> str:
    return text.casefold().replace(".", "").strip()


def _from_cell(raw: Value) -> Decimal:
    if isinstance(raw, bool):
        raise NoValue(_("Deze cel bevat ja of nee, geen getal."))
    if isinstance(raw, int):
        return Decimal(raw)
    if isinstance(raw, float):
        return Decimal(repr(raw))
    if isinstance(raw, Decimal):
        return raw
    if isinstance(raw, dt.date):
        raise NoValue(
            _("Deze cel bevat een datum (%(value)s), geen getal. Zet de cel op Getal en vul het cijfer opnieuw in.")
            % {"value": _shown(raw)}
        )
    raise NoValue(_("Deze cel bevat geen getal."))


def _from_text(text: str, eenheid: str) -> Decimal:
    plain = text
    for sign in _SIGNS.get(Eenheid(eenheid), ()):
        plain = plain.removeprefix(sign).removesuffix(sign).strip()
    plain = _SPACES.sub(" ", plain.translate(_MINUS))
    if _GROUPED_BY_SPACES.fullmatch(plain):
        plain = plain.replace(" ", "")
    if _DUTCH.fullmatch(plain):
        return Decimal(plain.replace(".", "").replace(",", "."))
    shown = {"value": text[:40]}
    if _ENGLISH.fullmatch(plain):
        raise NoValue(_("‘%(value)s’ is op zijn Engels geschreven. Schrijf het als 1.234,50.") % shown)
    if _POINT.fullmatch(plain):
        raise NoValue(
            _("‘%(value)s’ heeft een punt. Schrijf decimalen met een komma: 12,50. Een punt is voor duizend: 1.234.")
            % shown
        )
    raise NoValue(
        _("‘%(value)s’ is geen getal. Schrijf alleen het getal, zoals 1234 of 12,5, of onbekend, n.t.b. of n.v.t.")
        % shown
    )


def _rounded(number: Decimal, text: str, most: Decimal = MOST[Eenheid.EURO]) -> Decimal:
    if not number.is_finite() or abs(number) > most:
        message = _("%(value)s is te groot om te kunnen kloppen. Controleer het getal en de eenheid.")
        raise NoValue(message % {"value": text[:40]})
    return number.quantize(_DECIMALS)


def _checked(number: Decimal, text: str, eenheid: str, soort: str) -> Decimal:
    shown = {"value": text[:40]}
    rounded = _rounded(number, text, MOST[Eenheid(eenheid)])
    if abs(number - rounded) >= _NOISE:
        if eenheid in WHOLE:
            raise NoValue(_whole_number(number, text))
        raise NoValue(_("%(value)s heeft meer dan twee decimalen. Rond het af.") % shown)
    if eenheid in WHOLE and rounded != rounded.to_integral_value():
        raise NoValue(_whole_number(number, text))
    if soort == Voorraadcijfer.Soort.STAND and rounded < 0:
        raise NoValue(
            _(
                "%(value)s is negatief. Wat er is, kan niet minder dan 0 zijn. Is het een afname? Vul dan bij Soort "
                "‘verandering’ in."
            )
            % shown
        )
    return rounded


def _whole_number(number: Decimal, text: str) -> str:
    message = _("%(value)s is geen heel getal; woningen en huishoudens telt u in hele.") % {"value": text[:40]}
    # 1.234 that became one and a bit: three decimals are thousands in disguise.
    exponent = number.normalize().as_tuple().exponent
    if isinstance(exponent, int) and -3 <= exponent < 0 and abs(number) < 1000:
        meant = f"{int(number * 1000):,}".replace(",", ".")
        message += " " + _("Bedoelt u %(meant)s?") % {"meant": meant} if len(text) - text.find(",") == 4 else ""
    return message


def _shown(raw: Value) -> str:
    if isinstance(raw, dt.date):
        return f"{raw.day}-{raw.month}-{raw.year}"
    if isinstance(raw, int | float | Decimal):
        try:
            return number_text(raw)
        except ValueError:
            pass
    return str(raw)
