# SPDX-License-Identifier: EUPL-1.2
"""The same through the API: keys that report, and forms that are sent back when somebody else was first."""

import datetime as dt
import json

import pytest
from django.test import Client
from django.utils import timezone

from afspraken.models import Actie, Afspraak, Voortgang
from partijen.models import Wijziging
from partijen.services.sleutels import make_sleutel
from tests.factories import (
    ActieFactory,
    AfspraakFactory,
    BetrokkenheidFactory,
    GebruikerFactory,
    PartijFactory,
    PartijInGemeenteFactory,
)
from tests.writers.at_once import UPDATES, WRITERS, assert_chain, history_of, write_at_once

pytestmark = pytest.mark.django_db(transaction=True)
SAMPLE = pytest.param(2, id="sample")
ALL = pytest.param(UPDATES, id="all", marks=pytest.mark.diep)


def send(client, method, path, body, **headers):
    return client.generic(method, path, json.dumps(body), content_type="application/json", headers=headers)


@pytest.mark.parametrize("updates", [SAMPLE, ALL])
def test_twenty_keys_report_on_one_afspraak(updates):
    afspraak = AfspraakFactory()
    partij = PartijFactory()
    PartijInGemeenteFactory(partij=partij, gemeente=afspraak.gemeente)
    BetrokkenheidFactory(afspraak=afspraak, partij=partij)
    by = GebruikerFactory(rol="coordinator", gemeente=afspraak.gemeente)
    wanted = {"gemeente": afspraak.gemeente, "partij": partij, "scopes": ["voortgang"], "by": by}
    last = timezone.localdate() + dt.timedelta(days=1)
    tokens = [make_sleutel(naam=f"Systeem {n}", geldig_tot=last, **wanted).token for n in range(WRITERS)]
    before = Wijziging.objects.count()

    def report(writer):
        client, path = Client(), f"/api/v1/afspraken/{afspraak.pk}/voortgang"
        codes = []
        for update in range(updates):
            body = {"status": "op_koers", "toelichting": f"{writer}:{update}"}
            headers = {"authorization": f"Token {tokens[writer]}", "idempotency-key": f"{writer}:{update}"}
            codes += [send(client, "POST", path, body, **headers).status_code for _twice in range(2)]
        return codes

    codes = write_at_once(report)
    total = WRITERS * updates
    assert codes == [[201] * 2 * updates] * WRITERS
    assert Voortgang.objects.count() == total
    assert Afspraak.objects.get(pk=afspraak.pk).versie == afspraak.versie + total
    assert Wijziging.objects.count() == before + 2 * total
    assert_chain(history_of(afspraak), "laatste_voortgang_id", None, Voortgang.objects.latest("id").pk)


@pytest.mark.parametrize("updates", [SAMPLE, ALL])
def test_twenty_clients_change_one_actie_and_try_again_after_412(updates):
    actie = ActieFactory(aantal_woningen=0)
    by = GebruikerFactory(rol="coordinator", gemeente=actie.gemeente)
    clients = [Client() for _ in range(WRITERS)]
    for client in clients:
        client.force_login(by)
    before = Wijziging.objects.count()

    def add(writer):
        client, path = clients[writer], f"/api/v1/acties/{actie.pk}"
        for _ in range(updates):
            while True:
                read = client.get(path)
                body = {"aantalWoningen": read.json()["aantalWoningen"] + 1}
                answer = send(client, "PATCH", path, body, **{"if-match": read["ETag"]})
                if answer.status_code == 200:
                    break
                assert answer.status_code == 412, answer.content

    write_at_once(add)
    total = WRITERS * updates
    after = Actie.objects.get(pk=actie.pk)
    assert (after.aantal_woningen, after.versie) == (total, actie.versie + total)
    assert Wijziging.objects.count() == before + total
    assert_chain(history_of(actie), "aantal_woningen", 0, total)
