# SPDX-License-Identifier: EUPL-1.2
"""Who sees what: rows, nested parts, counts and standings, on every resource and in every format."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from django.utils import timezone

from afspraken.models import (
    Actie,
    Afspraak,
    Afsprakenset,
    Bijstelling,
    Doelstelling,
    Initiatief,
    Sdgkoppeling,
    Termijn,
    Thema,
    Vervolgbesluit,
    Voortgang,
)
from afspraken.services.voortgang import Melding, publish_voortgang, record_voortgang
from corporaties.models import Afwijking, Levering, Vastgoedproject, Voorraadcijfer
from monitoring.models import Evaluatie, Partijprioriteit, Rapportage, Zienswijze
from partijen.models import Gemeente, Overleg, Partij
from tests.api.world import BASE, RESOURCES, SECRET, WITH_DRAFTS, body_of
from wijken.models import Aanvraag, Bewonerskrachtteam, Fonds, Gebied, Indicatorwaarde

pytestmark = pytest.mark.django_db

MODELS = {
    "gemeenten": Gemeente,
    "partijen": Partij,
    "gebieden": Gebied,
    "afsprakensets": Afsprakenset,
    "themas": Thema,
    "afspraken": Afspraak,
    "acties": Actie,
    "termijnen": Termijn,
    "voortgang": Voortgang,
    "bijstellingen": Bijstelling,
    "doelstellingen": Doelstelling,
    "initiatieven": Initiatief,
    "sdgkoppelingen": Sdgkoppeling,
    "vervolgbesluiten": Vervolgbesluit,
    "leefbaarheidsfondsen": Fonds,
    "fondsaanvragen": Aanvraag,
    "bewonerskrachtteams": Bewonerskrachtteam,
    "indicatorwaarden": Indicatorwaarde,
    "leveringen": Levering,
    "woningvoorraad": Voorraadcijfer,
    "vastgoedprojecten": Vastgoedproject,
    "afwijkingen": Afwijking,
    "overleggen": Overleg,
    "rapportages": Rapportage,
    "evaluaties": Evaluatie,
    "zienswijzen": Zienswijze,
    "prioriteiten": Partijprioriteit,
}
assert set(MODELS) == set(RESOURCES)
PUBLIC = {"1a", "2a", "h1"}
OWN_GEMEENTE = PUBLIC | {"1b", "2b", "3a"}
EVERYTHING = OWN_GEMEENTE | {"h2"}
AFSPRAKEN = {
    "public": PUBLIC,
    "databeheerder": PUBLIC,
    "lid": PUBLIC | {"1b", "3a"},
    "ander lid": PUBLIC | {"2b"},
    "bestuurder": OWN_GEMEENTE,
    "coordinator": OWN_GEMEENTE,
    "coordinator elders": PUBLIC | {"h2"},
    "superuser": EVERYTHING,
}
ACTIES = {
    "public": {"1a-1", "2a-1"},
    "databeheerder": {"1a-1", "2a-1"},
    "lid": {"1a-1", "1a-2", "1b-1", "2a-1"},
    "ander lid": {"1a-1", "2a-1"},
    "bestuurder": {"1a-1", "1a-2", "1b-1", "2a-1"},
    "coordinator": {"1a-1", "1a-2", "1b-1", "2a-1"},
    "coordinator elders": {"1a-1", "2a-1"},
    "superuser": {"1a-1", "1a-2", "1b-1", "2a-1"},
}
PUBLISHED = {"1a published", "1a-1", "h1"}
OWN_REPORTS = PUBLISHED | {"1a draft", "1a-2", "1b", "2a"}
VOORTGANG = {
    "public": PUBLISHED,
    "databeheerder": PUBLISHED,
    "lid": PUBLISHED | {"1a draft", "1a-2", "1b"},
    "ander lid": PUBLISHED | {"2a"},
    "bestuurder": OWN_REPORTS,
    "coordinator": OWN_REPORTS,
    "coordinator elders": PUBLISHED | {"h2"},
    "superuser": OWN_REPORTS | {"h2"},
}
ROLES = tuple(AFSPRAKEN)


@pytest.mark.parametrize("role", ROLES)
def test_afspraken_of_a_role(ask, world, role):
    found = {row["id"] for row in ask("afspraken", world.users[role])["results"]}
    assert found == {world.afspraken[name].pk for name in AFSPRAKEN[role]}


@pytest.mark.parametrize("role", ROLES)
def test_acties_of_a_role(ask, world, role):
    assert {row["code"] for row in ask("acties", world.users[role])["results"]} == ACTIES[role]


@pytest.mark.parametrize("role", ROLES)
def test_voortgang_of_a_role(ask, world, role):
    found = {row["id"] for row in ask("voortgang", world.users[role])["results"]}
    assert found == {world.voortgang[name].pk for name in VOORTGANG[role]}


@pytest.mark.parametrize("role", ROLES)
def test_termijnen_of_a_role(ask, world, role):
    found = {(row["gemeente"], row["afspraak"], row["actie"]) for row in ask("termijnen", world.users[role])["results"]}
    expected = {
        ("maastricht", "1a", None),
        ("maastricht", "1a", "1a-1"),
        ("maastricht", "2a", None),
        ("heerlen", "1a", None),
    }
    if "1b" in AFSPRAKEN[role]:
        expected |= {("maastricht", "1a", "1a-2"), ("maastricht", "1b", None)}
    assert found == expected


@pytest.mark.parametrize("role", ROLES)
def test_sets_and_themas_of_a_role(ask, world, role):
    reads_draft = "3a" in AFSPRAKEN[role]
    sets = ask("afsprakensets", world.users[role], gemeente="maastricht")["results"]
    assert {row["slug"] for row in sets} == {"afspraken", *(["concept"] if reads_draft else [])}
    themas = ask("themas", world.users[role], gemeente="maastricht")["results"]
    assert {row["nummer"] for row in themas} == {1, 2, *([3] if reads_draft else [])}


@pytest.mark.parametrize("role", ROLES)
def test_counts_of_a_role(ask, world, role):
    """Counts are of what this viewer can open, here and in the set and thema."""
    user = world.users[role]
    visible = ask("afspraken", user, gemeente="maastricht", afsprakenset="afspraken")["results"]
    for row in ask("afsprakensets", user, gemeente="maastricht", afsprakenset="afspraken")["results"]:
        assert row["aantalAfspraken"] == len(visible)
    for row in ask("themas", user, gemeente="maastricht", afsprakenset="afspraken")["results"]:
        assert row["aantalAfspraken"] == sum(afspraak["themaNummer"] == row["nummer"] for afspraak in visible)
    for row in visible:
        assert row["aantalActies"] == ask("acties", user, gemeente="maastricht", afspraak=row["code"])["count"]


@pytest.mark.parametrize("role", ROLES)
def test_standing_of_a_role(ask, world, role):
    """The reported standing for who reads drafts of it, the published one for everybody else."""
    row = next(
        row for row in ask("afspraken", world.users[role], gemeente="maastricht")["results"] if row["code"] == "1a"
    )
    if "1b" in AFSPRAKEN[role]:
        assert (row["status"], row["laatsteVoortgang"]["oorzaak"]) == ("stagnatie", "Geen geld.")
        assert row["laatsteVoortgang"]["gepubliceerd"] is False
        assert (row["aantalActies"], row["periode"]) == (2, "2020")
        assert ask("afspraken", world.users[role], status="stagnatie", gemeente="maastricht")["count"] == 1
    else:
        assert (row["status"], row["laatsteVoortgang"]["oorzaak"]) == ("op_koers", "")
        assert (row["aantalActies"], row["periode"]) == (1, "2023-Q2")
        assert ask("afspraken", world.users[role], status="stagnatie", gemeente="maastricht")["count"] == 0


def test_a_standing_never_brings_a_draft_along(ask, world):
    """Even if the column of the published report pointed at another one."""
    row = world.afspraken["1a"]
    row.laatste_voortgang_publiek = world.voortgang["1a draft"]
    row.save()
    assert ask(f"afspraken/{row.pk}")["laatsteVoortgang"] is None


@pytest.mark.parametrize("resource", ["afspraken", "acties", "voortgang"])
@pytest.mark.parametrize("role", ROLES)
def test_gepubliceerd_is_what_the_public_sees(ask, world, role, resource):
    public = {row["id"] for row in ask(resource)["results"]}
    for row in ask(resource, world.users[role])["results"]:
        assert row["gepubliceerd"] == (row["id"] in public)


@pytest.mark.parametrize("formaat", ["json", "csv", "xlsx", "ods", "ndjson"])
@pytest.mark.parametrize("resource", RESOURCES)
def test_nothing_secret_in_any_format(client, world, resource, formaat):
    for role in ("public", "databeheerder"):
        client.logout()
        if world.users[role]:
            client.force_login(world.users[role])
        response = client.get(f"{BASE}/{resource}?formaat={formaat}")
        assert response.status_code == 200
        content = body_of(response)
        if formaat in {"json", "csv", "ndjson"}:
            assert SECRET.encode() not in content
        else:
            with ZipFile(BytesIO(content)) as archive:
                assert all(SECRET.encode() not in archive.read(name) for name in archive.namelist())


@pytest.mark.parametrize("resource", RESOURCES)
def test_one_row_is_the_row_of_the_list(client, ask, world, resource):
    for role in ("public", "lid", "coordinator elders"):
        user = world.users[role]
        rows = {row["id"]: row for row in ask(resource, user)["results"]}
        for pk in MODELS[resource].objects.values_list("pk", flat=True):
            response = client.get(f"{BASE}/{resource}/{pk}")
            assert response.status_code == (200 if pk in rows else 404)
            if pk in rows:
                assert response.json() == rows[pk]


@pytest.mark.parametrize("resource", WITH_DRAFTS)
def test_hidden_is_missing(client, ask, world, resource):
    """The same body for a hidden row and one that does not exist, up to the address asked for."""
    visible = {row["id"] for row in ask(resource)["results"]}
    hidden = [pk for pk in MODELS[resource].objects.values_list("pk", flat=True) if pk not in visible]
    assert hidden
    missing = client.get(f"{BASE}/{resource}/999999")
    for pk in hidden:
        response = client.get(f"{BASE}/{resource}/{pk}")
        assert response.status_code == missing.status_code == 404
        assert response.content == missing.content.replace(b"999999", str(pk).encode())
        assert dict(response.headers) == {**missing.headers, "Content-Length": response.headers["Content-Length"]}


@pytest.mark.parametrize(
    ("resource", "key", "hidden", "missing"),
    [
        ("afspraken", "afsprakenset", "concept", "bestaatni"),
        ("afspraken", "thema", "3", "9"),
        ("acties", "afspraak", "1b", "9z"),
        ("acties", "afsprakenset", "concept", "bestaatni"),
        ("termijnen", "actie", "1b-1", "9z-1"),
        ("termijnen", "thema", "3", "9"),
        ("voortgang", "actie", "1a-2", "9z-9"),
        ("voortgang", "afspraak", "x9", "y8"),
        ("themas", "afsprakenset", "concept", "bestaatni"),
        ("afsprakensets", "afsprakenset", "concept", "bestaatni"),
    ],
)
def test_a_key_does_not_tell_hidden_from_missing(ask, refused, world, resource, key, hidden, missing):
    first, second = (refused(resource, **{key: value})[0] for value in (hidden, missing))
    assert first["code"] == second["code"] == "invalid_choice"
    assert first["melding"].replace(hidden, missing) == second["melding"]
    assert ask(resource, world.users["superuser"], **{key: hidden})["count"] >= 0


def test_search_does_not_find_what_is_hidden(ask, world):
    Actie.objects.filter(code="1a-2").update(omschrijving="dakpannen")
    Afspraak.objects.filter(code="1b").update(samenvatting="dakpannen")
    assert ask("afspraken", zoek="dakpannen")["count"] == 0
    assert ask("acties", zoek="dakpannen")["count"] == 0
    assert [row["code"] for row in ask("afspraken", world.users["lid"], zoek="dakpannen")["results"]] == ["1a", "1b"]


def test_signals_follow_what_one_may_see(ask, world):
    """A late termijn of a draft actie, and a request in a draft report, are no signal for the public."""
    Termijn.objects.filter(afspraak=world.afspraken["1a"]).exclude(actie__code="1a-2").delete()
    world.report("1a", publish=False, gevraagd_besluit="Stem in.")
    row = ask("afspraken", gemeente="maastricht", code="1a")["results"][0]
    assert row["signalen"] == ["zonder_termijn"]
    assert row["periode"] is None
    row = ask("afspraken", world.users["lid"], gemeente="maastricht", code="1a")["results"][0]
    assert row["signalen"] == ["termijn_verstreken", "wacht_op_besluit"]
    assert ask("afspraken", signaal="wacht_op_besluit")["count"] == 0


def test_what_one_reported_oneself_is_visible_before_publishing(ask, world):
    """The report, but not as the standing: that is what everybody sees."""
    by, woonpunt = world.users["databeheerder"], Partij.objects.get(naam="Woonpunt")
    melding = Melding(status="gereed")
    report = record_voortgang(afspraak=world.afspraken["1a"], melding=melding, by=by, namens=woonpunt)
    assert report.pk in {row["id"] for row in ask("voortgang", by)["results"]}
    assert report.pk not in {row["id"] for row in ask("voortgang")["results"]}
    assert ask("afspraken", by, gemeente="maastricht", code="1a")["results"][0]["status"] == "op_koers"


def test_publishing_and_unpublishing_take_effect_at_once(ask, world):
    publish_voortgang(voortgang=world.voortgang["2a"], by=world.users["coordinator"])
    assert ask("afspraken", code="2a")["results"][0]["status"] == "op_koers"
    Afsprakenset.objects.filter(pk=world.afspraken["2a"].afsprakenset_id).update(gepubliceerd=False)
    for resource in ("afspraken", "acties", "termijnen", "voortgang", "themas", "afsprakensets"):
        assert {row["gemeente"] for row in ask(resource)["results"]} <= {"heerlen"}


def test_an_account_that_is_switched_off_sees_what_the_public_sees(client, ask, world):
    lid = world.users["lid"]
    client.force_login(lid)
    lid.is_active = False
    lid.save()
    assert client.get(f"{BASE}/afspraken").json()["count"] == len(PUBLIC)


def test_a_role_that_is_taken_away_is_gone_at_the_next_request(client, ask, world):
    lid = world.users["lid"]
    assert ask("afspraken", lid)["count"] == len(AFSPRAKEN["lid"])
    seen = {resource: [row["id"] for row in ask(resource, lid)["results"]] for resource in WITH_DRAFTS}
    public = {resource: [row["id"] for row in ask(resource)["results"]] for resource in WITH_DRAFTS}
    client.force_login(lid)
    for resource, pks in seen.items():
        assert {client.get(f"{BASE}/{resource}/{pk}").status_code for pk in pks} == {200}
    below = [f"afspraken/{world.afspraken['1a'].pk}/{name}" for name in ("acties", "voortgang", "bijstellingen")]
    hung = {path: ask(path, lid) for path in below}
    lid.lidmaatschappen.all().delete()
    assert {path: ask(path, lid) for path in below} == {path: ask(path) for path in below} != hung
    assert ask("afspraken", lid)["count"] == len(PUBLIC)
    assert seen != public
    for resource, pks in seen.items():
        found = [pk for pk in pks if client.get(f"{BASE}/{resource}/{pk}").status_code == 200]
        assert found == [row["id"] for row in ask(resource, lid)["results"]] == public[resource]


def test_no_cache_keeps_what_somebody_may_see(client, world):
    assert client.get(f"{BASE}/afspraken")["Cache-Control"] == "no-cache"
    client.force_login(world.users["coordinator"])
    assert client.get(f"{BASE}/afspraken")["Cache-Control"] == "no-store"


def test_what_is_late_depends_on_today(ask, world):
    today = timezone.localdate()
    Termijn.objects.filter(actie__code="1a-1").update(voldaan_op=today)
    assert [row["verstreken"] for row in ask("termijnen", actie="1a-1")["results"]] == [False]


@pytest.mark.parametrize("resource", ["afspraken", "acties"])
def test_the_version_tells_the_public_of_no_draft(world, client, resource):
    """It moves with a report that is published, and for who reads drafts with every one."""
    afspraak = world.afspraken["1a"]
    actie = Actie.objects.filter(afspraak=afspraak, gepubliceerd=True).first() if resource == "acties" else None
    path = f"{BASE}/{resource}/{(actie or afspraak).pk}"
    coordinator = type(client)()
    coordinator.force_login(world.users["coordinator"])

    def versions() -> tuple[int, str, int]:
        public = client.get(path)
        return public.json()["versie"], public["ETag"], coordinator.get(path).json()["versie"]

    before = versions()
    report = record_voortgang(afspraak=afspraak, actie=actie, melding=Melding("gereed"), by=world.users["coordinator"])
    drafted = versions()
    assert drafted[:2] == before[:2]
    assert drafted[2] == before[2] + 1
    publish_voortgang(voortgang=report, by=world.users["coordinator"])
    published = versions()
    assert published[0] > drafted[0]
    assert published[1] != drafted[1]
