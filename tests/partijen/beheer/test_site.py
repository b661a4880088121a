# SPDX-License-Identifier: EUPL-1.2
"""The door of /beheer/, and that no screen can stand there without rules."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.urls import NoReverseMatch, reverse

from partijen.beheer.admins import BeheerAdmin
from partijen.beheer.inlines import BeheerInline
from partijen.beheer.options import DECIDED_BY_RULES
from partijen.beheer.regels import Regels
from partijen.beheer.site import BeheerSite
from partijen.models import Partij, Wijziging
from tests.beheer import ROLLEN_ERBUITEN, ROLLEN_ERIN, make_world, screen

pytestmark = pytest.mark.django_db
OWN_APPS = ("partijen", "wijken", "afspraken")
# Uploads that wait for a decision, and keys of the API: they have pages of their own.
# What only services write, on pages of their own: an upload, a key, the fund with its ledger and applications; and the
# outlines of the map, which come from a file.
FONDS = {"fonds", "boeking", "aanvraag", "aanvraagstap", "aanvraagdocument", "dossier"}
WITHOUT_SCREEN = {
    "actielijstimport",
    "bijstelling",
    "documentimport",
    "meting",
    "initiatief",
    "verhuizing",
    "vervolgbesluit",
    "sleutel",
    "gebiedsomtrek",
    "bericht",
    "afmelding",
    "webhook",
    "webhookbericht",
} | FONDS
PATHS = ("", "afspraken/afspraak/", "afspraken/afspraak/1/change/", "jsi18n/", "login/", "onzin/")


@pytest.fixture
def world():
    return make_world()


def inlines_of(model_admin):
    return [inline for inline in {*model_admin.inlines} if inline]


def test_our_site_stands_in_the_place_of_the_one_of_django():
    assert isinstance(admin.site._wrapped if hasattr(admin.site, "_wrapped") else admin.site, BeheerSite)
    assert str(admin.site.site_header) == "Afsprakenportaal beheer"


@pytest.mark.parametrize(
    "path", ["", "afspraken/afspraak/", "afspraken/afspraak/1/change/", "jsi18n/", "login/", "onzin/"]
)
def test_who_is_not_logged_in_goes_to_the_one_login_page(client, path):
    response = client.get(f"/beheer/{path}")
    assert response.status_code == 302
    assert response.url == f"{reverse('account_login')}?next=/beheer/{path}"
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.parametrize("rol", ROLLEN_ERBUITEN)
def test_other_roles_are_kept_out(world, rol):
    client = world.client(rol)
    for url in ("/beheer/", "/beheer/login/", screen(Partij, "changelist"), screen(world.a.own.publiek, "change")):
        assert client.get(url).status_code == 403
        assert client.post(url, {"titel": "x"}).status_code == 403


@pytest.mark.parametrize("rol", ROLLEN_ERIN)
def test_these_roles_enter(world, rol):
    client = world.client(rol)
    assert client.get("/beheer/").status_code == 200
    assert client.get("/beheer/login/").url == "/beheer/"
    assert client.get("/beheer/logout/").url == reverse("account_logout")
    assert client.get("/beheer/password_change/").url == reverse("account_change_password")
    assert client.get("/beheer/jsi18n/").status_code == 200


def test_a_deactivated_coordinator_is_out_at_the_next_request(world):
    client = world.client("coordinator")
    assert client.get("/beheer/").status_code == 200
    world.users["coordinator"].lidmaatschappen.all().delete()
    assert client.get("/beheer/").status_code == 403


def test_the_front_page_names_only_what_one_finds(world):
    page = world.client("werkgroeplid").get("/beheer/").content.decode()
    assert "Acties" in page
    for word in ("Gebruikers", "Gemeenten", "Afsprakensets", "Wijzigingen"):
        assert word not in page


def test_the_front_page_shows_ones_own_changes(world):
    wijziging = Wijziging.objects.filter(gebruiker=world.users["coordinator"]).latest("id")
    page = world.client("coordinator").get("/beheer/").content.decode()
    assert screen(wijziging, "change") in page


def test_nothing_leads_past_the_rules_by_number(world):
    with pytest.raises(NoReverseMatch):
        reverse("admin:view_on_site", args=(1, 1))
    assert world.client("coordinator").get("/beheer/r/1/1/").status_code == 404


def test_every_screen_and_inline_follows_the_rules():
    for model, screens in admin.site._registry.items():
        assert isinstance(screens, BeheerAdmin), model
        assert isinstance(screens.regels, Regels), model
        for inline in inlines_of(screens):
            assert issubclass(inline, BeheerInline), inline
            assert isinstance(inline.regels, Regels), inline


def test_every_model_of_ours_has_a_screen():
    for label in OWN_APPS:
        models = [model for model in apps.get_app_config(label).get_models() if model not in admin.site._registry]
        assert {model._meta.model_name for model in models} <= WITHOUT_SCREEN


def test_a_screen_without_our_base_is_left_out():
    site = BeheerSite()
    site.register(Group, admin.ModelAdmin)
    site.register(Partij)
    assert not site.is_registered(Group)
    assert not site.is_registered(Partij)
    assert not admin.site.is_registered(Group)


def test_a_screen_that_declares_no_rules_shows_and_allows_nothing(world, rf):
    class Vergeten(BeheerAdmin):
        pass

    screens = Vergeten(Partij, admin.site)
    for user in world.users.values():
        request = rf.get("/")
        request.user = user
        assert not screens.get_queryset(request).exists()
        assert not any(screens.get_model_perms(request).values())
        assert not screens.has_module_permission(request)


@pytest.mark.parametrize("name", sorted(DECIDED_BY_RULES))
def test_a_screen_cannot_write_its_own_version_of_a_rule(name):
    with pytest.raises(TypeError, match=name):
        type("Eigenwijs", (BeheerAdmin,), {name: lambda self: True, "__module__": "afspraken.admin.x"})


def test_the_log_of_django_stays_empty(world):
    client = world.client("coordinator")
    client.get("/beheer/")
    assert not LogEntry.objects.exists()
