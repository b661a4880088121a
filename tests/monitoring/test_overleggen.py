# SPDX-License-Identifier: EUPL-1.2
"""Points of the agenda and decisions: who may, what is refused and why, and what decisions become."""

import datetime as dt
import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from afspraken.models import Actie
from afspraken.services.bijstellingen import Voorstel
from monitoring.models import Agendapunt, Besluit
from monitoring.selectors.agenda import agenda
from monitoring.services.overleggen import (
    Uitspraak,
    add_agendapunt,
    finish_besluit,
    record_besluit,
    remove_agendapunt,
    turn_into_bijstelling,
)
from monitoring.services.rapportages import adopt_rapportage, create_rapportage
from partijen.models import Wijziging
from partijen.services.history import StaleVersion
from tests.factories import AfspraakFactory, GebruikerFactory, OverlegFactory, PartijFactory, PartijInGemeenteFactory
from tests.monitoring.build import TODAY, add_report, build_world
from tests.monitoring.queries import data_queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
LATER = TODAY + dt.timedelta(days=30)


def text_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


@pytest.fixture
def stad(world, member):
    world.by = member(world, "coordinator")
    world.woonpunt = PartijInGemeenteFactory(gemeente=world.gemeente, partij=PartijFactory(naam="Woonpunt")).partij
    world.afspraak = AfspraakFactory(thema=world.themas[0], code="9a", titel="Woningen bouwen")
    return world


def decide(world, **values):
    uitspraak = Uitspraak(**{"wat": "De grond komt vrij.", **values})
    return record_besluit(overleg=world.vorige, uitspraak=uitspraak, by=world.by)


# --- points of the agenda ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rol", ["werkgroeplid", "huurdersvertegenwoordiger", "bestuurder", "fondsbeheerder"])
def test_everybody_with_a_role_puts_something_on_the_agenda(stad, member, rol):
    by = member(stad, rol)
    punt = add_agendapunt(overleg=stad.volgende, titel=" Parkeren ", toelichting="x", afspraak=stad.afspraak, by=by)
    assert (punt.titel, punt.gebruiker, punt.afspraak) == ("Parkeren", by, stad.afspraak)
    assert Wijziging.objects.filter(model="monitoring.agendapunt", soort="nieuw").count() == 1


def test_the_same_point_of_the_same_member_stands_there_once(stad, member):
    own, other = member(stad, "werkgroeplid"), GebruikerFactory(rol="bestuurder", gemeente=stad.gemeente)
    first = add_agendapunt(overleg=stad.volgende, titel="Parkeren", toelichting="Te vol", by=own)
    written = Wijziging.objects.count()
    again = add_agendapunt(overleg=stad.volgende, titel=" Parkeren ", toelichting="Te vol\n", by=own)
    assert again == first
    assert Wijziging.objects.count() == written
    otherwise = ({"toelichting": "Te leeg"}, {"toelichting": "Te vol", "afspraak": stad.afspraak})
    for values in otherwise:
        assert add_agendapunt(overleg=stad.volgende, titel="Parkeren", by=own, **values) != first
    assert add_agendapunt(overleg=stad.volgende, titel="Parkeren", toelichting="Te vol", by=other) != first


def test_others_do_not(stad, outsider):
    with pytest.raises(PermissionDenied):
        add_agendapunt(overleg=stad.volgende, titel="x", by=outsider)


def test_not_on_that_of_a_meeting_that_has_been(stad):
    with pytest.raises(ValidationError, match="Dit overleg was op 21 september 2026"):
        add_agendapunt(overleg=stad.vorige, titel="x", by=stad.by)
    today = OverlegFactory(gemeente=stad.gemeente, datum=TODAY)
    assert add_agendapunt(overleg=today, titel="x", by=stad.by).overleg == today


@pytest.mark.parametrize(("values", "field"), [({"titel": "  "}, "titel"), ({"titel": "x" * 161}, "titel")])
def test_a_point_without_a_title(stad, values, field):
    with pytest.raises(ValidationError) as error:
        add_agendapunt(overleg=stad.volgende, by=stad.by, **values)
    assert field in error.value.message_dict


def test_who_takes_a_point_off(stad, member):
    own, other = member(stad, "werkgroeplid"), GebruikerFactory(rol="bestuurder", gemeente=stad.gemeente)
    first, second = (add_agendapunt(overleg=stad.volgende, titel=name, by=own) for name in ("een", "twee"))
    with pytest.raises(PermissionDenied):
        remove_agendapunt(punt=first, by=other)
    remove_agendapunt(punt=first, by=own)
    remove_agendapunt(punt=second, by=stad.by)
    assert not Agendapunt.objects.exists()
    third = add_agendapunt(overleg=stad.volgende, titel="drie", by=own)
    third.overleg.datum = TODAY - dt.timedelta(days=1)
    with pytest.raises(ValidationError, match="blijft zoals die was"):
        remove_agendapunt(punt=third, by=own)


# --- decisions --------------------------------------------------------------------------------------------------------


def test_a_decision_with_who_what_and_when(stad, member):
    board = member(stad, "bestuurder")
    first = record_besluit(
        overleg=stad.vorige, by=board, uitspraak=Uitspraak("De grond komt vrij.", stad.woonpunt, LATER, stad.afspraak)
    )
    second = decide(stad)
    assert (first.nummer, second.nummer) == (1, 2)
    assert (first.wie, first.uiterlijk, first.afspraak, first.actie) == (stad.woonpunt, LATER, stad.afspraak, None)
    assert str(second) == "2. De grond komt vrij."
    assert decide(stad) == second, "a button that was clicked twice"
    finish_besluit(besluit=second, afloop="Gedaan.", by=stad.by, expected_versie=1)
    assert decide(stad).nummer == 3
    assert not Actie.objects.filter(afspraak=stad.afspraak).exists()


@pytest.mark.parametrize("text", ["De grond komt vrij.", "Lang besluit " * 40])
def test_it_becomes_an_actie_that_is_not_public_yet(stad, text):
    besluit = decide(stad, wat=text, wie=stad.woonpunt, uiterlijk=LATER, afspraak=stad.afspraak, als_actie=True)
    again = decide(stad, wat=text, wie=stad.woonpunt, uiterlijk=LATER, afspraak=stad.afspraak, als_actie=True)
    assert again == besluit
    actie = Actie.objects.get(afspraak=stad.afspraak)
    assert besluit.actie == actie
    assert (actie.code, actie.gepubliceerd) == ("9a-1", False)
    assert actie.titel.rstrip("…") in text
    assert (actie.omschrijving == "") == (len(text) < 200)
    assert "Besluit 1 van het overleg van 21 september 2026." in actie.bron_opmerking
    assert actie.betrokkenheden.get().partij == stad.woonpunt
    term = actie.termijnen.get()
    assert (term.soort, term.einddatum) == ("gereed", LATER)
    models = set(Wijziging.objects.values_list("model", flat=True))
    assert {"monitoring.besluit", "afspraken.actie", "afspraken.betrokkenheid", "afspraken.termijn"} <= models


def test_an_actie_needs_all_three(stad):
    with pytest.raises(ValidationError) as error:
        decide(stad, als_actie=True)
    assert set(error.value.message_dict) == {"afspraak", "wie", "uiterlijk"}
    assert not Besluit.objects.exists()


def test_a_decision_on_an_afspraak_that_is_vervallen(stad):
    add_report(stad.afspraak, "vervallen")
    stad.afspraak.refresh_from_db()
    with pytest.raises(ValidationError, match="9a is vervallen"):
        decide(stad, afspraak=stad.afspraak)


def test_a_day_before_the_meeting(stad):
    with pytest.raises(ValidationError, match="ligt voor het overleg"):
        decide(stad, uiterlijk=stad.vorige.datum - dt.timedelta(days=1))


def test_a_decision_before_the_meeting(stad):
    with pytest.raises(ValidationError, match="Dit overleg is pas op 11 december 2026"):
        record_besluit(overleg=stad.volgende, uitspraak=Uitspraak("x"), by=stad.by)


def test_a_decision_without_words(stad):
    with pytest.raises(ValidationError) as error:
        decide(stad, wat="  ")
    assert set(error.value.message_dict) == {"wat"}


@pytest.mark.parametrize("rol", ["werkgroeplid", "beheerder", "huurdersvertegenwoordiger"])
def test_only_board_and_coordinator_decide(stad, member, rol):
    besluit = decide(stad)
    by = member(stad, rol)
    with pytest.raises(PermissionDenied):
        record_besluit(overleg=stad.vorige, uitspraak=Uitspraak("x"), by=by)
    with pytest.raises(PermissionDenied):
        finish_besluit(besluit=besluit, afloop="x", by=by, expected_versie=1)


def test_how_it_ended(stad):
    besluit = decide(stad)
    with pytest.raises(ValidationError, match="Schrijf hoe het is afgelopen"):
        finish_besluit(besluit=besluit, afloop=" ", by=stad.by, expected_versie=1)
    with pytest.raises(StaleVersion):
        finish_besluit(besluit=besluit, afloop="Klaar", by=stad.by, expected_versie=2)
    finish_besluit(besluit=besluit, afloop="Klaar", by=stad.by, expected_versie=1)
    besluit.refresh_from_db()
    assert (besluit.afgedaan_op, besluit.afloop) == (TODAY, "Klaar")
    with pytest.raises(ValidationError, match="al afgedaan, op 20 november 2026"):
        finish_besluit(besluit=besluit, afloop="Nog eens", by=stad.by, expected_versie=2)


# --- moving a meeting -------------------------------------------------------------------------------------------------


def test_a_meeting_to_come_is_not_moved_to_the_past(stad):
    stad.volgende.datum = TODAY - dt.timedelta(days=1)
    with pytest.raises(ValidationError, match="kan niet naar een dag die is geweest"):
        stad.volgende.full_clean()
    stad.volgende.datum = TODAY
    stad.volgende.full_clean()
    stad.vorige.datum -= dt.timedelta(days=1)
    stad.vorige.full_clean()
    OverlegFactory.build(gemeente=stad.gemeente, datum=dt.date(2020, 1, 1)).full_clean()


def test_a_meeting_with_a_vastgestelde_rapportage_stays_where_it_is(stad):
    made = create_rapportage(overleg=stad.vorige, afsprakenset=stad.afsprakenset, by=None)
    stad.vorige.datum -= dt.timedelta(days=1)
    stad.vorige.full_clean()
    adopt_rapportage(overleg=made.overleg, afsprakenset=made.afsprakenset, gezien=made.hash, by=None)
    with pytest.raises(ValidationError, match="rapportage vastgesteld"):
        stad.vorige.full_clean()


# --- the agenda -------------------------------------------------------------------------------------------------------


def test_the_standings_put_what_is_stuck_on_the_agenda(stad):
    add_report(stad.afspraak, "stagnatie", gevraagd_besluit="Geef de grond vrij.")
    quiet = AfspraakFactory(thema=stad.themas[0], code="9b")
    add_report(quiet, "stagnatie")
    found = agenda(stad.by, stad.volgende, TODAY)
    codes = [row.code for row in found.standpunten]
    assert {"9a", "9b"} <= set(codes)
    asked = [bool(row.gevraagd) for row in found.standpunten]
    assert asked == sorted(asked, reverse=True)
    assert agenda(stad.by, stad.vorige, TODAY).standpunten == ()


def test_an_open_decision_is_followed_up_at_the_next_meeting(stad):
    first, second = decide(stad, wat="Een"), decide(stad, wat="Twee")
    assert list(agenda(stad.by, stad.vorige, TODAY).besluiten) == [first, second]
    assert list(agenda(stad.by, stad.volgende, TODAY).opvolging) == [first, second]
    finish_besluit(besluit=first, afloop="Klaar", by=stad.by, expected_versie=1)
    assert list(agenda(stad.by, stad.volgende, TODAY).opvolging) == [second]
    assert list(agenda(stad.by, stad.vorige, TODAY).besluiten) == [first, second]


def test_it_is_for_who_takes_part(stad, member, outsider):
    assert agenda(outsider, stad.volgende, TODAY) is None
    assert agenda(member(stad, "huurdersvertegenwoordiger"), stad.volgende, TODAY) is not None


def test_a_hidden_afspraak_is_not_named(stad, member):
    hidden = AfspraakFactory(thema=stad.themas[0], code="9z", titel="Geheim plan", gepubliceerd=False)
    add_agendapunt(overleg=stad.volgende, titel="Over iets", afspraak=hidden, by=stad.by)
    decide(stad, afspraak=hidden)
    found = agenda(member(stad, "huurdersvertegenwoordiger"), stad.volgende, TODAY)
    assert [punt.afspraak for punt, _weg in found.punten] == [None]
    assert [besluit.afspraak for besluit in found.opvolging] == [None]
    assert agenda(stad.by, stad.volgende, TODAY).punten[0][0].afspraak == hidden


def test_an_actie_that_is_not_public_is_not_named(stad, member):
    besluit = decide(stad, wie=stad.woonpunt, uiterlijk=LATER, afspraak=stad.afspraak, als_actie=True)
    tenant = member(stad, "huurdersvertegenwoordiger")
    [row] = agenda(tenant, stad.vorige, TODAY).besluiten
    assert (row.afspraak, row.actie) == (stad.afspraak, None)
    Actie.objects.update(gepubliceerd=True)
    assert agenda(tenant, stad.vorige, TODAY).besluiten[0].actie == besluit.actie


def test_a_gemeente_without_a_set(db):
    empty = OverlegFactory(datum=LATER)
    by = GebruikerFactory(rol="coordinator", gemeente=empty.gemeente)
    assert agenda(by, empty, TODAY).standpunten == ()


# --- the page ---------------------------------------------------------------------------------------------------------


def address(name, overleg, *args, **query):
    return reverse(name, args=(overleg.gemeente.slug, overleg.datum, *args), query=query or None)


def test_the_public_sees_no_agenda(client, stad, outsider):
    add_agendapunt(overleg=stad.volgende, titel="Parkeren", by=stad.by)
    decide(stad, wat="Grond vrij")
    for user in (None, outsider):
        if user:
            client.force_login(user)
        for overleg in (stad.vorige, stad.volgende):
            said = text_of(client.get(address("overleg", overleg)))
            assert "Agenda" not in said
            assert "Parkeren" not in said
            assert "Grond vrij" not in said


def test_put_on_and_take_off(client, stad, member):
    client.force_login(member(stad, "werkgroeplid"))
    path = address("agendapunt-nieuw", stad.volgende)
    answer = client.post(path, {"titel": "Parkeren", "afspraak": stad.afspraak.pk}, follow=True)
    assert "Uw punt staat op de agenda." in text_of(answer)
    assert "9a Woningen bouwen" in text_of(answer)
    punt = Agendapunt.objects.get()
    assert client.post(path, {"titel": "Parkeren", "afspraak": stad.afspraak.pk}).status_code == 303
    assert Agendapunt.objects.get() == punt, "a button that was clicked twice"
    weg = address("agendapunt-weg", stad.volgende, punt.pk)
    assert 'name="versie" value="1"' in client.get(address("overleg", stad.volgende)).content.decode()
    Agendapunt.objects.update(versie=2)
    for stale in ({"versie": 1}, {"versie": "x"}, {}):
        assert "Iemand anders wijzigde dit punt" in text_of(client.post(weg, stale, follow=True))
    assert Agendapunt.objects.exists()
    answer = client.post(weg, {"versie": 2}, follow=True)
    assert "van de agenda gehaald" in text_of(answer)
    assert client.post(address("agendapunt-weg", stad.volgende, punt.pk)).status_code == 404
    refused = client.post(path, {"titel": ""})
    assert refused.status_code == 422
    assert "Schrijf in een paar woorden" in text_of(refused)
    refused = client.post(address("agendapunt-nieuw", stad.vorige), {"titel": "Te laat"})
    assert "Dit overleg was op" in text_of(refused)
    kept = add_agendapunt(overleg=stad.volgende, titel="x", by=stad.by)
    assert client.post(address("agendapunt-weg", stad.volgende, kept.pk)).status_code == 403
    Agendapunt.objects.update(overleg=stad.vorige)
    client.force_login(stad.by)
    late = client.post(address("agendapunt-weg", stad.vorige, kept.pk), {"versie": 1}, follow=True)
    assert "blijft zoals die was" in text_of(late)


def test_decide_and_finish(client, stad, member):
    client.force_login(member(stad, "bestuurder"))
    values = {
        "wat": "De grond komt vrij.", "wie": stad.woonpunt.pk, "uiterlijk": "2026-12-31", "afspraak": stad.afspraak.pk,
        "als_actie": "on",
    }  # fmt: skip
    answer = client.post(address("besluit-nieuw", stad.vorige), values, follow=True)
    assert "Besluit 1 is vastgelegd. Het is actie 9a-1 geworden." in text_of(answer)
    besluit = Besluit.objects.get()
    path = address("besluit-afdoen", stad.volgende, besluit.pk)
    refused = client.post(path, {"afloop": "", "versie": 1})
    assert refused.status_code == 422
    assert "Schrijf hoe het is afgelopen." in text_of(refused)
    assert "gewijzigd" in text_of(client.post(path, {"afloop": "Klaar", "versie": 9}, follow=True))
    assert "Het besluit is afgedaan." in text_of(client.post(path, {"afloop": "Klaar", "versie": 1}, follow=True))
    assert "al afgedaan" in text_of(client.post(path, {"afloop": "Klaar", "versie": 2}, follow=True))
    assert "Afgedaan op 20 november 2026. Klaar" in text_of(client.get(address("overleg", stad.vorige)))
    assert client.post(address("besluit-afdoen", stad.volgende, 999_999)).status_code == 404


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"wat": ""}, "Schrijf wat er is besloten."),
        ({"als_actie": "on"}, "Kies wie de actie trekt."),
        ({"uiterlijk": "morgen"}, "Dit is geen datum."),
        ({"uiterlijk": "1-1-2020"}, "Deze dag ligt voor het overleg."),
        ({"wie": "999999"}, "Kies een partij uit de lijst."),
        ({"afspraak": "x"}, "Kies een afspraak uit de lijst."),
    ],
)
def test_a_decision_that_is_not_complete(client, stad, changes, message):
    client.force_login(stad.by)
    answer = client.post(address("besluit-nieuw", stad.vorige), {"wat": "Grond vrij", **changes})
    assert answer.status_code == 422
    assert message in text_of(answer)
    assert not Besluit.objects.exists()


def test_a_decision_becomes_a_bijstelling(client, stad, member):
    besluit, loose = decide(stad, wat="Veertig woningen.", afspraak=stad.afspraak), decide(stad, wat="Los besluit.")
    path = address("besluit-bijstelling", stad.vorige, besluit.pk)
    bestuurder = member(stad, "bestuurder")
    client.force_login(bestuurder)
    assert client.get(path).status_code == 403
    assert "Maak er een bijstelling van" not in text_of(client.get(address("overleg", stad.vorige)))
    client.force_login(stad.by)
    assert "Maak er een bijstelling van" in text_of(client.get(address("overleg", stad.vorige)))
    assert client.get(address("besluit-bijstelling", stad.vorige, loose.pk)).status_code == 404
    page = client.get(path)
    assert "Veertig woningen." in page.content.decode(), "the decision is the reason that is offered"
    sent = {"onderwerp": "doel", "nieuw": "", "reden": "Besloten."}
    assert client.post(path, sent).status_code == 422
    answer = client.post(path, {**sent, "nieuw": "Veertig"}, follow=True)
    assert "De bijstelling is bewaard als concept." in text_of(answer)
    besluit.refresh_from_db()
    made = besluit.bijstelling
    assert (made.nieuw, made.overleg, made.datum, made.gepubliceerd) == (
        "Veertig",
        stad.vorige,
        stad.vorige.datum,
        False,
    )
    assert client.get(path).status_code == 404, "once"
    with pytest.raises(ValidationError, match="al een bijstelling"):
        turn_into_bijstelling(besluit=besluit, voorstel=Voorstel("doel", "x", "y"), by=stad.by)
    assert "(concept)" in text_of(client.get(address("overleg", stad.vorige)))
    client.force_login(member(stad, "fondsbeheerder"))
    assert "(concept)" not in text_of(client.get(address("overleg", stad.vorige)))


def test_who_may_not(client, stad, member, outsider):
    besluit = decide(stad)
    client.force_login(member(stad, "werkgroeplid"))
    assert client.post(address("besluit-nieuw", stad.vorige), {"wat": "x"}).status_code == 403
    assert client.post(address("besluit-afdoen", stad.vorige, besluit.pk), {"afloop": "x"}).status_code == 403
    client.force_login(outsider)
    assert client.post(address("agendapunt-nieuw", stad.volgende), {"titel": "x"}).status_code == 403
    assert client.post(address("besluit-afdoen", stad.vorige, besluit.pk), {"afloop": "x"}).status_code == 404


def test_at_a_meeting_of_the_kernteam(client, stad):
    kern = OverlegFactory(gemeente=stad.gemeente, datum=stad.volgende.datum, soort="kernteam")
    client.force_login(stad.by)
    answer = client.post(address("agendapunt-nieuw", kern, soort="kernteam"), {"titel": "Parkeren"})
    assert answer.url == address("overleg", kern) + "?soort=kernteam#agenda"
    assert Agendapunt.objects.get().overleg == kern


@pytest.mark.parametrize("number", [1, 9])
def test_queries_do_not_grow(client, member, number):
    world = build_world(10)
    world.by = member(world, "bestuurder")
    world.afspraak = AfspraakFactory(thema=world.themas[0])
    for place in range(number):
        add_agendapunt(overleg=world.volgende, titel=f"Punt {place}", afspraak=world.afspraak, by=world.by)
        decide(world, wat=f"Besluit {place}", afspraak=world.afspraak)
    client.force_login(world.by)
    with data_queries() as found:
        assert client.get(address("overleg", world.volgende)).status_code == 200
    assert len(found) == 14, "\n\n".join(found)
