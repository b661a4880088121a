# SPDX-License-Identifier: EUPL-1.2
"""Early warning: the list against a slow reading of generated histories, and its sentences."""

import datetime as dt

import pytest

from afspraken.models import Betrokkenheid, Termijn
from afspraken.statussen import ERNST
from monitoring.selectors import dashboard
from monitoring.selectors.stil import months_between, warnings
from tests.factories import ActieFactory, AfspraakFactory, TermijnFactory
from tests.monitoring.build import TODAY, add_report, build_world
from tests.monitoring.queries import data_queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def look(world, user):
    board = dashboard(user, world.gemeente, world.afsprakenset, TODAY)
    return {row.code: row.zinnen for row in warnings(user, world.gemeente, board.standen, TODAY)}


def slow(afspraak, gemeente):
    """How many sentences there should be, read row by row as the coordinator sees it."""
    if afspraak.status != "op_koers":
        return 0
    late = 0
    for term in Termijn.objects.filter(afspraak=afspraak, soort__in=("gereed", "besluit"), voldaan_op=None):
        open_actie = term.actie is None or term.actie.status not in ("gereed", "vervallen")
        late += open_actie and term.einddatum < TODAY
    old = (TODAY - afspraak.bijgewerkt_op).days > gemeente.verouderd_na_dagen
    worse = any(ERNST[actie.status] > ERNST["op_koers"] for actie in afspraak.acties.all())
    led = Betrokkenheid.objects.filter(afspraak=afspraak, actie=None, rol="trekker").exists()
    return (late > 0) + old + worse + (not led)


@pytest.mark.parametrize("seed", range(6))
def test_it_agrees_with_a_slow_reading(member, seed):
    world = build_world(40, seed=seed)
    by = member(world, "coordinator")
    expected = {row.code: slow(row, world.gemeente) for row in world.afsprakenset.afspraken.all()}
    assert {code: len(said) for code, said in look(world, by).items()} == {k: v for k, v in expected.items() if v}


def test_the_sentences(world, member):
    afspraak = AfspraakFactory(thema=world.themas[0], code="9a")
    add_report(afspraak, "op_koers", datum=TODAY - dt.timedelta(days=100))
    TermijnFactory(afspraak=afspraak, periode="2025-Q3")
    TermijnFactory(afspraak=afspraak, periode="2026-Q3")
    add_report(afspraak, "stagnatie", actie=ActieFactory(afspraak=afspraak))
    assert look(world, member(world, "coordinator"))["9a"] == (
        "De termijn derde kwartaal 2025 is 13 maanden verstreken. Nog 1 andere termijn ook.",
        "De laatste melding is 100 dagen oud.",
        "1 actie staat er slechter voor.",
        "Er is geen trekker.",
    )


def test_a_term_of_a_few_days_ago(world, member):
    afspraak = AfspraakFactory(thema=world.themas[0], code="9a")
    add_report(afspraak, "op_koers")
    TermijnFactory(afspraak=afspraak, periode=str(TODAY - dt.timedelta(days=1)))
    assert look(world, member(world, "coordinator"))["9a"][0].endswith("is 1 dag verstreken.")


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        ("2024-01-31", "2024-02-29", 0),
        ("2024-01-31", "2024-03-01", 1),
        ("2024-02-29", "2025-02-28", 11),
        ("2024-02-29", "2025-03-01", 12),
        ("2026-10-31", "2026-11-20", 0),
        ("2022-03-31", "2026-11-20", 55),
    ],
)
def test_months(first, last, months):
    assert months_between(dt.date.fromisoformat(first), dt.date.fromisoformat(last)) == months


def test_what_is_hidden_gives_no_warning(world, member):
    afspraak = AfspraakFactory(thema=world.themas[0], code="9a")
    add_report(afspraak, "op_koers")
    hidden = ActieFactory(afspraak=afspraak, gepubliceerd=False)
    TermijnFactory(afspraak=afspraak, actie=hidden, periode="2022")
    add_report(afspraak, "stagnatie", actie=hidden)
    assert look(world, member(world, "huurdersvertegenwoordiger"))["9a"] == ("Er is geen trekker.",)
    assert len(look(world, member(world, "coordinator"))["9a"]) == 3


@pytest.mark.parametrize("number", [8, 40])
def test_one_query(member, number):
    world = build_world(number)
    by = member(world, "coordinator")
    board = dashboard(by, world.gemeente, world.afsprakenset, TODAY)
    with data_queries() as found:
        warnings(by, world.gemeente, board.standen, TODAY)
    assert len(found) <= 1
