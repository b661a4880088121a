# SPDX-License-Identifier: EUPL-1.2
"""The page of what does not add up, and the explanation beside it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from corporaties.models import Afwijkingstoelichting
from corporaties.services.controle import explain_afwijking
from tests.factories import AfwijkingFactory

pytestmark = pytest.mark.django_db
PAGE = "/maasdam/cijfers/afwijkingen/"


@pytest.fixture
def afwijking(stad):
    return AfwijkingFactory(gemeente=stad.gemeente, rij="Wonen Oost", gepubliceerd=20271, berekend=20270, verschil=1)


def form_of(afwijking):
    return reverse("corporaties:toelichting", args=("maasdam", afwijking.pk))


def test_everybody_reads_it(client, stad, afwijking):
    text = client.get(PAGE).content.decode()
    for part in ("Wonen Oost", "20.271", "20.270", "+1"):
        assert part in text
    assert form_of(afwijking) not in text
    explain_afwijking(afwijking=afwijking, tekst="Afgerond.", by=stad.coordinator, oorsprong="pagina")
    assert "Afgerond." in client.get(PAGE).content.decode()


def test_nothing_found(client, stad):
    assert "niets gevonden" in client.get(PAGE).content.decode()
    assert client.get("/nergens/cijfers/afwijkingen/").status_code == 404


def test_an_explanation_shows_at_once_in_a_kept_page(client, stad, afwijking):
    etag = client.get(PAGE)["ETag"]
    assert client.get(PAGE, headers={"if-none-match": etag}).status_code == 304
    explain_afwijking(afwijking=afwijking, tekst="Nagevraagd.", by=stad.coordinator, oorsprong="pagina")
    assert client.get(PAGE, headers={"if-none-match": etag}).status_code == 200


def test_the_coordinator_explains_changes_and_takes_away(client, stad, afwijking):
    client.force_login(stad.coordinator)
    assert form_of(afwijking) in client.get(PAGE).content.decode()
    assert client.get(form_of(afwijking)).status_code == 200
    for versie, tekst in ((0, "Eerste"), (1, "Tweede")):
        answer = client.post(form_of(afwijking), {"tekst": tekst, "versie": versie})
        assert (answer.status_code, answer["Location"]) == (303, f"{PAGE}#afwijking-{afwijking.pk}")
        assert Afwijkingstoelichting.objects.get().tekst == tekst
    client.post(form_of(afwijking), {"tekst": "", "versie": 2})
    assert not Afwijkingstoelichting.objects.exists()


def test_two_at_once(client, stad, afwijking):
    explain_afwijking(afwijking=afwijking, tekst="Van een ander", by=stad.coordinator, oorsprong="pagina")
    client.force_login(stad.coordinator)
    answer = client.post(form_of(afwijking), {"tekst": "Van mij", "versie": 0})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Van een ander" in text
    assert "Van mij" in text
    assert Afwijkingstoelichting.objects.get().tekst == "Van een ander"


@pytest.mark.parametrize("data", [{"tekst": "a" * 2001, "versie": 0}, {"tekst": "Bel 06 12345678", "versie": 0}, {}])
def test_bad_input_changes_nothing(client, stad, afwijking, data):
    client.force_login(stad.coordinator)
    assert client.post(form_of(afwijking), data).status_code == 422
    assert not Afwijkingstoelichting.objects.exists()


@pytest.mark.parametrize("name", ["bestuurder", "beheerder", "databeheerder"])
def test_nobody_else_explains(client, stad, afwijking, name):
    client.force_login(getattr(stad, name))
    assert client.get(form_of(afwijking)).status_code == 403
    assert client.post(form_of(afwijking), {"tekst": "x", "versie": 0}).status_code == 403


def test_of_another_gemeente_is_missing(client, stad):
    client.force_login(stad.coordinator)
    assert client.get(form_of(AfwijkingFactory())).status_code == 404


def test_queries_do_not_grow(client, stad, afwijking):
    def count():
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE)
        return len(queries)

    count()
    few = count()
    for _number in range(20):
        AfwijkingFactory(gemeente=stad.gemeente)
    assert count() == few
