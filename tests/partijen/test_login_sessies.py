# SPDX-License-Identifier: EUPL-1.2
"""How long a session lives, and what ends it."""

import datetime as dt

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from partijen.templatetags.sessies import browser_words
from tests.partijen.inloggen import PASSWORD, WERKBANK, log_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_limits")]

START = dt.datetime(2026, 3, 2, 8, 0, tzinfo=dt.UTC)
SESSIONS = "/accounts/sessions/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Safari/604.1"
EDGE = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140 Safari/537 Edg/140"


class Clock:
    """`timezone.now` of the whole process; `clock.at(hours=3)` is three hours after login."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> dt.datetime:
        return self.now

    def at(self, **passed: float) -> None:
        self.now = START + dt.timedelta(**passed)


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr("django.utils.timezone.now", clock)
    assert timezone.now() == START
    return clock


def is_in(client) -> bool:
    return client.get(WERKBANK).status_code == 200


@pytest.mark.parametrize(("minutes", "inside"), [(3 * 60 - 1, True), (3 * 60, False), (5 * 60, False)])
def test_a_session_ends_after_three_hours_without_use(client, coordinator, clock, minutes, inside):
    log_in(client, coordinator)
    clock.at(minutes=minutes)
    assert is_in(client) is inside
    assert UserSession.objects.filter(user=coordinator).exists() is inside


def test_a_session_in_use_ends_twelve_hours_after_login(client, coordinator, clock):
    log_in(client, coordinator)
    for hour in range(1, 12):
        clock.at(hours=hour)
        assert is_in(client), hour
    clock.at(hours=12, seconds=-1)
    assert is_in(client)
    clock.at(hours=12)
    assert not is_in(client)
    assert "te oud" in client.get(reverse("account_login")).content.decode()


def test_logging_in_again_starts_the_clock_again(client, coordinator, clock):
    log_in(client, coordinator)
    clock.at(hours=13)
    assert not is_in(client)
    log_in(client, coordinator)
    clock.at(hours=15)
    assert is_in(client)


def test_use_is_written_at_most_every_five_minutes(client, coordinator, clock):
    log_in(client, coordinator)
    is_in(client)

    def writes() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get("/hulp/").status_code == 200
        return sum(query["sql"].startswith(("UPDATE", "INSERT", "DELETE")) for query in queries)

    counts = []
    for minute in (1, 2, 4.9, 5, 6, 9.9, 10, 11):
        clock.at(minutes=minute)
        counts.append(writes() > 0)
    assert counts == [False, False, False, True, False, False, True, False]
    assert UserSession.objects.get(user=coordinator).last_seen_at == START + dt.timedelta(minutes=10)


def test_a_session_that_is_too_old_is_nobody_to_the_api(client, coordinator, clock):
    log_in(client, coordinator)
    clock.at(hours=4)
    assert client.get("/api/v1/afspraken").status_code == 200
    assert "_auth_user_id" not in client.session


def test_a_session_of_before_the_limits_gets_a_clock(client, coordinator, clock):
    log_in(client, coordinator)
    session = client.session
    for key in ("sessie_begin", "sessie_gezien"):
        del session[key]
    session.save()
    assert is_in(client)
    clock.at(hours=3)
    assert not is_in(client)


def test_visitors_without_a_session_get_none_and_may_share_a_cache(client):
    response = client.get("/gezondheid/live")
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert not Session.objects.exists()


def test_a_session_gets_another_key_at_login(client, coordinator):
    client.get(reverse("account_login"))
    session = client.session
    session["iets"] = 1
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = before
    log_in(client, coordinator)
    assert client.session.session_key != before


def test_changing_the_password_ends_every_session(client, coordinator):
    other = Client()
    log_in(client, coordinator)
    log_in(other, coordinator)
    new = "een nieuw lang wachtwoord"
    data = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert client.post(reverse("account_change_password"), data).status_code == 302
    assert not is_in(client)
    assert not is_in(other)
    log_in(client, coordinator, new)
    assert is_in(client)


def test_an_account_that_is_switched_off_is_out_at_the_next_request(client, coordinator):
    log_in(client, coordinator)
    type(coordinator).objects.filter(pk=coordinator.pk).update(is_active=False)
    assert not is_in(client)


def test_a_user_sees_and_ends_the_own_sessions(client, coordinator, django_user_model):
    stranger = django_user_model.objects.create_user("vreemd@portaal.example", PASSWORD, naam="Vreemd")
    elsewhere, foreign = Client(headers={"user-agent": FIREFOX}), Client(headers={"user-agent": IPHONE})
    log_in(client, coordinator)
    log_in(elsewhere, coordinator)
    log_in(foreign, stranger)
    page = client.get(SESSIONS).content.decode()
    assert "Firefox op Linux" in page
    assert "onbekende browser" in page
    assert "iPhone" not in page
    assert client.post(SESSIONS).status_code == 302
    assert is_in(client)
    assert not is_in(elsewhere)
    assert is_in(foreign)


def test_a_cookie_that_no_column_holds_is_nobody(settings):
    made_up = f'{settings.SESSION_COOKIE_NAME}="\\000{"a" * 12}"'
    assert Client().get(WERKBANK, HTTP_COOKIE=made_up).status_code == 302


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (FIREFOX, "Firefox op Linux"),
        (IPHONE, "Safari op iPhone"),
        (EDGE, "Edge op Windows"),
        ("curl/8.14", "onbekende browser"),
        ("Mozilla/5.0 (Windows)", "Windows"),
        ("", "onbekende browser"),
    ],
)
def test_browsers_are_told_in_words(header, words):
    assert browser_words(header) == words
