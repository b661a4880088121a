# SPDX-License-Identifier: EUPL-1.2
"""The page of the board: who sees it, what it says, what it costs."""

import re

import pytest
from django.urls import reverse

from afspraken.models import Afspraak
from tests.factories import (
    AfspraakFactory,
    AfsprakensetFactory,
    BetrokkenheidFactory,
    GebruikerFactory,
    GemeenteFactory,
    PartijFactory,
    ThemaFactory,
)
from tests.monitoring.build import add_report, build_world
from tests.monitoring.queries import data_queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

ROLES = ("coordinator", "bestuurder", "beheerder", "werkgroeplid", "huurdersvertegenwoordiger", "fondsbeheerder")


def address(gemeente, **query):
    return reverse("bestuur", args=(gemeente.slug,), query=query or None)


def text_of(response):
    """The words of the page, without tags and runs of blanks."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_anonymous_is_sent_to_the_login_page(client, world):
    response = client.get(address(world.gemeente, thema="1"))
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login") + "?next=/maasdam/bestuur/%3Fthema")


@pytest.mark.parametrize("rol", ROLES)
def test_every_role_sees_it(client, world, member, rol):
    client.force_login(member(world, rol))
    response = client.get(address(world.gemeente))
    assert response.status_code == 200
    assert {"private", "no-cache"} <= set(response.headers["Cache-Control"].split(", "))
    assert "Van de " in text_of(response)


def test_somebody_deactivated_does_not(client, world, member):
    user = member(world, "coordinator")
    client.force_login(user)
    user.is_active = False
    user.save()
    assert client.get(address(world.gemeente)).status_code == 302


def test_a_tenant_and_another_gemeente_see_published_standings_only(client, world, member, outsider):
    hidden = AfspraakFactory(thema=world.themas[0], code="9z", titel="Geheim plan", gepubliceerd=False)
    shown = AfspraakFactory(thema=world.themas[0], code="9y", titel="Openbaar plan")
    add_report(shown, "stagnatie", published=False, toelichting="Nog niet nagelezen")

    for user in (member(world, "huurdersvertegenwoordiger"), outsider):
        client.force_login(user)
        page = text_of(client.get(address(world.gemeente)))
        assert hidden.titel not in page
        assert "Nog niet nagelezen" not in page
        assert "9y Openbaar plan: Nog niet gestart" in page

    client.force_login(member(world, "bestuurder"))
    page = text_of(client.get(address(world.gemeente)))
    assert hidden.titel in page
    assert "Nog niet nagelezen" in page
    assert "nog niet openbaar" in page


def test_a_hidden_set_reads_as_one_that_never_was(client, world, member, outsider):
    AfsprakensetFactory(gemeente=world.gemeente, slug="geheim", naam="Geheime set", gepubliceerd=False)
    for user in (member(world, "huurdersvertegenwoordiger"), outsider):
        client.force_login(user)
        hidden = client.get(address(world.gemeente, afsprakenset="geheim"))
        missing = client.get(address(world.gemeente, afsprakenset="nergens"))
        assert hidden.status_code == missing.status_code == 404
        assert text_of(hidden).replace("geheim", "nergens") == text_of(missing)
        assert "Geheime set" not in text_of(client.get(address(world.gemeente)))

    client.force_login(member(world, "bestuurder"))
    assert client.get(address(world.gemeente, afsprakenset="geheim")).status_code == 200


def test_a_set_of_another_gemeente_is_not_shown(client, world, member):
    other = ThemaFactory(afsprakenset=AfsprakensetFactory(gemeente=GemeenteFactory(), slug="van-elders"))
    AfspraakFactory(thema=other)
    client.force_login(member(world, "coordinator"))
    assert client.get(address(world.gemeente, afsprakenset="van-elders")).status_code == 404


def test_unknown_gemeente(client, member, world):
    client.force_login(member(world, "coordinator"))
    assert client.get("/bestaat-niet/bestuur/").status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_only_reading(client, world, member, method):
    client.force_login(member(world, "coordinator"))
    assert getattr(client, method)(address(world.gemeente)).status_code == 405


@pytest.mark.parametrize("number", [5, 60])
@pytest.mark.parametrize("rol", ["coordinator", "werkgroeplid", "huurdersvertegenwoordiger"])
def test_queries_do_not_grow(client, member, number, rol):
    world = build_world(number)
    client.force_login(member(world, rol))
    with data_queries() as found:
        assert client.get(address(world.gemeente)).status_code == 200
    # The coordinator also sees in the menu how much waits for publishing.
    assert len(found) == (6 if rol == "coordinator" else 5), "\n\n".join(found)


def test_filters_narrow_every_figure(client, world, member):
    client.force_login(member(world, "bestuurder"))
    afspraak = AfspraakFactory(thema=world.themas[1], titel="Van Woonpunt")
    BetrokkenheidFactory(afspraak=afspraak, partij=PartijFactory(naam="Woonpunt"))

    response = client.get(address(world.gemeente, afsprakenset=world.afsprakenset.slug, thema="1", trekker="Woonpunt"))

    page = text_of(response)
    assert response.status_code == 200
    assert "Over deze ene afspraak is nog niets gemeld" in page
    assert "U ziet 1 van de 21 afspraken." in page
    assert [stand.titel for stand in response.context["board"].standen] == ["Van Woonpunt"]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"thema": "99"}, "Thema ‘99’ bestaat niet in deze afsprakenset."),
        ({"thema": "x" * 10_000}, "bestaat niet in deze afsprakenset."),
        ({"thema": "1\0"}, "bestaat niet in deze afsprakenset."),
        ({"trekker": "Niemand"}, "‘Niemand’ is bij geen afspraak van deze set trekker."),
        ({"status": "loopt"}, "‘loopt’ is geen status."),
        ({"status": "<script>"}, "‘&lt;script&gt;’ is geen status."),
    ],
)
def test_a_filter_that_does_not_exist_is_told_and_shows_nothing(client, world, member, query, message):
    client.force_login(member(world, "bestuurder"))
    response = client.get(address(world.gemeente, **query))
    assert response.status_code == 422
    assert message in response.content.decode()
    assert "Er zijn geen afspraken om te tonen." in response.content.decode()
    assert 'aria-invalid="true"' in response.content.decode()


@pytest.mark.parametrize("value", ["../..", "5w\0", "x" * 10_000, "<b>"])
def test_an_odd_set_is_told(client, world, member, value):
    client.force_login(member(world, "bestuurder"))
    response = client.get(address(world.gemeente, afsprakenset=value))
    assert response.status_code == 404
    assert "is geen afsprakenset die u hier kunt bekijken." in response.content.decode()
    assert "<b>" not in response.content.decode()


def test_demo_is_marked(client, world, member):
    client.force_login(member(world, "bestuurder"))
    assert "Demonstratie:" not in text_of(client.get(address(world.gemeente)))
    add_report(AfspraakFactory(thema=world.themas[0]), "op_koers", demo=True)
    assert "Demonstratie:" in text_of(client.get(address(world.gemeente)))


def test_what_is_asked_of_the_board_is_shown(client, world, member):
    afspraak = AfspraakFactory(thema=world.themas[0], titel="Warmte")
    add_report(
        afspraak,
        "stagnatie",
        toelichting="Het ligt stil.",
        oorzaak="Geen geld",
        gevolg="Een jaar later",
        maatregel="Ander bureau",
        gevraagd_besluit="Kies een bron",
    )
    client.force_login(member(world, "bestuurder"))
    answer = client.get(address(world.gemeente))
    assert answer.content.decode().count(f'href="{reverse("overleg", args=("maasdam", world.volgende.datum))}"') == 2
    page = text_of(answer)
    for words in ("Het ligt stil.", "Geen geld", "Een jaar later", "Ander bureau", "Kies een bron"):
        assert words in page


def test_text_of_users_is_escaped(client, world, member):
    Afspraak.objects.update(titel="<script>alert(1)</script>")
    client.force_login(member(world, "bestuurder"))
    assert "<script>alert" not in client.get(address(world.gemeente)).content.decode()


def test_every_square_has_words_and_the_table_the_same_figures(client, world, member):
    client.force_login(member(world, "bestuurder"))
    response = client.get(address(world.gemeente))
    squares = re.findall(r'class="ap-status-square" href="([^"]+)" title="([^"]+)"', response.content.decode())
    board = response.context["board"]
    assert sorted(squares) == sorted((stand.url, stand.omschrijving) for stand in board.standen)
    for thema in board.themas:
        assert sum(cell.aantal for cell in thema.aantallen) == thema.totaal == len(thema.standen)


def test_counters_and_lines_lead_to_the_list(client, world, member):
    client.force_login(member(world, "bestuurder"))
    response = client.get(address(world.gemeente))
    board = response.context["board"]
    for teller in board.tellers:
        listed = client.get(teller.url)
        assert listed.status_code == 200
        assert listed.context["aantal"] == teller.aantal
    for line in board.let_op:
        if line.url:
            assert client.get(line.url).context["aantal"] == line.aantal
    for thema in board.themas:
        assert client.get(thema.url).context["aantal"] == thema.totaal


def test_a_gemeente_without_afspraken_says_so(client):
    gemeente = GemeenteFactory(naam="Leegstad")
    client.force_login(GebruikerFactory(rol="bestuurder", gemeente=gemeente))
    response = client.get(address(gemeente))
    assert response.status_code == 200
    assert "Gemeente Leegstad heeft nog geen afspraken gepubliceerd." in text_of(response)


def test_before_the_first_meeting(client):
    thema = ThemaFactory()
    AfspraakFactory(thema=thema)
    client.force_login(GebruikerFactory(rol="bestuurder", gemeente=thema.gemeente))
    page = text_of(client.get(address(thema.gemeente)))
    assert "Er is nog geen volgend BOWW gepland." in page
    assert "Veranderd sinds" not in page


def test_one_set_at_a_time(client, world, member):
    other = AfsprakensetFactory(gemeente=world.gemeente, slug="pilot", naam="Een pilot", soort="pilot")
    AfspraakFactory(thema=ThemaFactory(afsprakenset=other, nummer=7), titel="Alleen in de pilot")
    client.force_login(member(world, "bestuurder"))
    assert "Alleen in de pilot" not in text_of(client.get(address(world.gemeente)))
    page = text_of(client.get(address(world.gemeente, afsprakenset="pilot")))
    assert "Alleen in de pilot" in page
    assert "Over deze ene afspraak is nog niets gemeld" in page
