# SPDX-License-Identifier: EUPL-1.2
"""Who may do what in monitoring, asked directly: a page may stop somebody before its rule is asked."""

import datetime as dt

import pytest
from django.utils import timezone

from monitoring import policies
from monitoring.models import Agendapunt, Overlegstuk, Zienswijze
from partijen.models import Gebruiker, Lidmaatschap
from tests.factories import AfspraakFactory, GemeenteFactory, OverlegFactory, PartijFactory
from tests.factories_zienswijze import ZienswijzeFactory
from tests.rollen import EVERYBODY, party_of, people_of, who

pytestmark = pytest.mark.django_db
C, B, BEHEER, DATA = "coordinator", "bestuurder", "beheerder", "databeheerder"


@pytest.fixture
def gemeente():
    return GemeenteFactory(slug="stad", eigen_partij=PartijFactory(naam="Gemeente Stad", soort="gemeente"))


@pytest.fixture
def elders():
    return GemeenteFactory(slug="elders")


@pytest.fixture
def people(gemeente):
    return people_of(gemeente)


def fresh(user):
    """The user as the next request finds him."""
    return Gebruiker.objects.get(pk=user.pk)


def test_each_rule_by_role_here_and_elsewhere(people, gemeente, elders):
    rules = {
        policies.may_make_rapportage: {C},
        policies.may_read_concept: {C, B, BEHEER},
        policies.may_read_agenda: EVERYBODY,
        policies.may_put_on_agenda: EVERYBODY,
        policies.may_record_besluit: {C, B},
        policies.may_see_webhooks: {C, BEHEER, DATA},
        policies.may_keep_kalender: {C},
        policies.may_publish_stuk: {C},
        policies.may_write_evaluatie: {C},
        policies.may_keep_prioriteiten: {C},
        policies.may_publish_zienswijze: {C},
    }
    for rule, roles in rules.items():
        assert who(people, rule, gemeente.pk) == roles, rule.__name__
        assert who(people, rule, elders.pk) == set(), rule.__name__
    assert who(people, policies.may_follow) == EVERYBODY
    assert who(people, policies.may_write_zienswijze, gemeente) == {DATA, "huurdersvertegenwoordiger", C}
    own = party_of(people[DATA])
    assert who(people, policies.may_keep_webhook, gemeente.pk, own.pk) == {C, BEHEER, DATA}
    assert who(people, policies.may_keep_webhook, gemeente.pk, PartijFactory().pk) == {C, BEHEER}
    assert who(people, policies.may_keep_webhook, elders.pk, own.pk) == set()
    assert who(people, policies.may_keep_prioriteit, gemeente, own.pk) == {C, DATA}
    assert policies.judging_partij_ids(people[DATA], gemeente.pk) == {own.pk}
    assert policies.judging_partij_ids(people[DATA], elders.pk) == frozenset()


def test_what_one_brought_to_a_meeting_is_ones_own_as_long_as_one_takes_part(people, gemeente):
    overleg = OverlegFactory(gemeente=gemeente, datum=timezone.localdate() + dt.timedelta(days=9))
    writer = people["werkgroeplid"]
    punt = Agendapunt.objects.create(gemeente=gemeente, overleg=overleg, titel="Punt", gebruiker=writer)
    stuk = Overlegstuk.objects.create(
        gemeente=gemeente, overleg=overleg, titel="Stuk", url="https://stad.example/", gebruiker=writer
    )
    both = ((policies.may_take_off_agenda, punt), (policies.may_remove_stuk, stuk))
    for rule, row in both:
        assert who(people, rule, row) == {C, "werkgroeplid"}
    stuk.gepubliceerd = True
    assert who(people, policies.may_remove_stuk, stuk) == {C}
    stuk.gepubliceerd = False
    writer.lidmaatschappen.all().delete()
    for rule, row in both:
        assert not rule(fresh(writer), row)


class TestZienswijzen:
    @pytest.fixture
    def zienswijze(self, gemeente, people):
        afspraak = AfspraakFactory(thema__afsprakenset__gemeente=gemeente)
        partij = party_of(people["huurdersvertegenwoordiger"])
        return ZienswijzeFactory(afspraak=afspraak, partij=partij, gericht_aan=party_of(people[DATA]))

    def test_each_side_does_its_own_part(self, zienswijze, people):
        writer = {"huurdersvertegenwoordiger"}
        assert who(people, policies.may_change_zienswijze, zienswijze) == writer
        assert who(people, policies.may_withdraw_zienswijze, zienswijze) == writer
        assert who(people, policies.answers_as_addressed, zienswijze) == {DATA}
        assert who(people, policies.may_answer_zienswijze, zienswijze) == {DATA, C}
        zienswijze.beantwoord_op, zienswijze.antwoord_namens = timezone.now(), zienswijze.gericht_aan
        assert who(people, policies.may_change_zienswijze, zienswijze) == set()
        assert who(people, policies.may_answer_zienswijze, zienswijze) == {DATA, C}
        sides = {rol: policies.sides_of(user, zienswijze) for rol, user in people.items()}
        spoken = {rol: set(side) for rol, side in sides.items() if side}
        assert spoken == {"huurdersvertegenwoordiger": {"indiener"}, DATA: {"antwoord"}}
        zienswijze.gepubliceerd = True
        assert who(people, policies.may_withdraw_zienswijze, zienswijze) == writer
        assert who(people, policies.may_answer_zienswijze, zienswijze) == set()
        zienswijze.ingetrokken_op = timezone.now()
        assert who(people, policies.may_withdraw_zienswijze, zienswijze) == set()

    def test_a_gemeente_does_not_answer_itself_and_one_without_a_party_speaks_by_its_coordinator(
        self, zienswijze, people, gemeente
    ):
        zienswijze.partij = gemeente.eigen_partij
        assert who(people, policies.may_answer_zienswijze, zienswijze) == {DATA}
        zienswijze.gericht_aan = None
        assert who(people, policies.may_answer_zienswijze, zienswijze) == set()
        zienswijze.partij = party_of(people["huurdersvertegenwoordiger"])
        zienswijze.beantwoord_op = timezone.now()
        assert who(people, lambda user: "antwoord" in policies.sides_of(user, zienswijze)) == {C}
        zienswijze.gemeente.eigen_partij = None
        assert policies.speaking_partij_ids(people[C], zienswijze.gemeente) == frozenset()
        assert who(people, policies.answers_as_addressed, zienswijze) == set()

    def test_a_party_of_two_gemeenten_reads_in_one_what_its_people_there_may(self, zienswijze, people, elders):
        user, partij = people["huurdersvertegenwoordiger"], zienswijze.partij
        there = ZienswijzeFactory(afspraak=AfspraakFactory(thema__afsprakenset__gemeente=elders), partij=partij)
        assert list(Zienswijze.objects.visible_to(user)) == [zienswijze]
        assert not policies.may_change_zienswijze(user, there)
        Lidmaatschap.objects.create(gebruiker=user, gemeente=elders, rol="huurdersvertegenwoordiger", partij=partij)
        assert set(Zienswijze.objects.visible_to(fresh(user))) == {zienswijze, there}

    def test_one_that_was_public_on_a_day(self, zienswijze):
        moment = timezone.make_aware(dt.datetime(2026, 3, 5, 23, 30))
        Zienswijze.objects.filter(pk=zienswijze.pk).update(
            **{"gepubliceerd": True, "gepubliceerd_op": moment, "akkoord_indiener_op": moment},
            **{"antwoord": "Ja.", "beantwoord_op": moment, "akkoord_antwoord_op": moment},
        )
        for day, number in ((4, 0), (5, 1), (6, 1)):
            assert Zienswijze.objects.public_on(dt.date(2026, 3, day)).count() == number
