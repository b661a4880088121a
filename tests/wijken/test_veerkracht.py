# SPDX-License-Identifier: EUPL-1.2
"""Resilience: the nine classes as a function, and the page with the matrix."""

from itertools import product

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from monitoring.services.voorbeelddata import load_voorbeelddata
from tests.factories import BrondocumentFactory, GebiedFactory, GemeenteFactory
from tests.wijken.factories import IndicatorFactory, IndicatorklasseFactory, IndicatorwaardeFactory
from wijken.veerkracht import (
    INVOER,
    LEEFBAAROMETER,
    NAMEN,
    STUDIE,
    Kwetsbaar,
    Overlast,
    Uitspraak,
    Veerkracht,
    Verloop,
    classify,
    standings,
)

K, N, V = INVOER
EXPECTED = {
    "toename weinig verbetering": 3,
    "toename weinig gelijk": 3,
    "toename weinig verslechtering": 3,
    "toename enige verbetering": 4,
    "toename enige gelijk": 5,
    "toename enige verslechtering": 6,
    "toename veel verbetering": 7,
    "toename veel gelijk": 8,
    "toename veel verslechtering": 9,
}


def test_every_combination_has_its_class():
    for kwetsbaar, overlast, verloop in product(Kwetsbaar, Overlast, Verloop):
        wanted = {"afname": 1, "gelijk": 2}.get(kwetsbaar) or EXPECTED[f"{kwetsbaar} {overlast} {verloop}"]
        assert classify(kwetsbaar, overlast, verloop) == wanted


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ((None, Overlast.VEEL, Verloop.VERSLECHTERING), None),
        ((Kwetsbaar.AFNAME, None, None), Veerkracht.AFNAME),
        ((Kwetsbaar.TOENAME, None, Verloop.VERBETERING), None),
        ((Kwetsbaar.TOENAME, Overlast.WEINIG, None), Veerkracht.WEINIG),
        ((Kwetsbaar.TOENAME, Overlast.VEEL, None), None),
    ],
)
def test_what_is_not_known_does_not_decide(given, wanted):
    assert classify(*given) is wanted


def test_the_judgement_follows_the_development():
    assert [klasse.oordeel for klasse in Veerkracht] == [
        "rustig",
        "rustig",
        "rustig",
        "veerkrachtig",
        "wankel",
        "onder_druk",
        "veerkrachtig",
        "wankel",
        "onder_druk",
    ]


def say(indicator, klasse, deel="", rang=1, jaar=2018):
    return Uitspraak(1, indicator, klasse, rang, deel, jaar)


def test_the_whole_goes_before_a_part():
    found = standings(
        [say(K, "toename"), say(K, "afname", "noord"), say(N, "enige overlast", "zuid"), say(V, "verbetering")]
    )
    assert found[1].klassen == (Veerkracht.ENIGE_MINDER,)
    assert found[1].delen == (N,)


def test_contradiction_gives_more_than_one_class():
    stand = standings([say(K, "toename"), say(N, "veel overlast"), say(V, "verbetering"), say(V, "verslechtering")])[1]
    assert stand.klassen == (Veerkracht.VEEL_MINDER, Veerkracht.VEEL_MEER)
    assert stand.tegenspraak


def test_a_class_that_decides_nothing():
    stand = standings([say(K, "niet afgenomen"), say(N, "veel overlast")])[1]
    assert (stand.klassen, stand.ontbreekt) == ((), (K, V))
    stand = standings([say(K, "toename"), say(V, "wisselend beeld")])[1]
    assert (stand.klassen, stand.ontbreekt) == ((), (N, V))


def test_the_leefbaarometer_stands_in():
    lbm = [say(LEEFBAAROMETER, "zwak", rang=4, jaar=2012), say(LEEFBAAROMETER, "onvoldoende", rang=3, jaar=2018)]
    stand = standings([say(K, "toename"), *lbm])[1]
    assert (stand.klassen, stand.gemeten) == ((Veerkracht.VEEL_MEER,), (N, V))
    stand = standings([say(K, "toename"), say(N, "enige overlast"), *reversed(lbm)])[1]
    assert (stand.klassen, stand.gemeten) == ((Veerkracht.ENIGE_MEER,), (V,))
    assert standings([say(K, "toename"), lbm[0]])[1].ontbreekt == (V,)


def test_the_research_itself_stands_beside_it():
    study = [say(STUDIE, str(NAMEN[Veerkracht.VEEL_MEER]), rang=9), say(STUDIE, "eigen", rang=12)]
    stand = standings([say(K, "afname"), *study])[1]
    assert [row.rang for row in stand.studie] == [9]
    assert stand.anders
    assert not standings([*study])[1].anders


@pytest.fixture
def stad():
    """A gemeente with the definitions, and `stad.say(buurt, slug, klasse, periode)`."""
    gemeente = GemeenteFactory(slug="stad")
    bron = BrondocumentFactory(gemeente=gemeente, titel="Onderzoek")
    classes = {}
    for slug in (*INVOER, STUDIE):
        indicator = IndicatorFactory(gemeente=gemeente, slug=slug, eenheid="klasse", onderwerp="gebied")
        names = INVOER[slug] if slug in INVOER else [str(NAMEN[klasse]) for klasse in Veerkracht]
        for rang, naam in enumerate(names, start=1):
            classes[slug, naam] = IndicatorklasseFactory(indicator=indicator, rang=rang, naam=naam)
    places = {}

    def say(naam, slug, klasse, periode="2012/2018", **fields):
        if naam not in places:
            places[naam] = GebiedFactory(gemeente=gemeente, naam=naam, slug=naam.lower())
        row = classes[slug, klasse]
        return IndicatorwaardeFactory(
            indicator=row.indicator,
            gebied=places[naam],
            klasse=row,
            waarde=None,
            periode=periode,
            **{"bron": bron, **fields},
        )

    gemeente.say = say
    return gemeente


@pytest.mark.django_db
def test_the_page(client, stad):
    for naam, verloop in (("Noord", "verbetering"), ("Zuid", "verslechtering")):
        stad.say(naam, K, "toename")
        stad.say(naam, N, "veel overlast", periode="2018")
        stad.say(naam, V, verloop)
    stad.say("Noord", STUDIE, str(NAMEN[Veerkracht.VEEL_MEER]), deel="kleine delen")
    stad.say("Oost", K, "toename")
    page = client.get("/stad/veerkracht/")
    assert page.status_code == 200
    context = page.context
    cells = {cel.klasse: cel for rij in context["rijen"] for cel in rij["cellen"] if cel}
    assert set(cells) == set(Veerkracht)
    assert [buurt.naam for buurt in cells[Veerkracht.VEEL_MINDER].regel] == ["Noord"]
    assert [(buurt.naam, deel) for buurt, deel in cells[Veerkracht.VEEL_MEER].studie] == [("Noord", "kleine delen")]
    assert [buurt.naam for buurt in context["onbekend"]] == ["Oost"]
    assert (context["vorige"], context["verplaatst"]) == (None, [])
    text = page.content.decode()
    assert "Bron: Onderzoek" in text
    assert "Er is één meting." in text


@pytest.mark.django_db
def test_what_moved_since_the_round_before(client, stad):
    for periode, verloop in (("2012/2018", "verslechtering"), ("2018/2024", "verbetering")):
        for naam in ("Noord", "Zuid"):
            stad.say(naam, K, "toename", periode=periode)
            stad.say(naam, N, "enige overlast", periode=periode[-4:])
            stad.say(naam, V, verloop if naam == "Noord" else "verbetering", periode=periode)
    page = client.get("/stad/veerkracht/")
    assert [(buurt.naam, buurt.eerder, buurt.stand.klassen) for buurt in page.context["verplaatst"]] == [
        ("Noord", (Veerkracht.ENIGE_MEER,), (Veerkracht.ENIGE_MINDER,))
    ]
    assert page.context["ronde"].periode == "2018/2024"
    earlier = client.get("/stad/veerkracht/", {"ronde": "2012/2018"})
    assert (earlier.status_code, earlier.context["vorige"]) == (200, None)
    unknown = client.get("/stad/veerkracht/", {"ronde": "1900/1950"})
    assert unknown.status_code == 404
    assert "Kies een periode uit de lijst" in unknown.content.decode()


@pytest.mark.django_db
def test_an_empty_page_and_a_gemeente_that_is_not_there(client, stad):
    assert "Er zijn nog geen gegevens" in client.get("/stad/veerkracht/").content.decode()
    assert client.get("/nergens/veerkracht/").status_code == 404
    assert client.post("/stad/veerkracht/").status_code == 405


@pytest.mark.django_db
def test_figures_on_a_few_people_do_not_place_a_neighbourhood(client, stad):
    row = stad.say("Noord", K, "afname", basis=3)
    row.indicator.onderwerp = "personen"
    row.indicator.save()
    assert client.get("/stad/veerkracht/").context["rondes"] == []


@pytest.mark.django_db
def test_queries_do_not_grow_with_neighbourhoods(client, stad):
    def count():
        with CaptureQueriesContext(connection) as queries:
            client.get("/stad/veerkracht/")
        return len(queries)

    stad.say("Eerste", K, "afname")
    few = count()
    for number in range(20):
        stad.say(f"Buurt{number}", K, "toename")
    assert count() == few <= 4


@pytest.mark.django_db
def test_the_research_of_maastricht(client):
    """The rule gives what the text of the research says, and shows where the text contradicts itself."""
    load_voorbeelddata(only="maastricht")
    buurten = {row.naam: row for row in client.get("/maastricht/veerkracht/").context["buurten"]}
    klassen = {naam: [int(klasse) for klasse in row.stand.klassen] for naam, row in buurten.items()}
    assert klassen["Malberg"] == [4]
    assert klassen["Pottenberg"] == klassen["Caberg"] == [9]
    assert klassen["Nazareth"] == [4, 6]
    assert klassen["Malpertuis"] == [7, 9]
    assert klassen["Limmel"] == klassen["Wijk Centrum"] == [1]
    assert klassen["Daalhof"] == klassen["Boschpoort"] == []
    assert {naam for naam, row in buurten.items() if row.stand.anders} == {"Heer", "Mariaberg"}
