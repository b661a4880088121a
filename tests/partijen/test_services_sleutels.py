# SPDX-License-Identifier: EUPL-1.2
"""Keys of the API: made, replaced, withdrawn, found; never kept."""

import datetime as dt
import json
import logging
import uuid

import pytest
from django.core import serializers
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from partijen.models import PartijInGemeente, Sleutel, Wijziging
from partijen.policies import toegang_of
from partijen.services import sleutels
from partijen.sleutelhouder import Sleutelhouder
from portaal.lib.api.authentication import HEADER, hash_token
from tests.factories import (
    CollectiefFactory,
    GebruikerFactory,
    GemeenteFactory,
    PartijFactory,
    PartijInGemeenteFactory,
    WerkgroepFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def partij(gemeente):
    partij = PartijFactory(naam="Woonpunt")
    PartijInGemeenteFactory(partij=partij, gemeente=gemeente)
    return partij


@pytest.fixture
def databeheerder(gemeente, partij):
    return GebruikerFactory(rol="databeheerder", gemeente=gemeente, partij=partij)


@pytest.fixture
def make(gemeente, partij, databeheerder):
    def call(**values):
        wanted = {
            "gemeente": gemeente,
            "partij": partij,
            "naam": "Koppeling",
            "scopes": ["voortgang"],
            "geldig_tot": timezone.localdate() + dt.timedelta(days=90),
            "by": databeheerder,
        }
        return sleutels.make_sleutel(**wanted | values)

    return call


def days(number):
    return timezone.localdate() + dt.timedelta(days=number)


def test_a_key_is_long_random_and_stored_as_its_hash_only(make):
    first, second = make(), make()
    assert first.token != second.token
    assert HEADER.fullmatch(f"Token {first.token}")
    assert len(first.token) == 47
    assert first.token.startswith("apo_")
    assert first.sleutel.prefix == first.token[:12]
    assert first.sleutel.token_hash == hash_token(first.token)
    stored = serializers.serialize("json", [*Sleutel.objects.all(), *Wijziging.objects.all()])
    assert first.token not in stored
    assert first.token[12:] not in stored


def test_the_history_holds_what_it_is_for_and_not_its_hash(make, databeheerder):
    sleutel = make(scopes=["lezen", "leveren"]).sleutel
    event = Wijziging.objects.of_object(sleutel).get()
    assert (event.soort, event.gebruiker, event.gemeente) == ("nieuw", databeheerder, sleutel.gemeente)
    assert event.velden["lezen"] == [None, True]
    assert event.velden["prefix"] == [None, sleutel.prefix]
    assert sleutel.token_hash not in json.dumps(event.velden)
    assert event.velden.keys() & {"token_hash", "aanvraag", "last_used_at"} == set()


@pytest.mark.parametrize(
    ("rol", "namens", "allowed"),
    [
        ("databeheerder", "own", True),
        ("databeheerder", "other", False),
        ("coordinator", None, True),
        ("beheerder", None, True),
        ("bestuurder", None, False),
        ("werkgroeplid", "own", False),
        ("huurdersvertegenwoordiger", "own", False),
        (None, None, False),
    ],
)
def test_who_may_make_replace_and_withdraw(make, gemeente, partij, rol, namens, allowed):
    party = {"own": partij, "other": PartijFactory(), None: None}[namens]
    by = GebruikerFactory(rol=rol, gemeente=gemeente, partij=party)
    sleutel = make().sleutel
    acts = (
        lambda: make(by=by),
        lambda: sleutels.rotate_sleutel(sleutel=sleutel, by=by),
        lambda: sleutels.revoke_sleutel(sleutel=sleutel, by=by),
    )
    for act in acts:
        if allowed:
            assert act()
        else:
            with pytest.raises(PermissionDenied):
                act()
    assert Sleutel.objects.get(pk=sleutel.pk).is_valid_on(timezone.localdate()) != allowed


def test_a_coordinator_of_elsewhere_may_not(make):
    elsewhere = GemeenteFactory(slug="heerlen")
    by = GebruikerFactory(rol="coordinator", gemeente=elsewhere)
    with pytest.raises(PermissionDenied):
        make(by=by)


def test_nobody_makes_keys_with_a_key(make, gemeente):
    holder = Sleutelhouder(make(scopes=["lezen", "leveren", "voortgang"]).sleutel)
    with pytest.raises(PermissionDenied):
        make(by=holder)
    assert not Sleutel.objects.visible_to(holder).exists()


@pytest.mark.parametrize("factory", [PartijFactory, WerkgroepFactory, CollectiefFactory])
def test_only_for_organisations_that_take_part(make, gemeente, factory):
    coordinator = GebruikerFactory(rol="coordinator", gemeente=gemeente)
    here = {} if factory is PartijFactory else {"gemeente": gemeente}
    with pytest.raises(ValidationError) as refused:
        make(partij=factory(**here), by=coordinator)
    assert "partij" in refused.value.error_dict


@pytest.mark.parametrize(("day", "right"), [(-1, False), (0, True), (366, True), (367, False)])
def test_a_key_lives_a_year_at_most(make, day, right):
    if right:
        assert make(geldig_tot=days(day)).token
    else:
        with pytest.raises(ValidationError) as refused:
            make(geldig_tot=days(day))
        assert "geldig_tot" in refused.value.error_dict


def test_a_key_is_for_something(make):
    with pytest.raises(ValidationError):
        make(scopes=[])
    sleutel = make().sleutel
    with pytest.raises(IntegrityError), transaction.atomic():
        Sleutel.objects.filter(pk=sleutel.pk).update(voortgang=False)


def test_the_same_form_twice_makes_one_key_and_shows_nothing(make):
    aanvraag = uuid.uuid4()
    first, second = make(aanvraag=aanvraag), make(aanvraag=aanvraag)
    assert first.token
    assert second.token is None
    assert second.sleutel == first.sleutel
    assert Sleutel.objects.count() == 1
    aanvraag = uuid.uuid4()
    for expected in (True, False):
        by = first.sleutel.gemaakt_door
        issued = sleutels.rotate_sleutel(sleutel=first.sleutel, by=by, aanvraag=aanvraag)
        assert bool(issued.token) == expected
    assert Sleutel.objects.count() == 2


def test_the_new_key_is_for_the_same_and_the_old_one_works_a_week_more(make, databeheerder):
    old = make(scopes=["lezen", "leveren"], geldig_tot=days(90)).sleutel
    issued = sleutels.rotate_sleutel(sleutel=old, by=databeheerder)
    new = issued.sleutel
    old.refresh_from_db()
    assert (new.vervangt, new.naam, new.partij, new.scopes) == (old, old.naam, old.partij, old.scopes)
    assert new.geldig_tot == days(90)
    assert old.geldig_tot == days(sleutels.OVERLAP_DAYS)
    assert sleutels.find_sleutel(hash_token(issued.token)) == (new, "")
    events = Wijziging.objects.of_object(old)
    assert list(events.values_list("soort", flat=True)) == ["gewijzigd", "nieuw"]
    with pytest.raises(ValidationError):
        sleutels.rotate_sleutel(sleutel=old, by=databeheerder)


def test_what_works_no_more_is_not_replaced(make, databeheerder):
    sleutel = make().sleutel
    assert sleutels.revoke_sleutel(sleutel=sleutel, by=databeheerder, reden="Gelekt.")
    assert not sleutels.revoke_sleutel(sleutel=sleutel, by=databeheerder)
    with pytest.raises(ValidationError):
        sleutels.rotate_sleutel(sleutel=sleutel, by=databeheerder)
    events = list(Wijziging.objects.of_object(sleutel))
    assert len(events) == 2
    assert (events[0].reden, list(events[0].velden)) == ("Gelekt.", ["ingetrokken_op"])


def test_every_act_is_in_the_security_log(make, databeheerder, caplog, django_capture_on_commit_callbacks):
    caplog.set_level(logging.INFO, "portaal.security")
    with django_capture_on_commit_callbacks(execute=True):
        issued = make()
        new = sleutels.rotate_sleutel(sleutel=issued.sleutel, by=databeheerder)
        sleutels.revoke_sleutel(sleutel=issued.sleutel, by=databeheerder)
    lines = [record.getMessage() for record in caplog.records]
    for action, pk in (
        ("key_made", issued.sleutel.pk),
        ("key_replaced", new.sleutel.pk),
        ("key_changed", issued.sleutel.pk),
        ("key_withdrawn", issued.sleutel.pk),
    ):
        assert any(f"action={action} object=sleutel:{pk} result=ok" in line for line in lines), action
    assert all(issued.token not in line and new.token not in line for line in lines)


def test_why_a_key_is_refused(make, databeheerder, gemeente, partij):
    issued = make()
    found = hash_token(issued.token)
    assert sleutels.find_sleutel(found) == (issued.sleutel, "")
    assert sleutels.find_sleutel(hash_token("apo_" + "a" * 43)) is None
    PartijInGemeente.objects.filter(partij=partij, gemeente=gemeente).update(tot=days(0))
    Sleutel.objects.update(geldig_tot=days(0))
    assert sleutels.find_sleutel(found)[1] == ""  # both hold until the end of their last day
    PartijInGemeente.objects.filter(partij=partij, gemeente=gemeente).update(tot=days(-1))
    assert sleutels.find_sleutel(found)[1] == "party_left"
    Sleutel.objects.update(geldig_tot=days(-1))
    assert sleutels.find_sleutel(found)[1] == "expired"
    sleutels.revoke_sleutel(sleutel=issued.sleutel, by=databeheerder)
    assert sleutels.find_sleutel(found)[1] == "withdrawn"


def test_a_key_outlives_the_role_and_the_account_of_its_maker(make, databeheerder):
    """It is the party's: who took over replaces it when it suits."""
    issued = make()
    databeheerder.lidmaatschappen.all().delete()
    databeheerder.is_active = False
    databeheerder.save()
    assert sleutels.find_sleutel(hash_token(issued.token))[1] == ""


def test_last_use_is_written_every_five_minutes_at_most(make, django_assert_num_queries):
    sleutel = make().sleutel
    with django_assert_num_queries(1):
        sleutels.note_use(sleutel)
    sleutel.refresh_from_db()
    first = sleutel.last_used_at
    with django_assert_num_queries(0):
        sleutels.note_use(sleutel)
    Sleutel.objects.update(last_used_at=first - dt.timedelta(minutes=5))
    sleutel.refresh_from_db()
    sleutels.note_use(sleutel)
    sleutel.refresh_from_db()
    assert sleutel.last_used_at >= first
    assert Wijziging.objects.of_object(sleutel).count() == 1


def test_two_requests_at_once_note_one_use(make):
    sleutel = make().sleutel
    other = Sleutel.objects.get(pk=sleutel.pk)
    sleutels.note_use(sleutel)
    noted = Sleutel.objects.get().last_used_at
    sleutels.note_use(other)
    assert Sleutel.objects.get().last_used_at == noted


def test_what_a_key_reaches(make, gemeente, partij):
    collectief = CollectiefFactory(gemeente=gemeente)
    collectief.leden.create(lid=partij)
    elders = GemeenteFactory(slug="heerlen")
    PartijInGemeenteFactory(partij=partij, gemeente=elders)
    CollectiefFactory(gemeente=elders).leden.create(lid=partij)
    toegang = toegang_of(Sleutelhouder(make(scopes=["voortgang"]).sleutel))
    assert (toegang.gebruiker_id, toegang.superuser, toegang.rollen) == (None, False, {})
    assert toegang.partij_ids == {gemeente.pk: {partij.pk, collectief.pk}}
    assert toegang.cijfer_partij_ids == {}
    assert toegang.has_scope(gemeente.pk, "voortgang")
    assert not toegang.has_scope(gemeente.pk, "lezen", "leveren")
    assert not toegang.has_scope(elders.pk, "voortgang")
    toegang = toegang_of(Sleutelhouder(make(scopes=["leveren", "lezen"]).sleutel))
    assert toegang.partij_ids == {}
    assert toegang.cijfer_partij_ids == {gemeente.pk: {partij.pk}}
    assert toegang.gemeenten_with_scope("lezen") == [gemeente.pk]


def test_a_person_holds_no_scope(databeheerder, gemeente):
    assert not toegang_of(databeheerder).has_scope(gemeente.pk, "lezen", "leveren", "voortgang")


def test_raw_sql_finds_no_key(make):
    token = make().token
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM partijen_sleutel")
        assert token not in str(cursor.fetchall())
