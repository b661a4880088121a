# SPDX-License-Identifier: EUPL-1.2
"""Measurements by the API: a party its own part with a key for deliveries, a person by his role."""

import json

import pytest

from afspraken.models import Doeldeel, Doelstelling, Meting
from partijen.models import Partij, Wijziging
from tests.api.world import BASE, SECRET, make_sleutel
from tests.factories import DoeldeelFactory

pytestmark = pytest.mark.django_db
BODY = {"datum": "2026-02-01", "waarde": 28.5, "bron": "Jaarverslag 2025"}


def test_a_party_measures_its_own_part(client, world):
    doel = Doelstelling.objects.get(code="1a")
    deel = Doeldeel.objects.get(doelstelling=doel)
    other = DoeldeelFactory(doelstelling=doel, partij=Partij.objects.get(naam="Werkgroep Zorg"))

    def send(body, token="", number=doel.pk):
        headers = {"authorization": f"Token {token}"} if token else {}
        path = f"{BASE}/doelstellingen/{number}/metingen"
        return client.generic("POST", path, json.dumps(body), content_type="application/json", headers=headers)

    own = {**BODY, "deel": deel.naam}
    assert send(own).status_code == 401
    assert send(own, make_sleutel(world, "voortgang", "lezen").token).status_code == 403, "another scope"
    token = make_sleutel(world, "leveren").token
    before = Meting.objects.count()
    response = send(own, token)
    assert response.status_code == 201, response.content
    assert response.json() == {
        "datum": "2026-02-01",
        "deel": deel.naam,
        "waarde": 28.5,
        "waardestatus": "bekend",
        "bron": "Jaarverslag 2025",
        "demo": False,
    }
    assert send(own, token).status_code == 201
    assert Meting.objects.count() == before + 1, "the same twice is one"
    event = Wijziging.objects.filter(model="afspraken.meting").latest("pk")
    assert (event.oorsprong, event.partij_naam, event.gebruiker_id) == ("api", "Woonpunt", None)
    for body in (BODY, {**BODY, "deel": other.naam}):
        assert send(body, token).status_code == 403, "the whole, or the part of another"
    for wrong, name in (
        ({"deel": "Nergens"}, "deel"),
        ({"datum": "ooit"}, "datum"),
        ({"datum": "2999-01-01"}, "datum"),
        ({"bron": ""}, "bron"),
        ({"waarde": "28"}, "waarde"),
        ({"waarde": True}, "waarde"),
        ({"waarde": 1.234}, "waarde"),
        ({"onbekend": 1}, "onbekend"),
        ({"bron": "Bel 06-12345678"}, "bron"),
    ):
        refused = send({**own, **wrong}, token)
        assert refused.status_code == 400, wrong
        assert name in {fout["naam"] for fout in refused.json()["fouten"]}, wrong
    without = {name: value for name, value in own.items() if name != "waarde"}
    assert send(without, token).status_code == 400, "without a value one says why"
    assert send({**without, "waardestatus": "onbekend"}, token).status_code == 201
    hidden = Doelstelling.objects.get(code=SECRET)
    for number in (hidden.pk, 999_999):
        assert send(own, token, number).status_code == 404
    elsewhere = Doelstelling.objects.get(code="h1")
    assert send(own, token, elsewhere.pk).status_code == 403, "a key is of one gemeente"
