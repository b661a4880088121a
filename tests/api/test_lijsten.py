# SPDX-License-Identifier: EUPL-1.2
"""What every list can be asked: `zoek`, `sorteer`, `gewijzigdSinds` and, where it has a meaning, `peildatum`."""

import datetime as dt

import pytest
from django.utils import timezone

from afspraken.models import Afspraak, Voortgang
from afspraken.services.voortgang import publish_voortgang
from afspraken.services.wijzigen import change_row
from corporaties.models import Voorraadcijfer
from partijen.models import Collectieflid, Partij, Wijziging
from portaal.api import router
from tests.api.world import BASE, RESOURCES, SECRET, body_of
from tests.factories import LeveringFactory, VoorraadcijferFactory

pytestmark = pytest.mark.django_db
VIEWSETS = {prefix: viewset for prefix, viewset, _name in router.registry}
SORTS = [(resource, name) for resource in RESOURCES for name in VIEWSETS[resource].sort_fields]
# A word that rows of the resource show.
WORDS = {
    "gemeenten": "maastricht",
    "partijen": "WOONPUNT",
    "gebieden": "pottenberg",
    "afsprakensets": "elders",
    "themas": "zorg",
    "afspraken": "2a",
    "acties": "verduurzaming",
    "termijnen": "plan",
    "voortgang": "loopt",
    "bijstellingen": "schuift",
    "doelstellingen": "ouderen",
    "initiatieven": "moestuin",
    "sdgkoppelingen": "bouwen",
    "vervolgbesluiten": "hielp",
    "leefbaarheidsfondsen": "zeswegen",
    "fondsaanvragen": "bankje",
    "bewonerskrachtteams": "aarveld",
    "indicatorwaarden": "pottenberg",
    "leveringen": "tabel",
    "woningvoorraad": "klasse",
    "vastgoedprojecten": "project",
    "afwijkingen": "totaal",
    "overleggen": "boww",
    "rapportages": "elders",
    "evaluaties": "elders",
    "zienswijzen": "huren",
    "prioriteiten": "rust",
}
WITH_PEILDATUM = {
    *("partijen", "gebieden", "afspraken", "acties", "termijnen", "voortgang", "bewonerskrachtteams"),
    *("afsprakensets", "bijstellingen", "doelstellingen", "leefbaarheidsfondsen"),
    "woningvoorraad",
}
PAST, FUTURE = "2000-01-01", "2999-01-01T00:00:00Z"


def ids(answer):
    return [row["id"] for row in answer["results"]]


@pytest.mark.parametrize("resource", RESOURCES)
def test_every_list_can_be_asked_the_same(ask, refused, world, resource):
    viewset = VIEWSETS[resource]
    assert {"gemeente", "zoek", "gewijzigdSinds"} <= viewset.filterset_class.base_filters.keys()
    assert viewset.sort_fields
    assert ask(resource, gewijzigdSinds=FUTURE)["count"] == 0
    assert ask(resource, zoek="komtnietvoor")["count"] == 0
    if resource in WITH_PEILDATUM:
        ask(resource, peildatum="2024-05-01")
    else:
        assert refused(resource, peildatum="2024-05-01")[0]["code"] == "unknown"


@pytest.mark.parametrize("resource", RESOURCES)
def test_search_finds_what_the_list_shows(ask, world, resource):
    everything, found = ask(resource), ask(resource, zoek=WORDS[resource])
    assert 0 < found["count"] <= everything["count"]
    assert set(ids(found)) <= set(ids(everything))
    assert ask(resource, zoek=SECRET)["count"] == 0


@pytest.mark.parametrize(("resource", "name"), SORTS)
def test_sorting(ask, client, world, resource, name):
    user = world.users["superuser"]
    plain, up = ask(resource, user), ask(resource, user, sorteer=name)
    down = ask(resource, user, sorteer=f"-{name}")
    assert sorted(ids(up)) == sorted(ids(plain)) == sorted(ids(down))
    values = [row.get(name) for row in up["results"]]
    known = [value for value in values if value is not None]
    assert values[: len(known)] == known, "empty ones come last"
    assert [row.get(name) for row in down["results"]][: len(known)].count(None) == 0
    if all(isinstance(value, int | float) for value in known):
        assert known == sorted(known)
    response = client.get(f"{BASE}/{resource}?formaat=ndjson&sorteer={name}")
    assert [f'"id":{pk}' in line for pk, line in zip(ids(up), body_of(response).decode().splitlines(), strict=True)]


def test_sorting_by_more_than_one(ask, world):
    rows = ask("afspraken", sorteer="-status,code")["results"]
    keys = [(row["status"], row["code"]) for row in rows]
    assert keys == sorted(sorted(keys, key=lambda key: key[1]), key=lambda key: key[0], reverse=True)
    pages = [ask("afspraken", sorteer="-code", pagina=page, paginaGrootte=1)["results"][0]["code"] for page in (1, 2)]
    assert pages == [row["code"] for row in ask("afspraken", sorteer="-code")["results"]][:2]


@pytest.mark.parametrize("wrong", ["onbekend", "-", "code,", "code;titel", "versie", "code,code,code,code,code"])
def test_a_wrong_sorting_is_refused(refused, world, wrong):
    [fault] = refused("afspraken", sorteer=wrong)
    assert (fault["naam"], fault["code"]) == ("sorteer", "invalid")


@pytest.mark.parametrize(
    "wrong",
    [
        "gisteren",
        "2026-13-01",
        "2026-01-01T10:00:00",
        "2026-01-01 10:00:00Z",
        "0001-01-01T00:00:00+23:59",
        "9999-12-31",
    ],
)
def test_a_wrong_moment_is_refused(refused, world, wrong):
    [fault] = refused("afspraken", gewijzigdSinds=wrong)
    assert (fault["naam"], fault["code"]) == ("gewijzigdSinds", "invalid")


def later():
    """A moment after everything so far: events of the next lines are at or after it."""
    return timezone.now().isoformat().replace("+00:00", "Z")


def test_a_follower_sees_what_changed(ask, world):
    since = later()
    change_row(
        row=world.afspraken["1a"],
        changes={"samenvatting": "Nieuw."},
        by=world.users["coordinator"],
        expected_versie=Afspraak.objects.get(pk=world.afspraken["1a"].pk).versie,
        oorsprong=Wijziging.Oorsprong.API,
    )
    world.report("2a", publish=True, toelichting="Verder.")
    assert [row["code"] for row in ask("afspraken", gewijzigdSinds=since)["results"]] == ["1a", "2a"]
    [report] = ask("voortgang", gewijzigdSinds=since)["results"]
    assert (report["afspraak"], report["toelichting"]) == ("2a", "Verder.")
    assert ask("acties", gewijzigdSinds=since)["count"] == 0
    assert ask("afspraken", gewijzigdSinds=later())["count"] == 0


def test_drafts_that_change_are_not_told(ask, world):
    since = later()
    draft = world.report("2a", publish=False, toelichting=SECRET)
    change_row(
        row=world.afspraken["1b"],
        changes={"samenvatting": "Nieuw."},
        by=world.users["coordinator"],
        expected_versie=Afspraak.objects.get(pk=world.afspraken["1b"].pk).versie,
        oorsprong=Wijziging.Oorsprong.API,
    )
    seen = {
        role: [row["code"] for row in ask("afspraken", world.users[role], gewijzigdSinds=since)["results"]]
        for role in ("public", "databeheerder", "coordinator elders", "lid", "ander lid", "coordinator", "superuser")
    }
    assert seen == {
        "public": [],
        "databeheerder": [],
        "coordinator elders": [],
        "lid": ["1b"],
        "ander lid": ["2a"],
        "coordinator": ["1b", "2a"],
        "superuser": ["1b", "2a"],
    }
    publish_voortgang(voortgang=draft, by=world.users["coordinator"])
    assert [row["code"] for row in ask("afspraken", gewijzigdSinds=since)["results"]] == ["2a"]


def test_figures_follow_their_delivery(ask, world):
    levering = LeveringFactory(gemeente=world.maastricht)
    cijfer = VoorraadcijferFactory(levering=levering)
    since = later()
    Wijziging.objects.create(
        gemeente=world.maastricht,
        soort="gewijzigd",
        oorsprong="pagina",
        model="corporaties.levering",
        object_id=levering.pk,
        object_naam="x",
        openbaar=True,
    )
    assert ids(ask("woningvoorraad", gewijzigdSinds=since)) == [cijfer.pk]
    assert ids(ask("leveringen", gewijzigdSinds=since)) == [levering.pk]


def test_how_it_stood(ask, world):
    """By the day a report is about; what the viewer may not see does not count."""
    for day, status in (("2023-02-01", "op_koers"), ("2023-06-01", "aandacht"), ("2023-09-01", "op_koers")):
        world.report("1a", status, publish=True, datum=dt.date.fromisoformat(day), toelichting=f"Op {day}.")
    world.report("1a", "gereed", publish=False, datum=dt.date(2023, 3, 1), toelichting=SECRET)

    def standing(day, user=None, **query):
        [row] = ask("afspraken", user, code="1a", gemeente="maastricht", peildatum=day, **query)["results"]
        melding = row["laatsteVoortgang"]
        return row["status"], row["bijgewerktOp"], melding and melding["toelichting"]

    coordinator = world.users["coordinator"]
    assert standing("2023-01-31") == ("niet_gestart", None, None)
    assert standing("2023-02-01") == ("op_koers", "2023-02-01", "Op 2023-02-01.")
    assert standing("2023-03-01") == ("op_koers", "2023-02-01", "Op 2023-02-01.")
    assert standing("2023-03-01", coordinator)[:2] == ("gereed", "2023-03-01")
    assert standing("2023-08-31") == ("aandacht", "2023-06-01", "Op 2023-06-01.")
    assert standing("2023-08-31", status="aandacht")[0] == "aandacht"
    assert ask("afspraken", code="1a", peildatum="2023-09-02", status="aandacht")["count"] == 0
    assert standing(timezone.localdate().isoformat())[0] == ask("afspraken", code="1a")["results"][0]["status"]

    late = {"gemeente": "maastricht", "code": "1a", "signaal": "termijn_verstreken"}
    assert ask("afspraken", peildatum="2023-01-01", **late)["count"] == 0
    assert ask("afspraken", peildatum="2024-12-31", **late)["count"] == 1
    assert all(row["datum"] <= "2023-06-01" for row in ask("voortgang", peildatum="2023-06-01")["results"])
    assert ask("voortgang", peildatum="2023-06-01")["count"] == 2


def test_acties_and_terms_of_a_day(ask, world):
    world.report("1a", "gereed", actie="1a-1", publish=True, datum=dt.date(2023, 5, 1))

    def late(day):
        return [row["actie"] for row in ask("termijnen", peildatum=day, verstreken="true")["results"]]

    def status(day):
        [row] = ask("acties", code="1a-1", peildatum=day)["results"]
        return row["status"], "termijn_verstreken" in row["signalen"]

    assert status("2023-04-30") == ("niet_gestart", False)
    assert status("2023-05-01") == ("gereed", False)
    assert "1a-1" not in late("2023-06-30")
    assert None in late("2024-07-01")
    assert "1a-1" not in late("2024-07-01"), "it was done by then"


def test_members_and_figures_of_a_day(ask, world):
    corporaties = Partij.objects.get(naam="Corporaties", gemeente=world.maastricht)
    Collectieflid.objects.create(
        collectief=corporaties, lid=Partij.objects.get(naam="Woonpunt"), van=dt.date(2024, 1, 1), tot=None
    )
    for day, members in (("2023-12-31", []), ("2024-01-01", ["Woonpunt"])):
        rows = ask("partijen", gemeente="maastricht", soort="collectief", peildatum=day)["results"]
        assert rows[0]["leden"] == members
    levering = LeveringFactory(gemeente=world.maastricht, vastgesteld_op=dt.date(2024, 6, 1))
    cijfer = VoorraadcijferFactory(levering=levering)
    assert cijfer.pk not in ids(ask("woningvoorraad", peildatum="2024-05-31"))
    assert cijfer.pk in ids(ask("woningvoorraad", peildatum="2024-06-01"))
    assert Voorraadcijfer.objects.filter(pk=cijfer.pk).exists()


def test_a_row_without_version_has_a_sum(client, world):
    """It answers that a copy is still good; one with a version never does, for what hangs on it has its own."""
    report = Voortgang.objects.get(pk=world.voortgang["1a published"].pk)
    address = f"{BASE}/voortgang/{report.pk}"
    first = client.get(address)
    assert first["ETag"].startswith('"')
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert client.get(address, headers={"If-None-Match": '"anders"'}).status_code == 200
    address = f"{BASE}/afspraken/{world.afspraken['1a'].pk}"
    row = client.get(address)
    assert row["ETag"] == f'"{row.json()["versie"]}"'
    assert client.get(address, headers={"If-None-Match": row["ETag"]}).status_code == 200
