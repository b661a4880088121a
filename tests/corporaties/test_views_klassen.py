# SPDX-License-Identifier: EUPL-1.2
"""What classes mean, and a rent placed in its class for a year."""

import pytest

from tests.corporaties.test_huurklassen import make
from tests.factories import BrondocumentFactory, GemeenteFactory, KlasseFactory, KlassenlijstFactory

pytestmark = pytest.mark.django_db
URL = "/maasdam/cijfers/klassen/"


@pytest.fixture
def lijst(db):
    gemeente = GemeenteFactory(slug="maasdam")
    lijst = make()
    lijst.gemeente, lijst.naam = gemeente, "Maasdam 2022"
    lijst.bron = BrondocumentFactory(gemeente=gemeente, titel="Proefafspraken")
    lijst.save()
    return lijst


@pytest.mark.parametrize(
    ("huur", "klasse"),
    [("442,46", "Goedkoop"), ("442,47", "Betaalbaar I"), ("€ 678,66", "Betaalbaar II"), ("1.000", "Boven")],
)
def test_a_rent_on_a_limit_counts_as_inside(lijst, client, huur, klasse):
    response = client.get(URL, {"huur": huur, "jaar": "2022"})
    assert response.status_code == 200
    (regel,) = response.context["gevonden"]["regels"]
    assert regel[1].naam == klasse
    assert f"<strong>{klasse}</strong>" in response.content.decode()


def test_a_limit_that_is_not_known_gives_no_class(lijst, client):
    response = client.get(URL, {"huur": "900", "jaar": "2025"})
    assert response.context["gevonden"]["regels"][0][1] is None
    page = response.content.decode()
    assert "niet te zeggen" in page
    assert "onbekend" in page


@pytest.mark.parametrize(
    ("given", "field", "text"),
    [
        ({"huur": "", "jaar": "2022"}, "huur", "Vul een bedrag in"),
        ({"huur": "12.50", "jaar": "2022"}, "huur", "na een komma"),
        ({"huur": "veel", "jaar": "2022"}, "huur", "is geen bedrag"),
        ({"huur": "-5", "jaar": "2022"}, "huur", "zonder minteken"),
        ({"huur": "500", "jaar": "1999"}, "jaar", "geen huurgrenzen bekend"),
        ({"huur": "500"}, "jaar", "Kies een jaar"),
    ],
)
def test_a_wrong_rent_or_year(lijst, client, given, field, text):
    response = client.get(URL, given)
    assert response.status_code == 422
    assert text in str(response.context["form"].errors[field])


def test_lists_of_the_gemeente_and_the_country_with_their_source(lijst, client):
    country = KlassenlijstFactory(gemeente=None, naam="VERA", uitgave="4.1", optelbaar=False)
    KlasseFactory(lijst=country, code="x", naam="Nultrapswoning", omschrijving="zonder trap", vera_code="NUL")
    KlasseFactory(lijst=country, code="y", naam="Middenhuur", boven_euro="800", tot_euro="1100")
    KlassenlijstFactory(gemeente=GemeenteFactory(slug="elders"), naam="Elders 2022")
    page = client.get(URL).content.decode()
    for text in (
        "Maasdam 2022",
        "Proefafspraken",
        "VERA NUL",
        "zonder trap",
        "Landelijke lijst",
        "niet op te tellen",
        "Huur boven",
    ):
        assert text in page
    assert "Elders 2022" not in page


def test_without_anything(client, db):
    GemeenteFactory(slug="maasdam")
    page = client.get(URL).content.decode()
    assert "nog geen huurgrenzen" in page


def test_the_number_of_queries(lijst, client, django_assert_max_num_queries):
    for number in range(4):
        KlasseFactory(lijst=KlassenlijstFactory(gemeente=None), code=str(number))
    with django_assert_max_num_queries(7):
        client.get(URL)
