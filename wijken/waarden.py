# SPDX-License-Identifier: EUPL-1.2
"""What a value of an indicator may be: one rule for screens, imports and the loader."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from wijken.models import Indicator, Indicatorwaarde

E = Indicator.Eenheid
# Lowest and highest number that makes sense in a unit; None is no bound.
BOUNDS: dict[str, tuple[int | None, int | None]] = {
    E.AANTAL: (0, None),
    E.PROCENT: (0, 100),
    E.PER_1000: (0, 1000),
    E.DUIZEND_EURO: (None, None),
    E.PER_HUISHOUDEN: (0, None),
    E.CIJFER: (0, 10),
    E.SCORE: (None, None),
    E.HECTARE: (0, None),
    E.KILOMETER: (0, None),
}
# Twelve digits before the comma and four behind it: what the column holds.
MAX_NUMBER = Decimal(10) ** 12


def validate_getal(eenheid: str, waarde: Decimal) -> None:
    """A number must fit its unit: a percentage lies between 0 and 100.

    Raises:
        ValidationError: with a sentence that says what would fit.
    """
    if eenheid == E.KLASSE:
        raise ValidationError(_("Deze indicator heeft alleen klassen. Kies een klasse."), code="klasse")
    if not waarde.is_finite() or abs(waarde) >= MAX_NUMBER:
        raise ValidationError(_("Dit getal is te groot of geen getal."), code="getal")
    low, high = BOUNDS[eenheid]
    if low is not None and waarde < low:
        raise ValidationError(_("Een waarde in ‘%(eenheid)s’ is niet negatief."), "negatief", _words(eenheid))
    if high is not None and waarde > high:
        params = {**_words(eenheid), "high": high}
        raise ValidationError(_("Een waarde in ‘%(eenheid)s’ is hoogstens %(high)s."), "te_hoog", params)


def _words(eenheid: str) -> dict[str, object]:
    return {"eenheid": E(eenheid).label}


def validate_indicatorwaarde(row: Indicatorwaarde) -> None:
    """A value is a number that fits the unit, or a class of its own indicator; its place lies in the same gemeente.

    Raises:
        ValidationError: by field.
    """
    if row.indicator_id is None:
        return
    if row.waarde is not None and row.klasse_id is not None:
        raise ValidationError({"klasse": _("Vul een getal in of kies een klasse, niet allebei.")})
    if row.waarde is None and row.klasse_id is None:
        raise ValidationError({"waarde": _("Vul een getal in of kies een klasse.")})
    if row.klasse is not None and row.klasse.indicator_id != row.indicator_id:
        raise ValidationError({"klasse": _("Deze klasse hoort bij een andere indicator.")})
    if row.waarde is not None:
        try:
            validate_getal(row.indicator.eenheid, row.waarde)
        except ValidationError as error:
            raise ValidationError({"waarde": error.messages}) from error


def validate_indicator(row: Indicator) -> None:
    """A weighted mean weighs by a number of the same gemeente that itself can be summed.

    Raises:
        ValidationError: by field.
    """
    gewicht = row.gewicht
    if gewicht is not None and (gewicht.eenheid != E.AANTAL or gewicht.aggregatie != Indicator.Aggregatie.SOM):
        raise ValidationError({"gewicht": _("Weeg naar een aantal dat op te tellen is, zoals het aantal woningen.")})
