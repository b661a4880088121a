# SPDX-License-Identifier: EUPL-1.2
"""Adding figures: only what is of one kind, and unknown is told apart from zero."""

from decimal import Decimal

import pytest
from django.db.models import Sum

from corporaties.models import Voorraadcijfer
from corporaties.querysets import MixedFigures, Som
from tests.factories import (
    GebiedFactory,
    KlasseFactory,
    KlassenlijstFactory,
    LeveringFactory,
    PartijFactory,
    PopulatieFactory,
    VoorraadcijferFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def levering():
    return LeveringFactory()


@pytest.fixture
def klassen():
    lijst = KlassenlijstFactory()
    return [KlasseFactory(lijst=lijst, naam=naam) for naam in ("Goedkoop", "Duur")]


def add(levering, klasse, waarde, **kwargs):
    return VoorraadcijferFactory(levering=levering, klasse=klasse, waarde=waarde, **kwargs)


def total():
    return Voorraadcijfer.objects.current().total()


def test_figures_of_one_list_add_up(levering, klassen):
    for klasse, waarde in zip(klassen, (3, 4), strict=True):
        add(levering, klasse, waarde)
    assert total() == Som(Decimal(7), 0, 2)
    assert Voorraadcijfer.objects.aggregate(som=Sum("waarde"))["som"] == 7


def test_nothing_and_unknown_are_not_zero(levering, klassen):
    assert total() == Som(None, 0, 0)
    add(levering, klassen[0], None, waardestatus="onbekend")
    assert total() == Som(None, 1, 1)
    add(levering, klassen[1], 0)
    assert total() == Som(Decimal(0), 1, 2)


def test_different_lists_never_add_up(levering, klassen):
    """BAT of 2022 and BAT of 2025 have the same names, and are not the same thing."""
    add(levering, klassen[0], 3)
    add(levering, KlasseFactory(naam="Goedkoop"), 4)
    with pytest.raises(MixedFigures) as caught:
        total()
    assert "lijst" in caught.value.names
    with pytest.raises(MixedFigures):
        Voorraadcijfer.objects.aggregate(som=Sum("waarde"))
    by_list = Voorraadcijfer.objects.current().totals_by("lijst_id")
    assert [som.waarde for _key, som in by_list] == [3, 4]


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("eenheid", {"eenheid": "euro"}),
        ("soort", {"soort": "planning"}),
        ("periode", {"periode": "2025"}),
        ("populatie", {"populatie": "daeb"}),
        ("corporatie", {"corporatie": "een"}),
        ("gebied", {"gebied": "buurt"}),
    ],
)
def test_figures_that_differ_in_kind_or_level_never_add_up(levering, klassen, name, other):
    made = {
        "populatie": lambda: PopulatieFactory(naam="zelfstandige DAEB-woningen"),
        "corporatie": PartijFactory,
        "gebied": lambda: GebiedFactory(gemeente=levering.gemeente),
    }
    add(levering, klassen[0], 3)
    add(levering, klassen[1], 4, **{key: made[key]() if key in made else value for key, value in other.items()})
    with pytest.raises(MixedFigures) as caught:
        total()
    assert caught.value.names == [name]


def test_a_printed_total_is_not_added_to_its_parts(levering, klassen):
    add(levering, klassen[0], 3)
    add(levering, None, 3, lijst=klassen[0].lijst, gepubliceerd_totaal=True)
    with pytest.raises(MixedFigures) as caught:
        total()
    assert caught.value.names == ["klasse"]


def test_levels_of_places_are_not_mixed(levering, klassen):
    for soort in ("buurt", "wijk"):
        add(levering, klassen[0], 3, gebied=GebiedFactory(gemeente=levering.gemeente, soort=soort))
    with pytest.raises(MixedFigures) as caught:
        total()
    assert caught.value.names == ["gebied"]


def test_one_figure_in_two_tables_is_not_counted_twice(levering, klassen):
    add(levering, klassen[0], 3)
    other = LeveringFactory(gemeente=levering.gemeente)
    add(other, klassen[0], 3)
    with pytest.raises(MixedFigures) as caught:
        total()
    assert caught.value.names == ["cijferbron"]
    assert len(Voorraadcijfer.objects.current().totals_by("cijferbron_id")) == 2


def test_classes_that_overlap_are_not_added(levering):
    """Whoever is 70 or older is 55 or older too."""
    lijst = KlassenlijstFactory(kenmerk__code="doelgroep", optelbaar=False)
    for naam in ("55+", "70+"):
        add(levering, KlasseFactory(lijst=lijst, naam=naam), 5)
    with pytest.raises(MixedFigures) as caught:
        total()
    assert caught.value.names == ["klasse"]
    assert len(Voorraadcijfer.objects.current().totals_by("klasse_id")) == 2


def test_percentages_are_not_added(levering, klassen):
    for klasse in klassen:
        add(levering, klasse, 50, eenheid="procent")
    with pytest.raises(MixedFigures) as caught:
        total()
    assert caught.value.names == ["procent"]


def test_the_year_of_a_figure_is_that_in_which_it_ends():
    cijfer = VoorraadcijferFactory(periode="2022/2026", soort="mutatie")
    cijfer.refresh_from_db()
    assert (cijfer.peiljaar, cijfer.begindatum.year, cijfer.peildatum) == (2026, 2022, "")
    assert VoorraadcijferFactory(periode="2025-01-20").peildatum == "2025-01-20"
