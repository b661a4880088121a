# SPDX-License-Identifier: EUPL-1.2
"""The page of labels E, F and G: who is on course, whose plan ends at zero, and the table beside each drawing."""

import re
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser

from monitoring.selectors.energielabels import Koers, Plan, energielabels
from partijen.models import Partij
from tests.factories import GemeenteFactory, KlasseFactory, LeveringFactory, PartijFactory, VoorraadcijferFactory
from tests.monitoring.queries import data_queries

pytestmark = pytest.mark.django_db
PAGE = "/stad/energielabels/"


@pytest.fixture
def stad():
    """A gemeente with a list of labels; `stad.give("Oost", geteld={2022: 10}, gepland={2024: None})` adds figures."""
    gemeente = GemeenteFactory(slug="stad", naam="Stad")
    klasse = KlasseFactory(lijst__kenmerk__code="energielabel", code="efg", naam="E, F of G")
    levering = LeveringFactory(gemeente=gemeente)

    def give(naam, *, geteld=None, gepland=None, levering=levering, **extra):
        partij = Partij.objects.filter(naam=naam).first() or PartijFactory(naam=naam)
        for soort, values in (("stand", geteld or {}), ("planning", gepland or {})):
            for jaar, waarde in values.items():
                VoorraadcijferFactory(
                    levering=levering,
                    klasse=klasse,
                    corporatie=partij,
                    soort=soort,
                    periode=str(jaar),
                    waarde=waarde,
                    waardestatus="bekend" if waarde is not None else "nader_te_bepalen",
                    **extra,
                )

    gemeente.give, gemeente.klasse = give, klasse
    return gemeente


def row(user, gemeente, naam):
    return next(regel for regel in energielabels(user, gemeente).regels if regel.corporatie == naam)


@pytest.mark.parametrize(
    ("gepland", "plan", "einde"),
    [
        ({2024: 10, 2025: 0, 2028: None, 2029: None}, Plan.NAAR_NUL, 2025),
        ({2024: 10, 2029: 173}, Plan.BOVEN_NUL, 2029),
        ({2024: 10, 2027: 188, 2028: None, 2029: None}, Plan.ONVOLLEDIG, 2027),
        ({2024: 10, 2025: 5}, Plan.ONVOLLEDIG, 2025),
        ({2024: None, 2029: None}, Plan.GEEN, None),
        ({}, Plan.GEEN, None),
    ],
)
def test_how_a_plan_ends(stad, gepland, plan, einde):
    stad.give("Oost", geteld={2022: 20, 2023: 15}, gepland=gepland)
    regel = row(AnonymousUser(), stad, "Oost")
    assert (regel.plan, regel.einde and regel.einde.jaar) == (plan, einde)


@pytest.mark.parametrize(
    ("geteld", "gepland", "koers", "norm"),
    [
        # The straight line from 70 in 2022 to 0 in 2029 is at 60 in 2023.
        ({2022: 70, 2023: 60}, {}, Koers.OP_KOERS, 60),
        ({2022: 70, 2023: 61}, {}, Koers.ACHTER, 60),
        # A plan of that year goes before the straight line.
        ({2022: 70, 2023: 61}, {2023: 65}, Koers.OP_KOERS, 65),
        ({2022: 70, 2023: 55}, {2023: 50}, Koers.ACHTER, 50),
        # One count is the beginning of the line, and says nothing.
        ({2022: 70}, {2024: 10}, Koers.ONBEKEND, 70),
        ({}, {2024: 10}, Koers.ONBEKEND, None),
        ({2022: None}, {2024: 10}, Koers.ONBEKEND, None),
        ({2030: 5}, {}, Koers.ONBEKEND, None),
    ],
)
def test_who_is_on_course(stad, geteld, gepland, koers, norm):
    stad.give("Oost", geteld=geteld, gepland=gepland)
    regel = row(AnonymousUser(), stad, "Oost")
    assert (regel.koers, regel.norm) == (koers, norm)
    if norm is not None:
        assert regel.verschil == regel.laatste.geleverd - norm


def test_the_newest_figure_of_a_year_counts_and_drafts_do_not(stad):
    stad.give("Oost", geteld={2022: 70, 2023: 60})
    later = LeveringFactory(gemeente=stad)
    stad.give("Oost", geteld={2023: 58}, levering=later)
    draft = LeveringFactory(gemeente=stad, concept=True)
    stad.give("Oost", geteld={2024: 1}, levering=draft)
    assert row(AnonymousUser(), stad, "Oost").laatste.geleverd == 58
    # Of a place, of all together and in another unit: other figures.
    VoorraadcijferFactory(levering=later, klasse=stad.klasse, soort="stand", periode="2024", waarde=Decimal(1))
    assert len(energielabels(AnonymousUser(), stad).regels) == 1


def test_the_page(client, stad):
    stad.give("Oost", geteld={2022: 70, 2023: 60}, gepland={2024: 50, 2029: 173})
    stad.give("West", geteld={2022: 70, 2023: 61}, gepland={2024: None})
    stad.give("Zuid", geteld={2022: 1}, gepland={2024: 0})
    stad.give("Noord", geteld={2022: None})
    stad.give("Midden", geteld={2022: 70, 2023: 58}, gepland={2023: 60, 2026: 4})
    text = client.get(PAGE).content.decode()
    words = " ".join(re.sub(r"<[^>]+>", " ", text).split())
    assert "Plan eindigt boven 0 Oost (173)" in words
    assert "Geen plan bekend Noord, West" in words
    assert "Op koers Midden, Oost" in words
    assert "Dat is precies volgens een rechte lijn naar 0." in words
    assert "Dat zijn er 1 meer dan volgens een rechte lijn naar 0." in words
    assert "Dat zijn er 2 minder dan volgens het eigen plan." in words
    assert "In 2022 had 1 woning nog een label E, F of G." in words
    assert "Plan is nog niet af Midden (tot en met 2026)" in words
    assert "nader te bepalen" in words
    assert "2.029" not in words  # a year is no number
    assert text.count('<svg class="ap-lines__drawing"') == 4  # Noord has no figure to draw
    assert "style=" not in text


def test_every_drawn_figure_stands_in_the_table(client, stad):
    stad.give("Oost", geteld={2022: 70, 2023: 60}, gepland={2024: 50, 2025: None, 2026: 12})
    text = client.get(PAGE).content.decode()
    cells = re.findall(r'<td class="ap-table__cell--number">([^<]*)</td>', text)
    assert {"70", "60", "50", "12", "nader te bepalen"} <= set(cells)
    assert text.count("ap-lines__dot--count") == 2 + 1  # and the key
    assert text.count("ap-lines__dot--plan") == 2 + 1


def test_without_figures_and_of_nowhere(client, stad):
    assert "nog geen cijfers over energielabels" in client.get(PAGE).content.decode()
    assert client.get("/nergens/energielabels/").status_code == 404
    assert client.post(PAGE).status_code == 405


def test_queries_do_not_grow(client, stad):
    stad.give("Oost", geteld={2022: 70})
    client.get(PAGE)
    with data_queries() as few:
        client.get(PAGE)
    for naam in "ABCDE":
        stad.give(naam, geteld={2022: 70, 2023: 60}, gepland={2024: 4})
    with data_queries() as many:
        client.get(PAGE)
    assert len(many) == len(few) <= 2


def test_the_footer_leads_there_only_where_there_are_labels(client, stad):
    assert PAGE not in client.get("/stad/wijken/").content.decode()
    KlasseFactory(lijst__kenmerk__code="energielabel", lijst__gemeente=stad, code="efg")
    assert PAGE not in client.get("/stad/wijken/").content.decode()
    stad.klasse.lijst.gemeente = stad
    stad.klasse.lijst.save()
    stad.give("Oost", geteld={2022: 70})
    assert PAGE in client.get("/stad/wijken/").content.decode()
