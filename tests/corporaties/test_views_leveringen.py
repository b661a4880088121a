# SPDX-License-Identifier: EUPL-1.2
"""The pages of deliveries: the queue, one delivery with its figures, the decision, and the history of a figure."""

import json

import pytest

from corporaties.models import Levering, Voorraadcijfer
from corporaties.services.leveringen import record_levering, stel_vast
from partijen.models import Wijziging
from tests.corporaties.opgave import read
from tests.factories import GebiedFactory

pytestmark = pytest.mark.django_db
BASE = "/maasdam/corporaties/aedes-oost/leveringen/"


def deliver(stad, *cijfers, vast=False, periode="2026-01-01"):
    levering = record_levering(
        cijferbron=stad.bron_a,
        soort="bestand",
        periode=periode,
        cijfers=cijfers,
        by=stad.databeheerder,
        oorsprong="import",
        bestandsnaam="cijfers.csv",
    )
    if vast:
        stel_vast(levering=levering, by=stad.coordinator, oorsprong="pagina")
    return levering


def one(stad, value=10, **kwargs):
    return deliver(stad, stad.cijfer(value, gebied=stad.buurt, periode="2026-01-01"), **kwargs)


@pytest.mark.parametrize(
    ("name", "sees"),
    [
        ("coordinator", 200),
        ("bestuurder", 200),
        ("beheerder", 200),
        ("databeheerder", 200),
        ("databeheerder_b", 404),
        (None, 404),
    ],
)
def test_who_sees_a_delivery_that_waits(stad, client, name, sees):
    levering = one(stad)
    figure = Voorraadcijfer.objects.get()
    if name:
        client.force_login(getattr(stad, name))
    assert client.get(f"{BASE}{levering.volgnummer}/").status_code == sees
    assert client.get(f"/maasdam/cijfers/{figure.pk}/").status_code == sees
    stel_vast(levering=levering, by=stad.coordinator, oorsprong="pagina")
    assert client.get(f"{BASE}{levering.volgnummer}/").status_code == 200
    assert client.get(f"/maasdam/cijfers/{figure.pk}/").status_code == 200


@pytest.mark.parametrize(("name", "status"), [("coordinator", 200), ("databeheerder", 200), (None, 302)])
def test_the_queue(stad, client, name, status):
    one(stad)
    if name:
        client.force_login(getattr(stad, name))
    response = client.get("/maasdam/leveringen/")
    assert response.status_code == status
    if status == 200:
        assert "Aedes Oost levering 1" in response.content.decode()


def test_the_queue_of_another_shows_nothing_of_mine(stad, client):
    one(stad)
    client.force_login(stad.databeheerder_b)
    assert "Aedes Oost levering 1" not in client.get("/maasdam/leveringen/").content.decode()


def test_remarks_that_look_like_personal_data_are_asked_about_before_they_are_public(stad, client):
    remarks = {"opmerking": "Vraag 06-12345678.", "periode": "2026-01-01", "gebied": stad.buurt}
    levering = deliver(stad, stad.cijfer(10, **remarks), stad.cijfer(4, klasse=None, **remarks))
    client.force_login(stad.coordinator)
    url = f"{BASE}{levering.volgnummer}/vaststellen/"
    response = client.post(url, {"versie": levering.versie})
    text = response.content.decode()
    assert response.status_code == 422
    assert text.count("06-••••••78") == 1, "the same remark is asked about once"
    assert "12345678" not in text
    assert not Voorraadcijfer.objects.current().exists()
    sent = dict(response.context["bewaard"])
    found = response.context["vraag"].form["bevindingen"].value()
    said = {"bevindingen": found, "geen_persoonsgegeven": "on", "waarom_niet": "Nummer van de balie."}
    assert client.post(url, sent | said).status_code == 303
    assert Voorraadcijfer.objects.current().count() == 2
    reden = Wijziging.objects.get(model="corporaties.levering", soort="gepubliceerd").reden
    assert reden == "Geen persoonsgegeven (telefoonnummer in opmerking): Nummer van de balie."


def test_the_coordinator_sets_a_delivery_vast(stad, client):
    levering = one(stad)
    client.force_login(stad.coordinator)
    url = f"{BASE}{levering.volgnummer}/"
    assert "Vaststellen of afwijzen" in client.get(url).content.decode()
    response = client.post(f"{url}vaststellen/", {"versie": levering.versie})
    assert (response.status_code, response.url) == (303, url)
    assert Voorraadcijfer.objects.current().get().waarde == 10
    again = client.post(f"{url}vaststellen/", {"versie": levering.versie})
    assert again.status_code == 409
    assert "al vastgesteld" in again.content.decode()


def test_a_version_nobody_saw_is_refused(stad, client):
    levering = one(stad)
    client.force_login(stad.coordinator)
    for versie in ("", "99", "x"):
        response = client.post(f"{BASE}{levering.volgnummer}/vaststellen/", {"versie": versie})
        assert response.status_code == 409
    assert not Voorraadcijfer.objects.current().exists()


def test_the_coordinator_refuses_with_a_reason(stad, client):
    levering = one(stad)
    url = f"{BASE}{levering.volgnummer}/"
    client.force_login(stad.coordinator)
    empty = client.post(f"{url}afwijzen/", {"versie": levering.versie, "reden": " "})
    assert empty.status_code == 422
    assert "Zeg waarom" in empty.content.decode()
    stale = client.post(f"{url}afwijzen/", {"versie": 99, "reden": "Mijn lange reden."})
    assert stale.status_code == 409
    assert "Mijn lange reden." in stale.content.decode()
    assert client.post(f"{url}afwijzen/", {"versie": levering.versie, "reden": "Limmel ontbreekt."}).status_code == 303
    levering.refresh_from_db()
    assert (levering.status, levering.openbaar, levering.reden_afwijzing) == ("afgewezen", False, "Limmel ontbreekt.")
    assert Wijziging.objects.filter(model="corporaties.levering", reden="Limmel ontbreekt.").exists()
    client.force_login(stad.databeheerder)
    assert "Limmel ontbreekt." in client.get(url).content.decode()
    assert client.post(f"{url}vaststellen/", {"versie": levering.versie}).status_code == 403


@pytest.mark.parametrize("action", ["vaststellen", "afwijzen"])
@pytest.mark.parametrize(
    ("name", "status"),
    [("databeheerder", 403), ("bestuurder", 403), ("beheerder", 403), ("databeheerder_b", 404), (None, 302)],
)
def test_nobody_else_decides(stad, client, action, name, status):
    levering = one(stad)
    if name:
        client.force_login(getattr(stad, name))
    url = f"{BASE}{levering.volgnummer}/{action}/"
    assert client.get(url).status_code == 405
    assert client.post(url, {"versie": 1, "reden": "Nee."}).status_code == status
    assert Levering.objects.get().status == "ingediend"


def test_the_file_is_not_for_the_public(stad, client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    levering = one(stad, vast=True)
    (tmp_path / "kept").write_bytes(b"rijen")
    Levering.objects.update(bestand="kept")
    url = f"{BASE}{levering.volgnummer}/bestand/"
    assert client.get(url).status_code == 302
    client.force_login(stad.databeheerder_b)
    assert client.get(url).status_code == 403
    client.force_login(stad.coordinator)
    response = client.get(url)
    assert response.content == b"rijen"
    assert 'filename="cijfers.csv"' in response.headers["Content-Disposition"]


def test_the_history_of_a_figure_shows_each_delivery(stad, client):
    for value in (10, 12, 15):
        one(stad, value, vast=True)
    newest = Voorraadcijfer.objects.current().get()
    text = client.get(f"/maasdam/cijfers/{newest.pk}/").content.decode()
    assert [f"levering {number}" in text for number in (1, 2, 3)] == [True, True, True]
    assert "tot levering 3" in text
    assert "stand 1 januari 2026" in text


@pytest.mark.parametrize("formaat", ["csv", "xlsx", "ods"])
def test_what_goes_out_can_be_delivered_back_unchanged(stad, client, formaat):
    cijfers = [
        stad.cijfer("10", gebied=stad.buurt, periode="2026-01-01"),
        stad.cijfer(None, klasse=stad.duur, periode="2026-01-01", waardestatus="nader_te_bepalen"),
        stad.cijfer(
            "12.5", klasse=None, periode="2026-01-01", eenheid="procent", opmerking="=1+1", gepubliceerd_totaal=True
        ),
        stad.cijfer("-3", periode="2025", soort="mutatie"),
    ]
    levering = deliver(stad, *cijfers, vast=True)
    response = client.get(f"{BASE}{levering.volgnummer}/?formaat={formaat}")
    opgave = read(stad, b"".join(response.streaming_content), name=f"x.{formaat}")
    assert opgave.fouten == []
    assert {(cijfer.key, cijfer.value) for cijfer in opgave.cijfers} == {
        (cijfer.key, cijfer.value) for cijfer in cijfers
    }


def test_ndjson(stad, client):
    levering = one(stad, vast=True)
    response = client.get(f"{BASE}{levering.volgnummer}/?formaat=ndjson")
    (line,) = b"".join(response.streaming_content).splitlines()
    assert json.loads(line)["waarde"] == 10
    assert client.get(f"{BASE}{levering.volgnummer}/?formaat=exe").status_code == 404


def test_pages_cost_the_same_queries_however_many_figures(stad, client, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def queries(levering):
        found = []
        for url in (
            f"{BASE}{levering.volgnummer}/",
            BASE,
            "/maasdam/leveringen/",
            f"{BASE}{levering.volgnummer}/?formaat=csv",
        ):
            with CaptureQueriesContext(connection) as captured:
                response = client.get(url)
                list(response.streaming_content) if response.streaming else response.content
            found.append(len(captured))
        return found

    client.force_login(stad.coordinator)
    few = one(stad, vast=True)
    queries(few)
    before = queries(few)
    places = [GebiedFactory(gemeente=stad.gemeente) for _number in range(60)]
    many = deliver(stad, *(stad.cijfer(1, gebied=place, periode="2026-01-01") for place in places), vast=True)
    assert queries(many) == before
    text = client.get(f"{BASE}{many.volgnummer}/").content.decode()
    assert text.count("de geschiedenis van cijfer") == 50
    assert "?na=" in text
