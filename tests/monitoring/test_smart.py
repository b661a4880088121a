# SPDX-License-Identifier: EUPL-1.2
"""What afspraken miss to be followed: four questions with their reasons, from what the viewer may see."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse

from monitoring.selectors.smart import smart
from tests.factories import (
    AfspraakFactory,
    BetrokkenheidFactory,
    BrondocumentFactory,
    DoelstellingFactory,
    GebruikerFactory,
    GemeenteFactory,
    PartijFactory,
    TermijnFactory,
    ThemaFactory,
)
from tests.monitoring.queries import data_queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def thema():
    return ThemaFactory(afsprakenset__gemeente=GemeenteFactory(slug="maastricht"), afsprakenset__slug="set-1")


def missing(thema, user=None):
    found = smart(user or AnonymousUser(), thema.afsprakenset.gemeente, thema.afsprakenset)
    return {row.code: {toets.sleutel: toets.uitleg for toets in row.ontbreekt} for row in found.regels}


def whole(thema, code, **kwargs):
    """An afspraak that misses nothing."""
    kwargs = {"doel": "Er komen 18 standplaatsen bij.", "bron": BrondocumentFactory(), "bron_plaats": "H 5", **kwargs}
    row = AfspraakFactory(thema=thema, code=code, **kwargs)
    BetrokkenheidFactory(afspraak=row, partij=PartijFactory())
    TermijnFactory(afspraak=row, periode="2026")
    return row


def test_each_question_has_its_reason(thema):
    whole(thema, "1a")
    bare = AfspraakFactory(thema=thema, code="1b", doel="", bron=None, bron_plaats="")
    BetrokkenheidFactory(afspraak=bare, partij=PartijFactory(), rol="betrokken")
    whole(thema, "1c", doel="Meer doorstroming.")

    found = missing(thema)

    assert found["1a"] == {}
    assert found["1b"] == {
        "trekker": "Er is geen trekker genoemd.",
        "termijn": "Nergens staat wanneer iets klaar moet zijn.",
        "meetbaar": "Er staat geen doel bij.",
        "bron": "Er staat niet uit welk document dit komt.",
    }
    assert found["1c"] == {"meetbaar": "In het doel staat geen getal, en er is geen doelstelling aan gekoppeld."}
    stand = smart(AnonymousUser(), thema.afsprakenset.gemeente, thema.afsprakenset)
    assert [row.code for row in stand.te_verbeteren] == ["1b", "1c"]
    assert stand.compleet == 1
    assert stand.tellingen == [
        ("trekker", "Trekker", 2, 1),
        ("termijn", "Termijn", 2, 1),
        ("meetbaar", "Meetbaar doel", 1, 2),
        ("bron", "Bron", 2, 1),
    ]
    assert [row.code for row in stand.lacking("trekker")] == ["1b"]


@pytest.mark.parametrize(
    ("goal", "number"),
    [
        ("Er komen 18 standplaatsen.", "18"),
        ("Minstens 80% blijft bereikbaar.", "80%"),
        ("In totaal 2.330 woningen, voor 2030.", "2.330"),
        ("Gemiddeld 12,5 procent", "12,5"),
        ("Klaar in 2026, te beginnen in Q1.", None),
        ("Zie afspraak 3a en artikel 5b/6.", None),
        ("Tussen 2022-2026.", None),
    ],
)
def test_a_number_is_a_goal_and_a_year_or_code_is_none(thema, goal, number):
    whole(thema, "1a", doel=goal)
    [row] = smart(AnonymousUser(), thema.afsprakenset.gemeente, thema.afsprakenset).regels
    toets = next(toets for toets in row.toetsen if toets.sleutel == "meetbaar")
    assert toets.voldoet == (number is not None)
    if number:
        assert f"‘{number}’" in toets.uitleg


def test_a_target_with_a_value_is_a_goal_and_one_to_follow_is_none(thema):
    with_target, followed = (whole(thema, code, doel="Beter wonen.") for code in ("1a", "1b"))
    DoelstellingFactory(afsprakenset=thema.afsprakenset, afspraak=with_target, titel="Label B", doel=80)
    DoelstellingFactory(
        afsprakenset=thema.afsprakenset, afspraak=followed, richting="volgen", doel=None, waardestatus="onbekend"
    )
    found = missing(thema)
    assert found["1a"] == {}
    assert list(found["1b"]) == ["meetbaar"]


def test_drafts_count_for_who_reads_them_alone(thema):
    whole(thema, "1a")
    AfspraakFactory(thema=thema, code="1x", gepubliceerd=False)
    coordinator = GebruikerFactory(rol="coordinator", gemeente=thema.afsprakenset.gemeente)
    assert set(missing(thema)) == {"1a"}
    assert set(missing(thema, coordinator)) == {"1a", "1x"}


@pytest.mark.parametrize("number", [2, 23])
def test_the_page(thema, number):
    for index in range(number):
        AfspraakFactory(thema=thema, code=f"1.{index}", titel=f"Afspraak <b>{index}</b>", doel="")
    path = reverse("smart-toets", args=("maastricht",))
    client = Client()
    assert client.get(path).status_code == 302
    client.force_login(GebruikerFactory())
    assert client.get(path).status_code == 403
    client.force_login(GebruikerFactory(rol="bestuurder", gemeente=thema.afsprakenset.gemeente))
    with data_queries() as found:
        page = client.get(path)
    assert page.status_code == 200
    text = page.content.decode()
    assert f"heeft {number} afspraken" in text
    assert "Er is geen trekker genoemd." in text
    assert "<b>0" not in text
    assert len(found) == 5, "\n".join(found)
    assert client.get(path, {"afsprakenset": "bestaat-niet"}).status_code == 404
    assert text.count("ap-details__body") == min(number, 20)
    more = client.get(path, {"pagina": "2", "ontbreekt": "meetbaar"})
    assert more.status_code == (200 if number > 20 else 404)
    if number > 20:
        assert more.content.decode().count("ap-details__body") == 3
        assert "ontbreekt=meetbaar" in more.context["vorige_url"]
    assert "nergens" in client.get(path, {"ontbreekt": "bron"}).content.decode() or number
    for wrong in ({"ontbreekt": "alles"}, {"pagina": "0"}, {"pagina": "x"}, {"pagina": "99999"}, {"pagina": "٣"}):
        assert client.get(path, wrong).status_code == 404, wrong
    assert client.post(path).status_code == 405
    assert path in client.get(reverse("werkbank")).content.decode()
