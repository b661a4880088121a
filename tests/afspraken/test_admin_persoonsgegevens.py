# SPDX-License-Identifier: EUPL-1.2
"""Personal data in /beheer/: what is public once it is saved is asked about first."""

import re

import pytest

from afspraken.models import Afspraak
from partijen.models import Wijziging
from tests.beheer import filled, make_world, screen, snapshot

pytestmark = pytest.mark.django_db

PHONE = "Bel 06-12345678."
ASKED = "Er is nog niets gepubliceerd"
TICK = re.compile(r'<input type="checkbox"[^>]*name="geen_persoonsgegeven"')


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def client(world):
    return world.client("coordinator")


def answer(response, **values) -> dict[str, object]:
    """The refused form once more, with the tick and the reason."""
    return filled(response) | {"geen_persoonsgegeven": "on", "reden": "meldpunt", **values}


def refused(response, before) -> str:
    """The page that asks; nothing was written."""
    text = response.content.decode()
    assert response.status_code == 422
    assert ASKED in text
    assert snapshot() == before
    return text


def test_a_change_of_what_is_public_is_asked_about_and_answered(world, client):
    row, url = world.a.own.publiek, screen(world.a.own.publiek, "change")
    page = client.get(url)
    assert not TICK.search(page.content.decode())
    before = snapshot()
    response = client.post(url, filled(page) | {"samenvatting": PHONE})
    text = refused(response, before)
    assert TICK.search(text)
    assert "06-••••••78" in text
    refused(client.post(url, filled(response)), before)
    refused(client.post(url, answer(response, reden="  ")), before)
    refused(client.post(url, answer(response, doel="Mail a@b.example")), before)
    assert client.post(url, answer(response)).status_code == 302
    row.refresh_from_db()
    assert row.samenvatting == PHONE
    assert Wijziging.objects.latest("id").reden == "Geen persoonsgegeven: meldpunt"
    # What stands there already is not asked about again.
    assert client.post(url, filled(client.get(url)) | {"doel": "Anders"}).status_code == 302


def test_mending_the_text_is_enough(world, client):
    url = screen(world.a.own.publiek, "change")
    response = client.post(url, filled(client.get(url)) | {"samenvatting": PHONE})
    assert client.post(url, filled(response) | {"samenvatting": "Bel het meldpunt."}).status_code == 302
    assert Wijziging.objects.latest("id").reden == ""


def test_concept_is_not_asked_about_until_it_is_published(world, client):
    row, url = world.a.own.concept, screen(world.a.own.concept, "change")
    assert client.post(url, filled(client.get(url)) | {"samenvatting": PHONE}).status_code == 302
    before = snapshot()
    response = client.post(url, filled(client.get(url)) | {"gepubliceerd": "on"})
    refused(response, before)
    assert client.post(url, answer(response)).status_code == 302
    row.refresh_from_db()
    assert row.gepubliceerd
    event = Wijziging.objects.get(model="afspraken.afspraak", object_id=row.pk, soort="gepubliceerd")
    assert event.reden == "Geen persoonsgegeven (telefoonnummer in samenvatting): meldpunt"


def test_a_term_under_a_public_afspraak(world, client):
    url = screen(world.a.own.publiek, "change")
    before = snapshot()
    response = client.post(url, filled(client.get(url)) | {"termijnen-0-wat": PHONE})
    assert TICK.search(refused(response, before))
    assert client.post(url, answer(response)).status_code == 302
    assert Wijziging.objects.latest("id").reden == "Geen persoonsgegeven: meldpunt"


def test_a_new_term_set_and_evidence_title(world, client):
    before = snapshot()
    data = filled(client.get(screen(world.a.own.termijn_publiek, "add"))) | {
        "afspraak": world.a.own.publiek.pk,
        "soort": "gereed",
        "periode": "2025",
        "wat": PHONE,
    }
    refused(client.post(screen(world.a.own.termijn_publiek, "add"), data), before)
    url = screen(world.a.afsprakenset, "change")
    refused(client.post(url, filled(client.get(url)) | {"bron_opmerking": PHONE}), before)
    url = screen(world.a.own.bewijsstuk_publiek, "change")
    data = filled(client.get(url)) | {"titel": "Brief van a@b.example", "gepubliceerd": "on"}
    response = client.post(url, data)
    refused(response, before)
    assert client.post(url, answer(response)).status_code == 302


def test_who_may_not_publish_has_no_tick_to_answer_with(world):
    client, url = world.client("werkgroeplid"), screen(world.a.own.publiek, "change")
    before = snapshot()
    response = client.post(url, filled(client.get(url)) | {"samenvatting": PHONE})
    text = refused(response, before)
    assert "vraag wie mag publiceren" in text
    assert not TICK.search(text)
    refused(client.post(url, answer(response)), before)


def test_publishing_several_leaves_out_what_must_be_answered(world, client):
    concepts = [world.a.own.concept, world.a.other.concept]
    Afspraak.objects.filter(pk=concepts[0].pk).update(doel=PHONE)
    data = {"action": "publiceren", "_selected_action": [row.pk for row in concepts], "reden": "Besluit"}
    text = client.post(screen(Afspraak, "changelist"), data, follow=True).content.decode()
    assert "1 rij is gepubliceerd." in text
    assert f"{concepts[0].code} is niet gepubliceerd." in text
    assert "06-••••••78" in text
    assert "06-12345678" not in text
    assert "1 rij wacht op uw antwoord" in text
    assert list(Afspraak.objects.filter(pk__in=[row.pk for row in concepts], gepubliceerd=True)) == [concepts[1]]
