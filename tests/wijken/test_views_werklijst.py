# SPDX-License-Identifier: EUPL-1.2
"""The work list of the fondsbeheerder: every step by page, every refusal in words, and nobody else comes in."""

import datetime as dt
import re
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.wijken.wereld import euro, make_fondswereld
from wijken.models import Aanvraag, Boeking, Dossier, Fonds
from wijken.services import aanvragen, grootboek, indienen
from wijken.stappen import STAPPEN
from wijken.statussen import Aanvraagstatus
from wijken.views.fonds import werklijst as views

pytestmark = pytest.mark.django_db
S = Aanvraagstatus
PDF = b"%PDF-1.7 x"


def text_of(response) -> str:
    return response.content.decode().replace("\u00a0", " ")


def without_token(response) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text_of(response))


@pytest.fixture
def beheerder(as_user, wereld):
    return as_user(wereld.fondsbeheerder)


def take(client, wereld, aanvraag, stap: str, **values: Any):
    """Post a step as its page would."""
    aanvraag.refresh_from_db()
    data = {"versie": aanvraag.versie, "sleutel": str(uuid.uuid4()), "datum": timezone.localdate().isoformat()}
    return client.post(wereld.url("stap", aanvraag.pk, stap), data | values)


def refused(client, wereld, aanvraag, stap: str, **values: Any) -> str:
    """The page of a step that was refused; nothing changed."""
    before = (Boeking.objects.count(), Aanvraag.objects.get(pk=aanvraag.pk).status)
    response = take(client, wereld, aanvraag, stap, **values)
    assert response.status_code == 422, response.status_code
    assert (Boeking.objects.count(), Aanvraag.objects.get(pk=aanvraag.pk).status) == before
    return text_of(response)


# --- who comes in ----------------------------------------------------------------------------------------------------


def test_who_reads_and_who_decides(as_user, wereld):
    aanvraag = wereld.taken_up()
    read = [("werklijst",), ("behandeling", aanvraag.pk), ("brief", aanvraag.pk, "ontvangst"), ("herverdeling",)]
    keep = [("stap", aanvraag.pk, "toekennen"), ("boeken",), ("boeking", "storten"), ("fonds-instellen", "mariaberg")]
    for user, reads, keeps in (
        (wereld.fondsbeheerder, 200, 200),
        (wereld.coordinator, 200, 403),
        (wereld.bestuurder, 200, 403),
        (wereld.beheerder, 403, 403),
        (wereld.werkgroeplid, 403, 403),
        (wereld.elders, 403, 403),
        (None, 302, 302),
    ):
        client = as_user(user)
        assert {client.get(wereld.url(*args)).status_code for args in read} == {reads}, user
        assert {client.get(wereld.url(*args)).status_code for args in keep} == {keeps}, user
    assert as_user(wereld.coordinator).post(wereld.url("stap", aanvraag.pk, "toekennen")).status_code == 403


def test_what_is_hidden_does_not_exist(as_user, wereld):
    client = as_user(wereld.fondsbeheerder)
    other = make_fondswereld("heerlen")
    foreign, unconfirmed = other.confirmed(), wereld.hand_in()
    missing = client.get(wereld.url("behandeling", 987654))
    assert missing.status_code == 404
    for row in (foreign, unconfirmed):
        response = client.get(wereld.url("behandeling", row.pk))
        assert (response.status_code, without_token(response)) == (404, without_token(missing))
        assert client.post(wereld.url("stap", row.pk, "behandelen"), {"versie": row.versie}).status_code == 404
    own = wereld.taken_up()
    assert client.get(wereld.url("stap", own.pk, "weggeven")).status_code == 404
    assert client.get(wereld.url("brief", own.pk, "liefdesbrief")).status_code == 404
    assert client.get(wereld.url("brief", own.pk, "afwijzing")).status_code == 404


# --- the list --------------------------------------------------------------------------------------------------------


def test_the_nearest_deadline_stands_first(beheerder, wereld):
    late, soon, granted = wereld.confirmed(titel="Plan laat"), wereld.confirmed(titel="Plan gauw"), wereld.granted("10")
    wereld.hand_in(titel="Nooit bevestigd")
    past = timezone.localdate() - dt.timedelta(days=1)
    Aanvraag.objects.filter(pk=late.pk).update(beslissen_voor=past)
    page = text_of(beheerder.get(wereld.url("werklijst")))
    assert page.index("Plan laat") < page.index("Plan gauw") < page.index(granted.kenmerk)
    assert "te laat" in page
    assert "Nooit bevestigd" not in page
    assert "Open (3)" in page
    assert "Te laat (1)" in page
    page = text_of(beheerder.get(wereld.url("werklijst"), {"stand": "te_laat"}))
    assert ("Plan laat" in page, "Plan gauw" in page) == (True, False)
    page = text_of(beheerder.get(wereld.url("werklijst"), {"stand": "toegekend"}))
    assert (granted.kenmerk in page, soon.kenmerk in page) == (True, False)
    assert "Hier zijn geen aanvragen." in text_of(beheerder.get(wereld.url("werklijst"), {"stand": "verantwoord"}))
    for unknown in ("onbevestigd", "x"):
        assert beheerder.get(wereld.url("werklijst"), {"stand": unknown}).status_code == 404


def test_searching_by_number_plan_name_and_address(beheerder, wereld):
    wereld.confirmed(titel="Bloembakken", naam="Zonnebloem", email="zon@bewoner.example")
    wereld.confirmed(titel="Moestuin")
    for zoek in ("bloemb", "zonne", "ZON@bewoner.example", Aanvraag.objects.earliest("pk").kenmerk):
        page = text_of(beheerder.get(wereld.url("werklijst"), {"zoek": zoek}))
        assert ("Bloembakken" in page, "Moestuin" in page) == (True, False), zoek
    assert beheerder.get(wereld.url("werklijst"), {"zoek": "\0%' OR 1"}).status_code == 200


def test_what_is_done_comes_in_pages(beheerder, wereld, monkeypatch):
    monkeypatch.setattr(views, "PAGE_SIZE", 2)
    for number in range(3):
        indienen.withdraw_own(aanvraag=wereld.confirmed(titel=f"Plan {number}"))
    first = text_of(beheerder.get(wereld.url("werklijst"), {"stand": "ingetrokken"}))
    assert ["Plan 2" in first, "Plan 1" in first, "Plan 0" in first] == [True, True, False]
    last = Aanvraag.objects.order_by("pk")[1].pk
    assert f"voor={last}" in first
    second = text_of(beheerder.get(wereld.url("werklijst"), {"stand": "ingetrokken", "voor": str(last)}))
    assert ["Plan 1" in second, "Plan 0" in second] == [False, True]


def test_the_number_of_queries_does_not_grow(beheerder, wereld):
    first = wereld.paid("10")
    for name, args in (("werklijst", ()), ("behandeling", (first.pk,)), ("herverdeling", ())):
        url = wereld.url(name, *args)
        beheerder.get(url)
        with CaptureQueriesContext(connection) as few:
            beheerder.get(url)
        for _number in range(4):
            wereld.paid("5")
            wereld.confirmed("900")
        with CaptureQueriesContext(connection) as many:
            beheerder.get(url)
        assert len(many) == len(few), name


def test_one_application_with_everything(beheerder, wereld):
    documenten = indienen.read_documenten([SimpleUploadedFile("offerte.pdf", PDF)])
    aanvraag = wereld.paid("100", telefoon="043-1112223", organisatie="Buurtgroep", documenten=documenten)
    page = text_of(beheerder.get(wereld.url("behandeling", aanvraag.pk)))
    for words in ("Ans Vraagt", "ans@bewoner.example", "043-1112223", "Buurtgroep", "offerte.pdf", "€ 100,00"):
        assert words in page, words
    for stap, kind in STAPPEN.items():
        assert (wereld.url("stap", aanvraag.pk, stap) in page) == kind.fits(aanvraag), stap
    document = wereld.dossier(aanvraag).documenten.get()
    response = beheerder.get(wereld.url("aanvraagdocument", aanvraag.pk, document.pk))
    assert b"".join(response.streaming_content) == PDF
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert "attachment" in response.headers["Content-Disposition"]
    other = wereld.confirmed()
    assert beheerder.get(wereld.url("aanvraagdocument", other.pk, document.pk)).status_code == 404
    document.bestand.delete(save=False)
    assert beheerder.get(wereld.url("aanvraagdocument", aanvraag.pk, document.pk)).status_code == 404


def test_once_the_term_is_over_only_figures_are_left(beheerder, wereld):
    aanvraag = aanvragen.account(aanvraag=wereld.paid(), verantwoording="Klaar.", by=wereld.fondsbeheerder)
    Dossier.objects.all().delete()
    page = text_of(beheerder.get(wereld.url("behandeling", aanvraag.pk)))
    assert "de gegevens van de aanvrager zijn verwijderd" in page
    assert "€ 100,00" in page
    assert beheerder.get(wereld.url("brief", aanvraag.pk, "afronding")).status_code == 404
    assert "Een bankje" in text_of(beheerder.get(wereld.url("werklijst"), {"stand": "verantwoord"}))


# --- steps -----------------------------------------------------------------------------------------------------------


def test_from_taking_up_to_closing(beheerder, wereld):
    aanvraag = wereld.confirmed("400")
    for stap in STAPPEN:
        assert beheerder.get(wereld.url("stap", aanvraag.pk, stap)).status_code == 200
    done = take(beheerder, wereld, aanvraag, "behandelen", fonds=wereld.fonds.pk)
    assert (done.status_code, done.url) == (303, wereld.url("behandeling", aanvraag.pk))
    page = text_of(beheerder.get(wereld.url("stap", aanvraag.pk, "toekennen")))
    assert 'value="400,00"' in page
    take(beheerder, wereld, aanvraag, "toekennen", bedrag="1.000,00", uit="vrij", openbare_titel="Een bankje")
    aanvraag.refresh_from_db()
    assert aanvraag.status == S.IN_BEHANDELING
    values = {"bedrag": "350,50", "uit": "vrij", "openbare_titel": "Een bankje", "motivering": "Goed plan."}
    assert take(beheerder, wereld, aanvraag, "toekennen", **values).status_code == 303
    aanvraag.refresh_from_db()
    assert (aanvraag.status, aanvraag.toegekend) == (S.TOEGEKEND, euro("350.50"))
    assert take(beheerder, wereld, aanvraag, "uitbetalen", bedrag="300").status_code == 303
    assert take(beheerder, wereld, aanvraag, "uitbetalen", bedrag="50,50").status_code == 303
    assert take(beheerder, wereld, aanvraag, "terugbetalen", bedrag="20").status_code == 303
    assert take(beheerder, wereld, aanvraag, "verantwoorden", verantwoording="Het staat er.").status_code == 303
    aanvraag.refresh_from_db()
    assert aanvraag.status == S.VERANTWOORD
    assert wereld.stand() == (euro("669.50"), 0, 0, euro("330.50"))


def test_rejecting_withdrawing_and_mending(beheerder, wereld):
    rejected = wereld.taken_up()
    assert take(beheerder, wereld, rejected, "afwijzen", motivering="Past niet.").status_code == 303
    withdrawn = wereld.granted("10")
    assert take(beheerder, wereld, withdrawn, "intrekken").status_code == 303
    paid = wereld.paid("10")
    assert take(beheerder, wereld, paid, "herstellen", reden="Verkeerde rekening").status_code == 303
    for row in (rejected, withdrawn, paid):
        row.refresh_from_db()
    assert (rejected.status, withdrawn.status, paid.status) == (S.AFGEWEZEN, S.INGETROKKEN, S.TOEGEKEND)


def test_granting_from_a_reservation(beheerder, wereld):
    line = grootboek.reserve(fonds=wereld.fonds, regel=wereld.regel("300", omschrijving="Gruuts"), by=None)
    aanvraag = wereld.taken_up("250")
    page = text_of(beheerder.get(wereld.url("stap", aanvraag.pk, "toekennen")))
    assert "uit de reservering ‘Gruuts’ (over: € 300,00)" in page
    values = {"bedrag": "250", "openbare_titel": "Kunst", "uit": str(line.pk)}
    assert take(beheerder, wereld, aanvraag, "toekennen", **values).status_code == 303
    assert wereld.stand() == (euro("700.00"), 50, 250, 0)
    refused(beheerder, wereld, wereld.taken_up("5"), "toekennen", **(values | {"uit": "999", "bedrag": "5"}))


@pytest.mark.parametrize(
    ("bedrag", "told"),
    [
        ("1.000,01", "nog € 1.000,00 vrij"),
        ("0", "Een bedrag is meer dan nul."),
        ("-5", "zonder minteken"),
        ("1,000.00", "Bedoelt u 1.000,00?"),
        ("", "Vul een bedrag in."),
    ],
)
def test_grants_that_cannot_be(beheerder, wereld, bedrag, told):
    aanvraag = wereld.taken_up("5000")
    page = refused(beheerder, wereld, aanvraag, "toekennen", bedrag=bedrag, uit="vrij", openbare_titel="Een bankje")
    assert told in page
    assert wereld.stand() == (1000, 0, 0, 0)
    assert 'value="Een bankje"' in page


def test_a_public_text_that_names_somebody(beheerder, wereld):
    aanvraag = wereld.taken_up("100", naam="Zonnebloem de Vries")
    values = {"bedrag": "100", "uit": "vrij"}
    for titel, told in (
        ("", "Schrijf een titel die iedereen mag lezen."),
        ("Bankje van Zonnebloem", "Haal de naam van de aanvrager weg."),
        ("Bel 043-1234567", "Haal weg: telefoonnummer"),
    ):
        assert told in refused(beheerder, wereld, aanvraag, "toekennen", openbare_titel=titel, **values)
    page = refused(
        beheerder, wereld, aanvraag, "toekennen", openbare_titel="Bankje", besluit="Zonnebloem de Vries", **values
    )
    assert "Haal de naam van de aanvrager weg." in page


def test_other_steps_that_are_refused(beheerder, wereld):
    fresh, taken, paid = wereld.confirmed(), wereld.taken_up(), wereld.paid("100")
    tomorrow = (timezone.localdate() + dt.timedelta(days=1)).isoformat()
    elsewhere = Fonds.objects.exclude(gemeente=wereld.gemeente).first() or make_fondswereld("heerlen").fonds
    for row, stap, values, told in (
        (fresh, "behandelen", {"fonds": ""}, "Kies een fonds."),
        (fresh, "behandelen", {"fonds": elsewhere.pk}, "Kies een fonds uit de lijst."),
        (fresh, "toekennen", {"bedrag": "1", "uit": "vrij", "openbare_titel": "x"}, "Deze aanvraag is nu"),
        (taken, "afwijzen", {"motivering": ""}, "Schrijf waarom de aanvraag wordt afgewezen."),
        (taken, "afwijzen", {"motivering": "Nee.", "datum": tomorrow}, "Deze datum ligt in de toekomst."),
        (taken, "afwijzen", {"motivering": "Nee.", "datum": "gisteren"}, "Dit is geen datum."),
        (paid, "uitbetalen", {"bedrag": "1"}, "nog € 0,00 worden betaald"),
        (paid, "terugbetalen", {"bedrag": "100,01"}, "Er is € 100,00 betaald."),
        (paid, "verantwoorden", {"verantwoording": ""}, "Schrijf kort wat er van het plan is geworden."),
        (paid, "intrekken", {}, "Er is al € 100,00 betaald."),
        (paid, "herstellen", {"reden": ""}, "Schrijf wat er fout was."),
    ):
        page = refused(beheerder, wereld, row, stap, **values)
        assert told in page or "Deze stap kan dan niet." in page, (stap, told)


def test_a_form_that_is_sent_twice_is_booked_once(beheerder, wereld):
    aanvraag = wereld.taken_up("100")
    data = {
        "versie": aanvraag.versie,
        "sleutel": str(uuid.uuid4()),
        "datum": timezone.localdate().isoformat(),
        "bedrag": "100",
        "uit": "vrij",
        "openbare_titel": "Een bankje",
    }
    url = wereld.url("stap", aanvraag.pk, "toekennen")
    assert [beheerder.post(url, data).status_code for _time in range(2)] == [303, 303]
    assert wereld.stand() == (900, 0, 100, 0)


def test_two_people_at_once(as_user, wereld):
    """The second sees what happened, and loses nothing of what he wrote."""
    aanvraag = wereld.taken_up("100")
    stale = aanvraag.versie
    wereld.grant(aanvraag, "80", openbare_titel="Van de ander", motivering="Akkoord.")
    client = as_user(wereld.fondsbeheerder)
    data = {"versie": stale, "datum": timezone.localdate().isoformat(), "motivering": "Helaas niet."}
    response = client.post(wereld.url("stap", aanvraag.pk, "afwijzen"), data)
    page = text_of(response)
    assert response.status_code == 409
    assert "Iemand anders heeft dit intussen gewijzigd." in page
    assert "Helaas niet." in page
    assert "Akkoord." in page
    assert "Deze stap kan dan niet." in page
    aanvraag.refresh_from_db()
    assert aanvraag.status == S.TOEGEKEND


def test_after_a_conflict_the_step_can_still_be_taken(as_user, wereld):
    aanvraag = wereld.taken_up("100")
    stale = aanvraag.versie
    type(aanvraag).objects.filter(pk=aanvraag.pk).update(versie=stale + 1)
    client = as_user(wereld.fondsbeheerder)
    data = {"versie": stale, "datum": timezone.localdate().isoformat(), "motivering": "Helaas niet."}
    response = client.post(wereld.url("stap", aanvraag.pk, "afwijzen"), data)
    assert response.status_code == 409
    assert f'name="versie" value="{stale + 1}"' in text_of(response)
    assert client.post(response.wsgi_request.path, data | {"versie": stale + 1}).status_code == 303


# --- letters ---------------------------------------------------------------------------------------------------------


def test_a_letter_for_every_step(beheerder, wereld):
    from wijken.brieven import BRIEVEN, letters_for

    rows = [wereld.taken_up(), wereld.granted("50"), wereld.paid("40"), wereld.confirmed()]
    rejected = aanvragen.reject(
        aanvraag=wereld.taken_up(), motivering="Past niet.", datum=timezone.localdate(), by=wereld.fondsbeheerder
    )
    closed = aanvragen.account(aanvraag=wereld.paid("30"), verantwoording="Klaar.", by=wereld.fondsbeheerder)
    withdrawn = indienen.withdraw_own(aanvraag=wereld.confirmed())
    seen = set()
    for row in (*rows, rejected, closed, withdrawn):
        for soort, titel in letters_for(row):
            seen.add(soort)
            page = text_of(beheerder.get(wereld.url("brief", row.pk, soort)))
            assert str(titel) in page
            assert "Beste Ans Vraagt," in page
            assert row.kenmerk in page
    assert seen == set(BRIEVEN)
    letter = text_of(beheerder.get(wereld.url("brief", rejected.pk, "afwijzing"), {"download": "1"}))
    assert "Past niet." in letter
    assert "\n\n\n" not in letter
    assert "bezwaar" in letter
    response = beheerder.get(wereld.url("brief", rejected.pk, "afwijzing"), {"download": "1"})
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    demo = wereld.confirmed(demo=True, naam="<b>Ans</b>")
    letter = text_of(beheerder.get(wereld.url("brief", demo.pk, "ontvangst"), {"download": "1"}))
    assert "deze aanvraag is verzonnen" in letter
    assert "Beste <b>Ans</b>," in letter
    assert "&lt;b&gt;Ans" in text_of(beheerder.get(wereld.url("brief", demo.pk, "ontvangst")))
