# SPDX-License-Identifier: EUPL-1.2
"""Amounts of money: decimal euros, read and written the Dutch way.

"1.000,00" and "1,000.00" are the same amount to a Dutch and an English reader, and "1.000" is a thousand to the one
and one euro to the other. Only the Dutch way is accepted; the rest is refused with the words to mend it, never guessed.
"""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

CENT = Decimal("0.01")
ZERO = Decimal("0.00")
MAX_DIGITS, DECIMALS = 12, 2
MAX_BEDRAG = Decimal("9999999999.99")

_DUTCH = re.compile(r"(?:[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+)(?:,([0-9]*|-{1,2}))?", re.ASCII)
_POINT_FOR_CENTS = re.compile(r"[0-9]{1,3}(?:,?[0-9]{3})*\.[0-9]{1,2}", re.ASCII)
_SIGNS = str.maketrans({"\u2212": "-", "\u2013": "-", "\u2014": "-", "\u00a0": " ", "\u202f": " "})
_SHOWN = 30


def parse_bedrag(text: str) -> Decimal:
    """An amount as somebody types it: `1000`, `1.000,00`, `€ 12,5`, `25,-`.

    Raises:
        ValueError: with a Dutch sentence that says what is wrong and how to write it.
    """
    plain = text.translate(_SIGNS).replace("€", " ").strip()
    plain = re.sub(r"^(?:eur|euro)\b|\b(?:eur|euro)$", "", plain, flags=re.IGNORECASE).strip().replace(" ", "")
    shown = text.strip()[:_SHOWN]
    if plain.startswith("-"):
        raise ValueError(_("Schrijf een bedrag zonder minteken."))
    if _POINT_FOR_CENTS.fullmatch(plain):
        dutch = format_bedrag(Decimal(plain.replace(",", "")))
        message = _("Schrijf de centen na een komma. Bedoelt u %(bedrag)s?")
        raise ValueError(message % {"bedrag": dutch})
    match = _DUTCH.fullmatch(plain)
    if match is None:
        raise ValueError(_("‘%(text)s’ is geen bedrag. Schrijf bijvoorbeeld 1.000 of 1.000,50.") % {"text": shown})
    cents = (match[1] or "").strip("-")
    if len(cents) > DECIMALS:
        raise ValueError(_("Een bedrag heeft twee cijfers na de komma, zoals 1.000,50."))
    euros = plain.partition(",")[0].replace(".", "")
    if len(euros.lstrip("0")) > MAX_DIGITS - DECIMALS:
        raise ValueError(_("Dit bedrag is te groot."))
    return Decimal(f"{euros}.{cents.ljust(DECIMALS, '0')}")


def format_bedrag(bedrag: Decimal) -> str:
    """An amount as text without a sign for euros: `1.000,50`, `-12,00`."""
    return f"{bedrag:,.2f}".translate(str.maketrans(",.", ".,"))


def format_euro(bedrag: Decimal) -> str:
    """An amount as the pages show it: `€ 1.000,50`; the space does not break."""
    return f"€\u00a0{format_bedrag(bedrag)}"


def share_out(total: Decimal, weights: list[Decimal]) -> list[Decimal]:
    """A total divided in whole cents by weight, so that the parts add up to it exactly (largest remainder first)."""
    weight = sum(weights, ZERO)
    if not weight:
        return [ZERO for _weight in weights]
    cents = int(total / CENT)
    exact = [Decimal(cents) * part / weight for part in weights]
    parts = [int(value) for value in exact]
    order = sorted(range(len(parts)), key=lambda index: (parts[index] - exact[index], index))
    for index in order[: cents - sum(parts)]:
        parts[index] += 1
    return [part * CENT for part in parts]


class BedragField(forms.CharField):
    """A field for an amount above zero, shown and read the Dutch way; its value is a Decimal."""

    default_error_messages = {"required": gettext_lazy("Vul een bedrag in.")}

    def __init__(self, *, maximum: Decimal = MAX_BEDRAG, **kwargs: Any) -> None:
        self.maximum = maximum
        super().__init__(**kwargs)
        self.widget.attrs.setdefault("inputmode", "decimal")
        self.widget.attrs.setdefault("autocomplete", "off")

    def to_python(self, value: Any) -> Any:
        """The Decimal, or None when nothing was typed."""
        text = value if isinstance(value, Decimal) else super().to_python(value)
        if text in self.empty_values:
            return None
        if isinstance(text, Decimal):
            return text
        try:
            bedrag = parse_bedrag(str(text))
        except ValueError as error:
            raise ValidationError(str(error), code="bedrag") from error
        if bedrag == 0:
            raise ValidationError(_("Een bedrag is meer dan nul."), code="nul")
        if bedrag > self.maximum:
            message = _("Dit is meer dan %(maximum)s.")
            raise ValidationError(message, code="maximum", params={"maximum": format_euro(self.maximum)})
        return bedrag

    def prepare_value(self, value: Any) -> Any:
        """A Decimal as Dutch text; what was typed stays as it was typed."""
        return format_bedrag(value) if isinstance(value, Decimal) else value
