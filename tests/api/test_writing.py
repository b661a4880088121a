# SPDX-License-Identifier: EUPL-1.2
"""Writing by the API: reports and descriptions, by key and by session."""

import json
import uuid

import pytest
from django.test import Client

from afspraken.models import Actie, Afspraak, Voortgang
from partijen.models import Partij, Wijziging
from tests.api.world import BASE, make_sleutel

pytestmark = pytest.mark.django_db
MELDING = {
    "status": "aandacht",
    "oorzaak": "Later.",
    "gevolg": "Uitstel.",
    "maatregel": "Overleg.",
    "volgendeStap": "Plan.",
}


@pytest.fixture
def token(world):
    return make_sleutel(world, "voortgang").token


@pytest.fixture
def send(client):
    def call(method, path, body, *, token=None, **headers):
        if token:
            headers["authorization"] = f"Token {token}"
        content = body if isinstance(body, str | bytes) else json.dumps(body)
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        return client.generic(method, f"{BASE}/{path}", content, content_type="application/json", headers=headers)

    return call


def on(world, name="1a"):
    return f"afspraken/{world.afspraken[name].pk}/voortgang"


def names(response, status=400):
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    return {fout["naam"] for fout in response.json()["fouten"]}


def test_a_party_reports_with_its_key(client, world, send, token):
    response = send("POST", on(world), MELDING, token=token)
    assert response.status_code == 201, response.content
    row = response.json()
    assert (row["status"], row["volgendeStap"], row["namens"], row["gepubliceerd"]) == (
        "aandacht",
        "Plan.",
        "Woonpunt",
        False,
    )
    found = client.get(response["Location"], headers={"authorization": f"Token {token}"})
    assert found.json() == row
    assert client.get(response["Location"]).status_code == 404
    report = Voortgang.objects.get(pk=row["id"])
    assert (report.gebruiker, report.api_sleutel.partij.naam) == (None, "Woonpunt")
    event = Wijziging.objects.of_object(report).get()
    assert (event.oorsprong, event.gebruiker, event.api_sleutel, event.partij_naam) == (
        "api", None, report.api_sleutel, "Woonpunt",
    )  # fmt: skip
    world.afspraken["1a"].refresh_from_db()
    assert world.afspraken["1a"].laatste_voortgang == report


def test_on_an_actie(world, send, token):
    path = f"acties/{world.acties['1a-1'].pk}/voortgang"
    response = send("POST", path, {"status": "gereed"}, token=token)
    assert response.status_code == 201
    assert (response.json()["afspraak"], response.json()["actie"]) == ("1a", "1a-1")
    rows = send("GET", path, b"", token=token).json()["results"]
    assert response.json() in rows


@pytest.mark.parametrize("name", ["2a", "h1"])
def test_not_on_what_another_party_leads(world, send, token, name, security_log):
    before = Wijziging.objects.count()
    assert send("POST", on(world, name), MELDING, token=token).status_code == 403
    [line] = security_log.of("key_misuse")
    assert (line["result"], line["status"]) == ("denied", "403")
    assert Wijziging.objects.count() == before


@pytest.mark.parametrize("scopes", [("lezen",), ("leveren",)])
def test_not_with_a_key_for_something_else(world, send, scopes):
    token = make_sleutel(world, *scopes).token
    assert send("POST", on(world), MELDING, token=token).status_code == 403


@pytest.mark.parametrize("name", ["1b", "3a"])
def test_a_hidden_afspraak_is_missing(world, send, token, name):
    hidden, missing = (
        send("POST", on(world, name), MELDING, token=token),
        send("POST", "afspraken/999999/voortgang", MELDING, token=token),
    )
    assert hidden.status_code == missing.status_code == 404
    pk = str(world.afspraken[name].pk)
    assert hidden.json() | {"instance": ""} == missing.json() | {"instance": ""}
    patch = send("PATCH", f"afspraken/{pk}", {"doel": "x"}, token=token, if_match='"1"')
    assert patch.status_code == 404


def test_who_is_nobody_may_not_write(world, send):
    for method, path in (("POST", on(world)), ("PATCH", f"afspraken/{world.afspraken['1a'].pk}")):
        response = send(method, path, {}, if_match='"1"')
        assert response.status_code == 401
        assert response["WWW-Authenticate"] == 'Token realm="api"'


def test_a_session_needs_its_csrf_token(world):
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.users["coordinator"])
    response = client.post(f"{BASE}/{on(world)}", MELDING, content_type="application/json")
    assert response.status_code == 403


def test_a_coordinator_publishes_at_once_and_others_may_not(client, world, send, token):
    body = MELDING | {"publiceren": True}
    assert send("POST", on(world), body, token=token).status_code == 403
    client.force_login(world.users["coordinator"])
    response = send("POST", on(world), body)
    assert response.status_code == 201
    assert response.json()["gepubliceerd"] is True


def test_all_faults_at_once(world, send, token):
    body = {"status": "stagnatie", "oorzaak": "Wel.", "gevolg": 7, "datum": "2999-01-01", "fase": "x", "onbekend": 1}
    assert names(send("POST", on(world), body, token=token)) == {"gevolg", "maatregel", "datum", "fase", "onbekend"}
    assert names(send("POST", on(world), {"volgendeStap": "x" * 4001}, token=token)) == {"status"}
    assert names(send("POST", on(world), {"status": "gereed", "volgendeStap": "x" * 4001}, token=token)) == {
        "volgendeStap"
    }


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400), (b"[]", 400), (b"null", 400), (b"{", 400), (b"\xff", 400), (b'{"status": NaN}', 400),
        (b'{"status": "gereed", "toelichting": "a\\u0000b"}', 400),
        (b'{"status": ' + b"9" * 5000 + b"}", 400), (b"[" * 100_000, 400), (b'{"status":1,"status":2}', 400),
        (b'{"status": "gereed", "datum": "2026-1-5"}', 400), (b'{"status": "gereed", "publiceren": "true"}', 400),
        (b'{"status": {"a": 1}}', 400), (b"x" * 3_000_000, 413),
    ],
)  # fmt: skip
def test_hostile_bodies_change_nothing(world, send, token, body, status):
    before = Wijziging.objects.count()
    assert send("POST", on(world), body, token=token).status_code == status
    path = f"acties/{world.acties['1a-1'].pk}"
    assert send("PATCH", path, body, token=token, if_match='"2"').status_code == status
    assert Wijziging.objects.count() == before


def test_another_content_type_is_415(client, world, token):
    response = client.post(f"{BASE}/{on(world)}", MELDING, headers={"authorization": f"Token {token}"})
    assert response.status_code == 415


def test_the_same_key_and_body_is_one_report(world, send, token):
    key = str(uuid.uuid4())
    first = send("POST", on(world), MELDING, token=token, idempotency_key=key)
    before = Wijziging.objects.count()
    again = send("POST", on(world), MELDING, token=token, idempotency_key=key)
    assert (again.status_code, again.json(), again["Location"]) == (201, first.json(), first["Location"])
    other_key_of_party = make_sleutel(world, "voortgang").token
    assert send("POST", on(world), MELDING, token=other_key_of_party, idempotency_key=key).json() == first.json()
    changed = send("POST", on(world), MELDING | {"toelichting": "Anders."}, token=token, idempotency_key=key)
    assert changed.status_code == 409
    elsewhere = f"acties/{world.acties['1a-1'].pk}/voortgang"
    assert send("POST", elsewhere, MELDING, token=token, idempotency_key=key).status_code == 409
    assert Wijziging.objects.filter(model="afspraken.voortgang").count() >= 1
    assert Voortgang.objects.filter(api_sleutel__isnull=False).count() == 1
    assert Wijziging.objects.exclude(model="partijen.sleutel").count() == before - 1
    assert names(send("POST", on(world), MELDING, token=token, idempotency_key="a b")) == {"Idempotency-Key"}


def test_a_key_of_another_sender_is_another_key(client, world, send, token):
    first = send("POST", on(world), MELDING, token=token, idempotency_key="een")
    client.force_login(world.users["coordinator"])
    second = send("POST", on(world), MELDING, idempotency_key="een")
    assert second.status_code == 201
    assert second.json()["id"] != first.json()["id"]


# --- changing --------------------------------------------------------------------------------------------------------


@pytest.fixture
def keeper(client, world):
    client.force_login(world.users["coordinator"])
    return client


@pytest.mark.parametrize(
    ("kind", "body"), [("afspraken", {"titelInDocument": "Anders"}), ("acties", {"aantalWoningen": 7})]
)
def test_a_change_needs_the_version_that_was_read(keeper, world, send, kind, body):
    row = world.afspraken["1a"] if kind == "afspraken" else world.acties["1a-1"]
    path = f"{kind}/{row.pk}"
    read = keeper.get(f"{BASE}/{path}")
    assert read["ETag"] == f'"{read.json()["versie"]}"'
    for header in ({}, {"if_match": "*"}):
        missing = send("PATCH", path, body, **header)
        assert missing.status_code == 428
        assert missing["Content-Type"] == "application/problem+json"
    done = send("PATCH", path, body, if_match=read["ETag"])
    assert done.status_code == 200, done.content
    versie = read.json()["versie"] + 1
    assert (done["ETag"], done.json()["versie"]) == (f'"{versie}"', versie)
    assert body.items() <= done.json().items()
    assert done.json() == keeper.get(f"{BASE}/{path}").json()
    before = Wijziging.objects.count()
    stale = send("PATCH", path, body, if_match=read["ETag"])
    assert (stale.status_code, stale.json()["versie"], stale["ETag"]) == (412, versie, f'"{versie}"')
    for header in (f'W/"{versie}"', '"x"', '"0"'):
        assert send("PATCH", path, body, if_match=header).status_code == 412
    assert names(send("PATCH", path, body, if_match=str(versie))) == {"If-Match"}
    assert Wijziging.objects.count() == before
    event = Wijziging.objects.of_object(row).first()
    assert (event.oorsprong, event.gebruiker) == ("api", world.users["coordinator"])
    assert send("PATCH", path, body, if_match=f'"1", "{versie}"').status_code == 200


def test_who_may_change_what(client, world, send):
    path = f"afspraken/{world.afspraken['1a'].pk}"
    for role, body, status in (
        ("lid", {"samenvatting": "Nieuw"}, 200),
        ("lid", {"titel": "Nieuw"}, 403),
        ("ander lid", {"samenvatting": "Nieuw"}, 403),
        ("databeheerder", {"samenvatting": "Nieuw"}, 403),
        ("bestuurder", {"samenvatting": "Nieuw"}, 403),
        ("coordinator elders", {"samenvatting": "Nieuw"}, 403),
        ("coordinator", {"titel": "Nieuw"}, 200),
    ):
        client.force_login(world.users[role])
        versie = Afspraak.objects.get(pk=world.afspraken["1a"].pk).versie
        assert send("PATCH", path, body, if_match=f'"{versie}"').status_code == status, (role, body)


def test_no_key_changes_descriptions(world, send):
    token = make_sleutel(world, "lezen", "leveren", "voortgang").token
    row = world.acties["1a-1"]
    versie = Actie.objects.get(pk=row.pk).versie
    assert send("PATCH", f"acties/{row.pk}", {"titel": "x"}, token=token, if_match=f'"{versie}"').status_code == 403


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ({}, None), ({"versie": 9}, "versie"), ({"gepubliceerd": False}, "gepubliceerd"), ({"titel": ""}, "titel"),
        ({"titel": "x" * 201}, "titel"), ({"aantalWoningen": -1}, "aantalWoningen"),
        ({"aantalWoningen": "7"}, "aantalWoningen"), ({"aantalWoningen": True}, "aantalWoningen"),
        ({"aantalWoningen": 10**12}, "aantalWoningen"), ({"locatie": None}, "locatie"),
        ({"aantal_woningen": 1}, "aantal_woningen"),
    ],
)  # fmt: skip
def test_bad_values_are_named(keeper, world, send, body, name):
    row = world.acties["1a-1"]
    versie = Actie.objects.get(pk=row.pk).versie
    assert names(send("PATCH", f"acties/{row.pk}", body, if_match=f'"{versie}"')) == {name}
    assert Actie.objects.get(pk=row.pk).versie == versie


def test_personal_data_in_a_public_text_is_refused(keeper, world, send):
    row = world.afspraken["1a"]
    versie = Afspraak.objects.get(pk=row.pk).versie
    body = {"samenvatting": "Bel 06-12345678."}
    response = send("PATCH", f"afspraken/{row.pk}", body, if_match=f'"{versie}"')
    assert response.status_code == 400
    assert {fout["code"] for fout in response.json()["fouten"]} == {"persoonsgegevens"}
    assert Afspraak.objects.get(pk=row.pk).versie == versie


# --- nested lists ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["public", "lid", "coordinator"])
def test_nested_lists_are_the_lists_with_a_filter(client, ask, world, role):
    user = world.users[role]
    pk = world.afspraken["1a"].pk
    acties = ask("acties", user, gemeente="maastricht", afspraak="1a")["results"]
    assert ask(f"afspraken/{pk}/acties", user)["results"] == acties
    reports = ask("voortgang", user, gemeente="maastricht", afspraak="1a", paginaGrootte=1000)["results"]
    own = [row for row in reports if row["actie"] is None]
    assert ask(f"afspraken/{pk}/voortgang", user)["results"] == own
    assert client.get(f"{BASE}/afspraken/{pk}/voortgang?onbekend=1").status_code == 400
    page = ask(f"afspraken/{pk}/voortgang", user, paginaGrootte=1)
    assert (page["count"], len(page["results"])) == (len(own), 1)


def test_other_methods_are_405(client, world):
    client.force_login(world.users["coordinator"])
    pk = world.afspraken["1a"].pk
    for method, path in (
        ("put", f"afspraken/{pk}"), ("delete", f"afspraken/{pk}"), ("post", "afspraken"), ("post", f"afspraken/{pk}"),
        ("post", f"afspraken/{pk}/acties"), ("patch", f"afspraken/{pk}/voortgang"), ("post", "voortgang"),
    ):  # fmt: skip
        assert getattr(client, method)(f"{BASE}/{path}").status_code == 405, (method, path)


def test_a_party_that_leads_through_its_collectief(world, send):
    partij = Partij.objects.get(naam="Woonpunt")
    collectief = Partij.objects.get(naam="Corporaties", gemeente=world.maastricht)
    collectief.leden.create(lid=partij)
    world.afspraken["2a"].betrokkenheden.create(gemeente=world.maastricht, partij=collectief, rol="trekker")
    token = make_sleutel(world, "voortgang").token
    response = send("POST", on(world, "2a"), MELDING, token=token)
    assert (response.status_code, response.json()["namens"]) == (201, "Woonpunt")
