# SPDX-License-Identifier: EUPL-1.2
"""The pages of django-allauth as they look here: in Dutch, in our frame, without signing up."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from tests.factories import GebruikerFactory

pytestmark = pytest.mark.django_db

PASSWORD = "een-lang-wachtwoord-12"


@pytest.fixture
def user():
    return GebruikerFactory(email="lid@portaal.example", password=PASSWORD)


def test_login_leads_to_where_one_wanted_to_go(client, user):
    page = client.get("/accounts/login/?next=/maasdam/bestuur/").content.decode()
    assert 'name="next"' in page
    response = client.post("/accounts/login/", {"login": user.email, "password": PASSWORD, "next": "/maasdam/bestuur/"})
    assert response.status_code == 302
    assert response.url == "/maasdam/bestuur/"


def test_login_leads_to_the_werkbank_otherwise(client, user):
    response = client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert response.url == "/werkbank/"
    assert "U bent ingelogd." in client.get("/werkbank/").content.decode()


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_login_never_leads_elsewhere(client, user, target):
    response = client.post("/accounts/login/", {"login": user.email, "password": PASSWORD, "next": target})
    assert response.url == "/werkbank/"


@pytest.mark.parametrize(
    "data",
    [{"login": "lid@portaal.example", "password": "fout"}, {"login": "niemand@portaal.example", "password": "x"}],
)
def test_a_wrong_login_says_the_same_for_every_address(client, user, data):
    page = client.post("/accounts/login/", data).content.decode()
    assert "U bent niet ingelogd." in page
    assert "Het e-mailadres of het wachtwoord klopt niet." in page


def test_nobody_signs_up(client):
    page = client.get("/accounts/signup/").content.decode()
    assert "U kunt zelf geen account maken" in page
    response = client.post("/accounts/signup/", {"email": "nieuw@portaal.example", "password1": PASSWORD})
    assert "U kunt zelf geen account maken" in response.content.decode()


@pytest.mark.parametrize("name", ["account_login", "account_reset_password", "account_reset_password_done"])
def test_pages_stand_in_our_frame_and_link_to_no_sign_up(client, name):
    page = client.get(reverse(name)).content.decode()
    assert 'lang="nl"' in page
    assert "ap-header" in page
    assert reverse("account_signup") not in page
    assert "<script>" not in page
    assert "style=" not in page


@pytest.mark.parametrize(
    "name", ["account_change_password", "account_logout", "account_email", "account_reauthenticate"]
)
def test_pages_of_who_logged_in(client, user, name):
    client.force_login(user)
    response = client.get(reverse(name))
    assert response.status_code == 200
    assert "ap-header" in response.content.decode()


def test_resetting_a_password(client, user):
    response = client.post("/accounts/password/reset/", {"email": user.email}, follow=True)
    assert "Kijk in uw e-mail" in response.content.decode()
    [message] = mail.outbox
    assert message.subject.endswith("Nieuw wachtwoord voor het Afsprakenportaal")
    [link] = re.findall(r"http://testserver(\S+)", message.body)

    form = client.get(link, follow=True)
    assert "Nieuw wachtwoord" in form.content.decode()
    new = "nog-een-lang-wachtwoord-13"
    done = client.post(form.request["PATH_INFO"], {"password1": new, "password2": new}, follow=True)
    assert "Uw wachtwoord is gewijzigd" in done.content.decode()
    user.refresh_from_db()
    assert user.check_password(new)
    assert "Deze link werkt niet meer" in client.get(link, follow=True).content.decode()


def test_resetting_for_an_unknown_address_tells_nothing_on_the_page(client):
    response = client.post("/accounts/password/reset/", {"email": "niemand@portaal.example"}, follow=True)
    assert "Kijk in uw e-mail" in response.content.decode()
    for message in mail.outbox:
        assert "signup" not in message.body
        assert "geen account" in message.body


def test_changing_a_password(client, user):
    client.force_login(user)
    url = reverse("account_change_password")
    refused = client.post(url, {"oldpassword": PASSWORD, "password1": "kort", "password2": "kort"})
    assert "Uw wachtwoord is niet gewijzigd." in refused.content.decode()
    new = "nog-een-lang-wachtwoord-13"
    client.post(url, {"oldpassword": PASSWORD, "password1": new, "password2": new})
    user.refresh_from_db()
    assert user.check_password(new)


def test_logging_out(client, user):
    client.force_login(user)
    assert "Wilt u uitloggen?" in client.get("/accounts/logout/").content.decode()
    assert client.get("/werkbank/").status_code == 200  # asking is not yet doing
    response = client.post("/accounts/logout/", follow=True)
    assert "U bent uitgelogd." in response.content.decode()
    assert client.get("/werkbank/").status_code == 302


def test_somebody_deactivated_cannot_log_in(client, user):
    user.is_active = False
    user.save()
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD}, follow=True)
    assert client.get("/werkbank/").status_code == 302
