# SPDX-License-Identifier: EUPL-1.2
"""What the fondsbeheerder books by page: every way of booking, every refusal, and mending what was wrong."""

import csv
import datetime as dt
import uuid
from io import StringIO
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from partijen.services.history import StaleVersion
from tests.factories import PartijFactory, PartijInGemeenteFactory
from tests.wijken.wereld import euro, make_fondswereld, unbroken
from wijken.models import Boeking, Fonds
from wijken.services import fondsen, grootboek

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    return response.content.decode().replace("\u00a0", " ")


@pytest.fixture
def beheerder(as_user, wereld):
    return as_user(wereld.fondsbeheerder)


def book(client, wereld, soort: str, **values: Any):
    data = {"sleutel": str(uuid.uuid4()), "datum": timezone.localdate().isoformat(), "bedrag": "100"}
    return client.post(wereld.url("boeking", soort), data | values)


def refused(client, wereld, soort: str, **values: Any) -> str:
    before = Boeking.objects.count()
    response = book(client, wereld, soort, **values)
    assert (response.status_code, Boeking.objects.count()) == (422, before)
    return text_of(response)


def test_every_way_of_booking(beheerder, wereld):
    partij = PartijInGemeenteFactory(gemeente=wereld.gemeente).partij
    PartijFactory(naam="Elders")
    assert "Storting" in text_of(beheerder.get(wereld.url("boeken")))
    form = text_of(beheerder.get(wereld.url("boeking", "storten")))
    assert "Mariaberg (vrij: € 1.000,00)" in form
    assert "Elders" not in form
    done = book(beheerder, wereld, "storten", fonds=wereld.fonds.pk, partij=partij.pk, omschrijving="Jaarlijks")
    assert (done.status_code, done.url) == (303, wereld.url("fonds", "mariaberg"))
    assert "Geboekt: storting." in text_of(beheerder.get(done.url))
    assert partij.naam in text_of(beheerder.get(done.url))
    book(beheerder, wereld, "reserveren", fonds=wereld.fonds.pk, bedrag="300", omschrijving="Gruuts")
    line = Boeking.objects.get(soort="reservering")
    assert "Mariaberg: Gruuts (€ 300,00)" in text_of(beheerder.get(wereld.url("boeking", "vrijgeven")))
    book(beheerder, wereld, "vrijgeven", reservering=line.pk, bedrag="50")
    book(beheerder, wereld, "betalen", reservering=line.pk, bedrag="25,50", partij=partij.pk)
    assert wereld.stand() == (euro("850.00"), euro("224.50"), 0, euro("25.50"))
    moved = {"van_fonds": wereld.fonds.pk, "naar_fonds": wereld.rayonfonds.pk, "besluit": "College, 3 maart 2026"}
    assert book(beheerder, wereld, "overhevelen", bedrag="1.000,00", **moved).status_code == 422
    assert book(beheerder, wereld, "overhevelen", bedrag="200", **moved).status_code == 303
    assert (wereld.stand()[0], wereld.stand(wereld.rayonfonds)[0]) == (650, 700)
    assert unbroken()
    assert beheerder.get(wereld.url("boeking", "wegnemen")).status_code == 404


def test_a_form_that_is_sent_twice_is_booked_once(beheerder, wereld):
    sleutel = str(uuid.uuid4())
    for _time in range(2):
        assert book(beheerder, wereld, "storten", fonds=wereld.fonds.pk, sleutel=sleutel).status_code == 303
    assert wereld.stand()[0] == 1100


def test_bookings_that_are_refused(beheerder, wereld):
    line = grootboek.reserve(fonds=wereld.fonds, regel=wereld.regel("10", omschrijving="Feest"), by=None)
    elsewhere = make_fondswereld("heerlen").fonds
    fonds, tomorrow = wereld.fonds.pk, (timezone.localdate() + dt.timedelta(days=1)).isoformat()
    for soort, values, told in (
        ("storten", {"fonds": fonds, "bedrag": "0"}, "Een bedrag is meer dan nul."),
        ("storten", {"fonds": fonds, "bedrag": "-1"}, "zonder minteken"),
        ("storten", {"fonds": fonds, "bedrag": "1,000.00"}, "Bedoelt u 1.000,00?"),
        ("storten", {"fonds": elsewhere.pk}, "Kies een fonds uit de lijst."),
        ("storten", {"fonds": fonds, "datum": tomorrow}, "Deze datum ligt in de toekomst."),
        ("storten", {"fonds": fonds, "datum": "1999-01-01"}, "Deze datum ligt te ver terug."),
        ("storten", {"fonds": fonds, "omschrijving": "Bel 043-1234567"}, "Haal weg: telefoonnummer"),
        ("reserveren", {"fonds": fonds, "omschrijving": ""}, "Schrijf waarvoor u dit geld reserveert."),
        ("reserveren", {"fonds": fonds, "omschrijving": "x", "bedrag": "990,01"}, "nog € 990,00 vrij"),
        ("vrijgeven", {"reservering": ""}, "Kies een reservering."),
        ("vrijgeven", {"reservering": "99999"}, "Kies een reservering uit de lijst."),
        ("vrijgeven", {"reservering": line.pk, "bedrag": "10,01"}, "nog € 10,00 over"),
        ("betalen", {"reservering": line.pk, "bedrag": "11"}, "nog € 10,00 over"),
        ("overhevelen", {"van_fonds": fonds, "naar_fonds": fonds, "besluit": "B"}, "Kies een ander fonds"),
        ("overhevelen", {"van_fonds": fonds, "naar_fonds": wereld.rayonfonds.pk, "besluit": ""}, "Noem het besluit"),
    ):
        assert told in refused(beheerder, wereld, soort, **values), (soort, told)


def test_mending_a_line(beheerder, wereld):
    line = grootboek.deposit(fonds=wereld.fonds, regel=wereld.regel("70", omschrijving="Dubbel"), by=None)
    page = text_of(beheerder.get(wereld.url("fonds", "mariaberg")))
    assert wereld.url("tegenboeken", line.pk) in page
    url = wereld.url("tegenboeken", line.pk)
    assert "€ 70,00" in text_of(beheerder.get(url))
    response = beheerder.post(url, {"reden": ""})
    assert response.status_code == 422
    assert "Schrijf wat er fout was." in text_of(response)
    assert beheerder.post(url, {"reden": "Stond er al"}).status_code == 303
    assert wereld.stand()[0] == 1000
    assert "Deze boeking is al tegengeboekt." in text_of(beheerder.get(url))
    response = beheerder.post(url, {"reden": "Nog eens"})
    assert response.status_code == 422
    assert Boeking.objects.filter(tegenboeking_van=line).count() == 1
    assert url not in text_of(beheerder.get(wereld.url("fonds", "mariaberg")))


def test_a_line_whose_money_is_gone_or_of_elsewhere(beheerder, wereld):
    first = Boeking.objects.get(fonds=wereld.fonds, volgnummer=1)
    wereld.granted("900")
    response = beheerder.post(wereld.url("tegenboeken", first.pk), {"reden": "Fout"})
    assert response.status_code == 422
    assert "nog € 100,00 vrij" in text_of(response)
    elsewhere = Boeking.objects.filter(fonds=make_fondswereld("heerlen").fonds).first()
    assert beheerder.get(wereld.url("tegenboeken", elsewhere.pk)).status_code == 404
    assert beheerder.get(wereld.url("tegenboeken", 987654)).status_code == 404


# --- settings of a fund ----------------------------------------------------------------------------------------------


def settings_of(fonds: Fonds, **values: Any) -> dict[str, Any]:
    return {
        "versie": fonds.versie,
        "doel": "Ontmoeten",
        "open": "on",
        "aanvragen_tot": "",
        "beslistermijn_dagen": "56",
        "verantwoordingstermijn_dagen": "182",
        **values,
    }


def test_what_a_fund_is_for(beheerder, wereld):
    url = wereld.url("fonds-instellen", "mariaberg")
    assert "Ontmoeten" in text_of(beheerder.get(url))
    assert url in text_of(beheerder.get(wereld.url("fonds", "mariaberg")))
    data = settings_of(wereld.fonds, doel="Voor ideeën", aanvragen_tot="2030-12-31", beslistermijn_dagen="28")
    assert beheerder.post(url, data).status_code == 303
    fonds = Fonds.objects.get(pk=wereld.fonds.pk)
    assert (fonds.doel, fonds.aanvragen_tot, fonds.beslistermijn_dagen) == ("Voor ideeën", dt.date(2030, 12, 31), 28)
    conflict = beheerder.post(url, settings_of(wereld.fonds, doel="Van een ander"))
    assert conflict.status_code == 409
    assert "Van een ander" in text_of(conflict)
    assert "Voor ideeën" in text_of(conflict)
    for values, told in (
        ({"beslistermijn_dagen": "0"}, "1"),
        ({"beslistermijn_dagen": "x"}, "geheel getal"),
        ({"doel": "Mail ans@bewoner.example"}, "Haal weg: e-mailadres"),
        ({"aanvragen_tot": "morgen"}, "Dit is geen datum."),
    ):
        response = beheerder.post(url, settings_of(fonds, **values))
        assert response.status_code == 422
        assert told in text_of(response)
    assert beheerder.get(wereld.url("fonds-instellen", "los")).status_code == 404


def test_the_service_of_settings(wereld):
    for user in (wereld.coordinator, wereld.elders):
        with pytest.raises(PermissionDenied):
            fondsen.set_up(fonds=wereld.fonds, changes={"doel": "x"}, by=user)
    with pytest.raises(ValueError, match="gebied"):
        fondsen.set_up(fonds=wereld.fonds, changes={"gebied": wereld.los}, by=wereld.fondsbeheerder)
    with pytest.raises(StaleVersion):
        fondsen.set_up(fonds=wereld.fonds, changes={"doel": "x"}, by=wereld.fondsbeheerder, versie=99)
    with pytest.raises(ValidationError):
        fondsen.set_up(fonds=wereld.fonds, changes={"beslistermijn_dagen": 0}, by=wereld.fondsbeheerder)


# --- at an evaluation ------------------------------------------------------------------------------------------------


def test_what_is_unused_and_where_it_could_go(as_user, wereld):
    client = as_user(wereld.coordinator)
    assert "Er hoeft nu niets te worden verschoven." in text_of(client.get(wereld.url("herverdeling")))
    wereld.confirmed("700", gebied=wereld.malberg)
    wereld.confirmed("100")
    wereld.confirmed("5000", gebied=wereld.malberg, demo=True)
    page = text_of(client.get(wereld.url("herverdeling")))
    assert "€ 200,00 van Mariaberg naar Rayon Noord-West" in page
    assert "boek na een besluit" not in page
    rows = list(
        csv.reader(
            StringIO(b"".join(client.get(wereld.url("herverdeling"), {"formaat": "csv"})).decode("utf-8-sig")),
            delimiter=";",
        )
    )
    assert rows[1:] == [
        ["Mariaberg", "rayon niet genoemd", "1000,00", "1000,00", "0", "100,00", "900,00", "0,00", "-200,00"],
        ["Rayon Noord-West", "Rayon Noord-West", "500,00", "500,00", "0", "700,00", "0,00", "200,00", "200,00"],
    ]
    assert Boeking.objects.count() == 2
    page = text_of(as_user(wereld.fondsbeheerder).get(wereld.url("herverdeling")))
    assert "boek na een besluit" in page
    prefilled = as_user(wereld.fondsbeheerder).get(
        wereld.url("boeking", "overhevelen"),
        {"van_fonds": wereld.fonds.pk, "naar_fonds": wereld.rayonfonds.pk, "bedrag": "200,00"},
    )
    assert 'value="200,00"' in text_of(prefilled)
    assert text_of(prefilled).count(" selected") == 2


def test_more_asked_for_than_anybody_has_over(as_user, wereld):
    wereld.confirmed("2000", gebied=wereld.malberg)
    wereld.confirmed("400")
    client = as_user(wereld.bestuurder)
    page = text_of(client.get(wereld.url("herverdeling")))
    assert "€ 600,00 van Mariaberg naar Rayon Noord-West" in page
    empty = Fonds.objects.create(gemeente=wereld.gemeente, gebied=wereld.los)
    assert "–" in text_of(client.get(wereld.url("herverdeling")))
    assert empty.pk
