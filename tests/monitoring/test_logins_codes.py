# SPDX-License-Identifier: EUPL-1.2
"""Second factors of demo accounts: printed once, and a code for who has no app at hand."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.urls import reverse

from monitoring.services.logins import Login, format_logins
from tests.factories import GebruikerFactory, GemeenteFactory, PartijFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator():
    gemeente = GemeenteFactory(slug="dorp")
    return GebruikerFactory(email="c@dorp.example", naam="Coördinator", demo=True, rol="coordinator", gemeente=gemeente)


def test_a_person_logs_in_with_what_the_commands_print(client, coordinator, capsys, settings):
    settings.PORTAAL_MFA_VERPLICHT = True
    cache.clear()
    call_command("logins")
    line = re.search(r"^c@dorp.example +Coördinator +(\S+) +([A-Z2-7]{32})$", capsys.readouterr().out, re.MULTILINE)
    response = client.post("/accounts/login/", {"login": "c@dorp.example", "password": line[1]})
    assert response["Location"] == reverse("mfa_authenticate")
    call_command("logins", code="C@dorp.example")
    code = re.fullmatch(r"(\d{6}) \(nog \d+ seconden geldig\)\n", capsys.readouterr().out)[1]
    assert client.post(reverse("mfa_authenticate"), {"code": code}).status_code == 302
    assert client.get("/werkbank/").status_code == 200


def test_only_roles_that_need_a_second_factor_get_one(coordinator, capsys):
    gemeente = coordinator.lidmaatschappen.get().gemeente
    member = GebruikerFactory(
        email="w@dorp.example", demo=True, rol="databeheerder", gemeente=gemeente, partij=PartijFactory()
    )
    real = GebruikerFactory(rol="coordinator", gemeente=gemeente)
    call_command("logins")
    assert set(Authenticator.objects.values_list("user_id", flat=True)) == {coordinator.pk}
    out = capsys.readouterr().out
    assert "c@dorp.example: otpauth://totp/" in out
    assert real.email not in out
    assert member.email in out
    with pytest.raises(CommandError, match="zonder code"):
        call_command("logins", code=member.email)


@pytest.mark.parametrize("demo", [True, False])
def test_a_code_is_for_demo_accounts_that_are_on(demo):
    gemeente = GemeenteFactory()
    user = GebruikerFactory(demo=demo, is_active=not demo, rol="coordinator", gemeente=gemeente)
    Authenticator.objects.create(user=user, type="totp", data={"secret": "x"})
    for email in (user.email, "niemand@dorp.example"):
        with pytest.raises(CommandError, match="geen demo-account"):
            call_command("logins", code=email)


def test_asking_for_a_code_changes_nothing(coordinator, capsys):
    call_command("logins")
    coordinator.refresh_from_db()
    before = (coordinator.password, Authenticator.objects.get().data)
    call_command("logins", code=coordinator.email)
    coordinator.refresh_from_db()
    assert (coordinator.password, Authenticator.objects.get().data) == before


def test_the_table_shows_secrets_only_where_there_are():
    with_secret = Login("a@dorp.example", "Rol", "x", "GEHEIM", "otpauth://x")
    table = format_logins([with_secret, Login("b@dorp.example", "R", "y")])
    assert table.splitlines()[:3] == [
        "E-mail          Rol  Wachtwoord  Geheim voor de tweede stap",
        "a@dorp.example  Rol  x           GEHEIM",
        "b@dorp.example  R    y",
    ]
    assert "make code EMAIL=a@dorp.example" in table
    assert repr(with_secret) == "Login('a@dorp.example')"
