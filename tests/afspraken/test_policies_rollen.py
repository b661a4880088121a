# SPDX-License-Identifier: EUPL-1.2
"""Each rule of afspraken asked of each role, here and elsewhere: a page may stop somebody before its rule."""

import pytest

from afspraken import policies
from afspraken.models import (
    Actielijstimport,
    Afspraak,
    Bewijsstuk,
    Bijstelling,
    Documentimport,
    Initiatief,
    Notitie,
    Sdgkoppeling,
    Verhuizing,
    Voortgang,
)
from partijen.models import Gebruiker
from tests.factories import (
    ActieFactory,
    AfspraakFactory,
    AfsprakensetFactory,
    BetrokkenheidFactory,
    BijstellingFactory,
    DoeldeelFactory,
    DoelstellingFactory,
    GebiedFactory,
    GemeenteFactory,
    LiggingFactory,
    PartijFactory,
    ProjectkoppelingFactory,
    TermijnFactory,
    ThemaFactory,
    VastgoedprojectFactory,
    VerbandFactory,
)
from tests.monitoring.build import TODAY, add_report
from tests.rollen import EVERYBODY, party_of, people_of, who

pytestmark = pytest.mark.django_db
C, LID, DATA, BEHEER = "coordinator", "werkgroeplid", "databeheerder", "beheerder"
DRAFTS = {C, "bestuurder", BEHEER, LID}
ALL = EVERYBODY | {"", "elders", "ander lid"}


@pytest.fixture
def stad():
    """A published afspraak of the thema of the werkgroeplid, a user for each role, and two who have no say in it."""

    class Stad:
        pass

    stad = Stad()
    stad.gemeente, stad.elders = GemeenteFactory(slug="stad"), GemeenteFactory(slug="elders")
    stad.people = people_of(stad.gemeente)
    stad.set = AfsprakensetFactory(gemeente=stad.gemeente)
    stad.thema = ThemaFactory(afsprakenset=stad.set, werkgroep=party_of(stad.people[LID]))
    stad.ander = ThemaFactory(afsprakenset=stad.set)
    stad.afspraak = AfspraakFactory(thema=stad.thema)
    stad.people["elders"] = people_of(stad.elders)[C]
    stad.people["ander lid"] = people_of(stad.gemeente)[LID]
    return stad


def fresh(user):
    """The user as the next request finds him."""
    return Gebruiker.objects.get(pk=user.pk)


def test_each_rule_of_a_gemeente(stad):
    lid = {LID, "ander lid"}
    adds = {C, *lid, "huurdersvertegenwoordiger", DATA}
    by_id = {policies.is_coordinator: {C}, policies.may_publish: {C}}
    by_gemeente = {
        policies.may_see_actielijst: EVERYBODY | lid,
        policies.may_import_actielijst: {C},
        policies.may_import_document: {C},
        policies.may_see_inrichting: {C, BEHEER},
        policies.may_add_initiatief: adds,
        policies.may_publish_initiatief: {C},
    }
    of_pilot = {
        policies.may_keep_pilot: {C, "fondsbeheerder"},
        policies.may_read_verhuizingen: {C, "fondsbeheerder", "bestuurder"},
        policies.may_decide_pilot: {C, "bestuurder"},
    }
    anywhere = {
        policies.may_enter_afspraken: {C, BEHEER, *lid},
        policies.may_add_afspraak: {C},
        policies.may_change_afspraak: {C, *lid},
        policies.may_delete_afspraak: {C},
        policies.may_change_actie: {C, *lid},
        policies.may_delete_actie: {C},
        policies.may_change_bij_afspraak: {C, *lid},
        policies.may_delete_bij_afspraak: {C},
        policies.may_add_notitie: {C, *lid},
        policies.may_change_notitie: {C, *lid},
        policies.may_delete_bijlage: {C},
        policies.may_change_bewijsstuk: {C},
        policies.may_delete_afsprakenset: {C},
    }
    cases = [(rule, stad.gemeente.pk, roles) for rule, roles in by_id.items()]
    cases += [(rule, stad.gemeente, roles) for rule, roles in by_gemeente.items()]
    cases += [(rule, stad.set, roles) for rule, roles in of_pilot.items()]
    for rule, about, roles in cases:
        assert who(stad.people, rule, about) == roles, rule.__name__
    for rule, roles in anywhere.items():
        assert who(stad.people, rule) - {"elders"} == roles, rule.__name__


def test_each_rule_of_an_afspraak(stad):
    own = {C, LID}
    rules = {
        policies.may_record_voortgang: own,
        policies.may_add_bewijsstuk: own,
        policies.may_edit_afspraak: own,
        policies.may_change_afspraak: own,
        policies.may_adjust: {C},
        policies.may_add_afspraak: {C},
        policies.may_read_notities: DRAFTS,
        policies.may_write_notitie: own,
        policies.has_own_thema: {LID},
    }
    for rule, roles in rules.items():
        assert who(stad.people, rule, stad.afspraak) == roles, rule.__name__
    assert who(stad.people, policies.sees_status, stad.afspraak) == ALL
    stad.afspraak.status = "stagnatie"
    assert who(stad.people, policies.sees_status, stad.afspraak) == DRAFTS
    stad.afspraak.status = stad.afspraak.status_publiek
    stad.afspraak.gepubliceerd = False
    assert who(stad.people, policies.sees_status, stad.afspraak) == DRAFTS
    stad.afspraak.gepubliceerd, stad.afspraak.afsprakenset.gepubliceerd = True, False
    assert who(stad.people, policies.sees_status, stad.afspraak) == DRAFTS


def test_who_leads_another_afspraak_or_the_same_elsewhere_does_not_report_on_this_one(stad):
    user = stad.people[DATA]
    other = AfspraakFactory(thema=stad.thema)
    BetrokkenheidFactory(afspraak=other, partij=party_of(user))
    assert not policies.may_record_voortgang(user, stad.afspraak)
    assert policies.may_record_voortgang(user, other)
    assert policies.recordable_ids(user, [stad.afspraak, other]) == {other.pk}
    there = AfspraakFactory(thema__afsprakenset__gemeente=stad.elders)
    BetrokkenheidFactory(afspraak=there, partij=party_of(user))
    assert not policies.may_record_voortgang(user, there)
    takes_part = AfspraakFactory(thema=stad.thema)
    BetrokkenheidFactory(afspraak=takes_part, partij=party_of(user), rol="betrokken")
    assert policies.recordable_ids(user, [takes_part]) == set()
    here = Afspraak.objects.filter(gemeente=stad.gemeente)
    assert set(here.owned_by(user, stad.gemeente)) == {other}
    assert set(here.owned_by(stad.people[LID], stad.gemeente)) == {stad.afspraak, other, takes_part}
    assert not Afspraak.objects.owned_by(user, stad.elders).exists()
    assert not Afspraak.objects.owned_by(stad.people["huurdersvertegenwoordiger"], stad.gemeente).exists()


def test_what_a_werkgroeplid_may_fill_in_and_what_may_go(stad):
    afspraak, people = stad.afspraak, stad.people
    actie = ActieFactory(afspraak=afspraak)
    asked = (
        (policies.editable_of_afspraak, afspraak, policies.BESCHRIJVING_AFSPRAAK, {"titel", "titel_in_document"}),
        (policies.editable_of_actie, actie, policies.BESCHRIJVING_ACTIE, {"titel"}),
    )
    for rule, row, description, more in asked:
        for public in (True, False):
            row.gepubliceerd = public
            found = {rol: rule(user, row) for rol, user in people.items()}
            assert found.pop(C) is None
            assert found.pop(LID) == (description if public else description | more)
            assert set(found.values()) == {frozenset()}
    adding = {rol: policies.editable_of_actie(user) for rol, user in people.items()}
    assert adding.pop(C) is adding.pop("elders") is None
    assert set(adding.values()) == {policies.BESCHRIJVING_ACTIE | {"afspraak", "titel"}}
    assert policies.editable_of_afspraak(people[C]) is None
    assert policies.editable_of_afspraak(people[LID]) == frozenset()
    for rule, row in ((policies.may_delete_afspraak, afspraak), (policies.may_delete_actie, actie)):
        assert who(people, rule, row) == {C}
        row.laatste_voortgang_id = 1
        assert who(people, rule, row) == set()
        row.laatste_voortgang_id, row.gepubliceerd = None, True
        assert who(people, rule, row) == set()
    assert who(people, policies.may_change_actie, actie) == {C, LID}
    assert who(people, policies.may_delete_afsprakenset, stad.set) == set()
    assert who(
        people, policies.may_delete_afsprakenset, AfsprakensetFactory(gemeente=stad.gemeente, gepubliceerd=False)
    ) == {C}


def test_who_where_and_when_are_of_the_coordinator_once_they_are_public(stad):
    actie = ActieFactory(afspraak=stad.afspraak)
    on_afspraak, on_actie = (TermijnFactory(afspraak=stad.afspraak, actie=one) for one in (None, actie))
    for row in (on_afspraak, on_actie):
        assert who(stad.people, policies.may_change_bij_afspraak, row) == {C}
        assert who(stad.people, policies.may_delete_bij_afspraak, row) == {C}
    on_actie.actie.gepubliceerd = False
    assert who(stad.people, policies.may_change_bij_afspraak, on_actie) == {C, LID}
    on_afspraak.afspraak.gepubliceerd = False
    assert who(stad.people, policies.may_change_bij_afspraak, on_afspraak) == {C, LID}


def test_notes_evidence_and_imports(stad):
    people = stad.people
    hangs = {"gemeente": stad.gemeente, "afspraak": stad.afspraak}
    note = Notitie.objects.create(**hangs, tekst="Intern", gebruiker=people[LID])
    assert who(people, policies.may_add_notitie, note) == {C, LID}
    assert who(people, policies.may_change_notitie, note) == {LID}
    assert who(people, policies.may_delete_bijlage, note) == {C}
    people[LID].lidmaatschappen.all().delete()
    assert not policies.may_change_notitie(fresh(people[LID]), note)
    evidence = Bewijsstuk.objects.create(**hangs, titel="Bewijs", url="https://stad.example/")
    assert who(people, policies.may_change_bewijsstuk, evidence) == {C}
    assert who(people, policies.may_delete_bijlage, evidence) == {C}
    evidence.gepubliceerd = True
    assert who(people, policies.may_delete_bijlage, evidence) == set()
    given = {"gemeente": stad.gemeente, "gebruiker": people[C], "bestandsnaam": "a.docx", "afsprakenset": stad.set}
    document = Documentimport.objects.create(**given)
    listed = Actielijstimport.objects.create(**given, basisversie=0)
    for row in (document, listed):
        assert readers(stad, row) == {C}
    found = Afspraak.objects.filter
    in_beheer = {rol for rol, user in people.items() if found(policies.rows_in_beheer(user)).exists()}
    assert in_beheer == {C, BEHEER, LID}


def test_measurements_are_of_the_coordinator_and_of_the_party_of_a_part(stad):
    people = stad.people
    doel = DoelstellingFactory(afsprakenset=stad.set)
    own, other, nobody = (
        DoeldeelFactory(doelstelling=doel, partij=partij) for partij in (party_of(people[DATA]), PartijFactory(), None)
    )
    for deel, roles in ((own, {C, DATA}), (other, {C}), (nobody, {C}), (None, {C})):
        assert who(people, policies.may_record_meting, doel, deel) == roles
    there = DoelstellingFactory(afsprakenset__gemeente=stad.elders)
    part = DoeldeelFactory(doelstelling=there, partij=own.partij)
    assert who(people, policies.may_record_meting, there, part) == {"elders"}


def test_a_line_of_a_plan_is_its_writers_until_it_is_public(stad):
    people = stad.people
    row = Initiatief.objects.create(
        gemeente=stad.gemeente,
        gebied=GebiedFactory(gemeente=stad.gemeente),
        titel="Tuin",
        soort="bewoners",
        gebruiker=people["huurdersvertegenwoordiger"],
    )
    writer = {"huurdersvertegenwoordiger"}
    full = {C, "bestuurder", BEHEER}
    assert who(people, policies.may_change_initiatief, row) == {C, *writer}
    for asked in ({}, {"gemeente": stad.gemeente}):
        assert readers(stad, row, **asked) == full | writer
    row.gepubliceerd = True
    assert who(people, policies.may_change_initiatief, row) == {C}
    people["huurdersvertegenwoordiger"].lidmaatschappen.all().delete()
    people["huurdersvertegenwoordiger"] = fresh(people["huurdersvertegenwoordiger"])
    row.gepubliceerd = False
    assert who(people, policies.may_change_initiatief, row) == {C}
    assert readers(stad, row) == full


def readers(stad, row, **kwargs):
    """Whoever finds the row."""
    model = type(row)
    return who(stad.people, lambda user: model.objects.visible_to(user, **kwargs).filter(pk=row.pk).exists())


def test_what_hangs_on_an_afspraak_is_hidden_with_it(stad):
    """Rows of a public afspraak, of a hidden one, of a hidden actie, and of a hidden set."""
    hidden = AfspraakFactory(thema=stad.thema, gepubliceerd=False)
    actie = ActieFactory(afspraak=stad.afspraak, gepubliceerd=False)
    in_set = AfspraakFactory(
        thema__afsprakenset__gemeente=stad.gemeente,
        thema__afsprakenset__gepubliceerd=False,
        thema__werkgroep=stad.thema.werkgroep,
    )
    project = VastgoedprojectFactory(gemeente=stad.gemeente, gepubliceerd=False)
    reads_all, gemeente = DRAFTS - {LID}, {"gemeente": stad.gemeente}
    expected = [
        (stad.afspraak, ALL),
        (hidden, DRAFTS),
        (in_set, DRAFTS),
        (actie, DRAFTS),
        (in_set.afsprakenset, DRAFTS),
        (in_set.thema, DRAFTS),
        (BetrokkenheidFactory(afspraak=stad.afspraak), ALL),
        (BetrokkenheidFactory(afspraak=hidden), DRAFTS),
        (BetrokkenheidFactory(afspraak=in_set), DRAFTS),
        (TermijnFactory(afspraak=stad.afspraak, actie=actie), DRAFTS),
        (LiggingFactory(afspraak=stad.afspraak, actie=actie), DRAFTS),
        (BijstellingFactory(afspraak=stad.afspraak), ALL),
        (BijstellingFactory(afspraak=stad.afspraak, gepubliceerd=False), DRAFTS),
        (BijstellingFactory(afspraak=hidden), DRAFTS),
        (BijstellingFactory(afspraak=in_set), DRAFTS),
        (DoelstellingFactory(afsprakenset=stad.set), ALL),
        (DoelstellingFactory(afsprakenset=stad.set, afspraak=hidden), DRAFTS),
        (DoelstellingFactory(afsprakenset=in_set.afsprakenset), DRAFTS),
        (VerbandFactory(van=stad.afspraak, naar=AfspraakFactory(thema=stad.thema)), ALL),
        (VerbandFactory(van=stad.afspraak, naar=hidden), DRAFTS),
        (VerbandFactory(van=hidden, naar=stad.afspraak), DRAFTS),
        (ProjectkoppelingFactory(afspraak=stad.afspraak, project=project), reads_all),
        (Sdgkoppeling.objects.create(**gemeente, afsprakenset=stad.set, sdg=11), ALL),
        (Sdgkoppeling.objects.create(**gemeente, afsprakenset=in_set.afsprakenset, sdg=11), DRAFTS),
        (Sdgkoppeling.objects.create(**gemeente, afsprakenset=stad.set, afspraak=hidden, sdg=11), DRAFTS),
    ]
    for row, roles in expected:
        found = readers(stad, row)
        assert found == roles, (type(row).__name__, row.pk)
    assert all(row.gepubliceerd for row in Bijstelling.objects.in_force())
    assert Bijstelling.objects.in_force().count() == 3
    public = Bewijsstuk.objects.create(
        gemeente=stad.gemeente,
        afspraak=stad.afspraak,
        actie=actie,
        titel="B",
        url="https://stad.example/",
        gepubliceerd=True,
    )
    assert readers(stad, public) == DRAFTS
    assert readers(stad, public, gemeente=stad.gemeente) == DRAFTS


def test_a_report_is_its_reporters_as_long_as_what_it_is_about_is_public(stad):
    user = stad.people[DATA]
    hidden = AfspraakFactory(thema=stad.thema, gepubliceerd=False)
    shown, secret = (ActieFactory(afspraak=stad.afspraak, gepubliceerd=public) for public in (True, False))
    by = {"gebruiker": user}
    rows = [
        (add_report(stad.afspraak, "op_koers"), ALL),
        (add_report(stad.afspraak, "op_koers", published=False, **by), DRAFTS | {DATA}),
        (add_report(stad.afspraak, "op_koers", actie=shown, published=False, **by), DRAFTS | {DATA}),
        (add_report(stad.afspraak, "op_koers", actie=secret, published=False, **by), DRAFTS),
        (add_report(stad.afspraak, "op_koers", actie=secret), DRAFTS),
        (add_report(hidden, "op_koers", published=False, **by), DRAFTS),
        (add_report(hidden, "op_koers"), DRAFTS),
    ]
    for row, roles in rows:
        assert readers(stad, row) == readers(stad, row, gemeente=stad.gemeente) == roles, row.pk
        counted = who(stad.people, lambda user: Voortgang.objects.counting_for(user).filter(pk=row.pk).exists())  # noqa: B023
        assert counted == roles - {DATA} if DATA in roles and roles != ALL else counted == roles
    public = Voortgang.objects.visible_to(user).filter(Voortgang.objects.all().openbaar_to(user))
    assert list(public) == [rows[0][0]]
    add_report(stad.afspraak, "stagnatie", published=False)
    now = {"peildatum": TODAY}
    for asked in ({}, {"gemeente": stad.gemeente}, now, {"gemeente": stad.gemeente, **now}):
        statuses = {
            rol: Afspraak.objects.with_stand(user, **asked).get(pk=stad.afspraak.pk).zicht_status
            for rol, user in stad.people.items()
        }
        assert {rol for rol, status in statuses.items() if status == "stagnatie"} == DRAFTS


def test_what_waits_for_publishing_is_the_newest_of_an_afspraak_or_actie(stad):
    actie = ActieFactory(afspraak=stad.afspraak)
    add_report(stad.afspraak, "op_koers")
    first, second = (add_report(stad.afspraak, "op_koers", actie=actie, published=False) for _ in range(2))
    assert list(Voortgang.objects.waiting(stad.gemeente)) == [second]
    third = add_report(stad.afspraak, "op_koers", published=False)
    assert set(Voortgang.objects.waiting(stad.gemeente)) == {second, third}
    assert not Voortgang.objects.waiting(stad.elders).exists()
    assert first not in Voortgang.objects.published()


def test_moves_of_a_hidden_pilot_and_single_ones(stad):
    hidden = AfsprakensetFactory(gemeente=stad.gemeente, gepubliceerd=False)
    given = {"gemeente": stad.gemeente, "maand": "2026-01-01", "corporatie": PartijFactory(), "via": "aanbod"}
    here, there = (Verhuizing.objects.create(afsprakenset=one, **given) for one in (stad.set, hidden))
    assert [readers(stad, row) for row in (here, there)] == [ALL, DRAFTS - {LID}]
    single = who(stad.people, lambda user: here in Verhuizing.objects.all().one_by_one(user))
    assert single == {C, "fondsbeheerder", "bestuurder"}
