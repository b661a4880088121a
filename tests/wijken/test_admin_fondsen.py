# SPDX-License-Identifier: EUPL-1.2
"""Funds in /beheer/: the coordinator keeps what they are for, never what they hold."""

import pytest

from partijen.models import Wijziging
from tests.beheer import assert_told, filled, make_world, screen, snapshot
from tests.factories import BoekingFactory, FondsFactory
from wijken.models import Fonds

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world()


def test_funds_are_written_with_history(world):
    client = world.client("coordinator")
    before = snapshot()
    sent = {"gebied": world.a.gebied.pk, "doel": "Ontmoeten", "open": "on"}
    sent |= {"beslistermijn_dagen": "56", "verantwoordingstermijn_dagen": "182"}
    assert client.post(screen(Fonds, "add"), sent).status_code == 302
    fonds = Fonds.objects.get()
    assert (fonds.gemeente, fonds.gebied) == (world.a.gemeente, world.a.gebied)
    url = screen(fonds, "change")
    assert client.post(url, filled(client.get(url)) | {"doel": "Elkaar helpen"}).status_code == 302
    assert client.post(screen(fonds, "delete"), {"post": "yes"}).status_code == 302
    told = {"nieuw fonds", "gewijzigd fonds", "verwijderd fonds"}
    assert assert_told(before, by=world.users["coordinator"]) == told


def test_rules_of_funds(world):
    client = world.client("coordinator")
    sent = {"gebied": world.a.gebied.pk, "doel": "", "beslistermijn_dagen": "56", "verantwoordingstermijn_dagen": "182"}
    FondsFactory(gebied=world.a.rayon)
    for wrong in (
        {"gebied": world.b.gebied.pk},
        {"gebied": world.a.rayon.pk},
        {"doel": "Bel 043-1234567"},
        {"beslistermijn_dagen": "0"},
        {"budget_in_bron": "-1"},
        {"aanvragen_tot": "morgen"},
    ):
        assert client.post(screen(Fonds, "add"), sent | wrong).status_code == 422, wrong
    assert Fonds.objects.count() == 1


def test_a_fund_with_a_ledger_stays(world):
    fonds = FondsFactory(gebied=world.a.gebied)
    BoekingFactory(fonds=fonds)
    client = world.client("coordinator")
    assert "kan niet worden verwijderd" in client.get(screen(fonds, "delete")).content.decode()
    client.post(screen(fonds, "delete"), {"post": "yes"})
    assert Fonds.objects.exists()
    assert not Wijziging.objects.filter(soort="verwijderd").exists()
