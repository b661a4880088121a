# SPDX-License-Identifier: EUPL-1.2
"""Values of indicators: what a row holds, what one can ask for, and what is not told."""

import pytest

from tests.factories import BrondocumentFactory, GebiedFactory, GemeenteFactory
from tests.wijken.factories import IndicatorFactory, IndicatorklasseFactory, IndicatorwaardeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def stad():
    """A gemeente with one number and two contradicting classes."""
    gemeente = GemeenteFactory(slug="stad")
    buurt = GebiedFactory(gemeente=gemeente, naam="Caberg", slug="caberg", cbs_code="BU09350205")
    bron = BrondocumentFactory(gemeente=gemeente, slug="onderzoek", titel="Onderzoek")
    onveilig = IndicatorFactory(
        gemeente=gemeente, slug="onveilig", naam="Onveilig", groep="overlast", onderwerp="personen"
    )
    low, high = (
        IndicatorklasseFactory(indicator=onveilig, rang=rang, naam=naam)
        for rang, naam in ((1, "gunstig"), (2, "ongunstig"))
    )
    same = {"indicator": onveilig, "gebied": buurt, "bron": bron}
    IndicatorwaardeFactory(**same, waarde=45, bron_plaats="Kaart 2-20", periode="2019")
    IndicatorwaardeFactory(**same, waarde=None, klasse=high, bron_plaats="Tekst", periode="2012/2018")
    IndicatorwaardeFactory(**same, waarde=None, klasse=low, bron_plaats="Tekst 2", periode="2018", bron_opmerking="Ja")
    IndicatorwaardeFactory(indicator__gemeente=gemeente, waarde=12.5, periode="2020", deel="noord")
    return gemeente


def test_what_a_row_holds(ask, stad):
    rows = ask("indicatorwaarden", gemeente="stad", indicator="onveilig")["results"]
    assert [(row["periode"], row["waarde"], row["klasse"], row["klasseRang"]) for row in rows] == [
        ("2012/2018", None, "ongunstig", 2),
        ("2018", None, "gunstig", 1),
        ("2019", 45, None, None),
    ]
    assert [row["tegenspraak"] for row in rows] == [True, True, False]
    last = rows[-1]
    last.pop("id")
    assert last == {
        "gemeente": "stad",
        "gebied": "Caberg",
        "gebiedSoort": "buurt",
        "cbsCode": "BU09350205",
        "deel": None,
        "indicator": "onveilig",
        "indicatorNaam": "Onveilig",
        "eenheid": "procent",
        "periode": "2019",
        "waarde": 45.0,
        "klasse": None,
        "klasseRang": None,
        "onderdrukt": False,
        "tegenspraak": False,
        "bron": "Onderzoek",
        "bronPlaats": "Kaart 2-20",
        "bronOpmerking": "",
    }


def test_what_one_can_ask_for(ask, stad):
    def count(**query):
        return ask("indicatorwaarden", **query)["count"]

    assert count(gemeente="stad") == 4
    assert count(gebied="caberg") == count(gebied="Caberg") == count(bron="onderzoek") == count(bron="ONDERZOEK") == 3
    assert (count(groep="overlast"), count(groep="zorg")) == (3, 0)
    assert (count(periode="2018"), count(periode="2016-Q1"), count(periode="2019/2020")) == (2, 1, 2)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("periode", "vroeger"),
        ("indicator", "weg"),
        ("gebied", "nergens"),
        ("bron", "geen"),
        ("groep", "feest"),
        ("gemeente", "x"),
        ("indikator", "onveilig"),
    ],
)
def test_what_is_refused(refused, stad, key, value):
    [fault] = refused("indicatorwaarden", **{key: value})
    assert key in fault.values()


def test_figures_on_a_few_households_are_not_told(ask, client, stad):
    people = IndicatorFactory(gemeente=stad, slug="mensen", eenheid="aantal", onderwerp="personen")
    klasse = IndicatorklasseFactory(indicator=people, naam="bijna niemand")
    IndicatorwaardeFactory(indicator=people, waarde=4)
    IndicatorwaardeFactory(indicator=people, waarde=1234, basis=3)
    IndicatorwaardeFactory(indicator=people, waarde=None, klasse=klasse, basis=2)
    rows = ask("indicatorwaarden", indicator="mensen")["results"]
    assert [(row["waarde"], row["klasse"], row["klasseRang"], row["onderdrukt"]) for row in rows] == [
        (None, None, None, True)
    ] * 3
    for formaat in ("csv", "ndjson"):
        response = client.get("/api/v1/indicatorwaarden", {"indicator": "mensen", "formaat": formaat})
        content = b"".join(response.streaming_content) if response.streaming else response.content
        assert b"1234" not in content
        assert b"bijna niemand" not in content
