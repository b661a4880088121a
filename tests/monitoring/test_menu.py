# SPDX-License-Identifier: EUPL-1.2
"""The menus are kept between pages: never those of another reader, gemeente or page."""

import re

import pytest

from partijen.models import Gemeente, Lidmaatschap
from tests.factories import FondsFactory, GebruikerFactory, GemeenteFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def gemeenten() -> tuple[Gemeente, Gemeente]:
    return GemeenteFactory(slug="hier", overleg_naam="BOWW"), GemeenteFactory(slug="daar", overleg_naam="regiegroep")


def menu(client, path: str, part: str = "ap-nav__list") -> list[str]:
    """The words of a menu in their order; the entry of the page itself between stars."""
    page = client.get(path).content.decode()
    listed = page.split(f'class="{part}"')[1].split("</ul>")[0]
    found = re.findall(r'<a [^>]*href="[^"]*"\s*(aria-current="page")?>([^<]*)', listed)
    return [f"*{label}*" if current else label for current, label in found]


PUBLIC = ["Voortgang", "Afspraken", "Buurten", "Corporaties", "Overleggen"]


def test_each_reader_has_his_own_and_a_role_that_ends_is_gone_at_once(client, gemeenten):
    hier, _daar = gemeenten
    coordinator = GebruikerFactory(rol="coordinator", gemeente=hier)
    client.force_login(coordinator)
    own = menu(client, "/hier/afspraken/")
    assert own[:5] == ["Voortgang", "*Afspraken*", *PUBLIC[2:]]
    assert own[5:] == ["Actielijst", "BOWW", "Publiceren", "Leden", "Logboek", "Instellingen", "Werkbank", "Beheer"]
    assert menu(client, "/daar/overleggen/") == [*PUBLIC[:4], "*Overleggen*", "Regiegroep", "Werkbank", "Beheer"]
    assert "Inrichten" in menu(client, "/hier/afspraken/", "ap-footer__list")
    assert "Inrichten" not in menu(client, "/daar/afspraken/", "ap-footer__list")

    Lidmaatschap.objects.filter(gebruiker=coordinator).delete()
    assert menu(client, "/hier/afspraken/")[5:] == ["BOWW", "Werkbank"]
    client.logout()
    assert menu(client, "/hier/afspraken/") == ["Voortgang", "*Afspraken*", *PUBLIC[2:]]


def test_what_a_gemeente_gets_or_renames_shows_at_the_next_page(client, gemeenten):
    hier, _daar = gemeenten
    bestuurder = GebruikerFactory(rol="bestuurder", gemeente=hier)
    client.force_login(bestuurder)
    assert "Leefbaarheidsfonds" not in menu(client, "/hier/")
    FondsFactory(gemeente=hier)
    Gemeente.objects.filter(pk=hier.pk).update(overleg_naam="stuurgroep")
    assert menu(client, "/hier/") == [
        *("*Voortgang*", "Afspraken", "Buurten", "Leefbaarheidsfonds", "Corporaties", "Overleggen"),
        *("Actielijst", "Stuurgroep", "Werkbank"),
    ]
    assert "Leefbaarheidsfonds" not in menu(client, "/daar/")


def test_what_waits_is_counted_at_each_page(client, gemeenten):
    from tests.factories import AfspraakFactory, AfsprakensetFactory, ThemaFactory

    hier, _daar = gemeenten
    coordinator = GebruikerFactory(rol="coordinator", gemeente=hier)
    client.force_login(coordinator)
    assert "wachten" not in client.get("/hier/").content.decode()
    thema = ThemaFactory(afsprakenset=AfsprakensetFactory(gemeente=hier))
    AfspraakFactory(thema=thema, gepubliceerd=False)
    assert re.search(r'ap-badge">1<', client.get("/hier/").content.decode())
    AfspraakFactory(thema=thema, gepubliceerd=False)
    assert re.search(r'ap-badge">2<', client.get("/hier/").content.decode())
