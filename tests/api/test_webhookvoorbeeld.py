# SPDX-License-Identifier: EUPL-1.2
"""The receiver of docs/api takes what the portal sends, once, and nothing else."""

import os
import subprocess
import sys
import time
from datetime import UTC, datetime

import pytest
import requests
from django.conf import settings

from monitoring.services import webhookberichten as berichten
from monitoring.services import webhooks
from partijen.models import Partij, Wijziging
from partijen.services import history
from portaal.lib.webhooks import headers_for
from tests.api.world import make_world

DOCS = settings.BASE_DIR / "docs" / "api"
pytestmark = pytest.mark.django_db


@pytest.fixture
def receiver():
    """Starts the example as a process, on a port that is free: (process, address)."""
    started = []

    def start(geheim):
        started.append(
            subprocess.Popen(
                [sys.executable, str(DOCS / "ontvanger.py"), "0"],
                env={**os.environ, "GEHEIM": geheim},
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
        )
        port = started[-1].stdout.readline().split()[-1]
        return started[-1], f"http://127.0.0.1:{port}/"

    yield start
    for process in started:
        process.kill()
        process.communicate()


def test_the_example_takes_what_the_portal_sends(receiver, settings):
    settings.WEBHOOK_PRIVATE_HOSTS, settings.PORTAAL_URL = ["127.0.0.1"], "https://portaal.example"
    world = make_world()
    issued = webhooks.make_webhook(
        gemeente=world.maastricht,
        partij=Partij.objects.get(naam="Woonpunt"),
        naam="Ons systeem",
        url="http://127.0.0.1:9/",
        onderwerpen=["afspraken"],
        by=world.users["coordinator"],
    )
    process, url = receiver(issued.geheim)
    issued.webhook.url = url
    issued.webhook.save(update_fields=["url"])
    webhooks.send_proef(webhook=issued.webhook, by=world.users["coordinator"])
    assert berichten.make_round() == 1
    row = world.afspraken["1a"]
    history.update_with_history(row, {"titel": "Nieuw"}, by=None, oorsprong=Wijziging.Oorsprong.PAGINA)
    assert berichten.make_round() == 1
    message = issued.webhook.berichten.first()
    webhooks.send_again(webhook=issued.webhook, bericht=message, by=world.users["coordinator"])
    assert berichten.make_round() == 1
    webhooks.replace_secret(webhook=issued.webhook, by=world.users["coordinator"])
    webhooks.send_proef(webhook=issued.webhook, by=world.users["coordinator"])
    assert berichten.make_round() == 1
    assert set(issued.webhook.berichten.values_list("stand", flat=True)) == {"bezorgd"}

    def answer(body, key, *, ago=0, **changed):
        headers = headers_for("msg_vals", body, [key], datetime.fromtimestamp(time.time() - ago, UTC)) | changed
        return requests.post(url, data=body.encode(), headers=headers, timeout=5).status_code

    body = '{"type":"vals","data":{}}'
    assert answer(body, "whsec_" + "A" * 44) == 401
    assert answer(body, issued.geheim, ago=301) == answer(body, issued.geheim, ago=-310) == 401
    assert answer(body, issued.geheim, **{"webhook-timestamp": "nu"}) == 401
    assert answer(body, issued.geheim, **{"webhook-id": "msg_ander"}) == 401
    assert requests.post(url, data=body, timeout=5).status_code == 401
    assert answer(body, issued.geheim) == 204
    process.terminate()
    lines = process.communicate(timeout=20)[0].splitlines()
    change = f"afspraken.gewijzigd https://portaal.example/api/v1/afspraken/{row.pk}"
    assert lines == ["proef ", change, "proef ", "vals "]
