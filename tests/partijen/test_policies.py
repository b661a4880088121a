# SPDX-License-Identifier: EUPL-1.2
"""What a membership gives, and that it works at the very next request."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from partijen.models import Collectieflid, Gebruiker, Lidmaatschap
from partijen.policies import load_toegang, toegang_of
from tests.factories import CollectiefFactory, GebruikerFactory, GemeenteFactory, PartijFactory, WerkgroepFactory

pytestmark = pytest.mark.django_db


def test_the_public_reaches_nothing_hidden() -> None:
    toegang = toegang_of(AnonymousUser())
    assert (toegang.rollen, toegang.full_gemeente_ids, toegang.may_enter_beheer) == ({}, [], False)


@pytest.mark.parametrize(
    ("rol", "reads_drafts", "enters_beheer"),
    [
        ("coordinator", True, True),
        ("bestuurder", True, False),
        ("beheerder", True, True),
        ("werkgroeplid", False, True),
        ("databeheerder", False, False),
        ("huurdersvertegenwoordiger", False, False),
        ("fondsbeheerder", False, False),
    ],
)
def test_reach_of_each_role_stays_within_its_gemeente(rol, reads_drafts, enters_beheer) -> None:
    gemeente, other = GemeenteFactory(), GemeenteFactory()
    partij = WerkgroepFactory(gemeente=gemeente)
    toegang = toegang_of(GebruikerFactory(rol=rol, gemeente=gemeente, partij=partij))
    assert toegang.has(gemeente.pk, rol)
    assert not toegang.has(other.pk, rol)
    assert (toegang.full_gemeente_ids == [gemeente.pk]) is reads_drafts
    assert toegang.may_enter_beheer is enters_beheer


def test_only_a_werkgroeplid_of_a_werkgroep_has_its_themas() -> None:
    gemeente = GemeenteFactory()
    werkgroep, corporatie = WerkgroepFactory(gemeente=gemeente), PartijFactory()
    member = GebruikerFactory(rol="werkgroeplid", gemeente=gemeente, partij=werkgroep)
    Lidmaatschap.objects.create(gebruiker=member, gemeente=gemeente, rol="werkgroeplid", partij=corporatie)
    steward = GebruikerFactory(rol="databeheerder", gemeente=gemeente, partij=werkgroep)
    assert member.toegang.werkgroep_ids == {werkgroep.pk}
    assert steward.toegang.werkgroep_ids == frozenset()


def test_collectives_count_only_while_one_is_a_member_and_only_there() -> None:
    here, there = GemeenteFactory(), GemeenteFactory()
    corporatie = PartijFactory()
    today = timezone.localdate()
    now, past, elsewhere = (CollectiefFactory(gemeente=gemeente) for gemeente in (here, here, there))
    Collectieflid.objects.create(collectief=now, lid=corporatie, van=today, tot=today)
    Collectieflid.objects.create(collectief=past, lid=corporatie, tot=today - dt.timedelta(days=1))
    Collectieflid.objects.create(collectief=elsewhere, lid=corporatie)
    member = GebruikerFactory(rol="werkgroeplid", gemeente=here, partij=corporatie)
    assert member.toegang.partij_ids == {here.pk: {corporatie.pk, now.pk}}


def test_a_change_works_at_the_next_request_and_deactivation_ends_all() -> None:
    gemeente = GemeenteFactory()
    user = GebruikerFactory(rol="coordinator", gemeente=gemeente)
    assert user.toegang.has(gemeente.pk, "coordinator")
    user.lidmaatschappen.all().delete()
    assert not Gebruiker.objects.get(pk=user.pk).toegang.rollen
    superuser = Gebruiker.objects.create_superuser("beheer@portaal.example", naam="Beheer")
    assert superuser.toegang.has(gemeente.pk, "beheerder")
    superuser.is_active = False
    assert not load_toegang(superuser).rollen
    assert not toegang_of(superuser).rollen


def test_memberships_cost_two_queries_at_most(django_assert_max_num_queries) -> None:
    gemeente = GemeenteFactory()
    user = GebruikerFactory(rol="werkgroeplid", gemeente=gemeente, partij=PartijFactory())
    for _ in range(5):
        Lidmaatschap.objects.create(gebruiker=user, gemeente=gemeente, rol="werkgroeplid", partij=PartijFactory())
    with django_assert_max_num_queries(2):
        Gebruiker(pk=user.pk, is_active=True).toegang  # noqa: B018
