# SPDX-License-Identifier: EUPL-1.2
"""Guessing passwords: five failures per account and address, more per address, and no way around it."""

import datetime as dt

import pytest
from axes.models import AccessAttempt, AccessLog
from django.urls import reverse
from django.utils import timezone

from tests.factories import GebruikerFactory
from tests.partijen.inloggen import LOGIN, PASSWORD, log_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_limits")]

HERE, ELSEWHERE = {"REMOTE_ADDR": "203.0.113.7"}, {"REMOTE_ADDR": "198.51.100.9"}
WRONG = "verkeerd wachtwoord"


def fail(client, email, times, **extra):
    return [client.post(LOGIN, {"login": email, "password": WRONG}, **extra).status_code for _ in range(times)]


def is_let_in(client, user, **extra) -> bool:
    response = log_in(client, user, **extra)
    client.logout()
    return response.status_code == 302


def test_the_fifth_failure_closes_the_door_for_a_quarter_of_an_hour(client, coordinator, monkeypatch):
    assert fail(client, coordinator.email, 6, **HERE) == [422, 422, 422, 422, 429, 429]
    response = log_in(client, coordinator, **HERE)
    assert response.status_code == 429
    assert "Even wachten" in response.content.decode()
    assert response["Retry-After"] == "900"
    later = timezone.now() + dt.timedelta(minutes=15, seconds=1)
    monkeypatch.setattr("axes.handlers.proxy.now", lambda: later)
    assert is_let_in(client, coordinator, **HERE)


def test_who_keeps_trying_does_not_stay_out_longer(client, coordinator, monkeypatch):
    fail(client, coordinator.email, 5, **HERE)
    start = timezone.now()
    for minutes in (5, 10):
        monkeypatch.setattr("axes.handlers.proxy.now", lambda m=minutes: start + dt.timedelta(minutes=m))
        assert fail(client, coordinator.email, 1, **HERE) == [429]
    monkeypatch.setattr("axes.handlers.proxy.now", lambda: start + dt.timedelta(minutes=15, seconds=1))
    assert is_let_in(client, coordinator, **HERE)


def test_the_door_is_closed_for_that_account_and_address_only(client, coordinator, gemeente):
    colleague = GebruikerFactory(password=PASSWORD)
    fail(client, coordinator.email, 5, **HERE)
    assert is_let_in(client, colleague, **HERE)
    assert is_let_in(client, coordinator, **ELSEWHERE)
    assert not is_let_in(client, coordinator, **HERE)


@pytest.mark.parametrize("written", [str.upper, str.title, "  {}  ".format])
def test_another_spelling_of_the_address_counts_with_it(client, coordinator, written):
    fail(client, coordinator.email, 3, **HERE)
    fail(client, written(coordinator.email), 2, **HERE)
    assert not is_let_in(client, coordinator, **HERE)


def test_another_browser_counts_with_it(client, coordinator):
    for number in range(5):
        fail(client, coordinator.email, 1, headers={"user-agent": f"Browser {number}"}, **HERE)
    assert not is_let_in(client, coordinator, **HERE)


def test_an_unknown_account_is_locked_like_a_known_one(client):
    assert fail(client, "niemand@portaal.example", 5, **HERE)[-1] == 429


def test_an_address_that_tries_many_accounts_is_locked_for_all(client, coordinator):
    for number in range(30):
        assert fail(client, f"gok{number}@portaal.example", 1, **HERE) == [429 if number == 29 else 422]
    assert not is_let_in(client, coordinator, **HERE)
    assert is_let_in(client, coordinator, **ELSEWHERE)


def test_a_login_of_ones_own_does_not_let_one_guess_on(client, coordinator):
    own = GebruikerFactory(password=PASSWORD)
    fail(client, coordinator.email, 4, **HERE)
    assert is_let_in(client, own, **HERE)
    fail(client, coordinator.email, 1, **HERE)
    assert not is_let_in(client, coordinator, **HERE)


def test_a_login_forgets_the_failures_of_that_account(client, coordinator):
    for _ in range(3):
        fail(client, coordinator.email, 4, **HERE)
        assert is_let_in(client, coordinator, **HERE)


def test_a_forged_forwarded_address_changes_nothing(client, coordinator):
    for number in range(5):
        fail(client, coordinator.email, 1, headers={"x-forwarded-for": f"192.0.2.{number}"}, **HERE)
    assert log_in(client, coordinator, headers={"x-forwarded-for": "192.0.2.99"}, **HERE).status_code == 429


def test_behind_a_trusted_proxy_visitors_are_told_apart(client, coordinator, settings):
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]
    proxy = {"REMOTE_ADDR": "10.1.2.3"}
    fail(client, coordinator.email, 5, headers={"x-forwarded-for": "203.0.113.7"}, **proxy)
    assert not is_let_in(client, coordinator, headers={"x-forwarded-for": "203.0.113.7"}, **proxy)
    assert not is_let_in(client, coordinator, headers={"x-forwarded-for": "192.0.2.1, 203.0.113.7"}, **proxy)
    assert is_let_in(client, coordinator, headers={"x-forwarded-for": "198.51.100.9"}, **proxy)


def test_confirming_ones_password_is_limited_too(client, coordinator):
    client.force_login(coordinator)
    url = reverse("account_reauthenticate")
    statuses = [client.post(url, {"password": WRONG}, **HERE).status_code for _ in range(5)]
    assert statuses == [422, 422, 422, 422, 429]
    assert client.post(url, {"password": PASSWORD}, **HERE).status_code == 429


def test_what_is_kept_of_failures_names_nobody(client, coordinator):
    fail(client, coordinator.email, 1, **HERE)
    fail(client, "mijn-geheim@wachtwoord.example", 1, **HERE)
    kept = str(list(AccessAttempt.objects.values()))
    assert AccessAttempt.objects.count() == 2
    for text in (coordinator.email, "mijn-geheim", WRONG):
        assert text not in kept
    log_in(client, coordinator, **HERE)
    assert not AccessLog.objects.exists()


def test_mail_for_a_forgotten_password_is_limited(client, coordinator):
    url = reverse("account_reset_password")
    statuses = [client.post(url, {"email": coordinator.email}, **HERE).status_code for _ in range(6)]
    assert statuses == [302] * 5 + [429]
