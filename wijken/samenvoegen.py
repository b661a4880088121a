# SPDX-License-Identifier: EUPL-1.2
"""Values of buurten made into one of a larger place: only where that means something, else why not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

PLACES = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Waarde:
    """A number of one buurt; `onderdrukt` when it rests on too few households to be shown."""

    getal: Decimal
    onderdrukt: bool = False


@dataclass(frozen=True, slots=True)
class Samengevoegd:
    """A number of a larger place with what to know of it, or the reason why there is none."""

    getal: Decimal | None = None
    reden: str = ""
    noot: str = ""


def combine(
    aggregatie: str,
    uitleg: str,
    buurten: Sequence[int],
    waarden: Mapping[int, Waarde],
    gewichten: Mapping[int, Waarde],
) -> Samengevoegd:
    """The sum or weighted mean over the buurten of a place.

    Unknown is never zero: without a value for each buurt there is no total. A buurt that weighs nothing needs none.
    What is hidden of a buurt does not count in any total, and the total says so: then no difference of two totals, nor
    of a total and its parts, tells what is hidden.

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
    hidden = [pk for pk in counted if waarden[pk].onderdrukt or (pk in gewichten and gewichten[pk].onderdrukt)]
    shown = [pk for pk in counted if pk not in hidden]
    if hidden and not shown:
        return Samengevoegd(reden=_("De cijfers van de buurten gaan over te weinig huishoudens om te tonen."))
    noot = _without(len(hidden)) if hidden else ""
    if aggregatie == "som":
        return Samengevoegd(sum((waarden[pk].getal for pk in shown), Decimal(0)), noot=noot)
    weight = sum((gewichten[pk].getal for pk in shown), Decimal(0))
    if not weight:
        return Samengevoegd(reden=_("In dit gebied is niets om naar te wegen."))
    total = sum((waarden[pk].getal * gewichten[pk].getal for pk in shown), Decimal(0))
    return Samengevoegd((total / weight).quantize(PLACES), noot=noot)


def _without(count: int) -> str:
    text = ngettext(
        "Zonder %(aantal)s buurt, waar het over te weinig huishoudens gaat",
        "Zonder %(aantal)s buurten, waar het over te weinig huishoudens gaat",
        count,
    )
    return text % {"aantal": count}


def _missing(missing: Sequence[int], buurten: Sequence[int], wat: str) -> str:
    text = ngettext(
        "Van %(aantal)s van de %(alle)s buurten is het %(wat)s niet bekend.",
        "Van %(aantal)s van de %(alle)s buurten is het %(wat)s niet bekend.",
        len(missing),
    )
    return text % {"aantal": len(missing), "alle": len(buurten), "wat": wat}
