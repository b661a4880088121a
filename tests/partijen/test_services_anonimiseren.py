# SPDX-License-Identifier: EUPL-1.2
"""Anonymising: afterwards nothing says who it was, and the history still points at the row."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import PermissionDenied, ValidationError

from partijen.models import Gebruiker, Lidmaatschap, Wijziging
from partijen.services import accounts, history
from partijen.services.anonimiseren import FORMER, anonymise_user, is_anonymised
from partijen.services.lidmaatschappen import add_lidmaatschap
from tests.beheer import make_world
from tests.partijen.test_services_zwartmaken import dump

pytestmark = pytest.mark.django_db

NAAM, EMAIL = "Wilhelmina Voorbeeld", "w.voorbeeld@corporatie.example"
REDEN = "Uit dienst"


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def lid(world) -> Gebruiker:
    """Somebody who was invited, renamed, reported, and had a role that ended."""
    by, gemeente = world.users["beheerder"], world.a.gemeente
    partij = world.a.own.werkgroep
    who = {"email": EMAIL, "naam": NAAM, "gemeente": gemeente, "by": by}
    first = add_lidmaatschap(**who, rol="werkgroeplid", partij=partij)
    accounts.end_lidmaatschap(lidmaatschap=add_lidmaatschap(**who, rol="bestuurder"), by=by)
    lid = first.gebruiker
    history.update_with_history(lid, {"naam": "Mina Voorbeeld"}, by=by, oorsprong="beheer")
    lid.set_password("een lang wachtwoord 12")
    lid.save()
    EmailAddress.objects.create(user=lid, email=EMAIL)
    Authenticator.objects.create(user=lid, type="totp", data={"secret": "x"})
    SocialAccount.objects.create(user=lid, provider="corp", uid=EMAIL, extra_data={"email": EMAIL})
    return lid


def test_nothing_says_who_it_was(world, lid, client):
    client.force_login(lid)
    assert client.get("/werkbank/").status_code == 200
    own = history.event(lid, "gewijzigd", by=lid, oorsprong="pagina")
    history.write([own])
    before = Wijziging.objects.filter(gebruiker=lid).count()
    assert "Voorbeeld" in dump()
    anonymise_user(gebruiker=lid, gemeente=world.a.gemeente, by=world.users["beheerder"], reden=REDEN)
    text = dump()
    assert "Voorbeeld" not in text
    assert "voorbeeld@" not in text
    lid.refresh_from_db()
    assert is_anonymised(lid)
    assert (str(lid), lid.is_active, lid.has_usable_password(), lid.last_login) == (FORMER, False, False, None)
    assert not Lidmaatschap.objects.filter(gebruiker=lid).exists()
    assert Wijziging.objects.filter(gebruiker=lid).count() == before
    assert not Authenticator.objects.filter(user=lid).exists()
    assert client.get("/werkbank/").status_code == 302
    event = Wijziging.objects.of_object(lid).first()
    assert (event.reden, event.object_naam, event.gemeente) == (REDEN, FORMER, world.a.gemeente)
    newest = Wijziging.objects.latest("id").pk
    anonymise_user(gebruiker=lid, by=None, reden=REDEN)
    assert Wijziging.objects.latest("id").pk == newest, "twice is once"


def test_who_may(world, lid):
    for rol in ("coordinator", "werkgroeplid", "bestuurder", "niemand"):
        with pytest.raises(PermissionDenied):
            anonymise_user(gebruiker=lid, by=world.users[rol], reden=REDEN)
    with pytest.raises(PermissionDenied):
        anonymise_user(gebruiker=lid, by=world.b.coordinator, reden=REDEN)
    beheerder, superuser = world.users["beheerder"], world.users["superuser"]
    for target, by in ((superuser, beheerder), (beheerder, beheerder), (superuser, superuser)):
        with pytest.raises(PermissionDenied):
            anonymise_user(gebruiker=target, by=by, reden=REDEN)
    with pytest.raises(ValidationError):
        anonymise_user(gebruiker=lid, by=beheerder, reden="  ")
    Lidmaatschap.objects.create(gebruiker=lid, gemeente=world.b.gemeente, rol="bestuurder")
    with pytest.raises(PermissionDenied):
        anonymise_user(gebruiker=lid, by=Gebruiker.objects.get(pk=beheerder.pk), reden=REDEN)
    anonymise_user(gebruiker=lid, by=superuser, reden=REDEN)


def test_the_link_of_an_invitation_no_longer_works(world):
    from allauth.account import app_settings

    given = add_lidmaatschap(
        email=EMAIL, naam=NAAM, gemeente=world.a.gemeente, rol="bestuurder", by=world.users["beheerder"]
    )
    lid = given.gebruiker
    token = app_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(lid)
    anonymise_user(gebruiker=lid, by=world.users["beheerder"], reden=REDEN)
    lid.refresh_from_db()
    assert not app_settings.PASSWORD_RESET_TOKEN_GENERATOR().check_token(lid, token)
