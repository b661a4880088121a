# SPDX-License-Identifier: EUPL-1.2
"""What the portal holds on somebody: complete, for himself and for who keeps the account; and anonymising a member."""

import json

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import models
from django.urls import reverse

from partijen.models import Gebruiker, Lidmaatschap
from partijen.services.accounts import end_lidmaatschap
from partijen.services.anonimiseren import is_anonymised
from partijen.services.lidmaatschappen import add_lidmaatschap
from partijen.services.persoonsexport import HIDDEN, SECRETS, collect, in_words, links_to_users
from tests.beheer import make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world()


# Columns with an address: of users, and of people who have no account.
OTHER_EMAILS = {"partijen.gebruiker.email", "account.emailaddress.email", "wijken.dossier.email"}


def test_every_link_to_a_user_and_every_address_is_in_the_export():
    linked = {f"{model._meta.label_lower}.{field.name}" for model, field in links_to_users()}
    assert {"afspraken.voortgang.gebruiker", "partijen.lidmaatschap.gebruiker", "mfa.authenticator.user"} <= linked
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            if isinstance(field, models.EmailField):
                assert f"{model._meta.label_lower}.{field.name}" in OTHER_EMAILS, "say how the export finds it"


def test_secrets_are_known_by_name():
    """A new column that looks like a key must be listed, or renamed."""
    words = ("secret", "token", "password", "session_key", "private")
    for model, _field in [*links_to_users(), (Gebruiker, None)]:
        for column in model._meta.concrete_fields:
            if any(word in column.name for word in words):
                assert f"{model._meta.label_lower}.{column.name}" in SECRETS, column


def test_the_export_holds_his_rows_and_no_secret(world):
    user = world.a.coordinator
    Authenticator.objects.create(user=user, type="totp", data={"secret": "geheim-van-de-app"})
    user.set_password("een lang wachtwoord 12")
    user.save()
    text = json.dumps(collect(user), default=str)
    assert user.email in text
    assert "Loopt." in text
    assert "Intern" in text
    assert HIDDEN in text
    assert "geheim-van-de-app" not in text
    assert user.password not in text
    other = world.users["werkgroeplid"]
    assert other.email not in text


def test_roles_that_others_gave_and_ended_are_in_the_export(world):
    user, by = world.users["niemand"], world.a.coordinator
    for rol in ("bestuurder", "fondsbeheerder"):
        add_lidmaatschap(email=user.email, naam=user.naam, gemeente=world.a.gemeente, rol=rol, by=by)
    ended = Lidmaatschap.objects.get(gebruiker=user, rol="bestuurder")
    end_lidmaatschap(lidmaatschap=ended, by=by, reden="Ander werk.")
    told = collect(user)["gegevens"]["Wijzigingen van uw rollen door anderen"]
    assert [row["soort"] for row in told] == ["nieuw", "nieuw", "verwijderd"]
    assert "Wijzigingen van uw rollen door anderen" not in collect(world.users["werkgroeplid"])["gegevens"]
    text = world.client("superuser").get(reverse("lid-gegevens", args=(world.a.gemeente.slug, user.pk)))
    page = text.content.decode()
    assert "rol: bestuurder → –" in page
    assert "User" not in page.partition("<main")[2]


def test_values_in_words():
    values = [None, True, False, {}, {"a": [None, [1, 2]], "b": 3}, ["x", None], 4]
    assert [in_words(value) for value in values] == ["–", "ja", "nee", "–", "a: – → 1; 2; b: 3", "x; –", 4]


def test_his_own_page_and_file(world):
    client = world.client("werkgroeplid")
    url = reverse("mijn-gegevens")
    page = client.get(url)
    assert page.status_code == 200
    assert world.users["werkgroeplid"].email in page.content.decode()
    assert page.headers["Cache-Control"] == "private, no-store"
    file = client.get(url, {"formaat": "json"})
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert json.loads(file.content)["gebruiker"]["e-mailadres"] == world.users["werkgroeplid"].email
    client.logout()
    assert client.get(url).status_code == 302


def test_who_keeps_the_account_reads_it_too(world):
    lid = world.users["werkgroeplid"]
    url = reverse("lid-gegevens", args=[world.a.gemeente.slug, lid.pk])
    assert world.client("beheerder").get(url).status_code == 200
    assert world.client("superuser").get(url).status_code == 200
    for rol in ("coordinator", "bestuurder", "werkgroeplid"):
        assert world.client(rol).get(url).status_code == 403


def test_anonymising_asks_for_a_reason_and_certainty(world):
    lid = world.users["werkgroeplid"]
    url = reverse("lid-anonimiseren", args=[world.a.gemeente.slug, lid.pk])
    client = world.client("beheerder")
    assert client.get(url).status_code == 200
    for wrong in ({}, {"reden": "x"}, {"zeker": "on"}, {"reden": " ", "zeker": "on"}):
        response = client.post(url, wrong)
        assert response.status_code == 422
        assert response.content.decode().count("autofocus") == 1
    assert client.post(url, {"reden": "Uit dienst", "zeker": "on"}).status_code == 302
    lid.refresh_from_db()
    assert is_anonymised(lid)
    assert client.get(url).status_code == 404
    other = reverse("lid-anonimiseren", args=[world.a.gemeente.slug, world.users["bestuurder"].pk])
    assert world.client("coordinator").get(other).status_code == 403
