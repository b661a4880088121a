# SPDX-License-Identifier: EUPL-1.2
"""Who has a role in more than one gemeente goes from one to the other, and stays on the same kind of page."""

import pytest

from partijen.models import Lidmaatschap
from tests.factories import AfspraakFactory, AfsprakensetFactory, GebruikerFactory, GemeenteFactory, ThemaFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def gebruiker():
    """A bestuurder in two of three gemeenten."""
    here, there, _third = (GemeenteFactory(slug=slug, naam=slug.title()) for slug in ("hier", "daar", "elders"))
    user = GebruikerFactory(rol="bestuurder", gemeente=here)
    Lidmaatschap.objects.create(gebruiker=user, gemeente=there, rol="bestuurder")
    return user


def offered(response) -> list[tuple[str, str]]:
    return [(item.label, item.url) for item in response.context["andere_gemeenten"]]


def test_the_same_page_of_the_other_gemeente(client, gebruiker):
    client.force_login(gebruiker)
    assert offered(client.get("/hier/bestuur/")) == [("Gemeente Daar", "/daar/bestuur/")]
    assert offered(client.get("/daar/actielijst/")) == [("Gemeente Hier", "/hier/actielijst/")]
    assert offered(client.get("/elders/")) == [("Gemeente Daar", "/daar/"), ("Gemeente Hier", "/hier/")]
    assert 'href="/daar/bestuur/"' in client.get("/hier/bestuur/").content.decode()


def test_from_one_afspraak_to_the_start_of_the_other(client, gebruiker):
    hier = gebruiker.lidmaatschappen.get(gemeente__slug="hier").gemeente
    thema = ThemaFactory(afsprakenset=AfsprakensetFactory(gemeente=hier), nummer=1)
    afspraak = AfspraakFactory(thema=thema, code="1a")
    client.force_login(gebruiker)
    assert offered(client.get(afspraak.get_absolute_url())) == [("Gemeente Daar", "/daar/")]


def test_nobody_else_is_offered_anything(client, gebruiker):
    assert offered(client.get("/hier/")) == []
    client.force_login(
        GebruikerFactory(rol="bestuurder", gemeente=gebruiker.lidmaatschappen.get(gemeente__slug="hier").gemeente)
    )
    assert offered(client.get("/hier/")) == []


def test_the_administrator_finds_all_on_the_start_page(client, gebruiker):
    client.force_login(GebruikerFactory(is_superuser=True))
    assert offered(client.get("/hier/")) == [("Andere gemeente", "/")]


def test_a_page_of_no_gemeente_leads_back_to_those_of_the_reader(client, gebruiker):
    client.force_login(gebruiker)
    both = [("Gemeente Daar", "/daar/"), ("Gemeente Hier", "/hier/")]
    for page in ("/werkbank/", "/hulp/"):
        response = client.get(page)
        assert offered(response) == both
        assert 'href="/hier/corporaties/"' not in response.content.decode()
    client.logout()
    assert offered(client.get("/hulp/")) == []


def test_the_werkbank_of_one_gemeente_has_its_menu(client, gebruiker):
    gebruiker.lidmaatschappen.get(gemeente__slug="daar").delete()
    client.force_login(gebruiker)
    response = client.get("/werkbank/")
    assert offered(response) == []
    page = response.content.decode()
    assert 'href="/hier/corporaties/"' in page
    assert "in al uw gemeenten" not in page
    assert "<title>Werkbank – Gemeente Hier</title>" in " ".join(page.split())
