# SPDX-License-Identifier: EUPL-1.2
"""The screen of providers of logins: who keeps them, what is refused, and where the secret never stands."""

import json

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import ValidationError
from django.test import Client

from partijen.models import Inlogdienst, Wijziging
from partijen.models.inlogdienst import validate_domeinen, validate_slug
from partijen.policies import may_be_opened_by
from partijen.services.inlogdiensten import apps_of, reachable_hosts, sealed, secret_of
from tests.beheer import assert_told, filled, screen, snapshot
from tests.factories import GebruikerFactory, GemeenteFactory, InlogdienstFactory

pytestmark = pytest.mark.django_db
GEHEIM = "zeer-geheime-waarde-van-de-client"
SENT = {
    "naam": "Woonstichting",
    "slug": "woonstichting",
    "server_url": "https://login.woonstichting.example",
    "client_id": "afsprakenportaal",
    "geheim": GEHEIM,
    "domeinen": "Woonstichting.example\n@kantoor.woonstichting.example",
    "actief": "on",
}


@pytest.fixture
def beheerder(gemeente):
    return GebruikerFactory(rol="beheerder", gemeente=gemeente)


@pytest.fixture
def client(beheerder):
    client = Client()
    client.force_login(beheerder)
    return client


@pytest.fixture
def made(client, gemeente):
    response = client.post(screen(Inlogdienst, "add"), SENT | {"gemeente": gemeente.pk})
    assert response.status_code == 302, response.context["adminform"].form.errors
    return Inlogdienst.objects.get()


def faults(response):
    assert response.status_code == 422
    return set(response.context["adminform"].form.errors)


class TestSecret:
    def test_it_goes_in_and_never_comes_out(self, client, made, gemeente):
        assert GEHEIM not in made.geheim_versleuteld
        assert secret_of(made) == GEHEIM
        for page in ("change", "history", "changelist", "delete"):
            assert GEHEIM not in client.get(screen(made, page)).content.decode()
            assert made.geheim_versleuteld not in client.get(screen(made, page)).content.decode()
        events = json.dumps(list(Wijziging.objects.values_list("velden", flat=True)))
        assert "geheim_versleuteld" not in events
        assert GEHEIM not in events
        assert GEHEIM not in client.get(f"/{gemeente.slug}/logboek/?formaat=csv").getvalue().decode()

    def test_it_stays_when_the_field_is_left_empty(self, client, made, beheerder):
        before = snapshot()
        sent = filled(client.get(screen(made, "change"))) | {"naam": "Stichting"}
        assert not sent.get("geheim")
        assert client.post(screen(made, "change"), sent).status_code == 302
        made.refresh_from_db()
        assert (made.naam, secret_of(made), made.geheim_op) == ("Stichting", GEHEIM, None)
        assert assert_told(before, by=beheerder) == {"gewijzigd inlogdienst"}

    def test_a_new_one_alone_is_a_change_and_the_history_says_so(self, client, made, beheerder):
        before = snapshot()
        sent = filled(client.get(screen(made, "change"))) | {"geheim": "een ander geheim"}
        assert client.post(screen(made, "change"), sent).status_code == 302
        made.refresh_from_db()
        assert secret_of(made) == "een ander geheim"
        assert made.geheim_op is not None
        assert set(Wijziging.objects.latest("id").velden) == {"geheim_op"}
        assert_told(before, by=beheerder)

    def test_a_form_that_is_refused_does_not_bring_it_back(self, client, gemeente):
        response = client.post(screen(Inlogdienst, "add"), SENT | {"gemeente": gemeente.pk, "server_url": "x"})
        assert faults(response) == {"server_url"}
        assert GEHEIM not in response.content.decode()

    def test_a_new_provider_has_one(self, client, gemeente):
        response = client.post(screen(Inlogdienst, "add"), SENT | {"gemeente": gemeente.pk, "geheim": ""})
        assert faults(response) == {"geheim"}

    def test_one_of_another_key_of_the_installation_is_no_secret(self, made, settings):
        settings.SECRET_KEY = "another"
        assert secret_of(made) == ""
        settings.SECRET_KEY_FALLBACKS = ["only-for-tests"]
        assert secret_of(made) == GEHEIM

    def test_who_was_second_gets_the_form_back_and_nothing_is_stored(self, client, made):
        first = filled(client.get(screen(made, "change")))
        assert client.post(screen(made, "change"), first | {"naam": "Eerste"}).status_code == 302
        response = client.post(screen(made, "change"), first | {"naam": "Tweede", "geheim": "nieuw geheim"})
        assert response.status_code == 409
        made.refresh_from_db()
        assert (made.naam, secret_of(made)) == ("Eerste", GEHEIM)


class TestWho:
    def test_the_coordinator_reads_and_does_not_change(self, made, coordinator):
        client = Client()
        client.force_login(coordinator)
        assert client.get(screen(made, "change")).status_code == 200
        assert client.post(screen(made, "change"), SENT).status_code == 403
        assert client.get(screen(Inlogdienst, "add")).status_code == 403

    def test_another_gemeente_finds_none(self, made):
        client = Client()
        client.force_login(GebruikerFactory(rol="beheerder", gemeente=GemeenteFactory(slug="heerlen")))
        assert client.get(screen(made, "change")).status_code == 404
        assert made.naam not in client.get(screen(Inlogdienst, "changelist")).content.decode()

    def test_for_all_gemeenten_only_the_administrator(self, client):
        assert client.post(screen(Inlogdienst, "add"), SENT).status_code == 422
        assert not Inlogdienst.objects.exists()
        admin = Client()
        admin.force_login(GebruikerFactory(is_superuser=True))
        assert admin.post(screen(Inlogdienst, "add"), SENT).status_code == 302
        assert Inlogdienst.objects.get().gemeente is None
        assert client.get(screen(Inlogdienst.objects.get(), "change")).status_code == 404

    def test_it_opens_accounts_of_its_gemeente_alone(self, gemeente):
        heerlen = GemeenteFactory(slug="heerlen")
        own = GebruikerFactory(rol="bestuurder", gemeente=gemeente)
        both = GebruikerFactory(rol="bestuurder", gemeente=gemeente)
        both.lidmaatschappen.create(gemeente=heerlen, rol="bestuurder")
        admin = GebruikerFactory(rol="bestuurder", gemeente=gemeente, is_superuser=True)
        nobody = GebruikerFactory()
        assert [may_be_opened_by(user, gemeente.pk) for user in (own, both, admin, nobody)] == [True] + 3 * [False]
        assert all(may_be_opened_by(user, None) for user in (own, both, admin, nobody))


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        "url",
        [
            "http://login.woonstichting.example",
            "https://127.0.0.1",
            "https://localhost:8443",
            "https://10.1.2.3",
            "https://192.168.0.10/oidc",
            "https://169.254.169.254/latest/meta-data",
            "https://[::1]",
            "https://[fd00::1]/",
            "https://[::ffff:10.0.0.1]/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://127.1/",
            "https://intern",
            "https://oidc.gemeente.local",
            "https://naam:wachtwoord@login.gemeente.example",
            "https://login.gemeente.example/?x=1",
            "https://login.gemeente.example/#a",
            "https://login.gemeente.example:99999",
            "https://login gemeente.example",
            "javascript:alert(1)",
            "https://",
            "file:///etc/passwd",
        ],
    )
    def test_addresses(self, client, gemeente, url):
        response = client.post(screen(Inlogdienst, "add"), SENT | {"gemeente": gemeente.pk, "server_url": url})
        assert faults(response) == {"server_url"}
        assert not Inlogdienst.objects.exists()

    def test_a_host_that_the_installation_allows(self, client, gemeente, settings):
        settings.OIDC_PRIVATE_HOSTS = ["OIDC.gemeente.local"]
        sent = SENT | {"gemeente": gemeente.pk, "server_url": "https://oidc.gemeente.local:8443/realm"}
        assert client.post(screen(Inlogdienst, "add"), sent).status_code == 302
        sent |= {"slug": "tweede", "server_url": "http://oidc.gemeente.local"}
        assert faults(client.post(screen(Inlogdienst, "add"), sent)) == {"server_url"}

    @pytest.mark.parametrize("domains", ["", "gemeente", "naam@gemeente.example", "*.gemeente.example"])
    def test_domains(self, client, gemeente, domains):
        response = client.post(screen(Inlogdienst, "add"), SENT | {"gemeente": gemeente.pk, "domeinen": domains})
        assert faults(response) == {"domeinen"}

    @pytest.mark.parametrize("value", [None, [], "gemeente.example", [3]])
    def test_domains_that_no_form_sends(self, value):
        with pytest.raises(ValidationError):
            validate_domeinen(value)

    @pytest.mark.parametrize("slug", ["", "Hoofd", "a--b", "a/b", "openid_connect", "uit-omgeving", "woonstichting"])
    def test_names_in_the_address(self, client, gemeente, settings, slug):
        InlogdienstFactory(slug="woonstichting")
        app = {"provider_id": "uit-omgeving", "settings": {"server_url": "https://login.elders.example"}}
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
        response = client.post(screen(Inlogdienst, "add"), SENT | {"gemeente": gemeente.pk, "slug": slug})
        assert "slug" in faults(response)
        assert "login.elders.example" in reachable_hosts()

    def test_the_word_for_all_of_them_is_no_name(self):
        with pytest.raises(ValidationError):
            validate_slug("openid_connect")


class TestTies:
    @pytest.fixture
    def tied(self, made, beheerder):
        return SocialAccount.objects.create(user=beheerder, provider=made.slug, uid="7")

    def test_another_server_unties(self, client, made, tied):
        sent = filled(client.get(screen(made, "change"))) | {"server_url": "https://nieuw.woonstichting.example"}
        assert client.post(screen(made, "change"), sent).status_code == 302
        assert not SocialAccount.objects.exists()

    def test_another_name_does_not(self, client, made, tied):
        sent = filled(client.get(screen(made, "change"))) | {"naam": "Anders"}
        assert client.post(screen(made, "change"), sent).status_code == 302
        assert SocialAccount.objects.exists()

    def test_deleting_unties(self, client, made, tied, beheerder):
        before = snapshot()
        assert client.post(screen(made, "delete"), {"post": "yes"}).status_code == 302
        assert not SocialAccount.objects.exists()
        assert assert_told(before, by=beheerder) == {"verwijderd inlogdienst"}

    def test_gemeente_and_address_stay_as_they_are(self, client, made):
        sent = filled(client.get(screen(made, "change"))) | {"slug": "anders", "gemeente": ""}
        client.post(screen(made, "change"), sent)
        made.refresh_from_db()
        assert made.slug == "woonstichting"
        assert made.gemeente_id is not None


class TestApps:
    def test_what_allauth_gets(self, made):
        (app,) = apps_of()
        assert (app.provider, app.provider_id, app.secret, app.pk) == ("openid_connect", made.slug, GEHEIM, None)
        assert app.settings["email_domains"] == ["woonstichting.example", "kantoor.woonstichting.example"]
        assert app.settings["gemeente_id"] == made.gemeente_id
        assert "token_auth_method" not in app.settings

    def test_narrowed_as_allauth_asks(self, made):
        InlogdienstFactory(slug="ander", client_id="ander", aanmelding="client_secret_basic")
        assert {app.provider_id for app in apps_of("openid_connect")} == {made.slug, "ander"}
        assert [app.provider_id for app in apps_of(made.slug)] == [made.slug]
        assert [app.settings["token_auth_method"] for app in apps_of(client_id="ander")] == ["client_secret_basic"]
        assert apps_of("nergens") == []

    def test_it_stands_on_the_login_page_while_it_is_active(self, made):
        link = f"/accounts/oidc/{made.slug}/login/"
        page = Client().get("/accounts/login/").content.decode()
        assert link in page
        assert made.naam in page
        Inlogdienst.objects.update(actief=False)
        assert link not in Client().get("/accounts/login/").content.decode()

    def test_the_address_to_give_to_the_provider_is_shown(self, client, made):
        page = client.get(screen(made, "change")).content.decode()
        assert f"http://127.0.0.1:8000/accounts/oidc/{made.slug}/login/callback/" in page

    def test_sealing_differs_each_time(self):
        assert sealed("x") != sealed("x")


def test_the_security_log_tells_of_it(client, gemeente, security_log, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        client.post(screen(Inlogdienst, "add"), SENT | {"gemeente": gemeente.pk})
    assert [line["change"] for line in security_log.of("login_service")] == ["nieuw"]
    assert not any(GEHEIM in text for text in security_log.texts)
