# SPDX-License-Identifier: EUPL-1.2
"""Notes and evidence on the page of an afspraak, and publishing and withdrawing reports there."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from afspraken.models import Bewijsstuk, Notitie, Publicatie
from tests.afspraken.wereld import HTMX, body
from tests.factories import ActieFactory, AfspraakFactory

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7 inhoud"


@pytest.fixture(autouse=True)
def media(settings, tmp_path) -> None:
    """Uploaded files go to a directory of this test."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def bewijs(wereld, as_user):
    """POST evidence as `user` (the werkgroeplid by default)."""

    def post(user=None, **data):
        client = as_user(user or wereld.lid)
        return client.post(wereld.afspraak_url("bewijsstuk-nieuw"), {"titel": "Besluit", **data})

    return post


# --- Notes ---------------------------------------------------------------------------------------------------------


def test_a_note_is_written(wereld, as_user) -> None:
    response = as_user(wereld.lid).post(wereld.afspraak_url("notitie"), {"tekst": " Bel de wethouder. "})
    assert response.status_code == 303
    assert response.headers["Location"] == f"{wereld.afspraak_url()}#notities"
    notitie = Notitie.objects.get()
    assert (notitie.tekst, notitie.gebruiker, notitie.afspraak) == ("Bel de wethouder.", wereld.lid, wereld.afspraak)


@pytest.mark.parametrize(
    ("tekst", "message"),
    [
        ("", "Schrijf een notitie."),
        ("   ", "Schrijf een notitie."),
        ("x" * 10_000, "Deze tekst heeft 10000 tekens; er passen er 4000."),
        ("a\0b", "a"),
    ],
)
def test_a_wrong_note_is_explained(wereld, as_user, tekst, message) -> None:
    response = as_user(wereld.lid).post(wereld.afspraak_url("notitie"), {"tekst": tekst})
    text = response.content.decode()
    assert response.status_code == 422
    assert message in text
    assert text.count("autofocus") == 1
    assert not Notitie.objects.exists()


def test_notes_need_a_role(wereld, as_user, client) -> None:
    url = wereld.afspraak_url("notitie")
    for user in (wereld.bestuurder, wereld.databeheerder, wereld.ander_lid, wereld.elders):
        assert as_user(user).post(url, {"tekst": "x"}).status_code == 403
    client.logout()
    assert client.post(url, {"tekst": "x"}).status_code == 302
    assert as_user(wereld.lid).get(url).status_code == 405
    assert not Notitie.objects.exists()


# --- Evidence ------------------------------------------------------------------------------------------------------


def test_a_link_is_evidence(wereld, bewijs, client) -> None:
    response = bewijs(url="https://voorbeeld.example/besluit")
    assert response.status_code == 303
    stuk = Bewijsstuk.objects.get()
    assert (stuk.url, stuk.gepubliceerd, stuk.gebruiker) == ("https://voorbeeld.example/besluit", False, wereld.lid)
    page = client.get(wereld.afspraak_url()).content.decode()
    assert 'href="https://voorbeeld.example/besluit" rel="noopener noreferrer nofollow"' in page
    assert client.get(wereld.url("bewijsstuk", stuk.pk)).status_code == 404


def test_a_file_is_evidence_and_comes_back_as_a_download(wereld, bewijs, client) -> None:
    ActieFactory(afspraak=wereld.afspraak, code="5a-1")
    upload = SimpleUploadedFile("../../Besluit <b>.exe", PDF, content_type="text/html")
    assert bewijs(bestand=upload, actie="5a-1").status_code == 303
    stuk = Bewijsstuk.objects.get()
    assert stuk.actie.code == "5a-1"
    assert stuk.bestandsnaam == "Besluit b.pdf"
    assert "Besluit" not in stuk.bestand.name
    response = client.get(wereld.url("bewijsstuk", stuk.pk))
    assert response.getvalue() == PDF
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"] == 'attachment; filename="Besluit b.pdf"'
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, "Geef een webadres of een bestand."),
        ({"titel": "", "url": "https://a.example/"}, "Geef het bewijsstuk een titel."),
        ({"titel": "x" * 10_000, "url": "https://a.example/"}, "160"),
        ({"url": "javascript:alert(1)"}, "Dit is geen webadres."),
        ({"url": "ftp://a.example/"}, "Dit is geen webadres."),
        ({"url": "https://" + "a" * 10_000}, "500"),
        ({"url": "https://a.example/\0"}, "url"),
        ({"url": "https://a.example/", "actie": "9z-1"}, "9z-1"),
    ],
)
def test_wrong_evidence_is_explained(wereld, bewijs, data, message) -> None:
    ActieFactory(afspraak=wereld.afspraak, code="5a-1")
    response = bewijs(**data)
    assert response.status_code == 422
    assert message in response.content.decode()
    assert not Bewijsstuk.objects.exists()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "Dit bestand is leeg."),
        (b"<html><script>alert(1)</script></html>", "Dit is geen bestand dat het portaal bewaart."),
        (b"MZ\x90\x00", "Dit is geen bestand dat het portaal bewaart."),
        (b"%PDF-" + b"0" * 5 * 1024 * 1024, "Dit bestand is groter dan 5 MB."),
    ],
)
def test_a_wrong_file_is_explained(bewijs, tmp_path, content, message) -> None:
    response = bewijs(bestand=SimpleUploadedFile("stuk.pdf", content, content_type="application/pdf"))
    assert response.status_code == 422
    assert message in response.content.decode()
    assert not list(tmp_path.rglob("*.*"))


def test_link_and_file_together_are_refused(bewijs) -> None:
    response = bewijs(url="https://a.example/", bestand=SimpleUploadedFile("a.pdf", PDF))
    assert response.status_code == 422
    assert "niet allebei" in response.content.decode()


def test_only_the_coordinator_publishes_evidence(wereld, bewijs, as_user, client) -> None:
    bewijs(url="https://a.example/", gepubliceerd="on")
    stuk = Bewijsstuk.objects.get()
    assert not stuk.gepubliceerd
    url = wereld.url("bewijsstuk", stuk.pk)
    assert as_user(wereld.lid).post(url, {"gepubliceerd": "1"}).status_code == 403
    assert as_user(wereld.coordinator).post(url, {"gepubliceerd": "1"}).status_code == 303
    stuk.refresh_from_db()
    assert stuk.gepubliceerd
    client.logout()
    assert "https://a.example/" in client.get(wereld.afspraak_url()).content.decode()
    as_user(wereld.coordinator).post(url, {"gepubliceerd": "0"})
    client.logout()
    assert "https://a.example/" not in client.get(wereld.afspraak_url()).content.decode()
    assert bewijs(wereld.coordinator, url="https://b.example/", gepubliceerd="on").status_code == 303
    assert Bewijsstuk.objects.get(url="https://b.example/").gepubliceerd


def test_hidden_evidence_is_not_there(wereld, bewijs, as_user, client) -> None:
    bewijs(bestand=SimpleUploadedFile("a.pdf", PDF))
    url = wereld.url("bewijsstuk", Bewijsstuk.objects.get().pk)
    for user in (wereld.databeheerder, wereld.ander_lid, wereld.elders):
        assert as_user(user).get(url).status_code == 404
    assert as_user(wereld.elders).post(url, {"gepubliceerd": "1"}).status_code == 404
    assert as_user(wereld.bestuurder).get(url).getvalue() == PDF
    client.logout()
    hidden, missing = client.get(url), client.get(wereld.url("bewijsstuk", 10**17))
    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert body(hidden) == body(missing)
    assert client.post(url).status_code == 302
    assert client.delete(url).status_code == 405
    elsewhere = url.replace("maastricht", "heerlen")
    assert as_user(wereld.coordinator).get(elsewhere).status_code == 404


def test_a_file_that_is_gone_is_404(wereld, bewijs, client) -> None:
    bewijs(bestand=SimpleUploadedFile("a.pdf", PDF))
    stuk = Bewijsstuk.objects.get()
    stuk.bestand.storage.delete(stuk.bestand.name)
    assert client.get(wereld.url("bewijsstuk", stuk.pk)).status_code == 404


def test_evidence_needs_a_role(wereld, bewijs, client, as_user) -> None:
    for user in (wereld.bestuurder, wereld.ander_lid, wereld.elders):
        assert bewijs(user, url="https://a.example/").status_code == 403
    client.logout()
    assert client.post(wereld.afspraak_url("bewijsstuk-nieuw")).status_code == 302
    assert as_user(wereld.lid).get(wereld.afspraak_url("bewijsstuk-nieuw")).status_code == 405
    concept = AfspraakFactory(thema=wereld.thema, code="5b", gepubliceerd=False)
    url = wereld.afspraak_url("bewijsstuk-nieuw", concept)
    assert as_user(wereld.ander_lid).post(url).status_code == 404


# --- Publishing ----------------------------------------------------------------------------------------------------


def test_the_coordinator_publishes_and_withdraws(wereld, as_user) -> None:
    voortgang = wereld.report(by=wereld.lid)
    client = as_user(wereld.coordinator)
    response = client.post(wereld.url("publiceren", voortgang.pk))
    assert response.status_code == 303
    assert response.headers["Location"] == f"{wereld.afspraak_url()}#voortgang-{voortgang.pk}"
    wereld.afspraak.refresh_from_db()
    assert wereld.afspraak.status_publiek == "op_koers"
    response = client.post(wereld.url("intrekken", voortgang.pk), {"reden": "Klopt niet."})
    assert response.status_code == 303
    wereld.afspraak.refresh_from_db()
    assert wereld.afspraak.status_publiek == "niet_gestart"
    assert [row.soort for row in Publicatie.objects.all()] == ["gepubliceerd", "ingetrokken"]
    response = client.post(wereld.url("publiceren", voortgang.pk), {"terug": "/werkbank/"})
    assert response.headers["Location"] == "/werkbank/"


def test_withdrawing_asks_for_a_reason(wereld, as_user) -> None:
    voortgang = wereld.report(publish=True)
    response = as_user(wereld.coordinator).post(wereld.url("intrekken", voortgang.pk), {"reden": " "})
    text = response.content.decode()
    assert response.status_code == 422
    assert "Schrijf waarom de melding wordt ingetrokken." in text
    assert text.count("autofocus") == 1
    assert Publicatie.objects.count() == 1


@pytest.mark.parametrize("name", ["publiceren", "intrekken"])
def test_publishing_is_for_the_coordinator(wereld, as_user, client, name) -> None:
    voortgang = wereld.report(by=wereld.lid)
    url = wereld.url(name, voortgang.pk)
    assert as_user(wereld.lid).post(url, {"reden": "x"}).status_code == 403
    assert as_user(wereld.bestuurder).post(url, {"reden": "x"}).status_code == 403
    for user in (wereld.ander_lid, wereld.elders):
        hidden = as_user(user).post(url, {"reden": "x"})
        missing = as_user(user).post(wereld.url(name, 10**17), {"reden": "x"})
        assert (hidden.status_code, missing.status_code) == (404, 404)
        assert body(hidden) == body(missing)
    elsewhere = url.replace("maastricht", "heerlen")
    assert as_user(wereld.elders).post(elsewhere, {"reden": "x"}).status_code == 404
    assert as_user(wereld.coordinator).get(url).status_code == 405
    client.logout()
    assert client.post(url).status_code == 302
    assert client.post(url, **HTMX).headers["HX-Redirect"]
    assert not Publicatie.objects.exists()


@pytest.mark.parametrize(
    "path", ["voortgang/0/publiceren/", f"voortgang/{'9' * 10_000}/publiceren/", "voortgang/x/publiceren/"]
)
def test_odd_numbers_are_404(wereld, as_user, path) -> None:
    assert as_user(wereld.coordinator).post(f"/maastricht/{path}").status_code == 404


def test_every_post_checks_csrf(wereld) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(wereld.coordinator)
    voortgang = wereld.report()
    for url in (
        wereld.afspraak_url("notitie"),
        wereld.afspraak_url("bewijsstuk-nieuw"),
        wereld.url("publiceren", voortgang.pk),
        wereld.url("intrekken", voortgang.pk),
        wereld.url("ongewijzigd"),
    ):
        assert client.post(url).status_code == 403
