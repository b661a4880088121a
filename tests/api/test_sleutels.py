# SPDX-License-Identifier: EUPL-1.2
"""Requests with a key: whose it is, what it opens, and when it opens nothing."""

import datetime as dt

import pytest
from django.utils import timezone

from afspraken.services.voortgang import Melding, record_voortgang
from partijen.models import Partij, PartijInGemeente, Sleutel
from partijen.services import sleutels
from partijen.sleutelhouder import Sleutelhouder
from portaal.lib.api.throttling import AddressRateThrottle, KeyRateThrottle, WrongKeyThrottle
from tests.api.world import BASE, RESOURCES, SECRET, make_sleutel

pytestmark = pytest.mark.django_db


@pytest.fixture
def woonpunt(world):
    return Partij.objects.get(naam="Woonpunt")


@pytest.fixture
def issued(world):
    return make_sleutel(world, "lezen", "leveren", "voortgang")


def get(client, token, path="afspraken", **query):
    return client.get(f"{BASE}/{path}", query, headers={"authorization": f"Token {token}"})


def codes(response):
    assert response.status_code == 200, response.content
    return {row["code"] for row in response.json()["results"]}


@pytest.mark.parametrize("resource", RESOURCES)
def test_a_key_reads_what_is_public_and_no_drafts(client, ask, world, issued, resource):
    answer = get(client, issued.token, resource)
    assert answer.status_code == 200
    assert answer.json()["results"] == ask(resource)["results"]
    assert SECRET not in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    assert "Authorization" in answer["Vary"]


@pytest.mark.parametrize(("scopes", "seen"), [(("lezen",), True), (("voortgang",), True), (("leveren",), False)])
def test_reports_of_the_own_party_before_they_are_public(client, world, woonpunt, scopes, seen):
    """Those made with a key of the party, also an earlier one; not those of its people, as these do not see its."""
    reporting = Sleutelhouder(make_sleutel(world, "voortgang").sleutel)
    row = world.afspraken["1a"]
    by_key = record_voortgang(afspraak=row, melding=Melding(status="gereed"), by=reporting, namens=woonpunt)
    by = world.users["databeheerder"]
    by_person = record_voortgang(afspraak=row, melding=Melding(status="gereed"), by=by, namens=woonpunt)
    shown = get(client, make_sleutel(world, *scopes).token, "voortgang", paginaGrootte=1000).json()["results"]
    ids = {row["id"] for row in shown}
    assert (by_key.pk in ids) == seen
    assert by_person.pk not in ids
    client.force_login(by)
    ids = {row["id"] for row in client.get(f"{BASE}/voortgang?paginaGrootte=1000").json()["results"]}
    assert by_person.pk in ids
    assert by_key.pk not in ids
    elders = make_sleutel(world, *scopes, gemeente=world.heerlen)
    ids = {row["id"] for row in get(client, elders.token, "voortgang", paginaGrootte=1000).json()["results"]}
    assert by_key.pk not in ids


def test_a_report_without_a_person_is_nobodys_own(client, ask, world, woonpunt):
    """What was made with a key names no person; that may not make it visible to who is not a person either."""
    holder = Sleutelhouder(make_sleutel(world, "voortgang").sleutel)
    report = record_voortgang(afspraak=world.afspraken["1a"], melding=Melding(status="gereed"), by=holder)
    assert report.gebruiker is None
    other = Partij.objects.create(naam="Servatius", soort="corporatie")
    PartijInGemeente.objects.create(partij=other, gemeente=world.maastricht)
    theirs = make_sleutel(world, "lezen", "voortgang", partij=other)
    for rows in (ask("voortgang")["results"], get(client, theirs.token, "voortgang").json()["results"]):
        assert report.pk not in {row["id"] for row in rows}


def withdrawn(issued):
    sleutels.revoke_sleutel(sleutel=issued.sleutel, by=issued.sleutel.gemaakt_door)


def expired(issued):
    Sleutel.objects.update(geldig_tot=timezone.localdate() - dt.timedelta(days=1))


def party_left(issued):
    PartijInGemeente.objects.filter(partij=issued.sleutel.partij).delete()


@pytest.mark.parametrize("end", [withdrawn, expired, party_left])
def test_a_key_that_ended_is_401_at_the_next_request(client, issued, security_log, end):
    assert get(client, issued.token).status_code == 200
    end(issued)
    refused, unknown = get(client, issued.token), get(client, "apo_" + "a" * 43)
    assert refused.status_code == unknown.status_code == 401
    assert refused.content == unknown.content
    assert refused["WWW-Authenticate"] == 'Token realm="api"'
    told = [line for line in security_log.of("key_refused") if line["object"] == f"sleutel:{issued.sleutel.pk}"]
    assert [(line["reason"], line["result"]) for line in told] == [(end.__name__, "denied")]


def test_the_last_use_is_kept(client, issued):
    get(client, issued.token)
    first = Sleutel.objects.get().last_used_at
    assert first is not None
    get(client, issued.token)
    assert Sleutel.objects.get().last_used_at == first


def test_a_key_works_when_its_maker_is_switched_off(client, world, issued):
    maker = world.users["coordinator"]
    maker.is_active = False
    maker.save()
    assert get(client, issued.token).status_code == 200


def test_a_key_opens_no_page(client, issued):
    for path in ("/maastricht/actielijst/", "/werkbank/", "/maastricht/sleutels/", "/beheer/"):
        response = client.get(path, headers={"authorization": f"Token {issued.token}"})
        assert response.status_code == 302
        assert "/accounts/login/" in response["Location"]


def test_the_key_counts_and_not_the_session_beside_it(client, world, issued):
    client.force_login(world.users["coordinator"])
    assert codes(get(client, issued.token, gemeente="maastricht")) == {"1a", "2a"}


def test_a_key_has_a_limit_of_its_own(client, world, issued, monkeypatch):
    monkeypatch.setattr(AddressRateThrottle, "rate", "1/min", raising=False)
    monkeypatch.setattr(KeyRateThrottle, "rate", "3/min", raising=False)
    other = make_sleutel(world, "lezen")
    assert [get(client, issued.token).status_code for _ in range(4)] == [200, 200, 200, 429]
    assert int(get(client, issued.token)["Retry-After"]) >= 1
    assert get(client, other.token).status_code == 200
    assert [client.get(f"{BASE}/afspraken").status_code for _ in range(2)] == [200, 429]


def test_wrong_keys_have_a_limit_and_right_ones_pass(client, issued, monkeypatch):
    monkeypatch.setattr(WrongKeyThrottle, "rate", "2/min", raising=False)
    wrong = "apo_" + "a" * 43
    assert [get(client, wrong).status_code for _ in range(4)] == [401, 401, 429, 429]
    assert int(get(client, wrong)["Retry-After"]) >= 1
    assert get(client, issued.token).status_code == 200


def test_how_many_queries_a_key_costs(client, world, issued, django_assert_num_queries):
    """One finds it; a second, every five minutes, notes its use; a third asks for its collectieven."""
    with django_assert_num_queries(2 + 2):
        get(client, issued.token, "gemeenten")
    with django_assert_num_queries(1 + 2):
        get(client, issued.token, "gemeenten")
