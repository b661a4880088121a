# SPDX-License-Identifier: EUPL-1.2
"""A worker killed with kill -9 while it reads a file of figures, and while it stores it: all of it or nothing."""

import select
import time

import pytest

from corporaties.models import Inlezing, Levering, Voorraadcijfer
from corporaties.services import inlezen
from corporaties.services.inlezen import begin_submit, keep_upload
from corporaties.tasks import lees_in, sla_op
from partijen.models import Partij
from tests.corporaties.opgave import PEILDATUM, csv
from tests.corporaties.stad import make_stad
from tests.factories import KlasseFactory
from tests.lib.background.test_worker import SECONDS, wait_until_dead, work, worker_process  # noqa: F401
from wijken.models import Gebied

pytestmark = pytest.mark.django_db(transaction=True)
PLACES, CLASSES = 60, 50


def large_file(stad):
    """As many figures as take a worker a while, and their number."""
    places = Gebied.objects.bulk_create(
        Gebied(gemeente=stad.gemeente, soort="buurt", naam=f"Plek {number}", slug=f"plek-{number}")
        for number in range(PLACES)
    )
    classes = [KlasseFactory(lijst=stad.lijst, code=str(number), naam=f"Klasse {number}") for number in range(CLASSES)]
    rows = [[place.naam, stad.lijst.naam, klasse.naam, 7] for place in places for klasse in classes]
    return csv(*rows), len(rows)


def run_and_kill(start, task, inlezing, reached):
    """Let a worker begin; kill it as soon as the row says that it got so far."""
    process = start()
    result = inlezen.run(inlezing, None, task)
    deadline = time.monotonic() + SECONDS
    while True:
        result.refresh_from_db()
        if reached(result):
            break
        assert time.monotonic() < deadline, f"never got there: {result.status}, {result.stap}"
        select.select([], [], [], 0.005)
    process.kill()
    process.wait()
    from django_tasks_db.models import DBTaskResult

    wait_until_dead(DBTaskResult.objects.get(pk=result.taak).worker_ids[-1])


def test_killed_while_reading_and_while_storing(worker_process, monkeypatch):  # noqa: F811
    monkeypatch.setattr(inlezen, "DIRECT_BYTES", 0)
    stad = make_stad()
    content, number = large_file(stad)
    inlezing = keep_upload(
        content=content, filename="groot.csv", gemeente=stad.gemeente, partij=Partij.objects.get(pk=stad.a.pk),
        peildatum=PEILDATUM, by=stad.databeheerder,
    )  # fmt: skip
    run_and_kill(worker_process, lees_in, inlezing, lambda row: row.status == "leest")
    inlezing.refresh_from_db()
    assert inlezing.status in ("leest", "gelezen")
    assert not Levering.objects.exists()
    work()
    inlezing.refresh_from_db()
    assert inlezing.status == "gelezen"
    assert inlezing.uitkomst["nieuw"] == number

    submitted = begin_submit(inlezing=inlezing, by=stad.databeheerder)
    run_and_kill(worker_process, sla_op, submitted, lambda row: row.stap == "opslaan" or row.status == "ingediend")
    stored = Voorraadcijfer.objects.count()
    assert stored in (0, number)
    assert Levering.objects.count() == (1 if stored else 0)
    work()
    inlezing.refresh_from_db()
    assert inlezing.status == "ingediend"
    assert Voorraadcijfer.objects.count() == number
    assert Levering.objects.count() == 1
    Inlezing.objects.get().bestand.delete(save=False)
