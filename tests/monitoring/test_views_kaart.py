# SPDX-License-Identifier: EUPL-1.2
"""What the map can show, on squares and on real boundaries, and two places side by side."""

import re

import pytest

from afspraken.services.voortgang import Melding, record_voortgang
from corporaties.models import Voorraadcijfer
from monitoring.selectors.maten import Maat, Meting
from tests.factories import (
    ActieFactory,
    AfspraakFactory,
    AfsprakensetFactory,
    BewonerskrachtteamFactory,
    BoekingFactory,
    FondsFactory,
    GebiedFactory,
    GebruikerFactory,
    GemeenteFactory,
    KenmerkFactory,
    KlasseFactory,
    LiggingFactory,
    PartijFactory,
    ThemaFactory,
    VastgoedprojectFactory,
    VoorraadcijferFactory,
)
from tests.monitoring.queries import data_queries
from tests.wijken.factories import AantalFactory, IndicatorFactory, IndicatorklasseFactory, IndicatorwaardeFactory
from wijken.models import Gebiedsdeel, Gebiedsomtrek, Kaarttegel

pytestmark = pytest.mark.django_db


@pytest.fixture
def stad():
    """A gemeente with three buurten, two of them in a rayon, and an afspraak in the first one."""
    gemeente = GemeenteFactory(slug="stad", naam="Stad")
    gemeente.noord, gemeente.oost, gemeente.zuid = (
        GebiedFactory(gemeente=gemeente, naam=naam, slug=naam.lower()) for naam in ("Noord", "Oost", "Zuid")
    )
    gemeente.rayon = GebiedFactory(gemeente=gemeente, soort="rayon", naam="Een", slug="rayon-een")
    for buurt in (gemeente.noord, gemeente.oost):
        Gebiedsdeel.objects.create(gemeente=gemeente, geheel=gemeente.rayon, deel=buurt)
    gemeente.thema = ThemaFactory(afsprakenset=AfsprakensetFactory(gemeente=gemeente, slug="set"))
    gemeente.afspraak = AfspraakFactory(thema=gemeente.thema, code="1a", titel="Wonen in Noord")
    LiggingFactory(afspraak=gemeente.afspraak, gebied=gemeente.noord)
    return gemeente


def told(client, maat):
    """{buurt: (words, short, step, note)} of a measure, for who is told anything."""
    lijst = client.get("/stad/wijken/", {"maat": maat}).context["lijst"]
    return {row.naam: (row.tekst, row.kort, row.stap, row.noot) for row in lijst.buurten if row.tekst}


def outline(gebied, west=0, noord=1000):
    pad = f"M{west} {-noord}l1000 0 0 1000 -1000 0z"
    values = {"west": west, "oost": west + 1000, "noord": noord, "zuid": noord - 1000}
    return Gebiedsomtrek.objects.create(
        gemeente=gebied.gemeente, gebied=gebied, pad=pad, herkomst="x", midden_x=west + 500, midden_y=noord - 500,
        **values,
    )  # fmt: skip


def figures(gemeente, code, cells, soort="planning", corporatie=None, periode="2022/2026"):
    """Figures {(gebied, class): number} of one table."""
    first = KlasseFactory(lijst__gemeente=gemeente, lijst__kenmerk=KenmerkFactory(code=code), code="a", naam="BAT 1")
    classes = {"a": first}
    cijfer = None
    for (gebied, klasse), waarde in cells.items():
        if klasse not in classes:
            classes[klasse] = KlasseFactory(lijst=first.lijst, code=klasse, naam=f"Klasse {klasse}")
        same = (
            {"levering": cijfer.levering, "populatie": cijfer.populatie} if cijfer else {"levering__gemeente": gemeente}
        )
        cijfer = VoorraadcijferFactory(
            gebied=gebied, klasse=classes[klasse], waarde=waarde, soort=soort, periode=periode, corporatie=corporatie,
            waardestatus="bekend" if waarde is not None else "onbekend", **same,
        )  # fmt: skip
    return first.lijst


# --- measures --------------------------------------------------------------------------------------------------------


def test_what_is_stuck(client, stad):
    coordinator = GebruikerFactory(rol="coordinator", gemeente=stad)
    melding = Melding(status="stagnatie", toelichting="x", oorzaak="a", gevolg="b", maatregel="c")
    assert told(client, "stagneert") == {}
    record_voortgang(afspraak=stad.afspraak, melding=melding, by=coordinator, publish=True)
    assert told(client, "stagneert") == {"Noord": ("1", "1", 1, "")}


def test_dwellings_come_from_the_newest_table_and_unknown_is_not_zero(client, stad):
    figures(stad, "ingreep", {(stad.noord, "a"): 9999}, periode="2018/2021")
    figures(
        stad,
        "ingreep",
        {(stad.noord, "a"): 1000, (stad.noord, "b"): 234, (stad.oost, "a"): None, (stad.zuid, "a"): 0},
    )
    assert told(client, "woningen") == {"Noord": ("1.234", "1.234", 1, ""), "Oost": ("nog niet bekend", "?", 0, "")}


def test_money_of_a_larger_place_is_said_to_be_shared(client, stad):
    for gebied, amount in ((stad.rayon, "4500.00"), (stad.noord, "20.00")):
        BoekingFactory(fonds=FondsFactory(gebied=gebied), bedrag=amount)
    shown = told(client, "fonds")
    assert set(shown) == {"Noord", "Oost"}
    assert shown["Noord"][3] == ""
    assert shown["Oost"][3] == "samen met heel Rayon Een"
    assert "4.500,00" in shown["Oost"][0]
    assert [shown[naam][1:3] for naam in ("Noord", "Oost")] == [("<1", 1), ("4", 2)]


def test_teams_are_counted(client, stad):
    for _number in range(2):
        BewonerskrachtteamFactory(gebied=stad.noord, corporatie=PartijFactory(), fase=1)
    assert told(client, "teams") == {"Noord": ("2", "2", 1, "")}


def test_projects_are_counted_once_they_are_public(client, stad):
    VastgoedprojectFactory(gemeente=stad, gebied=stad.oost)
    VastgoedprojectFactory(gemeente=stad, gebied=stad.oost, gepubliceerd=False)
    VastgoedprojectFactory(gemeente=stad)
    assert told(client, "projecten") == {"Oost": ("1", "1", 1, "")}


def test_an_indicator_with_numbers(client, stad):
    koop = IndicatorFactory(gemeente=stad, slug="koop", naam="Koop", uitleg="Hoeveel er koopt.")
    for buurt, waarde in ((stad.noord, 0), (stad.oost, "12.5"), (stad.zuid, 50)):
        IndicatorwaardeFactory(indicator=koop, gebied=buurt, waarde=waarde, periode="2020")
    assert told(client, "cijfer-koop") == {
        "Noord": ("0%", "0", 1, ""),
        "Oost": ("12,5%", "12,5", 1, ""),
        "Zuid": ("50%", "50", 2, ""),
    }
    lijst = client.get("/stad/wijken/?maat=cijfer-koop").context["lijst"]
    assert (lijst.label, lijst.uitleg, lijst.leeg) == ("Koop", "Hoeveel er koopt. 2020.", "niet bekend")


def test_an_indicator_with_classes(client, stad):
    veilig = IndicatorFactory(gemeente=stad, slug="veilig", eenheid="klasse")
    low, middle, high = (
        IndicatorklasseFactory(indicator=veilig, rang=rang, naam=naam)
        for rang, naam in enumerate(("weinig", "enige", "veel"), 1)
    )
    values = {"indicator": veilig, "waarde": None}
    IndicatorwaardeFactory(gebied=stad.noord, klasse=high, **values)
    IndicatorwaardeFactory(gebied=stad.oost, klasse=low, **values, periode="2012")
    bron = IndicatorwaardeFactory(gebied=stad.zuid, klasse=low, **values).bron
    IndicatorwaardeFactory(gebied=stad.zuid, klasse=middle, **values, bron=bron)
    assert told(client, "cijfer-veilig") == {
        "Noord": ("veel", "3", 3, ""),
        "Oost": ("weinig", "1", 1, "2012"),
        "Zuid": ("weinig of enige", "≠", 4, "de bron spreekt zichzelf tegen"),
    }
    legend = dict(client.get("/stad/wijken/?maat=cijfer-veilig").context["lijst"].legenda)
    assert legend == {
        0: "niet bekend",
        1: "1. weinig",
        2: "2. enige",
        3: "3. veel",
        4: "meer dan één antwoord, of alleen over een deel: zie de tabel",
    }


def test_what_is_known_of_a_part_is_no_colour_of_the_whole(client, stad):
    klasse = IndicatorklasseFactory(indicator__gemeente=stad, indicator__slug="enkel", naam="veel", rang=1)
    IndicatorwaardeFactory(indicator=klasse.indicator, gebied=stad.noord, klasse=klasse, waarde=None, deel="de flats")
    assert told(client, "cijfer-enkel") == {"Noord": ("veel", "≠", 4, "alleen bekend over: de flats")}
    IndicatorwaardeFactory(indicator=klasse.indicator, gebied=stad.oost, klasse=klasse, waarde=None)
    assert told(client, "cijfer-enkel")["Oost"] == ("veel", "1", 3, "")


def test_what_is_hidden_has_no_colour(client, stad):
    people = AantalFactory(gemeente=stad, slug="mensen", onderwerp="personen")
    IndicatorwaardeFactory(indicator=people, gebied=stad.noord, waarde=7777, basis=3)
    IndicatorwaardeFactory(indicator=people, gebied=stad.oost, waarde=100)
    shown = told(client, "cijfer-mensen")
    assert shown["Noord"] == ("niet getoond: minder dan 5 huishoudens", "–", 0, "")
    assert "7.777" not in client.get("/stad/wijken/?maat=cijfer-mensen").content.decode()


def test_an_indicator_without_a_buurt_cannot_be_chosen(client, stad):
    IndicatorFactory(gemeente=stad, slug="leeg")
    IndicatorwaardeFactory(indicator__gemeente=stad, indicator__slug="rayon", gebied=stad.rayon)
    IndicatorwaardeFactory(indicator__gemeente=GemeenteFactory(), indicator__slug="elders")
    for slug in ("leeg", "rayon", "elders"):
        assert client.get("/stad/wijken/", {"maat": f"cijfer-{slug}"}).status_code == 422


def test_steps_of_a_measure_without_any_value():
    maat = Maat("x", "X", "", "niets", {1: Meting("?", "?")})
    assert (maat.steps(), maat.legenda) == ({1: 0}, [(0, "niets")])


# --- outlines --------------------------------------------------------------------------------------------------------


def test_outlines_take_the_place_of_the_squares(client, stad):
    Kaarttegel.objects.create(gemeente=stad, gebied=stad.noord, rij=1, kolom=1)
    assert '<svg class="ap-outlines' not in client.get("/stad/wijken/").content.decode()
    outline(stad.noord)
    outline(stad.oost, west=123_456)
    answer = client.get("/stad/wijken/")
    kaart = answer.context["lijst"].omtrekken
    assert (kaart.kader, kaart.zonder) == ("-150 -1150 124756 1300", ("Zuid",))
    text = answer.content.decode()
    drawing = text[text.index('<svg class="ap-outlines') : text.index("</svg>", text.index("ap-outlines"))]
    assert re.findall(r'href="([^"]+)" aria-label="([^"]+)"', drawing) == [
        ("/stad/wijken/noord/", "Noord: 1"),
        ("/stad/wijken/oost/", "Oost: niets genoemd"),
    ]
    assert 'd="M123456 -1000l1000 0 0 1000 -1000 0z"' in drawing
    assert 'x="500" y="-500"' in drawing
    assert "Niet op de kaart, wel in de tabel: Zuid." in text
    assert "ap-tiles__name" not in text
    # What the drawing says stands in the table too.
    assert text.count('href="/stad/wijken/noord/"') == 2


# --- the page of a neighbourhood -------------------------------------------------------------------------------------


def test_homes_for_who_walks_with_difficulty(client, stad):
    figures(stad, "bat", {(stad.noord, "a"): 15, (stad.noord, "b"): 0, (stad.zuid, "a"): 3}, "stand", periode="2022")
    figures(stad, "bat", {(stad.noord, "b"): 142, (stad.noord, "c"): None})
    rows = client.get("/stad/wijken/noord/").context["pagina"].geschikt.regels
    assert [(row.code, row.nu, row.straks) for row in rows] == [
        ("BAT 1", "15", "niet genoemd"),
        ("Klasse b", "geen", "142"),
        ("Klasse c", "niet genoemd", "niet bekend"),
    ]
    assert "Geen bron noemt" in client.get("/stad/wijken/oost/").content.decode()
    larger = client.get("/stad/wijken/rayon-een/").context["pagina"].geschikt
    assert (larger.regels[0].nu, larger.noot) == ("15", "De bron noemt 1 van de 2 buurten.")


def test_figures_of_corporations_are_added_and_tables_are_not(client, stad):
    lijst = figures(stad, "ingreep", {(stad.noord, "nieuwbouw"): 10}, corporatie=PartijFactory())
    cijfer = Voorraadcijfer.objects.get(klasse__lijst=lijst)
    VoorraadcijferFactory(
        gebied=stad.noord, klasse=cijfer.klasse, waarde=5, soort="planning", periode=cijfer.periode,
        corporatie=PartijFactory(), levering=cijfer.levering, populatie=cijfer.populatie,
    )  # fmt: skip
    tellers = client.get("/stad/wijken/noord/").context["pagina"].tellers
    assert [(row.aantal, row.woord) for row in tellers] == [("15", "nieuwe woningen")]


def test_projects_say_when_and_how_far(client, stad):
    VastgoedprojectFactory(
        gemeente=stad, gebied=stad.noord, gepland_start="2022", werkelijk_start="2023-Q1", gepland_gereed="2026",
        fase="uitvoering",
    )  # fmt: skip
    project = client.get("/stad/wijken/noord/").context["pagina"].projecten[0]
    assert project.wanneer == "start: eerste kwartaal 2023; gereed: 2026"
    assert project.fase == "uitvoering"


def test_teams_with_their_fases_and_a_buurt_without_rayon(client, stad):
    BewonerskrachtteamFactory(gebied=stad.zuid, corporatie=PartijFactory(naam="Teamwonen"), fase=2)
    answer = client.get("/stad/wijken/zuid/")
    page = answer.context["pagina"]
    assert [(number, now) for number, _naam, _uitleg, now in page.fases] == [
        (0, False),
        (1, False),
        (2, True),
        (3, False),
    ]
    assert page.corporaties == ("Teamwonen",)
    assert "Geen bron zegt bij welk rayon deze buurt hoort." in answer.content.decode()
    assert "Geen bron zegt bij welk rayon" not in client.get("/stad/wijken/noord/").content.decode()


# --- side by side ----------------------------------------------------------------------------------------------------


def compare(client, een, twee):
    return client.get("/stad/wijken/vergelijken/", {"een": een, "twee": twee})


def test_two_places_side_by_side(client, stad):
    koop = IndicatorFactory(gemeente=stad, naam="Koop")
    IndicatorwaardeFactory(indicator=koop, gebied=stad.noord, waarde=45)
    BewonerskrachtteamFactory(gebied=stad.zuid, corporatie=PartijFactory(naam="Teamwonen"), fase=2)
    BoekingFactory(fonds=FondsFactory(gebied=stad.zuid), bedrag="20.00")
    figures(stad, "bat", {(stad.noord, "a"): 15}, "stand", periode="2022")
    answer = compare(client, "noord", "zuid")
    assert answer.status_code == 200
    found = {
        vraag.naam: (vraag.een.regels, vraag.twee.regels)
        for _groep, vragen in answer.context["naast"].groepen
        for vraag in vragen
    }
    assert found["Afspraken en acties"] == (("1",), ())
    assert found["Hoe ver"] == (("Nog niet gestart: 1",), ())
    assert found["Koop"] == (("45%, 2018",), ())
    assert found["Bewonersteams"] == ((), ("Teamwonen: fase 2. activeren",))
    assert [row[-6:] for row in found["Over in het leefbaarheidsfonds"][1]] == ["(Zuid)"]
    assert any(key.endswith("(BAT 1)") for key in found)
    text = answer.content.decode()
    assert text.count("niet genoemd") >= 4
    assert 'data-label="Zuid"' in text


def test_a_larger_place_says_why_a_figure_is_missing(client, stad):
    half = IndicatorFactory(gemeente=stad, naam="Half")
    IndicatorwaardeFactory(indicator=half, gebied=stad.noord, waarde=1)
    assert "Dat kan niet." in compare(client, "rayon-een", "zuid").content.decode()


@pytest.mark.parametrize(
    ("een", "twee", "status", "told"),
    [
        ("", "", 200, "Kies een gebied"),
        ("noord", "", 200, "Kies een gebied"),
        ("noord", "nergens", 422, "‘nergens’ is geen gebied van deze gemeente."),
        ("\0", "noord", 422, "is geen gebied"),
        ("noord", "noord", 422, "Kies een ander gebied dan het eerste."),
        ("noord", "zuid", 200, "Noord en Zuid"),
    ],
)
def test_what_is_chosen_to_compare(client, stad, een, twee, status, told):
    GebiedFactory(gemeente=GemeenteFactory(), slug="elders")
    answer = compare(client, een, twee)
    assert answer.status_code == status
    assert told in answer.content.decode()
    assert compare(client, "noord", "elders").status_code == 422
    assert client.post("/stad/wijken/vergelijken/").status_code == 405
    assert client.get("/nergens/wijken/vergelijken/").status_code == 404


def test_drafts_are_not_compared(client, stad):
    concept = AfspraakFactory(thema=stad.thema, code="9z", titel="Concept", gepubliceerd=False)
    LiggingFactory(afspraak=concept, gebied=stad.noord)
    VastgoedprojectFactory(gemeente=stad, gebied=stad.noord, gepubliceerd=False)
    assert '<td role="cell" data-label="Noord">1</td>' in compare(client, "noord", "zuid").content.decode()


def test_queries_do_not_grow(client, stad):
    def ask(address):
        with data_queries() as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    outline(stad.noord)
    figures(stad, "bat", {(stad.noord, "a"): 15}, "stand", periode="2022")
    addresses = ["/stad/wijken/", "/stad/wijken/noord/", "/stad/wijken/vergelijken/?een=noord&twee=rayon-een"]
    few = [ask(address) for address in addresses]
    for number in range(15):
        buurt = GebiedFactory(gemeente=stad, naam=f"Buurt {number}", slug=f"buurt-{number}")
        Gebiedsdeel.objects.create(gemeente=stad, geheel=stad.rayon, deel=buurt)
        actie = ActieFactory(afspraak=stad.afspraak, volgnummer=10 + number)
        LiggingFactory(afspraak=stad.afspraak, actie=actie, gebied=stad.noord)
        outline(buurt, west=number * 1000)
        FondsFactory(gebied=buurt)
        IndicatorwaardeFactory(indicator__gemeente=stad, gebied=buurt)
    assert [ask(address) for address in addresses] == few
    assert few[0] <= 7
    assert few[1] <= 9
    assert few[2] <= 18
