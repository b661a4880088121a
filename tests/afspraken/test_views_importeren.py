# SPDX-License-Identifier: EUPL-1.2
"""The pages that read an actielijst in: upload, preview, import, and who may."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from afspraken.models import Actielijstimport, Afspraak, Afsprakenset
from afspraken.services.voortgang import Melding, record_voortgang
from partijen.models import Partij, Wijziging
from partijen.services.history import update_with_history
from tests.factories import (
    AfspraakFactory,
    AfsprakensetFactory,
    GebruikerFactory,
    PartijFactory,
    PartijInGemeenteFactory,
    ThemaFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def afsprakenset(settings, tmp_path) -> Afsprakenset:
    settings.MEDIA_ROOT = tmp_path
    afsprakenset = AfsprakensetFactory(slug="set-een")
    AfspraakFactory(thema=ThemaFactory(afsprakenset=afsprakenset, nummer=1), code="1a", titel="Oude titel")
    return afsprakenset


@pytest.fixture
def page(afsprakenset, client: Client) -> Client:
    client.force_login(GebruikerFactory(rol="coordinator", gemeente=afsprakenset.gemeente))
    return client


def upload(*rows: tuple, header: tuple = ("Code", "Titel"), name: str = "lijst.xlsx") -> SimpleUploadedFile:
    workbook = Workbook()
    for row in (header, *rows):
        workbook.active.append(row)
    buffer = BytesIO()
    workbook.save(buffer)
    return SimpleUploadedFile(name, buffer.getvalue())


def address(afsprakenset: Afsprakenset, name: str = "importeren", *args: object) -> str:
    return reverse(f"afspraken:{name}", args=(afsprakenset.gemeente.slug, *args))


def hand_in(page: Client, afsprakenset: Afsprakenset, file: object):
    return page.post(address(afsprakenset), {"afsprakenset": afsprakenset.slug, "bestand": file})


def test_upload_preview_and_import(page, afsprakenset) -> None:
    response = hand_in(page, afsprakenset, upload(("1a", "Nieuwe titel")))
    assert response.status_code == 303
    preview = page.get(response.url)
    assert preview.status_code == 200
    assert "Oude titel" in preview.content.decode()
    assert "Nieuwe titel" in preview.content.decode()
    assert Afspraak.objects.get(code="1a").titel == "Oude titel", "a preview writes nothing"
    done = page.post(response.url, follow=True)
    assert "De actielijst is ingelezen: 0 nieuw, 1 gewijzigd" in done.content.decode()
    assert Afspraak.objects.get(code="1a").titel == "Nieuwe titel"
    again = page.post(response.url)
    assert again.status_code == 303
    assert Afspraak.objects.get(code="1a").versie == 2, "sent twice, written once"


def test_the_original_file_is_kept_under_a_name_of_our_own(page, afsprakenset) -> None:
    file = upload(("1a", "Nieuw"), name="../../etc/geheim.xlsx")
    content = file.read()
    file.seek(0)
    hand_in(page, afsprakenset, file)
    kept = Actielijstimport.objects.get()
    assert kept.bestandsnaam == "geheim.xlsx"
    assert kept.bestand.name.startswith("actielijsten/")
    assert "geheim" not in kept.bestand.name
    assert kept.bestand.read() == content
    kept.bestand.close()


def test_a_change_since_the_preview_shows_the_preview_again(page, afsprakenset) -> None:
    url = hand_in(page, afsprakenset, upload(("1a", "Nieuwe titel"))).url
    member = GebruikerFactory(rol="coordinator", gemeente=afsprakenset.gemeente)
    record_voortgang(afspraak=Afspraak.objects.get(code="1a"), melding=Melding("op_koers"), by=member)
    response = page.post(url)
    assert response.status_code == 409
    assert "intussen iets gewijzigd" in response.content.decode()
    assert Afspraak.objects.get(code="1a").titel == "Oude titel"
    assert page.post(url).status_code == 303
    assert Afspraak.objects.get(code="1a").titel == "Nieuwe titel"


def test_a_kept_file_that_no_longer_fits_does_not_blame_the_file(page, afsprakenset) -> None:
    PartijInGemeenteFactory(partij=PartijFactory(naam="Woonstichting Zuid"), gemeente=afsprakenset.gemeente)
    response = hand_in(page, afsprakenset, upload(("1a", "Woonstichting Zuid"), header=("Code", "Trekkers")))
    assert page.get(response.url).status_code == 200
    partij = Partij.objects.get(naam="Woonstichting Zuid")
    update_with_history(partij, {"naam": "Iets heel anders"}, by=None, oorsprong="beheer")
    update_with_history(Afspraak.objects.get(code="1a"), {"titel": "Andere titel"}, by=None, oorsprong="beheer")
    outdated = page.get(response.url)
    assert outdated.status_code == 422
    assert "Sinds u dit bestand aanbood is de actielijst gewijzigd." in outdated.content.decode()


def test_every_fault_is_shown_at_once_and_nothing_is_kept(page, afsprakenset) -> None:
    response = hand_in(page, afsprakenset, upload(("1a", "x" * 200), ("??", "y"), (None, "z")))
    assert response.status_code == 422
    text = response.content.decode()
    for part in ("er passen er 160", "geen code", "code ontbreekt", "3 fouten"):
        assert part in text
    assert not Actielijstimport.objects.exists()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "Dit bestand is leeg"),
        (b"<html></html>", "HTML"),
        (b"%PDF-1.7", "pdf"),
        (b"PK\x03\x04 kapot", "beschadigd"),
    ],
)
def test_what_is_no_spreadsheet_gets_a_message_at_the_field(page, afsprakenset, content, message) -> None:
    response = hand_in(page, afsprakenset, SimpleUploadedFile("lijst.xlsx", content))
    assert response.status_code == 422
    assert message.casefold() in response.content.decode().casefold()
    assert response.context["form"].errors["bestand"]


def test_without_a_file_or_with_another_set_the_form_says_so(page, afsprakenset) -> None:
    hidden = AfsprakensetFactory()
    assert "Kies een bestand" in hand_in(page, afsprakenset, "").content.decode()
    response = page.post(address(afsprakenset), {"afsprakenset": hidden.slug, "bestand": upload(("1a", "x"))})
    assert response.status_code == 422
    assert response.context["form"].errors["afsprakenset"]


def test_a_file_over_five_megabytes_is_not_read(page, afsprakenset) -> None:
    response = hand_in(page, afsprakenset, SimpleUploadedFile("lijst.xlsx", b"PK" + b"0" * 5 * 1024 * 1024))
    assert "groter dan 5 MB" in response.content.decode()


@pytest.mark.parametrize(
    "rol", ["werkgroeplid", "bestuurder", "databeheerder", "beheerder", "huurdersvertegenwoordiger"]
)
def test_only_the_coordinator_reads_a_list_in(client, afsprakenset, rol) -> None:
    client.force_login(GebruikerFactory(rol=rol, gemeente=afsprakenset.gemeente, partij=PartijFactory()))
    assert client.get(address(afsprakenset)).status_code == 403
    assert hand_in(client, afsprakenset, upload(("1a", "x"))).status_code == 403
    assert Afspraak.objects.get(code="1a").titel == "Oude titel"


def test_a_preview_of_another_gemeente_is_not_there(page, afsprakenset) -> None:
    url = hand_in(page, afsprakenset, upload(("1a", "Nieuwe titel"))).url
    number = int(url.rstrip("/").rsplit("/", 1)[1])
    other = AfsprakensetFactory()
    stranger = Client()
    stranger.force_login(GebruikerFactory(rol="coordinator", gemeente=other.gemeente))
    for target in (url, address(other, "import-voorbeeld", number)):
        for response in (stranger.get(target), stranger.post(target)):
            assert response.status_code in (403, 404)
    assert Afspraak.objects.get(code="1a").titel == "Oude titel"


def test_anonymous_goes_to_the_login_page_and_other_methods_are_refused(client, page, afsprakenset) -> None:
    assert Client().get(address(afsprakenset)).url.startswith("/accounts/login/")
    assert page.delete(address(afsprakenset)).status_code == 405
    assert page.post(address(afsprakenset, "sjabloon")).status_code == 405


def test_the_template_can_be_downloaded(page, afsprakenset) -> None:
    response = page.get(address(afsprakenset, "sjabloon"))
    assert response.headers["Content-Disposition"].startswith('attachment; filename="actielijst-sjabloon-')
    assert load_workbook(BytesIO(response.content)).sheetnames == ["Actielijst", "Uitleg"]
    for unknown in ("nergens", "nul\0"):
        assert page.get(address(afsprakenset, "sjabloon"), {"afsprakenset": unknown}).status_code == 404


def test_the_preview_of_an_unchanged_file_offers_nothing_to_save(page, afsprakenset) -> None:
    url = hand_in(page, afsprakenset, upload(("1a", "Oude titel"))).url
    text = page.get(url).content.decode()
    assert "Er valt niets in te lezen" in text
    assert "Inlezen en opslaan" not in text


HEADER = ("Code", "Titel", "Thema")


def test_what_is_public_gets_no_personal_data_without_an_answer(page, afsprakenset) -> None:
    url = hand_in(
        page, afsprakenset, upload(("1a", "Bel 06-12345678", 1), ("1b", "Mail a@b.example", 1), header=HEADER)
    ).url
    preview = page.get(url)
    assert preview.status_code == 200
    text = preview.content.decode()
    assert "06-••••••78" in text
    assert "a•••@" not in text, "a new row is concept"
    refused = page.post(url)
    assert refused.status_code == 422
    assert Afspraak.objects.get().titel == "Oude titel"
    kenmerk = preview.context["vraag"].form["bevindingen"].value()
    answer = {"bevindingen": kenmerk, "geen_persoonsgegeven": "on"}
    assert "Schrijf waarom" in page.post(url, answer).content.decode()
    assert page.post(url, answer | {"waarom_niet": "nummer van het meldpunt"}).status_code == 303
    assert Afspraak.objects.get(code="1a").titel == "Bel 06-12345678"
    reden = Wijziging.objects.get(model="afspraken.afspraak", soort="gewijzigd").reden
    assert reden == "Geen persoonsgegeven (telefoonnummer in titel): nummer van het meldpunt"


def test_the_command_asks_too(afsprakenset, tmp_path, capsys) -> None:
    file = tmp_path / "lijst.csv"
    file.write_text("Code;Titel\n1a;Bel 06-12345678\n", encoding="utf-8")
    command = ["import_actielijst", str(file), "--gemeente", afsprakenset.gemeente.slug, "--afsprakenset", "set-een"]
    with pytest.raises(CommandError, match="--geen-persoonsgegevens"):
        call_command(*command)
    shown = capsys.readouterr()
    assert "06-••••••78" in shown.err
    assert Afspraak.objects.get().titel == "Oude titel"
    call_command(*command, "--geen-persoonsgegevens", "meldpunt")
    assert Afspraak.objects.get().titel == "Bel 06-12345678"
    assert Wijziging.objects.get(soort="gewijzigd").reden.endswith("meldpunt")
