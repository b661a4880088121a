# SPDX-License-Identifier: EUPL-1.2
"""PORTAAL_OIDC_PROVIDERS: what it may hold, and that a portal with a faulty one does not start."""

import json

import pytest
from django.core.exceptions import ImproperlyConfigured

from portaal.lib.oidc import is_loopback, is_secure_url, parse_providers

GOOD = {
    "id": "gemeente",
    "name": "Gemeente",
    "server_url": "https://login.gemeente.example",
    "client_id": "portaal",
    "secret": "geheim",
    "email_domains": ["gemeente.example"],
}


def test_nothing_is_no_provider():
    assert parse_providers("") == parse_providers("  ") == parse_providers("[]") == []


def test_providers_become_apps_of_allauth():
    second = GOOD | {"id": "corporatie-1", "verified_email": True, "token_auth_method": "client_secret_basic"}
    del second["secret"]
    first, other = parse_providers(json.dumps([GOOD, second]))
    assert first == {
        "provider_id": "gemeente",
        "name": "Gemeente",
        "client_id": "portaal",
        "secret": "geheim",
        "settings": {"server_url": "https://login.gemeente.example", "email_domains": ["gemeente.example"]},
    }
    assert other["secret"] == ""
    assert other["settings"]["verified_email"] is True


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "JSON"),
        ("{}", "list"),
        ("[1]", "list"),
        (json.dumps([GOOD, GOOD]), "twice"),
        *((json.dumps([{k: v for k, v in GOOD.items() if k != key}]), key) for key in GOOD if key != "secret"),
        (json.dumps([GOOD | {"email_domains": []}]), "email_domains"),
        (json.dumps([GOOD | {"email_domains": "gemeente.example"}]), "email_domains"),
        (json.dumps([GOOD | {"email_domains": ["@gemeente.example"]}]), "email_domains"),
        (json.dumps([GOOD | {"email_domains": ["*"]}]), "email_domains"),
        (json.dumps([GOOD | {"server_url": "http://login.gemeente.example"}]), "https"),
        (json.dumps([GOOD | {"server_url": "https://"}]), "https"),
        (json.dumps([GOOD | {"id": "Gemeente/.."}]), "id"),
        (json.dumps([GOOD | {"clientid": "x"}]), "clientid"),
    ],
)
def test_a_faulty_value_stops_the_portal(text, words):
    with pytest.raises(ImproperlyConfigured, match=words):
        parse_providers(text)


@pytest.mark.parametrize(
    ("url", "secure"),
    [
        ("https://login.example", True),
        ("http://127.0.0.1:9000/o", True),
        ("http://localhost", True),
        ("http://login.example", False),
        ("http://127.0.0.1.evil.example", False),
        ("ftp://127.0.0.1", False),
        ("login.example", False),
    ],
)
def test_http_is_for_this_machine_only(url, secure):
    assert is_secure_url(url) is secure


@pytest.mark.parametrize(("host", "loopback"), [("[::1]", True), ("127.9.9.9", True), (None, False), ("x", False)])
def test_loopback(host, loopback):
    assert is_loopback(host) is loopback
