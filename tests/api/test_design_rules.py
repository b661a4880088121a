# SPDX-License-Identifier: EUPL-1.2
"""The API Design Rules 2.2 that only a running server can show, asked over HTTP of a server with all middleware.

What the document shows is checked in test_openapi.py and by Spectral.
"""

import http.client
import json
import re
from urllib.parse import urlsplit

import pytest
from django.test import override_settings

from afspraken.api.viewsets import ThemaViewSet
from tests.api.world import BASE, RESOURCES, make_sleutel

PROBLEM = "application/problem+json"
UTC = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z")


@pytest.fixture
def ask_server(live_server, transactional_db):
    """`ask_server("GET", "/afspraken")`: the answer as it came over the wire: status, headers, body."""
    host = urlsplit(live_server.url)

    def ask(method, path, body=None, **headers):
        connection = http.client.HTTPConnection(host.hostname, host.port, timeout=20)
        try:
            connection.request(method, path if path.startswith("/") else f"{BASE}/{path}", body, headers)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    return ask


def is_problem(answer, status):
    """The problem of an answer, which must have this status."""
    code, headers, body = answer
    assert (code, headers["Content-Type"]) == (status, PROBLEM), body[:300]
    problem = json.loads(body)
    assert problem["status"] == status
    assert problem["title"]
    assert problem["detail"]
    return problem


@pytest.fixture
def world(transactional_db):
    from tests.api.world import make_world

    return make_world()


def test_rules(ask_server, world, monkeypatch, caplog):
    """One server and one world for all of them: making these is what takes time."""
    # /core/no-trailing-slash: no redirect, for what exists and for what does not.
    for path in ("", *RESOURCES, "openapi.json", "docs", f"afspraken/{world.afspraken['1a'].pk}", "nergens"):
        is_problem(ask_server("GET", f"{BASE}/{path}/"), 404)
    # /core/error-handling/problem-details, for everything below /api, also what no view answers.
    for path in (
        "/api",
        "/api/",
        "/api/v2/afspraken",
        "/api/v1/nergens",
        "/api/v1/afspraken/0",
        "/api/v1/afspraken%0A",
    ):
        problem = is_problem(ask_server("GET", path), 404)
        assert "Afspraak" not in problem["detail"]

    # /core/http-methods
    answer = ask_server("DELETE", "afspraken")
    is_problem(answer, 405)
    assert set(answer[1]["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
    for method in ("PUT", "TRACE", "BREW"):
        is_problem(ask_server(method, "afspraken"), 405)

    # /core/error-handling/bad-request: unknown keys and wrong values, all at once, under their own names.
    problem = is_problem(ask_server("GET", "afspraken?onbekend=1&paginaGrootte=9999&gewijzigdSinds=ooit"), 400)
    assert {(fout["naam"], fout["plaats"]) for fout in problem["fouten"]} == {
        ("onbekend", "query"),
        ("paginaGrootte", "query"),
        ("gewijzigdSinds", "query"),
    }
    token = make_sleutel(world, "voortgang").token
    key = {"Authorization": f"Token {token}"}
    report = f"afspraken/{world.afspraken['1a'].pk}/voortgang"
    sent = json.dumps({"status": "dromen", "volgendeStap": 3, "gevraagd_besluit": "x", "datum": "gisteren"})
    problem = is_problem(ask_server("POST", report, sent, **{"Content-Type": "application/json"}, **key), 400)
    assert {fout["naam"] for fout in problem["fouten"]} == {"status", "volgendeStap", "gevraagd_besluit", "datum"}

    # Other bodies, and who asks.
    is_problem(ask_server("POST", report, "<xml/>", **{"Content-Type": "text/xml"}, **key), 415)
    is_problem(ask_server("POST", report, "{", **{"Content-Type": "application/json"}, **key), 400)
    large = json.dumps({"status": "x" * 3_000_000})
    is_problem(ask_server("POST", report, large, **{"Content-Type": "application/json"}, **key), 413)
    answer = ask_server("GET", "afspraken", Authorization="Token niet-geldig")
    is_problem(answer, 401)
    assert answer[1]["WWW-Authenticate"].startswith("Token")
    is_problem(ask_server("POST", report, "{}", **{"Content-Type": "application/json"}), 401)
    is_problem(ask_server("GET", "afspraken", Host="elders.example"), 400)

    # /core/version-header, on whatever answer.
    paths = (*RESOURCES, "", "nergens", "afspraken?x=1", "openapi.json", "docs")
    answers = [ask_server("GET", f"{BASE}/{path}".removesuffix("/")) for path in paths]
    assert {headers["API-Version"] for _status, headers, _body in answers} == {"1.0.0"}
    # /core/transport/security-headers
    for status, headers, _body in answers:
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Cache-Control"] == ("no-store" if status >= 400 else "no-cache")
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert headers["Content-Type"] in {"application/json", PROBLEM, "text/html; charset=utf-8"}
    # /core/publish-openapi: at a fixed place, for scripts of other sites too; nothing else is.
    for path, (_status, headers, _body) in zip(paths, answers, strict=True):
        assert headers["Access-Control-Allow-Origin"] == ("*" if path == "openapi.json" else None)
    assert json.loads(ask_server("GET", "openapi.json")[2])["openapi"].startswith("3.")

    # /core/date-time/utc
    delivered = json.loads(ask_server("GET", "leveringen")[2])["results"]
    assert delivered
    assert all(UTC.fullmatch(row["geleverdOp"]) for row in delivered)

    # A fault of ours says nothing of what it was.
    def fail(self, keys, rows):
        raise ZeroDivisionError("geheim")

    monkeypatch.setattr(ThemaViewSet, "read_keys", fail)
    problem = is_problem(ask_server("GET", "themas"), 500)
    assert "geheim" not in json.dumps(problem)


def test_too_many(ask_server, monkeypatch):
    """A 429 says how long to wait."""
    from portaal.lib.api.throttling import AddressRateThrottle

    monkeypatch.setattr(AddressRateThrottle, "get_rate", lambda self: "2/min")
    with override_settings(ALLOWED_HOSTS=["*"]):
        answers = [ask_server("GET", "gemeenten") for _number in range(3)]
    assert [status for status, _headers, _body in answers[:2]] == [200, 200]
    is_problem(answers[2], 429)
    assert 1 <= int(answers[2][1]["Retry-After"]) <= 60
    assert answers[2][1]["API-Version"] == "1.0.0"
