# SPDX-License-Identifier: EUPL-1.2
"""Measurements of targets: how a target stands, who records, what a page and the API show of it."""

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from afspraken.doelen import doelen_per_set
from afspraken.forms.meting import MetingForm
from afspraken.koers import course_of, straight_line
from afspraken.models import Meting
from afspraken.services.metingen import Gemeten, record_meting
from afspraken.services.persoonsgegevens import PersonalDataFound, texts_to_publish
from partijen.models import Wijziging
from tests.afspraken.wereld import count_data_queries
from tests.factories import (
    AfsprakensetFactory,
    DoeldeelFactory,
    DoelstellingFactory,
    GebruikerFactory,
    GemeenteFactory,
    MetingFactory,
    PartijFactory,
    PartijInGemeenteFactory,
)

TODAY = dt.date(2026, 6, 30)


def target(**values):
    row = {"doel": Decimal(100), "richting": "minstens", "eenheid": "aantal", "einddatum": dt.date(2028, 12, 31)}
    return SimpleNamespace(**{**row, "beginwaarde": None, "begin_op": None, **values})


def measured(*values):
    """(year, value) pairs on the first of January; None is a value that nobody knows."""
    return [
        SimpleNamespace(pk=n, deel_id=None, datum=dt.date(year, 1, 1), waarde=None if value is None else Decimal(value))
        for n, (year, value) in enumerate(values)
    ]


BASE = {"beginwaarde": Decimal(0), "begin_op": dt.date(2024, 1, 1)}
ZERO, TEN = Decimal(0), Decimal(10)
COURSES = {
    "nothing measured": (target(), measured(), "geen_gegevens", "Er is nog niet gemeten."),
    "unknown is not zero": (target(), measured((2025, None)), "geen_gegevens", "Er is nog niet gemeten."),
    "zero is known": (target(), measured((2024, 0), (2025, 0)), "achter", "31 december 2028 0."),
    "no number": (target(doel=None), measured((2025, 5)), "geen_gegevens", "geen getal afgesproken"),
    "only followed": (target(richting="volgen"), measured((2025, 5)), "geen_gegevens", "geen getal afgesproken"),
    "one measurement": (target(), measured((2025, 5)), "geen_gegevens", "zijn er twee nodig"),
    "one that is enough": (target(), measured((2025, 100)), "op_koers", "het doel is gehaald"),
    "on course": (target(), measured((2024, 40), (2026, 70)), "op_koers", "Gaat het zo door"),
    "behind": (target(), measured((2024, 40), (2026, 50)), "achter", "haalt het doel van 100 niet"),
    "from the base": (
        target(beginwaarde=Decimal(0), begin_op=dt.date(2024, 1, 1)),
        measured((2026, 60)),
        "op_koers",
        "zo",
    ),
    "less is better": (
        target(richting="hoogstens", doel=Decimal(10)),
        measured((2024, 40), (2026, 25)),
        "op_koers",
        "10",
    ),
    "exactly, upwards": (target(richting="precies"), measured((2024, 0), (2026, 90)), "op_koers", "zo door"),
    "exactly, downwards": (
        target(richting="precies", doel=Decimal(0)),
        measured((2024, 50), (2026, 40)),
        "achter",
        "niet",
    ),
    "too late": (target(einddatum=dt.date(2025, 12, 31)), measured((2024, 40), (2025, 50)), "achter", "uiterlijk"),
    "in time": (target(einddatum=dt.date(2025, 12, 31)), measured((2025, 150)), "op_koers", "gehaald"),
    "no last day": (target(einddatum=None), measured((2025, 50)), "geen_gegevens", "geen einddatum"),
    "no last day, reached": (target(einddatum=None), measured((2025, 150)), "op_koers", "gehaald"),
    "of the future": (target(), measured((2027, 150)), "geen_gegevens", "nog niet gemeten"),
    "the newest of a day counts": (target(), measured((2024, 0), (2026, 5), (2026, 90)), "op_koers", "zo door"),
}


@pytest.mark.parametrize("name", COURSES)
def test_how_a_target_stands_and_why(name) -> None:
    doel, metingen, status, words = COURSES[name]
    koers = course_of(doel, metingen, TODAY)
    assert koers.status == status
    assert words in koers.reden
    assert koers.woord


def test_a_straight_line_never_goes_below_zero() -> None:
    one, two = course_of(target(), measured((2024, 40), (2026, 70)), TODAY), measured((2024, 40), (2025, 10))
    assert one.verwachting == Decimal("114.94")
    koers = course_of(target(richting="hoogstens", doel=Decimal(5)), two, TODAY)
    assert koers.verwachting == 0
    assert straight_line(koers.laatste, one.laatste, dt.date(2026, 1, 1)) == 70


@pytest.fixture
def wereld(db):
    gemeente = GemeenteFactory(slug="stad", naam="Stad")
    afsprakenset = AfsprakensetFactory(gemeente=gemeente, slug="set")
    partij = PartijInGemeenteFactory(gemeente=gemeente, partij=PartijFactory(naam="Woonvast")).partij
    doel = DoelstellingFactory(afsprakenset=afsprakenset, code="ouderen", titel="Woningen", periode="2030", doel=100)
    return SimpleNamespace(
        gemeente=gemeente,
        set=afsprakenset,
        doel=doel,
        deel=DoeldeelFactory(doelstelling=doel, naam="Woonvast", partij=partij),
        ander=DoeldeelFactory(doelstelling=doel, naam="Ander"),
        coordinator=GebruikerFactory(rol="coordinator", gemeente=gemeente),
        databeheerder=GebruikerFactory(rol="databeheerder", gemeente=gemeente, partij=partij),
    )


GEMETEN = Gemeten(dt.date(2026, 1, 1), Decimal(40), "Jaarverslag 2025")


def test_who_measures_what(wereld) -> None:
    def record(by, deel=None, **values):
        return record_meting(doelstelling=wereld.doel, deel=deel, gemeten=values.pop("gemeten", GEMETEN), by=by)

    first = record(wereld.coordinator)
    assert record(wereld.coordinator) == first, "the same twice is one"
    record(wereld.databeheerder, wereld.deel)
    for by, deel in ((wereld.databeheerder, None), (wereld.databeheerder, wereld.ander)):
        with pytest.raises(PermissionDenied):
            record(by, deel)
    with pytest.raises(PermissionDenied):
        record(GebruikerFactory(rol="bestuurder", gemeente=wereld.gemeente))
    assert Meting.objects.count() == 2
    assert Wijziging.objects.filter(model="afspraken.meting").count() == 2
    with pytest.raises(ValidationError, match="toekomst"):
        record(wereld.coordinator, gemeten=Gemeten(dt.date(2999, 1, 1), Decimal(1), "x"))
    with pytest.raises(ValidationError):
        record(wereld.coordinator, gemeten=Gemeten(dt.date(2026, 1, 1), None, "x"))
    with pytest.raises(ValidationError, match="deel van dit doel"):
        record(wereld.coordinator, DoeldeelFactory(partij=None))
    with pytest.raises(PersonalDataFound):
        record(wereld.coordinator, gemeten=Gemeten(dt.date(2026, 1, 1), Decimal(1), "Bel 06-12345678"))
    with pytest.raises(IntegrityError), transaction.atomic():
        MetingFactory(doelstelling=wereld.doel, waarde=None)
    wereld.set.gepubliceerd = False
    wereld.set.save()
    record(wereld.coordinator, gemeten=Gemeten(dt.date(2026, 1, 1), Decimal(1), "Bel 06-12345678"))
    wereld.set.gepubliceerd = True
    texts = list(texts_to_publish(wereld.set, {"gepubliceerd"}))
    assert any(text.tekst == "Bel 06-12345678" for text in texts)


def test_the_page_of_a_target(wereld, as_user) -> None:
    address = "/stad/doelen/set/ouderen/"
    empty = as_user(None).get(address)
    assert "Er is nog niet gemeten." in empty.content.decode()
    assert "Meting toevoegen" not in empty.content.decode()
    MetingFactory(doelstelling=wereld.doel, datum=dt.date(2024, 1, 1), waarde=10)
    MetingFactory(doelstelling=wereld.doel, datum=dt.date(2026, 1, 1), waarde=15)
    MetingFactory(doelstelling=wereld.doel, datum=dt.date(2026, 1, 1), waarde=30)
    MetingFactory(doelstelling=wereld.doel, deel=wereld.deel, waarde=None, waardestatus="nader_te_bepalen")
    page = as_user(wereld.coordinator).get(address)
    text = " ".join(page.content.decode().split())
    for words in (
        "Loopt achter",
        "haalt het doel van 100 niet",
        "nader te bepalen",
        "Vervangen door een nieuwere",
        "<svg",
    ):
        assert words in text
    assert "Loopt achter" in as_user(None).get("/stad/doelen/").content.decode()
    row = wereld.doel
    row.beginwaarde, row.begin_op, row.periode = Decimal(5), dt.date(2020, 1, 1), ""
    row.save()
    assert "Zo was het aan het begin." in as_user(None).get(address).content.decode()
    wereld.set.gepubliceerd = False
    wereld.set.save()
    hidden, missing = as_user(None).get(address), as_user(None).get("/stad/doelen/set/nergens/")
    assert hidden.status_code == missing.status_code == 404
    assert hidden.content == missing.content


def test_recording_on_the_page(wereld, as_user) -> None:
    address = "/stad/doelen/set/ouderen/meting/"
    page = as_user(wereld.coordinator)
    data = {"datum": "2026-01-01", "waarde": "1.234,5", "herkomst": "Tabel 3"}
    for wrong, field in (
        ({"waarde": ""}, "waarde"),
        ({"waarde": "veel"}, "waarde"),
        ({"waarde": "1,234"}, "waarde"),
        ({"waardestatus": "onbekend"}, "waardestatus"),
        ({"herkomst": ""}, "herkomst"),
        ({"datum": "2999-01-01"}, "datum"),
        ({"datum": "ooit"}, "datum"),
    ):
        refused = page.post(address, {**data, **wrong})
        assert refused.status_code == 422
        assert field in refused.context["form"].errors
    asked = page.post(address, {**data, "toelichting": "Bel 06-12345678"})
    assert asked.status_code == 422
    assert "persoonsgegeven" in asked.content.decode()
    assert not Meting.objects.exists()
    assert page.post(address, data).status_code == 303
    assert page.post(address, {**data, "waarde": "", "waardestatus": "onbekend"}).status_code == 303
    assert list(Meting.objects.order_by("pk").values_list("waarde", "waardestatus")) == [
        (Decimal("1234.50"), "bekend"),
        (None, "onbekend"),
    ]
    own = as_user(wereld.databeheerder).get(address)
    assert [str(row) for row in own.context["form"].fields["deel"].queryset] == ["Woonvast"]
    assert as_user(GebruikerFactory(rol="bestuurder", gemeente=wereld.gemeente)).get(address).status_code == 403
    values = {"1.234": "1234", "12.5": "12.5", "1.234.567": "1234567", "€ 3": "3", "4%": "4", "-2": "-2"}
    for text, value in values.items():
        form = MetingForm({**data, "waarde": text}, doelstelling=wereld.doel, user=wereld.coordinator)
        assert form.is_valid(), form.errors
        assert form.cleaned_data["waarde"] == Decimal(value)


def test_targets_cost_the_same_however_many(wereld) -> None:
    def ask():
        return count_data_queries(lambda: doelen_per_set(AnonymousUser(), wereld.gemeente))

    MetingFactory(doelstelling=wereld.doel)
    few = ask()
    for number in range(8):
        row = DoelstellingFactory(afsprakenset=wereld.set, code=f"d{number}")
        MetingFactory(doelstelling=row)
        MetingFactory(doelstelling=row, deel=DoeldeelFactory(doelstelling=row))
    assert ask() == few
