# SPDX-License-Identifier: EUPL-1.2
"""A process that is killed while it writes: everything it said was stored is there, and nothing half."""

import os
import random
import signal
import subprocess
import sys
import uuid
from contextlib import ExitStack

import pytest
from django.conf import settings
from django.db import connection

from afspraken.models import Afspraak, Publicatie, Voortgang
from partijen.models import Wijziging
from tests.databases import url_of
from tests.factories import AfspraakFactory, GebruikerFactory
from tests.writers.at_once import assert_chain, history_of

pytestmark = pytest.mark.django_db(transaction=True)


def start_worker(afspraak, by):
    """A writer that has not yet written; with settings of production, so with their durability."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PORTAAL_")}
    environment |= {
        "DJANGO_SETTINGS_MODULE": "portaal.settings",
        "PORTAAL_VAR": os.environ["PORTAAL_VAR"],
        "PORTAAL_SECRET_KEY": "only-for-tests",
        "DATABASE_URL": url_of(connection),
    }
    command = [sys.executable, "-m", "tests.writers.worker", str(afspraak.pk), str(by.pk)]
    return subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, stdout=subprocess.PIPE, text=True)


def kill_after(worker, count):
    """Kill a writer once it said so many times that a report was stored; returns all it said until its end."""
    said = [worker.stdout.readline() for _ in range(count)]
    worker.send_signal(signal.SIGKILL)
    said += worker.stdout.read().splitlines(keepends=True)
    assert worker.wait() == -signal.SIGKILL
    return {uuid.UUID(line.strip()) for line in said if line.endswith("\n")}


def check(writers, afspraak, by, rng):
    """Writers side by side, one killed after the other while the rest goes on."""
    with ExitStack() as stack:
        workers = [stack.enter_context(start_worker(afspraak, by)) for _ in range(writers)]
        try:
            acknowledged = set().union(*(kill_after(worker, rng.randint(5, 25)) for worker in workers))
        finally:
            for worker in workers:
                worker.kill()
    assert len(acknowledged) >= 5 * writers
    stored = set(Voortgang.objects.values_list("sleutel", flat=True))
    assert acknowledged <= stored
    total = len(stored)
    after = Afspraak.objects.get(pk=afspraak.pk)
    newest = Voortgang.objects.latest("id")
    assert after.versie == afspraak.versie + total
    assert after.laatste_voortgang == after.laatste_voortgang_publiek == newest
    assert Publicatie.objects.count() == total
    events = Wijziging.objects.filter(model="afspraken.voortgang")
    assert [events.filter(soort=soort).count() for soort in ("nieuw", "gepubliceerd")] == [total, total]
    changes = history_of(afspraak)
    assert len(changes) == total
    assert_chain(changes, "laatste_voortgang_id", None, newest.pk)


def test_what_a_killed_process_acknowledged_is_stored():
    afspraak = AfspraakFactory()
    by = GebruikerFactory(rol="coordinator", gemeente=afspraak.gemeente)
    check(2, afspraak, by, random.Random(1))


@pytest.mark.diep
def test_fifty_kills():
    afspraak = AfspraakFactory()
    by = GebruikerFactory(rol="coordinator", gemeente=afspraak.gemeente)
    rng = random.Random()
    for _round in range(10):
        check(5, afspraak, by, rng)
