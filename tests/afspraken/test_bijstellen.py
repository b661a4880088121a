# SPDX-License-Identifier: EUPL-1.2
"""What was agreed is changed by decision: as concept first, by the coordinator, with the first value kept in sight."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from afspraken.bijstellen import read_bijstellingen, read_value, subject_of, subjects_of
from afspraken.models import Afspraak, Bijstelling, Doelstelling, Termijn
from afspraken.services.bijstellingen import (
    Voorstel,
    discard_bijstelling,
    publish_bijstelling,
    save_bijstelling,
)
from afspraken.services.persoonsgegevens import PersonalDataFound
from afspraken.wachtrij import Soort, count_waiting, read_chosen
from partijen.models import Wijziging
from partijen.services.history import StaleVersion
from tests.afspraken.wereld import count_data_queries
from tests.factories import ActieFactory, DoelstellingFactory, OverlegFactory, TermijnFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 20)


@pytest.fixture
def plek(wereld):
    """The afspraak with a goal, a term, a term of an actie, and two targets."""
    Afspraak.objects.filter(pk=wereld.afspraak.pk).update(doel="Honderd standplaatsen")
    wereld.afspraak.refresh_from_db()
    wereld.termijn = TermijnFactory(afspraak=wereld.afspraak, periode="2026-Q1", wat="Plan")
    wereld.actie = ActieFactory(afspraak=wereld.afspraak, code="5a-1", gepubliceerd=False)
    wereld.van_actie = TermijnFactory(afspraak=wereld.afspraak, actie=wereld.actie, periode="2026")
    own = {"afsprakenset": wereld.afsprakenset, "afspraak": wereld.afspraak}
    wereld.getal = DoelstellingFactory(**own, titel="Huur", eenheid="procent", doel=80)
    wereld.label = DoelstellingFactory(**own, titel="Label", eenheid="tekst", doel=None, doel_tekst="label C")
    wereld.overleg = OverlegFactory(gemeente=wereld.gemeente, datum=timezone.localdate() - dt.timedelta(days=9))
    return wereld


def save(plek, onderwerp="doel", nieuw="Tachtig standplaatsen", **values):
    by, row, versie = values.pop("by", plek.coordinator), values.pop("bijstelling", None), values.pop("versie", None)
    voorstel = Voorstel(**{"onderwerp": onderwerp, "nieuw": nieuw, "reden": "Er is minder grond.", **values})
    return save_bijstelling(afspraak=plek.afspraak, voorstel=voorstel, by=by, bijstelling=row, expected_versie=versie)


def publish(plek, row, **values):
    return publish_bijstelling(**{"bijstelling": row, "by": plek.coordinator, "expected_versie": row.versie, **values})


def faults(call, *args, **kwargs):
    with pytest.raises(ValidationError) as caught:
        call(*args, **kwargs)
    error = caught.value
    return error.message_dict if hasattr(error, "error_dict") else {"": error.messages}


def test_a_concept_changes_nothing_and_publishing_puts_the_value_in_its_place(plek) -> None:
    cases = {
        "doel": ("Tachtig standplaatsen", "Honderd standplaatsen", "Tachtig standplaatsen"),
        f"termijn-{plek.termijn.pk}": ("2027-H1", "eerste kwartaal 2026", "eerste helft 2027"),
        f"doelstelling-{plek.getal.pk}": ("72,5%", "80%", "72,5%"),
        f"doelstelling-{plek.label.pk}": ("label B", "label C", "label B"),
    }
    for onderwerp, (nieuw, _first, _now) in cases.items():
        row = save(plek, onderwerp, nieuw, overleg=plek.overleg)
        assert (row.gepubliceerd, row.datum, row.gebruiker) == (False, plek.overleg.datum, plek.coordinator)
    assert {one.sleutel: one.woorden for one in subjects_of(plek.coordinator, plek.afspraak)} == {
        **{key: first for key, (_new, first, _now) in cases.items()},
        f"termijn-{plek.van_actie.pk}": "2026",
    }
    assert read_bijstellingen(plek.elders, plek.afspraak).regels == ()
    for row in Bijstelling.objects.order_by("pk"):
        publish(plek, row)
    plek.afspraak.refresh_from_db()
    assert plek.afspraak.doel == "Tachtig standplaatsen"
    assert Termijn.objects.get(pk=plek.termijn.pk).einddatum == dt.date(2027, 6, 30)
    assert float(Doelstelling.objects.get(pk=plek.getal.pk).doel) == 72.5
    assert Doelstelling.objects.get(pk=plek.label.pk).doel_tekst == "label B"
    seen = read_bijstellingen(plek.elders, plek.afspraak)
    assert [(row.oud, row.nieuw) for row in seen.regels] == [(first, now) for _new, first, now in cases.values()]
    again = save(plek, nieuw="Zestig standplaatsen")
    publish(plek, again)
    seen = read_bijstellingen(plek.elders, plek.afspraak)
    assert seen.eerste_doel == "Honderd standplaatsen", "the first ambition, not the one before"
    assert Wijziging.objects.filter(model="afspraken.bijstelling", soort="gepubliceerd").count() == 5
    told = Wijziging.objects.filter(model="afspraken.afspraak", velden__has_key="doel")
    assert {row.reden for row in told} == {"Er is minder grond."}


def test_what_is_published_never_changes_also_by_sql(plek) -> None:
    row = publish(plek, save(plek, f"termijn-{plek.termijn.pk}", "2027"))
    concept = save(plek)
    for statement in ("UPDATE afspraken_bijstelling SET nieuw = 'x'", "DELETE FROM afspraken_bijstelling"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"{statement} WHERE id = {row.pk}")
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE afspraken_bijstelling SET nieuw = 'y' WHERE id = {concept.pk}")
        cursor.execute(f"DELETE FROM afspraken_bijstelling WHERE id = {concept.pk}")
    plek.termijn.delete()  # a term may go; what was decided about it stays
    row.refresh_from_db()
    assert (row.termijn_id, row.nieuw) == (None, "2027")
    assert "Plan" in row.onderwerp
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE afspraken_bijstelling SET termijn_id = {plek.van_actie.pk} WHERE id = {row.pk}")


def test_what_is_refused_and_why(plek) -> None:
    for by in (plek.lid, plek.bestuurder, plek.elders):
        with pytest.raises(PermissionDenied):
            save(plek, by=by)
    today = timezone.localdate()
    later = OverlegFactory(gemeente=plek.gemeente, datum=today + dt.timedelta(days=9))
    elsewhere = OverlegFactory(datum=today)
    getal, label = f"doelstelling-{plek.getal.pk}", f"doelstelling-{plek.label.pk}"
    for values, field, said in (
        ({"onderwerp": "termijn-999999"}, "onderwerp", "Kies wat u bijstelt."),
        ({"nieuw": " "}, "nieuw", "Schrijf de nieuwe waarde."),
        ({"nieuw": "Honderd standplaatsen"}, "nieuw", "Dit is de waarde die er al is."),
        ({"onderwerp": f"termijn-{plek.termijn.pk}", "nieuw": "straks"}, "nieuw", "is geen periode"),
        ({"onderwerp": getal, "nieuw": "veel"}, "nieuw", "Schrijf een getal"),
        ({"onderwerp": getal, "nieuw": "80,0%"}, "nieuw", "Dit is de waarde die er al is."),
        ({"onderwerp": label, "nieuw": "x" * 81}, "nieuw", "hoogstens 80 tekens"),
        ({"reden": "\u200b"}, "reden", "Schrijf waarom"),
        ({"reden": "x" * 2001}, "reden", "er passen er 2000"),
        ({"nieuw": "x" * 4001}, "nieuw", "er passen er 4000"),
        ({"overleg": later}, "overleg", "Dit overleg is pas op"),
        ({"overleg": elsewhere}, "overleg", "Kies een overleg"),
        ({"datum": today + dt.timedelta(days=1)}, "datum", "toekomst"),
    ):
        assert said in faults(save, plek, **values)[field][0], values
    save(plek)
    assert "wacht al een bijstelling" in faults(save, plek)["onderwerp"][0]
    Afspraak.objects.filter(pk=plek.afspraak.pk).update(status="vervallen")
    assert "vervallen" in faults(save, plek, f"termijn-{plek.termijn.pk}", "2028")[""][0]
    subject = subject_of(plek.getal)
    typed = {"1.250,5 woningen": "1250.5", "€ 12,50": "12.5", "100%": "100", "0": "0"}
    assert {text: read_value(subject, text) for text in typed} == typed


def test_two_people_at_one_concept(plek) -> None:
    row = save(plek)
    save(plek, nieuw="Negentig", bijstelling=row, versie=1)
    for call in (
        lambda: save(plek, nieuw="Zeventig", bijstelling=row, versie=1),
        lambda: publish(plek, row, expected_versie=1),
        lambda: discard_bijstelling(bijstelling=row, by=plek.coordinator, expected_versie=1),
    ):
        with pytest.raises(StaleVersion):
            call()
    Afspraak.objects.filter(pk=plek.afspraak.pk).update(doel="Iets anders")
    assert "Intussen is dit veranderd in: Iets anders" in faults(publish, plek, row)[""][0]
    row = save(plek, nieuw="Negentig", bijstelling=row, versie=2)
    assert row.oud == "Iets anders"
    for by in (plek.lid, plek.bestuurder):
        with pytest.raises(PermissionDenied):
            publish(plek, row, by=by)
    publish(plek, row)
    with pytest.raises(StaleVersion):
        publish(plek, row)
    other = save(plek, f"termijn-{plek.van_actie.pk}", "2028")
    assert other.actie == plek.actie
    plek.van_actie.delete()
    other.refresh_from_db()
    assert "bestaat niet meer" in faults(publish, plek, other)[""][0]
    discard_bijstelling(bijstelling=other, by=plek.coordinator, expected_versie=other.versie)
    target = save(plek, f"doelstelling-{plek.getal.pk}", "60")
    plek.getal.delete()
    target.refresh_from_db()
    assert "bestaat niet meer" in faults(save, plek, nieuw="50", bijstelling=target, versie=target.versie)[""][0]


def test_personal_data_is_asked_about(plek) -> None:
    row = save(plek, reden="Bel 06-12345678.")
    with pytest.raises(PersonalDataFound):
        publish(plek, row)
    plek.afspraak.refresh_from_db()
    assert plek.afspraak.doel == "Honderd standplaatsen"


def test_the_pages(plek) -> None:
    client, kant, lid = Client(), Client(), Client()
    kant.force_login(plek.coordinator)
    lid.force_login(plek.lid)
    page, form = plek.afspraak_url(), plek.afspraak_url("bijstellen")
    assert "nu: Honderd standplaatsen" in kant.get(form).content.decode()
    wrong = kant.post(form, {"onderwerp": "doel", "nieuw": "", "reden": "<b>Grond</b>"})
    assert wrong.status_code == 422
    text = wrong.content.decode()
    assert text.count("autofocus") == 1
    assert "Schrijf de nieuwe waarde." in text
    assert "&lt;b&gt;Grond&lt;/b&gt;" in text
    sent = {"onderwerp": "doel", "nieuw": "Tachtig plaatsen", "reden": "Minder grond.", "overleg": plek.overleg.pk}
    answer = kant.post(form, sent)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{page}#bijstellingen")
    row = Bijstelling.objects.get()
    assert "Tachtig plaatsen" not in client.get(page).content.decode()
    edit = plek.url("bijstelling", row.pk)
    assert kant.get(edit).status_code == 200
    assert kant.post(edit, {**sent, "nieuw": "Zeventig plaatsen", "versie": 1}).status_code == 303
    conflict = kant.post(edit, {**sent, "nieuw": "Negentig plaatsen", "versie": 1})
    assert conflict.status_code == 409
    shown = conflict.content.decode()
    assert "Zeventig plaatsen" in shown
    assert "Negentig plaatsen" in shown
    assert kant.post(edit, {**sent, "nieuw": "", "versie": 2}).status_code == 422
    assert kant.post(plek.url("bijstelling-publiceren", row.pk), {"versie": "x"}).status_code == 303
    assert not Bijstelling.objects.get().gepubliceerd
    assert kant.post(plek.url("bijstelling-publiceren", row.pk), {"versie": 2}).status_code == 303
    for who in (client, lid):
        text = who.get(page).content.decode()
        assert "Eerst was het doel:" in text
        assert "Honderd standplaatsen" in text
        assert "Zeventig plaatsen" in text
    assert kant.get(edit).status_code == 404
    assert kant.post(plek.url("bijstelling-weg", row.pk), {"versie": 3}).status_code == 303
    assert Bijstelling.objects.exists(), "what is published does not go"
    Afspraak.objects.filter(pk=plek.afspraak.pk).update(doel="Weer anders")
    late = save(plek, nieuw="Bel 06-12345678")
    asked = kant.post(plek.url("bijstelling-publiceren", late.pk), {"versie": 1})
    assert (asked.status_code, b"Staat hier een persoonsgegeven?" in asked.content) == (422, True)
    Afspraak.objects.filter(pk=plek.afspraak.pk).update(doel="Nog iets")
    assert kant.post(plek.url("bijstelling-publiceren", late.pk), {"versie": 1}).status_code == 303
    assert kant.post(plek.url("bijstelling-weg", late.pk), {"versie": 1}).status_code == 303
    assert Bijstelling.objects.count() == 1
    assert kant.post(plek.url("bijstelling-weg", 999_999)).status_code == 404
    Afspraak.objects.filter(pk=plek.afspraak.pk).update(status="vervallen")
    refused = kant.post(form, sent)
    assert (refused.status_code, b"Heropen haar eerst" in refused.content) == (422, True)


def test_targets_and_terms_show_what_they_were(plek, client) -> None:
    publish(plek, save(plek, f"doelstelling-{plek.getal.pk}", "70"))
    publish(plek, save(plek, f"termijn-{plek.termijn.pk}", "2027"))
    text = " ".join(client.get(plek.afspraak_url()).content.decode().split())
    assert "(eerst: 80%)" in text
    assert "(eerst: eerste kwartaal 2026)" in text
    assert "(eerst: 80%)" in client.get(plek.url("doelen")).content.decode()


def test_queries_do_not_grow(plek, client) -> None:
    publish(plek, save(plek))
    first = count_data_queries(lambda: client.get(plek.afspraak_url()))
    publish(plek, save(plek, f"termijn-{plek.termijn.pk}", "2027"))
    publish(plek, save(plek, f"doelstelling-{plek.getal.pk}", "70"))
    assert count_data_queries(lambda: client.get(plek.afspraak_url())) == first


def test_concepts_wait_in_the_queue_and_are_published_there(plek) -> None:
    row = save(plek, f"termijn-{plek.termijn.pk}", "2027-H1", overleg=plek.overleg)
    text = save(plek, "doel", "Tachtig standplaatsen", reden="Bel 06-12345678.")
    client = Client()
    client.force_login(plek.coordinator)
    path = reverse("afspraken:wachtrij", args=("maastricht",))
    page = client.get(f"{path}?soort=bijstelling").content.decode()
    for said in ("eerste kwartaal 2026", "eerste helft 2027", "Er is minder grond.", "Honderd standplaatsen"):
        assert said in page
    assert count_waiting(plek.coordinator, plek.gemeente)[Soort.BIJSTELLING] == 2
    chosen = {
        (one.soort, one.pk): one
        for one in read_chosen(
            {Soort.BIJSTELLING: [row.pk, text.pk]}, user=plek.coordinator, gemeente=plek.gemeente
        ).values()
    }
    values = [one.waarde for one in chosen.values()]
    asked = client.post(path, {"kies": values})
    assert asked.status_code == 422
    assert "Staat hier een persoonsgegeven?" in asked.content.decode()
    plek.termijn.refresh_from_db()
    assert plek.termijn.periode == "2026-Q1", "all of it or nothing"
    save(plek, "doel", "Tachtig standplaatsen", bijstelling=text, versie=1)
    stale = client.post(path, {"kies": values})
    assert stale.status_code == 409
    assert "intussen iets gewijzigd" in stale.content.decode()
    now = read_chosen({Soort.BIJSTELLING: [row.pk, text.pk]}, user=plek.coordinator, gemeente=plek.gemeente)
    assert client.post(path, {"kies": [one.waarde for one in now.values()]}).status_code == 303
    plek.termijn.refresh_from_db()
    plek.afspraak.refresh_from_db()
    assert (plek.termijn.periode, plek.afspraak.doel) == ("2027-H1", "Tachtig standplaatsen")
    assert not count_waiting(plek.coordinator, plek.gemeente)[Soort.BIJSTELLING]
    gone = save(plek, f"termijn-{plek.termijn.pk}", "2028")
    Termijn.objects.filter(pk=plek.termijn.pk).update(periode="2029")
    [one] = read_chosen({Soort.BIJSTELLING: [gone.pk]}, user=plek.coordinator, gemeente=plek.gemeente).values()
    refused = client.post(path, {"kies": [one.waarde]})
    assert refused.status_code == 422
    assert "Intussen is dit veranderd in: 2029." in refused.content.decode()
