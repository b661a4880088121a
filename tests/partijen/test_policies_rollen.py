# SPDX-License-Identifier: EUPL-1.2
"""Each rule of partijen asked of each role, here and elsewhere; and whose rows somebody finds."""

import datetime as dt
import uuid

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from partijen import policies
from partijen.models import (
    Bericht,
    Berichtsoort,
    Gebruiker,
    Inlogdienst,
    Lidmaatschap,
    Overleg,
    Partij,
    Sleutel,
    Wijziging,
)
from partijen.policies import collectieven_of
from partijen.sleutelhouder import Sleutelhouder
from tests.factories import (
    CollectiefFactory,
    GebruikerFactory,
    GemeenteFactory,
    InlogdienstFactory,
    OverlegFactory,
    PartijFactory,
    PartijInGemeenteFactory,
    WerkgroepFactory,
)
from tests.rollen import EVERYBODY, party_of, people_of, who

pytestmark = pytest.mark.django_db
C, BEHEER, DATA = "coordinator", "beheerder", "databeheerder"
KEEPERS = {C, BEHEER}
ADMIN = "administrator"


@pytest.fixture
def elders():
    return GemeenteFactory(slug="heerlen")


@pytest.fixture
def people(gemeente):
    return people_of(gemeente)


def find(model, people):
    """{role: what he finds}, of who finds anything."""
    found = {rol: set(model.objects.visible_to(user)) for rol, user in people.items()}
    return {rol: rows for rol, rows in found.items() if rows}


def test_each_rule_of_a_gemeente(people, gemeente, elders):
    rules = {
        policies.may_see_history: KEEPERS,
        policies.may_look_as_public: {C},
        policies.may_read_beheer: KEEPERS,
        policies.may_keep_gegevens: {C},
        policies.may_keep_partij_in: {C},
        policies.may_black_out: KEEPERS,
        policies.may_give_rol: KEEPERS,
        policies.may_see_leden: KEEPERS,
        policies.may_see_sleutels: {*KEEPERS, DATA},
    }
    for rule, roles in rules.items():
        assert who(people, rule, gemeente.pk) == roles, rule.__name__
        assert who(people, rule, elders.pk) == set(), rule.__name__
    for rule in (policies.may_read_beheer, policies.may_keep_gegevens, policies.may_keep_partij_in):
        assert who(people, rule) == rules[rule], rule.__name__
    assert who(people, policies.may_look_as_public_of, gemeente.slug) == {C}
    assert who(people, policies.may_look_as_public_of, "nergens") == set()
    assert who(people, policies.may_change_gemeente, gemeente) == who(people, policies.may_change_gemeente) == KEEPERS
    assert who(people, policies.may_change_gemeente, elders) == set()
    assert who(people, policies.may_see_bestuur, gemeente) == EVERYBODY
    assert who(people, policies.needs_second_factor) == KEEPERS
    assert who(people, policies.may_set_up) == set()
    assert who(people, policies.may_change_gebruiker) == who(people, policies.may_keep_inlogdienst) == {BEHEER}
    assert who(people, policies.may_keep_lidmaatschap) == KEEPERS
    assert {rol for rol, user in people.items() if policies.beheer_gemeente_ids(user) == [gemeente.pk]} == KEEPERS


def test_what_the_administrator_does_alone(people, gemeente):
    admin = people[ADMIN] = GebruikerFactory(is_superuser=True)
    for rule in (policies.may_set_up, lambda user: policies.editable_of_gemeente(user) is None):
        assert who(people, rule) == {ADMIN}
    assert policies.editable_of_gemeente(people[C], gemeente) == policies.LABELS_GEMEENTE
    assert {"slug", "naam", "eigen_partij"}.isdisjoint(policies.LABELS_GEMEENTE)
    own, whole = (InlogdienstFactory(gemeente=place) for place in (gemeente, None))
    assert who(people, policies.may_keep_inlogdienst, own) == {BEHEER, ADMIN}
    assert who(people, policies.may_keep_inlogdienst, whole) == {ADMIN}
    assert find(Inlogdienst, people) == {C: {own}, BEHEER: {own}, ADMIN: {own, whole}}
    group, shared = WerkgroepFactory(gemeente=gemeente), PartijFactory()
    for row, roles in ((group, {C, ADMIN}), (shared, {C, ADMIN}), (None, {C, ADMIN})):
        assert who(people, policies.may_add_partij, row) == roles
    assert who(people, policies.may_change_partij, group) == who(people, policies.may_change_partij) == {C, ADMIN}
    assert who(people, policies.may_add_partij, WerkgroepFactory(gemeente=GemeenteFactory())) == {ADMIN}
    PartijInGemeenteFactory(partij=shared, gemeente=gemeente)
    assert who(people, policies.may_change_partij, shared) == {C, ADMIN}
    assert who(people, policies.may_keep_partij_in, gemeente.pk) == {C, ADMIN}
    stray = GebruikerFactory()
    assert set(Gebruiker.objects.filter(policies.gebruikers_in_beheer(admin))) >= {stray, admin}
    mine = set(Gebruiker.objects.filter(policies.gebruikers_in_beheer(people[C])))
    assert mine == {user for rol, user in people.items() if rol not in ("", ADMIN)}
    assert not Gebruiker.objects.filter(policies.gebruikers_in_beheer(people["bestuurder"])).exists()
    assert who(people, policies.may_export_gebruiker, people["bestuurder"]) == {"bestuurder", BEHEER, ADMIN}
    assert who(people, policies.may_export_gebruiker, stray) == {ADMIN}


def test_a_provider_of_a_gemeente_opens_the_accounts_of_that_gemeente_alone(people, gemeente, elders):
    user = people["bestuurder"]
    assert policies.may_be_opened_by(user, gemeente.pk)
    assert policies.may_be_opened_by(user, None)
    assert not policies.may_be_opened_by(user, elders.pk)
    assert not policies.may_be_opened_by(GebruikerFactory(), gemeente.pk)
    Lidmaatschap.objects.create(gebruiker=user, gemeente=elders, rol="bestuurder")
    assert not policies.may_be_opened_by(user, gemeente.pk)
    admin = GebruikerFactory(rol="bestuurder", gemeente=gemeente, is_superuser=True)
    assert not policies.may_be_opened_by(admin, gemeente.pk)


def test_keys_are_of_a_party_in_a_gemeente_where_it_takes_part_now(people, gemeente, elders):
    own, today = party_of(people[DATA]), timezone.localdate()
    other, past, coming, group = PartijFactory(), PartijFactory(), PartijFactory(), WerkgroepFactory(gemeente=gemeente)
    for partij in (own, other, group):
        PartijInGemeenteFactory(partij=partij, gemeente=gemeente, tot=today)
    PartijInGemeenteFactory(partij=past, gemeente=gemeente, tot=today - dt.timedelta(days=1))
    PartijInGemeenteFactory(partij=coming, gemeente=gemeente, van=today + dt.timedelta(days=1))
    PartijInGemeenteFactory(partij=own, gemeente=elders)
    assert set(policies.partijen_for_sleutels(people[C], gemeente)) == {own, other}
    assert set(policies.partijen_for_sleutels(people[BEHEER], gemeente)) == {own, other}
    assert set(policies.partijen_for_sleutels(people[DATA], gemeente)) == {own}
    assert not policies.partijen_for_sleutels(people[DATA], elders).exists()
    assert who(people, policies.may_keep_sleutel, gemeente.pk, own.pk) == {*KEEPERS, DATA}
    assert who(people, policies.may_keep_sleutel, gemeente.pk, other.pk) == KEEPERS
    assert who(people, policies.may_keep_sleutel, elders.pk, own.pk) == set()

    def key(place, partij):
        text = uuid.uuid4().hex
        return Sleutel.objects.create(
            **{"gemeente": place, "partij": partij, "naam": "K", "lezen": True, "geldig_tot": today},
            **{"prefix": text[:12], "token_hash": text, "aanvraag": uuid.uuid4(), "gemaakt_door": people[C]},
        )

    here, theirs, there = key(gemeente, own), key(gemeente, other), key(elders, own)
    both = {here, theirs}
    assert find(Sleutel, people) == {C: both, BEHEER: both, DATA: {here}}
    with_part = {row.pk: row.doet_mee for row in Sleutel.objects.with_deelname(today)}
    assert with_part == {here.pk: True, theirs.pk: True, there.pk: True}
    assert not Sleutel.objects.with_deelname(today + dt.timedelta(days=1)).get(pk=here.pk).doet_mee
    assert set(Partij.objects.all().in_gemeente(elders)) == {own}
    toegang = Sleutelhouder(here).toegang
    assert toegang.namens == {gemeente.pk: ("", own.naam)}
    assert (toegang.gemeenten_with_scope("lezen"), toegang.gemeenten_with_scope("leveren")) == ([gemeente.pk], [])


def test_collectives_by_the_day(gemeente):
    lid, today = PartijFactory(), timezone.localdate()
    day = dt.timedelta(days=1)
    spans = ((None, None), (today, today), (today + day, None), (None, today - day), (today - day, today + day))
    held = []
    for van, tot in spans:
        collectief = CollectiefFactory(gemeente=gemeente)
        collectief.leden.create(lid=lid, van=van, tot=tot)
        held.append(collectief.pk)
    found = {pk for _gemeente, _lid, pk in collectieven_of({lid.pk}, today)}
    assert found == {held[0], held[1], held[4]}
    assert collectieven_of({PartijFactory().pk}, today) == []


def test_memberships_notices_and_the_log(people, gemeente, elders):
    admin = GebruikerFactory(is_superuser=True)
    mine = set(Lidmaatschap.objects.all())
    theirs = GebruikerFactory(rol=C, gemeente=elders)
    found = find(Lidmaatschap, people)
    assert found.pop(C) == found.pop(BEHEER) == mine
    assert found == {rol: {people[rol].lidmaatschappen.get()} for rol in EVERYBODY - KEEPERS}
    rows = {
        rol: Bericht.objects.create(gebruiker=people[rol], soort=Berichtsoort.OVERLEG, dag="2026-01-01")
        for rol in (C, DATA)
    }
    assert find(Bericht, people) == {rol: {row} for rol, row in rows.items()}
    here, there = (
        Wijziging.objects.create(
            gemeente=place, soort="gewijzigd", oorsprong="pagina", model="x.y", object_id=1, object_naam="Iets"
        )
        for place in (gemeente, elders)
    )
    assert find(Wijziging, {**people, "theirs": theirs}) == {C: {here}, BEHEER: {here}, "theirs": {there}}
    assert set(Wijziging.objects.visible_to(admin)) >= {here, there}
    reminded = {Berichtsoort.HERINNERING, Berichtsoort.OVERLEG}
    more = {C: {Berichtsoort.PUBLICATIE, Berichtsoort.WEBHOOK}, DATA: {Berichtsoort.WEBHOOK}}
    for rol in EVERYBODY:
        assert set(policies.berichtsoorten_of(people[rol])) == reminded | more.get(rol, set())
    assert policies.berichtsoorten_of(AnonymousUser()) == []


def test_meetings_before_a_day_and_from_that_day_on(gemeente):
    day = dt.date(2026, 3, 5)
    first, before, same, after, last = (
        OverlegFactory(gemeente=gemeente, datum=day + dt.timedelta(days=number)) for number in (-9, -1, 0, 1, 9)
    )
    kernteam = OverlegFactory(gemeente=gemeente, datum=day + dt.timedelta(days=3), soort=Overleg.Soort.KERNTEAM)
    rows = Overleg.objects.bestuurlijk()
    assert kernteam not in rows
    assert list(rows.previous(day)) == [before, first]
    assert list(rows.upcoming(day)) == [same, after, last]
    assert list(rows.around(day)) == [before, same]
    assert list(rows.around(day + dt.timedelta(days=2))) == [after, last]
