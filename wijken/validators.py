# SPDX-License-Identifier: EUPL-1.2
"""Rules of wijken that forms, screens and loaders share."""

import datetime as dt
import re
from collections.abc import Iterable

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from wijken.models import Bewonerskrachtteam, Gebied, Gebiedsdeel, Kaarttegel

# What a larger place may be made of by dated parts; a wijk or stadsdeel holds what lies in it (`ouder`).
GEHELEN = (Gebied.Soort.RAYON, Gebied.Soort.FOCUSGEBIED, Gebied.Soort.WOONZORGZONE)


def validate_gebiedsdeel(row: Gebiedsdeel) -> None:
    """A part belongs to a rayon, focusgebied or woonzorgzone, and a buurt to one rayon at a time.

    Raises:
        ValidationError: by field.
    """
    if row.geheel_id is None or row.deel_id is None:
        return
    if row.geheel_id == row.deel_id:
        raise ValidationError({"deel": ValidationError(_("Een gebied is geen deel van zichzelf."), code="zelf")})
    if row.geheel.soort not in GEHELEN:
        fault = _("Een %(soort)s bestaat niet uit losse delen. Wat erin ligt, zegt ‘ligt in’ bij dat gebied.")
        raise ValidationError({"deel": ValidationError(fault, code="soort", params={"soort": row.geheel.soort})})
    if row.van and row.tot and row.tot < row.van:
        raise ValidationError({"tot": ValidationError(_("De einddatum ligt voor de begindatum."), code="volgorde")})
    others = Gebiedsdeel.objects.filter(deel=row.deel_id).overlapping(row.van, row.tot).exclude(pk=row.pk)
    others = others.filter(geheel=row.geheel_id) | (
        others.filter(geheel__soort=Gebied.Soort.RAYON) if row.geheel.soort == Gebied.Soort.RAYON else others.none()
    )
    if clash := others.select_related("geheel").order_by("van", "pk").first():
        fault = _("%(deel)s hoort dan al bij %(geheel)s (%(periode)s). Zet daar eerst een einddatum.")
        params = {"deel": row.deel, "geheel": clash.geheel.volledige_naam, "periode": _words(clash)}
        raise ValidationError({"van": ValidationError(fault, code="overlap", params=params)})


def _words(row: Gebiedsdeel) -> str:
    begin = date_format(row.van) if row.van else _("begin onbekend")
    return f"{begin} – {date_format(row.tot) if row.tot else _('nu')}"


def validate_team(team: Bewonerskrachtteam) -> None:
    """A team works in a buurt, for a corporation.

    Raises:
        ValidationError: by field.
    """
    if team.gebied_id is not None and team.gebied.soort != Gebied.Soort.BUURT:
        fault = _("Een team hoort bij een buurt; %(gebied)s is een %(soort)s.")
        params = {"gebied": team.gebied, "soort": team.gebied.soort}
        raise ValidationError({"gebied": ValidationError(fault, code="soort", params=params)})
    if team.corporatie_id is not None and team.corporatie.soort != "corporatie":
        fault = _("Kies een woningcorporatie; %(partij)s is dat niet.")
        raise ValidationError({"corporatie": ValidationError(fault, code="soort", params={"partij": team.corporatie})})


def validate_kaarttegel(row: Kaarttegel) -> None:
    """A square of the map is a buurt, or has a name of its own: larger places have no square.

    Raises:
        ValidationError: under `gebied`.
    """
    if row.gebied is not None and row.gebied.soort != Gebied.Soort.BUURT:
        fault = _("Op de kaart staan buurten; %(gebied)s is een %(soort)s.")
        params = {"gebied": row.gebied, "soort": row.gebied.soort}
        raise ValidationError({"gebied": ValidationError(fault, code="soort", params=params)})


EERSTE_DAG = dt.date(2000, 1, 1)


def validate_boekdatum(datum: dt.date, today: dt.date) -> None:
    """Money is booked on the day it moved: not in the future, and not before there was a fund.

    Raises:
        ValidationError: under `datum`.
    """
    if datum > today:
        raise ValidationError({"datum": ValidationError(_("Deze datum ligt in de toekomst."), code="toekomst")})
    if datum < EERSTE_DAG:
        raise ValidationError({"datum": ValidationError(_("Deze datum ligt te ver terug."), code="verleden")})


def validate_telefoon(text: str) -> None:
    """A telephone number that can be dialled, Dutch or with the code of a country.

    Raises:
        ValidationError: it is none.
    """
    try:
        number = phonenumbers.parse(text, "NL")
        right = phonenumbers.is_possible_number(number)
    except phonenumbers.NumberParseException:
        right = False
    if not right:
        raise ValidationError(_("Dit is geen telefoonnummer. Schrijf bijvoorbeeld 043 123 45 67."), code="telefoon")


# A shorter name is part of too many other words.
KORTSTE_NAAM = 4


def validate_zonder_naam(field: str, text: str, namen: Iterable[str]) -> None:
    """A text that everybody will read does not name who applied.

    Raises:
        ValidationError: under the field, without the name: faults may be logged.
    """
    parts = {part for naam in namen for part in (naam, *naam.split()) if len(part) >= KORTSTE_NAAM}
    words = set(re.findall(r"\w+", text.casefold()))
    if any(part.casefold() in words or (" " in part and part.casefold() in text.casefold()) for part in parts):
        fault = _("Iedereen kan deze tekst lezen. Haal de naam van de aanvrager weg.")
        raise ValidationError({field: ValidationError(fault, code="naam")})
