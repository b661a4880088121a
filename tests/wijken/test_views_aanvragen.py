# SPDX-License-Identifier: EUPL-1.2
"""The form of residents and the page behind the link in their mail: no account, nothing lost, nothing leaked."""

import datetime as dt
import io
import json
import logging
import re
import time
from smtplib import SMTPException

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from portaal.lib import spam
from portaal.lib.log_filters import MaskSecretPaths
from tests.factories import GebiedFactory
from tests.wijken.wereld import euro
from wijken.models import Aanvraag, Aanvraagdocument, Dossier, Fonds
from wijken.services import indienen
from wijken.statussen import Aanvraagstatus
from wijken.views.fonds import aanvragen as views

pytestmark = pytest.mark.django_db
S = Aanvraagstatus
PDF = b"%PDF-1.7 offerte"


@pytest.fixture(autouse=True)
def _fresh_counters():
    cache.clear()
    yield
    cache.clear()


def filled(wereld, **values) -> dict:
    """A form that is right, shown a minute ago."""
    return {
        "begin": spam.make_mark(time.time() - 60),
        "website": "",
        "gebied": wereld.mariaberg.pk,
        "titel": "Bankje bij de speeltuin",
        "plan": "Wij zetten een bankje neer.",
        "wanneer": "in juni",
        "gevraagd": "1.000,50",
        "naam": "Ans Vraagt",
        "email": "ans@bewoner.example",
        "telefoon": "043 123 45 67",
        "organisatie": "",
        **values,
    }


def text_of(response) -> str:
    return response.content.decode().replace("\u00a0", " ")


def send(client, wereld, **values):
    return client.post(wereld.url("aanvragen"), filled(wereld, **values))


def refused(client, wereld, **values) -> str:
    """The page of a form that was refused; what was typed stays and nothing was stored or sent."""
    response = send(client, wereld, **values)
    assert response.status_code == 422
    assert (Aanvraag.objects.count(), len(mail.outbox)) == (0, 0)
    page = text_of(response)
    assert "Uw aanvraag is nog niet verstuurd" in page
    assert "Wij zetten een bankje neer." in page or "plan" in values
    return page


def link_in(message) -> str:
    return re.search(r"http://testserver(/\S+)", message.body)[1]


# --- the form --------------------------------------------------------------------------------------------------------


def test_from_the_form_to_the_work_list(client, wereld):
    page = client.get(wereld.url("aanvragen"))
    assert page.headers["Cache-Control"] == "private, no-store"
    assert "Mariaberg" in text_of(page)
    offerte = SimpleUploadedFile("offerte.pdf", PDF)
    foto = SimpleUploadedFile("foto.png", b"\x89PNG\r\n\x1a\nx")
    response = send(client, wereld, documenten=[offerte, foto])
    assert (response.status_code, response.url) == (303, wereld.url("aanvraag-verstuurd"))
    sent = client.get(response.url)
    assert "kijk in uw mail" in text_of(sent)
    assert "ans@" not in text_of(sent)
    aanvraag = Aanvraag.objects.get()
    assert (aanvraag.status, aanvraag.gevraagd, aanvraag.fonds) == (S.ONBEVESTIGD, euro("1000.50"), wereld.fonds)
    assert Aanvraagdocument.objects.count() == 2
    [message] = mail.outbox
    assert message.to == ["ans@bewoner.example"]
    assert "bankje" not in message.body + message.subject
    link = link_in(message)
    page = text_of(client.get(link))
    assert "Ja, dit is mijn aanvraag" in page
    aanvraag.refresh_from_db()
    assert aanvraag.status == S.ONBEVESTIGD
    assert client.get(f"{link}bevestigen/").status_code == 405
    done = client.post(f"{link}bevestigen/", follow=True)
    aanvraag.refresh_from_db()
    assert aanvraag.status == S.INGEDIEND
    assert f"Uw aanvraag {aanvraag.kenmerk}" in text_of(done)
    assert "Wij hebben uw aanvraag ontvangen." in text_of(done)
    assert aanvraag.kenmerk in mail.outbox[1].subject
    client.post(f"{link}bevestigen/")
    assert len(mail.outbox) == 2


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("1,000.00", "Bedoelt u 1.000,00?"),
        ("1000.5", "Bedoelt u 1.000,50?"),
        ("0", "Een bedrag is meer dan nul."),
        ("0,00", "Een bedrag is meer dan nul."),
        ("-5", "zonder minteken"),
        ("veel", "is geen bedrag"),
        ("1.00,00", "is geen bedrag"),
        ("1,005", "twee cijfers na de komma"),
        ("99999999999999", "te groot"),
        ("", "Vul in hoeveel geld u vraagt."),
    ],
)
def test_amounts_that_are_refused(client, wereld, typed, told):
    page = refused(client, wereld, gevraagd=typed)
    assert told in page
    assert re.search(r'id="id_gevraagd"[^>]*autofocus|autofocus[^>]*id="id_gevraagd"', page)


def test_both_ways_to_write_a_thousand(client, wereld):
    for typed, bedrag in (("1.000,00", "1000"), ("1000", "1000"), ("€ 25,-", "25"), ("1.000", "1000")):
        assert send(client, wereld, gevraagd=typed).status_code == 303
        assert Aanvraag.objects.latest("pk").gevraagd == euro(bedrag)


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("gebied", "", "Kies een buurt."),
        ("gebied", "999999", "Kies een buurt uit de lijst."),
        ("gebied", "x", "Kies een buurt uit de lijst."),
        ("titel", " ", "Geef uw plan een naam."),
        ("titel", "x" * 121, "120 tekens"),
        ("plan", "", "Schrijf wat u wilt gaan doen."),
        ("plan", "x" * 4001, "4000 tekens"),
        ("naam", "", "Vul uw naam in."),
        ("email", "", "Vul uw e-mailadres in."),
        ("email", "ans", "Dit is geen e-mailadres."),
        ("email", "ans@bewoner.example\nBcc: b@bewoner.example", "Dit is geen e-mailadres."),
        ("telefoon", "bel maar", "Dit is geen telefoonnummer."),
        ("telefoon", "12", "Dit is geen telefoonnummer."),
        ("naam", "A\0ns", "Null-tekens"),
    ],
)
def test_other_fields_that_are_refused(client, wereld, field, value, told):
    page = refused(client, wereld, **{field: value})
    assert told.lower() in page.lower()


def test_a_rayon_or_a_place_elsewhere_is_no_choice(client, wereld):
    elsewhere = GebiedFactory(gemeente=wereld.elders.lidmaatschappen.get().gemeente)
    for gebied in (wereld.rayonfonds.gebied, elsewhere):
        assert "Kies een buurt uit de lijst." in refused(client, wereld, gebied=gebied.pk)


def test_a_fund_that_takes_nothing_now(client, wereld):
    Fonds.objects.filter(pk=wereld.fonds.pk).update(open=False)
    assert "Voor Mariaberg kunt u nu geen geld aanvragen." in refused(client, wereld)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("virus.pdf", b"MZ\x90\x00", "Kies uit: pdf, jpg, png."),
        ("offerte.docx", b"PK\x03\x04", "Kies uit: pdf, jpg, png."),
        ("leeg.pdf", b"", "Dit bestand is leeg."),
        ("pagina.png", b"<html><script>alert(1)</script>", "Kies uit: pdf, jpg, png."),
    ],
)
def test_documents_that_are_not_what_they_say(client, wereld, name, content, told):
    page = refused(client, wereld, documenten=[SimpleUploadedFile(name, content)])
    assert told in page
    assert name in page
    assert "Kies uw documenten opnieuw" in page


def test_documents_that_are_too_big_or_too_many(client, wereld, monkeypatch):
    from portaal.lib import documents

    monkeypatch.setattr(documents, "MAX_BYTES", 20)
    assert "groter dan 5 MB" in refused(client, wereld, documenten=[SimpleUploadedFile("a.pdf", PDF * 3)])
    six = [SimpleUploadedFile(f"{n}.pdf", PDF) for n in range(6)]
    assert "hoogstens 5 documenten" in refused(client, wereld, documenten=six)


def test_a_harmful_name_of_a_file_becomes_harmless(client, wereld):
    send(client, wereld, documenten=[SimpleUploadedFile("../../<b>etc.exe", PDF)])
    assert Aanvraagdocument.objects.get().bestandsnaam == "betc.pdf"


# --- machines --------------------------------------------------------------------------------------------------------


def test_a_field_that_nobody_sees(client, wereld):
    page = refused(client, wereld, website="http://koop.example")
    assert "Verstuur het formulier nog een keer." in page
    assert "koop.example" not in page


def test_too_quick_too_late_or_without_the_form(client, wereld):
    assert "Dat ging erg snel." in refused(client, wereld, begin=spam.make_mark())
    for mark in ("", "verzonnen", spam.make_mark(time.time() - 2 * spam.MAX_SECONDS)):
        page = refused(client, wereld, begin=mark)
        assert "stond lang open" in page
        fresh = re.search(r'name="begin" value="([^"]+)"', page)[1]
        assert spam.age_of(fresh) is not None


def test_so_many_from_one_address_in_an_hour(client, wereld, monkeypatch):
    monkeypatch.setattr(views, "PER_UUR", 2)
    for number in range(2):
        assert send(client, wereld, email=f"ans{number}@bewoner.example").status_code == 303
    response = send(client, wereld, email="ans9@bewoner.example")
    assert (response.status_code, response.headers["Retry-After"]) == (429, "3600")
    assert "te vaak aangevraagd" in text_of(response)
    assert "Wij zetten een bankje neer." in text_of(response)
    assert (Aanvraag.objects.count(), len(mail.outbox)) == (2, 2)
    elsewhere = client.post(wereld.url("aanvragen"), filled(wereld), REMOTE_ADDR="192.0.2.77")
    assert elsewhere.status_code == 303


def test_so_many_mails_to_one_address(client, wereld, monkeypatch):
    monkeypatch.setattr(indienen, "ONBEVESTIGD_PER_DAG", 2)
    for _number in range(2):
        assert send(client, wereld).status_code == 303
    response = send(client, wereld, email="ANS@bewoner.example")
    assert response.status_code == 422
    assert "gingen vandaag al 2 mails" in text_of(response)
    indienen.confirm(aanvraag=Aanvraag.objects.first())
    assert send(client, wereld).status_code == 303


def test_a_mail_that_cannot_be_sent_leaves_nothing_behind(client, wereld, monkeypatch):
    def fail(*args, **kwargs):
        raise SMTPException

    monkeypatch.setattr("wijken.services.berichten.send_mail", fail)
    response = send(client, wereld, documenten=[SimpleUploadedFile("offerte.pdf", PDF)])
    assert response.status_code == 503
    assert "Wij konden u geen mail sturen." in text_of(response)
    assert "Wij zetten een bankje neer." in text_of(response)
    assert (Aanvraag.objects.count(), Dossier.objects.count()) == (0, 0)


# --- behind the link -------------------------------------------------------------------------------------------------


@pytest.fixture
def link(wereld):
    """The address of an application that was handed in."""
    aanvraag = wereld.confirmed("400", telefoon="043-1234567", organisatie="Buurtgroep", wanneer="in mei")
    return wereld.url("aanvraag", indienen.make_link(wereld.dossier(aanvraag)))


def test_a_link_that_was_not_made_here_opens_nothing(client, wereld, link):
    missing = client.get(wereld.url("aanvraag", "verzonnen"))
    for wrong in (
        link[:-2] + "/",
        link.replace(":", "."),
        f"{link}x/",
        link.replace("maastricht", "maastricht-elders"),
    ):
        response = client.get(wrong)
        assert response.status_code == 404
    # The wrong signature of a link that exists answers as one that was made up.
    assert client.get(link[:-2] + "/").content == missing.content
    for step in ("bevestigen", "intrekken", "documenten"):
        assert client.post(f"{wereld.url('aanvraag', 'verzonnen')}{step}/").status_code == 404
    assert client.get(wereld.url("aanvraag-gegevens", "verzonnen")).status_code == 404


def test_the_page_is_for_nobody_else(client, link):
    response = client.get(link)
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert response.headers["Referrer-Policy"] == "same-origin"


def test_how_it_stands(client, wereld, link):
    page = text_of(client.get(link))
    assert "<strong>ingediend</strong>" in page
    assert "€ 400,00" in page
    aanvraag = Aanvraag.objects.get()
    from wijken.services import aanvragen

    aanvraag = aanvragen.take_up(aanvraag=aanvraag, fonds=wereld.fonds, by=wereld.fondsbeheerder)
    wereld.grant(aanvraag, "300", motivering="Mooi plan.")
    page = text_of(client.get(link))
    assert "<strong>toegekend</strong>" in page
    assert "€ 300,00" in page
    assert "Mooi plan." in page
    assert "Naam fondsbeheerder" not in page
    assert "Aanvraag intrekken" not in page


def test_an_application_that_was_confirmed_too_late(client, wereld):
    aanvraag = wereld.hand_in()
    Aanvraag.objects.filter(pk=aanvraag.pk).update(created_at=timezone.now() - dt.timedelta(days=8))
    link = wereld.url("aanvraag", indienen.make_link(wereld.dossier(aanvraag)))
    page = text_of(client.get(link))
    assert "Deze link werkt niet meer." in page
    assert "Ans" not in page
    response = client.post(f"{link}bevestigen/")
    assert response.status_code == 422
    assert Aanvraag.objects.get().status == S.ONBEVESTIGD


def test_withdrawing_once(client, wereld, link):
    assert client.get(f"{link}intrekken/").status_code == 405
    page = text_of(client.post(f"{link}intrekken/", follow=True))
    assert "Uw aanvraag is ingetrokken." in page
    assert Aanvraag.objects.get().status == S.INGETROKKEN
    assert client.post(f"{link}intrekken/").status_code == 303
    wereld.granted()
    granted = wereld.url("aanvraag", indienen.make_link(wereld.dossier(Aanvraag.objects.latest("pk"))))
    response = client.post(f"{granted}intrekken/")
    assert response.status_code == 422
    assert "is al besloten" in text_of(response)


def test_documents_that_come_later(client, wereld, link):
    url = f"{link}documenten/"
    done = client.post(url, {"documenten": [SimpleUploadedFile("bon.jpg", b"\xff\xd8\xffx")]}, follow=True)
    assert "Ontvangen: 1." in text_of(done)
    assert "bon.jpg" in text_of(done)
    for files, told in (([], "Kies eerst een bestand."), ([SimpleUploadedFile("b.pdf", b"x")], "Kies uit: pdf")):
        response = client.post(url, {"documenten": files})
        assert response.status_code == 422
        assert told in text_of(response)
    assert Aanvraagdocument.objects.count() == 1


def test_everything_that_is_held_as_a_file(client, wereld, link):
    response = client.get(f"{link}gegevens/")
    found = json.loads(response.content)
    assert found["dossier"]["naam"] == "Ans Vraagt"
    assert found["aanvraag"]["buurt"] == "Mariaberg"
    assert [row["status"] for row in found["stappen"]] == ["ingediend"]
    assert found["documenten"] == []
    assert str(Dossier.objects.get().sleutel) not in response.content.decode()
    assert "attachment" in response.headers["Content-Disposition"]


def test_demo_says_so(client, wereld):
    aanvraag = wereld.confirmed(demo=True)
    link = wereld.url("aanvraag", indienen.make_link(wereld.dossier(aanvraag)))
    assert "deze aanvraag is verzonnen" in text_of(client.get(link))


def test_no_log_line_holds_the_link(client, wereld, link, monkeypatch):
    written = io.StringIO()
    [console] = [one for one in logging.root.handlers if any(isinstance(rule, MaskSecretPaths) for rule in one.filters)]
    monkeypatch.setattr(console, "stream", written)
    secret = link.rstrip("/").rpartition("/")[2]
    client.post(f"{link}documenten/")
    client.get(link.replace("maastricht", "maastricht-elders"))
    client.raise_request_exception = False
    client.handler.enforce_csrf_checks = True
    assert client.post(f"{link}intrekken/").status_code == 403
    client.handler.enforce_csrf_checks = False
    assert "/leefbaarheidsfonds/aanvraag/***/documenten/" in written.getvalue()
    assert secret not in written.getvalue()
    assert "ans@bewoner.example" not in written.getvalue()
