# SPDX-License-Identifier: EUPL-1.2
"""Indicators and their values in /beheer/."""

import pytest

from tests.beheer import assert_told, filled, make_world, screen, snapshot
from tests.wijken.factories import AantalFactory, IndicatorklasseFactory
from wijken.models import Indicator, Indicatorwaarde

pytestmark = pytest.mark.django_db
INLINE = {"klassen-TOTAL_FORMS": "1", "klassen-INITIAL_FORMS": "0"}


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def client(world):
    return world.client("coordinator")


@pytest.fixture
def indicator(world):
    """What is sent for a new indicator."""
    sent = {"gemeente": world.a.gemeente.pk, "naam": "Onveilig", "slug": "onveilig", "groep": "overlast"}
    sent |= {"volgorde": "10", "eenheid": "procent", "onderwerp": "personen", "richting": "lager_beter"}
    return sent | INLINE | {"aggregatie": "geen", "aggregatie_uitleg": "Dat kan niet."}


@pytest.fixture
def waarde(world):
    """What is sent for a new value."""
    sent = {"indicator": world.a.indicator.pk, "gebied": world.a.gebied.pk, "periode": "2019", "waarde": "45"}
    return sent | {"bron": world.a.brondocument.pk, "bron_plaats": "Kaart 1", "uitspraak": "1"}


def test_a_definition_with_its_classes_and_a_value(world, client, indicator, waarde):
    before = snapshot()
    sent = indicator | {"klassen-0-rang": "1", "klassen-0-naam": "weinig"}
    assert client.post(screen(Indicator, "add"), sent).status_code == 302
    made = Indicator.objects.get(slug="onveilig")
    klasse = made.klassen.get()
    assert klasse.gemeente == world.a.gemeente
    sent = waarde | {"indicator": made.pk, "waarde": "", "klasse": klasse.pk}
    assert client.post(screen(Indicatorwaarde, "add"), sent).status_code == 302
    row = Indicatorwaarde.objects.get(indicator=made)
    assert (row.gemeente, str(row.begindatum)) == (world.a.gemeente, "2019-01-01")
    url = screen(row, "change")
    assert client.post(url, filled(client.get(url)) | {"periode": "2020-H1"}).status_code == 302
    row.refresh_from_db()
    assert (row.periode, str(row.einddatum), row.versie) == ("2020-H1", "2020-06-30", 2)
    assert assert_told(before, by=world.users["coordinator"]) == {
        "nieuw indicator",
        "nieuw indicatorklasse",
        "nieuw indicatorwaarde",
        "gewijzigd indicatorwaarde",
    }


def test_rules_of_definitions(world, client, indicator):
    share = IndicatorklasseFactory(indicator__gemeente=world.a.gemeente).indicator
    for wrong in (
        {"slug": world.a.indicator.slug},
        {"aggregatie_uitleg": ""},
        {"aggregatie": "som"},
        {"aggregatie": "gewogen"},
        {"aggregatie": "gewogen", "gewicht": share.pk},
        {"aggregatie": "gewogen", "gewicht": AantalFactory(gemeente=world.b.gemeente).pk},
        {"gemeente": world.b.gemeente.pk},
    ):
        assert client.post(screen(Indicator, "add"), indicator | wrong).status_code == 422, wrong
    right = {"aggregatie": "gewogen", "gewicht": AantalFactory(gemeente=world.a.gemeente).pk}
    assert client.post(screen(Indicator, "add"), indicator | right).status_code == 302


def test_rules_of_values(world, client, waarde):
    elsewhere = IndicatorklasseFactory(indicator__gemeente=world.a.gemeente)
    for wrong in (
        {"waarde": ""},
        {"klasse": world.a.indicatorklasse.pk},
        {"waarde": "", "klasse": elsewhere.pk},
        {"waarde": "", "klasse": world.b.indicatorklasse.pk},
        {"waarde": "101"},
        {"waarde": "veel"},
        {"periode": "vroeger"},
        {"gebied": world.b.gebied.pk},
        {"bron": world.b.brondocument.pk},
        {"indicator": world.b.indicator.pk},
    ):
        assert client.post(screen(Indicatorwaarde, "add"), waarde | wrong).status_code == 422, wrong
    assert client.post(screen(Indicatorwaarde, "add"), waarde).status_code == 302
    page = client.post(screen(Indicatorwaarde, "add"), waarde | {"waarde": "46"})
    assert page.status_code == 422
    assert "Deze uitspraak staat er al" in page.content.decode()


def test_what_is_used_stays(world, client):
    for row in (world.a.indicator, world.a.indicatorklasse, world.a.brondocument):
        assert "kan niet worden verwijderd" in client.get(screen(row, "delete")).content.decode()
