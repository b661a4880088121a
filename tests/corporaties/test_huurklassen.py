# SPDX-License-Identifier: EUPL-1.2
"""Rents in their class, per year and list."""

from decimal import Decimal

import pytest

from corporaties.huurklassen import find_huurklasse
from corporaties.models import Huurgrens
from tests.factories import KlasseFactory, KlassenlijstFactory

pytestmark = pytest.mark.django_db
GRENZEN = {
    2022: ("442.46", "633.25", "678.66", "763.47"),
    2025: ("477.20", "682.96", "731.93", None),
}
NAMES = ("kwaliteitskortingsgrens", "eerste_aftoppingsgrens", "tweede_aftoppingsgrens", "liberalisatiegrens")
KLASSEN = ("Goedkoop", "Betaalbaar I", "Betaalbaar II", "Tot", "Boven")


def make(grens_telt_mee=True):
    for jaar, amounts in GRENZEN.items():
        for grens, bedrag in zip(NAMES, amounts, strict=True):
            Huurgrens.objects.get_or_create(jaar=jaar, grens=grens, defaults={"bedrag": bedrag, "bron_naam": "x"})
    lijst = KlassenlijstFactory(grens_telt_mee=grens_telt_mee)
    for number, naam in enumerate(KLASSEN):
        KlasseFactory(
            lijst=lijst,
            naam=naam,
            volgorde=number,
            boven_grens=NAMES[number - 1] if number else "",
            tot_grens=NAMES[number] if number < len(NAMES) else "",
        )
    return lijst


@pytest.mark.parametrize(
    ("huur", "naam"),
    [
        ("0", "Goedkoop"),
        ("442.46", "Goedkoop"),
        ("442.47", "Betaalbaar I"),
        ("633.25", "Betaalbaar I"),
        ("678.66", "Betaalbaar II"),
        ("678.67", "Tot"),
        ("763.47", "Tot"),
        ("763.48", "Boven"),
    ],
)
def test_on_the_limit_counts_as_inside(huur, naam):
    assert find_huurklasse(huur=Decimal(huur), jaar=2022, lijst=make()).naam == naam


@pytest.mark.parametrize(("huur", "naam"), [("442.45", "Goedkoop"), ("442.46", "Betaalbaar I"), ("763.47", "Boven")])
def test_a_list_that_says_below_puts_the_limit_above(huur, naam):
    assert find_huurklasse(huur=Decimal(huur), jaar=2022, lijst=make(grens_telt_mee=False)).naam == naam


def test_an_unknown_limit_is_not_zero():
    lijst = make()
    assert find_huurklasse(huur=Decimal("700"), jaar=2025, lijst=lijst).naam == "Betaalbaar II"
    assert find_huurklasse(huur=Decimal("740"), jaar=2025, lijst=lijst) is None
    assert find_huurklasse(huur=Decimal("400"), jaar=2019, lijst=lijst) is None


def test_a_list_with_limits_in_euros():
    lijst = KlassenlijstFactory()
    low = KlasseFactory(lijst=lijst, naam="Laag", volgorde=1, tot_euro="500")
    high = KlasseFactory(lijst=lijst, naam="Hoog", volgorde=2, boven_euro="500")
    assert find_huurklasse(huur=Decimal("500"), jaar=2019, lijst=lijst) == low
    assert find_huurklasse(huur=Decimal("500.01"), jaar=2019, lijst=lijst) == high


def test_a_list_of_something_else_has_no_rent_class():
    lijst = KlassenlijstFactory(kenmerk__code="bat")
    KlasseFactory(lijst=lijst)
    assert find_huurklasse(huur=Decimal("500"), jaar=2022, lijst=lijst) is None
