# SPDX-License-Identifier: EUPL-1.2
"""Signalen and standings in SQL, against a slow implementation in plain Python that shares no code with it."""

import datetime as dt
import random

import pytest
from django.contrib.auth.models import AnonymousUser

from afspraken.models import Actie, Afspraak, Betrokkenheid, Publicatie, Termijn, Voortgang
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
)

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 20)
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
        datum=TODAY - dt.timedelta(days=rng.choice((0, 1, 30, 89, 90, 91, 200, 400))),
        status=rng.choice(Status.values),
        oorzaak="o",
        gevolg="g",
        maatregel="m",
        gevraagd_besluit=rng.choice(("", "Geld")),
    )
    for soort in rng.choice(((), ("gepubliceerd",), ("gepubliceerd", "ingetrokken"))):
        Publicatie.objects.create(gemeente=afspraak.gemeente, voortgang=voortgang, soort=soort)


@pytest.fixture
def world() -> tuple[Gemeente, list[Afspraak], dict[str, Gebruiker | AnonymousUser]]:
    """Twelve afspraken of two themas with random histories, and one viewer per kind of sight."""
    rng = random.Random(20261120)
    gemeente = GemeenteFactory(verouderd_na_dagen=90)
    Overleg.objects.create(gemeente=gemeente, datum=TODAY - dt.timedelta(days=60))
    Overleg.objects.create(gemeente=gemeente, datum=TODAY - dt.timedelta(days=300))
    Overleg.objects.create(gemeente=gemeente, datum=TODAY + dt.timedelta(days=20))
    Overleg.objects.create(gemeente=gemeente, datum=TODAY - dt.timedelta(days=5), soort="kernteam")
    afsprakenset = AfsprakensetFactory(gemeente=gemeente)
    themas = [ThemaFactory(afsprakenset=afsprakenset, nummer=number) for number in (1, 2)]
    afspraken = []
    for index in range(24):
        afspraak = AfspraakFactory(thema=themas[index % 2], gepubliceerd=rng.random() > 0.2)
        acties = [ActieFactory(afspraak=afspraak, gepubliceerd=rng.random() > 0.3) for _ in range(rng.randrange(3))]
        for target in (None, *acties):
            for _ in range(rng.randrange(4)):
                report(afspraak, rng, target)
            if rng.random() > 0.5:
                TermijnFactory(
                    afspraak=afspraak,
                    actie=target,
                    soort=rng.choice(Termijn.Soort.values),
                    periode=rng.choice(("2022-Q1", "2026-11-19", "2026-11-20", "2026-H2", "2027")),
                    voldaan_op=rng.choice((None, None, dt.date(2022, 3, 1))),
                )
        if rng.random() > 0.4:
            BetrokkenheidFactory(afspraak=afspraak, rol=rng.choice(Betrokkenheid.Rol.values))
        for target in (afspraak, *acties):
            recompute_stand(target)
            target.save()
        afspraken.append(afspraak)
    viewers: dict[str, Gebruiker | AnonymousUser] = {
        "publiek": AnonymousUser(),
        "coordinator": GebruikerFactory(rol="coordinator", gemeente=gemeente),
        "werkgroeplid": GebruikerFactory(rol="werkgroeplid", gemeente=gemeente, partij=themas[0].werkgroep),
    }
    return gemeente, afspraken, viewers


def slow_view(afspraak: Afspraak, gemeente: Gemeente, viewer: str) -> tuple[str, set[str]] | None:
    """(status, signalen) of an afspraak as this viewer sees it, by reading every row; None when it is hidden."""
    concept = viewer == "coordinator" or (viewer == "werkgroeplid" and afspraak.thema.nummer == 1)
    if not (concept or afspraak.gepubliceerd):
        return None

    def shown(voortgang: Voortgang) -> bool:
        rows = list(voortgang.publicaties.order_by("id"))
        return concept or bool(rows and rows[-1].soort == "gepubliceerd")

    def newest(actie: Actie | None, until: dt.date = dt.date.max) -> Voortgang | None:
        rows = [v for v in afspraak.voortgang.filter(actie=actie) if shown(v) and v.datum <= until]
        return max(rows, key=lambda v: (v.datum, v.pk), default=None)

    last = newest(None)
    status = last.status if last else "niet_gestart"
    is_open = status not in CLOSED
    signals = set()
    terms = [t for t in afspraak.termijnen.all() if t.actie is None or concept or t.actie.gepubliceerd]
    for term in terms:
        met = term.voldaan_op is not None and term.voldaan_op <= TODAY
        if term.actie is not None:
            actie_last = newest(term.actie)
            met = met or (actie_last is not None and actie_last.status in CLOSED)
        if is_open and not met and term.soort in ("gereed", "besluit") and term.einddatum < TODAY:
            signals.add("termijn_verstreken")
    limit = TODAY - dt.timedelta(days=gemeente.verouderd_na_dagen)
    if is_open and (last.datum if last else afspraak.afsprakenset.begindatum) < limit:
        signals.add("verouderd")
    if not [b for b in afspraak.betrokkenheden.all() if b.actie is None and b.rol == "trekker"]:
        signals.add("zonder_trekker")
    if not terms:
        signals.add("zonder_termijn")
    meetings = [o.datum for o in gemeente.overleggen.filter(soort="bestuurlijk") if o.datum < TODAY]
    if meetings:
        then = newest(None, max(meetings))
        if SEVERITY[status] > SEVERITY[then.status if then else "niet_gestart"]:
            signals.add("verslechterd")
    if is_open and last is not None and last.gevraagd_besluit:
        signals.add("wacht_op_besluit")
    return status, signals


@pytest.mark.parametrize("viewer", ["publiek", "coordinator", "werkgroeplid"])
@pytest.mark.parametrize("scoped", [True, False], ids=["one gemeente", "all gemeenten"])
def test_sql_agrees_with_the_slow_reading(world, viewer: str, scoped: bool) -> None:
    gemeente, afspraken, viewers = world
    user = viewers[viewer]
    scope = gemeente if scoped else None
    rows = Afspraak.objects.visible_to(user, gemeente=scope).with_signalen(user, gemeente=scope, peildatum=TODAY)
    fast = {
        row.pk: (row.zicht_status, {name for name in Signaal.values if getattr(row, f"signaal_{name}")}) for row in rows
    }
    slow = {}
    for afspraak in afspraken:
        seen = slow_view(Afspraak.objects.get(pk=afspraak.pk), gemeente, viewer)
        if seen is not None:
            slow[afspraak.pk] = seen
    assert fast == slow
    assert {name for _, signals in slow.values() for name in signals} == set(Signaal.values), "every signal occurs"


def test_no_previous_meeting_means_nothing_got_worse() -> None:
    afspraak = AfspraakFactory()
    report(afspraak, random.Random(1))
    Afspraak.objects.filter(pk=afspraak.pk).update(status_publiek="stagnatie")
    row = Afspraak.objects.with_signalen(AnonymousUser(), gemeente=afspraak.gemeente, peildatum=TODAY).get()
    assert row.signaal_verslechterd is False
