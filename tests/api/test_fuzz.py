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
from django.test import Client
from schemathesis import checks

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
def schema(world, monkeypatch):
    """The document of this server, without limits on how often one may ask."""
    for throttle in (AddressRateThrottle, KeyRateThrottle):
        monkeypatch.setattr(throttle, "allow_request", lambda self, request, view: True)
    # The connection is that of the test, and stays.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi(f"{BASE}/openapi.json", application)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def headers_of(role, world):
    """How a role makes itself known."""
    if role == "public":
        return {}
    if role == "key":
        return {"Authorization": f"Token {make_sleutel(world, 'lezen', 'leveren', 'voortgang').token}"}
    client = Client()
    client.force_login(world.users[role])
    return {"Cookie": f"sessionid={client.cookies['sessionid'].value}"}


def fuzz(schema, headers, number):
    """Ask each operation so many times; {operation: Counter of status codes}."""
    asked = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for result in schema.get_all_operations():
            operation = result.ok()
            asked[operation.label] = fuzz_one(operation, headers, number)
    return asked


def fuzz_one(operation, headers, number):
    """Ask one operation; the same cases each time."""
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
        response = case.call(headers=headers)
        found[response.status_code] += 1
        case.validate_response(response, checks=CHECKS)

    ask()
    return found


@pytest.mark.parametrize("role", ["public", "key"])
def test_a_few_of_each(schema, world, role):
    asked = fuzz(schema, headers_of(role, world), number=3)
    assert len(asked) > 40
    assert all(sum(found.values()) for found in asked.values())


@pytest.mark.diep
@pytest.mark.parametrize("role", ROLES)
def test_thousands_of_each_role(schema, world, role, capsys):
    asked = fuzz(schema, headers_of(role, world), number=120)
    total = sum(asked.values(), Counter())
    with capsys.disabled():
        print(f"\n{role}: {total.total()} cases, {dict(sorted(total.items()))}")
    assert total.total() >= 5_000
    assert not [code for code in total if code >= 500]
