# SPDX-License-Identifier: EUPL-1.2
"""Before anything becomes public, what looks like personal data in it must be answered."""

import pytest
import typst
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models

from afspraken.models import Afspraak, Bewijsstuk, Publicatie, Voortgang
from afspraken.services.bijlagen import add_bewijsstuk, publish_bewijsstuk
from afspraken.services.persoonsgegevens import (
    PUBLIC_TEXTS,
    Antwoord,
    PersonalDataFound,
    check_public_texts,
)
from afspraken.services.publicatie import publish_actie, publish_afspraak
from afspraken.services.voortgang import TEXT_FIELDS, publish_voortgang
from afspraken.services.wachtrij import publish_chosen
from afspraken.wachtrij import Soort, read_chosen
from partijen.models import Wijziging
from partijen.services.persoonsgegevens import Tekst, find_in
from portaal.lib.personal_data import Kind
from tests.factories import ActieFactory, AfspraakFactory, TermijnFactory, VerbandFactory

pytestmark = pytest.mark.django_db

PHONE = "Bel 06-12345678."
REDEN = "nummer van het meldpunt"


def refused(call, **kwargs) -> PersonalDataFound:
    """The findings of a service that did not publish."""
    with pytest.raises(PersonalDataFound) as caught:
        call(**kwargs)
    return caught.value


# Texts of these models that no publication shows: codes and addresses, or for readers of drafts alone.
NEVER_PUBLIC = {
    "afspraken.afsprakenset": {"slug", "periode"},
    "afspraken.afspraak": {"code"},
    "afspraken.actie": {"code"},
    "afspraken.termijn": {"periode"},
    "afspraken.landelijkeprioriteit": {"jaren"},
    "afspraken.doelstelling": {"code", "periode"},
    "afspraken.initiatief": {"periode"},
    "afspraken.bewijsstuk": {"bestand", "bestandstype"},
    "afspraken.notitie": {"tekst"},
    "afspraken.publicatie": {"reden"},
    "afspraken.actielijstimport": {"bestand", "bestandsnaam", "sha256"},
    "afspraken.documentimport": {"bestand", "bestandsnaam", "sha256"},
}


def test_every_text_is_checked_or_known_never_to_be_public() -> None:
    """A new field of text must be put on one of the two lists."""
    for model in apps.get_app_config("afspraken").get_models():
        texts = {
            field.name
            for field in model._meta.concrete_fields
            if isinstance(field, models.CharField | models.TextField | models.FileField) and not field.choices
        }
        assert texts == {*PUBLIC_TEXTS.get(model, ()), *NEVER_PUBLIC.get(model._meta.label_lower, ())}, model
    assert PUBLIC_TEXTS[Voortgang] == TEXT_FIELDS


@pytest.mark.parametrize("veld", TEXT_FIELDS)
def test_a_report_waits_for_an_answer(wereld, veld) -> None:
    report = wereld.report(**{veld: PHONE})
    found = refused(publish_voortgang, voortgang=report, by=wereld.coordinator)
    (bevinding,) = found.bevindingen
    assert (bevinding.veld, bevinding.soort, bevinding.gemaskeerd) == (veld, Kind.TELEFOONNUMMER, "06-••••••78")
    assert bevinding.naam.startswith("5a, op koers")
    assert not Voortgang.objects.published().exists()
    antwoord = Antwoord(found.kenmerk, f" {REDEN} ")
    publish_voortgang(voortgang=report, by=wereld.coordinator, antwoord=antwoord)
    assert Voortgang.objects.published().get() == report
    told = {Publicatie.objects.get().reden, Wijziging.objects.get(soort="gepubliceerd").reden}
    assert told == {f"Geen persoonsgegeven (telefoonnummer in {bevinding.veldnaam.lower()}): {REDEN}"}


def test_no_answer_counts_for_other_findings_or_without_a_reason(wereld) -> None:
    report, other = wereld.report(toelichting=PHONE), wereld.report(toelichting="Mail a@b.example")
    kenmerk = refused(publish_voortgang, voortgang=report, by=wereld.coordinator).kenmerk
    for antwoord in (None, Antwoord(kenmerk, "  "), Antwoord("", REDEN)):
        refused(publish_voortgang, voortgang=report, by=wereld.coordinator, antwoord=antwoord)
    refused(publish_voortgang, voortgang=other, by=wereld.coordinator, antwoord=Antwoord(kenmerk, REDEN))
    assert not Publicatie.objects.exists()


def test_a_report_published_at_once_is_checked_before_it_is_kept(wereld) -> None:
    found = refused(wereld.report, toelichting=PHONE, publish=True)
    assert not Voortgang.objects.exists()
    assert not Wijziging.objects.exists()
    assert "06-12345678" not in " ".join(found.messages)
    wereld.report(toelichting=PHONE)
    wereld.report(toelichting="Bel gerust.", publish=True)
    assert Voortgang.objects.published().count() == 1


def test_an_afspraak_is_checked_with_its_terms_and_without_its_acties(wereld) -> None:
    afspraak = AfspraakFactory(thema=wereld.thema, code="6b", samenvatting=PHONE, gepubliceerd=False)
    actie = ActieFactory(afspraak=afspraak, omschrijving="Mail a@b.example", gepubliceerd=False)
    TermijnFactory(afspraak=afspraak, wat="BSN 123456782")
    TermijnFactory(afspraak=afspraak, actie=actie, wat="Mail c@d.example")
    found = refused(publish_afspraak, afspraak=afspraak, by=wereld.coordinator)
    assert [(row.naam, row.veld) for row in found.bevindingen] == [
        ("6b", "samenvatting"),
        ("6b, gereed 2022-Q1", "wat"),
    ]
    antwoord = Antwoord(found.kenmerk, REDEN)
    assert publish_afspraak(afspraak=afspraak, by=wereld.coordinator, reden="Besluit.", antwoord=antwoord)
    assert Wijziging.objects.latest("id").reden.startswith("Besluit. Geen persoonsgegeven (telefoonnummer in samen")
    assert not publish_afspraak(afspraak=afspraak, by=wereld.coordinator)
    found = refused(publish_actie, actie=actie, by=wereld.coordinator)
    assert [row.veld for row in found.bevindingen] == ["omschrijving", "wat"]


def test_a_link_between_afspraken_is_checked_with_whichever_end_is_published(wereld) -> None:
    ends = [AfspraakFactory(thema=wereld.thema, code=code, gepubliceerd=False) for code in ("7a", "7b")]
    VerbandFactory(van=ends[0], naar=ends[1], toelichting=PHONE)
    VerbandFactory(van=ends[1], naar=wereld.afspraak, toelichting="")
    for end in ends:
        found = refused(publish_afspraak, afspraak=end, by=wereld.coordinator)
        assert [(row.naam, row.veld) for row in found.bevindingen] == [("Verband tussen afspraken", "toelichting")]


def test_a_name_does_not_give_away_what_was_found_in_it() -> None:
    found, _key = find_in([Tekst("1. Bel 06-12345678", Afspraak, "titel", "Bel 06-12345678")] * 2)
    assert [str(one) for one in found] == ["1. Bel 06-••••••78, titel: telefoonnummer 06-••••••78"]


def test_what_is_checked_is_the_row_as_it_stands(wereld) -> None:
    afspraak = AfspraakFactory(thema=wereld.thema, samenvatting="Niets", gepubliceerd=False)
    type(afspraak).objects.filter(pk=afspraak.pk).update(samenvatting=PHONE)
    refused(publish_afspraak, afspraak=afspraak, by=wereld.coordinator)


def test_evidence_is_checked_by_title_address_and_file_name(wereld) -> None:
    url = "https://voorbeeld.example/0612345678"
    make = {"afspraak": wereld.afspraak, "titel": "Brief van a@b.example", "url": url, "by": wereld.coordinator}
    found = refused(add_bewijsstuk, gepubliceerd=True, **make)
    assert [row.veld for row in found.bevindingen] == ["titel", "url"]
    assert not Bewijsstuk.objects.exists()
    stuk = add_bewijsstuk(**make)
    found = refused(publish_bewijsstuk, bewijsstuk=stuk, gepubliceerd=True, by=wereld.coordinator)
    antwoord = Antwoord(found.kenmerk, REDEN)
    publish_bewijsstuk(bewijsstuk=stuk, gepubliceerd=True, by=wereld.coordinator, antwoord=antwoord)
    assert REDEN in Wijziging.objects.latest("id").reden
    publish_bewijsstuk(bewijsstuk=stuk, gepubliceerd=False, by=wereld.coordinator)


def test_the_words_in_a_file_are_searched_before_it_is_public(wereld, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    make = {"afspraak": wereld.afspraak, "titel": "Brief", "by": wereld.coordinator}
    letter = SimpleUploadedFile("brief.pdf", typst.compile(b"Bel 06-12345678, of bel 06-12345678."))
    found = refused(add_bewijsstuk, gepubliceerd=True, bestand=letter, **make)
    assert [(row.veld, row.gemaskeerd) for row in found.bevindingen] == [("bestand", "06-••••••78")], "once"
    assert not list(tmp_path.rglob("*.*"))
    letter.seek(0)
    stuk = add_bewijsstuk(bestand=letter, **make)
    assert refused(publish_bewijsstuk, bewijsstuk=stuk, gepubliceerd=True, by=wereld.coordinator).kenmerk
    shown = read_chosen({Soort.BEWIJSSTUK: [stuk.pk]}, user=wereld.coordinator, gemeente=wereld.gemeente)
    chosen = {key: row.kenmerk for key, row in shown.items()}
    refused(publish_chosen, gemeente=wereld.gemeente, gekozen=chosen, by=wereld.coordinator)
    good = SimpleUploadedFile("goed.pdf", typst.compile(b"Er staat niets in."))
    assert add_bewijsstuk(gepubliceerd=True, bestand=good, **make).gepubliceerd


def test_a_file_that_cannot_be_searched_must_be_looked_at(wereld, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    picture = SimpleUploadedFile("foto 06-12345678.png", b"\x89PNG\r\n\x1a\n een tekening")
    stuk = add_bewijsstuk(afspraak=wereld.afspraak, titel="Foto", by=wereld.coordinator, bestand=picture)
    found = refused(publish_bewijsstuk, bewijsstuk=stuk, gepubliceerd=True, by=wereld.coordinator)
    assert [row.soort for row in found.bevindingen] == [Kind.TELEFOONNUMMER, Kind.ONGELEZEN]
    assert "12345678" not in " ".join(found.messages)
    Bewijsstuk.objects.filter(pk=stuk.pk).update(bestandsnaam="foto.png")
    stuk.bestand.storage.delete(stuk.bestand.name)
    found = refused(publish_bewijsstuk, bewijsstuk=stuk, gepubliceerd=True, by=wereld.coordinator)
    antwoord = Antwoord(found.kenmerk, REDEN)
    publish_bewijsstuk(bewijsstuk=stuk, gepubliceerd=True, by=wereld.coordinator, antwoord=antwoord)
    assert Wijziging.objects.latest("id").reden == f"Geen persoonsgegeven (bestand zelf bekeken): {REDEN}"


def test_nothing_found_leaves_no_trace_and_asks_nothing_more(wereld, django_assert_num_queries) -> None:
    report = wereld.report(toelichting="Niets bijzonders.")
    with django_assert_num_queries(0):
        assert check_public_texts([report, wereld.afspraak], None) == ""
