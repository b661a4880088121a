# SPDX-License-Identifier: EUPL-1.2
"""The figures of the dashboard, against a slow count in plain Python that shares no code with it."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, fields
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from afspraken.models import Afspraak, Betrokkenheid, Publicatie, Voortgang
from monitoring.selectors import choose_set, dashboard, meetings_around
from monitoring.selectors.dashboard import summary
from monitoring.selectors.stand import access_key
from partijen.models import Gebruiker, Lidmaatschap, Overleg
from partijen.policies import toegang_of
from tests.factories import (
    ActieFactory,
    AfspraakFactory,
    AfsprakensetFactory,
    BetrokkenheidFactory,
    GemeenteFactory,
    OverlegFactory,
    PartijFactory,
    ThemaFactory,
)
from tests.monitoring.build import TODAY, World, add_report, build_world
from tests.monitoring.queries import data_queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@dataclass
class Slow:
    """What a viewer should see of one afspraak, worked out from the raw rows."""

    status: str
    before: str
    since: dt.date | None
    demo: bool
    worse: int


SEVERITY = {"gereed": 0, "vervallen": 0, "op_koers": 1, "niet_gestart": 1, "aangehouden": 2, "aandacht": 3}
SEVERITY["stagnatie"] = 4


def is_public(report: Voortgang) -> bool:
    last = Publicatie.objects.filter(voortgang=report).order_by("-id").first()
    return last is not None and last.soort == "gepubliceerd"


def reports_of(afspraak: Afspraak, actie: Any, drafts: bool) -> list[Voortgang]:
    rows = Voortgang.objects.filter(afspraak=afspraak, actie=actie).order_by("datum", "id")
    return [row for row in rows if drafts or is_public(row)]


def slow_standings(world: World, *, drafts: bool) -> dict[str, Slow]:
    found = {}
    for afspraak in Afspraak.objects.filter(afsprakenset=world.afsprakenset):
        if not (drafts or afspraak.gepubliceerd):
            continue
        rows = reports_of(afspraak, None, drafts)
        status = rows[-1].status if rows else "niet_gestart"
        earlier = [row for row in rows if row.datum <= world.vorige.datum]
        since = None
        for row in reversed(rows):
            if row.status != status:
                break
            since = row.datum
        worse = 0
        for actie in afspraak.acties.all():
            if drafts or actie.gepubliceerd:
                own = reports_of(afspraak, actie, drafts)
                worse += SEVERITY[own[-1].status if own else "niet_gestart"] > SEVERITY[status]
        found[afspraak.code] = Slow(
            status=status,
            before=earlier[-1].status if earlier else "niet_gestart",
            since=since,
            demo=bool(rows) and rows[-1].demo,
            worse=worse,
        )
    return found


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("role", ["publiek", "huurdersvertegenwoordiger", "coordinator", "bestuurder"])
def test_figures_equal_a_slow_count(role, seed, member):
    world = build_world(20, seed=seed)
    user = AnonymousUser() if role == "publiek" else member(world, role)
    drafts = role in ("coordinator", "bestuurder")
    expected = slow_standings(world, drafts=drafts)

    board = dashboard(user, world.gemeente, world.afsprakenset, TODAY)

    assert {stand.code: stand.status for stand in board.standen} == {code: row.status for code, row in expected.items()}
    assert board.per_status == Counter(row.status for row in expected.values())
    assert {teller.status: teller.aantal for teller in board.tellers if teller.aantal} == dict(board.per_status)
    changed = {code for code, row in expected.items() if row.status != row.before}
    assert {stand.code for stand in board.veranderd} == changed
    assert {stand.code: stand.vorige_status for stand in board.veranderd} == {
        code: expected[code].before for code in changed
    }
    stuck = {code: row.since for code, row in expected.items() if row.status == "stagnatie"}
    assert {stand.code: stand.sinds for stand in board.stagnaties} == stuck
    assert [stand.sinds for stand in board.stagnaties] == sorted(stuck.values())
    assert {stand.code: stand.slechtere_acties for stand in board.standen if stand.slechtere_acties} == {
        code: row.worse for code, row in expected.items() if row.worse
    }
    assert sum(thema.totaal for thema in board.themas) == len(expected)
    for thema in board.themas:
        words = Counter(stand.woord for stand in thema.standen)
        assert {cell.woord: cell.aantal for cell in thema.aantallen} == {
            column.woord: words[column.woord] for column in board.statussen
        }


def test_a_coordinator_of_another_gemeente_reads_what_the_public_reads(world, outsider):
    seen = dashboard(outsider, world.gemeente, world.afsprakenset, TODAY)
    public = dashboard(AnonymousUser(), world.gemeente, world.afsprakenset, TODAY)

    assert seen.standen == public.standen


@pytest.mark.parametrize("role", ["publiek", "coordinator", "werkgroeplid"])
@pytest.mark.parametrize("number", [5, 60])
def test_five_queries_whatever_the_rows(role, number, member):
    world = build_world(number)
    user = AnonymousUser() if role == "publiek" else member(world, role)
    with data_queries() as found:
        sets = choose_set(user, world.gemeente, None)
        board = dashboard(user, world.gemeente, sets.gekozen, TODAY)
        _ = (board.let_op, board.themas, board.veranderd, board.stagnaties, board.recent)

    assert len(found) == 5, "\n\n".join(found)


def small_set() -> tuple[Any, Any]:
    """A gemeente with a previous and a next meeting, and a thema of an empty set."""
    gemeente = GemeenteFactory()
    OverlegFactory(gemeente=gemeente, datum=TODAY - dt.timedelta(days=30))
    OverlegFactory(gemeente=gemeente, datum=TODAY + dt.timedelta(days=10))
    return gemeente, ThemaFactory(afsprakenset=AfsprakensetFactory(gemeente=gemeente), nummer=0, naam="Proces")


def look(gemeente: Any, afsprakenset: Any, user: Any = None) -> Any:
    return dashboard(user or AnonymousUser(), gemeente, afsprakenset, TODAY)


def test_since_when_is_the_first_report_of_the_unbroken_run():
    gemeente, thema = small_set()
    afspraak = AfspraakFactory(thema=thema)
    for days, status in ((90, "stagnatie"), (70, "op_koers"), (45, "stagnatie"), (20, "stagnatie")):
        add_report(afspraak, status, datum=TODAY - dt.timedelta(days=days))

    [row] = look(gemeente, thema.afsprakenset).stagnaties

    assert row.sinds == TODAY - dt.timedelta(days=45)
    assert row.weken == 6
    assert not row.nieuw  # it was stuck already at the meeting of 30 days ago


def test_new_since_the_previous_meeting():
    gemeente, thema = small_set()
    afspraak = AfspraakFactory(thema=thema)
    add_report(afspraak, "op_koers", datum=TODAY - dt.timedelta(days=40))
    add_report(afspraak, "stagnatie", datum=TODAY - dt.timedelta(days=29))

    [row] = look(gemeente, thema.afsprakenset).stagnaties

    assert row.nieuw
    assert row.veranderd
    assert row.vorige_woord == "Op koers"


def test_an_unpublished_report_does_not_break_the_public_run():
    gemeente, thema = small_set()
    afspraak = AfspraakFactory(thema=thema)
    add_report(afspraak, "stagnatie", datum=TODAY - dt.timedelta(days=50))
    add_report(afspraak, "op_koers", datum=TODAY - dt.timedelta(days=40), published=False)
    add_report(afspraak, "stagnatie", datum=TODAY - dt.timedelta(days=35))

    [row] = look(gemeente, thema.afsprakenset).stagnaties
    assert row.sinds == TODAY - dt.timedelta(days=50)


def test_without_meetings_nothing_is_compared():
    thema = ThemaFactory()
    add_report(AfspraakFactory(thema=thema), "stagnatie")

    board = look(thema.gemeente, thema.afsprakenset)

    assert board.overleg.vorige is None
    assert board.veranderd == ()
    assert not board.stagnaties[0].nieuw
    assert "Sinds" not in board.samenvatting


def test_a_set_without_afspraken():
    gemeente, thema = small_set()
    board = look(gemeente, thema.afsprakenset)
    assert (board.totaal, board.themas, board.let_op) == (0, (), ())
    assert board.samenvatting == "Er zijn geen afspraken om te tonen."


def test_where_nobody_reported_yet_the_summary_says_so():
    gemeente, thema = small_set()
    AfspraakFactory.create_batch(2, thema=thema)
    assert look(gemeente, thema.afsprakenset).samenvatting == "Over deze 2 afspraken is nog niets gemeld."


def test_own_words_of_the_gemeente():
    gemeente, thema = small_set()
    gemeente.statuswoorden = {"op_koers": "Op schema"}
    gemeente.save()
    add_report(AfspraakFactory(thema=thema), "op_koers")

    board = look(gemeente, thema.afsprakenset)

    assert board.standen[0].woord == "Op schema"
    assert "Op schema" in [teller.woord for teller in board.tellers]


def test_thema_zero_counts():
    gemeente, thema = small_set()
    AfspraakFactory(thema=thema)
    board = look(gemeente, thema.afsprakenset)
    assert board.totaal == 1
    assert [row.nummer for row in board.themas] == [0]


def test_let_op_names_what_was_noticed():
    gemeente, thema = small_set()
    led = AfspraakFactory(thema=thema, code="1a", bron_opmerking="De kop klopt niet.")
    BetrokkenheidFactory(afspraak=led, partij=PartijFactory(naam="Woonpunt"))
    add_report(led, "op_koers", gevraagd_besluit="Geld")
    actie = ActieFactory(afspraak=led)
    add_report(led, "stagnatie", actie=actie)
    AfspraakFactory(thema=thema, code="1b")

    board = look(gemeente, thema.afsprakenset)
    lines = {line.soort: line for line in board.let_op}

    assert [stand.code for stand in lines["zonder_trekker"].standen] == ["1b"]
    assert lines["zonder_trekker"].tekst == "afspraak heeft geen trekker"
    assert lines["zonder_trekker"].url.endswith("&signaal=zonder_trekker")
    assert [stand.code for stand in lines["bron_opmerking"].standen] == ["1a"]
    assert [stand.code for stand in lines["slechtere_acties"].standen] == ["1a"]
    assert [stand.code for stand in lines["wacht_op_besluit"].standen] == ["1a"]
    assert [stand.code for stand in lines["verouderd"].standen] == ["1b"]
    assert lines["verouderd"].tekst == "afspraak is langer dan 90 dagen niet bijgewerkt"
    assert "verslechterd" not in lines


def test_a_long_line_of_let_op_names_only_the_first():
    gemeente, thema = small_set()
    for _ in range(33):
        AfspraakFactory(thema=thema)
    [line] = [row for row in look(gemeente, thema.afsprakenset).let_op if row.soort == "zonder_trekker"]
    assert (line.aantal, len(line.genoemd), line.overige) == (33, 30, 3)


def test_narrowed_counts_only_what_is_kept():
    gemeente, thema = small_set()
    other = ThemaFactory(afsprakenset=thema.afsprakenset, nummer=1)
    first, second = AfspraakFactory(thema=thema), AfspraakFactory(thema=other)
    BetrokkenheidFactory(afspraak=first, partij=PartijFactory(naam="Woonpunt"))
    add_report(second, "gereed")
    board = look(gemeente, thema.afsprakenset)

    assert [stand.code for stand in board.narrowed(thema=0).standen] == [first.code]
    assert [stand.code for stand in board.narrowed(trekker="Woonpunt").standen] == [first.code]
    assert [stand.code for stand in board.narrowed(status="gereed").standen] == [second.code]
    assert board.narrowed(thema=1, trekker="Woonpunt").totaal == 0
    assert board.narrowed(thema=0).ingeperkt
    assert not board.ingeperkt
    assert board.trekkerkeuzes == ("Woonpunt",)


def test_trekkers_are_those_of_the_afspraak_itself():
    gemeente, thema = small_set()
    afspraak = AfspraakFactory(thema=thema)
    BetrokkenheidFactory(afspraak=afspraak, partij=PartijFactory(naam="Tweede"), volgorde=2)
    BetrokkenheidFactory(afspraak=afspraak, partij=PartijFactory(naam="Eerste"), volgorde=1)
    BetrokkenheidFactory(afspraak=afspraak, partij=PartijFactory(naam="Mee"), rol=Betrokkenheid.Rol.BETROKKEN)
    BetrokkenheidFactory(
        afspraak=afspraak, actie=ActieFactory(afspraak=afspraak), partij=PartijFactory(naam="Van de actie")
    )
    assert look(gemeente, thema.afsprakenset).standen[0].trekkers == ("Eerste", "Tweede")


def test_demo_is_told_by_standings_and_dates():
    gemeente, thema = small_set()
    afspraak = AfspraakFactory(thema=thema)
    assert not look(gemeente, thema.afsprakenset).demo

    add_report(afspraak, "op_koers", demo=True)
    assert look(gemeente, thema.afsprakenset).demo

    add_report(afspraak, "op_koers")
    assert not look(gemeente, thema.afsprakenset).demo

    Overleg.objects.filter(gemeente=gemeente, datum__gt=TODAY).update(demo=True)
    assert look(gemeente, thema.afsprakenset).demo


def test_addresses_are_those_of_the_site_map(world):
    board = look(world.gemeente, world.afsprakenset)
    for stand in board.standen:
        args = (world.gemeente.slug, world.afsprakenset.slug, stand.code)
        assert stand.url == reverse("afspraken:afspraak", args=args)


def test_meetings_around_a_day(world):
    OverlegFactory(gemeente=GemeenteFactory(), datum=TODAY - dt.timedelta(days=1))
    assert meetings_around(AnonymousUser(), world.gemeente, TODAY).vorige == world.vorige.datum
    assert meetings_around(AnonymousUser(), world.gemeente, TODAY).volgende == world.volgende.datum

    on_the_day = meetings_around(AnonymousUser(), world.gemeente, world.volgende.datum)
    assert on_the_day.volgende == world.volgende.datum
    assert on_the_day.vorige == world.vorige.datum

    long_ago = meetings_around(AnonymousUser(), world.gemeente, dt.date(2000, 1, 1))
    assert long_ago.vorige is None


@pytest.mark.parametrize(
    ("figures", "text"),
    [
        (
            (56, 4, 8, 13),
            "Van de 56 afspraken stagneren er 4 en vragen 8 om aandacht. "
            "Sinds het vorige overleg veranderden 13 afspraken van status.",
        ),
        (
            (56, 1, 1, 1),
            "Van de 56 afspraken stagneert er 1 en vraagt 1 om aandacht. "
            "Sinds het vorige overleg veranderde 1 afspraak van status.",
        ),
        (
            (1, 0, 0, 0),
            "Van de 1 afspraak stagneert er geen en vraagt er geen om aandacht. "
            "Sinds het vorige overleg veranderde geen afspraak van status.",
        ),
        ((5, 0, 2, None), "Van de 5 afspraken stagneert er geen en vragen 2 om aandacht."),
        ((5, 2, 0, None), "Van de 5 afspraken stagneren er 2 en vraagt er geen om aandacht."),
        ((5600, 1200, 0, None), "Van de 5.600 afspraken stagneren er 1.200 en vraagt er geen om aandacht."),
        ((0, 0, 0, 0), "Er zijn geen afspraken om te tonen."),
    ],
)
def test_summary(figures, text):
    total, stuck, attention, changed = figures
    assert summary(total=total, stuck=stuck, attention=attention, changed=changed) == text


def test_a_role_taken_away_works_at_the_next_look(world, member):
    """The SQL of a query is kept, what somebody may see is not."""
    user = member(world, "bestuurder")
    add_report(AfspraakFactory(thema=world.themas[0], code="9z"), "stagnatie", published=False)

    def seen():
        return dashboard(Gebruiker.objects.get(pk=user.pk), world.gemeente, world.afsprakenset, TODAY).standen

    before = seen()
    Lidmaatschap.objects.filter(gebruiker=user).delete()

    assert seen() == look(world.gemeente, world.afsprakenset).standen != before


def test_settings_of_the_gemeente_work_at_the_next_look():
    gemeente, thema = small_set()
    add_report(AfspraakFactory(thema=thema), "op_koers", datum=TODAY - dt.timedelta(days=40))
    assert "verouderd" not in look(gemeente, thema.afsprakenset).standen[0].signalen
    gemeente.verouderd_na_dagen = 30
    assert "verouderd" in look(gemeente, thema.afsprakenset).standen[0].signalen


def test_every_part_of_the_access_is_in_the_key_of_a_kept_query(world, member):
    """A new field of Toegang is in the key without anybody thinking of it."""
    user = member(world, "werkgroeplid")
    key = access_key(user)
    assert len(key) == len(fields(toegang_of(user)))
    assert hash(key) != hash(access_key(AnonymousUser()))
