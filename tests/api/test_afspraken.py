# SPDX-License-Identifier: EUPL-1.2
"""Afspraken and acties: what a row holds, and what one can ask for."""

import pytest
from django.urls import reverse
from django.utils import timezone

from afspraken.services.voortgang import withdraw_voortgang
from tests.api.world import BASE
from tests.factories import ActieFactory, BetrokkenheidFactory, GebiedFactory, LiggingFactory, TermijnFactory

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def codes(answer):
    return [row["code"] for row in answer["results"]]


def places(answer):
    return [(row["gemeente"], row["code"]) for row in answer["results"]]


def test_an_afspraak_in_full(ask, world):
    row = ask("afspraken", gemeente="maastricht", code="1a")["results"][0]
    afspraak, melding = world.afspraken["1a"], world.voortgang["1a published"]
    page = reverse("afspraken:afspraak", args=("maastricht", "afspraken", "1a"))
    assert row == {
        "id": afspraak.pk,
        "gemeente": "maastricht",
        "afsprakenset": "afspraken",
        "code": "1a",
        "themaNummer": 1,
        "themaNaam": "Bouwen",
        "titel": "Afspraak 1a",
        "titelInDocument": "",
        "samenvatting": "",
        "doel": "",
        "huurdersprioriteit": "",
        "rayon": None,
        "aantalActies": 1,
        "slechtereActies": 0,
        "trekkers": ["Woonpunt", "Werkgroep Bouwen, slopen en kopen"],
        "betrokkenen": ["Werkgroep Zorg"],
        "gebieden": ["Malberg", "Amby"],
        "grotereGebieden": [],
        "periode": "2023-Q2",
        "status": "op_koers",
        "fase": "uitvoering",
        "signalen": ["termijn_verstreken"],
        "bijgewerktOp": melding.datum.isoformat(),
        "laatsteVoortgang": {
            "id": melding.pk,
            "datum": melding.datum.isoformat(),
            "status": "op_koers",
            "fase": "uitvoering",
            "toelichting": "Het loopt.",
            "oorzaak": "",
            "gevolg": "",
            "maatregel": "",
            "volgendeStap": "Verder.",
            "gevraagdBesluit": "",
            "namens": "Woonpunt",
            "gepubliceerd": True,
            "demo": False,
        },
        "demo": False,
        "gepubliceerd": True,
        "versie": row["versie"],
        "url": f"http://testserver{page}",
        "bron": "Prestatieafspraken",
        "bronPlaats": "",
        "bronOpmerking": "",
    }
    assert ask(f"afspraken/{afspraak.pk}") == row


def test_an_actie_in_full(ask, world):
    row = ask("acties", code="1a-1")["results"][0]
    page = reverse("afspraken:afspraak", args=("maastricht", "afspraken", "1a"))
    assert row | {"laatsteVoortgang": row["laatsteVoortgang"]["toelichting"]} == {
        "id": world.acties["1a-1"].pk,
        "gemeente": "maastricht",
        "afsprakenset": "afspraken",
        "afspraak": "1a",
        "code": "1a-1",
        "themaNummer": 1,
        "titel": "Verduurzaming 1a",
        "omschrijving": "",
        "locatie": "",
        "aantalWoningen": None,
        "aantalTekst": "",
        "trekkers": ["Werkgroep Zorg"],
        "betrokkenen": [],
        "gebieden": [],
        "grotereGebieden": [],
        "periode": "2023-Q2",
        "status": "op_koers",
        "fase": None,
        "signalen": ["termijn_verstreken"],
        "bijgewerktOp": TODAY.isoformat(),
        "laatsteVoortgang": "Actie loopt.",
        "demo": False,
        "gepubliceerd": True,
        "versie": row["versie"],
        "url": f"http://testserver{page}#actie-1a-1",
        "bron": None,
        "bronPlaats": "",
        "bronOpmerking": "",
    }
    assert ask(f"acties/{row['id']}") == row


def test_what_the_source_does_not_say_is_null_or_empty(ask, world):
    row = ask("afspraken", code="2a")["results"][0]
    assert row["rayon"] == "Noord-Oost"
    assert (row["status"], row["fase"], row["laatsteVoortgang"]) == ("niet_gestart", None, None)
    assert row["trekkers"] == []
    assert row["gebieden"] == []
    assert row["bijgewerktOp"] is None
    assert ask("afspraken", code="1a", gemeente="heerlen")["results"][0]["bron"] is None


def test_the_first_termijn_is_by_first_day(ask, world):
    TermijnFactory(afspraak=world.afspraken["2a"], periode="2021-12")
    TermijnFactory(afspraak=world.afspraken["2a"], periode="2021/2024", soort="besluit")
    assert ask("afspraken", code="2a")["results"][0]["periode"] == "2021/2024"


def test_gebieden_stand_as_the_source_lists_them(ask, world):
    """Also for a rayon; those of an actie stand with the actie."""
    amby = world.afspraken["1a"].liggingen.get(gebied__slug="amby").gebied
    LiggingFactory(afspraak=world.afspraken["2a"], gebied=amby)
    LiggingFactory(afspraak=world.afspraken["2a"], actie=world.acties["2a-1"], gebied__slug="heer")
    stadsdeel = GebiedFactory(gemeente=world.maastricht, naam="Oost", slug="stadsdeel-oost", soort="stadsdeel")
    LiggingFactory(afspraak=world.afspraken["2a"], gebied=stadsdeel)
    row = ask("afspraken", code="2a")["results"][0]
    assert (row["gebieden"], row["grotereGebieden"]) == (["Amby"], ["Oost"])
    assert ask("afspraken", gebied="stadsdeel-oost")["results"] == [row]


def test_no_name_of_a_person_anywhere(client, world):
    for user in (None, world.users["coordinator"]):
        if user:
            client.force_login(user)
        for resource in ("afspraken", "acties", "voortgang"):
            text = client.get(f"{BASE}/{resource}").content.decode()
            assert "Naam " not in text
            assert "portaal.example" not in text


def test_demo_is_said_of_the_shown_standing(ask, world):
    with_demo = world.report("2a", publish=True)
    type(with_demo).objects.bulk_create(
        [
            type(with_demo)(
                gemeente=world.maastricht, afspraak=world.afspraken["1a"], status="op_koers", demo=True, datum=TODAY
            )
        ]
    )
    report = type(with_demo).objects.get(demo=True)
    row = world.afspraken["1a"]
    row.laatste_voortgang = report
    row.save()
    assert ask("afspraken", gemeente="maastricht", code="1a")["results"][0]["demo"] is False
    seen = ask("afspraken", world.users["coordinator"], gemeente="maastricht", code="1a")["results"][0]
    assert seen["demo"] is True
    assert seen["laatsteVoortgang"]["demo"] is True
    assert {row["demo"] for row in ask("voortgang", world.users["coordinator"], demo="true")["results"]} == {True}
    assert ask("voortgang", demo="true")["count"] == 0


def test_withdrawing_takes_effect_at_once(ask, world):
    assert ask("afspraken", gemeente="maastricht", code="1a")["results"][0]["status"] == "op_koers"
    withdraw_voortgang(voortgang=world.voortgang["1a published"], by=world.users["coordinator"], reden="Klopt niet.")
    row = ask("afspraken", gemeente="maastricht", code="1a")["results"][0]
    assert (row["status"], row["laatsteVoortgang"]) == ("niet_gestart", None)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"gemeente": "maastricht"}, ["1a", "2a"]),
        ({"gemeente": "heerlen"}, ["1a"]),
        ({"afsprakenset": "afspraken"}, ["1a", "2a", "1a"]),
        ({"afsprakenset": "afspraken", "gemeente": "heerlen"}, ["1a"]),
        ({"thema": "1"}, ["1a", "1a"]),
        ({"thema": "2"}, ["2a"]),
        ({"code": "1a"}, ["1a", "1a"]),
        ({"code": "9z"}, []),
        ({"trekker": "Woonpunt"}, ["1a"]),
        ({"trekker": "woonpunt"}, ["1a"]),
        ({"trekker": "Werkgroep Bouwen, slopen en kopen"}, ["1a"]),
        ({"trekker": "Werkgroep Zorg"}, []),
        ({"status": "op_koers"}, ["1a"]),
        ({"status": "stagnatie"}, []),
        ({"status": ["op_koers", "gereed"]}, ["1a", "1a"]),
        ({"fase": "uitvoering"}, ["1a"]),
        ({"gebied": "Malberg"}, ["1a"]),
        ({"gebied": "malberg"}, ["1a"]),
        ({"gebied": "Noord-Oost"}, ["2a"]),
        ({"gebied": "noord-oost"}, ["2a"]),
        ({"gebied": "Pottenberg"}, []),
        ({"signaal": "zonder_trekker"}, ["2a", "1a"]),
        ({"signaal": "zonder_trekker", "gemeente": "maastricht"}, ["2a"]),
        ({"signaal": ["zonder_trekker", "termijn_verstreken"]}, ["1a", "2a", "1a"]),
        ({"signaal": "wacht_op_besluit"}, []),
        ({"zoek": "verduurzaming"}, ["1a", "2a"]),
        ({"zoek": "VERDUURZAMING 2a"}, ["2a"]),
        ({"zoek": "geheim"}, []),
        ({"zoek": "1a", "status": "gereed"}, ["1a"]),
    ],
)
def test_keys_of_afspraken(ask, world, query, expected):
    answer = ask("afspraken", **query)
    assert codes(answer) == expected
    assert answer["count"] == len(expected)


def test_a_name_that_recurs_means_all_of_that_name(ask, world):
    """Both gemeenten have a werkgroep of this name, and a Pottenberg."""
    BetrokkenheidFactory(afspraak=world.afspraken["h1"], partij=world.afspraken["h1"].thema.werkgroep, rol="trekker")
    answer = ask("afspraken", trekker="Werkgroep Bouwen, slopen en kopen")
    assert places(answer) == [("maastricht", "1a"), ("heerlen", "1a")]
    lid = world.users["lid"]
    assert codes(ask("afspraken", lid, gebied="Pottenberg", gemeente="maastricht")) == ["1a"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["1a-1", "2a-1"]),
        ({"gemeente": "maastricht"}, ["1a-1", "2a-1"]),
        ({"gemeente": "heerlen"}, []),
        ({"afsprakenset": "afspraken"}, ["1a-1", "2a-1"]),
        ({"thema": "2"}, ["2a-1"]),
        ({"afspraak": "1a"}, ["1a-1"]),
        ({"code": "2a-1"}, ["2a-1"]),
        ({"trekker": "Werkgroep Zorg"}, ["1a-1"]),
        ({"trekker": "Woonpunt"}, []),
        ({"status": "op_koers"}, ["1a-1"]),
        ({"fase": "uitvoering"}, []),
        ({"gebied": "Malberg"}, []),
        ({"signaal": "termijn_verstreken"}, ["1a-1"]),
        ({"signaal": "wacht_op_besluit"}, []),
        ({"zoek": "verduurzaming 2A"}, ["2a-1"]),
        ({"zoek": "1a-1"}, ["1a-1"]),
    ],
)
def test_keys_of_acties(ask, world, query, expected):
    assert codes(ask("acties", **query)) == expected


def test_signals_of_acties(ask, world):
    lid = world.users["lid"]
    world.report("1a", "aandacht", publish=True, actie="1a-1", gevraagd_besluit="Stem in.")
    assert codes(ask("acties", signaal="wacht_op_besluit")) == ["1a-1"]
    assert ask("acties", code="1a-1")["results"][0]["signalen"] == ["termijn_verstreken", "wacht_op_besluit"]
    world.report("1a", "gereed", publish=False, actie="1a-1")
    assert ask("acties", code="1a-1")["results"][0]["signalen"] == ["termijn_verstreken", "wacht_op_besluit"]
    assert ask("acties", lid, code="1a-1")["results"][0]["signalen"] == []
    world.report("1a", "gereed", publish=True, actie="1a-1", gevraagd_besluit="Stel vast.")
    assert ask("acties", code="1a-1")["results"][0]["signalen"] == []


@pytest.mark.parametrize("resource", ["afspraken", "acties"])
def test_a_signal_as_key_and_as_attribute_is_the_same(ask, world, resource):
    ActieFactory(afspraak=world.afspraken["2a"], volgnummer=7)
    for role in ("public", "lid", "bestuurder"):
        user = world.users[role]
        everything = ask(resource, user)["results"]
        for signaal in ("termijn_verstreken", "wacht_op_besluit"):
            expected = [row["id"] for row in everything if signaal in row["signalen"]]
            assert [row["id"] for row in ask(resource, user, signaal=signaal)["results"]] == expected


def test_worse_acties_are_counted(ask, world):
    world.report("1a", "stagnatie", publish=True, actie="1a-1")
    assert ask("afspraken", gemeente="maastricht", code="1a")["results"][0]["slechtereActies"] == 1


def test_the_order_is_that_of_the_document(ask, world):
    first = world.afspraken["2a"]
    first.volgorde = 0
    first.save()
    world.afspraken["1a"].volgorde = 0
    world.afspraken["1a"].save()
    assert places(ask("afspraken")) == [("maastricht", "1a"), ("maastricht", "2a"), ("heerlen", "1a")]
    pages = [ask("afspraken", pagina=page, paginaGrootte=1) for page in (1, 2, 3)]
    assert [row["id"] for page in pages for row in page["results"]] == [
        row["id"] for row in ask("afspraken")["results"]
    ]
    assert pages[1]["next"].endswith("/api/v1/afspraken?pagina=3&paginaGrootte=1")
    assert pages[2]["next"] is None
