# SPDX-License-Identifier: EUPL-1.2
"""Twenty writers of fifty updates each: nothing lost, nothing failed, the history complete."""

import pytest

from afspraken.models import Actie, Afspraak, Voortgang
from afspraken.services.voortgang import Melding, record_voortgang
from partijen.models import Wijziging
from partijen.services import history
from tests.factories import ActieFactory, AfspraakFactory, GebruikerFactory
from tests.writers.at_once import UPDATES, WRITERS, assert_chain, history_of, write_at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_twenty_writers_report_on_one_afspraak():
    """A report needs no version: it is added, and the standing follows the newest."""
    afspraak = AfspraakFactory()
    by = GebruikerFactory(rol="coordinator", gemeente=afspraak.gemeente)
    before = Wijziging.objects.count()

    def report(writer):
        for update in range(UPDATES):
            status = ("op_koers", "niet_gestart")[(writer + update) % 2]
            melding = Melding(status=status, toelichting=f"{writer}:{update}")
            record_voortgang(afspraak=afspraak, melding=melding, by=by)

    write_at_once(report)
    total = WRITERS * UPDATES
    after = Afspraak.objects.get(pk=afspraak.pk)
    newest = Voortgang.objects.latest("id")
    assert after.versie == afspraak.versie + total
    assert (after.laatste_voortgang, after.status) == (newest, newest.status)
    told = {f"{writer}:{update}" for writer in range(WRITERS) for update in range(UPDATES)}
    assert set(Voortgang.objects.values_list("toelichting", flat=True)) == told
    assert Voortgang.objects.count() == total
    # Domain delta = history delta: one event for each report, and one for each time the standing moved.
    assert Wijziging.objects.filter(model="afspraken.voortgang", soort="nieuw").count() == total
    events = history_of(afspraak)
    assert len(events) == total
    assert Wijziging.objects.count() == before + 2 * total
    assert_chain(events, "laatste_voortgang_id", None, newest.pk)
    assert_chain(events, "status", "niet_gestart", newest.status)


def test_twenty_writers_change_one_actie_and_try_again_when_it_moved():
    """Each adds one to what it read, and only if nobody else did since: without the version most would be lost."""
    actie = ActieFactory(aantal_woningen=0)
    by = GebruikerFactory(rol="coordinator", gemeente=actie.gemeente)
    before = Wijziging.objects.count()

    def add(writer):
        refused, row = 0, Actie.objects.get(pk=actie.pk)
        for _ in range(UPDATES):
            while True:
                changes = {"aantal_woningen": row.aantal_woningen + 1, "locatie": f"Schrijver {writer}"}
                try:
                    history.update_with_history(row, changes, by=by, oorsprong="api", expected_versie=row.versie)
                    break
                except history.StaleVersion as stale:
                    refused, row = refused + 1, stale.current
        return refused

    refused = sum(write_at_once(add))
    total = WRITERS * UPDATES
    after = Actie.objects.get(pk=actie.pk)
    assert (after.aantal_woningen, after.versie) == (total, actie.versie + total)
    events = history_of(actie)
    assert len(events) == total == Wijziging.objects.count() - before
    assert_chain(events, "aantal_woningen", 0, total)
    assert_chain(events, "locatie", "", after.locatie)
    print(f"{refused} of {total + refused} tries were refused as stale")
