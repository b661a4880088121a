# SPDX-License-Identifier: EUPL-1.2
"""The worked example of docs/api does what it says: the commands, and the client against a server."""

import os
import re
import shlex
import subprocess
import sys
from itertools import pairwise

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from corporaties.models import Levering
from partijen.services import sleutels
from tests.corporaties.opgave import csv
from tests.factories import AfspraakFactory, BetrokkenheidFactory

DOCS = settings.BASE_DIR / "docs" / "api"
LOCAL = "http://127.0.0.1:8000"


def make_token(stad):
    return sleutels.make_sleutel(
        gemeente=stad.gemeente,
        partij=stad.a,
        naam="Koppeling",
        scopes=("leveren", "lezen", "voortgang"),
        geldig_tot=timezone.localdate(),
        by=stad.coordinator,
    ).token


@pytest.mark.django_db
def test_every_command_answers_as_announced(stad):
    token = make_token(stad)
    commands = re.findall(r"^curl .*$", (DOCS / "leveren.md").read_text(), re.MULTILINE)
    assert len(commands) == 7
    led = BetrokkenheidFactory(
        afspraak=AfspraakFactory(thema__afsprakenset__gemeente=stad.gemeente), partij=stad.a, rol="trekker"
    ).afspraak
    for command in commands:
        words = shlex.split(command.replace("$SLEUTEL", token), comments=True)
        sent = [value for name, value in pairwise(words) if name == "-H"]
        headers = dict(value.split(": ", 1) for value in sent)
        [body] = [value for name, value in pairwise(words) if name == "--data"]
        kind = headers.pop("Content-Type")
        answer = Client().post(
            words[-1].removeprefix(LOCAL).replace("/afspraken/1/", f"/afspraken/{led.pk}/"),
            body,
            content_type=kind,
            headers=headers,
        )
        assert answer.status_code == int(command.rpartition("# ")[2]), (command, answer.content)
    assert Levering.objects.count() == 1


def test_the_client_delivers_and_follows(live_server, transactional_db, tmp_path):
    from tests.corporaties.stad import make_stad

    stad = make_stad()
    environment = {**os.environ, "PORTAAL": live_server.url, "SLEUTEL": make_token(stad)}
    header, good = ("Lijst", "Klasse", "Populatie", "Waarde"), ("Maasdam 2026", "Goedkoop", "alle", 412)
    file = tmp_path / "cijfers.csv"

    def run():
        arguments = [str(file), "2026-01-01", "2026-01-01T00:00:00Z"]
        return subprocess.run(
            [sys.executable, str(DOCS / "voorbeeld.py"), *arguments],
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    file.write_bytes(csv(good, header=header))
    done = run()
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == ["gelezen: 1 nieuw, 0 gewijzigd", "ingediend: 1 nieuw, 0 gewijzigd"]
    assert run().returncode == 0
    assert Levering.objects.count() == 1
    file.write_bytes(csv(("Maasdam 2026", "Onbekend", "alle", 1), header=header))
    wrong = run()
    assert wrong.returncode == 1
    assert "B2: " in wrong.stdout
    assert "Niet geleverd" in wrong.stderr
