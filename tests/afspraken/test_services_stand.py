# SPDX-License-Identifier: EUPL-1.2
"""Computing all standings of a gemeente anew, in a fixed number of statements."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from afspraken.models import Actie, Afspraak, Publicatie, Voortgang
from afspraken.services.stand import recompute_standen
from afspraken.services.voortgang import Melding, record_voortgang, withdraw_voortgang
from partijen.models import Wijziging
from tests.factories import ActieFactory, AfspraakFactory, GebruikerFactory, ThemaFactory

pytestmark = pytest.mark.django_db


def add(afspraak: Afspraak, datum: str, status: str, *, actie: Actie | None = None, publish: bool = True) -> Voortgang:
    """A report written past the service, as who adds many at once does."""
    row = Voortgang.objects.create(
        gemeente=afspraak.gemeente, afspraak=afspraak, actie=actie, datum=datum, status=status, fase="uitvoering"
    )
    if publish:
        Publicatie.objects.create(gemeente=afspraak.gemeente, voortgang=row, soort="gepubliceerd")
    return row


def test_standings_follow_the_newest_report_and_the_newest_published_one():
    actie = ActieFactory()
    afspraak = actie.afspraak
    add(afspraak, "2024-05-01", "gereed", publish=False)
    published = add(afspraak, "2023-05-01", "op_koers")
    add(afspraak, "2022-05-01", "niet_gestart")
    add(afspraak, "2025-05-01", "vervallen", actie=actie)
    assert recompute_standen(gemeente=afspraak.gemeente, oorsprong="systeem") == 2
    afspraak.refresh_from_db()
    actie.refresh_from_db()
    assert (afspraak.status, str(afspraak.bijgewerkt_op), afspraak.versie) == ("gereed", "2024-05-01", 2)
    assert (afspraak.status_publiek, afspraak.laatste_voortgang_publiek) == ("op_koers", published)
    assert (actie.status, actie.status_publiek, actie.fase) == ("vervallen", "vervallen", "uitvoering")


def test_each_changed_standing_has_one_event_and_a_second_run_has_none():
    actie = ActieFactory()
    add(actie.afspraak, "2024-05-01", "gereed")
    recompute_standen(gemeente=actie.gemeente, oorsprong="systeem", demo=True)
    event = Wijziging.objects.get()
    assert (event.model, event.demo, event.velden["status_publiek"]) == (
        "afspraken.afspraak",
        True,
        ["niet_gestart", "gereed"],
    )
    assert recompute_standen(gemeente=actie.gemeente, oorsprong="systeem") == 0
    assert Wijziging.objects.count() == 1


def test_standings_that_the_service_wrote_are_right_already():
    afspraak = AfspraakFactory()
    coordinator = GebruikerFactory(rol="coordinator", gemeente=afspraak.gemeente)
    for status in ("op_koers", "aangehouden"):
        row = record_voortgang(afspraak=afspraak, melding=Melding(status=status), by=coordinator, publish=True)
    withdraw_voortgang(voortgang=row, by=coordinator, reden="Te vroeg")
    assert recompute_standen(gemeente=afspraak.gemeente, oorsprong="systeem") == 0


def test_without_reports_a_standing_is_as_at_the_start():
    afspraak = AfspraakFactory(status="gereed", fase="afronding", status_publiek="op_koers", bijgewerkt_op="2024-01-01")
    assert recompute_standen(gemeente=afspraak.gemeente, oorsprong="systeem", record=False) == 1
    afspraak.refresh_from_db()
    assert (afspraak.status, afspraak.fase, afspraak.status_publiek) == ("niet_gestart", "", "niet_gestart")
    assert (afspraak.bijgewerkt_op, afspraak.laatste_voortgang) == (None, None)
    assert not Wijziging.objects.exists()


def test_another_gemeente_is_left_alone():
    other = AfspraakFactory(status="gereed")
    recompute_standen(gemeente=AfspraakFactory().gemeente, oorsprong="systeem")
    other.refresh_from_db()
    assert other.status == "gereed"


def test_the_number_of_queries_does_not_grow():
    thema = ThemaFactory()
    counts = []
    for datum in ("2024-05-01", "2024-06-01"):
        for afspraak in [AfspraakFactory(thema=thema) for _row in range(3)]:
            add(afspraak, datum, "gereed")
        Afspraak.objects.update(status="op_koers")
        with CaptureQueriesContext(connection) as queries:
            recompute_standen(gemeente=thema.gemeente, oorsprong="systeem")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12
