# SPDX-License-Identifier: EUPL-1.2
"""What a file would change, in words: new, changed and gone figures, outliers, and totals that do not add up."""

import datetime as dt
from decimal import Decimal

import pytest

from corporaties.imports.naslag import Naslag
from corporaties.imports.opgave import Opgave
from corporaties.imports.verschil import broken_totals, describe, figures_version, is_outlier, number_words, shown
from corporaties.models import Klassenlijst
from corporaties.services.leveringen import record_levering, stel_vast
from tests.factories import GebiedFactory

pytestmark = pytest.mark.django_db

PEILDATUM = dt.date(2026, 1, 1)
DAY, BEFORE = "2026-01-01", "2025-01-01"


def set_vast(stad, *cijfers, periode, bron=None):
    """These figures hold, as the corporation delivered them."""
    levering = record_levering(
        cijferbron=bron or stad.bron_a,
        soort="brontabel" if bron == stad.bron else "bestand",
        periode=periode,
        cijfers=list(cijfers),
        by=None,
        oorsprong="pagina",
    )
    stel_vast(levering=levering, by=None, oorsprong="pagina")
    return levering


def described(stad, *cijfers):
    return describe(Opgave(cijfers=list(cijfers)), Naslag(stad.gemeente, stad.a), PEILDATUM)


def totals(stad, *cijfers):
    """(place, class, over what, sum) of each total that is wrong."""
    found = broken_totals(cijfers, Naslag(stad.gemeente, stad.a))
    return [(cijfer.gebied_id, cijfer.klasse_id, over, som) for cijfer, over, som in found]


def test_a_first_file_is_all_new(stad):
    stad.bron_a.delete()
    kort = stad.cijfer(1234, gebied=stad.buurt, periode=DAY)
    onbekend = stad.cijfer(None, klasse=None, periode=DAY, waardestatus="nader_te_bepalen")
    found = described(stad, kort, onbekend)
    assert (found["nieuw"], found["gewijzigd"], found["vervallen"], found["ongewijzigd"]) == (2, 0, 0, 0)
    titel = f"{stad.lijst.kenmerk.naam} (Maasdam 2026)"
    assert found["lijst_nieuw"] == [
        ["Kommelkwartier", f"{titel}: Goedkoop, alle", "1 januari 2026", "1.234"],
        ["Hele gemeente", f"{titel}: alle klassen, alle", "1 januari 2026", "nader te bepalen"],
    ]
    assert found["andere_peildata"] == []


def test_what_changes_stands_beside_what_it_was(stad):
    set_vast(stad, stad.cijfer(10, periode=DAY), stad.cijfer(20, klasse=stad.duur, periode=DAY), periode=DAY)
    found = described(stad, stad.cijfer(12, periode=DAY, opmerking="geteld", gepubliceerd_totaal=True))
    assert (found["nieuw"], found["gewijzigd"], found["vervallen"]) == (0, 1, 1)
    assert found["lijst_gewijzigd"][0][-2:] == ["10", "12; gepubliceerd totaal; geteld"]
    assert found["lijst_vervallen"][0][-1] == "20"


def test_figures_without_a_list_and_of_another_kind_are_named(stad):
    euro = stad.cijfer("12.5", klasse=None, lijst_id=None, eenheid="euro", soort="planning", periode="2026")
    assert described(stad, euro)["lijst_nieuw"] == [["Hele gemeente", "alle, euro", "planning 2026", "12,5"]]


def test_outliers_against_last_year(stad):
    set_vast(
        stad,
        stad.cijfer(100, periode=BEFORE),
        stad.cijfer(20, klasse=stad.duur, periode=BEFORE),
        stad.cijfer(40, klasse=stad.duur, gebied=stad.buurt, periode=BEFORE),
        periode=BEFORE,
    )
    found = described(
        stad,
        stad.cijfer(150, periode=DAY),
        stad.cijfer(20, klasse=stad.duur, periode=DAY),
        stad.cijfer(45, klasse=stad.duur, gebied=stad.buurt, periode=DAY),
        stad.cijfer(7, gebied=stad.buurt, periode=DAY),
    )
    assert (found["uitschieters"], found["gelijk_aan_vorig_jaar"], found["vorig_jaar"]) == (1, 1, 3)
    assert found["lijst_uitschieters"][0][-2:] == ["100", "150"]


@pytest.mark.parametrize("delivered_first", [True, False])
def test_last_year_is_what_the_corporation_said_itself(stad, delivered_first):
    parts = [(stad.bron, 500), (stad.bron_a, 100)]
    for bron, waarde in reversed(parts) if delivered_first else parts:
        set_vast(stad, stad.cijfer(waarde, periode=BEFORE), periode=BEFORE, bron=bron)
    found = described(stad, stad.cijfer(101, periode=DAY))
    assert (found["vorig_jaar"], found["uitschieters"]) == (1, 0)


def test_another_day_of_the_same_year_is_named(stad):
    set_vast(stad, stad.cijfer(1, periode="2026-07-01"), periode="2026-07-01")
    assert described(stad, stad.cijfer(2, periode=DAY))["andere_peildata"] == ["2026-07-01"]


def test_the_version_goes_up_with_each_delivery(stad):
    assert figures_version(None) == figures_version(stad.bron_a) == 0
    set_vast(stad, stad.cijfer(1, periode=DAY), periode=DAY)
    first = figures_version(stad.bron_a)
    set_vast(stad, stad.cijfer(2, periode=DAY), periode=DAY)
    assert figures_version(stad.bron_a) > first > 0


@pytest.mark.parametrize(
    ("old", "new", "outlier"),
    [(100, 125, False), (100, 126, True), (100, 74, True), (8, 18, False), (8, 19, True), (None, 50, False)],
)
def test_an_outlier_is_a_quarter_and_more_than_ten(old, new, outlier):
    assert is_outlier(None if old is None else Decimal(old), Decimal(new)) is outlier
    assert is_outlier(Decimal(new), None) is False


@pytest.mark.parametrize(
    ("value", "words"), [("1234567", "1.234.567"), ("12.50", "12,5"), ("0", "0"), ("-3.25", "-3,25"), ("100", "100")]
)
def test_numbers_as_dutch_people_write_them(value, words):
    assert number_words(Decimal(value)) == words


def test_what_is_unknown_is_said(stad):
    assert shown(stad.cijfer(None, waardestatus="onbekend")) == "onbekend"


def test_a_printed_total_is_the_sum_of_its_classes(stad):
    parts = (stad.cijfer(10), stad.cijfer(20, klasse=stad.duur))
    wrong = stad.cijfer(31, klasse=None, gepubliceerd_totaal=True)
    assert totals(stad, *parts, wrong) == [(None, None, "de klassen", Decimal(30))]
    assert totals(stad, *parts, stad.cijfer(30, klasse=None, gepubliceerd_totaal=True)) == []


def test_a_plain_total_may_be_more_than_what_the_file_holds_of_it(stad):
    Klassenlijst.objects.filter(pk=stad.lijst.pk).update(volledig=False)
    parts = (stad.cijfer(10), stad.cijfer(20, klasse=stad.duur))
    assert totals(stad, *parts, stad.cijfer(50, klasse=None)) == []
    assert totals(stad, *parts, stad.cijfer(29, klasse=None)) == [(None, None, "de klassen", Decimal(30))]


def test_nothing_is_said_of_a_total_with_an_unknown_part_or_one_part(stad):
    total = stad.cijfer(99, klasse=None, gepubliceerd_totaal=True)
    unknown = stad.cijfer(None, klasse=stad.duur, waardestatus="onbekend")
    assert totals(stad, stad.cijfer(10), unknown, total) == []
    assert totals(stad, stad.cijfer(10), total) == []
    assert totals(stad, stad.cijfer(10, eenheid="procent"), stad.cijfer(20, klasse=stad.duur), total) == []


def test_places_add_up_per_level(stad):
    other = GebiedFactory(gemeente=stad.gemeente, naam="Jekerkwartier", soort="buurt")
    wijken = [GebiedFactory(gemeente=stad.gemeente, naam=naam, soort="wijk") for naam in ("Oost", "West")]
    parts = [stad.cijfer(10, gebied=stad.buurt), stad.cijfer(20, gebied=other)]
    parts += [stad.cijfer(13, gebied=wijk) for wijk in wijken]
    total = stad.cijfer(26, gepubliceerd_totaal=True)
    level = stad.buurt.soort
    assert totals(stad, *parts, total) == [(None, stad.goedkoop.pk, f"de gebieden ({level})", Decimal(30))]
