# SPDX-License-Identifier: EUPL-1.2
"""Places in /beheer/."""

import pytest

from partijen.models import Wijziging
from tests.beheer import assert_told, filled, make_world, screen, snapshot
from tests.factories import GebiedFactory
from wijken.models import Gebied, Gebiedsdeel

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def client(world):
    return world.client("coordinator")


def test_places_and_their_parts_are_written_with_history(world, client):
    before = snapshot()
    sent = {
        "gemeente": world.a.gemeente.pk,
        "soort": "buurt",
        "naam": "Nieuw",
        "slug": "nieuw",
        "cbs_code": "BU09350001",
    }
    sent |= {"aliassen": "Nw\nNieuwe buurt", "delen-TOTAL_FORMS": "0", "delen-INITIAL_FORMS": "0"}
    assert client.post(screen(Gebied, "add"), sent).status_code == 302
    made = Gebied.objects.get(slug="nieuw")
    assert made.aliassen == ["Nw", "Nieuwe buurt"]
    url = screen(world.a.rayon, "change")
    data = filled(client.get(url)) | {"delen-TOTAL_FORMS": "2", "delen-1-deel": made.pk, "naam": "Rayon Noord"}
    assert client.post(url, data).status_code == 302
    part = Gebiedsdeel.objects.get(deel=made)
    assert part.gemeente == world.a.gemeente
    assert client.post(screen(part, "delete"), {"post": "yes"}).status_code == 302
    assert client.post(screen(made, "delete"), {"post": "yes"}).status_code == 302
    assert assert_told(before, by=world.users["coordinator"]) == {
        "nieuw gebied",
        "gewijzigd gebied",
        "nieuw gebiedsdeel",
        "verwijderd gebiedsdeel",
        "verwijderd gebied",
    }
    page = client.get(screen(world.a.rayon, "history")).content.decode()
    assert "Verwijderd: deel van een gebied" in page


def test_rules_of_places(world, client):
    sent = {"gemeente": world.a.gemeente.pk, "soort": "buurt", "naam": "Nieuw", "slug": "nieuw", "aliassen": ""}
    sent |= {"delen-TOTAL_FORMS": "0", "delen-INITIAL_FORMS": "0"}
    GebiedFactory(gemeente=world.a.gemeente, cbs_code="BU09350002")
    for wrong in (
        {"gemeente": world.b.gemeente.pk},
        {"ouder": world.b.gebied.pk},
        {"slug": world.a.gebied.slug},
        {"cbs_code": "BU1"},
        {"cbs_code": "BU09350002"},
        {"bron": world.b.brondocument.pk},
        {"aliassen": "\n".join(str(number) for number in range(200))},
    ):
        assert client.post(screen(Gebied, "add"), sent | wrong).status_code == 422, wrong
    url = screen(world.a.rayon, "change")
    for deel in (world.b.gebied.pk, world.a.rayon.pk, world.a.gebied.pk):
        data = filled(client.get(url)) | {"delen-TOTAL_FORMS": "2", "delen-1-deel": deel}
        assert client.post(url, data).status_code == 422, deel
    assert (
        client.post(screen(world.a.gebied, "change"), filled(client.get(screen(world.a.gebied, "change")))).status_code
        == 302
    )


def test_a_place_that_is_used_stays(world, client):
    used = world.a.own.ligging_publiek.gebied
    assert "kan niet worden verwijderd" in client.get(screen(used, "delete")).content.decode()
    assert client.post(screen(used, "delete"), {"post": "yes"}).status_code == 200
    assert Gebied.objects.filter(pk=used.pk).exists()
    assert not Wijziging.objects.filter(soort="verwijderd").exists()
