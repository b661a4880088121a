# SPDX-License-Identifier: EUPL-1.2
"""Delivering figures by the API: JSON and files, trials, keys that recognise a request, and many at once."""

import datetime as dt
import json
import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from io import BytesIO
from unittest.mock import patch

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.db import connections
from django.test import Client

from corporaties.models import Inlezing, Levering, Voorraadcijfer
from corporaties.services import aanleveren, inlezen
from corporaties.services.leveringen import stel_vast
from corporaties.tasks import verwerk
from partijen.models import Wijziging
from partijen.services import sleutels
from tests.api.world import BASE
from tests.corporaties.opgave import csv

URL = f"{BASE}/leveringen"
JSON, CSV = "application/json", "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def figure(waarde=12, **kwargs):
    return {"lijst": "Maasdam 2026", "klasse": "Goedkoop", "populatie": "alle", "waarde": waarde, **kwargs}


def body(*figures):
    return json.dumps({"cijfers": list(figures)})


@pytest.fixture
def token(stad):
    return make_key(stad, "leveren", "lezen")


def make_key(stad, *scopes, partij=None):
    from django.utils import timezone

    return sleutels.make_sleutel(
        gemeente=stad.gemeente,
        partij=partij or stad.a,
        naam="Koppeling",
        scopes=scopes,
        geldig_tot=timezone.localdate(),
        by=stad.coordinator,
    ).token


def post(token, content, content_type=JSON, client=None, key="", **query):
    headers = {"Authorization": f"Token {token}"} if token else {}
    if key:
        headers["Idempotency-Key"] = key
    query = {"peildatum": "2026-01-01", **query}
    address = f"{URL}?{'&'.join(f'{name}={value}' for name, value in query.items() if value is not None)}"
    return (client or Client()).post(address, content, content_type=content_type, headers=headers)


def faults(response):
    assert response.status_code == 400, response.content
    assert response["Content-Type"] == "application/problem+json"
    return {fout["naam"]: fout["melding"] for fout in response.json()["fouten"]}


def stored():
    return sorted(Voorraadcijfer.objects.values_list("klasse__naam", "waarde"))


def kept_files():
    return set(default_storage.listdir("leveringen")[1]) if default_storage.exists("leveringen") else set()


# --- what is delivered -----------------------------------------------------------------------------------------------


def test_json_becomes_a_delivery(token, stad):
    response = post(
        token, body(figure(12.5, eenheid="procent"), figure(3, klasse="Duur", opmerking="=1+1")), toelichting="Hier."
    )
    assert response.status_code == 201, response.content
    row = response.json()
    assert (row["status"], row["aantalCijfers"], row["aantalNieuw"]) == ("ingediend", 2, 2)
    levering = Levering.objects.get()
    assert row["levering"] == levering.pk
    assert response["Location"] == f"{URL}/{levering.pk}"
    assert (levering.soort, levering.status, levering.partij, levering.opmerking) == (
        "api",
        "ingediend",
        stad.a,
        "Hier.",
    )
    assert levering.geleverd_door is None
    assert [str(waarde) for _klasse, waarde in stored()] == ["3.00", "12.50"]
    assert set(Voorraadcijfer.objects.values_list("opmerking", flat=True)) == {"", "=1+1"}
    event = Wijziging.objects.get(model="corporaties.levering")
    assert event.api_sleutel.partij == stad.a
    assert event.oorsprong == "api"
    # Its sender reads it; the public does once it is set vast.
    assert Client().get(response["Location"]).status_code == 404
    assert Client().get(response["Location"], headers={"Authorization": f"Token {token}"}).status_code == 200
    stel_vast(levering=levering, by=stad.coordinator, oorsprong="pagina")
    assert Client().get(response["Location"]).json()["soort"] == "api"


def test_files_say_the_same(token, stad):
    book = openpyxl.Workbook()
    for row in (("Lijst", "Klasse", "Populatie", "Waarde"), ("Maasdam 2026", "Goedkoop", "alle", 12)):
        book.active.append(row)
    stream = BytesIO()
    book.save(stream)
    plain = csv(("Maasdam 2026", "Goedkoop", "alle", 12), header=("Lijst", "Klasse", "Populatie", "Waarde"))
    for content, kind in ((body(figure()), JSON), (plain, CSV), (stream.getvalue(), XLSX)):
        answer = post(token, content, kind, proefrun="true")
        assert answer.status_code == 200, answer.content
        assert (answer.json()["status"], answer.json()["aantalNieuw"]) == ("gelezen", 1)
    assert post(token, stream.getvalue(), XLSX).status_code == 201
    assert [klasse for klasse, _waarde in stored()] == ["Goedkoop"]


def test_a_trial_keeps_nothing(token, stad):
    before = kept_files()
    response = post(token, body(figure()), proefrun="true")
    assert (response.status_code, response.json()["id"], response.json()["levering"]) == (200, None, None)
    assert not Levering.objects.exists()
    assert not Inlezing.objects.exists()
    assert kept_files() == before


def test_what_holds_already_makes_no_delivery(token, stad):
    assert post(token, body(figure())).status_code == 201
    stel_vast(levering=Levering.objects.get(), by=stad.coordinator, oorsprong="pagina")
    same = post(token, body(figure()))
    assert (same.status_code, same.json()["status"], same.json()["aantalOngewijzigd"]) == (200, "ongewijzigd", 1)
    # But it replaces another one that waits.
    assert post(token, body(figure(99))).status_code == 201
    assert post(token, body(figure())).status_code == 201
    assert list(Levering.objects.order_by("pk").values_list("status", flat=True)) == [
        *("vastgesteld", "vervangen", "ingediend")
    ]


def test_what_was_fetched_can_be_sent_back(token, stad):
    post(token, body(figure()))
    stel_vast(levering=Levering.objects.get(), by=stad.coordinator, oorsprong="pagina")
    [row] = Client().get(f"{BASE}/woningvoorraad").json()["results"]
    answer = post(token, body({**row, "waarde": 13}))
    assert answer.status_code == 201, answer.content
    assert answer.json()["aantalGewijzigd"] == 1


# --- what is wrong ---------------------------------------------------------------------------------------------------


def test_every_faulty_cell_is_named(token, stad):
    wrong = post(token, body(figure(), figure(klasse="Onbestaand"), figure(gebied="Nergens", klasse="Duur")))
    found = faults(wrong)
    assert set(found) == {"cijfers[1].klasse", "cijfers[2].gebied"}
    assert "Onbestaand" in found["cijfers[1].klasse"]
    assert wrong.json()["aantalFouten"] == 2
    in_file = csv(("", "Maasdam 2026", "Onbestaand", 1), ("Nergens", "Maasdam 2026", "Duur", "veel"))
    assert {name.rpartition("!")[2] for name in faults(post(token, in_file, CSV))} >= {"C2", "A3", "D3"}
    assert not Inlezing.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({}, {"cijfers"}),
        ({"cijfers": []}, {"cijfers"}),
        ({"cijfers": {}}, {"cijfers"}),
        ({"cijfers": [1]}, {"cijfers[0]"}),
        ({"cijfers": [], "meer": 1}, {"cijfers", "meer"}),
        ([], {"cijfers"}),
        ({"cijfers": [figure("12")]}, {"cijfers[0].waarde"}),
        ({"cijfers": [figure(True)]}, {"cijfers[0].waarde"}),
        ({"cijfers": [figure(None)]}, {"cijfers[0].waarde"}),
        ({"cijfers": [figure(), figure(klasse=3, onbekend=1)]}, {"cijfers[1].klasse", "cijfers[1].onbekend"}),
        ({"cijfers": [figure(gepubliceerdTotaal=1)]}, {"cijfers[0].gepubliceerdTotaal"}),
        ({"cijfers": [figure(opmerking="a\0b")]}, {"cijfers[0].opmerking"}),
    ],
)
def test_a_wrong_body(token, stad, wrong, named):
    assert set(faults(post(token, json.dumps(wrong)))) == named


def test_unknown_is_not_zero(token, stad):
    sent = figure(None, waardestatus="onbekend", gepubliceerdTotaal=True)
    assert post(token, body(sent)).status_code == 201
    cijfer = Voorraadcijfer.objects.get()
    assert (cijfer.waarde, cijfer.waardestatus, cijfer.gepubliceerd_totaal) == (None, "onbekend", True)


def test_too_many(token, stad, monkeypatch):
    monkeypatch.setattr("corporaties.api.aanleveren.MAX_CIJFERS", 2)
    assert set(faults(post(token, body(figure(), figure(), figure())))) == {"cijfers"}
    # Before the query and the body are looked at; it says what is allowed.
    large = post(token, b"x" * 13_000_000, CSV, peildatum=None)
    assert large.status_code == 413
    assert "12 MB" in large.json()["detail"]
    large = post(token, b"x" * 3_000_000)
    assert large.status_code == 413
    assert re.search(r"2,5 MB.* 12 MB", large.json()["detail"])
    assert post(token, b"<x/>", "text/xml").status_code == 415
    assert faults(post(token, b"\xff\xfe\0\0", XLSX))
    assert faults(post(token, b"", CSV))
    post(token, body(figure()))
    assert faults(post(token, csv(), CSV)) == {None: "Hierin staat geen enkel cijfer van deze corporatie."}
    assert Levering.objects.get().status == "ingediend"


def test_whose_and_when(token, stad, client):
    assert set(faults(post(token, body(figure()), peildatum=None))) == {"peildatum"}
    assert set(faults(post(token, body(figure()), peildatum="1900-01-01"))) == {"peildatum"}
    unknown = post(token, body(figure()), gemeente="nergens", corporatie="Niemand", peildatum="ooit", onbekend="1")
    assert {"peildatum", "onbekend"} == set(faults(unknown))
    assert set(faults(post(token, body(figure()), gemeente="nergens", corporatie="Niemand"))) == {
        "gemeente",
        "corporatie",
    }
    assert set(faults(post(token, body(figure()), corporatie="a%00b"))) == {"corporatie"}
    client.force_login(stad.databeheerder)
    assert set(faults(post("", body(figure()), client=client))) == {"gemeente", "corporatie"}
    mine = {"gemeente": "maasdam", "corporatie": "Aedes Oost"}
    assert post("", body(figure()), client=client, **mine).status_code == 201
    assert Levering.objects.get().geleverd_door == stad.databeheerder


def test_the_service_asks_too(stad):
    with pytest.raises(PermissionDenied):
        aanleveren.receive(
            content=b"",
            filename="x.csv",
            gemeente=stad.gemeente,
            partij=stad.a,
            peildatum=dt.date(2026, 1, 1),
            by=stad.databeheerder_b,
        )


def test_who_may_not(token, stad, client):
    assert post("", body(figure())).status_code == 401
    others = post(token, "{", corporatie="Aedes West")
    assert others.status_code == 403, "before anything is said about the body"
    assert post(make_key(stad, "lezen", "voortgang"), body(figure())).status_code == 403
    for user in (stad.coordinator, stad.bestuurder, stad.beheerder, stad.databeheerder_b):
        client.force_login(user)
        mine = {"gemeente": "maasdam", "corporatie": "Aedes Oost"}
        assert post("", body(figure()), client=client, **mine).status_code == 403
    assert not Inlezing.objects.exists()


# --- later -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def later(monkeypatch):
    """Everything is large, so that a worker is to read it."""
    monkeypatch.setattr(inlezen, "DIRECT_BYTES", 0)


def test_a_large_one_is_read_later(token, stad, later, django_capture_on_commit_callbacks):
    response = post(token, body(figure()), key="k-1")
    assert response.status_code == 202, response.content
    assert response.json()["status"] == "wacht"
    assert int(response["Retry-After"])
    address, mine = response["Location"], {"Authorization": f"Token {token}"}
    assert Client().get(address, headers=mine).json()["status"] == "wacht"
    assert post(token, body(figure()), key="k-1")["Location"] == address
    for other in ({}, {"Authorization": f"Token {make_key(stad, 'leveren', partij=stad.b)}"}):
        assert Client().get(address, headers=other).status_code == 404
    verwerk.func(Inlezing.objects.get().pk)
    row = Client().get(address, headers=mine).json()
    assert (row["status"], row["percentage"], row["levering"]) == ("ingediend", 100, Levering.objects.get().pk)
    verwerk.func(Inlezing.objects.get().pk)
    verwerk.func(0)
    assert Levering.objects.count() == 1
    assert post(token, body(figure()), key="k-1").status_code == 201


def test_faults_found_later(token, stad, later):
    response = post(token, body(figure(klasse="Onbestaand")), key="k-1")
    verwerk.func(Inlezing.objects.get().pk)
    row = Client().get(response["Location"], headers={"Authorization": f"Token {token}"}).json()
    assert (row["status"], row["aantalFouten"]) == ("fouten", 1)
    assert "Onbestaand" in row["fouten"][0]["melding"]
    response = post(token, b"geen tabel", CSV)
    verwerk.func(Inlezing.objects.latest("pk").pk)
    row = Client().get(response["Location"], headers={"Authorization": f"Token {token}"}).json()
    assert row["fouten"][0]["naam"] is None


def test_a_large_trial(token, stad, later):
    response = post(token, body(figure()), proefrun="true")
    assert response.status_code == 202
    verwerk.func(Inlezing.objects.get().pk)
    row = Client().get(response["Location"], headers={"Authorization": f"Token {token}"}).json()
    assert (row["status"], row["aantalNieuw"], row["levering"]) == ("gelezen", 1, None)


def test_what_failed_is_done_again(token, stad):
    with patch.object(aanleveren, "record_levering", side_effect=ZeroDivisionError), suppress(ZeroDivisionError):
        post(token, body(figure()), key="k-1")
    assert Inlezing.objects.get().status == "mislukt"
    assert not Levering.objects.exists()
    assert post(token, body(figure()), key="k-1").status_code == 201


def test_who_was_overtaken_stores_nothing(token, stad, later):
    """Another worker took it over and was first."""
    post(token, body(figure()))
    inlezing = Inlezing.objects.select_related("gemeente", "partij").get()
    opgave, uitkomst = inlezen.read_kept(inlezing, lambda stap, deel: None)
    aanleveren.process(inlezing)
    aanleveren._store(inlezing.pk, opgave, uitkomst)
    assert Levering.objects.count() == 1


# --- again, and at once ----------------------------------------------------------------------------------------------


def test_the_same_request_again(token, stad):
    first = post(token, body(figure()), key="k-1")
    again = post(token, body(figure()), key="k-1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    other = post(token, body(figure(13)), key="k-1")
    assert (other.status_code, other["Content-Type"]) == (409, "application/problem+json")
    assert post(token, body(figure()), key="k-1", peildatum="2025-01-01").status_code == 409
    assert faults(post(token, body(figure()), key="met spatie"))
    assert Levering.objects.count() == 1
    # Another party may use the same key.
    assert post(make_key(stad, "leveren", partij=stad.b), body(figure()), key="k-1").status_code == 201
    # A refused request does not use its key up.
    assert post(token, body(figure(klasse="Onbestaand")), key="k-2").status_code == 400
    assert post(token, body(figure(14)), key="k-2").status_code == 201


@pytest.fixture
def drukke_stad(transactional_db):
    from tests.corporaties.stad import make_stad

    return make_stad()


def at_once(token, requests):
    def send(request):
        try:
            return post(token, *request[:1], key=request[1]).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=len(requests)) as pool:
        return list(pool.map(send, requests))


@pytest.mark.parametrize("key", ["k-1", ""])
def test_twenty_equal_ones_make_one_delivery(drukke_stad, key):
    token = make_key(drukke_stad, "leveren")
    codes = at_once(token, [(body(figure()), key)] * 20)
    assert set(codes) <= {201, 202}
    assert 201 in codes
    assert Levering.objects.count() == 1
    assert Voorraadcijfer.objects.count() == 1


def test_twenty_different_ones_leave_one_whole_state(drukke_stad):
    token = make_key(drukke_stad, "leveren")
    codes = at_once(token, [(body(figure(n), figure(n, klasse="Duur")), f"k-{n}") for n in range(1, 21)])
    assert codes == [201] * 20
    assert sorted(Levering.objects.values_list("status", flat=True)) == ["ingediend"] + ["vervangen"] * 19
    last = Levering.objects.get(status="ingediend")
    values = set(Voorraadcijfer.objects.filter(levering=last).values_list("waarde", flat=True))
    assert len(values) == 1
    assert Voorraadcijfer.objects.filter(levering=last).count() == 2
    assert sorted(Levering.objects.values_list("volgnummer", flat=True)) == list(range(1, 21))
