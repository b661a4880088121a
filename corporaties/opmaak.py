# SPDX-License-Identifier: EUPL-1.2
"""Figures as Dutch text: 2.335, 12,5, and a word for what is not known."""

from decimal import Decimal

from django.utils.translation import gettext as _


def format_getal(waarde: Decimal | int | None, *, sign: bool = False) -> str:
    """A number with Dutch separators and no more decimals than it has; "onbekend" when there is none.

    Args:
        sign: put a plus before what is above zero.
    """
    if waarde is None:
        return _("onbekend")
    value = Decimal(waarde)
    plain = f"{value:,.2f}".rstrip("0").rstrip(".") if value != value.to_integral_value() else f"{value:,.0f}"
    text = plain.replace(",", " ").replace(".", ",").replace(" ", ".")
    return f"+{text}" if sign and value > 0 else text
