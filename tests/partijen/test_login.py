# SPDX-License-Identifier: EUPL-1.2
"""Logging in: password, second factor, who needs one, and what is out of reach until it is given."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.urls import reverse

from partijen.adapters import AccountAdapter
from partijen.models import Gebruiker, Lidmaatschap
from partijen.services.second_factor import totp_code
from tests.factories import AfspraakFactory, GebruikerFactory, WerkgroepFactory
from tests.partijen.inloggen import LOGIN, PASSWORD, WERKBANK, enrol, log_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_limits")]


def test_a_werkgroeplid_logs_in_with_a_password_alone(client, gemeente, verplicht):
    werkgroep = WerkgroepFactory(gemeente=gemeente)
    user = GebruikerFactory(rol="werkgroeplid", gemeente=gemeente, partij=werkgroep, password=PASSWORD)
    response = log_in(client, user)
    assert (response.status_code, response["Location"]) == (302, WERKBANK)
    assert client.get(WERKBANK).status_code == 200


def test_a_wrong_password_says_nothing_about_the_account(client, coordinator):
    known = log_in(client, coordinator, "verkeerd wachtwoord")
    unknown = client.post(LOGIN, {"login": "niemand@portaal.example", "password": "verkeerd wachtwoord"})
    assert known.status_code == unknown.status_code == 422
    body, other = (re.sub(r'value="[^"]*"', "", page.content.decode()) for page in (known, unknown))
    assert body == other
    assert "_auth_user_id" not in client.session


def test_nobody_signs_up(client):
    data = {"email": "iemand@portaal.example", "password1": PASSWORD, "password2": PASSWORD}
    for url in ("/accounts/signup/", "/accounts/3rdparty/signup/"):
        client.post(url, data)
    assert not Gebruiker.objects.exists()
    assert "coördinator" in client.get("/accounts/signup/").content.decode()


def test_nobody_adds_an_address_to_his_account(client, coordinator):
    client.force_login(coordinator)
    for action in ("action_add", "action_primary", "action_send", "action_remove"):
        response = client.post("/accounts/email/", {"email": "ander@portaal.example", action: "1"})
        assert response.status_code == 405
    coordinator.refresh_from_db()
    assert coordinator.email != "ander@portaal.example"
    assert not mail.outbox


@pytest.mark.parametrize("rol", ["coordinator", "beheerder", "superuser"])
def test_without_second_factor_these_reach_only_their_account(client, gemeente, verplicht, rol):
    concept = AfspraakFactory(thema__gemeente=gemeente, gepubliceerd=False)
    if rol == "superuser":
        user = Gebruiker.objects.create_superuser("beheer@portaal.example", PASSWORD, naam="Beheer")
    else:
        user = GebruikerFactory(rol=rol, gemeente=gemeente, password=PASSWORD)
    assert log_in(client, user).status_code == 302
    index = reverse("mfa_index")
    pages = ["/", WERKBANK, "/maastricht/", "/maastricht/afspraken/", "/maastricht/leden/", "/beheer/", "/hulp/"]
    for url in [*pages, concept.get_absolute_url(), "/bestaat-niet/"]:
        response = client.get(url)
        assert response.status_code == 302, url
        assert response["Location"].startswith(f"{index}?next="), url
    assert client.post("/maastricht/leden/", {}).status_code == 302
    refused = client.get("/api/v1/afspraken")
    assert (refused.status_code, refused["Content-Type"]) == (403, "application/problem+json")
    for url in (index, reverse("mfa_activate_totp"), reverse("mfa_add_webauthn"), reverse("account_email")):
        assert client.get(url).status_code == 200, url
    assert client.post(reverse("account_logout")).status_code == 302


def test_enrolling_opens_the_door_and_is_asked_for_at_the_next_login(client, coordinator, verplicht):
    log_in(client, coordinator)
    secret = enrol(client)
    assert client.get(WERKBANK).status_code == 200
    stored = Authenticator.objects.get(user=coordinator, type="totp")
    assert secret not in str(stored.data)
    client.post(reverse("account_logout"))

    response = log_in(client, coordinator)
    assert response["Location"] == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
    assert client.get(WERKBANK).status_code == 302
    page = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert page.status_code == 422
    assert "beveiligingssleutel" not in page.content.decode()
    code = totp_code(secret, time.time())
    response = client.post(reverse("mfa_authenticate"), {"code": code})
    assert (response.status_code, response["Location"]) == (302, WERKBANK)
    assert client.get(WERKBANK).status_code == 200


def test_a_code_works_once(client, coordinator, verplicht, monkeypatch):
    log_in(client, coordinator)
    secret = enrol(client)
    code = totp_code(secret, time.time())
    frozen = time.time()
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.time.time", lambda: frozen)
    statuses = []
    for _ in range(2):
        client.post(reverse("account_logout"))
        log_in(client, coordinator)
        statuses.append(client.post(reverse("mfa_authenticate"), {"code": code}).status_code)
    assert statuses == [302, 422]


def test_codes_cannot_be_guessed(client, coordinator, verplicht):
    log_in(client, coordinator)
    secret = enrol(client)
    client.post(reverse("account_logout"))
    log_in(client, coordinator)
    for _ in range(5):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
    page = client.post(reverse("mfa_authenticate"), {"code": totp_code(secret, time.time())})
    assert page.status_code == 422
    assert "_auth_user_id" not in client.session


def test_a_recovery_code_works_once(client, coordinator, verplicht):
    log_in(client, coordinator)
    enrol(client)
    codes = re.findall(r"<code>(\d{8})</code>", client.get(reverse("mfa_view_recovery_codes")).content.decode())
    assert len(codes) == 10
    for status in (302, 422):
        client.post(reverse("account_logout"))
        log_in(client, coordinator)
        assert client.post(reverse("mfa_authenticate"), {"code": codes[0]}).status_code == status


def test_who_needs_a_second_factor_keeps_the_last_one(client, coordinator, verplicht):
    log_in(client, coordinator)
    enrol(client)
    page = client.post(reverse("mfa_deactivate_totp"))
    assert page.status_code == 422
    assert Authenticator.objects.filter(user=coordinator, type="totp").exists()
    Lidmaatschap.objects.filter(gebruiker=coordinator).delete()
    assert client.post(reverse("mfa_deactivate_totp")).status_code == 302
    assert not Authenticator.objects.filter(user=coordinator).exists()


def test_without_the_last_key_the_door_closes_again(client, coordinator, verplicht):
    log_in(client, coordinator)
    session = client.session
    session["tweede_factor"] = coordinator.pk
    session.save()
    key = Authenticator.objects.create(user=coordinator, type="webauthn", data={"name": "Sleutel", "credential": {}})
    assert client.get(WERKBANK).status_code == 200
    assert client.post(reverse("mfa_remove_webauthn", args=[key.pk])).status_code == 302
    assert client.get(WERKBANK)["Location"].startswith(reverse("mfa_index"))


def test_the_second_factor_of_one_account_does_not_open_another(client, coordinator, gemeente, verplicht):
    other = GebruikerFactory(rol="coordinator", gemeente=gemeente, password=PASSWORD)
    log_in(client, coordinator)
    enrol(client)
    client.force_login(other)
    session = client.session
    session["tweede_factor"] = coordinator.pk
    session.save()
    assert client.get(WERKBANK)["Location"].startswith(reverse("mfa_index"))


def test_pages_with_secrets_are_kept_by_no_browser(client, coordinator):
    log_in(client, coordinator)
    pages = [reverse("mfa_activate_totp"), reverse("mfa_index"), reverse("usersessions_list")]
    picture = client.get(pages[0]).content.decode().partition("<svg")[2].partition("</svg>")[0]
    assert "<path" in picture
    assert not re.search(r"<\w+:", picture), "a page draws no elements with a prefix"
    enrol(client)
    for url in [*pages, reverse("mfa_view_recovery_codes"), reverse("account_email"), LOGIN]:
        assert "no-store" in client.get(url)["Cache-Control"], url


def test_a_role_given_while_logged_in_asks_for_the_second_factor_at_once(client, gemeente, verplicht):
    user = GebruikerFactory(password=PASSWORD)
    log_in(client, user)
    assert client.get(WERKBANK).status_code == 200
    Lidmaatschap.objects.create(gebruiker=user, gemeente=gemeente, rol="coordinator")
    assert client.get(WERKBANK)["Location"].startswith(reverse("mfa_index"))


def test_a_session_without_its_second_factor_is_asked_for_it(client, coordinator, verplicht):
    """A session from before the account had a second factor, or one made past the login page."""
    other = client.__class__()
    log_in(other, coordinator)
    secret = enrol(other)
    client.force_login(coordinator)
    response = client.get("/maastricht/afspraken/")
    assert response["Location"].startswith(reverse("mfa_reauthenticate"))
    code = totp_code(secret, time.time())
    response = client.post(response["Location"], {"code": code, "next": "/maastricht/afspraken/"})
    assert response["Location"] == "/maastricht/afspraken/"
    assert client.get("/maastricht/afspraken/").status_code == 200


def test_the_admin_has_no_login_of_its_own(client, coordinator, verplicht):
    page = client.get("/beheer/login/")
    assert page.status_code == 302
    assert page["Location"].startswith(LOGIN)
    response = client.post("/beheer/login/", {"username": coordinator.email, "password": PASSWORD})
    assert "_auth_user_id" not in client.session
    assert response.status_code in (302, 403)


def test_logging_in_returns_only_to_this_portal(client, coordinator):
    response = client.post(f"{LOGIN}?next=/maastricht/", {"login": coordinator.email, "password": PASSWORD})
    assert response["Location"] == "/maastricht/"
    client.post(reverse("account_logout"))
    for outside in ("https://evil.example/", "//evil.example", "javascript:alert(1)"):
        response = client.post(LOGIN, {"login": coordinator.email, "password": PASSWORD, "next": outside})
        assert response["Location"] == WERKBANK
        client.post(reverse("account_logout"))


def test_passwords_are_long_unknown_and_otherwise_free(client, coordinator):
    client.force_login(coordinator)
    url = reverse("account_change_password")

    def change(new):
        return client.post(url, {"oldpassword": PASSWORD, "password1": new, "password2": new})

    for refused in ("elf tekens!", "qwerty123456", coordinator.email):
        assert change(refused).status_code == 422, refused
    assert change("x y z " * 20).status_code == 302
    coordinator.refresh_from_db()
    assert coordinator.check_password(("x y z " * 20).strip()) or coordinator.check_password("x y z " * 20)
    assert [message.subject for message in mail.outbox] == ["Uw wachtwoord is gewijzigd"]


def test_a_forgotten_password_is_set_by_mail_once(client, coordinator):
    client.post(reverse("account_reset_password"), {"email": coordinator.email})
    link = re.search(r"http://testserver(\S+)", mail.outbox[0].body)[1]
    form_url = client.get(link)["Location"]
    new = "een heel ander wachtwoord"
    for wrong, fault in (("kort", "Gebruik minstens 12 tekens."), (coordinator.email, "lijkt te veel op uw naam of")):
        refused = client.post(form_url, {"password1": wrong, "password2": wrong})
        assert (refused.status_code, fault in refused.content.decode()) == (422, True)
    assert client.post(form_url, {"password1": new, "password2": new}).status_code == 302
    coordinator.refresh_from_db()
    assert coordinator.check_password(new)
    again = client.__class__().get(link)
    assert "werkt niet meer" in again.content.decode()


def test_a_link_used_by_two_in_the_same_instant_works_for_one(client, coordinator, monkeypatch):
    client.post(reverse("account_reset_password"), {"email": coordinator.email})
    link = re.search(r"http://testserver(\S+)", mail.outbox[0].body)[1]
    other = client.__class__()
    form_urls = {browser: browser.get(link)["Location"] for browser in (client, other)}
    set_password = AccountAdapter.set_password
    answers = []

    def choose(browser, password):
        return browser.post(form_urls[browser], {"password1": password, "password2": password})

    def meanwhile(self, user, password):
        # The link of the first was found good; now the second comes, and is done before him.
        if not answers:
            answers.append(None)
            answers[0] = choose(other, "het woord van de ander")
        set_password(self, user, password)

    monkeypatch.setattr(AccountAdapter, "set_password", meanwhile)
    refused = choose(client, "het woord van de eerste")
    assert (answers[0].status_code, refused.status_code) == (302, 409)
    assert "niet opgeslagen" in refused.content.decode()
    coordinator.refresh_from_db()
    assert coordinator.check_password("het woord van de ander")
    # One link asked for, one password told as new.
    assert len(mail.outbox) == 2, [message.subject for message in mail.outbox]


def test_no_mail_tells_whether_an_account_is_switched_off(client, coordinator):
    coordinator.is_active = False
    coordinator.save()
    page = client.post(reverse("account_reset_password"), {"email": coordinator.email})
    assert page.status_code == 302
    assert all("/password/reset/key/" not in message.body for message in mail.outbox)
    assert log_in(client, coordinator).status_code in (302, 422)
    assert "_auth_user_id" not in client.session
