# SPDX-License-Identifier: EUPL-1.2
"""The ledger of the leefbaarheidsfonds: every way of a euro, never below zero, never changed."""

import datetime as dt
import uuid
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from partijen.models import Wijziging
from tests.factories import FondsFactory, GebiedFactory, PartijFactory
from tests.monitoring.queries import data_queries
from wijken.models import BEWEGINGEN, Boeking, Boekingsoort, Fonds, Post
from wijken.services import grootboek
from wijken.services.grootboek import Regel

from .wereld import euro, make_fondswereld, unbroken

pytestmark = pytest.mark.django_db


def refused(call, **values) -> dict:
    """The faults of a booking that is refused; nothing was booked."""
    before = Boeking.objects.count()
    with pytest.raises(ValidationError) as caught:
        call(**values)
    assert Boeking.objects.count() == before
    error = caught.value
    return error.message_dict if hasattr(error, "error_dict") else {"": error.messages}


def amounts(*texts: str) -> tuple[Decimal, ...]:
    return tuple(euro(text) for text in texts)


def test_every_way_of_a_euro(wereld):
    by, fonds = wereld.fondsbeheerder, wereld.fonds
    woonpunt = PartijFactory(naam="Woonpunt")
    line = grootboek.deposit(fonds=fonds, regel=wereld.regel("50.10"), partij=woonpunt, by=by)
    assert (line.volgnummer, line.van, line.naar, line.partij) == (2, "buiten", "vrij", woonpunt)
    reserved = grootboek.reserve(fonds=fonds, regel=wereld.regel("300", omschrijving="Gruuts"), by=by)
    assert wereld.stand() == amounts("750.10", "300", "0", "0")
    grootboek.release(reservering=reserved, regel=wereld.regel("100"), by=by)
    grootboek.pay_from_reservering(reservering=reserved, regel=wereld.regel("80.50"), partij=woonpunt, by=by)
    assert grootboek.rest_of_reservering(reserved) == euro("119.50")
    assert wereld.stand() == amounts("850.10", "119.50", "0", "80.50")
    out, into = grootboek.transfer(
        van_fonds=fonds,
        naar_fonds=wereld.rayonfonds,
        regel=wereld.regel("150", besluit="BOWW 1 maart 2026"),
        by=by,
    )
    assert (out.koppeling, out.besluit, into.besluit) == (into.koppeling, "BOWW 1 maart 2026", "BOWW 1 maart 2026")
    assert wereld.stand() == amounts("700.10", "119.50", "0", "80.50")
    assert wereld.stand(wereld.rayonfonds) == amounts("650", "0", "0", "0")
    row = Fonds.objects.with_stand().get(pk=fonds.pk)
    assert (row.budget, row.vastgelegd) == amounts("900.10", "119.50")
    assert unbroken()
    moved = Boeking.objects.filter(fonds=fonds).verplaatst()
    assert moved[fonds.pk, "vrij", "buiten"] == euro("150")
    events = Wijziging.objects.filter(model="wijken.boeking", gebruiker=by)
    assert events.count() == 6
    assert set(events.values_list("soort", flat=True)) == {"nieuw"}


def test_never_more_than_there_is(wereld):
    by, fonds = wereld.fondsbeheerder, wereld.fonds
    reserve = {"fonds": fonds, "by": by}
    fault = refused(grootboek.reserve, regel=wereld.regel("1000.01", omschrijving="Te veel"), **reserve)
    assert fault == {
        "bedrag": ["In het fonds Mariaberg is nog €\u00a01.000,00 vrij. U vult €\u00a01.000,01 in."],
    }
    reserved = grootboek.reserve(regel=wereld.regel("1000", omschrijving="Alles"), **reserve)
    transfer = {"van_fonds": fonds, "naar_fonds": wereld.rayonfonds, "by": by}
    assert "bedrag" in refused(grootboek.transfer, regel=wereld.regel("0.01", besluit="Besluit"), **transfer)
    fault = refused(grootboek.release, reservering=reserved, regel=wereld.regel("1000.01"), by=by)
    assert "Van deze reservering is nog" in fault["bedrag"][0]
    for bedrag in ("0", "-5"):
        assert refused(grootboek.deposit, fonds=fonds, regel=wereld.regel(bedrag), by=by) == {
            "bedrag": ["Een bedrag is meer dan nul."]
        }
    assert "bedrag" in refused(grootboek.deposit, fonds=fonds, regel=wereld.regel("9999999999"), by=by)


def test_other_bad_input_says_what_to_do(wereld):
    by, fonds, today = wereld.fondsbeheerder, wereld.fonds, timezone.localdate()
    deposit = {"fonds": fonds, "by": by}
    for datum, words in ((today + dt.timedelta(days=1), "toekomst"), (dt.date(1999, 12, 31), "te ver terug")):
        assert words in refused(grootboek.deposit, regel=Regel(euro("1"), datum), **deposit)["datum"][0]
    public = wereld.regel("1", omschrijving="Bel Ans op 043-3216789")
    assert "Iedereen kan deze tekst lezen" in refused(grootboek.deposit, regel=public, **deposit)["omschrijving"][0]
    assert "omschrijving" in refused(grootboek.reserve, regel=wereld.regel("1"), **deposit)
    elsewhere = make_fondswereld("elders")
    for naar in (fonds, elsewhere.fonds):
        values = {"van_fonds": fonds, "naar_fonds": naar, "by": by}
        assert "naar_fonds" in refused(grootboek.transfer, regel=wereld.regel("1", besluit="x"), **values)
    values = {"van_fonds": fonds, "naar_fonds": wereld.rayonfonds, "by": by}
    assert "besluit" in refused(grootboek.transfer, regel=wereld.regel("1"), **values)
    deposited = Boeking.objects.get(fonds=fonds)
    assert "" in refused(grootboek.release, reservering=deposited, regel=wereld.regel("1"), by=by)


@pytest.mark.parametrize("rol", ["bestuurder", "coordinator", "beheerder", "werkgroeplid", "elders"])
def test_only_the_fondsbeheerder_of_the_gemeente_books(wereld, rol):
    by = getattr(wereld, rol)
    line = Boeking.objects.get(fonds=wereld.fonds)
    reserved = grootboek.reserve(fonds=wereld.fonds, regel=wereld.regel("1", omschrijving="x"), by=None)
    for call in (
        lambda: grootboek.deposit(fonds=wereld.fonds, regel=wereld.regel("1"), by=by),
        lambda: grootboek.reserve(fonds=wereld.fonds, regel=wereld.regel("1", omschrijving="x"), by=by),
        lambda: grootboek.release(reservering=reserved, regel=wereld.regel("1"), by=by),
        lambda: grootboek.pay_from_reservering(reservering=reserved, regel=wereld.regel("1"), by=by),
        lambda: grootboek.reverse(boeking=line, reden="Fout", by=by),
        lambda: grootboek.transfer(
            van_fonds=wereld.fonds, naar_fonds=wereld.rayonfonds, regel=wereld.regel("1", besluit="x"), by=by
        ),
    ):
        with pytest.raises(PermissionDenied):
            call()


def test_a_wrong_line_is_reversed_once(wereld):
    by = wereld.fondsbeheerder
    wrong = grootboek.deposit(fonds=wereld.fonds, regel=wereld.regel("70"), by=by)
    assert refused(grootboek.reverse, boeking=wrong, reden=" ", by=by) == {"reden": ["Schrijf wat er fout was."]}
    [line] = grootboek.reverse(boeking=wrong, reden="Dubbel geboekt", by=by)
    assert (line.soort, line.van, line.naar, line.bedrag) == ("tegenboeking", "vrij", "buiten", euro("70"))
    assert wereld.stand()[0] == euro("1000")
    assert "al tegengeboekt" in refused(grootboek.reverse, boeking=wrong, reden="Nog eens", by=by)[""][0]
    assert "tegenboeking boekt u niet tegen" in refused(grootboek.reverse, boeking=line, reden="Terug", by=by)[""][0]
    moved = Boeking.objects.filter(fonds=wereld.fonds).verplaatst()
    assert moved == {(wereld.fonds.pk, "buiten", "vrij"): euro("1000")}
    assert unbroken()


def test_a_transfer_is_reversed_on_both_sides(wereld):
    by = wereld.fondsbeheerder
    regel = wereld.regel("200", besluit="BOWW")
    out, into = grootboek.transfer(van_fonds=wereld.fonds, naar_fonds=wereld.rayonfonds, regel=regel, by=by)
    lines = grootboek.reverse(boeking=into, reden="Verkeerd fonds", by=by)
    assert {line.tegenboeking_van for line in lines} == {out, into}
    assert (wereld.stand()[0], wereld.stand(wereld.rayonfonds)[0]) == amounts("1000", "500")
    out, into = grootboek.transfer(
        van_fonds=wereld.fonds, naar_fonds=wereld.rayonfonds, regel=wereld.regel("200", besluit="BOWW"), by=by
    )
    grootboek.reserve(fonds=wereld.rayonfonds, regel=wereld.regel("700", omschrijving="Alles"), by=by)
    assert "bedrag" in refused(grootboek.reverse, boeking=out, reden="Te laat", by=by)
    assert unbroken()


def test_a_reservation_that_was_used_is_released_not_reversed(wereld):
    by = wereld.fondsbeheerder
    reserved = grootboek.reserve(fonds=wereld.fonds, regel=wereld.regel("100", omschrijving="Gruuts"), by=by)
    released = grootboek.release(reservering=reserved, regel=wereld.regel("1"), by=by)
    assert "al iets gebruikt" in refused(grootboek.reverse, boeking=reserved, reden="Fout", by=by)[""][0]
    grootboek.reverse(boeking=released, reden="Toch niet", by=by)
    assert grootboek.rest_of_reservering(reserved) == euro("100")
    grootboek.reverse(boeking=reserved, reden="Fout", by=by)
    assert grootboek.rest_of_reservering(reserved) == euro("0")
    assert "bedrag" in refused(grootboek.release, reservering=reserved, regel=wereld.regel("1"), by=by)


def test_a_form_that_is_sent_twice_is_booked_once(wereld):
    by, sleutel = wereld.fondsbeheerder, uuid.uuid4()
    regel = wereld.regel("10", omschrijving="Bank", besluit="BOWW", sleutel=sleutel)
    first = grootboek.deposit(fonds=wereld.fonds, regel=regel, by=by)
    assert grootboek.deposit(fonds=wereld.fonds, regel=regel, by=by) == first
    assert wereld.stand()[0] == euro("1010")
    other = wereld.regel("10", besluit="BOWW", sleutel=uuid.uuid4())
    pair = {"van_fonds": wereld.fonds, "naar_fonds": wereld.rayonfonds, "regel": other, "by": by}
    assert grootboek.transfer(**pair) == grootboek.transfer(**pair)
    assert wereld.stand(wereld.rayonfonds)[0] == euro("510")


def test_demo_lines_never_touch_the_real_ledger(wereld):
    before = wereld.stand()
    assert wereld.stand(demo=True) == amounts("0", "0", "0", "0")
    grootboek.deposit(fonds=wereld.fonds, regel=wereld.regel("400"), by=None, demo=True)
    reserved = grootboek.reserve(fonds=wereld.fonds, regel=wereld.regel("150", omschrijving="Spel"), by=None, demo=True)
    grootboek.release(reservering=reserved, regel=wereld.regel("50"), by=wereld.fondsbeheerder)
    assert wereld.stand() == before
    assert wereld.stand(demo=True) == amounts("300", "100", "0", "0")
    assert unbroken()
    assert Boeking.objects.echt().filter(fonds=wereld.fonds).count() == 1
    Boeking.objects.filter(demo=True, reservering__isnull=False).delete()
    assert Boeking.objects.filter(demo=True).delete()[0] == 2


def test_a_line_is_never_changed_or_deleted(wereld):
    for write in (
        lambda: Boeking.objects.update(bedrag=1),
        lambda: Boeking.objects.filter(demo=False).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            write()


def raw(fonds, **values) -> Boeking:
    """A line written past the services."""
    return Boeking.objects.create(
        **{
            "gemeente": fonds.gemeente,
            "fonds": fonds,
            "volgnummer": 2,
            "soort": "reservering",
            "van": "vrij",
            "naar": "gereserveerd",
            "bedrag": 1,
            "datum": dt.date(2026, 1, 1),
            "vrij_na": 999,
            "gereserveerd_na": 1,
            "toegekend_na": 0,
            "besteed_na": 0,
            **values,
        }
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"vrij_na": "-0.01"},
        {"gereserveerd_na": -1},
        {"toegekend_na": -1},
        {"besteed_na": -1},
        {"bedrag": 0},
        {"bedrag": -1},
        {"volgnummer": 1},
        {"van": "besteed"},
        {"soort": "storting"},
        {"soort": "tegenboeking", "van": "gereserveerd", "naar": "vrij"},
    ],
)
def test_the_database_itself_refuses(wereld, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        raw(wereld.fonds, **wrong)


def test_a_line_past_the_services_is_found(wereld):
    assert unbroken()
    line = raw(wereld.fonds, vrij_na=5)
    assert Boeking.objects.all().broken() == [line]


def test_the_table_of_ways_is_complete():
    assert set(BEWEGINGEN) == set(Boekingsoort)
    there = {way for soort, ways in BEWEGINGEN.items() if soort != Boekingsoort.TEGENBOEKING for way in ways}
    assert set(BEWEGINGEN[Boekingsoort.TEGENBOEKING]) == {(naar, van) for van, naar in there}
    assert all(van != naar for van, naar in there)
    assert {post for way in there for post in way} == set(Post)


def test_the_stand_of_all_funds_in_one_query(wereld):
    with data_queries() as few:
        assert len(list(Fonds.objects.with_stand())) == 2
    for number in range(30):
        grootboek.deposit(fonds=wereld.fonds, regel=wereld.regel(f"{number + 1}.37"), by=None)
    with data_queries() as many:
        row = next(fonds for fonds in Fonds.objects.with_stand() if fonds.pk == wereld.fonds.pk)
    assert len(many) == len(few) == 1
    assert row.budget == sum(Boeking.objects.filter(fonds=row).values_list("bedrag", flat=True))


def test_which_funds_a_buurt_belongs_to(wereld):
    today = timezone.localdate()
    assert Fonds.objects.for_buurt(wereld.malberg, today) == [wereld.rayonfonds]
    assert Fonds.objects.for_buurt(wereld.los, today) == []
    own = Fonds.objects.create(gemeente=wereld.gemeente, gebied=wereld.malberg)
    assert Fonds.objects.for_buurt(wereld.malberg, today) == [own, wereld.rayonfonds]


def test_a_reservation_or_payment_that_is_sent_twice_is_booked_once(wereld):
    by = wereld.fondsbeheerder
    once = wereld.regel("300", omschrijving="Gruuts", sleutel=uuid.uuid4())
    reserved = grootboek.reserve(fonds=wereld.fonds, regel=once, by=by)
    assert grootboek.reserve(fonds=wereld.fonds, regel=once, by=by) == reserved
    part = wereld.regel("100", sleutel=uuid.uuid4())
    released = grootboek.release(reservering=reserved, regel=part, by=by)
    assert grootboek.release(reservering=reserved, regel=part, by=by) == released
    assert wereld.stand()[:2] == amounts("800", "200")


def test_money_goes_only_the_ways_there_are(wereld):
    with pytest.raises(ValueError, match="does not go from"), transaction.atomic():
        grootboek.write_boeking(
            fonds=grootboek.lock_fonds(wereld.fonds.pk),
            soort=Boekingsoort.STORTING,
            van=Post.VRIJ,
            naar=Post.BESTEED,
            regel=wereld.regel("1"),
            by=None,
        )


def test_what_a_fund_held_at_the_end_of_a_day(wereld):
    fonds = FondsFactory(gebied=GebiedFactory(gemeente=wereld.gemeente))
    given = {"gemeente": wereld.gemeente, "fonds": fonds, "gereserveerd_na": 0, "toegekend_na": 0, "besteed_na": 0}
    lines = (("storting", "buiten", "vrij", 100, 100, 10), ("storting", "buiten", "vrij", 50, 150, 12))
    for number, (soort, van, naar, bedrag, vrij, day) in enumerate(lines, 1):
        Boeking.objects.create(
            **{**given, "volgnummer": number, "soort": soort, "van": van, "naar": naar, "bedrag": bedrag},
            **{"vrij_na": vrij, "datum": dt.date(2024, 1, day)},
        )

    def held(day):
        return Fonds.objects.with_stand(peildatum=dt.date(2024, 1, day)).get(pk=fonds.pk)

    assert [held(day).budget for day in (9, 10, 11, 12)] == [0, 100, 100, 150]
    assert Fonds.objects.with_stand(demo=True, peildatum=dt.date(2024, 1, 31)).get(pk=fonds.pk).budget == 0
