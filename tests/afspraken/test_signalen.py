# SPDX-License-Identifier: EUPL-1.2
"""Signalen and standings in SQL, against a slow implementation in plain Python that shares no code with it.

The histories are generated, and so are the thresholds of the gemeenten: each has others.
"""

import datetime as dt
import random

import pytest
from django.contrib.auth.models import AnonymousUser

from afspraken.models import Actie, Afspraak, Betrokkenheid, Publicatie, Termijn, Verband, Voortgang
from afspraken.querysets.afspraak import newest_published
from afspraken.services.voortgang import recompute_stand
from afspraken.statussen import Signaal, Status
from partijen.models import Gebruiker, Gemeente, Overleg
from tests.factories import (
    ActieFactory,
    AfspraakFactory,
    AfsprakensetFactory,
    BetrokkenheidFactory,
    GebruikerFactory,
    GemeenteFactory,
    TermijnFactory,
    ThemaFactory,
    VerbandFactory,
)

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 20)
PAST = TODAY - dt.timedelta(days=45)
USUAL = {"verstreken": 0, "verouderd": 90, "trekker": 0, "termijn": 0, "stappen": 1, "besluit": 0}
CLOSED = {"gereed", "vervallen"}
SEVERITY = {
    "gereed": 0,
    "vervallen": 0,
    "op_koers": 1,
    "niet_gestart": 1,
    "aangehouden": 2,
    "aandacht": 3,
    "stagnatie": 4,
}


def report(afspraak: Afspraak, rng: random.Random, actie: Actie | None = None) -> None:
    """One random report, published, withdrawn or neither."""
    voortgang = Voortgang.objects.create(
        gemeente=afspraak.gemeente,
        afspraak=afspraak,
        actie=actie,
        datum=TODAY - dt.timedelta(days=rng.choice((0, 1, 9, 10, 11, 30, 44, 46, 89, 90, 91, 200, 400))),
        status=rng.choice(Status.values),
        oorzaak="o",
        gevolg="g",
        maatregel="m",
        gevraagd_besluit=rng.choice(("", "Geld")),
    )
    for soort in rng.choice(((), ("gepubliceerd",), ("gepubliceerd", "ingetrokken"))):
        Publicatie.objects.create(gemeente=afspraak.gemeente, voortgang=voortgang, soort=soort)


def thresholds(rng: random.Random, number: int) -> dict[str, int]:
    """Those of a gemeente: the usual ones for the first, others for the rest."""
    if number == 0:
        return USUAL
    return {
        "verstreken": rng.choice((0, 1, 30, 365)),
        "verouderd": rng.choice((7, 30, 90, 91, 730)),
        "trekker": rng.choice((0, 1, 19, 20, 365)),
        "termijn": rng.choice((0, 1, 19, 20, 365)),
        "stappen": rng.choice((1, 2, 3, 4)),
        "besluit": rng.choice((1, 10, 11, 365)),
    }


class World:
    """Gemeenten with random thresholds and histories; the viewers have their roles in the first one."""

    def __init__(self, seed: int, *, gemeenten: int = 3, afspraken: int = 18) -> None:
        rng = random.Random(seed)
        self.drempels: dict[int, dict[str, int]] = {}
        self.gemeenten, self.afspraken = [], []
        for number in range(gemeenten):
            self.add_gemeente(rng, number, afspraken)
        first, thema = self.gemeenten[0], self.afspraken[0].thema
        self.viewers: dict[str, Gebruiker | AnonymousUser] = {
            "publiek": AnonymousUser(),
            "coordinator": GebruikerFactory(rol="coordinator", gemeente=first),
            "werkgroeplid": GebruikerFactory(rol="werkgroeplid", gemeente=first, partij=thema.werkgroep),
        }

    def add_gemeente(self, rng: random.Random, number: int, afspraken: int) -> None:
        limits = thresholds(rng, number)
        gemeente = GemeenteFactory(
            verstreken_na_dagen=limits["verstreken"],
            verouderd_na_dagen=limits["verouderd"],
            zonder_trekker_na_dagen=limits["trekker"],
            zonder_termijn_na_dagen=limits["termijn"],
            verslechterd_bij_stappen=limits["stappen"],
            besluit_na_dagen=limits["besluit"],
        )
        self.gemeenten.append(gemeente)
        self.drempels[gemeente.pk] = limits
        for days in (60, 300, -20):
            Overleg.objects.create(gemeente=gemeente, datum=TODAY - dt.timedelta(days=days))
        Overleg.objects.create(gemeente=gemeente, datum=TODAY - dt.timedelta(days=5), soort="kernteam")
        sets = [AfsprakensetFactory(gemeente=gemeente, periode=periode) for periode in ("2022/2026", "2026-11/2030")]
        themas = [ThemaFactory(afsprakenset=sets[0], nummer=1), *(ThemaFactory(afsprakenset=s, nummer=2) for s in sets)]
        made = [self.afspraak(rng, themas[index % 3]) for index in range(afspraken)]
        for _ in range(3):
            van, naar = rng.sample(made, 2)
            VerbandFactory(van=van, naar=naar, soort=Verband.Soort.BLOKKEERT)
        self.afspraken += made

    def afspraak(self, rng: random.Random, thema) -> Afspraak:
        afspraak = AfspraakFactory(thema=thema, gepubliceerd=rng.random() > 0.2)
        acties = [ActieFactory(afspraak=afspraak, gepubliceerd=rng.random() > 0.3) for _ in range(rng.randrange(3))]
        for target in (None, *acties):
            for _ in range(rng.randrange(4)):
                report(afspraak, rng, target)
            if rng.random() > 0.5:
                TermijnFactory(
                    afspraak=afspraak,
                    actie=target,
                    soort=rng.choice(Termijn.Soort.values),
                    periode=rng.choice(("2022-Q1", "2026-10", "2026-11-18", "2026-11-19", "2026-11-20", "2027")),
                    voldaan_op=rng.choice((None, None, dt.date(2022, 3, 1))),
                )
        if rng.random() > 0.4:
            BetrokkenheidFactory(afspraak=afspraak, rol=rng.choice(Betrokkenheid.Rol.values))
        for target in (afspraak, *acties):
            recompute_stand(target)
            target.save()
        return afspraak

    def slow(self, viewer: str, day: dt.date) -> dict[int, tuple[str, set[str]]]:
        """{afspraak: (status, signalen)} as this viewer sees it, by reading every row."""
        seen = {}
        for afspraak in self.afspraken:
            one = Slow(self, Afspraak.objects.get(pk=afspraak.pk), viewer, day)
            if one.concept or afspraak.gepubliceerd:
                seen[afspraak.pk] = one.answer()
        return seen

    def concept(self, afspraak: Afspraak, viewer: str) -> bool:
        """Whether the viewer reads the drafts of it."""
        here = afspraak.gemeente_id == self.gemeenten[0].pk
        own = viewer == "werkgroeplid" and afspraak.thema_id == self.afspraken[0].thema_id
        return here and (viewer == "coordinator" or own)


class Slow:
    """One afspraak as one viewer sees it on a day."""

    def __init__(self, world: World, afspraak: Afspraak, viewer: str, day: dt.date) -> None:
        self.world, self.afspraak, self.viewer, self.day = world, afspraak, viewer, day
        self.limits = world.drempels[afspraak.gemeente_id]
        self.concept = world.concept(afspraak, viewer)
        self.reports = [
            row for row in afspraak.voortgang.prefetch_related("publicaties") if row.datum <= day and self.shown(row)
        ]

    def shown(self, voortgang: Voortgang) -> bool:
        rows = sorted(voortgang.publicaties.all(), key=lambda row: row.pk)
        return self.concept or bool(rows and rows[-1].soort == "gepubliceerd")

    def newest(self, actie_id: int | None, until: dt.date = dt.date.max) -> Voortgang | None:
        rows = [row for row in self.reports if row.actie_id == actie_id and row.datum <= until]
        return max(rows, key=lambda row: (row.datum, row.pk), default=None)

    def age(self, day: dt.date) -> int:
        return (self.day - day).days

    def late(self, term: Termijn) -> bool:
        if term.voldaan_op is not None and term.voldaan_op <= self.day:
            return False
        if term.actie_id is not None:
            last = self.newest(term.actie_id)
            if last is not None and last.status in CLOSED:
                return False
        return term.soort in ("gereed", "besluit") and self.age(term.einddatum) > self.limits["verstreken"]

    def held_up(self) -> bool:
        """By another afspraak that was open on the day, as far as the viewer sees it, of a set that held by then."""
        for link in Verband.objects.filter(naar=self.afspraak, soort="blokkeert").select_related("van"):
            other = Slow(self.world, link.van, self.viewer, self.day)
            last, held = other.newest(None), link.van.afsprakenset.geldt_vanaf <= self.day
            seen = other.concept or link.van.gepubliceerd
            if seen and held and (last is None or last.status not in CLOSED):
                return True
        return False

    def answer(self) -> tuple[str, set[str]]:
        last = self.newest(None)
        status = last.status if last else "niet_gestart"
        running = self.age(self.afspraak.afsprakenset.begindatum)
        signals = set()
        terms = [t for t in self.afspraak.termijnen.all() if t.actie is None or self.concept or t.actie.gepubliceerd]
        led = [b for b in self.afspraak.betrokkenheden.all() if b.actie_id is None and b.rol == "trekker"]
        if not led and (not self.limits["trekker"] or running >= self.limits["trekker"]):
            signals.add("zonder_trekker")
        if not terms and (not self.limits["termijn"] or running >= self.limits["termijn"]):
            signals.add("zonder_termijn")
        gemeente: Gemeente = self.afspraak.gemeente
        meetings = [o.datum for o in gemeente.overleggen.filter(soort="bestuurlijk") if o.datum < self.day]
        then = self.newest(None, max(meetings)) if meetings else None
        before = SEVERITY[then.status if then else "niet_gestart"]
        if meetings and SEVERITY[status] - before >= self.limits["stappen"]:
            signals.add("verslechterd")
        if status in CLOSED:
            return status, signals
        if any(self.late(term) for term in terms):
            signals.add("termijn_verstreken")
        if (self.age(last.datum) if last else running) > self.limits["verouderd"]:
            signals.add("verouderd")
        asks = last is not None and last.gevraagd_besluit and self.age(last.datum) >= self.limits["besluit"]
        if asks or self.held_up():
            signals.add("wacht_op_besluit")
        return status, signals


def fast(user, gemeente: Gemeente | None, day: dt.date) -> dict[int, tuple[str, set[str]]]:
    """The same, in one query."""
    rows = Afspraak.objects.visible_to(user, gemeente=gemeente)
    if gemeente is not None:
        rows = rows.filter(gemeente=gemeente)
    rows = rows.with_stand(user, gemeente=gemeente, peildatum=day).with_signalen(user, gemeente=gemeente, peildatum=day)
    return {
        row.pk: (row.zicht_status, {name for name in Signaal.values if getattr(row, f"signaal_{name}")}) for row in rows
    }


def check(world: World) -> set[str]:
    """Both readings of the whole world agree for every viewer and day; returns the signals that occurred."""
    found = set()
    for viewer, user in world.viewers.items():
        for day in (TODAY, PAST):
            slow = world.slow(viewer, day)
            assert fast(user, None, day) == slow, (viewer, day)
            for gemeente in world.gemeenten:
                here = {row.pk for row in world.afspraken if row.gemeente_id == gemeente.pk}
                expected = {pk: answer for pk, answer in slow.items() if pk in here}
                assert fast(user, gemeente, day) == expected, (viewer, day, world.drempels[gemeente.pk])
            found |= {name for _, signals in slow.values() for name in signals}
    return found


def test_sql_agrees_with_the_slow_reading_whatever_the_thresholds(django_assert_num_queries) -> None:
    world = World(20261120)
    assert check(world) == set(Signaal.values), "every signal occurs"
    user = world.viewers["publiek"]
    with django_assert_num_queries(1):
        fast(user, world.gemeenten[1], TODAY)
    with django_assert_num_queries(2):  # the rows, and which thresholds there are
        fast(user, None, TODAY)


@pytest.mark.diep
@pytest.mark.parametrize("seed", range(10))
def test_sql_agrees_on_many_histories(seed: int) -> None:
    check(World(seed, gemeenten=6))


def test_no_previous_meeting_means_nothing_got_worse() -> None:
    afspraak = AfspraakFactory()
    report(afspraak, random.Random(1))
    Afspraak.objects.filter(pk=afspraak.pk).update(status_publiek="stagnatie")
    row = Afspraak.objects.with_signalen(AnonymousUser(), gemeente=afspraak.gemeente, peildatum=TODAY).get()
    assert row.signaal_verslechterd is False


def test_a_term_on_a_past_day_follows_what_was_reported_on_its_own_afspraak_or_actie() -> None:
    own, other = (AfspraakFactory() for _ in range(2))
    actie, another = (ActieFactory(afspraak=own) for _ in range(2))
    # A term is past on the day after its last day, here 29 February.
    terms = [TermijnFactory(afspraak=own, actie=about, periode="2024-02") for about in (None, actie)]
    TermijnFactory(afspraak=own, periode="2024-02", soort="start")
    TermijnFactory(afspraak=own, periode="2024-02", wat="Plan", voldaan_op=dt.date(2024, 2, 20))

    def closed(afspraak: Afspraak, day: int, about: Actie | None = None) -> None:
        given = {"gemeente": afspraak.gemeente, "afspraak": afspraak, "actie": about, "status": "gereed"}
        row = Voortgang.objects.create(**given, datum=dt.date(2024, 3, day))
        Publicatie.objects.create(gemeente=afspraak.gemeente, voortgang=row, soort="gepubliceerd")

    def late(day: dt.date) -> list[Termijn]:
        rows = Termijn.objects.with_verstreken(AnonymousUser(), peildatum=day)
        return list(rows.filter(verstreken=True).order_by("pk"))

    closed(other, 1)
    closed(own, 1, another)
    closed(own, 5, actie)
    closed(own, 9)
    assert late(dt.date(2024, 2, 29)) == []
    assert late(dt.date(2024, 3, 1)) == late(dt.date(2024, 3, 4)) == terms
    assert late(dt.date(2024, 3, 5)) == late(dt.date(2024, 3, 8)) == terms[:1]
    assert late(dt.date(2024, 3, 9)) == []


def test_a_question_to_the_board_is_judged_on_the_day_that_is_asked_for() -> None:
    gemeente = GemeenteFactory(besluit_na_dagen=30)
    actie = ActieFactory(afspraak__thema__afsprakenset__gemeente=gemeente)
    given = {"gemeente": gemeente, "afspraak": actie.afspraak, "actie": actie, "status": "op_koers"}
    row = Voortgang.objects.create(**given, datum=dt.date(2024, 2, 1), gevraagd_besluit="Geld")
    Publicatie.objects.create(gemeente=gemeente, voortgang=row, soort="gepubliceerd")
    for day, waits in ((dt.date(2024, 3, 1), False), (dt.date(2024, 3, 2), True)):
        found = Actie.objects.with_signalen(AnonymousUser(), peildatum=day).get(pk=actie.pk)
        assert found.signaal_wacht_op_besluit is waits


def test_the_public_standing_of_a_day_is_never_that_of_an_actie() -> None:
    actie = ActieFactory()
    rows = []
    for day, about, soorten in ((1, None, 1), (2, None, 2), (3, None, 0), (4, actie, 1), (5, None, 1)):
        given = {"gemeente": actie.gemeente, "afspraak": actie.afspraak, "actie": about, "status": "op_koers"}
        rows.append(Voortgang.objects.create(**given, datum=dt.date(2024, 3, day)))
        for soort in ("gepubliceerd", "ingetrokken")[:soorten]:
            Publicatie.objects.create(gemeente=actie.gemeente, voortgang=rows[-1], soort=soort)
    for day, expected in ((1, rows[0]), (4, rows[0]), (5, rows[4])):
        found = Afspraak.objects.annotate(toen=newest_published(dt.date(2024, 3, day))).get(pk=actie.afspraak_id)
        assert found.toen == expected.pk


def test_what_was_reported_on_the_day_of_the_meeting_was_known_there() -> None:
    afspraak = AfspraakFactory()
    meeting, after = dt.date(2024, 3, 1), dt.date(2024, 3, 20)
    Overleg.objects.create(gemeente=afspraak.gemeente, datum=meeting)
    given = {"gemeente": afspraak.gemeente, "afspraak": afspraak, "status": "stagnatie", "datum": meeting}
    row = Voortgang.objects.create(**given, oorzaak="o", gevolg="g", maatregel="m")
    Publicatie.objects.create(gemeente=afspraak.gemeente, voortgang=row, soort="gepubliceerd")
    Afspraak.objects.filter(pk=afspraak.pk).update(status_publiek="stagnatie")
    found = Afspraak.objects.with_signalen(AnonymousUser(), gemeente=afspraak.gemeente, peildatum=after).get()
    assert (found.vorige_status, found.signaal_verslechterd) == ("stagnatie", False)
