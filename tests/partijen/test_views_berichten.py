# SPDX-License-Identifier: EUPL-1.2
"""The page of notices, and the link that switches one off without login."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from partijen.models import Afmelding, Berichtsoort, Gebruiker
from partijen.services.berichten import token_for
from tests.factories import GebruikerFactory

pytestmark = pytest.mark.django_db
SOORT = Berichtsoort.PUBLICATIE
PAGE = "/werkbank/berichten/"


@pytest.fixture
def link(coordinator):
    return reverse("berichten-uit", args=[token_for(coordinator, SOORT)])


class TestSetting:
    def test_the_public_logs_in_first(self, client):
        assert client.get(PAGE).headers["Location"] == f"/accounts/login/?next={PAGE}"

    def test_a_coordinator_switches_it_off_and_on(self, client, coordinator):
        client.force_login(coordinator)
        assert b"checked" in client.get(PAGE).content
        response = client.post(PAGE)
        assert (response.status_code, response.headers["Location"]) == (303, PAGE)
        kinds = Afmelding.objects.filter(gebruiker=coordinator).values_list("soort", flat=True)
        assert set(kinds.all()) == {"publicatie", "herinnering", "overleg", "webhook"}
        assert b"checked" not in client.get(PAGE).content
        client.post(PAGE, {"soorten": SOORT.value})
        assert set(kinds.all()) == {"herinnering", "overleg", "webhook"}
        client.post(PAGE, {"soorten": [SOORT.value, "herinnering", "overleg", "webhook"]})
        assert not Afmelding.objects.exists()

    def test_a_kind_that_does_not_exist_is_refused(self, client, coordinator):
        client.force_login(coordinator)
        assert client.post(PAGE, {"soorten": "alles"}).status_code == 422
        assert not Afmelding.objects.exists()

    def test_others_are_told_that_there_is_nothing_for_them(self, client):
        client.force_login(GebruikerFactory())
        response = client.get(PAGE)
        assert "Voor uw rollen zijn er geen berichten" in response.content.decode()
        assert client.post(PAGE, {"soorten": SOORT.value}).status_code == 422

    def test_the_account_page_leads_there(self, client, coordinator):
        client.force_login(coordinator)
        assert f'href="{PAGE}"'.encode() in client.get("/accounts/email/").content


class TestLink:
    def test_following_it_asks_and_changes_nothing(self, client, link):
        response = client.get(link)
        assert response.status_code == 200
        assert "E-mail uitzetten?" in response.content.decode()
        assert "no-store" in response.headers["Cache-Control"]
        assert not Afmelding.objects.exists()

    def test_the_answer_switches_it_off_without_login(self, client, link, coordinator):
        response = client.post(link)
        assert response.status_code == 200
        assert "De e-mail staat uit" in response.content.decode()
        assert Afmelding.objects.get().gebruiker == coordinator
        assert client.post(link).status_code == 200
        assert Afmelding.objects.count() == 1

    def test_a_mail_program_does_so_by_itself(self, link):
        """RFC 8058: no cookie, no page, no token of a form."""
        response = Client(enforce_csrf_checks=True).post(link, {"List-Unsubscribe": "One-Click"})
        assert response.status_code == 200
        assert Afmelding.objects.exists()

    def test_it_works_before_the_second_factor(self, client, link, coordinator, verplicht):
        client.force_login(coordinator)
        assert client.get(link).status_code == 200

    def test_it_does_not_tell_whose_it_is(self, client, link, coordinator):
        page = client.get(link).content.decode()
        assert coordinator.email not in page
        assert coordinator.naam not in page

    def test_a_link_that_is_not_ours_is_not_there(self, client, link, coordinator):
        assert client.get("/accounts/berichten/uit/abc/").status_code == 404
        assert client.post(f"{link[:-2]}/").status_code == 404
        Gebruiker.objects.filter(pk=coordinator.pk).update(is_active=False)
        assert client.post(link).status_code == 404
        assert not Afmelding.objects.exists()

    def test_other_methods_are_refused(self, client, link):
        assert client.put(link).status_code == 405


def test_a_link_of_more_than_a_year_says_how_to_go_on(client, coordinator, monkeypatch):
    monkeypatch.setattr("partijen.services.berichten.LINK_AGE", dt.timedelta(seconds=-1))
    old = reverse("berichten-uit", args=[token_for(coordinator, SOORT)])
    for answer in (client.get(old), client.post(old)):
        assert answer.status_code == 410
        assert f'href="{PAGE}"' in answer.content.decode()
    assert not Afmelding.objects.exists()
    assert client.get(f"{old[:-1]}x/").status_code == 404
