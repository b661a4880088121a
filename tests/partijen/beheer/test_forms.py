# SPDX-License-Identifier: EUPL-1.2
"""Two people at one row: nothing is overwritten, nothing that was typed is lost."""

import re

import pytest
from django.db import IntegrityError

from afspraken.models import Actie, Afspraak
from afspraken.services.voortgang import Melding, record_voortgang
from partijen.models import Wijziging
from partijen.services import history
from tests.beheer import filled, make_world, screen
from tests.factories import GebruikerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def client(world):
    return world.client("coordinator")


def text(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def change(row, by, **values) -> None:
    """What somebody else saves in the meantime."""
    history.update_with_history(row, values, by=by, oorsprong="beheer", reden="Eerder")


def test_the_second_saver_sees_both_and_keeps_his_text(world, client):
    row, url = world.a.own.publiek, screen(world.a.own.publiek, "change")
    other = GebruikerFactory(rol="coordinator", gemeente=world.a.gemeente)
    data = filled(client.get(url))
    change(Afspraak.objects.get(pk=row.pk), other, titel="Titel van de ander", doel="Doel van de ander")
    events = Wijziging.objects.count()

    response = client.post(url, data | {"titel": "Mijn titel"})

    assert response.status_code == 409
    page = text(response)
    assert other.naam in page
    assert "Nu opgeslagen: ‘Titel van de ander’" in page
    assert 'value="Mijn titel"' in page
    # The field he left alone shows what stands now, so that saving again keeps it.
    assert "Doel van de ander</textarea>" in page
    row.refresh_from_db()
    assert (row.titel, row.doel) == ("Titel van de ander", "Doel van de ander")
    assert Wijziging.objects.count() == events

    again = filled(response)
    assert again["titel"] == "Mijn titel"
    assert client.post(url, again).status_code == 302
    row.refresh_from_db()
    assert (row.titel, row.doel) == ("Mijn titel", "Doel van de ander")


def test_a_mistake_beside_it_does_not_hide_the_conflict(world, client):
    row, url = world.a.own.publiek, screen(world.a.own.publiek, "change")
    data = filled(client.get(url)) | {"titel": ""}
    change(Afspraak.objects.get(pk=row.pk), world.users["coordinator"], doel="Van de ander")
    response = client.post(url, data)
    assert response.status_code == 409
    row.refresh_from_db()
    assert row.doel == "Van de ander"


def test_a_faulty_field_does_not_renew_the_version(world, client):
    """Sent with a mistake first, then mended: what others saved before the first time still counts."""
    row, url = world.a.own.publiek, screen(world.a.own.publiek, "change")
    response = client.post(url, filled(client.get(url)) | {"volgorde": "x"})
    assert response.status_code == 422
    change(Afspraak.objects.get(pk=row.pk), world.users["coordinator"], titel="Van de ander")
    assert client.post(url, filled(response) | {"volgorde": "3", "titel": "Mijn"}).status_code == 409
    row.refresh_from_db()
    assert row.titel == "Van de ander"


def test_a_report_in_the_meantime_is_no_conflict(world, client):
    row, url = world.a.own.publiek, screen(world.a.own.publiek, "change")
    data = filled(client.get(url))
    record_voortgang(afspraak=row, melding=Melding(status="gereed"), by=world.users["coordinator"])
    assert client.post(url, data | {"titel": "Nieuwe titel"}).status_code == 302
    row.refresh_from_db()
    assert (row.titel, row.status) == ("Nieuwe titel", "gereed")


def test_the_same_change_by_both_is_no_conflict(world, client):
    row, url = world.a.own.publiek, screen(world.a.own.publiek, "change")
    data = filled(client.get(url)) | {"titel": "Dezelfde titel"}
    assert client.post(url, data).status_code == 302
    events = Wijziging.objects.count()
    assert client.post(url, data).status_code == 302  # the form is sent twice
    assert Wijziging.objects.count() == events
    row.refresh_from_db()
    assert row.titel == "Dezelfde titel"


def test_line_ends_of_a_browser_are_no_change(world, client):
    row, url = world.a.own.publiek, screen(world.a.own.publiek, "change")
    Afspraak.objects.filter(pk=row.pk).update(samenvatting="Eerste regel.\nTweede regel.\n", doel="Doel.\n")
    data = filled(client.get(url)) | {"samenvatting": "Eerste regel.\r\nTweede regel.\r\n"}
    events = Wijziging.objects.count()
    assert client.post(url, data).status_code == 302
    assert Wijziging.objects.count() == events
    assert client.post(url, data | {"samenvatting": "Eerste.\r\nDerde."}).status_code == 302
    row.refresh_from_db()
    assert row.samenvatting == "Eerste.\nDerde."
    assert Wijziging.objects.count() == events + 1


def test_a_choice_that_is_no_number_of_a_row_is_refused(world, client):
    """Of a choice that is searched for while one types, the refused form is shown again too."""
    url = screen(Actie, "add")
    data = filled(client.get(url))
    for sent in ("['a']", "on", "-1", "1,5", "99999999999999999999", "\u0663x", "a\0b"):
        response = client.post(url, data | {"afspraak": sent, "titel": "Iets"})
        assert response.status_code == 422, sent
        assert response.context["adminform"].form.errors["afspraak"], sent
    assert not Actie.objects.filter(titel="Iets").exists()
    # Of several choices at once too.
    url = screen(world.a.own.publiek.afsprakenset, "change")
    wrong = filled(client.get(url)) | {"ondertekenaars": ["99999999999999999999"]}
    response = client.post(url, wrong)
    assert response.status_code == 422
    assert response.context["adminform"].form.errors["ondertekenaars"]


def test_a_text_has_an_end(world, client):
    url = screen(world.a.own.publiek, "change")
    assert client.post(url, filled(client.get(url)) | {"samenvatting": "x" * 10_001}).status_code == 422


def test_a_row_under_it_that_was_left_alone_keeps_what_another_wrote(world, client):
    row, actie = world.a.own.publiek, world.a.own.actie_publiek
    url = screen(row, "change")
    data = filled(client.get(url))
    change(Actie.objects.get(pk=actie.pk), world.users["coordinator"], titel="Van de ander")
    assert client.post(url, data | {"titel": "Mijn titel"}).status_code == 302
    actie.refresh_from_db()
    row.refresh_from_db()
    assert (row.titel, actie.titel) == ("Mijn titel", "Van de ander")


def test_a_row_under_it_that_both_changed_comes_back_with_both(world, client):
    row, actie = world.a.own.publiek, world.a.own.actie_publiek
    url = screen(row, "change")
    data = filled(client.get(url))
    change(Actie.objects.get(pk=actie.pk), world.users["coordinator"], titel="Van de ander")
    response = client.post(url, data | {"acties-0-titel": "Van mij", "titel": "Ook de afspraak"})
    assert response.status_code == 409
    page = text(response)
    assert "Nu opgeslagen: ‘Van de ander’" in page
    assert 'value="Van mij"' in page
    actie.refresh_from_db()
    row.refresh_from_db()
    assert actie.titel == "Van de ander"
    assert row.titel != "Ook de afspraak"
    assert client.post(url, filled(response)).status_code == 302
    actie.refresh_from_db()
    assert actie.titel == "Van mij"


def test_deleting_a_row_that_another_changed_is_a_conflict(world, client):
    row, termijn = world.a.own.concept, world.a.own.termijn_concept
    url = screen(row, "change")
    data = filled(client.get(url))
    change(type(termijn).objects.get(pk=termijn.pk), world.users["coordinator"], wat="Van de ander")
    assert client.post(url, data | {"termijnen-0-DELETE": "on"}).status_code == 409
    assert type(termijn).objects.filter(pk=termijn.pk).exists()


def test_a_row_without_a_version_of_its_own_is_held_by_its_history(world, client):
    termijn = world.a.own.termijn_publiek
    url = screen(termijn, "change")
    data = filled(client.get(url))
    change(type(termijn).objects.get(pk=termijn.pk), world.users["coordinator"], wat="Van de ander")
    response = client.post(url, data | {"wat": "Van mij"})
    assert response.status_code == 409
    termijn.refresh_from_db()
    assert termijn.wat == "Van de ander"


@pytest.mark.parametrize("versie", ["", "x", "1", "1-", "-1-1", "9" * 30, "1-" + "9" * 30, "0-0\0"])
def test_a_form_without_a_version_saves_nothing(world, client, versie):
    row, url = world.a.own.publiek, screen(world.a.own.publiek, "change")
    data = filled(client.get(url)) | {"titel": "Nieuw", "versie": versie}
    assert client.post(url, data).status_code in (409, 422)
    row.refresh_from_db()
    assert row.titel != "Nieuw"


def test_parties_that_signed_are_compared_too(world, client):
    row = world.a.afsprakenset
    url = screen(row, "change")
    data = filled(client.get(url))
    history.set_related_with_history(
        row, "ondertekenaars", [world.a.partij], by=world.users["coordinator"], oorsprong="beheer"
    )
    response = client.post(url, data | {"naam": "Andere naam"})
    assert response.status_code == 409
    assert filled(response)["ondertekenaars"] == [str(world.a.partij.pk)]
    assert client.post(url, filled(response)).status_code == 302
    row.refresh_from_db()
    assert row.naam == "Andere naam"
    assert list(row.ondertekenaars.all()) == [world.a.partij]


def test_a_form_that_is_sent_twice_adds_once(world, client):
    url = screen(Actie, "add")
    data = {"afspraak": world.a.own.concept.pk, "titel": "Nieuwe actie", "omschrijving": "Tekst"}
    first, second = client.post(url, data), client.post(url, data, follow=True)
    assert first.status_code == 302
    assert "twee keer verstuurd" in text(second)
    actie = Actie.objects.get(titel="Nieuwe actie")
    assert second.redirect_chain[0][0] == screen(actie, "change")


def test_rows_under_a_row_that_are_sent_twice_are_added_once(world, client):
    row, url = world.a.own.concept, screen(world.a.own.concept, "change")
    data = filled(client.get(url))
    data |= {"acties-TOTAL_FORMS": "2", "acties-1-titel": "Nieuwe actie"}
    assert client.post(url, data).status_code == 302
    assert client.post(url, data).status_code == 302
    assert Actie.objects.filter(afspraak=row, titel="Nieuwe actie").count() == 1


def test_what_the_database_refuses_in_the_end_comes_back_with_the_form(world, client, monkeypatch):
    url = screen(world.a.own.publiek, "change")
    data = filled(client.get(url)) | {"titel": "Mijn titel"}

    def refuse(*args, **kwargs):
        raise IntegrityError

    with monkeypatch.context() as patch:
        patch.setattr(history, "update_with_history", refuse)
        response = client.post(url, data)
    assert response.status_code == 422
    assert "tegelijk" in text(response)
    assert 'value="Mijn titel"' in text(response)
    assert client.post(url, filled(response)).status_code == 302


def test_fields_one_may_not_fill_in_are_not_read(world):
    """A werkgroeplid sends the whole form of the coordinator."""
    row, actie = world.a.own.publiek, world.a.own.actie_publiek
    coordinator, member = world.client("coordinator"), world.client("werkgroeplid")
    url = screen(row, "change")
    mine = filled(member.get(url))
    sent = filled(coordinator.get(url)) | {"titel": "Anders", "samenvatting": "Duidelijker", "versie": mine["versie"]}
    sent |= {"acties-0-titel": "Anders", "acties-0-locatie": "Hier", "acties-0-code": "9z", "acties-0-gepubliceerd": ""}
    titles = (row.titel, actie.titel, actie.code)
    assert member.post(url, sent).status_code == 302
    row.refresh_from_db()
    actie.refresh_from_db()
    assert (row.titel, actie.titel, actie.code) == titles
    assert (row.samenvatting, actie.locatie, actie.gepubliceerd) == ("Duidelijker", "Hier", True)
