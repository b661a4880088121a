# SPDX-License-Identifier: EUPL-1.2
"""Targets and links between agreements: in words, on their page, on that of an afspraak, and for whom."""

import re
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from afspraken.doelen import doelen_per_set, target_text, value_text, verbanden_of
from afspraken.models import Doeldeel, Doelstelling, Meting, Verband
from afspraken.services.persoonsgegevens import texts_to_publish
from portaal.lib.publicity import publicity_of
from tests.afspraken.wereld import count_data_queries
from tests.factories import (
    AfspraakFactory,
    AfsprakensetFactory,
    DoeldeelFactory,
    DoelstellingFactory,
    GebruikerFactory,
    GemeenteFactory,
    MetingFactory,
    ThemaFactory,
    VerbandFactory,
)

pytestmark = pytest.mark.django_db
NOBODY = AnonymousUser()


@pytest.fixture
def stad():
    gemeente = GemeenteFactory(slug="stad", naam="Stad")
    gemeente.set = AfsprakensetFactory(gemeente=gemeente, slug="set", naam="De set")
    gemeente.thema = ThemaFactory(afsprakenset=gemeente.set)
    gemeente.een = AfspraakFactory(thema=gemeente.thema, code="1a", titel="Eerste")
    gemeente.twee = AfspraakFactory(thema=gemeente.thema, code="1b", titel="Tweede")
    gemeente.concept = AfspraakFactory(thema=gemeente.thema, code="1c", titel="Geheim", gepubliceerd=False)
    return gemeente


def text_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split()).replace(" ,", ",")


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"doel": Decimal(2330), "eenheid": "woningen"}, "minstens 2.330 woningen"),
        ({"doel": Decimal("30"), "eenheid": "procent", "richting": "hoogstens"}, "hoogstens 30%"),
        ({"doel": Decimal(60000), "eenheid": "euro", "richting": "hoogstens"}, "hoogstens € 60.000"),
        ({"doel": Decimal(0), "richting": "precies"}, "0"),
        ({"doel": None, "doel_tekst": "label B", "waardestatus": "niet_van_toepassing"}, "label B"),
        ({"doel": None, "richting": "volgen", "waardestatus": "niet_van_toepassing"}, "alleen volgen"),
        ({"doel": None, "waardestatus": "nader_te_bepalen"}, "nader te bepalen"),
    ],
)
def test_a_target_in_words(values, text):
    assert target_text(Doelstelling(**values)).replace("\xa0", " ").removesuffix(",00") == text


def test_unknown_is_never_zero():
    assert value_text(None, "procent", "nader_te_bepalen") == "nader te bepalen"
    assert value_text(Decimal("12.5"), "procent") == "12,5%"


@pytest.mark.parametrize(
    "values",
    [
        {"doel": None},
        {"doel": 1, "waardestatus": "onbekend"},
    ],
)
def test_a_target_says_what_or_why_not(stad, values):
    with pytest.raises(IntegrityError), transaction.atomic():
        DoelstellingFactory(afsprakenset=stad.set, **values)
    row = DoelstellingFactory(afsprakenset=stad.set)
    values = {"waarde" if name == "doel" else name: value for name, value in values.items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        DoeldeelFactory(doelstelling=row, **values)


def test_parts_add_up_only_where_they_can(stad):
    row = DoelstellingFactory(afsprakenset=stad.set)
    for naam, waarde in (("A", 31), ("B", 35)):
        DoeldeelFactory(doelstelling=row, verdeling="corporatie", naam=naam, waarde=waarde, eenheid="procent")
    for naam, waarde in (("land", 290000), ("stad", 2330)):
        DoeldeelFactory(doelstelling=row, verdeling="niveau", naam=naam, waarde=waarde)
    DoeldeelFactory(doelstelling=row, verdeling="halfjaar", naam="eerste", waarde=91)
    DoeldeelFactory(doelstelling=row, verdeling="halfjaar", naam="tweede", waarde=None, waardestatus="nader_te_bepalen")
    (shown,) = doelen_per_set(NOBODY, stad)
    divided = {
        one.naam: (one.samen, [part.waarde for part in one.delen]) for one in shown.groepen[0].regels[0].verdelingen
    }
    assert divided == {
        "corporatie": ("66%", ["31%", "35%"]),
        "niveau": ("", ["290.000", "2.330"]),
        "halfjaar": ("", ["91", "nader te bepalen"]),
    }


def test_targets_come_before_indicators_and_only_of_visible_sets(stad):
    DoelstellingFactory(afsprakenset=stad.set, titel="Uren", groep="Werkwijze", volgorde=1)
    DoelstellingFactory(afsprakenset=stad.set, titel="Huizen", volgorde=2)
    DoelstellingFactory(
        afsprakenset=stad.set,
        titel="Reacties",
        groep="Werkwijze",
        volgorde=3,
        doel=None,
        richting="volgen",
        waardestatus="niet_van_toepassing",
    )
    hidden = AfsprakensetFactory(gemeente=stad, slug="straks", gepubliceerd=False)
    part = DoeldeelFactory(doelstelling=DoelstellingFactory(afsprakenset=hidden))
    (shown,) = doelen_per_set(NOBODY, stad)
    assert [(group.naam, [line.doel.titel for line in group.regels]) for group in shown.groepen] == [
        ("", ["Huizen"]),
        ("Werkwijze", ["Uren", "Reacties"]),
    ]
    group = shown.groepen[1]  # what is only followed takes one line
    assert [[line.doel.titel for line in rows] for rows in (group.doelen, group.gevolgd)] == [["Uren"], ["Reacties"]]
    coordinator = GebruikerFactory(rol="coordinator", gemeente=stad)
    assert len(doelen_per_set(coordinator, stad)) == 2
    assert not Doeldeel.objects.visible_to(NOBODY).exists()
    assert Doeldeel.objects.visible_to(coordinator).get() == part


def test_a_link_reads_from_both_sides_and_hides_with_either(stad):
    VerbandFactory(van=stad.een, naar=stad.twee, soort="blokkeert", toelichting="Eerst dit.")
    VerbandFactory(van=stad.een, naar=stad.concept)
    assert [(row.soort, row.andere.code, row.toelichting) for row in verbanden_of(NOBODY, stad.een)] == [
        ("houdt tegen", "1b", "Eerst dit.")
    ]
    assert [(row.soort, row.andere.code) for row in verbanden_of(NOBODY, stad.twee)] == [("wacht op", "1a")]
    assert len(verbanden_of(GebruikerFactory(rol="coordinator", gemeente=stad), stad.een)) == 2


def test_a_link_is_not_to_itself_and_not_twice(stad):
    VerbandFactory(van=stad.een, naar=stad.twee)
    for naar in (stad.een, stad.twee):
        with pytest.raises(IntegrityError), transaction.atomic():
            VerbandFactory(van=stad.een, naar=naar)


def test_texts_are_checked_for_personal_data_when_they_are_public(stad):
    row = DoelstellingFactory(afsprakenset=stad.set, toelichting="Bel mij")
    part = DoeldeelFactory(doelstelling=row, naam="Deel een")
    seen = VerbandFactory(van=stad.een, naar=stad.twee, toelichting="Samen")
    unseen = VerbandFactory(van=stad.een, naar=stad.concept, toelichting="Stil")
    checked = [text.tekst for one in (row, part, seen) for text in texts_to_publish(one, set())]
    assert "Bel mij" in checked or not checked  # a row that is stored already: what changed
    assert [text.tekst for text in texts_to_publish(row, {"toelichting"})] == ["Bel mij"]
    assert [text.tekst for text in texts_to_publish(part, {"naam"})] == ["Deel een"]
    assert [text.tekst for text in texts_to_publish(seen, {"toelichting"})] == ["Samen"]
    assert not list(texts_to_publish(unseen, {"toelichting"}))
    with_set = [text.tekst for text in texts_to_publish(stad.set, {"gepubliceerd"})]
    assert {"Bel mij", "Deel een"} <= set(with_set)


def test_the_page(client, stad):
    row = DoelstellingFactory(
        afsprakenset=stad.set, afspraak=stad.een, titel="Huizen", doel=80, eenheid="procent", periode="2025-H1"
    )
    DoeldeelFactory(doelstelling=row, naam="Oost", waarde=3)
    DoelstellingFactory(afsprakenset=stad.set, afspraak=stad.concept, titel="Kort")
    text = text_of(client.get("/stad/doelen/"))
    for part in (
        "De set",
        "Huizen",
        "minstens 80%, eerste helft 2025",
        "Verdeling: corporatie",
        "Oost 3",
        "afspraak 1a",
    ):
        assert part in text
    assert "Geheim" not in text
    assert "nog geen doelen" in text_of(client.get(f"/{GemeenteFactory().slug}/doelen/"))
    assert client.get("/nergens/doelen/").status_code == 404
    assert client.post("/stad/doelen/").status_code == 405


def test_on_the_page_of_an_afspraak(client, stad):
    DoelstellingFactory(afsprakenset=stad.set, afspraak=stad.een, titel="Huizen")
    VerbandFactory(van=stad.een, naar=stad.twee)
    text = text_of(client.get(stad.een.get_absolute_url()))
    assert "Doel in getallen Huizen" in text
    assert "Volgt uit 1b Tweede (De set)" in text
    other = text_of(client.get(stad.twee.get_absolute_url()))
    assert "Leidde tot 1a Eerste" in other
    assert "Doel in getallen" not in other


def test_queries_do_not_grow(client, stad):
    def make():
        DoeldeelFactory(doelstelling=DoelstellingFactory(afsprakenset=stad.set, afspraak=stad.een))
        VerbandFactory(van=stad.een, naar=AfspraakFactory(thema=stad.thema))

    make()
    pages = ("/stad/doelen/", stad.een.get_absolute_url())
    few = [count_data_queries(lambda page=page: client.get(page)) for page in pages]
    for _number in range(5):
        make()
    assert [count_data_queries(lambda page=page: client.get(page)) for page in pages] == few


def test_a_verband_has_a_name(stad):
    assert str(Verband(van=stad.een, naar=stad.twee, soort="zelfde")) == "1a Eerste is hetzelfde als 1b Tweede"
    assert str(Doelstelling(titel="Huizen")) == "Huizen"
    assert str(Doeldeel(naam="Oost")) == "Oost"
    assert Doelstelling().wanneer == ""


def test_the_footer_leads_there_only_where_there_are_targets(client, stad):
    assert "/stad/doelen/" not in client.get("/stad/").content.decode()
    DoelstellingFactory(afsprakenset=stad.set)
    assert "/stad/doelen/" in client.get("/stad/").content.decode()


def test_a_target_is_as_hidden_as_its_afspraak(stad, client):
    """A coordinator who withdraws an afspraak withdraws what it wanted to reach."""
    own = {"afsprakenset": stad.set, "titel": "Geheim doel"}
    hidden = DoelstellingFactory(**own, afspraak=stad.concept, code="geheim")
    part, meting = DoeldeelFactory(doelstelling=hidden), MetingFactory(doelstelling=hidden)
    of_set = DoelstellingFactory(afsprakenset=stad.set, afspraak=None, code="set")
    coordinator = GebruikerFactory(rol="coordinator", gemeente=stad)
    for user, found in ((NOBODY, {of_set}), (coordinator, {of_set, hidden})):
        assert set(Doelstelling.objects.visible_to(user)) == found
        assert (part in Doeldeel.objects.visible_to(user)) is (len(found) > 1)
        assert (meting in Meting.objects.visible_to(user)) is (len(found) > 1)
    assert "Geheim doel" not in text_of(client.get("/stad/doelen/"))
    assert client.get(f"/api/v1/doelstellingen/{hidden.pk}").status_code == 404
    assert not any(publicity_of(type(row)).holds(row) for row in (hidden, part, meting))
