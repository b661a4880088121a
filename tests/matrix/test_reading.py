# SPDX-License-Identifier: EUPL-1.2
"""Every route x every role x every state x own or other gemeente: what is answered, and what stands in the answer."""

import pytest

from tests.matrix import roles as r
from tests.matrix.asking import questions
from tests.matrix.expected import EXPECTED
from tests.matrix.routes import all_routes
from tests.matrix.world import MARK

pytestmark = pytest.mark.django_db


def test_every_route_has_an_expectation_and_nothing_else_has():
    routes, expected = all_routes(), set(EXPECTED)
    without = [f"  {name!r}: {where_to_add(name, routes[name])}" for name in sorted(set(routes) - expected)]
    gone = [f"  {name!r}" for name in sorted(expected - set(routes))]
    assert not without, "\n".join(("routes without an expectation (how: top of tests/matrix/expected.py)", *without))
    assert not gone, "\n".join(("lines of tests/matrix without a route: take them out", *gone))


def where_to_add(name, pattern):
    """The table that wants a line for a route."""
    if name.startswith("api:"):
        return "add the resource to API_TARGETS in tests/matrix/expected.py"
    if pattern.startswith("beheer/"):
        return "add its model to SCREENS in tests/matrix/screens.py (another page: BEHEER in expected.py)"
    if pattern.startswith("accounts/"):
        return "add a line to ACCOUNTS in tests/matrix/accounts.py"
    return f"add a line to PAGES in tests/matrix/expected.py; its address is {pattern!r}"


@pytest.mark.parametrize("role", r.ROLES)
def test_get(world, door, role):
    """The outcome of the rule; no mark of somebody else; and a hidden object answers as one that is not there."""
    found, wanted, leaks, bodies = {}, {}, {}, {}
    for question in questions(world, role):
        reply = door.ask(role, question.path)
        key = str(question)
        found[key], wanted[key] = reply.outcome, question.line.reads(question.case)
        # What one asked for oneself may come back in a link.
        forbidden = world.forbidden(reply.everything, role) - world.public_names - set(MARK.findall(question.path))
        # The page about the API is a page: its heading names who reads it.
        if question.name.startswith("api:") and question.name != "api:docs":
            forbidden |= world.names_of_people & set(MARK.findall(reply.everything))
        if forbidden:
            leaks[key] = forbidden
        if reply.outcome == r.NOT_FOUND:
            # The menu names the gemeente of the address.
            place = question.case.place if question.line.target.per_gemeente else ""
            bodies.setdefault((question.name, place), set()).add(question.without_address(reply))
    differing = {key: (found[key], wanted[key]) for key in found if found[key] != wanted[key]}
    assert not differing, f"{{question: (found, expected)}} {differing}"
    assert not leaks, leaks
    assert not {name: texts for name, texts in bodies.items() if len(texts) > 1}


def test_head(world, door):
    """As GET, without a body: nothing can be learnt from it either."""
    differing = {}
    for question in questions(world, r.PUBLIC):
        reply = door.ask(r.PUBLIC, question.path, "HEAD")
        if (reply.outcome, reply.text) != (question.line.reads(question.case), ""):
            differing[str(question)] = (reply.outcome, question.line.reads(question.case))
        assert not world.forbidden(reply.everything, r.PUBLIC) - set(MARK.findall(question.path)), question
    assert not differing, f"{{question: (found, expected)}} {differing}"
