# SPDX-License-Identifier: EUPL-1.2
"""Squares of the tile map in /beheer/."""

import pytest

from tests.beheer import assert_told, filled, make_world, screen, snapshot
from tests.factories import GebiedFactory
from wijken.models import Kaarttegel

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def client(world):
    return world.client("coordinator")


def test_a_square_is_added_moved_and_deleted_with_history(world, client):
    buurt = GebiedFactory(gemeente=world.a.gemeente)
    before = snapshot()
    sent = {"gemeente": world.a.gemeente.pk, "gebied": buurt.pk, "naam": "", "rij": "2", "kolom": "3"}
    assert client.post(screen(Kaarttegel, "add"), sent).status_code == 302
    water = sent | {"gebied": "", "naam": "Maas", "kolom": "4"}
    assert client.post(screen(Kaarttegel, "add"), water).status_code == 302
    tegel = Kaarttegel.objects.get(gebied=buurt)
    url = screen(tegel, "change")
    assert client.post(url, filled(client.get(url)) | {"rij": "5"}).status_code == 302
    tegel.refresh_from_db()
    assert (tegel.rij, tegel.kolom) == (5, 3)
    assert client.post(screen(tegel, "delete"), {"post": "yes"}).status_code == 302
    assert assert_told(before, by=world.users["coordinator"]) == {
        "nieuw kaarttegel",
        "gewijzigd kaarttegel",
        "verwijderd kaarttegel",
    }


def test_rules_of_squares(world, client):
    buurt = GebiedFactory(gemeente=world.a.gemeente)
    sent = {"gemeente": world.a.gemeente.pk, "gebied": buurt.pk, "naam": "", "rij": "2", "kolom": "3"}
    for wrong, told in (
        ({"gebied": ""}, "Kies een buurt of vul een naam in"),
        ({"naam": "Maas"}, "niet allebei"),
        ({"gebied": world.a.rayon.pk}, "Op de kaart staan buurten"),
        ({"gebied": world.b.gebied.pk}, ""),
        ({"gebied": world.a.gebied.pk}, "bestaat al"),
        ({"rij": "1", "kolom": "1"}, "Op deze plaats van de kaart staat al een vakje"),
        ({"rij": "0"}, "1"),
        ({"kolom": "13"}, "12"),
        ({"rij": "-1"}, ""),
        ({"rij": "onzin"}, "getal"),
    ):
        answer = client.post(screen(Kaarttegel, "add"), sent | wrong)
        assert answer.status_code == 422, wrong
        assert told in answer.content.decode(), wrong
    assert Kaarttegel.objects.filter(gemeente=world.a.gemeente).count() == 1
