# SPDX-License-Identifier: EUPL-1.2
"""Passwords of demo accounts: strong, shown once, and for no other account."""

import re

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.management import call_command

from monitoring.services.logins import Login, format_logins, make_password, reset_demo_logins
from partijen.models import Gebruiker
from tests.factories import GebruikerFactory

pytestmark = pytest.mark.django_db


def test_passwords_are_long_readable_and_never_the_same():
    made = {make_password() for _time in range(200)}
    assert len(made) == 200
    assert all(re.fullmatch(r"([a-z]{4}-){4}[a-z]{4}", password) for password in made)
    validate_password(made.pop())


def test_every_active_demo_account_gets_a_new_password():
    GebruikerFactory(email="b@dorp.example", naam="Bestuurder", demo=True, password="oud-wachtwoord-1")
    GebruikerFactory(email="a@dorp.example", naam="Coördinator", demo=True, password="oud-wachtwoord-2")
    logins = reset_demo_logins()
    assert [(login.email, login.rol) for login in logins] == [
        ("a@dorp.example", "Coördinator"),
        ("b@dorp.example", "Bestuurder"),
    ]
    for login in logins:
        gebruiker = Gebruiker.objects.get(email=login.email)
        assert gebruiker.check_password(login.wachtwoord)
        assert not gebruiker.check_password("oud-wachtwoord-1")


def test_other_accounts_keep_theirs():
    real = GebruikerFactory(password="een-echt-wachtwoord")
    off = GebruikerFactory(demo=True, is_active=False, password="oud-wachtwoord")
    assert reset_demo_logins() == []
    for gebruiker in (real, off):
        assert Gebruiker.objects.get(pk=gebruiker.pk).password == gebruiker.password


def test_a_password_does_not_show_in_a_representation():
    assert "geheim" not in repr(Login("a@dorp.example", "Rol", "geheim"))


def test_the_table_has_a_line_per_account():
    table = format_logins([Login("a@dorp.example", "Coördinator", "x"), Login("lang@dorp.example", "Rol", "y")])
    assert table.splitlines() == [
        "E-mail             Rol          Wachtwoord",
        "a@dorp.example     Coördinator  x",
        "lang@dorp.example  Rol          y",
    ]


def test_the_command_prints_the_new_passwords(capsys, caplog):
    gebruiker = GebruikerFactory(email="a@dorp.example", naam="Bestuurder", demo=True)
    call_command("logins")
    found = re.search(r"^a@dorp.example +Bestuurder +(\S+)$", capsys.readouterr().out, re.MULTILINE)
    assert found is not None
    assert Gebruiker.objects.get(pk=gebruiker.pk).check_password(found[1])
    assert found[1] not in caplog.text


def test_the_command_says_when_there_is_no_demo(capsys):
    call_command("logins")
    assert capsys.readouterr().out.startswith("Er zijn geen demo-accounts.")
