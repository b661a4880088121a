# SPDX-License-Identifier: EUPL-1.2
"""The rules of keeping, asked directly: a screen may stop somebody before its rule is asked, a service does not."""

import pytest

from partijen import policies
from partijen.models import Gebruiker, Lidmaatschap, Partij, Rol
from tests.factories import (
    GebruikerFactory,
    GemeenteFactory,
    PartijFactory,
    PartijInGemeenteFactory,
    WerkgroepFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def heerlen():
    return GemeenteFactory(slug="heerlen")


@pytest.fixture
def beheerder(gemeente):
    return GebruikerFactory(rol="beheerder", gemeente=gemeente)


def give(user: Gebruiker, gemeente, rol: str) -> Lidmaatschap:
    return Lidmaatschap.objects.create(gebruiker=user, gemeente=gemeente, rol=rol)


def fresh(user: Gebruiker) -> Gebruiker:
    return Gebruiker.objects.get(pk=user.pk)


def test_a_role_elsewhere_is_no_role_here(coordinator, gemeente, heerlen):
    for rule in (policies.may_keep_gegevens, policies.may_read_beheer, policies.may_keep_partij_in):
        assert rule(coordinator, gemeente.pk)
        assert rule(coordinator)
        assert not rule(coordinator, heerlen.pk)
    assert policies.may_change_gemeente(coordinator, gemeente)
    assert not policies.may_change_gemeente(coordinator, heerlen)


def test_parties_in_reach_follow_the_roles_that_are_asked(gemeente, heerlen):
    user = GebruikerFactory(rol="bestuurder", gemeente=gemeente)
    give(user, heerlen, "coordinator")
    here, there = (PartijInGemeenteFactory(gemeente=place).partij for place in (gemeente, heerlen))
    groups = [WerkgroepFactory(gemeente=place) for place in (gemeente, heerlen)]
    found = Partij.objects.filter(policies.partijen_in_beheer(user, Rol.COORDINATOR))
    assert set(found) == {there, groups[1]}
    assert here not in found


class TestParty:
    def test_one_that_is_shared_is_kept_by_who_keeps_all_its_gemeenten(self, coordinator, gemeente, heerlen):
        partij = PartijInGemeenteFactory(gemeente=gemeente).partij
        assert policies.may_change_partij(coordinator, partij)
        PartijInGemeenteFactory(partij=partij, gemeente=heerlen)
        assert not policies.may_change_partij(coordinator, partij)
        give(coordinator, heerlen, "coordinator")
        assert policies.may_change_partij(fresh(coordinator), partij)

    def test_one_that_is_active_nowhere_is_kept_by_the_administrator(self, coordinator):
        assert not policies.may_change_partij(coordinator, PartijFactory())
        assert policies.may_change_partij(GebruikerFactory(is_superuser=True), PartijFactory())


class TestRoles:
    def test_a_coordinator_makes_no_beheerder(self, coordinator, beheerder, gemeente, heerlen):
        for rol in Rol:
            assert policies.may_give_rol(coordinator, gemeente.pk, rol) is (rol != Rol.BEHEERDER)
            assert policies.may_give_rol(beheerder, gemeente.pk, rol)
            assert not policies.may_give_rol(coordinator, heerlen.pk, rol)
        assert Rol.BEHEERDER not in policies.rollen_to_give(coordinator, gemeente.pk)
        assert not policies.may_keep_lidmaatschap(coordinator, beheerder.lidmaatschappen.get())

    def test_nobody_takes_his_own_last_key_away(self, coordinator, gemeente):
        own = coordinator.lidmaatschappen.get()
        assert not policies.may_keep_lidmaatschap(coordinator, own)
        give(coordinator, gemeente, "bestuurder")
        assert not policies.may_keep_lidmaatschap(fresh(coordinator), own)
        give(coordinator, gemeente, "beheerder")
        assert policies.may_keep_lidmaatschap(fresh(coordinator), own)


class TestAccounts:
    def test_that_of_an_administrator_is_kept_by_administrators(self, beheerder, gemeente):
        admin = GebruikerFactory(rol="bestuurder", gemeente=gemeente, is_superuser=True)
        assert not policies.may_change_gebruiker(beheerder, admin)
        assert not policies.may_anonymise(beheerder, admin)
        assert policies.may_change_gebruiker(GebruikerFactory(is_superuser=True), admin)

    def test_one_that_works_elsewhere_too_is_not_kept_by_one_of_its_gemeenten(self, beheerder, gemeente, heerlen):
        user = GebruikerFactory(rol="bestuurder", gemeente=gemeente)
        assert policies.may_change_gebruiker(beheerder, user)
        assert policies.may_switch_gebruiker(beheerder, user, gemeente.pk)
        give(user, heerlen, "bestuurder")
        assert not policies.may_change_gebruiker(beheerder, user)
        assert not policies.may_switch_gebruiker(beheerder, user, gemeente.pk)
        assert not policies.may_change_gebruiker(beheerder, GebruikerFactory())

    def test_nobody_switches_off_himself_or_an_administrator(self, beheerder, gemeente):
        admin = GebruikerFactory(rol="bestuurder", gemeente=gemeente, is_superuser=True)
        assert not policies.may_switch_gebruiker(beheerder, admin, gemeente.pk)
        assert not policies.may_switch_gebruiker(beheerder, beheerder, gemeente.pk)
        give(admin, gemeente, "beheerder")
        assert not policies.may_switch_gebruiker(fresh(admin), admin, gemeente.pk)
        assert not policies.may_anonymise(fresh(admin), admin)

    def test_nobody_anonymises_himself_and_no_administrator_another(self, beheerder):
        first, second = (GebruikerFactory(is_superuser=True) for _ in range(2))
        assert not policies.may_anonymise(beheerder, beheerder)
        assert not policies.may_anonymise(first, second)
        assert policies.may_anonymise(first, beheerder)
