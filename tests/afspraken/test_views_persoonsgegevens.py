# SPDX-License-Identifier: EUPL-1.2
"""The question about personal data on the pages that publish, with and without JavaScript."""

import html
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from afspraken.models import Bewijsstuk, Publicatie, Voortgang
from tests.afspraken.wereld import HTMX

pytestmark = pytest.mark.django_db

PHONE = "Bel 06-12345678."
REDEN = "nummer van het meldpunt"


@pytest.fixture(autouse=True)
def media(settings, tmp_path) -> None:
    """Uploaded files go to a directory of this test."""
    settings.MEDIA_ROOT = tmp_path


def hidden(response) -> dict[str, str]:
    """The hidden fields of the form that asks, and nothing else."""
    text = response.content.decode()
    asked = text.index("Staat hier een persoonsgegeven?")
    form = text[text.rindex("<form", 0, asked) :]
    tags = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form[: form.index("</form>")])
    return {name: html.unescape(value) for name, value in tags if name != "csrfmiddlewaretoken"}


def form_data(wereld, as_user, **values) -> dict[str, object]:
    """What the report form of the coordinator sends."""
    response = as_user(wereld.coordinator).get(wereld.afspraak_url("bijwerken"))
    form = response.context["form"]
    data = {name: form[name].value() for name in form.fields}
    data = {name: "" if value is None else value for name, value in data.items()}
    return data | {"status": "op_koers", "publiceren": "on", **values}


@pytest.mark.parametrize("headers", [{}, HTMX | {"HTTP_HX_TARGET": "bijwerken"}])
def test_a_report_comes_back_with_the_question_and_goes_through_with_the_answer(wereld, as_user, headers) -> None:
    data = form_data(wereld, as_user, toelichting=PHONE)
    url = wereld.afspraak_url("bijwerken")
    client = as_user(wereld.coordinator)
    response = client.post(url, data, **headers)
    text = response.content.decode()
    assert response.status_code == 422
    assert PHONE in text
    assert "telefoonnummer" in text
    assert "06-••••••78" in text
    assert text.count("autofocus") == 1
    assert not Voortgang.objects.exists()
    data |= {"bevindingen": hidden(response)["bevindingen"]}
    for answer, fault in (
        ({}, "Zet het vinkje als dit geen persoonsgegeven is."),
        ({"geen_persoonsgegeven": "on", "waarom_niet": "\u200b"}, "Schrijf waarom dit geen persoonsgegeven is."),
        ({"geen_persoonsgegeven": "on", "waarom_niet": "x" * 600}, "er passen 500 tekens"),
    ):
        response = client.post(url, data | answer, **headers)
        assert response.status_code == 422
        assert fault in response.content.decode()
        assert response.content.decode().count("autofocus") == 1
    response = client.post(url, data | {"geen_persoonsgegeven": "on", "waarom_niet": REDEN}, **headers)
    assert response.status_code in (200, 303)
    assert REDEN in Publicatie.objects.get().reden


def test_an_answer_is_about_what_was_shown(wereld, as_user) -> None:
    data = form_data(wereld, as_user, toelichting=PHONE)
    client = as_user(wereld.coordinator)
    first = client.post(wereld.afspraak_url("bijwerken"), data)
    data |= {"bevindingen": hidden(first)["bevindingen"], "geen_persoonsgegeven": "on", "waarom_niet": REDEN}
    response = client.post(wereld.afspraak_url("bijwerken"), data | {"volgende_stap": "Mail a@b.example"})
    assert response.status_code == 422
    assert "a•••@•••.example" in response.content.decode()
    assert "checked" not in response.content.decode().partition("geen_persoonsgegeven")[2].partition(">")[0]
    assert not Voortgang.objects.exists()


def test_without_publishing_nothing_is_asked(wereld, as_user) -> None:
    data = form_data(wereld, as_user, toelichting=PHONE)
    del data["publiceren"]
    assert as_user(wereld.coordinator).post(wereld.afspraak_url("bijwerken"), data).status_code == 303


def test_a_waiting_report_is_asked_about_on_a_page_of_its_own(wereld, as_user) -> None:
    report = wereld.report(toelichting=PHONE, by=wereld.lid)
    url, back = wereld.url("publiceren", report.pk), wereld.url("actielijst")
    client = as_user(wereld.coordinator)
    response = client.post(url, {"terug": back})
    assert response.status_code == 422
    assert "06-••••••78" in response.content.decode()
    assert hidden(response)["terug"] == back
    assert not Publicatie.objects.exists()
    again = client.post(url, hidden(response) | {"geen_persoonsgegeven": "on"})
    assert again.status_code == 422
    answered = hidden(again) | {"geen_persoonsgegeven": "on", "waarom_niet": REDEN}
    done = client.post(url, answered)
    assert (done.status_code, done.headers["Location"]) == (303, back)
    assert Voortgang.objects.published().get() == report
    assert REDEN.encode() not in as_user(None).get(wereld.afspraak_url()).content


def test_new_evidence_is_kept_and_only_its_publication_waits(wereld, as_user) -> None:
    client = as_user(wereld.coordinator)
    stuk = SimpleUploadedFile("brief.pdf", b"%PDF-1.7 inhoud", "application/pdf")
    data = {"titel": "Brief van a@b.example", "bestand": stuk, "gepubliceerd": "on"}
    response = client.post(wereld.afspraak_url("bewijsstuk-nieuw"), data)
    assert response.status_code == 422
    row = Bewijsstuk.objects.get()
    assert not row.gepubliceerd
    with row.bestand.open("rb") as kept:
        assert kept.read() == b"%PDF-1.7 inhoud"
    assert "a•••@•••.example" in response.content.decode()
    url = wereld.url("bewijsstuk", row.pk)
    assert f'action="{url}"' in response.content.decode()
    answered = hidden(response) | {"geen_persoonsgegeven": "on", "waarom_niet": REDEN}
    assert client.post(url, answered).status_code == 303
    row.refresh_from_db()
    assert row.gepubliceerd
    assert client.post(url, {"gepubliceerd": "0"}).status_code == 303
    assert client.post(url, {"gepubliceerd": "1"}).status_code == 422


def test_hostile_answers_are_refused_politely(wereld, as_user) -> None:
    report = wereld.report(toelichting=PHONE, by=wereld.lid)
    client = as_user(wereld.coordinator)
    for kenmerk in ("", "x" * 5000, "\0", "é", "0" * 32):
        answer = {"bevindingen": kenmerk, "geen_persoonsgegeven": "on", "waarom_niet": REDEN}
        assert client.post(wereld.url("publiceren", report.pk), answer).status_code == 422
    assert not Publicatie.objects.exists()
