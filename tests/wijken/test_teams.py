# SPDX-License-Identifier: EUPL-1.2
"""Bewonerskrachtteams: the table of the source, their fases at a date, the page and the screens."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from monitoring.services.voorbeelddata import load_voorbeelddata
from tests.beheer import assert_told, filled, make_world, screen, snapshot
from tests.factories import (
    BewonerskrachtteamFactory,
    GebiedFactory,
    GemeenteFactory,
    PartijFactory,
    PartijInGemeenteFactory,
)
from tests.monitoring.queries import data_queries
from wijken.models import Bewonerskrachtteam, Teamfase
from wijken.validators import validate_team

pytestmark = pytest.mark.django_db

DAY = dt.date(2025, 1, 1)


def fase_at(day: dt.date) -> list[tuple]:
    return list(Bewonerskrachtteam.objects.for_peildatum(day).order_by("pk").values_list("fase", "fase_sinds"))


def test_the_twenty_teams_of_the_source():
    load_voorbeelddata(only="maastricht")
    rows = Bewonerskrachtteam.objects.for_peildatum(DAY)
    found: dict[int, set[str]] = {}
    for naam, corporatie, fase in rows.values_list("gebied__naam", "corporatie__naam", "fase"):
        found.setdefault(fase, set()).add(f"{naam} {corporatie}")
    assert found == {
        0: {
            "Boschpoort Servatius",
            "Caberg Woonpunt",
            "De Heeg Maasvallei",
            "Heer Maasvallei",
            "Nazareth Woonpunt",
            "Wittevrouwenveld Maasvallei",
        },
        1: {
            "Amby Maasvallei",
            "Heugemerveld Servatius",
            "Malberg Servatius",
            "Malberg Woonpunt",
            "Mariaberg Servatius",
            "Pottenberg Servatius",
            "Pottenberg Woonpunt",
            "Wyckerpoort Servatius",
        },
        2: {"Caberg Servatius", "Daalhof Servatius", "De Heeg Servatius", "Heugem Servatius", "Limmel Servatius"},
        3: {"Wittevrouwenveld Servatius"},
    }
    assert sum(map(len, found.values())) == 20
    wrong_heading = rows.filter(bron_opmerking__contains="Fase 3: Activeren")
    assert set(wrong_heading.values_list("fase", flat=True)) == {2}
    assert wrong_heading.count() == 5


def test_the_fase_follows_from_its_dates():
    team = BewonerskrachtteamFactory(fase=0)
    Teamfase.objects.create(gemeente=team.gemeente, team=team, fase=2, van=DAY)
    Teamfase.objects.create(gemeente=team.gemeente, team=team, fase=1, van=DAY - dt.timedelta(days=30))
    assert fase_at(DAY - dt.timedelta(days=31)) == [(0, None)]
    assert fase_at(DAY - dt.timedelta(days=1)) == [(1, DAY - dt.timedelta(days=30))]
    assert fase_at(DAY) == [(2, DAY)]
    Bewonerskrachtteam.objects.update(gestopt_op=DAY)
    assert fase_at(DAY) == []
    assert len(fase_at(DAY - dt.timedelta(days=1))) == 1


def test_a_team_that_still_has_to_begin_is_not_there():
    team = BewonerskrachtteamFactory()
    assert fase_at(DAY) == []
    Teamfase.objects.create(gemeente=team.gemeente, team=team, fase=0, van=DAY)
    assert fase_at(DAY - dt.timedelta(days=1)) == []


def test_what_a_team_cannot_be():
    gemeente = GemeenteFactory()
    rayon, buurt = GebiedFactory(gemeente=gemeente, soort="rayon"), GebiedFactory(gemeente=gemeente)
    corporatie, gemeentelijk = PartijFactory(), PartijFactory(soort="gemeente")
    for values, field in (
        ({"gebied": rayon, "corporatie": corporatie}, "gebied"),
        ({"gebied": buurt, "corporatie": gemeentelijk}, "corporatie"),
    ):
        with pytest.raises(ValidationError) as refused:
            validate_team(Bewonerskrachtteam(gemeente=gemeente, **values))
        assert list(refused.value.message_dict) == [field]
    team = BewonerskrachtteamFactory(gebied=buurt, corporatie=corporatie, fase=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        BewonerskrachtteamFactory(gebied=buurt, corporatie=corporatie)
    for fase, van in ((2, None), (4, DAY)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Teamfase.objects.create(gemeente=gemeente, team=team, fase=fase, van=van)


def test_the_page(client):
    gemeente = GemeenteFactory(slug="maastricht")
    url = reverse("wijken:teams", args=["maastricht"])
    assert "nog geen teams" in client.get(url).content.decode()
    woonpunt = PartijFactory(naam="Woonpunt")
    team = BewonerskrachtteamFactory(
        gebied__gemeente=gemeente, gebied__naam="Amby", corporatie=woonpunt, fase=0, bron_opmerking="Kop klopt niet."
    )
    Teamfase.objects.create(gemeente=gemeente, team=team, fase=2, van=timezone.localdate())
    BewonerskrachtteamFactory(gebied__naam="Elders", fase=3)

    def ask() -> str:
        return client.get(url).content.decode()

    with data_queries() as few:
        text = ask()
    for shown in ("Amby", "Woonpunt", "2. activeren", "0. opstarten", "Er is 1 team in 1 buurt."):
        assert shown in text
    assert "Elders" not in text
    for number in range(8):
        BewonerskrachtteamFactory(gebied__gemeente=gemeente, gebied__naam=f"Buurt {number}", fase=1)
    with data_queries() as many:
        assert "Er zijn 9 teams in 9 buurten." in ask()
    assert len(many) == len(few) <= 3
    assert client.post(url).status_code == 405
    assert client.get("/nergens/bewonerskrachtteams/").status_code == 404


def test_the_coordinator_keeps_teams_and_fases():
    world = make_world()
    client, here = world.client("coordinator"), world.a
    corporatie = PartijInGemeenteFactory(gemeente=here.gemeente).partij
    before = snapshot()
    sent = {"gemeente": here.gemeente.pk, "gebied": here.gebied.pk, "corporatie": corporatie.pk}
    sent |= {"fases-TOTAL_FORMS": "1", "fases-INITIAL_FORMS": "0", "fases-0-fase": "1", "fases-0-van": "1-2-2024"}
    assert client.post(screen(Bewonerskrachtteam, "add"), sent).status_code == 302
    team = Bewonerskrachtteam.objects.get()
    url = screen(team, "change")
    data = filled(client.get(url)) | {"fases-TOTAL_FORMS": "2", "fases-1-fase": "2", "fases-1-van": "1-3-2025"}
    assert client.post(url, data).status_code == 302
    assert [fase.fase for fase in team.fases.all()] == [1, 2]
    assert {fase.gemeente for fase in team.fases.all()} == {here.gemeente}
    assert assert_told(before, by=world.users["coordinator"]) == {"nieuw bewonerskrachtteam", "nieuw teamfase"}
    data = filled(client.get(url)) | {"fases-TOTAL_FORMS": "3", "fases-2-fase": "3", "fases-2-van": "1-3-2025"}
    assert client.post(url, data).status_code == 422
    for wrong in ({"gebied": here.rayon.pk}, {"gebied": world.b.gebied.pk}, {"corporatie": world.b.partij.pk}):
        assert client.post(screen(Bewonerskrachtteam, "add"), sent | wrong).status_code == 422, wrong
    assert world.client("beheerder").post(url, data).status_code == 403
