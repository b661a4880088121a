# SPDX-License-Identifier: EUPL-1.2
"""The pages on which a databeheerder or coordinator keeps webhooks."""

import re
import sys
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from monitoring.models import Webhook
from monitoring.services import webhookberichten as berichten
from monitoring.services import webhooks
from partijen.models import Partij
from portaal.lib.webhooks import Answer, Outcome
from tests.api.world import make_world
from tests.factories import GebruikerFactory

pytestmark = pytest.mark.django_db
LIST = "/maastricht/webhooks/"
GEHEIM = re.compile(r">(whsec_[A-Za-z0-9+/=]{44})</textarea>")


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def woonpunt(world):
    return Partij.objects.get(naam="Woonpunt")


@pytest.fixture
def keeper(client, world):
    client.force_login(world.users["databeheerder"])
    return client


@pytest.fixture
def webhook(world, woonpunt):
    return make(world, woonpunt, "Ons systeem")


def make(world, partij, naam):
    return webhooks.make_webhook(
        gemeente=world.maastricht,
        partij=partij,
        naam=naam,
        url="https://systeem.corporatie.example/?sig=abc",
        onderwerpen=["afspraken"],
        by=world.users["coordinator"],
    ).webhook


def filled(partij, /, **values):
    sent = {
        "partij": partij.pk,
        "naam": "Ons woningsysteem",
        "url": "https://systeem.corporatie.example/seintjes",
        "onderwerpen": ["afspraken", "leveringen"],
        "aanvraag": str(uuid.uuid4()),
    }
    return sent | values


def url(name, webhook, *more):
    return reverse(name, args=["maastricht", webhook.pk, *more])


def test_it_is_made_and_its_secret_shown_once(keeper, world, woonpunt):
    thema = world.afspraken["1a"].thema
    page = keeper.get(LIST).content.decode()
    assert f'<option value="{woonpunt.pk}" selected>Woonpunt</option>' in page
    assert "Afspraken: " in page  # the themas of the published set, and of that one alone
    assert "geheim thema" not in page
    sent = filled(woonpunt, themas=[thema.pk])
    answer = keeper.post(LIST, sent)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    (geheim,) = GEHEIM.findall(answer.content.decode())
    webhook = Webhook.objects.get()
    assert (webhook.onderwerpen, list(webhook.themas.all())) == (["afspraken", "leveringen"], [thema])
    again = keeper.post(LIST, sent, follow=True)
    assert again.redirect_chain == [(url("webhook", webhook), 303)]
    assert "maar één keer getoond" in again.content.decode()
    assert geheim not in again.content.decode()
    page = keeper.get(LIST).content.decode()
    assert "Ons woningsysteem" in page
    assert "afspraken, leveringen van cijfers" in page
    assert geheim not in page


def test_faults_are_told_beside_the_field_and_nothing_is_made(keeper, woonpunt):
    for values, told in (
        ({"url": "http://systeem.corporatie.example/"}, "Het adres begint met https://"),
        ({"url": "https://10.1.2.3/"}, "Dit adres is van een eigen netwerk"),
        ({"url": ""}, "Vul het internetadres in"),
        ({"onderwerpen": []}, "Kies ten minste één onderwerp"),
        ({"onderwerpen": ["onzin"]}, "Kies uit de lijst"),
        ({"themas": ["999999"]}, "Kies uit de lijst"),
        ({"themas": ["99999999999999999999"]}, "Kies uit de lijst"),
        ({"naam": ""}, "Schrijf welk systeem"),
        ({"partij": ""}, "Kies van welke partij"),
        ({"aanvraag": "onzin"}, "niet compleet aangekomen"),
    ):
        answer = keeper.post(LIST, filled(woonpunt, **values))
        assert answer.status_code == 422
        assert told in answer.content.decode()
    assert not Webhook.objects.exists()


def test_whose_it_is(client, keeper, world, webhook):
    other = make(world, _other_party(world), "Van een ander")
    page = keeper.get(LIST).content.decode()
    assert "Ons systeem" in page
    assert "Van een ander" not in page
    missing = keeper.get("/maastricht/webhooks/987654/")
    hidden = keeper.get(url("webhook", other))
    assert hidden.status_code == missing.status_code == 404
    for name in ("webhook-proef", "webhook-geheim", "webhook-uit", "webhook-aan"):
        assert keeper.post(url(name, other)).status_code == 404
    theirs = webhooks.send_proef(webhook=other, by=world.users["coordinator"])
    assert keeper.post(url("webhook-opnieuw", webhook, theirs.pk)).status_code == 404
    for role in ("lid", "bestuurder", "coordinator elders"):
        client.force_login(world.users[role])
        assert client.get(LIST).status_code == 403
        assert client.post(url("webhook-proef", webhook)).status_code == 403
    client.logout()
    assert client.get(LIST).status_code == 302


def _other_party(world):
    from tests.factories import PartijFactory, PartijInGemeenteFactory

    partij = PartijFactory(naam="Servatius")
    PartijInGemeenteFactory(partij=partij, gemeente=world.maastricht)
    return partij


def test_trying_sending_again_and_switching(keeper, webhook, django_assert_max_num_queries):
    answer = keeper.post(url("webhook-proef", webhook), follow=True)
    assert "Het proefbericht gaat zo weg" in answer.content.decode()
    (claim,) = berichten.claim_due(timezone.now())
    berichten.mark(claim, Answer(Outcome.REFUSED, 503, 41), now=timezone.now())
    page = keeper.get(url("webhook", webhook)).content.decode()
    assert "niet aangenomen (antwoord 503), 41 ms" in page
    assert "volgende poging" in page
    assert "komt geen bericht aan" in page
    assert "Stuur opnieuw" not in page
    (claim,) = berichten.claim_due(timezone.now() + berichten.FIRST_WAIT * 2)
    berichten.mark(claim, Answer(Outcome.TAKEN, 204, 7), now=timezone.now())
    page = keeper.get(url("webhook", webhook)).content.decode()
    assert "aangenomen (antwoord 204), 7 ms" in page
    row = webhook.berichten.get()
    assert "gaat zo opnieuw weg" in keeper.post(url("webhook-opnieuw", webhook, row.pk), follow=True).content.decode()
    assert "staat uit" in keeper.post(url("webhook-uit", webhook), follow=True).content.decode()
    page = keeper.post(url("webhook-proef", webhook), follow=True).content.decode()
    assert "Deze webhook staat uit. Zet hem eerst aan." in page
    assert "staat weer aan" in keeper.post(url("webhook-aan", webhook), follow=True).content.decode()
    # The number of queries does not follow the number of messages.
    with django_assert_max_num_queries(30) as few:
        keeper.get(url("webhook", webhook))
    for _turn in range(5):
        webhooks.send_proef(webhook=webhook, by=GebruikerFactory(rol="coordinator", gemeente=webhook.gemeente))
    with django_assert_max_num_queries(len(few)):
        keeper.get(url("webhook", webhook))
    Webhook.objects.filter(pk=webhook.pk).update(uitgezet_op=timezone.now(), uitgezet_om="mislukt")
    page = keeper.get(url("webhook", webhook)).content.decode()
    assert "antwoordde te lang niet goed" in page
    assert "Laat het systeem nakijken" in page


def test_the_list_in_a_constant_number_of_queries(keeper, world, woonpunt, django_assert_max_num_queries):
    make(world, woonpunt, "Een")
    with django_assert_max_num_queries(30) as few:
        keeper.get(LIST)
    for number in range(4):
        make(world, woonpunt, f"Nog een {number}")
    with django_assert_max_num_queries(len(few)):
        keeper.get(LIST)


def test_paging_and_a_key_that_was_never_given_out(keeper, webhook, monkeypatch):
    monkeypatch.setattr(sys.modules["monitoring.views.webhooks"], "PAGE_SIZE", 2)
    for _turn in range(3):
        berichten.add_proef(webhook, now=timezone.now())
    page = keeper.get(url("webhook", webhook)).content.decode()
    assert page.count("msg_") == 2
    older = webhook.berichten.order_by("-pk")[1].pk
    assert f"?na={older}#berichten" in page
    assert keeper.get(url("webhook", webhook), {"na": older}).content.decode().count("msg_") == 1
    assert keeper.get(url("webhook", webhook), {"na": "onzin"}).status_code == 422


def test_a_secret_is_replaced_once(keeper, webhook):
    page = keeper.get(url("webhook", webhook)).content.decode()
    (seen,) = re.findall(r'name="gezien" value="([^"]+)"', page)
    first = keeper.post(url("webhook-geheim", webhook), {"gezien": seen})
    assert GEHEIM.search(first.content.decode())
    second = keeper.post(url("webhook-geheim", webhook), {"gezien": seen}, follow=True)
    assert not GEHEIM.search(second.content.decode())
    assert "Het vorige geldt nog tot" in second.content.decode()
    for wrong in ("", "onzin", "2026-01-01"):
        assert keeper.post(url("webhook-geheim", webhook), {"gezien": wrong}).status_code == 422
