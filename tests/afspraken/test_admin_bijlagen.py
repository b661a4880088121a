# SPDX-License-Identifier: EUPL-1.2
"""Evidence in /beheer/: its title and publication, and where its file goes."""

import pytest
from django.core.files.base import ContentFile

from afspraken.models import Bewijsstuk
from tests.beheer import assert_told, filled, make_world, screen, snapshot

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world()


def test_a_coordinator_names_and_publishes_evidence_and_nothing_else_of_it(world):
    row, client = world.a.own.bewijsstuk_publiek, world.client("coordinator")
    url, address = screen(row, "change"), row.url
    before = snapshot()
    data = filled(client.get(url))
    assert set(data) == {"titel", "versie"}
    sent = data | {"titel": "Andere titel", "gepubliceerd": "on", "url": "https://elders.example/", "afspraak": "1"}
    assert client.post(url, sent).status_code == 302
    row.refresh_from_db()
    assert (row.titel, row.gepubliceerd, row.url, row.afspraak) == ("Andere titel", True, address, world.a.own.publiek)
    assert assert_told(before, by=world.users["coordinator"]) == {"gewijzigd bewijsstuk"}
    assert client.post(screen(row, "delete"), {"post": "yes"}).status_code == 403
    assert client.get(screen(Bewijsstuk, "add")).status_code == 403
    for rol in ("werkgroeplid", "beheerder"):
        other = world.client(rol)
        assert other.get(url).status_code == 200
        assert other.post(url, {"titel": "x"}).status_code == 403
        assert other.post(screen(world.a.own.bewijsstuk_concept, "delete"), {"post": "yes"}).status_code == 403


def test_a_file_goes_with_its_row_once_that_is_certain(world, settings, tmp_path, django_capture_on_commit_callbacks):
    settings.MEDIA_ROOT = tmp_path
    row = Bewijsstuk(gemeente=world.a.gemeente, afspraak=world.a.own.concept, titel="Brief", bestandsnaam="brief.pdf")
    row.bestand.save("brief.pdf", ContentFile(b"%PDF-"), save=True)
    storage, name = row.bestand.storage, row.bestand.name
    client = world.client("coordinator")
    assert "/media/" not in client.get(screen(row, "change")).content.decode()
    before = snapshot()
    with django_capture_on_commit_callbacks() as callbacks:
        assert client.post(screen(row, "delete"), {"post": "yes", "reden": "Verkeerd"}).status_code == 302
    assert assert_told(before, by=world.users["coordinator"], reden="Verkeerd") == {"verwijderd bewijsstuk"}
    assert storage.exists(name)
    for callback in callbacks:
        callback()
    assert not storage.exists(name)
