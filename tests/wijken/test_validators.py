# SPDX-License-Identifier: EUPL-1.2
"""Rules of wijken, asked directly."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from tests.factories import GebiedFactory, GemeenteFactory
from wijken import validators
from wijken.models import Gebiedsdeel

TODAY = dt.date(2026, 3, 5)


def fault_of(call, *args):
    """The code of the first fault, or an empty text."""
    try:
        call(*args)
    except ValidationError as error:
        lists = error.error_dict.values() if hasattr(error, "error_dict") else [error.error_list]
        return next(fault.code for faults in lists for fault in faults)
    return ""


def test_money_is_booked_on_a_day_that_has_come_in_this_century():
    days = {TODAY: "", TODAY + dt.timedelta(days=1): "toekomst"}
    days |= {dt.date(2000, 1, 1): "", dt.date(1999, 12, 31): "verleden"}
    for day, fault in days.items():
        assert fault_of(validators.validate_boekdatum, day, TODAY) == fault


def test_a_telephone_number_can_be_dialled():
    for text in ("043 350 40 40", "+31 43 350 40 40", "+32 2 555 12 12"):
        assert fault_of(validators.validate_telefoon, text) == ""
    for text in ("12", "niet bellen", ""):
        assert fault_of(validators.validate_telefoon, text) == "telefoon"


def test_a_public_text_does_not_name_who_applied():
    named = [
        fault_of(validators.validate_zonder_naam, "titel", text, ["Anna de Vries"])
        for text in ("Feest van ANNA", "Tuin van de vries", "Tuin van anna de vries", "De savanna bloeit", "Tuin")
    ]
    assert named == ["naam", "naam", "naam", "", ""]


@pytest.mark.django_db
def test_a_buurt_lies_in_one_rayon_at_a_time():
    gemeente = GemeenteFactory()
    buurt = GebiedFactory(gemeente=gemeente, soort="buurt")
    first, second = (GebiedFactory(gemeente=gemeente, soort="rayon") for _ in range(2))
    wijk, zone = (GebiedFactory(gemeente=gemeente, soort=soort) for soort in ("wijk", "woonzorgzone"))
    day = dt.timedelta(days=1)
    given = {"gemeente": gemeente, "deel": buurt}
    kept = Gebiedsdeel.objects.create(**given, geheel=first, van=TODAY, tot=TODAY + 9 * day)

    def asked(geheel, van=None, tot=None):
        return fault_of(validators.validate_gebiedsdeel, Gebiedsdeel(**given, geheel=geheel, van=van, tot=tot))

    assert asked(wijk) == "soort"
    assert asked(zone) == ""
    assert asked(zone, TODAY, TODAY - day) == "volgorde"
    assert asked(zone, TODAY, TODAY) == ""
    assert asked(second) == asked(second, TODAY + 9 * day) == asked(second, None, TODAY) == "overlap"
    assert asked(second, TODAY + 10 * day) == asked(second, None, TODAY - day) == ""
    assert fault_of(validators.validate_gebiedsdeel, kept) == ""
