# SPDX-License-Identifier: EUPL-1.2
"""Gemeenten, parties, people and their roles in /beheer/."""

import pytest
from django.test import Client

from partijen.drempels import DREMPELS
from partijen.models import (
    Brondocument,
    Collectieflid,
    Gebruiker,
    Gemeente,
    Lidmaatschap,
    Overleg,
    Partij,
    PartijInGemeente,
    Wijziging,
)
from tests.beheer import assert_told, filled, lidmaatschap, make_world, screen, snapshot
from tests.factories import GebruikerFactory, PartijFactory, PartijInGemeenteFactory
from tests.plugins.worlds import for_the_module

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def worlds(request, django_db_setup, django_db_blocker):
    with for_the_module(request, django_db_blocker, make_world) as give:
        yield give


@pytest.fixture
def world(worlds, db):
    return worlds()


@pytest.fixture
def client(world):
    return world.client("coordinator")


def faults(response) -> set[str]:
    form = response.context["adminform"].form
    return {name if name != "__all__" else "" for name in form.errors}


# --- gemeenten -------------------------------------------------------------------------------------------------------


def test_labels_are_changed_by_coordinator_and_beheerder_and_names_by_who_sets_up(world):
    row = world.a.gemeente
    for number, rol in enumerate(("coordinator", "beheerder", "superuser")):
        client = world.client(rol)
        before = snapshot()
        data = filled(client.get(screen(row, "change")))
        assert ("slug" in data) is (rol == "superuser")
        sent = data | {
            "overleg_naam": f"BO{number}",
            "statuswoorden": "op_koers: Op schema",
            "verouderd_na_dagen": "60",
        }
        sent["statuswoorden"] += f"\ngereed: Klaar {number}"
        assert client.post(screen(row, "change"), sent | {"slug": f"stad-{number}"}).status_code == 302
        row.refresh_from_db()
        assert row.overleg_naam == f"BO{number}"
        assert row.statuswoorden == {"op_koers": "Op schema", "gereed": f"Klaar {number}"}
        assert (row.slug == f"stad-{number}") is (rol == "superuser")
        assert_told(before, by=world.users[rol])
    assert Wijziging.objects.latest("id").gemeente == row


@pytest.mark.parametrize("words", ["op_koers", "op_koers:", ": x", "op_koers: " + "x" * 41, "a: b\n" * 3 + "x"])
def test_words_for_statuses_are_checked(world, client, words):
    url = screen(world.a.gemeente, "change")
    response = client.post(url, filled(client.get(url)) | {"statuswoorden": words})
    assert response.status_code == 422
    assert faults(response) == {"statuswoorden"}


def test_a_new_gemeente_is_set_up_with_party_and_beheerder(world):
    client = world.client("superuser")
    before = snapshot()
    sent = {
        "naam": "Nieuwstad",
        "slug": "nieuwstad",
        "overleg_naam": "BO",
        "herinnering_dagen": "10",
        "zienswijze_dagen": "28",
    }
    sent |= {name: str(drempel.gewoon) for name, drempel in DREMPELS.items()}
    assert client.post(screen(Gemeente, "add"), sent | {"slug": "beheer"}).status_code == 422
    assert client.post(screen(Gemeente, "add"), sent).status_code == 302
    made = Gemeente.objects.get(slug="nieuwstad")
    sent = {"naam": "Gemeente Nieuwstad", "soort": "gemeente", "voor_gemeente": made.pk}
    assert client.post(screen(Partij, "add"), sent).status_code == 302
    own = Partij.objects.get(naam="Gemeente Nieuwstad")
    data = filled(client.get(screen(made, "change"))) | {"eigen_partij": own.pk}
    assert client.post(screen(made, "change"), data).status_code == 302
    sent = {"email": "beheer@nieuwstad.example", "naam": "Beheer", "gemeente": made.pk, "rol": "beheerder"}
    assert client.post(screen(Lidmaatschap, "add"), sent).status_code == 302
    assert_told(before, by=world.users["superuser"])
    made.refresh_from_db()
    assert made.eigen_partij == own
    assert Lidmaatschap.objects.get(gemeente=made).gebruiker.email == "beheer@nieuwstad.example"


# --- parties ---------------------------------------------------------------------------------------------------------


def test_a_new_party_takes_part_in_the_gemeente(world, client):
    before = snapshot()
    sent = {"naam": "Zorgpartij", "soort": "zorg_welzijn", "voor_gemeente": world.a.gemeente.pk}
    assert client.post(screen(Partij, "add"), sent | {"aliassen": "ZP\n Zorg BV \n\nZP"}).status_code == 302
    partij = Partij.objects.get(naam="Zorgpartij")
    assert (partij.gemeente, partij.aliassen) == (None, ["ZP", "Zorg BV"])
    assert partij.werkgebieden.get().gemeente == world.a.gemeente
    assert assert_told(before, by=world.users["coordinator"]) == {"nieuw partij", "nieuw partijingemeente"}
    assert set(Wijziging.objects.order_by("-id")[:2].values_list("gemeente", flat=True)) == {world.a.gemeente.pk}
    sent = {"naam": "Werkgroep Nieuw", "soort": "werkgroep", "voor_gemeente": world.a.gemeente.pk}
    assert client.post(screen(Partij, "add"), sent).status_code == 302
    assert Partij.objects.get(naam="Werkgroep Nieuw").gemeente == world.a.gemeente


def test_choices_of_one_user_are_never_those_of_another(world):
    """The field stands on a form that all requests share."""
    for gemeente in (world.a, world.b):
        client = Client()
        client.force_login(gemeente.coordinator)
        page = client.get(screen(Partij, "add"))
        choices = [label for value, label in page.context["adminform"].form.fields["voor_gemeente"].choices if value]
        assert choices == [str(gemeente.gemeente)]


def test_a_party_is_not_made_for_another_gemeente_or_twice(world, client):
    sent = {"naam": "Werkgroep Elders", "soort": "werkgroep", "voor_gemeente": world.b.gemeente.pk}
    assert faults(client.post(screen(Partij, "add"), sent)) == {"voor_gemeente"}
    sent = {"naam": world.b.partij.naam.upper(), "soort": "corporatie", "voor_gemeente": world.a.gemeente.pk}
    response = client.post(screen(Partij, "add"), sent)
    assert response.status_code == 422
    assert "Partijen in gemeenten" in response.content.decode()


def test_what_gemeenten_share_is_changed_by_who_sets_up(world, client):
    partij = world.a.partij
    assert client.post(screen(partij, "change"), filled(client.get(screen(partij, "change")))).status_code == 302
    PartijInGemeenteFactory(partij=partij, gemeente=world.b.gemeente)
    page = client.get(screen(partij, "change"))
    assert not page.context["has_change_permission"]
    assert str(world.b.gemeente) not in page.content.decode()
    assert client.post(screen(partij, "change"), {"naam": "Gekaapt"}).status_code == 403
    assert client.post(screen(partij, "delete"), {"post": "yes"}).status_code == 403
    upper = world.client("superuser")
    data = filled(upper.get(screen(partij, "change"))) | {"naam": "Nieuwe naam"}
    before = Wijziging.objects.count()
    assert upper.post(screen(partij, "change"), data).status_code == 302
    events = Wijziging.objects.filter(model="partijen.partij", object_id=partij.pk).order_by("-id")[:2]
    assert Wijziging.objects.count() == before + 2
    # The pages of both gemeenten show the name: both logs, and so the versions of their pages, move on.
    assert {event.gemeente for event in events} == {world.a.gemeente, world.b.gemeente}


def test_an_organisation_of_elsewhere_is_let_in_and_out(world, client):
    there = world.b.partij
    before = snapshot()
    sent = {"gemeente": world.a.gemeente.pk, "partij": there.pk, "van": "01-01-2025"}
    assert client.post(screen(PartijInGemeente, "add"), sent).status_code == 302
    row = PartijInGemeente.objects.get(partij=there, gemeente=world.a.gemeente)
    assert str(row.van) == "2025-01-01"
    assert client.post(screen(row, "delete"), {"post": "yes"}).status_code == 302
    assert assert_told(before, by=world.users["coordinator"]) == {
        "nieuw partijingemeente",
        "verwijderd partijingemeente",
    }
    for sent in (
        {"gemeente": world.b.gemeente.pk, "partij": world.a.partij.pk},
        {"gemeente": world.a.gemeente.pk, "partij": world.b.collectief.pk},
    ):
        assert client.post(screen(PartijInGemeente, "add"), sent).status_code == 422


def test_members_of_a_collective_come_from_the_gemeente(world, client):
    url = screen(world.a.collectief, "change")
    partij = PartijInGemeenteFactory(gemeente=world.a.gemeente).partij
    data = filled(client.get(url)) | {"leden-TOTAL_FORMS": "2", "leden-1-lid": partij.pk}
    before = snapshot()
    assert client.post(url, data).status_code == 302
    assert assert_told(before, by=world.users["coordinator"]) == {"nieuw collectieflid"}
    assert Wijziging.objects.latest("id").gemeente == world.a.gemeente
    data = filled(client.get(url)) | {"leden-TOTAL_FORMS": "3", "leden-2-lid": world.b.partij.pk}
    assert client.post(url, data).status_code == 422
    sent = {"collectief": world.a.collectief.pk, "lid": world.b.partij.pk}
    assert client.post(screen(Collectieflid, "add"), sent).status_code == 422
    sent = {"collectief": world.b.collectief.pk, "lid": partij.pk}
    assert client.post(screen(Collectieflid, "add"), sent).status_code == 422
    sent = {"collectief": partij.pk, "lid": world.a.partij.pk}
    assert client.post(screen(Collectieflid, "add"), sent).status_code == 422


def test_a_party_that_takes_part_in_something_stays(world, client):
    partij = world.a.own.betrokkenheid_publiek.partij
    response = client.post(screen(partij, "delete"), {"post": "yes"})
    assert response.status_code == 200
    assert "kan niet worden verwijderd" in response.content.decode()
    lonely = PartijInGemeenteFactory(gemeente=world.a.gemeente).partij
    before = snapshot()
    assert client.post(screen(lonely, "delete"), {"post": "yes"}).status_code == 302
    assert assert_told(before, by=world.users["coordinator"]) == {"verwijderd partij", "verwijderd partijingemeente"}


def test_what_stands_in_the_way_elsewhere_is_not_named(world):
    partij = PartijFactory()
    lidmaatschap(world.users["niemand"], world.b.gemeente, "databeheerder", partij)
    PartijInGemeenteFactory(partij=partij, gemeente=world.a.gemeente)
    page = world.client("coordinator").get(screen(partij, "delete")).content.decode()
    assert "Gegevens waar u niet bij kunt" in page
    assert world.users["niemand"].naam not in page


# --- people and roles ------------------------------------------------------------------------------------------------


def role(world, rol="bestuurder", **values) -> dict:
    return {"email": "nieuw@portaal.example", "naam": "Nieuw Lid", "gemeente": world.a.gemeente.pk, "rol": rol} | values


def test_a_role_is_given_to_somebody_without_an_account(world, client):
    before = snapshot()
    assert client.post(screen(Lidmaatschap, "add"), role(world, email="Nieuw@Portaal.example")).status_code == 302
    user = Gebruiker.objects.get(email="nieuw@portaal.example")
    assert (user.naam, user.has_usable_password()) == ("Nieuw Lid", False)
    assert user.toegang.has(world.a.gemeente.pk, "bestuurder")
    assert assert_told(before, by=world.users["coordinator"]) == {"nieuw gebruiker", "nieuw lidmaatschap"}


def test_whether_there_was_an_account_shows_nowhere(world, client):
    """The same answer for an address that is known elsewhere and for one that is not; its name stays as it was."""
    known = world.b.coordinator
    answers = []
    for email in (known.email, "onbekend@portaal.example"):
        sent = role(world, email=email, naam="Iemand")
        assert client.post(screen(Lidmaatschap, "add"), sent | {"naam": ""}).status_code == 422
        response = client.post(screen(Lidmaatschap, "add"), sent | {"_addanother": "1"})
        answers.append((response.status_code, response.url))
    assert len(set(answers)) == 1
    known.refresh_from_db()
    assert known.naam != "Iemand"
    assert faults(client.post(screen(Lidmaatschap, "add"), role(world, email=known.email))) == {""}


def test_a_role_needs_its_party_and_one_of_the_gemeente(world, client):
    response = client.post(screen(Lidmaatschap, "add"), role(world, rol="werkgroeplid"))
    assert "Kies bij deze rol ook de partij." in response.content.decode()
    sent = role(world, rol="werkgroeplid", partij=world.b.own.werkgroep.pk)
    assert faults(client.post(screen(Lidmaatschap, "add"), sent)) == {"partij"}
    sent = role(world, rol="databeheerder", partij=world.b.partij.pk)
    assert faults(client.post(screen(Lidmaatschap, "add"), sent)) == {"partij"}
    sent = role(world, rol="werkgroeplid", partij=world.a.other.werkgroep.pk)
    assert client.post(screen(Lidmaatschap, "add"), sent).status_code == 302


def test_nobody_gives_roles_elsewhere_or_above_his_own(world):
    for rol in ("coordinator", "beheerder"):
        client = world.client(rol)
        before = snapshot()
        sent = role(world, gemeente=world.b.gemeente.pk)
        assert faults(client.post(screen(Lidmaatschap, "add"), sent)) == {"gemeente"}
        assert snapshot() == before
    coordinator, beheerder = world.client("coordinator"), world.client("beheerder")
    assert coordinator.post(screen(Lidmaatschap, "add"), role(world, rol="beheerder")).status_code == 422
    own = Lidmaatschap.objects.get(gebruiker=world.users["beheerder"])
    assert coordinator.post(screen(own, "change"), {"rol": "bestuurder"}).status_code == 403
    assert coordinator.post(screen(own, "delete"), {"post": "yes"}).status_code == 403
    lower = Lidmaatschap.objects.get(gebruiker=world.users["bestuurder"])
    data = filled(coordinator.get(screen(lower, "change"))) | {"rol": "beheerder"}
    assert coordinator.post(screen(lower, "change"), data).status_code == 422
    assert beheerder.post(screen(lower, "change"), data).status_code == 302


def test_a_role_that_ends_works_at_the_next_request(world, client):
    member = world.client("werkgroeplid")
    assert member.get("/beheer/").status_code == 200
    row = Lidmaatschap.objects.get(gebruiker=world.users["werkgroeplid"])
    before = snapshot()
    assert client.post(screen(row, "delete"), {"post": "yes", "reden": "Andere baan"}).status_code == 302
    assert assert_told(before, by=world.users["coordinator"], reden="Andere baan") == {"verwijderd lidmaatschap"}
    assert member.get("/beheer/").status_code == 403


def test_a_beheerder_deactivates_an_account_of_his_own_gemeente_only(world):
    client, user = world.client("beheerder"), world.users["bestuurder"]
    url = screen(user, "change")
    before = snapshot()
    data = filled(client.get(url))
    assert "email" not in data
    del data["is_active"]
    assert client.post(url, data | {"naam": "Oud-bestuurder", "email": "gekaapt@portaal.example"}).status_code == 302
    old = user.email
    user.refresh_from_db()
    assert (user.is_active, user.naam, user.email) == (False, "Oud-bestuurder", old)
    assert assert_told(before, by=world.users["beheerder"]) == {"gewijzigd gebruiker"}
    assert Wijziging.objects.latest("id").gemeente == world.a.gemeente
    assert client.post(screen(user, "delete"), {"post": "yes"}).status_code == 403
    both = GebruikerFactory(rol="bestuurder", gemeente=world.a.gemeente)
    lidmaatschap(both, world.b.gemeente, "coordinator")
    page = client.get(screen(both, "change"))
    assert not page.context["has_change_permission"]
    assert str(world.b.gemeente) not in page.content.decode()
    assert client.post(screen(both, "change"), {"naam": "x"}).status_code == 403
    lidmaatschap(world.users["superuser"], world.a.gemeente, "bestuurder")
    assert client.post(screen(world.users["superuser"], "change"), {"naam": "x"}).status_code == 403


def test_nobody_switches_his_own_account_off(world):
    client = world.client("beheerder")
    url = screen(world.users["beheerder"], "change")
    data = filled(client.get(url))
    del data["is_active"]
    assert faults(client.post(url, data)) == {"is_active"}


def test_passwords_and_powers_are_not_on_the_form(world):
    upper, user = world.client("superuser"), world.users["bestuurder"]
    page = upper.get(screen(user, "change")).content.decode()
    assert user.password not in page
    sent = filled(upper.get(screen(user, "change"))) | {"is_superuser": "on", "password": "x", "naam": "Anders"}
    password = user.password
    assert upper.post(screen(user, "change"), sent).status_code == 302
    user.refresh_from_db()
    assert (user.naam, user.is_superuser, user.password) == ("Anders", False, password)
    for query in ("password__startswith=a", "is_superuser__exact=1", "lidmaatschappen__partij__naam__startswith=a"):
        response = world.client("coordinator").get(f"{screen(Gebruiker, 'changelist')}?{query}", follow=True)
        assert "Dit filter kent de lijst niet" in response.content.decode()


def test_who_sets_up_adds_an_account(world):
    upper = world.client("superuser")
    sent = {"naam": "Nieuw", "email": "Nieuw@portaal.example"}
    assert upper.post(screen(Gebruiker, "add"), sent).status_code == 302
    made = Gebruiker.objects.get(email="nieuw@portaal.example")
    assert not made.has_usable_password()
    assert upper.post(screen(Gebruiker, "add"), sent | {"naam": "Nog eens"}).status_code == 422


# --- meetings, documents, the log ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("model", "values", "changes"),
    [
        (Overleg, {"soort": "bestuurlijk", "datum": "01-12-2026"}, {"naam": "BOWW december"}),
        (Brondocument, {"slug": "doc", "titel": "Document"}, {"titel": "Ander document"}),
    ],
)
def test_meetings_and_documents_are_written_with_history(world, client, model, values, changes):
    name = model._meta.model_name
    before = snapshot()
    assert client.post(screen(model, "add"), values | {"gemeente": world.b.gemeente.pk}).status_code == 422
    assert client.post(screen(model, "add"), values | {"gemeente": world.a.gemeente.pk}).status_code == 302
    row = model.objects.latest("id")
    data = filled(client.get(screen(row, "change")))
    assert "gemeente" not in data
    assert client.post(screen(row, "change"), data | changes | {"reden": "Nodig"}).status_code == 302
    assert client.post(screen(row, "delete"), {"post": "yes"}).status_code == 302
    assert assert_told(before, by=world.users["coordinator"]) == {
        f"nieuw {name}",
        f"gewijzigd {name}",
        f"verwijderd {name}",
    }


def test_the_log_is_searched_and_never_written(world, client):
    url = screen(world.a.overleg, "change")
    client.post(url, filled(client.get(url)) | {"naam": "Zoekwoord", "reden": "Op verzoek van het overleg"})
    event = Wijziging.objects.latest("id")
    found = client.get(screen(Wijziging, "changelist") + "?q=verzoek&wat=partijen.overleg&soort__exact=gewijzigd")
    assert [row.pk for row in found.context["cl"].result_list] == [event.pk]
    page = client.get(screen(event, "change")).content.decode()
    assert "Zoekwoord" in page
    assert 'name="_save"' not in page
    assert client.post(screen(event, "change"), {"reden": "x"}).status_code == 403
    assert client.post(screen(event, "delete"), {"post": "yes"}).status_code == 403
    assert client.get(screen(Wijziging, "add")).status_code == 403
    everything = world.client("superuser").get(screen(Wijziging, "changelist") + "?all=").context["cl"]
    assert everything.result_count == Wijziging.objects.count()


def test_history_of_an_account_is_for_its_gemeente(world):
    user = world.users["bestuurder"]
    lidmaatschap(user, world.b.gemeente, "bestuurder")
    upper = world.client("superuser")
    data = filled(upper.get(screen(user, "change"))) | {"naam": "Nieuwe naam"}
    assert upper.post(screen(user, "change"), data).status_code == 302
    assert "Nieuwe naam" in world.client("beheerder").get(screen(user, "history")).content.decode()
    assert world.client("werkgroeplid").get(screen(user, "history")).status_code == 404
