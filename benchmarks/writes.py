# SPDX-License-Identifier: EUPL-1.2
"""A status update with its history, against one INSERT with its commit."""

import uuid
from collections.abc import Callable, Iterator
from functools import partial
from statistics import median
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

from afspraken.models import Afspraak, Voortgang
from afspraken.services.voortgang import Melding, record_voortgang
from afspraken.statussen import Status
from benchmarks.databases import using
from benchmarks.measure import Result, compare
from partijen.models import Gebruiker


def updates(slug: str, one: BaseDatabaseWrapper) -> Iterator[Result]:
    """One report, recorded and published, as the form and the coordinator do it."""
    timed = partial(compare, seconds=8, typical=median, most_statements=6)
    floor, by_model = bare_insert(slug), insert(slug)
    yield timed("status update with history, against a bare INSERT", floor=floor, portal=update(slug), promise=3)
    published = update(slug, publish=True)
    yield timed("the same, published at once", floor=floor, portal=published, promise=3)
    yield timed("the same, against an INSERT by the model", floor=by_model, portal=update(slug))
    with using(one):
        at_one = update(slug)

    def alone() -> None:
        with using(one):
            at_one()

    yield timed("status update: one gemeente, and one of many", floor=alone, portal=update(slug), promise=1.3)


def insert(slug: str) -> Callable[[], Any]:
    """One statement that adds a report, in a transaction of its own: nothing else is brought up to date."""
    afspraak = Afspraak.objects.filter(gemeente__slug=slug).order_by("-pk")[0]
    user = Gebruiker.objects.get(email=f"coordinator@{slug}.example")

    def add() -> None:
        Voortgang(
            gemeente_id=afspraak.gemeente_id,
            afspraak=afspraak,
            datum=timezone.localdate(),
            status=Status.OP_KOERS,
            toelichting="Het werk vordert.",
            volgende_stap="De volgende straat.",
            gebruiker=user,
        ).save(force_insert=True)

    return add


def bare_insert(slug: str) -> Callable[[], Any]:
    """The same without a model: what the database and its commit take."""
    insert(slug)()
    names = [str(field.column) for field in Voortgang._meta.concrete_fields if not field.primary_key]
    newest = Voortgang.objects.order_by("-pk").values(*names)[0]
    sql = f"INSERT INTO afspraken_voortgang ({', '.join(names)}) VALUES ({', '.join(['%s'] * len(names))})"

    def add() -> None:
        values = newest | {"sleutel": uuid.uuid4().hex}
        with connection.cursor() as cursor:
            cursor.execute(sql, [values[name] for name in names])

    return add


def update(slug: str, *, publish: bool = False) -> Callable[[], Any]:
    """The service, on an afspraak that the view has read."""
    user = Gebruiker.objects.get(email=f"coordinator@{slug}.example")
    afspraak = Afspraak.objects.filter(gemeente__slug=slug).select_related("thema", "afsprakenset").order_by("-pk")[1]
    user.toegang  # noqa: B018  (read once per request, before the form)
    statuses = (Status.OP_KOERS, Status.NIET_GESTART)
    turn = 0

    def record() -> None:
        nonlocal turn
        turn += 1
        melding = Melding(
            status=statuses[turn % 2], toelichting="Het werk vordert.", volgende_stap="De volgende straat."
        )
        versie = afspraak.versie + turn - 1
        record_voortgang(afspraak=afspraak, melding=melding, by=user, expected_versie=versie, publish=publish)

    return record
