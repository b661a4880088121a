# SPDX-License-Identifier: EUPL-1.2
"""Every route x every role x every state: what a sender is answered, and that a refusal writes nothing."""

import pytest
from django.contrib import admin
from django.db import connection
from django.urls import reverse

from afspraken.models import Publicatie, Voortgang
from partijen.models import Wijziging
from tests.matrix import roles as r
from tests.matrix.asking import questions
from tests.matrix.conftest import Undoing, undone
from tests.matrix.world import MARK

pytestmark = pytest.mark.django_db


TABLES = (Wijziging, Voortgang, Publicatie)
NEWEST = "SELECT " + ", ".join(f"(SELECT MAX(id) FROM {model._meta.db_table})" for model in TABLES)


def written():
    """The newest row of each table that only grows: whatever is written, one of them gets a new row."""
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
