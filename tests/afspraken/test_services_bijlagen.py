# SPDX-License-Identifier: EUPL-1.2
"""Writing notes and evidence: rules, history, and what is left when the database refuses."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError

from afspraken.models import Bewijsstuk, Notitie
from afspraken.services.bijlagen import add_bewijsstuk, add_notitie, publish_bewijsstuk
from afspraken.services.namens import namens_of, namens_of_each
from partijen.models import Collectieflid, Wijziging
from partijen.services import history
from portaal.lib import filetypes
from portaal.lib.documents import MAX_BYTES, download_name
from tests.factories import (
    ActieFactory,
    AfspraakFactory,
    BetrokkenheidFactory,
    CollectiefFactory,
    GebruikerFactory,
    PartijFactory,
)

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7 inhoud"


@pytest.fixture(autouse=True)
def media(settings, tmp_path) -> None:
    """Uploaded files go to a directory of this test."""
    settings.MEDIA_ROOT = tmp_path


def upload(content: bytes = PDF, name: str = "stuk.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_a_note_is_written_with_history(wereld) -> None:
    notitie = add_notitie(afspraak=wereld.afspraak, tekst=" Tekst ", by=wereld.lid)
    event = Wijziging.objects.of_object(notitie).get()
    assert (notitie.tekst, event.gebruiker, event.soort) == ("Tekst", wereld.lid, "nieuw")
    assert event.gemeente == wereld.gemeente


@pytest.mark.parametrize("tekst", ["", "  ", "x" * 4001])
def test_a_note_has_a_length(wereld, tekst) -> None:
    with pytest.raises(ValidationError) as caught:
        add_notitie(afspraak=wereld.afspraak, tekst=tekst, by=wereld.lid)
    assert set(caught.value.error_dict) == {"tekst"}
    assert not Notitie.objects.exists()


def test_evidence_is_written_with_history_under_a_random_name(wereld, tmp_path) -> None:
    stuk = add_bewijsstuk(afspraak=wereld.afspraak, titel="Besluit", bestand=upload(), by=wereld.lid)
    assert [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()] == [PDF]
    assert stuk.bestand.name.startswith("bewijsstukken/")
    assert "stuk" not in stuk.bestand.name.removeprefix("bewijsstukken/")
    assert stuk.bestandstype == "application/pdf"
    assert Wijziging.objects.of_object(stuk).get().velden["bestand"] == [None, stuk.bestand.name]


def test_publishing_evidence_changes_the_version_of_the_page(wereld) -> None:
    stuk = add_bewijsstuk(afspraak=wereld.afspraak, titel="Besluit", url="https://a.example/", by=wereld.lid)
    with pytest.raises(PermissionDenied):
        publish_bewijsstuk(bewijsstuk=stuk, gepubliceerd=True, by=wereld.lid)
    publish_bewijsstuk(bewijsstuk=stuk, gepubliceerd=True, by=wereld.coordinator)
    assert Bewijsstuk.objects.get().gepubliceerd
    assert Wijziging.objects.of_object(stuk).count() == 2


def test_policies_hold_in_the_service(wereld) -> None:
    afspraak = wereld.afspraak
    with pytest.raises(PermissionDenied):
        add_notitie(afspraak=afspraak, tekst="x", by=wereld.databeheerder)
    with pytest.raises(PermissionDenied):
        add_bewijsstuk(afspraak=afspraak, titel="x", url="https://a.example/", by=wereld.ander_lid)
    with pytest.raises(PermissionDenied):
        add_bewijsstuk(afspraak=afspraak, titel="x", url="https://a.example/", by=wereld.lid, gepubliceerd=True)
    assert add_bewijsstuk(afspraak=afspraak, titel="x", url="https://a.example/", by=wereld.databeheerder)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({}, "url"),
        ({"url": "https://a.example/", "bestand": PDF}, "url"),
        ({"url": "data:text/html,x"}, "url"),
        ({"url": "https://a.example/" + "a" * 500}, "url"),
        ({"url": "https://a.example/", "titel": ""}, "titel"),
        ({"url": "https://a.example/", "titel": "x" * 161}, "titel"),
        ({"bestand": b""}, "bestand"),
        ({"bestand": b"%PDF-" + b"0" * MAX_BYTES}, "bestand"),
        ({"bestand": b"hallo"}, "bestand"),
    ],
)
def test_faults_name_their_field_and_store_nothing(wereld, tmp_path, values, field) -> None:
    if "bestand" in values:
        values = values | {"bestand": upload(values["bestand"])}
    with pytest.raises(ValidationError) as caught:
        add_bewijsstuk(**{"afspraak": wereld.afspraak, "titel": "x", "by": wereld.lid, **values})
    assert set(caught.value.error_dict) == {field}
    assert not Bewijsstuk.objects.exists()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_no_file_stays_behind_when_writing_fails(wereld, tmp_path, monkeypatch) -> None:
    def refuse(events) -> None:
        raise IntegrityError

    monkeypatch.setattr(history, "write", refuse)
    with pytest.raises(IntegrityError):
        add_bewijsstuk(afspraak=wereld.afspraak, titel="x", bestand=upload(), by=wereld.lid)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("stuk.exe", "stuk.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\map\\Besluit énd.docx", "Besluit end.pdf"),
        ('a"; filename="b.html', "a filenameb.pdf"),
        ("\r\nSet-Cookie: x", "Set-Cookie x.pdf"),
        ("....", "bewijsstuk.pdf"),
        ("", "bewijsstuk.pdf"),
        ("日本", "bewijsstuk.pdf"),
        ("x" * 500 + ".pdf", "x" * 100 + ".pdf"),
    ],
)
def test_download_names_are_harmless(name, expected) -> None:
    assert download_name(name, filetypes.PDF, otherwise="bewijsstuk") == expected


# --- On whose behalf -------------------------------------------------------------------------------------------------


def test_an_own_party_that_leads_comes_before_the_werkgroep(wereld) -> None:
    gemeente, afspraak = wereld.gemeente, wereld.afspraak
    assert namens_of(by=wereld.lid, afspraak=afspraak) == wereld.thema.werkgroep
    assert namens_of(by=wereld.databeheerder, afspraak=afspraak) == wereld.trekker
    wereld.lid.lidmaatschappen.create(gemeente=gemeente, rol="databeheerder", partij=wereld.trekker)
    assert namens_of(by=wereld.lid, afspraak=afspraak) == wereld.trekker


def test_the_one_that_leads_the_actie_comes_first(wereld) -> None:
    actie = ActieFactory(afspraak=wereld.afspraak)
    leads_actie = PartijFactory()
    BetrokkenheidFactory(afspraak=wereld.afspraak, actie=actie, partij=leads_actie)
    user = wereld.databeheerder
    user.lidmaatschappen.create(gemeente=wereld.gemeente, rol="databeheerder", partij=leads_actie)
    assert namens_of(by=user, afspraak=wereld.afspraak, actie=actie) == leads_actie
    assert namens_of(by=user, afspraak=wereld.afspraak) == wereld.trekker


def test_a_member_of_a_leading_collectief_reports_for_itself(wereld) -> None:
    afspraak = AfspraakFactory(thema=wereld.thema, code="5b")
    corporaties = CollectiefFactory(gemeente=wereld.gemeente)
    Collectieflid.objects.create(collectief=corporaties, lid=wereld.trekker)
    BetrokkenheidFactory(afspraak=afspraak, partij=corporaties)
    assert namens_of(by=wereld.databeheerder, afspraak=afspraak) == wereld.trekker


def test_a_coordinator_reports_for_the_gemeente(wereld) -> None:
    assert namens_of(by=wereld.coordinator, afspraak=wereld.afspraak) is None
    wereld.gemeente.eigen_partij = PartijFactory(naam="Gemeente Maastricht", soort="gemeente")
    wereld.gemeente.save()
    assert namens_of(by=wereld.coordinator, afspraak=wereld.afspraak).naam == "Gemeente Maastricht"
    assert namens_of_each(by=wereld.coordinator, afspraken=[]) == {}
    assert namens_of(by=GebruikerFactory(), afspraak=wereld.afspraak) is None
