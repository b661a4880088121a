# SPDX-License-Identifier: EUPL-1.2
"""Keys, sessions, permissions and limits."""

import hashlib

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory
from rest_framework.throttling import AnonRateThrottle

from portaal.lib.api.authentication import TokenAuthentication, hash_token

KEY = "abcdefghijklmnopqrstuvwxyz0123456789"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "header",
    [
        f"Token {KEY}",
        "Token",
        "",
        "Token a b",
        "Token k\u00e9y",
        "Token \xff\xfe",
        "Bearer x",
        "Basic YTpi",
        "Token " + "a" * 9_000,
    ],
)
@pytest.mark.parametrize("path", ["/api/v1", "/api/v1/groepen", "/api/v1/gesloten"])
def test_a_wrong_header_is_401_on_public_reads_too(client, problem, header, path):
    response = client.get(path, headers={"authorization": header})
    problem(response, 401)
    assert response["WWW-Authenticate"] == 'Token realm="api"'


def test_what_names_no_permission_is_closed(client, problem):
    problem(client.get("/api/v1/gesloten"), 401)


@pytest.mark.django_db
def test_what_names_no_permission_is_closed_for_users_too(client, problem):
    client.force_login(make_user())
    problem(client.get("/api/v1/gesloten"), 403)


class OneKey(TokenAuthentication):
    """Knows one key."""

    active = True

    def lookup(self, token_hash):
        user = get_user_model()(is_active=self.active)
        return (user, "sleutel") if token_hash == hash_token(KEY) else None


def request_with(header):
    return Request(APIRequestFactory().get("/api/v1", headers={"authorization": header}))


def test_lookup_gets_the_hash_and_gives_user_and_key():
    assert hash_token(KEY) == hashlib.sha256(KEY.encode()).hexdigest()
    found = OneKey().authenticate(request_with(f"token  {KEY} "))
    assert found is not None
    assert found[1] == "sleutel"
    with pytest.raises(AuthenticationFailed):
        OneKey().authenticate(request_with(f"Token {KEY[:-1]}"))


def test_a_key_of_a_deactivated_user_is_refused(monkeypatch):
    monkeypatch.setattr(OneKey, "active", False)
    with pytest.raises(AuthenticationFailed):
        OneKey().authenticate(request_with(f"Token {KEY}"))


def make_user():
    return get_user_model().objects.create_user("coordinator@voorbeeld.example", "een lang wachtwoord")


@pytest.mark.django_db
def test_a_session_reads_uncached_and_writes_only_with_csrf(problem):
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user())
    assert client.get("/api/v1/groepen")["Cache-Control"] == "no-store"
    body = problem(client.post("/api/v1/inhoud", {"a": 1}, content_type="application/json"), 403)
    assert "CSRF" in body["detail"]
    assert "cookie" not in body["detail"]


def test_public_answers_are_asked_again_each_time(client):
    response = client.get("/api/v1")
    assert response["Cache-Control"] == "no-cache"
    assert "Authorization" in response["Vary"]


def test_anonymous_requests_are_limited(client, problem, monkeypatch):
    assert AnonRateThrottle().num_requests * 60 >= 600 * AnonRateThrottle().duration
    monkeypatch.setattr(AnonRateThrottle, "THROTTLE_RATES", {"anon": "2/min"})
    assert [client.get("/api/v1").status_code for _ in range(2)] == [200, 200]
    response = client.get("/api/v1", headers={"x-forwarded-for": "203.0.113.9"})
    problem(response, 429)
    assert 1 <= int(response["Retry-After"]) <= 60


def test_a_user_is_not_limited(client, monkeypatch):
    request = request_with("x")
    request.user = get_user_model()(pk=1)
    assert AnonRateThrottle().get_cache_key(request, None) is None
    request.user = AnonymousUser()
    assert AnonRateThrottle().get_cache_key(request, None)
