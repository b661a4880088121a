# SPDX-License-Identifier: EUPL-1.2
"""Places: what larger ones are made of at a date, and the facts of the sources."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from monitoring.services.voorbeelddata import load_voorbeelddata
from partijen.models import Gemeente
from tests.factories import GebiedFactory, GemeenteFactory
from tests.monitoring.queries import data_queries
from wijken.models import Gebied, Gebiedsdeel
from wijken.querysets import read_buurten
from wijken.validators import validate_gebiedsdeel

pytestmark = pytest.mark.django_db

DAY = dt.date(2025, 1, 1)


@pytest.fixture
def gemeente():
    return GemeenteFactory(slug="dorp")


def place(gemeente, naam, soort="buurt", ouder=None) -> Gebied:
    return GebiedFactory(gemeente=gemeente, naam=naam, slug=f"{soort}-{naam}".lower(), soort=soort, ouder=ouder)


def part(geheel, deel, van=None, tot=None) -> Gebiedsdeel:
    return Gebiedsdeel.objects.create(gemeente=geheel.gemeente, geheel=geheel, deel=deel, van=van, tot=tot)


def test_what_a_place_is_made_of_at_a_date(gemeente):
    stadsdeel = place(gemeente, "Oost", "stadsdeel")
    wijk = place(gemeente, "Oost", "wijk", stadsdeel)
    zuid, noord = place(gemeente, "Zuid", ouder=wijk), place(gemeente, "Noord", ouder=wijk)
    los = place(gemeente, "Los")
    rayon, focus = place(gemeente, "Oost", "rayon"), place(gemeente, "Noord-Los", "focusgebied")
    part(rayon, zuid, tot=DAY - dt.timedelta(days=1))
    part(rayon, los, van=DAY)
    part(rayon, noord)
    for deel in (noord, los):
        part(focus, deel)
    other = place(GemeenteFactory(), "Elders")
    with data_queries() as queries:
        found = read_buurten(gemeente, DAY)
    assert len(queries) == 2
    names = {buurt.pk: buurt.naam for buurt in Gebied.objects.filter(soort="buurt")}
    assert {pk: [names[buurt] for buurt in buurten] for pk, buurten in found.items()} == {
        stadsdeel.pk: ["Noord", "Zuid"],
        wijk.pk: ["Noord", "Zuid"],
        zuid.pk: ["Zuid"],
        noord.pk: ["Noord"],
        los.pk: ["Los"],
        rayon.pk: ["Los", "Noord"],
        focus.pk: ["Los", "Noord"],
    }
    assert other.pk not in found
    assert read_buurten(gemeente, DAY - dt.timedelta(days=1))[rayon.pk] == (noord.pk, zuid.pk)
    assert list(Gebied.objects.holding(los, DAY).order_by("soort")) == [focus, rayon]
    assert list(Gebied.objects.holding(los, DAY - dt.timedelta(days=1))) == [focus]
    assert list(Gebied.objects.outside_rayons(gemeente, DAY)) == [zuid]


def test_a_circle_of_places_ends(gemeente):
    a = place(gemeente, "A", "wijk")
    b = place(gemeente, "B", "wijk", a)
    Gebied.objects.filter(pk=a.pk).update(ouder=b)
    buurt = place(gemeente, "Buurt", ouder=b)
    assert read_buurten(gemeente, DAY) == {a.pk: (buurt.pk,), b.pk: (buurt.pk,), buurt.pk: (buurt.pk,)}


def test_a_buurt_is_in_one_rayon_at_a_time(gemeente):
    buurt = place(gemeente, "Zuid")
    noord, zuid = place(gemeente, "Noord", "rayon"), place(gemeente, "Zuid", "rayon")
    focus = place(gemeente, "Zuid", "focusgebied")
    first = part(noord, buurt, tot=DAY)
    validate_gebiedsdeel(first)

    def fault(**values) -> dict:
        with pytest.raises(ValidationError) as refused:
            validate_gebiedsdeel(Gebiedsdeel(**{"gemeente": gemeente, "geheel": zuid, "deel": buurt, **values}))
        return refused.value.message_dict

    overlap = fault()
    assert list(overlap) == ["van"]
    assert "Zuid hoort dan al bij Rayon Noord (begin onbekend – 1 januari 2025)" in overlap["van"][0]
    assert list(fault(van=DAY)) == ["van"]
    assert list(fault(geheel=noord, van=DAY - dt.timedelta(days=9))) == ["van"]
    assert list(fault(van=DAY + dt.timedelta(days=9), tot=DAY + dt.timedelta(days=8))) == ["tot"]
    assert list(fault(geheel=place(gemeente, "Oost", "wijk"))) == ["deel"]
    assert list(fault(deel=zuid)) == ["deel"]
    validate_gebiedsdeel(Gebiedsdeel(gemeente=gemeente, geheel=zuid, deel=buurt, van=DAY + dt.timedelta(days=1)))
    validate_gebiedsdeel(Gebiedsdeel(gemeente=gemeente, geheel=focus, deel=buurt))


def test_the_database_refuses_what_cannot_be(gemeente):
    buurt, rayon = place(gemeente, "Zuid"), place(gemeente, "Noord", "rayon")
    part(rayon, buurt)
    part(rayon, buurt, van=DAY)
    for van, tot in ((None, None), (DAY, None), (DAY + dt.timedelta(days=2), DAY)):
        with pytest.raises(IntegrityError), transaction.atomic():
            part(rayon, buurt, van, tot)
    with pytest.raises(IntegrityError), transaction.atomic():
        part(rayon, rayon)


def test_the_places_of_maastricht():
    load_voorbeelddata(only="maastricht")
    maastricht = Gemeente.objects.get()
    rows = Gebied.objects.filter(gemeente=maastricht)
    counts = {soort: rows.filter(soort=soort).count() for soort in Gebied.Soort.values}
    assert counts == {"buurt": 44, "wijk": 7, "stadsdeel": 7, "rayon": 4, "focusgebied": 2, "woonzorgzone": 3}
    buurten = rows.filter(soort="buurt")
    assert not buurten.filter(cbs_code="").exists()
    assert all(code[2:8] == wijk[2:8] for code, wijk in buurten.values_list("cbs_code", "ouder__cbs_code"))
    made_of = read_buurten(maastricht, DAY)
    sizes = {gebied.slug: len(made_of[gebied.pk]) for gebied in rows.exclude(soort__in=("buurt", "wijk"))}
    assert sizes == {
        "stadsdeel-centrum": 7,
        "stadsdeel-zuidwest": 6,
        "stadsdeel-west": 10,
        "stadsdeel-noordwest": 5,
        "stadsdeel-oost": 7,
        "stadsdeel-noordoost": 4,
        "stadsdeel-zuidoost": 5,
        "rayon-noord-oost": 11,
        "rayon-noord-west": 0,
        "rayon-zuid-oost": 5,
        "rayon-zuid-west": 13,
        "caberg-malpertuis": 2,
        "nazareth-limmel": 2,
        "woonzorgzone-nazareth": 1,
        "woonzorgzone-limmel": 1,
        "woonzorgzone-pottenberg": 1,
    }
    silent = Gebied.objects.outside_rayons(maastricht, DAY)
    assert set(silent.values_list("ouder__naam", flat=True)) == {"West", "Noordwest"}
    assert silent.count() == 15
    assert "herhaalt de buurten van 6g" in rows.get(slug="rayon-noord-west").bron_opmerking
    phases = {fase: list(buurten.filter(aanpakfase=fase).values_list("slug", flat=True)) for fase in Gebied.Aanpakfase}
    assert {fase: sorted(slugs) for fase, slugs in phases.items()} == {
        "afronden": [
            "caberg",
            "heer",
            "heugemerveld",
            "malberg",
            "malpertuis",
            "mariaberg",
            "wittevrouwenveld",
            "wyckerpoort",
        ],
        "doorstarten": ["limmel", "nazareth", "pottenberg"],
        "anticiperen": ["daalhof", "de-heeg"],
    }
    aliases = {slug: rows.get(slug=slug).aliassen for slug in ("kommelkwartier", "mariaberg", "wittevrouwenveld")}
    assert aliases == {
        "kommelkwartier": ["Kommekwartier"],
        "mariaberg": ["Marienberg"],
        "wittevrouwenveld": ["Wittenrouwenveld", "Wittenvrouwenveld"],
    }


def test_names_that_cannot_be_mistaken(gemeente):
    rayon, buurt = place(gemeente, "Oost", "rayon"), place(gemeente, "Oost")
    assert (rayon.volledige_naam, buurt.volledige_naam) == ("Rayon Oost", "Oost")
    buurt.aanpakfase = "afronden"
    assert "afgemaakt" in buurt.aanpakfase_uitleg
    assert rayon.aanpakfase_uitleg == ""
