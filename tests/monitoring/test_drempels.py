# SPDX-License-Identifier: EUPL-1.2
"""Thresholds of a gemeente: everything that tells signals follows them at once, and asks no more than before."""

import datetime as dt

import pytest

from afspraken.statussen import Signaal
from monitoring.selectors import dashboard
from monitoring.selectors.momentopname import take
from monitoring.selectors.stil import warnings
from monitoring.selectors.werkbank import werkbank
from tests.factories import AfspraakFactory, BetrokkenheidFactory, TermijnFactory
from tests.monitoring.build import TODAY, add_report, build_world
from tests.monitoring.queries import data_queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
READERS = ("board", "past", "frozen")
PAST = TODAY - dt.timedelta(days=3)


@pytest.fixture
def world():
    world = build_world(0)
    # Late for 20 days, silent for 100, worse by one step, and asking for 15 days.
    row = AfspraakFactory(thema=world.themas[0], code="1a")
    add_report(row, "op_koers", datum=TODAY - dt.timedelta(days=100))
    TermijnFactory(afspraak=row, periode=(TODAY - dt.timedelta(days=20)).isoformat())
    row = AfspraakFactory(thema=world.themas[0], code="1b")
    add_report(row, "op_koers", datum=TODAY - dt.timedelta(days=80))
    add_report(row, "aangehouden", datum=TODAY - dt.timedelta(days=15), gevraagd_besluit="Geld")
    BetrokkenheidFactory(afspraak=row, rol="trekker")
    return world


def seen(world, user) -> dict[str, dict[str, set[str]]]:
    """What each of the readers says of the two afspraken: on the board, on the board of another day, frozen."""
    gemeente, afsprakenset = world.gemeente, world.afsprakenset
    board = {row.code: set(row.signalen) for row in dashboard(user, gemeente, afsprakenset, TODAY).standen}
    past = {row.code: set(row.signalen) for row in dashboard(user, gemeente, afsprakenset, PAST).standen}
    frozen = {row.code: set(row.signalen) for row in take(gemeente, afsprakenset, TODAY).regels}
    return {"board": board, "past": past, "frozen": frozen}


def asked(world, user) -> list[int]:
    """How many queries the dashboard takes, of today and of another day."""
    counts = []
    for day in (TODAY, PAST):
        with data_queries() as found:
            dashboard(user, world.gemeente, world.afsprakenset, day)
        counts.append(len(found))
    assert max(counts) <= 6
    return counts


def test_every_reader_follows_them(world, member):
    by, gemeente = member(world, "coordinator"), world.gemeente
    usual = {
        "1a": {Signaal.TERMIJN_VERSTREKEN, Signaal.VEROUDERD, Signaal.ZONDER_TREKKER},
        "1b": {Signaal.VERSLECHTERD, Signaal.WACHT_OP_BESLUIT, Signaal.ZONDER_TERMIJN},
    }
    assert seen(world, by) == dict.fromkeys(READERS, usual)
    standen = dashboard(by, gemeente, world.afsprakenset, TODAY).standen
    assert [len(row.zinnen) for row in warnings(by, gemeente, standen, TODAY)] == [3]
    assert [row.verstreken for row in werkbank(by, TODAY).gemeenten[0].termijnen] == [True]
    before = asked(world, by)

    gemeente.verstreken_na_dagen, gemeente.verouderd_na_dagen, gemeente.zonder_trekker_na_dagen = 20, 101, 365
    gemeente.verslechterd_bij_stappen, gemeente.besluit_na_dagen, gemeente.zonder_termijn_na_dagen = 2, 16, 365
    gemeente.save()
    world.afsprakenset.periode = f"{TODAY.year}-{TODAY.month:02}/2030"
    world.afsprakenset.save()
    assert seen(world, by) == {name: {"1a": set(), "1b": set()} for name in READERS}
    standen = dashboard(by, gemeente, world.afsprakenset, TODAY).standen
    assert warnings(by, gemeente, standen, TODAY) == ()
    assert [row.verstreken for row in werkbank(by, TODAY).gemeenten[0].termijnen] == [False]
    assert asked(world, by) == before
