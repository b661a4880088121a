# SPDX-License-Identifier: EUPL-1.2
"""Who delivers and reads figures that are not public, asked of each role, in the gemeente and elsewhere."""

import datetime as dt

import pytest

from corporaties import policies
from corporaties.models import Afwijking, Afwijkingstoelichting, Inlezing, Levering, Voorraadcijfer
from partijen.models import Lidmaatschap, Sleutel
from partijen.policies import toegang_of
from partijen.sleutelhouder import Sleutelhouder
from tests.factories import (
    AfwijkingFactory,
    CijferbronFactory,
    GebruikerFactory,
    GemeenteFactory,
    KlasseFactory,
    KlassenlijstFactory,
    LeveringFactory,
    PartijFactory,
    VastgoedprojectFactory,
    VoorraadcijferFactory,
)
from tests.rollen import EVERYBODY, party_of, people_of, who

pytestmark = pytest.mark.django_db
C, DATA = "coordinator", "databeheerder"
READERS = {C, "bestuurder", "beheerder"}
ALL = EVERYBODY | {"", "elders"}


@pytest.fixture
def stad():
    """A user for each role, the coordinator of another gemeente, and the corporation of the databeheerder."""

    class Stad:
        pass

    stad = Stad()
    stad.gemeente, stad.elders = GemeenteFactory(slug="stad"), GemeenteFactory(slug="elders")
    stad.people = people_of(stad.gemeente)
    stad.people["elders"] = people_of(stad.elders)[C]
    stad.partij = party_of(stad.people[DATA])
    return stad


def readers(stad, row):
    """Whoever finds the row."""
    return who(stad.people, lambda user: type(row).objects.visible_to(user).filter(pk=row.pk).exists())


def test_each_rule_by_role(stad):
    rules = {
        policies.may_see_leveringen: READERS | {DATA},
        policies.may_stellen_vast: {C},
        policies.may_explain_afwijking: {C},
    }
    for rule, roles in rules.items():
        assert who(stad.people, rule, stad.gemeente.pk) == roles, rule.__name__
        assert who(stad.people, rule, stad.elders.pk) == {"elders"}, rule.__name__
    assert who(stad.people, policies.may_stellen_vast) == {C, "elders"}
    assert who(stad.people, policies.may_deliver, stad.gemeente.pk, stad.partij.pk) == {DATA}
    assert who(stad.people, policies.may_deliver, stad.gemeente.pk, PartijFactory().pk) == set()
    assert who(stad.people, policies.may_deliver, stad.gemeente.pk, None) == set()
    assert who(stad.people, policies.may_deliver, stad.elders.pk, stad.partij.pk) == set()
    assert who(stad.people, policies.partijen_to_deliver, stad.gemeente) == {DATA}
    assert who(stad.people, policies.partijen_to_deliver, stad.elders) == set()
    assert who(stad.people, policies.may_keep_bron, CijferbronFactory(gemeente=stad.gemeente)) == {C}


def test_lists_of_the_whole_country_are_kept_by_the_administrator(stad):
    stad.people["administrator"] = GebruikerFactory(is_superuser=True)
    own, whole = (KlasseFactory(lijst=KlassenlijstFactory(gemeente=place)) for place in (stad.gemeente, None))
    for rule, rows in ((policies.may_keep_lijst, (own.lijst, whole.lijst)), (policies.may_keep_klasse, (own, whole))):
        assert [who(stad.people, rule, row) for row in rows] == [{C}, {"administrator"}]
        assert who(stad.people, rule) == {C, "elders", "administrator"}


def test_drafts_are_read_by_who_decides_and_by_their_corporation_alone(stad):
    own = LeveringFactory(gemeente=stad.gemeente, partij=stad.partij, concept=True)
    other = LeveringFactory(gemeente=stad.gemeente, concept=True)
    there = LeveringFactory(gemeente=stad.elders, partij=stad.partij, concept=True)
    public = LeveringFactory(gemeente=stad.gemeente)
    project = VastgoedprojectFactory(gemeente=stad.gemeente, gepubliceerd=False, corporaties=[stad.partij])
    for row, roles in ((own, READERS | {DATA}), (other, READERS), (there, {"elders"}), (public, ALL)):
        assert readers(stad, row) == roles
        assert readers(stad, VoorraadcijferFactory(levering=row)) == roles
        assert who(stad.people, policies.may_see_draft, row) == roles
        assert who(stad.people, policies.may_read_bestand, row) == (READERS if row is public else roles)
    assert readers(stad, project) == readers(stad, project.deelnames.get()) == READERS
    shown = VastgoedprojectFactory(gemeente=stad.gemeente, corporaties=[stad.partij])
    assert readers(stad, shown) == readers(stad, shown.deelnames.get()) == ALL
    assert set(Levering.objects.waiting()) == {own, other, there}
    (printed,) = Voorraadcijfer.objects.for_peildatum(dt.date(2020, 1, 1))
    assert printed.levering == public
    for partij, gemeente, roles in ((own.partij, stad.gemeente, {DATA}), (own.partij, stad.elders, set())):
        given = {"gebruiker": stad.people[C], "bestandsnaam": "a.csv", "sha256": "0" * 64, "peildatum": "2026-01-01"}
        assert readers(stad, Inlezing.objects.create(gemeente=gemeente, partij=partij, **given)) == roles


def test_a_key_reads_drafts_when_it_is_for_reading_and_delivers_when_it_is_for_that(stad):
    own = LeveringFactory(gemeente=stad.gemeente, partij=stad.partij, concept=True)
    other = LeveringFactory(gemeente=stad.gemeente, concept=True)
    there = LeveringFactory(gemeente=stad.elders, partij=stad.partij, concept=True)
    for scopes, seen in (({"lezen": True}, [own]), ({"leveren": True}, [own]), ({"voortgang": True}, [])):
        holder = Sleutelhouder(Sleutel(pk=1, gemeente=stad.gemeente, partij=stad.partij, **scopes))
        assert list(type(own).objects.visible_to(holder)) == seen, scopes
        delivers = [policies.may_deliver(holder, row.gemeente_id, row.partij_id) for row in (own, other, there)]
        assert delivers == [scopes == {"leveren": True}, False, False]
        assert not policies.may_see_leveringen(holder, stad.gemeente.pk)
        assert not toegang_of(holder).rollen


def test_a_role_for_the_corporation_other_than_databeheerder_delivers_nothing(stad):
    user = GebruikerFactory(rol="bestuurder", gemeente=stad.gemeente, partij=stad.partij)
    Lidmaatschap.objects.create(gebruiker=user, gemeente=stad.elders, rol=DATA, partij=stad.partij)
    assert not policies.may_deliver(user, stad.gemeente.pk, stad.partij.pk)
    assert policies.may_deliver(user, stad.elders.pk, stad.partij.pk)


def test_what_a_gemeente_says_of_a_total_is_not_said_of_the_same_total_elsewhere(stad):
    for place in (stad.gemeente, stad.elders):
        AfwijkingFactory(gemeente=place, sleutel="a" * 64)
    Afwijkingstoelichting.objects.create(gemeente=stad.gemeente, sleutel="a" * 64, tekst="Afgerond.")
    rows = Afwijking.objects.with_toelichting()
    assert {row.gemeente: row.toelichting for row in rows} == {stad.gemeente: "Afgerond.", stad.elders: None}
