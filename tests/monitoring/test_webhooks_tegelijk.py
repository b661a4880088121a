# SPDX-License-Identifier: EUPL-1.2
"""Several workers at once, changes at the same moment, and a worker that is killed: each change is told, once."""

import os
import select
import signal
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from monitoring.models import Webhook, Webhookbericht
from monitoring.services import webhookberichten as berichten
from monitoring.services import webhooks
from partijen.models import Wijziging
from partijen.services import history
from portaal.lib.webhooks import Answer, Outcome
from tests.databases import url_of
from tests.factories import AfspraakFactory, GebruikerFactory, GemeenteFactory, PartijFactory, PartijInGemeenteFactory
from tests.ontvanger import ontvanger
from tests.writers.at_once import write_at_once

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[2]
OK = Answer(Outcome.TAKEN, 204, 1)


@pytest.fixture
def make(settings):
    settings.WEBHOOK_PRIVATE_HOSTS = ["127.0.0.1"]
    gemeente = GemeenteFactory(slug="maastricht")
    partij = PartijFactory(naam="Woonpunt")
    PartijInGemeenteFactory(partij=partij, gemeente=gemeente)
    by = GebruikerFactory(rol="coordinator", gemeente=gemeente)

    def call(url="https://systeem.corporatie.example/"):
        return webhooks.make_webhook(
            gemeente=gemeente, partij=partij, naam="Systeem", url=url, onderwerpen=["afspraken"], by=by
        ).webhook

    return call


def change(row, **values):
    history.update_with_history(row, values, by=None, oorsprong=Wijziging.Oorsprong.PAGINA)


def test_each_change_is_sent_once_by_workers_at_once(make):
    webhook = make()
    rows = [AfspraakFactory(thema__gemeente=webhook.gemeente) for _turn in range(12)]
    sent, lock = Counter(), threading.Lock()

    def sender(claim, now):
        with lock:
            sent[claim.nummer] += 1
        return OK

    def work(number):
        if number < 2:
            for row in rows[number::2]:
                change(row, titel=f"Nieuw {row.pk}")
        else:
            for _turn in range(4):
                berichten.make_round(sender=sender)

    write_at_once(work, writers=4)
    while berichten.make_round(sender=sender):
        pass
    told = Webhookbericht.objects.filter(webhook=webhook)
    assert set(told.values_list("object_id", flat=True)) == {row.pk for row in rows}
    assert set(told.values_list("stand", flat=True)) == {"bezorgd"}
    assert set(sent.values()) == {1}
    assert len(sent) == told.count()


def test_a_change_that_appears_later_with_a_lower_number_is_told(make, monkeypatch):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite writes one transaction at a time")
    webhook = make()
    slow, quick = (AfspraakFactory(thema__gemeente=webhook.gemeente) for _turn in range(2))
    monkeypatch.setattr(history, "_raise_versions", lambda gemeente_ids: None)  # its lock would make one wait
    written, go_on = threading.Event(), threading.Event()

    def write_slowly():
        with transaction.atomic():
            change(slow, titel="Eerst geschreven, later zichtbaar")
            written.set()
            assert go_on.wait(20)
        connections.close_all()

    thread = threading.Thread(target=write_slowly)
    thread.start()
    assert written.wait(20)
    change(quick, titel="Later geschreven, eerst zichtbaar")
    assert history.last_settled_event() is None
    assert berichten.prepare_all(timezone.now()) == 0
    go_on.set()
    thread.join()
    assert berichten.prepare_all(timezone.now()) == 2
    assert set(webhook.berichten.values_list("object_id", flat=True)) == {slow.pk, quick.pk}


@pytest.mark.diep
def test_a_worker_killed_while_it_sends_loses_nothing(make):
    with ontvanger() as there:
        webhook = make(there.url)
        row = AfspraakFactory(thema__gemeente=webhook.gemeente)
        change(row, titel="Nieuw")
        there.drip = 0.05
        environment = os.environ | {
            "DATABASE_URL": url_of(connection),
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "PORTAAL_WEBHOOK_PRIVATE_HOSTS": "127.0.0.1",
        }
        command = [sys.executable, "manage.py", "werker", "--interval", "0.05"]
        with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE) as process:
            while not there.received:
                assert process.poll() is None
                select.select([], [], [], 0.02)
            process.send_signal(signal.SIGKILL)
        there.drip = 0
        assert berichten.make_round() == 0  # its claim stands
        Webhookbericht.objects.update(geclaimd_op=timezone.now() - berichten.CLAIM * 2)
        Webhook.objects.update(mislukt_sinds=None)
        assert berichten.make_round() == 1
    (first, first_body), (second, second_body) = there.received
    assert first["webhook-id"] == second["webhook-id"]
    assert first_body == second_body
    assert webhook.berichten.get().stand == "bezorgd"
