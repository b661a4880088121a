# SPDX-License-Identifier: EUPL-1.2
"""Accounts without a page: what services refuse, and the command for who lost every second factor."""

import pytest
from allauth.core.context import request_context
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command

from partijen.models import Gebruiker, Lidmaatschap, Wijziging
from partijen.services import accounts
from tests.factories import GebruikerFactory, GemeenteFactory
from tests.partijen.inloggen import WERKBANK, log_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_limits")]


def test_nobody_invites_without_the_right_and_nothing_is_told(gemeente, coordinator, rf):
    off = GebruikerFactory(is_active=False)
    stranger = GebruikerFactory(rol="coordinator", gemeente=GemeenteFactory(slug="heerlen"))
    for email in (off.email, "nieuw@portaal.example"):
        with pytest.raises(PermissionDenied, match="deze rol niet geven"), request_context(rf.get("/")):
            accounts.invite_user(email=email, naam="x", gemeente=gemeente, rol="bestuurder", by=stranger)
    assert not mail.outbox
    assert not Gebruiker.objects.filter(email="nieuw@portaal.example").exists()


def test_what_is_refused_leaves_nothing_behind(gemeente, coordinator, rf):
    before = Wijziging.objects.count()
    with pytest.raises(ValidationError), request_context(rf.get("/")):
        accounts.invite_user(
            email="nieuw@portaal.example", naam="x", gemeente=gemeente, rol="werkgroeplid", by=coordinator
        )
    assert not Gebruiker.objects.filter(email="nieuw@portaal.example").exists()
    assert (Wijziging.objects.count(), mail.outbox) == (before, [])


def test_ending_a_role_needs_the_right(gemeente, coordinator):
    row = coordinator.lidmaatschappen.get()
    with pytest.raises(PermissionDenied):
        accounts.end_lidmaatschap(lidmaatschap=row, by=GebruikerFactory(rol="bestuurder", gemeente=gemeente))
    assert Lidmaatschap.objects.filter(pk=row.pk).exists()


def test_an_administrator_may_take_the_last_key_of_his_own(gemeente):
    administrator = Gebruiker.objects.create_superuser("beheer@portaal.example", naam="Beheer")
    row = Lidmaatschap.objects.create(gebruiker=administrator, gemeente=gemeente, rol="coordinator")
    accounts.end_lidmaatschap(lidmaatschap=row, by=administrator)
    assert not administrator.lidmaatschappen.exists()


def test_switching_off_is_for_who_keeps_all_roles_of_the_account(gemeente, coordinator):
    user = GebruikerFactory()
    for function in (accounts.deactivate_user, accounts.reactivate_user):
        with pytest.raises(PermissionDenied):
            function(gebruiker=user, gemeente=gemeente, by=coordinator)
    user.refresh_from_db()
    assert user.is_active


def test_who_lost_every_second_factor_starts_anew(client, coordinator, security_log, capsys):
    log_in(client, coordinator)
    for kind in ("totp", "recovery_codes"):
        Authenticator.objects.create(user=coordinator, type=kind, data={})
    call_command("reset_tweede_stap", coordinator.email.upper())
    assert not Authenticator.objects.exists()
    assert not UserSession.objects.exists()
    assert client.get(WERKBANK).status_code == 302
    assert mail.outbox[0].to == [coordinator.email]
    assert "uitgelogd" in mail.outbox[0].body
    (line,) = security_log.of("mfa_removed")
    assert (line["object"], line["origin"], line["actor"]) == (f"gebruiker:{coordinator.pk}", "command", "-")
    capsys.readouterr()
    call_command("reset_tweede_stap", coordinator.email)
    assert "geen tweede stap" in capsys.readouterr().out
    assert len(mail.outbox) == 1
    with pytest.raises(CommandError):
        call_command("reset_tweede_stap", "niemand@portaal.example")
