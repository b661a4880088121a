# SPDX-License-Identifier: EUPL-1.2
"""Whether a target is on course: by its last measurement and a straight line to its last day, with the reason in words.

The line goes from the base (or, without one, from the first measurement) through the last measurement. It is a
forecast of nothing but arithmetic: it says where one ends when it goes on as it went.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from corporaties.opmaak import format_getal
from portaal.lib.money import format_euro

_CENT = Decimal("0.01")


class Koersstatus(StrEnum):
    """The three things one can say of a target."""

    OP_KOERS = "op_koers"
    ACHTER = "achter"
    GEEN_GEGEVENS = "geen_gegevens"


WOORDEN = {
    Koersstatus.OP_KOERS: gettext_lazy("Op koers"),
    Koersstatus.ACHTER: gettext_lazy("Loopt achter"),
    Koersstatus.GEEN_GEGEVENS: gettext_lazy("Geen gegevens"),
}
# The shape and colour of a status: the ones that afspraken have for the same message.
VORMEN = {
    Koersstatus.OP_KOERS: "op_koers",
    Koersstatus.ACHTER: "aandacht",
    Koersstatus.GEEN_GEGEVENS: "niet_gestart",
}


@dataclass(frozen=True, slots=True)
class Punt:
    """A value on a day."""

    datum: dt.date
    waarde: Decimal


@dataclass(frozen=True, slots=True)
class Koers:
    """How a target stands: status, why, what is expected on its last day, and the last measurement that is known."""

    status: Koersstatus
    reden: str
    verwachting: Decimal | None = None
    laatste: Punt | None = None

    @property
    def woord(self) -> str:
        """The status in words."""
        return str(WOORDEN[self.status])

    @property
    def vorm(self) -> str:
        """The status of an afspraak with the same shape and colour."""
        return VORMEN[self.status]


def points_of(metingen: Iterable[Any], today: dt.date) -> list[Punt]:
    """The known values of the whole target until a day, one per day: of the same day the newest counts."""
    found: dict[dt.date, Punt | None] = {}
    for meting in sorted(metingen, key=lambda meting: (meting.datum, meting.pk)):
        if meting.deel_id is None and meting.datum <= today:
            found[meting.datum] = Punt(meting.datum, meting.waarde) if meting.waarde is not None else None
    return [punt for punt in found.values() if punt is not None]


def course_of(doel: Any, metingen: Iterable[Any], today: dt.date) -> Koers:
    """How a target stands on a day.

    Args:
        metingen: all measurements of the target, also those of its parts, which play no role here.
    """
    punten = points_of(metingen, today)
    laatste = punten[-1] if punten else None
    if doel.doel is None or doel.richting == "volgen":
        return _silent(_("Er is geen getal afgesproken om naar te meten."), laatste)
    if laatste is None:
        return _silent(_("Er is nog niet gemeten."), None)
    begin = _base(doel, punten)
    stijgt = _rises(doel, begin or laatste)
    said = {
        "dag": date_format(laatste.datum, "j F Y"),
        "waarde": value_words(laatste.waarde, doel.eenheid),
        "doel": value_words(doel.doel, doel.eenheid),
    }
    reached = _reaches(doel, laatste.waarde, stijgt)
    if doel.einddatum is None:
        if reached:
            return Koers(
                Koersstatus.OP_KOERS, _("Op %(dag)s was het %(waarde)s: het doel is gehaald.") % said, None, laatste
            )
        return _silent(_("Het doel heeft geen einddatum. Op %(dag)s was het %(waarde)s.") % said, laatste)
    said["eind"] = date_format(doel.einddatum, "j F Y")
    if doel.einddatum <= laatste.datum or doel.einddatum < today:
        word = (
            _reached_words()
            if reached
            else _("Op %(dag)s was het %(waarde)s. Het doel was %(doel)s, uiterlijk %(eind)s.")
        )
        return Koers(Koersstatus.OP_KOERS if reached else Koersstatus.ACHTER, word % said, None, laatste)
    if begin is None or begin.datum == laatste.datum:
        if reached:
            return Koers(
                Koersstatus.OP_KOERS, _("Op %(dag)s was het %(waarde)s: het doel is gehaald.") % said, None, laatste
            )
        return _silent(_("Er is één meting. Voor een verwachting zijn er twee nodig.") % said, laatste)
    verwachting = straight_line(begin, laatste, doel.einddatum)
    said["verwachting"] = expected_words(verwachting, doel.eenheid)
    on_course = _reaches(doel, verwachting, stijgt)
    word = (
        _("Gaat het zo door, dan is het op %(eind)s %(verwachting)s. Het doel is %(doel)s.")
        if on_course
        else _("Gaat het zo door, dan is het op %(eind)s %(verwachting)s. Dat haalt het doel van %(doel)s niet.")
    )
    return Koers(Koersstatus.OP_KOERS if on_course else Koersstatus.ACHTER, word % said, verwachting, laatste)


def straight_line(begin: Punt, laatste: Punt, day: dt.date) -> Decimal:
    """The value on a day of the line through two points, in hundredths; never below zero."""
    days = (laatste.datum - begin.datum).days
    slope = (laatste.waarde - begin.waarde) / days
    value = laatste.waarde + slope * (day - laatste.datum).days
    return max(value.quantize(_CENT, ROUND_HALF_UP), Decimal(0))


def value_words(value: Decimal, eenheid: str) -> str:
    """A value with its unit."""
    if eenheid == "euro":
        return format_euro(value)
    text = format_getal(value)
    return f"{text}%" if eenheid == "procent" else f"{text} {_('woningen')}" if eenheid == "woningen" else text


def expected_words(value: Decimal, eenheid: str) -> str:
    """What is expected, with its unit: of homes a whole number."""
    return value_words(value.quantize(Decimal(1), ROUND_HALF_UP) if eenheid == "woningen" else value, eenheid)


def _reached_words() -> str:
    return _("Op %(dag)s was het %(waarde)s: het doel is gehaald.")


def _silent(reden: str, laatste: Punt | None) -> Koers:
    return Koers(Koersstatus.GEEN_GEGEVENS, reden, None, laatste)


def _base(doel: Any, punten: list[Punt]) -> Punt | None:
    """Where the line begins: the base, or the first measurement when there is more than one."""
    if doel.beginwaarde is not None and doel.begin_op is not None:
        return Punt(doel.begin_op, doel.beginwaarde)
    return punten[0] if len(punten) > 1 else None


def _rises(doel: Any, begin: Punt) -> bool:
    """Whether more is better: as the target says, or for an exact one as it lies above where it began."""
    if doel.richting == "precies":
        return bool(begin.waarde <= doel.doel)
    return bool(doel.richting == "minstens")


def _reaches(doel: Any, value: Decimal, rises: bool) -> bool:
    return bool(value >= doel.doel if rises else value <= doel.doel)
