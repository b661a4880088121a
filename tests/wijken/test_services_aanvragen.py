# SPDX-License-Identifier: EUPL-1.2
"""An application from the form of a resident to its account: every step, and every step that cannot be."""

import datetime as dt
import uuid
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from partijen.models import Wijziging
from partijen.services.history import StaleVersion
from tests.wijken.wereld import euro, make_fondswereld, unbroken
from wijken.models import Aanvraag, Aanvraagdocument, Aanvraagstap, Boeking, Dossier, Fonds
from wijken.services import aanvragen, bewaren, grootboek, indienen
from wijken.statussen import DOOR_AANVRAGER_IN_TE_TREKKEN, KLAAR, OPEN, OVERGANGEN, Aanvraagstatus, may_go

pytestmark = pytest.mark.django_db
S = Aanvraagstatus
PDF, PNG, JPG = b"%PDF-1.7 x", b"\x89PNG\r\n\x1a\nx", b"\xff\xd8\xffx"


def upload(content: bytes = PDF, name: str = "offerte.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def refused(call, **values) -> dict:
    """The faults of a step that is refused; nothing was written."""
    before = (Boeking.objects.count(), Aanvraagstap.objects.count(), Wijziging.objects.count())
    with pytest.raises(ValidationError) as caught:
        call(**values)
    assert (Boeking.objects.count(), Aanvraagstap.objects.count(), Wijziging.objects.count()) == before
    error = caught.value
    return error.message_dict if hasattr(error, "error_dict") else {"": error.messages}


# --- the table of statuses -------------------------------------------------------------------------------------------


def test_the_table_of_statuses():
    assert set(OVERGANGEN) == set(S)
    assert {status for status, ways in OVERGANGEN.items() if not ways} == set(KLAAR)
    reached, todo = {S.ONBEVESTIGD}, [S.ONBEVESTIGD]
    while todo:
        new = set(OVERGANGEN[todo.pop()]) - reached
        reached |= new
        todo += new
    assert reached == set(S)
    assert set(OPEN) == set(S) - set(KLAAR) - {S.ONBEVESTIGD}
    assert all(may_go(status, S.INGETROKKEN) for status in DOOR_AANVRAGER_IN_TE_TREKKEN)
    assert not may_go(S.INGEDIEND, S.TOEGEKEND)


# --- handing in ------------------------------------------------------------------------------------------------------


def test_from_form_to_account(wereld):
    by = wereld.fondsbeheerder
    aanvraag = wereld.hand_in("400", documenten=indienen.read_documenten([upload()]))
    assert (aanvraag.status, aanvraag.kenmerk, aanvraag.fonds) == (S.ONBEVESTIGD, "", wereld.fonds)
    today = timezone.localdate()
    aanvraag = indienen.confirm(aanvraag=aanvraag)
    assert (aanvraag.status, aanvraag.ingediend_op) == (S.INGEDIEND, today)
    assert aanvraag.kenmerk == f"LF-{today.year}-0001"
    assert aanvraag.beslissen_voor == today + dt.timedelta(days=56)
    aanvraag = aanvragen.take_up(aanvraag=aanvraag, fonds=wereld.fonds, by=by, versie=aanvraag.versie)
    assert (aanvraag.status, aanvraag.behandelaar) == (S.IN_BEHANDELING, by)
    aanvraag = wereld.grant(
        aanvraag,
        "350.50",
        openbare_titel="Een bankje voor Mariaberg",
        openbare_samenvatting="Bewoners zetten een bankje neer.",
        motivering="Beste Ans, wat een goed plan.",
        versie=aanvraag.versie,
    )
    assert (aanvraag.status, aanvraag.toegekend, aanvraag.openbaar) == (S.TOEGEKEND, euro("350.50"), True)
    assert wereld.stand() == (euro("649.50"), 0, euro("350.50"), 0)
    aanvraag = aanvragen.pay(aanvraag=aanvraag, regel=wereld.regel("300"), by=by, versie=aanvraag.versie)
    assert (aanvraag.status, aanvraag.verantwoorden_voor) == (S.UITBETAALD, today + dt.timedelta(days=182))
    aanvraag = aanvragen.refund(aanvraag=aanvraag, regel=wereld.regel("20"), by=by)
    assert wereld.stand() == (euro("669.50"), 0, euro("50.50"), 280)
    aanvraag = aanvragen.account(aanvraag=aanvraag, verantwoording="Het bankje staat.", by=by, versie=aanvraag.versie)
    assert (aanvraag.status, aanvraag.afgerond_op) == (S.VERANTWOORD, today)
    assert wereld.stand() == (euro("720.00"), 0, 0, 280)
    assert grootboek.outstanding(aanvraag) == (0, 280)
    steps = list(aanvraag.stappen.values_list("status", "gebruiker__naam"))
    assert steps == [
        (S.INGEDIEND, None),
        (S.IN_BEHANDELING, "Naam fondsbeheerder"),
        (S.TOEGEKEND, "Naam fondsbeheerder"),
        (S.UITBETAALD, "Naam fondsbeheerder"),
        (S.VERANTWOORD, "Naam fondsbeheerder"),
    ]
    assert unbroken()
    dossier = wereld.dossier(aanvraag)
    assert (dossier.motivering, dossier.verantwoording) == ("Beste Ans, wat een goed plan.", "Het bankje staat.")


def test_nothing_about_a_person_stands_in_the_history(wereld):
    aanvraag = wereld.paid(
        naam="Zonnebloem",
        email="zonnebloem@bewoner.example",
        telefoon="043-1112223",
        organisatie="Klaproos",
        titel="Lavendel",
        plan="Rozemarijn",
        wanneer="Oleander",
        documenten=indienen.read_documenten([upload(name="Hortensia.pdf")]),
    )
    aanvragen.account(aanvraag=aanvraag, verantwoording="Madelief", by=wereld.fondsbeheerder)
    words = ("zonnebloem", "043-1112223", "klaproos", "lavendel", "rozemarijn", "oleander", "hortensia", "madelief")
    for event in Wijziging.objects.all():
        told = f"{event.object_naam} {event.reden} {event.velden}".lower()
        assert not [word for word in words if word in told], told
    assert not Wijziging.objects.filter(model__in=["wijken.dossier", "wijken.aanvraagdocument"]).exists()
    columns = [str(value).lower() for row in Aanvraag.objects.values_list() for value in row]
    assert not [word for word in words for column in columns if word in column]


def test_numbers_are_given_once_per_gemeente_and_year(wereld):
    year = timezone.localdate().year
    numbers = [wereld.confirmed().kenmerk for _ in range(3)]
    assert numbers == [f"LF-{year}-000{number}" for number in (1, 2, 3)]
    again = Aanvraag.objects.get(kenmerk=numbers[0])
    assert indienen.confirm(aanvraag=again).kenmerk == numbers[0]
    assert Aanvraagstap.objects.filter(aanvraag=again).count() == 1


def test_the_link_is_signed_and_ends(wereld):
    aanvraag = wereld.hand_in()
    dossier = wereld.dossier(aanvraag)
    link = indienen.make_link(dossier)
    assert indienen.read_link(link, wereld.gemeente) == dossier
    assert indienen.read_link(link, wereld.elders.lidmaatschappen.get().gemeente) is None
    for wrong in ("", "x", dossier.sleutel.hex, link[:-1], f"{link}x", link.replace(":", "")):
        assert indienen.read_link(wrong, wereld.gemeente) is None
    Aanvraag.objects.update(created_at=timezone.now() - dt.timedelta(days=7, minutes=1))
    aanvraag.refresh_from_db()
    assert indienen.is_expired(aanvraag)
    assert "werkt niet meer" in refused(indienen.confirm, aanvraag=aanvraag)[""][0]
    bewaren.delete_unconfirmed(aanvragen=[aanvraag])
    assert indienen.read_link(link, wereld.gemeente) is None


def test_where_and_when_one_can_apply(wereld):
    today = timezone.localdate()
    assert wereld.hand_in(gebied=wereld.malberg).fonds == wereld.rayonfonds
    assert wereld.hand_in(gebied=wereld.los).fonds is None  # the sources do not say which rayon it is in
    Fonds.objects.filter(pk=wereld.fonds.pk).update(open=False)
    assert refused(wereld.hand_in) == {"gebied": ["Voor Mariaberg kunt u nu geen geld aanvragen."]}
    Fonds.objects.filter(pk=wereld.fonds.pk).update(open=True, aanvragen_tot=today - dt.timedelta(days=1))
    assert "gebied" in refused(wereld.hand_in)
    Fonds.objects.filter(pk=wereld.fonds.pk).update(aanvragen_tot=today)
    assert wereld.hand_in().fonds == wereld.fonds
    assert "gebied" in refused(wereld.hand_in, gebied=wereld.rayonfonds.gebied)
    assert set(refused(wereld.hand_in, email="geen adres", naam="")) == {"email", "naam"}


def test_documents_are_what_they_are(wereld, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    good = [upload(), upload(PNG, "foto.PNG"), upload(JPG, "../../etc/x.jpg")]
    assert [d.naam for d in indienen.read_documenten(good)] == ["offerte.pdf", "foto.png", "x.jpg"]
    wrong = [
        upload(b"MZ\x90", "virus.pdf"),
        upload(b"", "leeg.pdf"),
        upload(b"%PDF-" + b"0" * (5 * 1024 * 1024), "groot.pdf"),
        upload(b"PK\x03\x04", "brief.docx"),
        upload(),
    ]
    faults = refused(indienen.read_documenten, bestanden=wrong)["documenten"]
    assert [fault.partition(":")[0] for fault in faults] == ["virus.pdf", "leeg.pdf", "groot.pdf", "brief.docx"]
    assert "pdf, jpg, png" in faults[0]
    assert "hoogstens 5" in refused(indienen.read_documenten, bestanden=[upload()] * 6)["documenten"][0]
    aanvraag = wereld.confirmed(documenten=indienen.read_documenten([upload()]))
    dossier = wereld.dossier(aanvraag)
    assert indienen.add_documenten(dossier=dossier, bestanden=[upload(PNG, "a.png")]) == 1
    assert "documenten" in refused(indienen.add_documenten, dossier=dossier, bestanden=[upload()] * 4)
    assert "documenten" in refused(indienen.add_documenten, dossier=dossier, bestanden=[])
    assert dossier.documenten.filter(soort="aanvraag").count() == 2
    stored = {path.name for path in tmp_path.rglob("*") if path.is_file()}
    assert {Path(d.bestand.name).name for d in dossier.documenten.all()} == stored
    assert not any("offerte" in name for name in stored)


def test_documents_of_the_account(wereld, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    paid = wereld.paid()
    indienen.add_documenten(dossier=wereld.dossier(paid), bestanden=[upload()])
    assert Aanvraagdocument.objects.get().soort == "verantwoording"
    aanvragen.account(aanvraag=paid, verantwoording="Klaar", by=wereld.fondsbeheerder)
    assert "documenten" in refused(indienen.add_documenten, dossier=wereld.dossier(paid), bestanden=[upload()])


# --- deciding --------------------------------------------------------------------------------------------------------


def test_a_grant_that_cannot_be(wereld):
    taken = wereld.taken_up("2000")
    fault = refused(wereld.grant, aanvraag=taken, bedrag="1000.01")
    assert "nog €\u00a01.000,00 vrij" in fault["bedrag"][0]
    assert "bedrag" in refused(wereld.grant, aanvraag=taken, bedrag="2000.01")
    assert "Er is €\u00a02.000,00 gevraagd" in refused(wereld.grant, aanvraag=taken, bedrag="2000.01")["bedrag"][0]
    for bedrag in ("0", "-1"):
        assert "bedrag" in refused(wereld.grant, aanvraag=taken, bedrag=bedrag)
    for title, field in (("", "openbare_titel"), ("Mail ans@bewoner.example", "openbare_titel")):
        assert list(refused(wereld.grant, aanvraag=taken, bedrag="1", openbare_titel=title)) == [field]
    private = {"openbare_samenvatting": "Bel 06-12345678"}
    assert "openbare_samenvatting" in refused(wereld.grant, aanvraag=taken, bedrag="1", **private)
    assert "Dan kan zij niet" in refused(wereld.grant, aanvraag=wereld.confirmed(), bedrag="1")[""][0]
    nowhere = wereld.confirmed(gebied=wereld.los)
    assert "uit welk fonds" in refused(wereld.grant, aanvraag=nowhere, bedrag="1")[""][0]
    assert wereld.stand() == (1000, 0, 0, 0)
    assert Aanvraag.objects.get(pk=taken.pk).status == S.IN_BEHANDELING


def test_a_grant_from_a_reservation_goes_back_there(wereld):
    by = wereld.fondsbeheerder
    reserved = grootboek.reserve(fonds=wereld.fonds, regel=wereld.regel("300", omschrijving="Gruuts"), by=by)
    other = grootboek.reserve(fonds=wereld.rayonfonds, regel=wereld.regel("300", omschrijving="Anders"), by=by)
    taken = wereld.taken_up("250")
    assert "" in refused(wereld.grant, aanvraag=taken, bedrag="250", reservering=other)
    aanvraag = wereld.grant(taken, "250", reservering=reserved)
    assert wereld.stand() == (700, 50, 250, 0)
    second = wereld.taken_up("60")
    assert (
        "Van deze reservering" in refused(wereld.grant, aanvraag=second, bedrag="60", reservering=reserved)["bedrag"][0]
    )
    aanvragen.withdraw(aanvraag=aanvraag, by=by)
    assert wereld.stand() == (700, 300, 0, 0)
    assert grootboek.rest_of_reservering(reserved) == 300
    assert unbroken()


def test_rejecting_asks_why(wereld):
    taken, today = wereld.taken_up(), timezone.localdate()
    values = {"aanvraag": taken, "datum": today, "by": wereld.fondsbeheerder}
    assert refused(aanvragen.reject, motivering=" ", **values) == {
        "motivering": ["Schrijf waarom de aanvraag wordt afgewezen."]
    }
    rejected = aanvragen.reject(motivering="Past niet bij het doel.", **values)
    assert (rejected.status, rejected.openbaar, rejected.toegekend) == (S.AFGEWEZEN, False, None)
    assert wereld.dossier(rejected).motivering == "Past niet bij het doel."
    assert "" in refused(wereld.grant, aanvraag=rejected, bedrag="1")


def test_withdrawing(wereld):
    by = wereld.fondsbeheerder
    assert indienen.withdraw_own(aanvraag=wereld.confirmed()).status == S.INGETROKKEN
    assert indienen.withdraw_own(aanvraag=wereld.taken_up()).status == S.INGETROKKEN
    granted = wereld.granted("300")
    assert "al besloten" in refused(indienen.withdraw_own, aanvraag=granted)[""][0]
    withdrawn = aanvragen.withdraw(aanvraag=granted, by=by)
    assert (withdrawn.status, withdrawn.openbaar, withdrawn.toegekend) == (S.INGETROKKEN, False, None)
    assert indienen.withdraw_own(aanvraag=withdrawn) == withdrawn
    assert wereld.stand() == (1000, 0, 0, 0)
    assert "al €\u00a0100,00 betaald" in refused(aanvragen.withdraw, aanvraag=wereld.paid(), by=by)[""][0]


def test_paying_and_paying_back(wereld):
    by = wereld.fondsbeheerder
    granted = wereld.granted("200")
    pay = {"aanvraag": granted, "by": by}
    assert (
        "nog €\u00a0200,00 worden betaald" in refused(aanvragen.pay, regel=wereld.regel("200.01"), **pay)["bedrag"][0]
    )
    assert "" in refused(aanvragen.refund, regel=wereld.regel("1"), **pay)
    aanvragen.pay(regel=wereld.regel("150"), **pay)
    first = Aanvraag.objects.get(pk=granted.pk)
    aanvragen.pay(regel=wereld.regel("50"), **pay)
    assert Aanvraag.objects.get(pk=granted.pk).verantwoorden_voor == first.verantwoorden_voor
    assert "bedrag" in refused(aanvragen.pay, regel=wereld.regel("0.01"), **pay)
    assert "bedrag" in refused(aanvragen.refund, regel=wereld.regel("200.01"), **pay)
    aanvragen.refund(regel=wereld.regel("200"), **pay)
    assert wereld.stand() == (1000, 0, 0, 0)
    assert list(granted.stappen.values_list("status", flat=True)).count(S.UITBETAALD) == 1
    assert "" in refused(aanvragen.pay, aanvraag=wereld.taken_up(), regel=wereld.regel("1"), by=by)


def test_what_was_booked_by_mistake_is_undone_from_the_end(wereld):
    by = wereld.fondsbeheerder
    aanvraag = wereld.paid("100")
    line = Boeking.objects.get(soort="betaling")
    assert "hoort bij een aanvraag" in refused(grootboek.reverse, boeking=line, reden="x", by=by)[""][0]
    assert "reden" in refused(aanvragen.undo, aanvraag=aanvraag, reden="", by=by)
    aanvragen.undo(aanvraag=aanvraag, reden="Verkeerde rekening", by=by)
    aanvraag.refresh_from_db()
    assert (aanvraag.status, aanvraag.verantwoorden_voor, wereld.stand()) == (S.TOEGEKEND, None, (900, 0, 100, 0))
    aanvragen.undo(aanvraag=aanvraag, reden="Te vroeg", by=by)
    aanvraag.refresh_from_db()
    assert (aanvraag.status, aanvraag.openbaar, aanvraag.toegekend) == (S.IN_BEHANDELING, False, None)
    assert wereld.stand() == (1000, 0, 0, 0)
    assert "" in refused(aanvragen.undo, aanvraag=aanvraag, reden="Nog een", by=by)
    wereld.grant(aanvraag, "60")
    assert wereld.stand() == (940, 0, 60, 0)
    assert unbroken()


def test_a_second_handler_is_told(wereld):
    taken = wereld.taken_up()
    old = taken.versie
    wereld.grant(taken, "10", versie=old)
    with pytest.raises(StaleVersion):
        aanvragen.reject(
            aanvraag=taken, motivering="Nee", datum=timezone.localdate(), by=wereld.fondsbeheerder, versie=old
        )
    other = wereld.confirmed()
    with pytest.raises(StaleVersion):
        aanvragen.take_up(aanvraag=other, fonds=wereld.fonds, by=wereld.fondsbeheerder, versie=other.versie - 1)


@pytest.mark.parametrize("rol", ["bestuurder", "coordinator", "beheerder", "werkgroeplid", "elders"])
def test_only_the_fondsbeheerder_handles(wereld, rol):
    by, today = getattr(wereld, rol), timezone.localdate()
    confirmed, taken, paid = wereld.confirmed(), wereld.taken_up(), wereld.paid()
    for call in (
        lambda: aanvragen.take_up(aanvraag=confirmed, fonds=wereld.fonds, by=by),
        lambda: wereld.grant(taken, "1", by=by),
        lambda: aanvragen.reject(aanvraag=taken, motivering="x", datum=today, by=by),
        lambda: aanvragen.withdraw(aanvraag=taken, by=by),
        lambda: aanvragen.pay(aanvraag=paid, regel=wereld.regel("1"), by=by),
        lambda: aanvragen.refund(aanvraag=paid, regel=wereld.regel("1"), by=by),
        lambda: aanvragen.account(aanvraag=paid, verantwoording="x", by=by),
        lambda: aanvragen.undo(aanvraag=paid, reden="x", by=by),
    ):
        with pytest.raises(PermissionDenied):
            call()


def test_a_demo_application_books_in_the_demo_ledger(wereld):
    real = wereld.stand()
    grootboek.deposit(fonds=wereld.fonds, regel=wereld.regel("1000"), by=None, demo=True)
    aanvraag = wereld.paid("100", demo=True)
    aanvragen.account(aanvraag=aanvraag, verantwoording="Klaar", by=wereld.fondsbeheerder)
    assert (wereld.stand(), wereld.stand(demo=True)) == (real, (900, 0, 0, 100))
    assert not Boeking.objects.filter(aanvraag=aanvraag, demo=False).exists()
    assert not Wijziging.objects.filter(model="wijken.aanvraag", demo=False).exists()
    assert not Aanvraagstap.objects.filter(demo=False).exists()


# --- who sees what ---------------------------------------------------------------------------------------------------


def test_who_sees_which_applications(wereld):
    made = {
        "onbevestigd": wereld.hand_in(),
        "ingediend": wereld.confirmed(),
        "in behandeling": wereld.taken_up(),
        "toegekend": wereld.granted(),
        "betaald": wereld.paid(),
    }
    everything = set(made) - {"onbevestigd"}
    public = {"toegekend", "betaald"}
    expected = {
        **dict.fromkeys(("bestuurder", "coordinator", "fondsbeheerder"), everything),
        **dict.fromkeys(("beheerder", "werkgroeplid", "elders"), public),
    }

    def seen(queryset) -> set[str]:
        found = set(queryset.values_list("pk", flat=True))
        return {name for name, row in made.items() if row.pk in found}

    for rol, names in expected.items():
        user = getattr(wereld, rol)
        assert seen(Aanvraag.objects.visible_to(user)) == names, rol
        readers = names if rol in ("bestuurder", "coordinator", "fondsbeheerder") else set()
        dossiers = Aanvraag.objects.filter(dossier__in=Dossier.objects.visible_to(user))
        assert seen(dossiers) == readers, rol
        assert seen(Aanvraag.objects.filter(stappen__in=Aanvraagstap.objects.visible_to(user))) == readers, rol


# --- keeping and deleting --------------------------------------------------------------------------------------------


def test_the_personal_part_goes_when_its_term_is_over(wereld, settings, tmp_path, django_capture_on_commit_callbacks):
    settings.MEDIA_ROOT = tmp_path
    today, day = timezone.localdate(), dt.timedelta(days=1)
    documents = {"documenten": indienen.read_documenten([upload()])}
    paid = wereld.paid(**documents)
    done = aanvragen.account(aanvraag=wereld.paid(), verantwoording="Klaar", by=wereld.fondsbeheerder)
    withdrawn = indienen.withdraw_own(aanvraag=wereld.confirmed(**documents))
    recent = indienen.withdraw_own(aanvraag=wereld.confirmed())
    late, early = wereld.hand_in(**documents), wereld.hand_in()
    Aanvraag.objects.filter(pk=withdrawn.pk).update(afgerond_op=today - 366 * day)
    Aanvraag.objects.filter(pk=recent.pk).update(afgerond_op=today - 365 * day)
    Aanvraag.objects.filter(pk=done.pk).update(afgerond_op=today - 366 * day)
    Aanvraag.objects.filter(pk=late.pk).update(created_at=timezone.now() - 8 * day)
    with django_capture_on_commit_callbacks(execute=True):
        found = bewaren.clean_up()
    assert (found.onbevestigd, found.dossiers) == (1, 1)
    left = set(Dossier.objects.values_list("aanvraag_id", flat=True))
    assert left == {paid.pk, done.pk, recent.pk, early.pk}
    assert not Aanvraag.objects.filter(pk=late.pk).exists()
    assert Aanvraag.objects.filter(pk=withdrawn.pk).exists()
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1
    event = Wijziging.objects.filter(model="wijken.aanvraag", object_id=withdrawn.pk).latest("id")
    assert "verwijderd: de bewaartermijn is voorbij" in event.reden
    gone = Wijziging.objects.filter(model="wijken.aanvraag", object_id=late.pk, soort="verwijderd").get()
    assert gone.velden == {}
    with django_capture_on_commit_callbacks(execute=True):
        assert bewaren.clean_up(today=today + dt.timedelta(days=7 * 366)).dossiers == 2
    assert bewaren.clean_up().dossiers == 0


# --- steps out of turn -----------------------------------------------------------------------------------------------


def test_a_step_of_an_old_page_is_refused(wereld):
    taken = wereld.taken_up()
    values = {"motivering": "Nee", "datum": timezone.localdate(), "by": wereld.fondsbeheerder}
    with pytest.raises(StaleVersion):
        aanvragen.reject(aanvraag=taken, versie=taken.versie + 7, **values)
    assert Aanvraag.objects.get(pk=taken.pk).status == S.IN_BEHANDELING


def test_without_a_fund_nothing_is_granted_paid_or_undone(wereld):
    by, regel = wereld.fondsbeheerder, wereld.regel("10")
    aanvraag = wereld.confirmed(gebied=wereld.los)
    for step in (aanvragen.pay, aanvragen.refund):
        assert "" in refused(step, aanvraag=aanvraag, regel=regel, by=by)
    assert "" in refused(aanvragen.undo, aanvraag=aanvraag, reden="Fout", by=by)
    assert "fonds" in refused(aanvragen.take_up, aanvraag=aanvraag, fonds=make_fondswereld("elders").fonds, by=by)
    assert aanvragen.withdraw(aanvraag=aanvraag, by=by).status == S.INGETROKKEN


def test_a_step_that_is_sent_twice_is_booked_once(wereld):
    by, taken = wereld.fondsbeheerder, wereld.taken_up("200")
    steps = (
        (aanvragen.grant, "200", {"openbare_titel": "Een bankje"}),
        (aanvragen.pay, "200", {}),
        (aanvragen.refund, "50", {}),
    )
    for step, bedrag, values in steps:
        regel = wereld.regel(bedrag, sleutel=uuid.uuid4())
        for _again in range(2):
            step(aanvraag=taken, regel=regel, by=by, **values)
    assert wereld.stand() == (850, 0, 0, 150)


def test_a_payment_of_two_that_is_undone_leaves_it_paid(wereld):
    by, granted = wereld.fondsbeheerder, wereld.granted("200")
    for _half in range(2):
        aanvragen.pay(aanvraag=granted, regel=wereld.regel("100"), by=by)
    aanvragen.undo(aanvraag=granted, reden="Eén keer te veel", by=by)
    assert Aanvraag.objects.get(pk=granted.pk).status == S.UITBETAALD
    assert wereld.stand() == (800, 0, 100, 100)


def test_files_go_with_a_row_that_could_not_be_kept(wereld, settings, tmp_path, monkeypatch):
    def fail(*_args, **_kwargs):
        raise OSError("disk full")

    settings.MEDIA_ROOT = tmp_path
    documents = indienen.read_documenten([upload()])
    monkeypatch.setattr(Aanvraagdocument, "save", fail)
    with pytest.raises(OSError, match="disk full"), transaction.atomic():
        wereld.hand_in(documenten=documents)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
