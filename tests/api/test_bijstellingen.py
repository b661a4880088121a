# SPDX-License-Identifier: EUPL-1.2
"""Bijstellingen written by the API: by the coordinator alone, with versions, by the rules of the pages."""

import json

import pytest

from afspraken.models import Bijstelling, Doelstelling, Termijn
from partijen.models import Wijziging
from tests.api.world import BASE, make_sleutel
from tests.factories import DoelstellingFactory

pytestmark = pytest.mark.django_db
REDEN = "De bouw schuift op."


@pytest.fixture
def send(client):
    def call(method, path, body, **headers):
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        content = json.dumps(body)
        return client.generic(method, f"{BASE}/{path}", content, content_type="application/json", headers=headers)

    return call


def names(response):
    assert response.status_code == 400, response.content
    assert response["Content-Type"] == "application/problem+json"
    return {fout["naam"] for fout in response.json()["fouten"]}


def test_a_concept_is_made_changed_and_published(client, world, send) -> None:
    client.force_login(world.users["coordinator"])
    afspraak = world.afspraken["2a"]
    path, term = f"afspraken/{afspraak.pk}/bijstellingen", Termijn.objects.get(afspraak=afspraak)
    made = send("POST", path, {"termijn": term.pk, "nieuw": "2023-Q3", "reden": REDEN, "overleg": "2024-03-01"})
    assert made.status_code == 201, made.content
    row = made.json()
    assert (row["soort"], row["oud"], row["nieuw"], row["datum"]) == ("termijn", "2022", "2023-Q3", "2024-03-01")
    assert (row["gepubliceerd"], row["versie"], made["ETag"]) == (False, 1, '"1"')
    assert client.get(made["Location"]).json() == row
    assert row in client.get(f"{BASE}/{path}").json()["results"]
    term.refresh_from_db()
    assert term.periode == "2022", "a concept changes nothing"
    one = f"bijstellingen/{row['id']}"
    assert send("PATCH", one, {"nieuw": "2024"}).status_code == 428
    assert send("PATCH", one, {"nieuw": "2024"}, if_match='"9"').status_code == 412
    assert names(send("PATCH", one, {}, if_match='"1"')) == {None}
    changed = send("PATCH", one, {"nieuw": "2024"}, if_match='"1"')
    assert (changed.status_code, changed.json()["nieuw"], changed["ETag"]) == (200, "2024", '"2"')
    assert changed.json()["overleg"] == "2024-03-01", "what is not sent stays"
    published = send("PATCH", one, {"publiceren": True}, if_match='"2"')
    assert (published.status_code, published.json()["gepubliceerd"]) == (200, True)
    term.refresh_from_db()
    assert term.periode == "2024"
    again = send("PATCH", one, {"reden": "Anders."}, if_match=published["ETag"])
    assert again.status_code == 412, "it never changes again"
    assert {event.oorsprong for event in Wijziging.objects.of_object(Bijstelling.objects.get(pk=row["id"]))} == {"api"}


def test_goal_and_target_at_once(client, world, send) -> None:
    client.force_login(world.users["coordinator"])
    afspraak = world.afspraken["2a"]
    path = f"afspraken/{afspraak.pk}/bijstellingen"
    made = send("POST", path, {"nieuw": "Vijftig woningen", "reden": REDEN, "publiceren": True})
    assert (made.status_code, made.json()["soort"], made.json()["gepubliceerd"]) == (201, "doel", True)
    afspraak.refresh_from_db()
    assert afspraak.doel == "Vijftig woningen"
    doel = DoelstellingFactory(afsprakenset=afspraak.afsprakenset, afspraak=afspraak, eenheid="procent", doel=80)
    made = send("POST", path, {"doelstelling": doel.pk, "nieuw": "72.5", "reden": REDEN})
    assert made.json()["nieuw"] == "72.5"
    one = f"bijstellingen/{made.json()['id']}"
    done = send("PATCH", one, {"reden": "Minder grond.", "overleg": None, "publiceren": True}, if_match='"1"')
    assert done.status_code == 200, done.content
    assert float(Doelstelling.objects.get(pk=doel.pk).doel) == 72.5


def test_what_is_refused_and_why(client, world, send) -> None:
    afspraak, hidden = world.afspraken["2a"], world.afspraken["1b"]
    path, good = f"afspraken/{afspraak.pk}/bijstellingen", {"nieuw": "Anders", "reden": REDEN}
    assert send("POST", path, good).status_code == 401
    key = f"Token {make_sleutel(world, 'voortgang').token}"
    assert send("POST", path, good, authorization=key).status_code == 403
    for role, status in (("lid", 403), ("bestuurder", 403), ("coordinator elders", 403)):
        client.force_login(world.users[role])
        assert send("POST", path, good).status_code == status, role
    assert send("POST", f"afspraken/{hidden.pk}/bijstellingen", good).status_code == 404
    client.force_login(world.users["coordinator"])
    before = Bijstelling.objects.count()
    term = Termijn.objects.get(afspraak=afspraak)
    elsewhere = Termijn.objects.exclude(afspraak=afspraak).first()
    for body, expected in (
        ({}, {"nieuw", "reden"}),
        ({**good, "onbekend": 1}, {"onbekend"}),
        ({**good, "termijn": "12"}, {"termijn"}),
        ({**good, "termijn": elsewhere.pk}, {"termijn"}),
        ({**good, "termijn": 1, "doelstelling": 1}, {"doelstelling"}),
        ({**good, "termijn": term.pk}, {"nieuw"}),
        ({**good, "overleg": "1999-01-01"}, {"overleg"}),
        ({**good, "datum": "2999-01-01"}, {"datum"}),
        ({**good, "publiceren": "ja"}, {"publiceren"}),
        ({**good, "reden": "Bel 06-12345678.", "publiceren": True}, {"reden"}),
    ):
        assert names(send("POST", path, body)) == expected, body
    assert Bijstelling.objects.count() == before, "nothing half stored"
    assert send("POST", path, good).status_code == 201
    assert names(send("POST", path, good)) == {None}, "it has a concept already"
    waiting = Bijstelling.objects.latest("pk")
    client.force_login(world.users["bestuurder"])
    assert send("PATCH", f"bijstellingen/{waiting.pk}", good, if_match='"1"').status_code == 403
    client.force_login(world.users["databeheerder"])
    assert send("PATCH", f"bijstellingen/{waiting.pk}", good, if_match='"1"').status_code == 404


def test_a_concept_is_thrown_away(client, world, send) -> None:
    path, body = f"afspraken/{world.afspraken['2a'].pk}/bijstellingen", {"nieuw": "Anders", "reden": REDEN}
    client.force_login(world.users["coordinator"])
    one = f"bijstellingen/{send('POST', path, body).json()['id']}"
    for role, status in (("bestuurder", 403), ("databeheerder", 404), ("coordinator elders", 404)):
        client.force_login(world.users[role])
        assert send("DELETE", one, None, if_match='"1"').status_code == status, role
    client.force_login(world.users["coordinator"])
    assert send("DELETE", one, None).status_code == 428
    assert send("DELETE", one, None, if_match='"9"').status_code == 412
    gone = send("DELETE", one, None, if_match='"1"')
    assert (gone.status_code, gone.content) == (204, b"")
    assert send("DELETE", one, None, if_match='"1"').status_code == 404
    assert Wijziging.objects.order_by("-pk").values_list("oorsprong", "soort").first() == ("api", "verwijderd")
    published = send("POST", path, {**body, "publiceren": True})
    one = f"bijstellingen/{published.json()['id']}"
    assert send("DELETE", one, None, if_match=published["ETag"]).status_code == 412, "what is published stays"
    assert client.get(f"{BASE}/{one}").status_code == 200
