# SPDX-License-Identifier: EUPL-1.2
"""The page that blacks out a text: search, look, and then the act."""

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from afspraken.models import Notitie
from partijen.models import Wijziging
from tests.beheer import make_world, snapshot

pytestmark = pytest.mark.django_db

REDEN = "Vraag van een bewoner"


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def url(world) -> str:
    return reverse("zwartmaken", args=[world.a.gemeente.slug])


def test_searching_shows_every_place_and_changes_nothing(world, url):
    Notitie.objects.filter(gemeente=world.a.gemeente).update(tekst="Bel <b>Jansen</b> niet")
    Notitie.objects.filter(gemeente=world.b.gemeente).update(tekst="Bel Jansen elders")
    before = snapshot()
    response = world.client("coordinator").post(url, {"stap": "zoeken", "tekst": " Jansen ", "reden": REDEN})
    text = response.content.decode()
    assert response.status_code == 200
    assert text.count("Bel &lt;b&gt;<mark>Jansen</mark>&lt;/b&gt; niet") == 4
    assert "elders" not in text
    assert "Notitie: 4" in text
    assert 'value="Jansen"' in text
    assert REDEN in text
    assert response.headers["Cache-Control"] == "private, no-store"
    assert snapshot() == before


def test_the_act_needs_the_tick_and_a_reason(world, url):
    Notitie.objects.filter(gemeente=world.a.gemeente).update(tekst="Bel Jansen")
    client = world.client("beheerder")
    data = {"stap": "zwartmaken", "tekst": "Jansen", "reden": REDEN}
    for wrong in ({}, {"zeker": "on", "reden": ""}, {"zeker": "on", "reden": "Jansen vroeg het"}):
        response = client.post(url, data | wrong)
        assert response.status_code == 422
        assert "<mark>Jansen</mark>" in response.content.decode()
    assert Notitie.objects.filter(tekst="Bel Jansen").count() == 4
    response = client.post(url, data | {"zeker": "on"}, follow=True)
    assert response.redirect_chain == [(url, 303)]
    text = response.content.decode()
    assert "Op 4 plaatsen is de tekst zwart." in text
    assert "Jansen" not in text
    assert Notitie.objects.filter(tekst="Bel [zwartgemaakt]").count() == 4
    assert Wijziging.objects.latest("id").soort == "zwartgemaakt"


@pytest.mark.parametrize(
    ("tekst", "fault"),
    [
        ("", "Vul de tekst in die zwart moet."),
        ("abc", "Geef minstens 4 tekens."),
        ("x" * 250, "Geef hoogstens 200 tekens."),
        ("a\0bcd", "niet toegestaan"),
        ("staat nergens", "Deze tekst staat nergens"),
    ],
)
@pytest.mark.parametrize("stap", ["zoeken", "zwartmaken", "", "x"])
def test_a_wrong_text_is_explained(world, url, tekst, fault, stap):
    data = {"stap": stap, "tekst": tekst, "reden": REDEN, "zeker": "on"}
    response = world.client("coordinator").post(url, data)
    text = response.content.decode()
    assert response.status_code == 422
    assert fault in text
    assert REDEN in text
    assert text.count("autofocus") == 1


def test_a_text_inside_a_code_is_shown_and_refused(world, url):
    client = world.client("coordinator")
    slug = world.a.gebied.slug
    response = client.post(url, {"stap": "zoeken", "tekst": slug, "reden": REDEN})
    assert response.status_code == 200
    assert "kan niet zwart" in response.content.decode()
    assert "Maak zwart" not in response.content.decode()
    response = client.post(url, {"stap": "zwartmaken", "tekst": slug, "reden": REDEN, "zeker": "on"})
    assert response.status_code == 422
    assert "deel van een code, keuze of adres" in response.content.decode()


def test_only_keepers_of_the_gemeente(world, url, client):
    for rol in ("werkgroeplid", "bestuurder", "databeheerder", "niemand"):
        assert world.client(rol).get(url).status_code == 403
        assert world.client(rol).post(url, {"tekst": "Loopt.", "reden": REDEN}).status_code == 403
    elsewhere = reverse("zwartmaken", args=[world.b.gemeente.slug])
    assert world.client("coordinator").get(elsewhere).status_code == 403
    assert client.get(url).status_code == 302
    assert world.client("coordinator").get(url).status_code == 200
    assert world.client("coordinator").put(url).status_code == 405


def test_many_places_take_no_more_queries(world, url):
    """One query per table with texts, however many rows."""
    client = world.client("coordinator")
    data = {"stap": "zoeken", "tekst": "Jansen", "reden": REDEN}
    counts = []
    for count in (1, 30):
        rows = [
            Notitie(gemeente=world.a.gemeente, afspraak=world.a.own.publiek, tekst="Jansen", gebruiker=None)
            for _ in range(count)
        ]
        Notitie.objects.bulk_create(rows)
        with CaptureQueriesContext(connection) as found:
            assert client.post(url, data).status_code == 200
        counts.append(len(found))
    assert counts[0] == counts[1] <= len(apps.get_models())
