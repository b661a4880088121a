# SPDX-License-Identifier: EUPL-1.2
"""Whatever the document allows, and what it does not, asked as each role: no server errors, and answers as it says.

The suite asks a few of each operation; `make diep` asks thousands as each role. What fuzzers do not think of stands in
test_hostile.py and in tests/lib/api/test_parsers.py.
"""

import warnings
from collections import Counter

import hypothesis
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.middleware.csrf import _get_new_csrf_string
from django.test import Client
from schemathesis import checks

from portaal.api import router
from portaal.lib.api.throttling import AddressRateThrottle, KeyRateThrottle
from portaal.wsgi import application
from tests.api.world import BASE, make_sleutel

pytestmark = pytest.mark.django_db
ROLES = ("public", "key", "lid", "databeheerder", "bestuurder", "coordinator", "superuser")
CHECKS = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]


@pytest.fixture
def existing(world):
    """{resource: the number of a row that everybody sees}, before the signals are off: a test client puts them on."""
    return {prefix: first_of(prefix) for prefix, _viewset, _name in router.registry}


@pytest.fixture
def schema(world, existing, monkeypatch):
    """The document of this server, without limits on how often one may ask."""
    for throttle in (AddressRateThrottle, KeyRateThrottle):
        monkeypatch.setattr(throttle, "allow_request", lambda self, request, view: True)
    # The connection is that of the test, and stays.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi(f"{BASE}/openapi.json", read_whole)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def read_whole(environ, start_response):
    """The application for a client that reads to the end: files that were made for an answer are closed."""
    answer = application(environ, start_response)
    try:
        return [b"".join(answer)]
    finally:
        answer.close()


def headers_of(role, world):
    """How a role makes itself known."""
    if role == "public":
        return {}
    if role == "key":
        return {"headers": {"Authorization": f"Token {make_sleutel(world, 'lezen', 'leveren', 'voortgang').token}"}}
    client = Client()
    client.force_login(world.users[role])
    # The session as a browser sends it: with the token that writing asks for.
    secret = _get_new_csrf_string()
    cookies = {"sessionid": client.cookies["sessionid"].value, "csrftoken": secret}
    return {"headers": {"X-CSRFToken": secret}, "cookies": cookies}


def fuzz(schema, existing, headers, number):
    """Ask each operation so many times; {operation: Counter of status codes}."""
    asked = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for result in schema.get_all_operations():
            operation = result.ok()
            asked[operation.label] = fuzz_one(operation, headers, number, existing)
    return asked


def first_of(prefix):
    """The number of a row that everybody sees, or 1."""
    rows = Client().get(f"{BASE}/{prefix}?paginaGrootte=1").json()["results"]
    return rows[0]["id"] if rows else 1


def fuzz_one(operation, headers, number, existing):
    """Ask one operation; the same cases each time, every other one of a row that is there."""
    found = Counter()

    @hypothesis.seed(8)
    @hypothesis.settings(
        max_examples=number,
        deadline=None,
        database=None,
        phases=[hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    @hypothesis.given(case=operation.as_strategy())
    def ask(case):
        if "id" in (case.path_parameters or {}) and found.total() % 2:
            case.path_parameters["id"] = existing[operation.path.split("/")[1]]
        response = case.call(**headers)
        found[response.status_code] += 1
        case.validate_response(response, checks=CHECKS)

    ask()
    return found


@pytest.mark.parametrize("role", ["public", "key"])
def test_a_few_of_each(schema, existing, world, role):
    asked = fuzz(schema, existing, headers_of(role, world), number=3)
    assert len(asked) > 40
    assert all(sum(found.values()) for found in asked.values())


@pytest.mark.diep
@pytest.mark.parametrize("role", ROLES)
def test_thousands_of_each_role(schema, existing, world, role, capsys):
    asked = fuzz(schema, existing, headers_of(role, world), number=120)
    total = sum(asked.values(), Counter())
    with capsys.disabled():
        print(f"\n{role}: {total.total()} cases, {dict(sorted(total.items()))}")
    assert total.total() >= 5_000
    assert not [code for code in total if code >= 500]
