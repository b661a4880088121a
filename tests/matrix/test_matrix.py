# SPDX-License-Identifier: EUPL-1.2
"""Every route x every role x every state x own or other gemeente: what is answered, and what stands in the answer.

A sender is answered as the rule says, and a refusal writes nothing. One module, so that one world serves all of it.
"""

import pytest
from django.contrib import admin
from django.db import connection
from django.urls import reverse

from afspraken.models import Publicatie, Voortgang
from partijen.models import Wijziging
from tests.matrix import roles as r
from tests.matrix.asking import questions
from tests.matrix.conftest import Undoing, undone
from tests.matrix.expected import EXPECTED
from tests.matrix.routes import all_routes
from tests.matrix.world import MARK

pytestmark = pytest.mark.django_db

# Each only grows: whatever is written, one of them gets a new row.
TABLES = (Wijziging, Voortgang, Publicatie)
NEWEST = "SELECT " + ", ".join(f"(SELECT MAX(id) FROM {model._meta.db_table})" for model in TABLES)


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


def written():
    """The newest row of each of TABLES."""
    with connection.cursor() as cursor:
        cursor.execute(NEWEST)
        return cursor.fetchone()


@pytest.mark.parametrize("role", r.ROLES)
def test_post(world, door, role):
    differing, changed, leaks = {}, [], {}
    before = written()
    with Undoing() as request:
        for question in questions(world, role, sending=True):
            place = world.places[question.case.place]
            reply = door.ask(role, question.path, "POST", question.line.payload(place))
            wanted = question.line.writes(question.case)
            answered = r.ALLOWED if wanted == r.ALLOWED and reply.status in r.LET_THROUGH else reply.outcome
            if answered != wanted:
                differing[str(question)] = (reply.outcome, wanted)
            if wanted in r.REFUSED and request.wrote and written() != before:
                changed.append(str(question))
            request.undo()
            forbidden = world.forbidden(reply.everything, role) - world.public_names - set(MARK.findall(question.path))
            if forbidden:
                leaks[str(question)] = forbidden
    assert not differing, f"{{question: (found, expected)}} {differing}"
    assert not changed, changed
    assert not leaks, leaks


@pytest.mark.parametrize("role", r.ROLES)
def test_actions_on_rows_of_a_list(world, door, role):
    """Publishing and withdrawing several at once: only what stands in the gemeente of the coordinator follows."""
    followed, expected = {}, {}
    for model, screen in admin.site._registry.items():
        for action in screen.actions:
            assert action in ("publiceren", "intrekken"), "an action that this test does not know"
            published = action == "publiceren"
            rows = list(model.objects.exclude(gepubliceerd=published))
            data = {"action": action, "_selected_action": [row.pk for row in rows]}
            address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
            with undone():
                reply = door.ask(role, address, "POST", data)
                after = dict(model.objects.values_list("pk", "gepubliceerd"))
            assert reply.outcome in (r.OK, r.FOUND, r.FORBIDDEN, r.LOGIN), reply
            for row in rows:
                place = r.OWN if row.gemeente == world.places[r.OWN].gemeente else r.OTHER
                followed[model, row.pk] = after[row.pk] == published
                expected[model, row.pk] = r.Case(role, place=place).coordinates
    assert len(expected) > 10
    assert followed == expected


@pytest.mark.parametrize("role", [r.PUBLIC, r.COORDINATOR])
def test_other_methods(world, door, role):
    """No page knows PUT, PATCH or DELETE, whoever asks; one address of each route is enough for that."""
    before, asked, differing = written(), set(), {}
    for question in questions(world, role, sending=True):
        if question.name in asked or question.line.other is None:
            continue
        asked.add(question.name)
        for method in ("PUT", "PATCH", "DELETE"):
            reply = door.ask(role, question.path, method)
            if reply.outcome != question.line.other(question.case):
                differing[f"{method} {question}"] = reply.outcome
    assert not differing
    assert written() == before
