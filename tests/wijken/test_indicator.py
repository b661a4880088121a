# SPDX-License-Identifier: EUPL-1.2
"""Indicators and their values: what the database refuses, what is not shown, and where a source contradicts itself."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from tests.factories import BrondocumentFactory, GebiedFactory
from tests.wijken.factories import (
    AantalFactory,
    IndicatorFactory,
    IndicatorklasseFactory,
    IndicatorwaardeFactory,
)
from wijken.models import Gebiedsdeel, Indicator, Indicatorwaarde
from wijken.waarden import validate_getal, validate_indicator, validate_indicatorwaarde

pytestmark = pytest.mark.django_db


def refused(make) -> bool:
    try:
        with transaction.atomic():
            make()
    except IntegrityError:
        return True
    return False


def test_one_statement_per_place_in_the_source():
    row = IndicatorwaardeFactory()
    same = {
        "indicator": row.indicator,
        "gebied": row.gebied,
        "bron": row.bron,
        "bron_plaats": row.bron_plaats,
        "periode": row.periode,
    }
    assert refused(lambda: IndicatorwaardeFactory(**same, waarde=99))
    for other in ({"bron_plaats": "Kaart elders"}, {"deel": "noordelijk deel"}, {"uitspraak": 2}, {"periode": "2019"}):
        IndicatorwaardeFactory(**{**same, **other})
    assert Indicatorwaarde.objects.count() == 5


def test_a_value_is_a_number_or_a_class():
    klasse = IndicatorklasseFactory()
    assert refused(lambda: IndicatorwaardeFactory(indicator=klasse.indicator, klasse=klasse))
    assert refused(lambda: IndicatorwaardeFactory(waarde=None))
    IndicatorwaardeFactory(indicator=klasse.indicator, klasse=klasse, waarde=None)


@pytest.mark.parametrize(
    "wrong",
    [
        {"aggregatie_uitleg": ""},
        {"aggregatie": "gewogen", "aggregatie_uitleg": ""},
        {"aggregatie": "som", "aggregatie_uitleg": ""},
    ],
    ids=["geen zonder uitleg", "gewogen zonder gewicht", "som van procenten"],
)
def test_how_values_are_put_together_is_complete(wrong):
    assert refused(lambda: IndicatorFactory(**wrong))


def test_classes_have_a_rank_and_a_name_of_their_own():
    klasse = IndicatorklasseFactory(rang=1, naam="weinig")
    for wrong in ({"rang": 1}, {"naam": "weinig"}, {"rang": 0}):
        assert refused(lambda wrong=wrong: IndicatorklasseFactory(indicator=klasse.indicator, **wrong)), wrong


@pytest.mark.parametrize(
    ("eenheid", "waarde", "fault"),
    [
        ("procent", "101", "hoogstens 100"),
        ("procent", "-1", "niet negatief"),
        ("per_1000", "1001", "hoogstens 1000"),
        ("cijfer", "10.1", "hoogstens 10"),
        ("aantal", "-5", "niet negatief"),
        ("aantal", "1e13", "te groot"),
        ("aantal", "NaN", "geen getal"),
        ("score", "Infinity", "geen getal"),
        ("klasse", "3", "alleen klassen"),
    ],
)
def test_a_number_fits_its_unit(eenheid, waarde, fault):
    with pytest.raises(ValidationError, match=fault):
        validate_getal(eenheid, Decimal(waarde))


@pytest.mark.parametrize(
    ("eenheid", "waarde"), [("procent", "0"), ("procent", "100"), ("score", "-1"), ("aantal", "0")]
)
def test_a_number_that_fits(eenheid, waarde):
    validate_getal(eenheid, Decimal(waarde))


def test_the_class_belongs_to_the_indicator():
    row = IndicatorwaardeFactory.build(
        indicator=IndicatorFactory(), klasse=IndicatorklasseFactory(), waarde=None, bron=None, gebied=None
    )
    with pytest.raises(ValidationError, match="andere indicator"):
        validate_indicatorwaarde(row)


def test_a_mean_is_weighted_by_what_can_be_summed():
    indicator = IndicatorFactory.build(gewicht=IndicatorFactory(), gemeente=None)
    with pytest.raises(ValidationError, match="aantal"):
        validate_indicator(indicator)
    indicator.gewicht = AantalFactory()
    validate_indicator(indicator)


# What is hidden: (onderwerp, eenheid, waarde, basis) and whether it is.
FEW = [
    ("huishoudens", "procent", 40, 4, True),
    ("huishoudens", "procent", 40, 5, False),
    ("personen", "aantal", 4, None, True),
    ("personen", "aantal", 5, None, False),
    ("personen", "aantal", 0, None, False),
    ("personen", "per_1000", 3, None, False),
    ("personen", "aantal", 40, 4, True),
    ("woningen", "aantal", 3, 3, False),
    ("gebied", "score", 3, 2, False),
]


@pytest.mark.parametrize(("onderwerp", "eenheid", "waarde", "basis", "hidden"), FEW)
def test_figures_on_a_few_households_are_not_shown(onderwerp, eenheid, waarde, basis, hidden):
    indicator = IndicatorFactory(onderwerp=onderwerp, eenheid=eenheid)
    IndicatorwaardeFactory(indicator=indicator, waarde=waarde, basis=basis)
    shown = Indicatorwaarde.objects.with_toonbaar().get()
    assert shown.onderdrukt is hidden
    assert (shown.toonbare_waarde is None) is hidden


def test_a_class_on_a_few_households_is_not_shown():
    klasse = IndicatorklasseFactory(indicator__onderwerp=Indicator.Onderwerp.PERSONEN, naam="veel", rang=3)
    for basis in (4, 50):
        IndicatorwaardeFactory(indicator=klasse.indicator, klasse=klasse, waarde=None, basis=basis)
    found = Indicatorwaarde.objects.with_toonbaar().values_list("basis", "toonbare_klasse", "toonbare_rang")
    assert set(found) == {(4, None, None), (50, "veel", 3)}


def test_a_source_that_contradicts_itself():
    low, high = IndicatorklasseFactory(rang=1), IndicatorklasseFactory(rang=2)
    high.indicator = low.indicator
    high.save()
    first = IndicatorwaardeFactory(indicator=low.indicator, klasse=low, waarde=None, periode="2012/2018")
    same = {"indicator": first.indicator, "gebied": first.gebied, "bron": first.bron, "waarde": None}
    said = {
        "again": IndicatorwaardeFactory(**same, klasse=low, periode="2018"),
        "elsewhere": IndicatorwaardeFactory(**{**same, "gebied": IndicatorwaardeFactory().gebied}, klasse=high),
        "later": IndicatorwaardeFactory(**same, klasse=high, periode="2019"),
        "in a part": IndicatorwaardeFactory(**same, klasse=high, deel="noord"),
        "number": IndicatorwaardeFactory(**{**same, "waarde": 45}),
        "other source": IndicatorwaardeFactory(**{**same, "bron": IndicatorwaardeFactory().bron}, klasse=high),
    }
    contradicted = {row.pk for row in Indicatorwaarde.objects.with_tegenspraak() if row.tegenspraak}
    assert contradicted == set()
    against = IndicatorwaardeFactory(**same, klasse=high, periode="2016")
    contradicted = {row.pk for row in Indicatorwaarde.objects.with_tegenspraak() if row.tegenspraak}
    assert contradicted == {first.pk, against.pk}
    assert said["again"].pk not in contradicted  # 2018 and 2016 do not overlap
    number = IndicatorwaardeFactory(**{**same, "waarde": 44})
    contradicted = {row.pk for row in Indicatorwaarde.objects.with_tegenspraak() if row.tegenspraak}
    assert contradicted == {first.pk, against.pk, number.pk, said["number"].pk}


def _place(soort, ouder, *numbers, **values):
    """A place with a total, and in it buurten with numbers: the total is the last one."""
    *parts, total = numbers
    place = GebiedFactory(gemeente=ouder.gemeente, soort=soort, ouder=ouder if ouder.soort != "buurt" else None)
    for number in parts:
        IndicatorwaardeFactory(gebied=GebiedFactory(gemeente=place.gemeente, ouder=place), waarde=number, **values)
    return IndicatorwaardeFactory(gebied=place, waarde=total, **values)


@pytest.mark.parametrize(
    ("onderwerp", "numbers", "hidden"),
    [
        ("personen", (100, 3, 103), True),
        ("personen", (100, 2, 1, 103), True),
        ("personen", (100, 3, 4, 107), False),
        ("personen", (100, 0, 100), False),
        ("personen", (100, 103), False),
        ("woningen", (100, 3, 103), False),
    ],
)
def test_a_printed_total_does_not_tell_what_is_hidden_below_it(onderwerp, numbers, hidden):
    people = AantalFactory(onderwerp=onderwerp)
    same = {"indicator": people, "bron": BrondocumentFactory(gemeente=people.gemeente)}
    buurt = GebiedFactory(gemeente=people.gemeente)
    total = _place("wijk", buurt, *numbers, **same)
    shown = Indicatorwaarde.objects.with_toonbaar().get(pk=total.pk)
    assert (shown.onderdrukt, shown.afleidbaar) == (hidden, hidden)
    assert (shown.toonbare_waarde is None) is hidden
    # Another source may tell something else: what is hidden here says nothing there.
    other = IndicatorwaardeFactory(indicator=people, gebied=total.gebied, waarde=50)
    assert not Indicatorwaarde.objects.with_toonbaar().get(pk=other.pk).onderdrukt


def test_of_a_larger_place_nothing_is_told_over_hidden_buurten():
    """Two hidden buurten in one wijk hide each other; the stadsdeel above with a third one would tell that one."""
    people = AantalFactory(onderwerp="personen")
    same = {"indicator": people, "bron": BrondocumentFactory(gemeente=people.gemeente)}
    stadsdeel = GebiedFactory(gemeente=people.gemeente, soort="stadsdeel")
    wijk = _place("wijk", stadsdeel, 100, 3, 4, 107, **same)
    above = IndicatorwaardeFactory(gebied=stadsdeel, waarde=500, **same)
    rayon = GebiedFactory(gemeente=people.gemeente, soort="rayon")
    buurt = Indicatorwaarde.objects.get(waarde=3).gebied
    Gebiedsdeel.objects.create(gemeente=people.gemeente, geheel=rayon, deel=buurt)
    beside = IndicatorwaardeFactory(gebied=rayon, waarde=300, **same)
    found = dict(Indicatorwaarde.objects.with_toonbaar().values_list("pk", "onderdrukt"))
    assert [found[row.pk] for row in (wijk, above, beside)] == [False, True, True]
