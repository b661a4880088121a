# SPDX-License-Identifier: EUPL-1.2
"""From national priority to neighbourhood, and what holds an afspraak up."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser

from afspraken.doorwerking import read_ketens
from afspraken.models import Afspraak, LandelijkePrioriteit, Verband
from afspraken.services.voortgang import Melding, record_voortgang
from tests.afspraken.wereld import count_data_queries
from tests.factories import (
    AfspraakFactory,
    AfsprakensetFactory,
    DoelstellingFactory,
    GebiedFactory,
    GebruikerFactory,
    GemeenteFactory,
    LiggingFactory,
    MetingFactory,
    ThemaFactory,
    VerbandFactory,
)

pytestmark = pytest.mark.django_db
NOBODY = AnonymousUser()


@pytest.fixture
def stad():
    gemeente = GemeenteFactory(slug="stad", naam="Stad")
    gemeente.set = AfsprakensetFactory(gemeente=gemeente, slug="set")
    gemeente.thema = ThemaFactory(afsprakenset=gemeente.set, nummer=1, naam="Betaalbaarheid")
    gemeente.prioriteit = LandelijkePrioriteit.objects.create(
        gemeente=gemeente, afsprakenset=gemeente.set, nummer=2, naam="Betaalbaar wonen", jaren="2020/2021"
    )
    gemeente.prioriteit.themas.add(gemeente.thema)
    gemeente.een = AfspraakFactory(thema=gemeente.thema, code="1a", titel="Huren")
    gemeente.twee = AfspraakFactory(thema=gemeente.thema, code="1b", titel="Lokaal")
    gemeente.concept = AfspraakFactory(thema=gemeente.thema, code="1c", titel="Verborgen", gepubliceerd=False)
    return gemeente


def test_the_chain_shows_what_each_may_see(stad, as_user) -> None:
    place = GebiedFactory(gemeente=stad, naam="Noord", slug="noord")
    LiggingFactory(afspraak=stad.een, gebied=place)
    LiggingFactory(afspraak=stad.concept, gebied=place)
    doel = DoelstellingFactory(afsprakenset=stad.set, afspraak=stad.een, titel="Tachtig procent", code="tachtig")
    VerbandFactory(van=stad.twee, naar=stad.een, soort="draagt_bij")
    VerbandFactory(van=stad.concept, naar=stad.een, soort="draagt_bij")
    text = " ".join(as_user(None).get("/stad/doorwerking/").content.decode().split())
    for words in (
        "Betaalbaar wonen",
        "2020 tot en met 2021",
        "2 afspraken",
        "Huren",
        "Tachtig procent",
        "Geen gegevens",
        "Noord",
        "1b Lokaal",
    ):
        assert words in text
    assert "Verborgen" not in text
    coordinator = GebruikerFactory(rol="coordinator", gemeente=stad)
    assert "3 afspraken" in as_user(coordinator).get("/stad/doorwerking/").content.decode()
    few = count_data_queries(lambda: read_ketens(NOBODY, stad))
    for number in range(5):
        thema = ThemaFactory(afsprakenset=stad.set, nummer=10 + number)
        stad.prioriteit.themas.add(thema)
        row = AfspraakFactory(thema=thema)
        LiggingFactory(afspraak=row)
        MetingFactory(doelstelling=DoelstellingFactory(afsprakenset=stad.set, afspraak=row))
        VerbandFactory(van=row, naar=stad.een, soort="draagt_bij")
    MetingFactory(doelstelling=doel)
    assert count_data_queries(lambda: read_ketens(NOBODY, stad)) == few
    stad.set.gepubliceerd = False
    stad.set.save()
    assert "nog geen landelijke prioriteiten" in as_user(None).get("/stad/doorwerking/").content.decode()


def waiting(user, gemeente) -> set[str]:
    rows = Afspraak.objects.visible_to(user, gemeente=gemeente).with_signalen(user, gemeente=gemeente)
    everywhere = Afspraak.objects.visible_to(user).with_signalen(user)
    found = {row.code for row in rows if row.signaal_wacht_op_besluit}
    assert {row.code for row in everywhere if row.signaal_wacht_op_besluit} == found
    return found


def test_what_is_held_up_waits_for_a_decision(stad, as_user) -> None:
    coordinator = GebruikerFactory(rol="coordinator", gemeente=stad)
    lid = GebruikerFactory(rol="werkgroeplid", gemeente=stad, partij=stad.thema.werkgroep)
    assert waiting(NOBODY, stad) == waiting(coordinator, stad) == set()
    VerbandFactory(van=stad.twee, naar=stad.een, soort=Verband.Soort.BLOKKEERT)
    VerbandFactory(van=stad.concept, naar=stad.twee, soort=Verband.Soort.BLOKKEERT)
    assert waiting(NOBODY, stad) == {"1a"}, "a concept afspraak holds nothing up for the public"
    assert waiting(coordinator, stad) == waiting(lid, stad) == {"1a", "1b"}
    page = as_user(None).get(f"/stad/afspraken/{stad.set.slug}/1a/").content.decode()
    assert "Dit wacht op: 1b Lokaal." in page
    Afspraak.objects.filter(pk=stad.twee.pk).update(status="gereed")
    assert waiting(NOBODY, stad) == {"1a"}, "that it is done is not published yet"
    assert waiting(coordinator, stad) == {"1b"} - {"1b"}, "what is done waits for nothing, and holds up nothing"
    Afspraak.objects.filter(pk=stad.twee.pk).update(status_publiek="gereed")
    assert waiting(NOBODY, stad) == set()


def test_looking_back_what_held_up_then(stad, as_user) -> None:
    """At the end of a past day: by the reports until then, and by sets that held by then."""
    coordinator = GebruikerFactory(rol="coordinator", gemeente=stad)
    VerbandFactory(van=stad.twee, naar=stad.een, soort=Verband.Soort.BLOKKEERT)

    def held(user, day) -> set[str]:
        rows = Afspraak.objects.visible_to(user, gemeente=stad)
        rows = rows.with_stand(user, gemeente=stad, peildatum=day).with_signalen(user, gemeente=stad, peildatum=day)
        return {row.code for row in rows if row.signaal_wacht_op_besluit}

    for day, status, publish in (("2024-03-01", "op_koers", True), ("2024-06-01", "gereed", False)):
        melding = Melding(status=status, datum=dt.date.fromisoformat(day))
        record_voortgang(afspraak=stad.twee, melding=melding, by=coordinator, publish=publish)
    may, july = dt.date(2024, 5, 1), dt.date(2024, 7, 1)
    assert held(NOBODY, may) == held(coordinator, may) == {"1a"}
    assert held(NOBODY, july) == {"1a"}, "that it is done was never published"
    assert held(coordinator, july) == set()
    page = as_user(None).get(f"/stad/afspraken/{stad.set.slug}/1a/?peildatum=2024-05-01").content.decode()
    assert "1b Lokaal" in page
    later = AfspraakFactory(
        thema=ThemaFactory(afsprakenset__gemeente=stad, afsprakenset__periode="2025/2026"), code="9z"
    )
    VerbandFactory(van=later, naar=stad.twee, soort=Verband.Soort.BLOKKEERT)
    assert held(NOBODY, may) == {"1a"}, "what was not agreed yet held nothing up"
