# SPDX-License-Identifier: EUPL-1.2
"""Handing in figures: preview, faults, large files by a worker, and the template that comes back unchanged."""

import datetime as dt
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django_tasks_db.models import DBTaskResult
from openpyxl import load_workbook

from corporaties.models import Inlezing, Levering, Voorraadcijfer
from corporaties.services import inlezen
from corporaties.services.leveringen import record_levering, stel_vast
from tests.corporaties.hostile import HOSTILE
from tests.corporaties.opgave import csv, read

pytestmark = pytest.mark.django_db
BASE = "/maasdam/corporaties/aedes-oost/leveringen/"
ROW = ["Kommelkwartier", "Maasdam 2026", "Goedkoop", 10]


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def page(stad, client):
    client.force_login(stad.databeheerder)
    return client


def upload(page, content, *, name="cijfers.csv", peildatum="2026-01-01", **data):
    file = SimpleUploadedFile(name, content)
    return page.post(f"{BASE}nieuw/", {"bestand": file, "peildatum": peildatum, **data})


def hand_in(page, response):
    row = Inlezing.objects.get(pk=response.url.rstrip("/").rsplit("/", 1)[1])
    return page.post(response.url, {"versie": row.versie})


def hold(stad, *cijfers, periode="2026-01-01"):
    levering = record_levering(
        cijferbron=stad.bron_a, soort="bestand", periode=periode, cijfers=cijfers, by=None, oorsprong="import"
    )
    stel_vast(levering=levering, by=None, oorsprong="import")


def kept(files):
    return [path for path in files.rglob("*") if path.is_file()]


# --- who -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["nieuw/", "sjabloon/", "inlezen/1/"])
@pytest.mark.parametrize(
    ("name", "status"),
    [("databeheerder_b", 403), ("coordinator", 403), ("bestuurder", 403), ("beheerder", 403), (None, 302)],
)
def test_only_the_databeheerder_of_the_corporation(stad, client, path, name, status):
    if name:
        client.force_login(getattr(stad, name))
    assert client.get(BASE + path).status_code == status


def test_a_corporation_that_is_not_there(page):
    assert page.get("/maasdam/corporaties/niemand/leveringen/nieuw/").status_code == 404
    assert page.get(f"{BASE}inlezen/999/").status_code == 404


# --- a small file ----------------------------------------------------------------------------------------------------


def test_a_file_is_shown_and_then_handed_in(stad, page, files):
    hold(stad, stad.cijfer(100, gebied=stad.buurt, periode="2025-01-01"), periode="2025-01-01")
    response = upload(page, csv(ROW), toelichting="Eerste keer.")
    assert response.status_code == 303
    text = page.get(response.url).content.decode()
    assert "Kommelkwartier" in text
    assert "Wijkt sterk af van vorig jaar" in text
    assert not Levering.objects.filter(periode="2026-01-01").exists()
    done = hand_in(page, response)
    levering = Levering.objects.get(periode="2026-01-01")
    assert (done.status_code, done.url) == (303, f"{BASE}{levering.volgnummer}/")
    assert (levering.status, levering.opmerking, levering.geleverd_door) == (
        "ingediend",
        "Eerste keer.",
        stad.databeheerder,
    )
    assert levering.bestandsnaam == "cijfers.csv"
    assert [path.read_bytes() for path in kept(files)] == [csv(ROW)]
    # Sent twice: once is enough.
    assert hand_in(page, response).status_code == 303
    assert Levering.objects.filter(periode="2026-01-01").count() == 1


def test_all_faults_at_once_and_nothing_is_kept(stad, page, files):
    response = upload(page, csv(["Kommekwartier", "Maasdam 2026", "Goedkop", "veel"]))
    assert response.status_code == 422
    text = response.content.decode()
    assert "3 fouten gevonden" in text
    assert "Bedoelt u ‘Kommelkwartier’?" in text
    assert not Inlezing.objects.exists()


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_a_message_and_leaves_nothing(stad, page, monkeypatch, name):
    monkeypatch.setattr(inlezen, "DIRECT_BYTES", 10_000_000)
    content, part = HOSTILE[name]()
    response = upload(page, content, name="cijfers.xlsx")
    assert response.status_code == 422
    text = response.content.decode()
    assert (part in text) or (name == "wrong dimension" and "Nergenshuizen" in text) or name == "empty"
    assert not Inlezing.objects.exists()
    assert not Voorraadcijfer.objects.exists()


@pytest.mark.parametrize(
    ("data", "part"),
    [
        ({"peildatum": "morgen"}, "Dit is geen datum"),
        ({"peildatum": "1-1-1026"}, "Dit jaar kan niet kloppen"),
        ({"peildatum": ""}, "Vul de peildatum in"),
    ],
)
def test_a_faulty_form(page, data, part):
    response = upload(page, csv(ROW), **data)
    assert response.status_code == 422
    assert part in response.content.decode()
    assert "autofocus" in response.content.decode()


def test_a_form_without_a_file(page):
    response = page.post(f"{BASE}nieuw/", {"peildatum": "2026-01-01"})
    assert (response.status_code, "Kies een bestand." in response.content.decode()) == (422, True)


def test_the_same_figures_again_are_no_change(stad, page):
    hold(stad, stad.cijfer(10, gebied=stad.buurt, periode="2026-01-01"))
    response = upload(page, csv(ROW))
    assert "Geen verandering" in page.get(response.url).content.decode()
    assert page.post(response.url, {"versie": 1}).status_code == 422
    assert Levering.objects.count() == 1


def test_figures_that_changed_after_the_preview_are_shown_first(stad, page):
    response = upload(page, csv(ROW))
    hold(stad, stad.cijfer(5, gebied=stad.buurt, periode="2026-01-01"))
    refused = hand_in(page, response)
    assert refused.status_code == 409
    assert "Intussen is er iets veranderd" in refused.content.decode()
    assert Levering.objects.count() == 1
    assert hand_in(page, response).status_code == 303
    assert Levering.objects.count() == 2


def test_words_that_mean_something_else_after_the_preview(stad, page):
    response = upload(page, csv(ROW))
    stad.duur.naam, stad.goedkoop.naam = "Oud", "Anders"
    for klasse in (stad.goedkoop, stad.duur):
        klasse.code = f"x{klasse.pk}"
        klasse.save()
    stad.duur.naam = "Goedkoop"
    stad.duur.save()
    hand_in(page, response)
    assert not Levering.objects.exists()


def test_a_file_that_is_thrown_away_leaves_nothing(stad, page, files, django_capture_on_commit_callbacks):
    response = upload(page, csv(ROW))
    with django_capture_on_commit_callbacks(execute=True):
        assert page.post(f"{response.url}weg/").status_code == 303
    assert not Inlezing.objects.exists()
    assert kept(files) == []


def test_a_delivery_cannot_be_thrown_away(stad, page):
    response = upload(page, csv(ROW))
    hand_in(page, response)
    page.post(f"{response.url}weg/")
    assert Inlezing.objects.exists()


def test_forgotten_files_go(stad, page):
    upload(page, csv(ROW))
    Inlezing.objects.update(updated_at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    upload(page, csv(ROW))
    assert Inlezing.objects.count() == 1


# --- a large file ----------------------------------------------------------------------------------------------------


@pytest.fixture
def large(monkeypatch):
    """Let every file count as large."""
    monkeypatch.setattr(inlezen, "DIRECT_BYTES", 0)


def work():
    """Let a worker do what waits."""
    call_command("werker", "--leeg")


@pytest.mark.django_db(transaction=True)
def test_a_large_file_is_read_and_stored_by_a_worker(stad, page, large):
    response = upload(page, csv(ROW))
    text = page.get(response.url).content.decode()
    assert "<progress" in text
    assert 'hx-trigger="every 1s"' in text
    assert "Kijk hoever het is" in text
    work()
    assert "Indienen" in page.get(response.url).content.decode()
    assert hand_in(page, response).url == response.url
    assert not Levering.objects.exists()
    work()
    assert Levering.objects.get().status == "ingediend"
    assert "Dit bestand is ingediend" in page.get(response.url).content.decode()
    for row in Inlezing.objects.all():
        inlezen.store_inlezing(row)
        inlezen.read_inlezing(row)
    assert Levering.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_faults_of_a_large_file_stand_on_its_page_and_the_file_goes(stad, page, large, files):
    response = upload(page, csv(["Kommekwartier", *ROW[1:]]))
    work()
    assert "Bedoelt u ‘Kommelkwartier’?" in page.get(response.url).content.decode()
    assert kept(files) == []
    assert not Voorraadcijfer.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_work_that_died_half_way_is_done_again(stad, page, large, monkeypatch):
    response = upload(page, csv(ROW))
    row = Inlezing.objects.get()

    def die(*args, **kwargs):
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(inlezen, "read_opgave", die)
        work()
    row.refresh_from_db()
    assert row.status == "mislukt"
    assert "Opnieuw proberen" in page.get(response.url).content.decode()
    assert page.post(response.url).status_code == 303
    work()
    assert "Indienen" in page.get(response.url).content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_leaves_a_row_that_the_next_takes_up(stad, page, large):
    """Half way reading: the row says so, its task is taken up again, and the outcome is the same."""
    response = upload(page, csv(ROW))
    Inlezing.objects.update(status="leest", stap="lezen", percentage=40)
    DBTaskResult.objects.get().claim("a worker that is no more")
    work()
    assert "Indienen" in page.get(response.url).content.decode()
    hand_in(page, response)
    DBTaskResult.objects.exclude(status="SUCCESSFUL").get().claim("another that is no more")
    work()
    assert Levering.objects.count() == 1


# --- the template ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("vorm", ["lijst", "kruistabel"])
def test_the_template_holds_last_years_figures_and_can_be_delivered(stad, page, vorm):
    hold(
        stad,
        stad.cijfer(7, gebied=stad.buurt, periode="2025-01-01"),
        stad.cijfer(12, klasse=None, periode="2025-01-01"),
        periode="2025-01-01",
    )
    response = page.get(f"{BASE}sjabloon/?jaar=2026&vorm={vorm}")
    assert response.headers["Content-Disposition"].endswith(f'cijfers-maasdam-aedes-oost-2026-{vorm}.xlsx"')
    opgave = read(stad, response.content, name="x.xlsx")
    assert opgave.fouten == []
    found = {(cijfer.gebied_id, cijfer.klasse_id, int(cijfer.waarde), cijfer.periode) for cijfer in opgave.cijfers}
    assert found == {(stad.buurt.pk, stad.goedkoop.pk, 7, "2026-01-01"), (None, None, 12, "2026-01-01")}


@pytest.mark.parametrize("vorm", ["lijst", "kruistabel"])
def test_a_first_template_names_every_class(stad, page, vorm):
    content = page.get(f"{BASE}sjabloon/?jaar=2026&vorm={vorm}").content
    text = str([[cell.value for row in sheet for cell in row] for sheet in load_workbook(BytesIO(content))])
    assert "Goedkoop" in text
    assert "Duur" in text


@pytest.mark.parametrize("keys", ["jaar=x", "jaar=99999", "jaar=1000", "vorm=rond"])
def test_odd_keys_give_the_usual_template(page, keys):
    assert page.get(f"{BASE}sjabloon/?{keys}").status_code == 200
