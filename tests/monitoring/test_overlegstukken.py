# SPDX-License-Identifier: EUPL-1.2
"""Papers of a meeting: who brings one in, who reads it, who makes it public."""

import datetime as dt
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
import typst
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from monitoring.models import Overlegstuk
from monitoring.services import overlegstukken as services
from partijen.models import Wijziging
from partijen.services import history
from partijen.services.persoonsgegevens import PersonalDataFound
from tests.factories import GebruikerFactory, GemeenteFactory, OverlegFactory
from tests.monitoring.queries import data_queries

PDF = typst.compile(b"Notitie over de wijk")
pytestmark = pytest.mark.django_db


@pytest.fixture
def stad(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    gemeente = GemeenteFactory(slug="stad")
    overleg = OverlegFactory(gemeente=gemeente, datum=timezone.localdate() + dt.timedelta(days=9))
    people = {rol: GebruikerFactory(rol=rol, gemeente=gemeente) for rol in ("coordinator", "bestuurder")}
    return SimpleNamespace(gemeente=gemeente, overleg=overleg, root=tmp_path, **people)


def upload(content=PDF, name="../../Notitie <b>.pdf"):
    return SimpleUploadedFile(name, content, content_type="text/html")


def add(stad, by=None, **values):
    return services.add_stuk(overleg=stad.overleg, by=by or stad.coordinator, **{"titel": "Notitie", **values})


def stored(stad):
    return [path for path in Path(stad.root).rglob("*") if path.is_file()]


def address(name, stad, *args):
    return reverse(name, args=("stad", stad.overleg.datum, *args))


def text_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_a_file_and_a_link(stad):
    stuk = add(stad, bestand=upload())
    assert (stuk.bestandsnaam, stuk.bestandstype) == ("Notitie b.pdf", "application/pdf")
    assert re.fullmatch(r"overlegstukken/[0-9a-f]{32}", stuk.bestand.name)
    link = add(stad, url="https://voorbeeld.nl/stuk")
    assert not link.gepubliceerd
    assert Wijziging.objects.filter(model="monitoring.overlegstuk", soort="nieuw").count() == 2


def test_a_button_that_was_clicked_twice_brings_one_in(stad):
    stuk, link = add(stad, bestand=upload()), add(stad, url="https://voorbeeld.nl/stuk")
    assert (add(stad, bestand=upload()), add(stad, url="https://voorbeeld.nl/stuk")) == (stuk, link)
    assert len(stored(stad)) == 1
    changed = add(stad, bestand=upload(PDF[:-1] + b"x"))
    assert changed not in (stuk, link)
    with changed.bestand.open("rb") as content:
        assert content.read() == PDF[:-1] + b"x"
    other = GebruikerFactory(rol="fondsbeheerder", gemeente=stad.gemeente)
    assert add(stad, other, bestand=upload()) not in (stuk, changed)
    stuk.bestand.storage.delete(stuk.bestand.name)
    assert add(stad, bestand=upload()) != stuk, "its file was lost"


@pytest.mark.parametrize(
    ("values", "at"),
    [
        ({}, "url"),
        ({"url": "https://voorbeeld.nl", "bestand": True}, "url"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"bestand": b""}, "bestand"),
        ({"bestand": b"<html>"}, "bestand"),
        ({"bestand": b"%PDF-1.7" + b"x" * (5 * 1024 * 1024)}, "bestand"),
        ({"url": "https://voorbeeld.nl", "titel": " "}, "titel"),
    ],
)
def test_what_is_refused(stad, values, at):
    if "bestand" in values:
        values = {**values, "bestand": upload() if values["bestand"] is True else upload(values["bestand"])}
    with pytest.raises(ValidationError) as refused:
        add(stad, **values)
    assert at in refused.value.error_dict
    assert not Overlegstuk.objects.exists()
    assert not stored(stad)


def test_who_may_what(stad):
    own, other = stad.bestuurder, GebruikerFactory(rol="fondsbeheerder", gemeente=stad.gemeente)
    outsider = GebruikerFactory(rol="coordinator", gemeente=GemeenteFactory())
    with pytest.raises(PermissionDenied):
        add(stad, outsider, url="https://voorbeeld.nl")
    stuk = add(stad, own, bestand=upload())
    for by in (own, other, outsider):
        with pytest.raises(PermissionDenied):
            services.publish_stuk(stuk=stuk, gepubliceerd=True, by=by)
    with pytest.raises(PermissionDenied):
        services.remove_stuk(stuk=stuk, by=other)
    services.publish_stuk(stuk=stuk, gepubliceerd=True, by=stad.coordinator)
    with pytest.raises(PermissionDenied):
        services.remove_stuk(stuk=stuk, by=own)
    services.publish_stuk(stuk=stuk, gepubliceerd=False, by=stad.coordinator)
    services.remove_stuk(stuk=stuk, by=own)
    assert not Overlegstuk.objects.exists()


def test_files_go_with_their_row_and_never_before(stad, monkeypatch, django_capture_on_commit_callbacks):
    def broken(*args, **kwargs):
        original(*args, **kwargs)
        raise RuntimeError

    original = history.create_with_history
    monkeypatch.setattr(history, "create_with_history", broken)
    with pytest.raises(RuntimeError):
        add(stad, bestand=upload())
    monkeypatch.setattr(history, "create_with_history", original)
    assert not stored(stad)
    stuk = add(stad, bestand=upload())

    def remove_and_fail():
        with transaction.atomic():
            services.remove_stuk(stuk=stuk, by=stad.coordinator)
            raise RuntimeError

    with django_capture_on_commit_callbacks(execute=True), pytest.raises(RuntimeError):
        remove_and_fail()
    stuk = Overlegstuk.objects.get()
    assert len(stored(stad)) == 1
    with django_capture_on_commit_callbacks(execute=True):
        services.remove_stuk(stuk=stuk, by=stad.coordinator)
    assert not stored(stad)
    link = add(stad, url="https://voorbeeld.nl")
    services.remove_stuk(stuk=link, by=stad.coordinator)


def test_personal_data_is_asked_about_before_it_is_public(stad):
    stuk = add(stad, titel="Bel 06-12345678", url="https://voorbeeld.nl")
    with pytest.raises(PersonalDataFound):
        services.publish_stuk(stuk=stuk, gepubliceerd=True, by=stad.coordinator)
    stuk.refresh_from_db()
    assert not stuk.gepubliceerd
    for content in (typst.compile(b"Bel 06-12345678"), b"\x89PNG\r\n\x1a\n een tekening"):
        with pytest.raises(PersonalDataFound) as found:
            services.publish_stuk(stuk=add(stad, bestand=upload(content)), gepubliceerd=True, by=stad.coordinator)
        (bevinding,) = found.value.bevindingen
        assert (bevinding.veld, bevinding.gemaskeerd) in {("bestand", "06-••••••78"), ("bestand", "Notitie b.png")}


def test_pages(client, stad):
    page, new = reverse("overleg", args=("stad", stad.overleg.datum)), address("overlegstuk-nieuw", stad)
    assert "Stukken" not in text_of(client.get(page))
    client.force_login(stad.bestuurder)
    refused = client.post(new, {"titel": "Plan", "url": "ftp://x"})
    assert refused.status_code == 422
    assert 'value="ftp://x"' in refused.content.decode()
    assert client.post(new, {"titel": "Plan", "bestand": upload()}).status_code == 303
    stuk = Overlegstuk.objects.get()
    own = address("overlegstuk", stad, stuk.pk)
    assert "concept, niet openbaar" in text_of(client.get(page))
    answer = client.get(own)
    assert answer.getvalue() == PDF
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert 'attachment; filename="Notitie b.pdf"' in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert client.post(own, {"gepubliceerd": "1"}).status_code == 403

    client.logout()
    hidden, missing = client.get(own), client.get(address("overlegstuk", stad, 99999))
    assert hidden.status_code == missing.status_code == 404
    assert text_of(hidden) == text_of(missing)
    assert "Plan" not in text_of(client.get(page))

    client.force_login(stad.coordinator)
    assert client.post(own, {"gepubliceerd": "1"}).status_code == 303
    client.logout()
    assert "Plan (Notitie b.pdf)" in text_of(client.get(page))
    public = client.get(own)
    assert public.getvalue() == PDF
    stuk.bestand.storage.delete(stuk.bestand.name)
    assert client.get(own).status_code == 404

    client.force_login(stad.coordinator)
    assert client.post(own, {"gepubliceerd": "0"}).status_code == 303
    Overlegstuk.objects.update(titel="Bel 06-12345678")
    assert client.post(own, {"gepubliceerd": "1"}).status_code == 422
    picture = add(stad, bestand=upload(b"\x89PNG\r\n\x1a\n een tekening"))
    asked = client.post(address("overlegstuk", stad, picture.pk), {"gepubliceerd": "1"})
    assert "Hebt u dit bestand bekeken?" in text_of(asked)
    assert "Staat hier een persoonsgegeven?" not in text_of(asked)
    found = asked.context["vraag"].form["bevindingen"].value()
    looked = {
        "gepubliceerd": "1",
        "bevindingen": found,
        "geen_persoonsgegeven": "on",
        "waarom_niet": "Een plattegrond.",
    }
    assert client.post(address("overlegstuk", stad, picture.pk), looked).status_code == 303
    assert Wijziging.objects.latest("pk").reden == "Geen persoonsgegeven (bestand zelf bekeken): Een plattegrond."
    versie = Overlegstuk.objects.get(pk=stuk.pk).versie
    assert f'name="versie" value="{versie}"' in client.get(page).content.decode()
    for stale in ({"versie": versie - 1}, {"versie": "9" * 30}, {}):
        said = text_of(client.post(own, {"weg": "1", **stale}, follow=True))
        assert "Iemand anders wijzigde dit stuk" in said
    assert client.post(own, {"weg": "1", "versie": versie}).status_code == 303
    assert not Overlegstuk.objects.filter(pk=stuk.pk).exists()
    link = add(stad, url="https://voorbeeld.nl/x")
    assert client.get(address("overlegstuk", stad, link.pk)).status_code == 404
    assert 'rel="noopener noreferrer nofollow"' in client.get(page).content.decode()
    with data_queries() as few:
        client.get(page)
    for place in range(8):
        add(stad, titel=f"Stuk {place}", url="https://voorbeeld.nl/x")
    with data_queries() as many:
        client.get(page)
    assert len(few) == len(many)
