# SPDX-License-Identifier: EUPL-1.2
"""Values of buurten made into one of a larger place: only where that means something, else why not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wijken.models.indicator import MIN_HUISHOUDENS

PLACES = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Waarde:
    """A number of one buurt; `onderdrukt` when it rests on too few households to be shown."""

    getal: Decimal
    onderdrukt: bool = False


@dataclass(frozen=True, slots=True)
class Samengevoegd:
    """A number of a larger place, or the reason why there is none."""

    getal: Decimal | None = None
    reden: str = ""


def combine(
    aggregatie: str,
    uitleg: str,
    buurten: Sequence[int],
    waarden: Mapping[int, Waarde],
    gewichten: Mapping[int, Waarde],
) -> Samengevoegd:
    """The sum or weighted mean over the buurten of a place.

    Unknown is never zero: without a value for each buurt there is no total. A buurt that weighs nothing needs none.
    What is hidden of one buurt could be computed from the total and the others, so then the total is hidden too.

    Args:
        aggregatie: `som`, `gewogen` or `geen` (`Indicator.Aggregatie`).
        uitleg: why values cannot be put together, for `geen`.
        buurten: ids of all buurten of the place.
        waarden, gewichten: values of the indicator and of what it is weighted by, per buurt.
    """
    if aggregatie == "geen":
        return Samengevoegd(reden=uitleg)
    if not buurten:
        return Samengevoegd(reden=_("Van dit gebied zijn de buurten niet bekend."))
    if aggregatie == "gewogen":
        if missing := [pk for pk in buurten if pk not in gewichten]:
            return Samengevoegd(reden=_missing(missing, buurten, _("aantal om naar te wegen")))
        counted = [pk for pk in buurten if gewichten[pk].getal > 0]
    else:
        counted = list(buurten)
    if missing := [pk for pk in counted if pk not in waarden]:
        return Samengevoegd(reden=_missing(missing, buurten, _("cijfer")))
    hidden = [pk for pk in counted if waarden[pk].onderdrukt]
    if len(hidden) == 1:
        return Samengevoegd(
            reden=_("Het cijfer van één buurt wordt niet getoond; uit dit totaal zou het af te leiden zijn.")
        )
    if hidden and aggregatie == "som" and sum(waarden[pk].getal for pk in hidden) < MIN_HUISHOUDENS:
        return Samengevoegd(reden=_("Cijfers van enkele buurten worden niet getoond; samen zijn ook die te klein."))
    if aggregatie == "som":
        return Samengevoegd(sum((waarden[pk].getal for pk in counted), Decimal(0)))
    weight = sum((gewichten[pk].getal for pk in counted), Decimal(0))
    if not weight:
        return Samengevoegd(reden=_("In dit gebied is niets om naar te wegen."))
    total = sum((waarden[pk].getal * gewichten[pk].getal for pk in counted), Decimal(0))
    return Samengevoegd((total / weight).quantize(PLACES))


def _missing(missing: Sequence[int], buurten: Sequence[int], wat: str) -> str:
    text = ngettext(
        "Van %(aantal)s van de %(alle)s buurten is het %(wat)s niet bekend.",
        "Van %(aantal)s van de %(alle)s buurten is het %(wat)s niet bekend.",
        len(missing),
    )
    return text % {"aantal": len(missing), "alle": len(buurten), "wat": wat}
