# SPDX-License-Identifier: EUPL-1.2
"""The list of neighbourhoods and the page of one: what it tells, to whom, and in how many queries."""

import shutil
from decimal import Decimal

import pytest
from django.conf import settings

from afspraken.services.voortgang import Melding, record_voortgang
from monitoring.selectors.maten import VASTE_MATEN
from monitoring.services.voorbeelddata import load_voorbeelddata
from tests.factories import (
    ActieFactory,
    AfspraakFactory,
    AfsprakensetFactory,
    BetrokkenheidFactory,
    BewonerskrachtteamFactory,
    GebiedFactory,
    GebruikerFactory,
    GemeenteFactory,
    LiggingFactory,
    PartijFactory,
    TermijnFactory,
    ThemaFactory,
    VastgoedprojectFactory,
)
from tests.monitoring.queries import data_queries
from tests.wijken.factories import AantalFactory, IndicatorFactory, IndicatorwaardeFactory
from wijken.models import Gebied, Gebiedsdeel, Kaarttegel

pytestmark = pytest.mark.django_db


@pytest.fixture
def stad():
    """A gemeente with two buurten in a wijk and a rayon, and an afspraak with acties in the first one."""
    gemeente = GemeenteFactory(slug="stad", naam="Stad")
    gemeente.wijk = GebiedFactory(gemeente=gemeente, soort="wijk", naam="West", slug="wijk-west")
    gemeente.noord = GebiedFactory(gemeente=gemeente, naam="Noord", slug="noord", ouder=gemeente.wijk)
    gemeente.zuid = GebiedFactory(gemeente=gemeente, naam="Zuid", slug="zuid", ouder=gemeente.wijk)
    gemeente.rayon = GebiedFactory(gemeente=gemeente, soort="rayon", naam="Een", slug="rayon-een")
    Gebiedsdeel.objects.create(gemeente=gemeente, geheel=gemeente.rayon, deel=gemeente.noord)
    gemeente.thema = ThemaFactory(afsprakenset=AfsprakensetFactory(gemeente=gemeente, slug="set"))
    gemeente.afspraak = AfspraakFactory(thema=gemeente.thema, code="1a", titel="Wonen in Noord")
    gemeente.actie = ActieFactory(
        afspraak=gemeente.afspraak, volgnummer=1, titel="Huizen opknappen", aantal_woningen=12
    )
    LiggingFactory(afspraak=gemeente.afspraak, gebied=gemeente.noord)
    LiggingFactory(afspraak=gemeente.afspraak, actie=gemeente.actie, gebied=gemeente.noord)
    BetrokkenheidFactory(afspraak=gemeente.afspraak, actie=gemeente.actie, partij=PartijFactory(naam="Dorpswonen"))
    TermijnFactory(afspraak=gemeente.afspraak, actie=gemeente.actie, periode="2025-H1")
    return gemeente


def page(client, slug):
    return client.get(f"/stad/wijken/{slug}/")


def test_what_the_page_tells(client, stad):
    BewonerskrachtteamFactory(gebied=stad.noord, corporatie=PartijFactory(naam="Teamwonen"), fase=1)
    VastgoedprojectFactory(gemeente=stad, gebied=stad.noord, locatie="Dorpsstraat", bat="BAT 2")
    VastgoedprojectFactory(gemeente=stad, gebied=stad.noord, locatie="Geheimstraat", gepubliceerd=False)
    IndicatorwaardeFactory(indicator__gemeente=stad, indicator__naam="Koopwoningen", gebied=stad.noord, waarde=45)
    answer = page(client, "noord")
    assert answer.status_code == 200
    text = answer.content.decode()
    for part in ("Huizen opknappen", "Dorpswonen", "eerste helft 2025", "Nog niet gestart", "Wonen in Noord", "12"):
        assert part in text
    for part in ("Teamwonen", "1. signaleren", "Dorpsstraat", "BAT 2", "Koopwoningen", "45%", "Rayon Een", "Wijk West"):
        assert part in text
    assert "Geheimstraat" not in text
    assert "/stad/afspraken/set/1a/" in text


def test_drafts_are_for_who_reads_drafts(client, stad):
    hidden = ActieFactory(afspraak=stad.afspraak, volgnummer=2, titel="Nog geheim", gepubliceerd=False)
    LiggingFactory(afspraak=stad.afspraak, actie=hidden, gebied=stad.noord)
    concept = AfspraakFactory(thema=stad.thema, code="9z", titel="Concept van morgen", gepubliceerd=False)
    LiggingFactory(afspraak=concept, gebied=stad.noord)
    coordinator = GebruikerFactory(rol="coordinator", gemeente=stad)
    record_voortgang(afspraak=stad.afspraak, actie=stad.actie, melding=Melding(status="op_koers"), by=coordinator)
    text = page(client, "noord").content.decode()
    assert "Nog geheim" not in text
    assert "Concept van morgen" not in text
    assert "Op koers" not in text
    assert client.get("/stad/wijken/").context["lijst"].buurten[0].waarde == 2
    client.force_login(coordinator)
    text = page(client, "noord").content.decode()
    assert "Nog geheim" in text
    assert "Concept van morgen" in text
    assert "Op koers" in text


def test_a_place_that_is_not_there(client, stad):
    GebiedFactory(gemeente=GemeenteFactory(slug="elders"), slug="ver-weg")
    for address in ("/stad/wijken/nergens/", "/stad/wijken/ver-weg/", "/nergens/wijken/noord/", "/nergens/wijken/"):
        assert client.get(address).status_code == 404
    assert client.post("/stad/wijken/noord/").status_code == 405


def test_an_empty_place_says_so(client, stad):
    text = page(client, "zuid").content.decode()
    for part in ("Voor dit gebied is niets genoemd", "geen leefbaarheidsfonds", "geen bewonersteam", "geen cijfers"):
        assert part in text


def test_a_larger_place_adds_up_what_can_be_added(client, stad):
    woningen = AantalFactory(gemeente=stad, naam="Woningen", onderwerp="woningen")
    koop = IndicatorFactory(gemeente=stad, naam="Koop", aggregatie="gewogen", gewicht=woningen, aggregatie_uitleg="")
    half = IndicatorFactory(gemeente=stad, naam="Half")
    for buurt, aantal, deel in ((stad.noord, 1000, 50), (stad.zuid, 3000, 10)):
        IndicatorwaardeFactory(indicator=woningen, gebied=buurt, waarde=aantal)
        IndicatorwaardeFactory(indicator=koop, gebied=buurt, waarde=deel)
        IndicatorwaardeFactory(indicator=half, gebied=buurt, waarde=deel)
    cijfers = {
        cijfer.naam: (cijfer.regels[0].tekst if cijfer.regels else cijfer.reden)
        for groep in page(client, "wijk-west").context["pagina"].cijfers
        for cijfer in groep.cijfers
    }
    assert cijfers == {"Woningen": "4.000", "Koop": "20%", "Half": "Dat kan niet."}


def test_figures_on_a_few_households_are_nowhere_on_the_page(client, stad):
    people = AantalFactory(gemeente=stad, naam="Mensen", onderwerp="personen")
    IndicatorwaardeFactory(indicator=people, gebied=stad.noord, waarde=Decimal("7777"), basis=3)
    IndicatorwaardeFactory(indicator=people, gebied=stad.zuid, waarde=100)
    assert "niet getoond: minder dan 5 huishoudens" in page(client, "noord").content.decode().lower()
    for slug in ("noord", "wijk-west"):
        text = page(client, slug).content.decode()
        assert "7.777" not in text
        assert "7.877" not in text


@pytest.mark.parametrize("maat", ["", "acties", "woningen", "stagneert", "teams", "fonds", "onzin", "cijfer-x", "\0"])
def test_the_list(client, stad, maat):
    answer = client.get("/stad/wijken/", {"maat": maat} if maat else {})
    known = maat in ("", *VASTE_MATEN)
    assert answer.status_code == (200 if known else 422)
    assert ("is niet iets wat de kaart kan tonen" in answer.content.decode()) is not known
    lijst = answer.context["lijst"]
    assert [row.naam for row in lijst.buurten] == ["Noord", "Zuid"]
    assert lijst.maat == (maat if maat in VASTE_MATEN else "acties")
    if lijst.maat == "acties":
        assert [(row.tekst, row.stap) for row in lijst.buurten] == [("2", 1), ("", 0)]
    assert {naam for naam, _slug in lijst.grotere} == {"Wijk West", "Rayon Een"}


def test_the_map_is_a_list_of_links_with_the_figures_of_the_table(client, stad):
    Kaarttegel.objects.create(gemeente=stad, gebied=stad.noord, rij=1, kolom=1)
    Kaarttegel.objects.create(gemeente=stad, naam="Maas", rij=1, kolom=2)
    Kaarttegel.objects.create(gemeente=stad, gebied=stad.zuid, rij=2, kolom=3)
    answer = client.get("/stad/wijken/")
    lijst = answer.context["lijst"]
    shown = [tegel.regel.naam if tegel.regel else tegel.naam for tegel in lijst.tegels]
    assert (shown, lijst.kolommen) == (["Noord", "Maas", "", "", "", "Zuid"], 3)
    text = answer.content.decode()
    assert text.count('href="/stad/wijken/noord/"') == 2
    assert [tekst for _stap, tekst in lijst.legenda] == ["niets genoemd", "tot en met 2"]


def test_the_map_of_maastricht_is_right_about_the_maas():
    """Every buurt has its tile; those of the wijken on the east bank, Wyck and Sint Maartenspoort lie right of it."""
    load_voorbeelddata()
    tegels = {row.gebied.slug: row for row in Kaarttegel.objects.filter(gemeente__slug="maastricht", naam="")}
    maas = {row.kolom for row in Kaarttegel.objects.filter(gemeente__slug="maastricht", naam="Maas")}
    assert (len(tegels), maas) == (44, {6})
    for slug, row in tegels.items():
        east = slug in ("wyck", "sint-maartenspoort") or row.gebied.cbs_code[6:8] in ("04", "05", "06")
        assert (row.kolom > 6) is east, slug
    without = Gebied.objects.filter(soort="buurt", kaarttegel=None)
    assert list(without.values_list("gemeente__slug", "naam")) == []


def test_a_buurt_that_moves_on_the_map_takes_a_square_that_was_just_left(tmp_path):
    root = tmp_path / "fixtures"
    shutil.copytree(settings.BASE_DIR / "fixtures", root)
    load_voorbeelddata(root=root, only="heerlen")
    path = root / "heerlen" / "kaart.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("kasteelbuurt de-dem", "de-dem kasteelbuurt"), encoding="utf-8")
    load_voorbeelddata(root=root, only="heerlen")
    first = Kaarttegel.objects.filter(rij=1, kolom__lte=2).order_by("kolom").values_list("gebied__slug", flat=True)
    assert list(first) == ["de-dem", "kasteelbuurt"]
    assert Kaarttegel.objects.count() == 20


def test_queries_stay_within_ten(client, stad):
    def ask(address):
        with data_queries() as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    IndicatorwaardeFactory(indicator__gemeente=stad, indicator__slug="koop", gebied=stad.noord)
    addresses = ["/stad/wijken/noord/", "/stad/wijken/wijk-west/", "/stad/wijken/", "/stad/wijken/?maat=cijfer-koop"]
    addresses += [f"/stad/wijken/?maat={maat}" for maat in VASTE_MATEN]
    few = [ask(address) for address in addresses]
    for number in range(20):
        buurt = GebiedFactory(gemeente=stad, naam=f"Buurt {number}", slug=f"buurt-{number}", ouder=stad.wijk)
        actie = ActieFactory(afspraak=stad.afspraak, volgnummer=10 + number)
        TermijnFactory(afspraak=stad.afspraak, actie=actie)
        for place in (buurt, stad.noord):
            LiggingFactory(afspraak=stad.afspraak, actie=actie, gebied=place)
        BewonerskrachtteamFactory(gebied=buurt, corporatie=PartijFactory(), fase=2)
        VastgoedprojectFactory(gemeente=stad, gebied=buurt)
        IndicatorwaardeFactory(indicator__gemeente=stad, gebied=buurt)
    assert [ask(address) for address in addresses] == few
    assert max(few) <= 10


def test_the_page_of_pottenberg(client):
    load_voorbeelddata(only="maastricht")
    text = client.get("/maastricht/wijken/pottenberg/").content.decode()
    for part in ("Poortgebouw", "Mammoetflat", "61% of minder", "Onderzoek Veerkracht Maastricht"):
        assert part in text
    for slug in ("rayon-noord-west", "wijk-west", "caberg-malpertuis", "malberg"):
        assert client.get(f"/maastricht/wijken/{slug}/").status_code == 200
