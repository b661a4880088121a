# SPDX-License-Identifier: EUPL-1.2
"""What everybody reads of the leefbaarheidsfonds: balances to the cent, the way of every euro, one year."""

import csv
import datetime as dt
from io import StringIO

import pytest
from django.utils import timezone

from monitoring.services.voorbeelddata import load_voorbeelddata
from partijen.models import Gemeente
from portaal.lib.tables.reader import read_table
from tests.factories import FondsFactory, GebiedFactory, GemeenteFactory
from tests.wijken.wereld import euro
from wijken.models import Boeking
from wijken.services import grootboek

pytestmark = pytest.mark.django_db
NBSP = "\u00a0"


def text_of(response) -> str:
    return response.content.decode().replace(NBSP, " ")


def table(response) -> list[list[str]]:
    return list(csv.reader(StringIO(b"".join(response).decode("utf-8-sig")), delimiter=";"))


# --- all funds -------------------------------------------------------------------------------------------------------


def test_the_funds_of_maastricht_as_the_source_prints_them(client):
    load_voorbeelddata(only="maastricht")
    page = text_of(client.get("/maastricht/leefbaarheidsfonds/"))
    assert "€ 1.420.608,73" in page
    assert "€ 103.000,00 voor Gruuts, kunstprojecten in de wijk" in page
    for bedrag in ("250.000,00", "462.829,15", "372.598,82", "269.598,82", "50.000,00", "46.295,19"):
        assert f"€ {bedrag}" in page
    assert page.count("/leefbaarheidsfonds/gebied/") == 10
    lines = Boeking.objects.filter(gemeente__slug="maastricht")
    assert (lines.saldo("vrij"), lines.saldo("gereserveerd")) == (euro("1317608.73"), euro("103000.00"))
    year = text_of(client.get("/maastricht/leefbaarheidsfonds/jaaroverzicht/?jaar=2022"))
    assert year.count("€ 1.420.608,73") == 2
    buurt = text_of(client.get("/maastricht/wijken/mariaberg/"))
    assert "/maastricht/leefbaarheidsfonds/gebied/mariaberg/" in buurt
    assert "/maastricht/leefbaarheidsfonds/aanvragen/" in buurt


def test_the_overview_adds_up_per_area_and_rayon(client, wereld):
    wereld.paid("100")
    wereld.granted("50", gebied=wereld.malberg)
    grootboek.reserve(fonds=wereld.fonds, regel=wereld.regel("30", omschrijving="Feest"), by=None)
    page = text_of(client.get(wereld.url("fondsen")))
    assert "In alle fondsen samen kwam € 1.500,00. Daarvan is nog <strong>€ 1.320,00</strong> vrij." in page
    assert "€ 30,00 voor Feest" in page
    assert "Rayon Noord-West" in page
    assert "Rayon niet genoemd" in page


def test_demo_is_never_counted(client, wereld):
    grootboek.deposit(fonds=wereld.fonds, regel=wereld.regel("5000"), by=None, demo=True)
    wereld.paid("4000", demo=True)
    page = text_of(client.get(wereld.url("fondsen")))
    assert "€ 1.500,00" in page
    assert "4.000,00" not in page
    page = text_of(client.get(wereld.url("fonds", "mariaberg")))
    assert "Er is nog <strong>€ 1.000,00</strong> vrij van € 1.000,00." in page
    assert "demonstratie" in page
    assert "Voorbeeldboekingen" in page
    assert "4.000,00" in page


def test_a_gemeente_without_funds(client):
    GemeenteFactory(slug="leegstad")
    assert "nog geen leefbaarheidsfonds" in text_of(client.get("/leegstad/leefbaarheidsfonds/"))
    assert "nog geen leefbaarheidsfonds" in text_of(client.get("/leegstad/leefbaarheidsfonds/jaaroverzicht/"))
    assert client.get("/leegstad/leefbaarheidsfonds/aanvragen/").status_code == 404


def test_the_menu_leads_to_the_fund_where_there_is_one(client, wereld):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    GemeenteFactory(slug="leegstad")
    with CaptureQueriesContext(connection) as queries:
        empty = text_of(client.get("/leegstad/wijken/"))
    assert '/leefbaarheidsfonds/"' not in empty
    assert sum("wijken_fonds" in query["sql"] for query in queries) == 1
    assert '/maastricht/leefbaarheidsfonds/"' in text_of(client.get("/maastricht/wijken/"))


def test_a_browser_keeps_the_page_until_something_is_booked(client, wereld):
    url = wereld.url("fondsen")
    etag = client.get(url).headers["ETag"]
    assert client.get(url, headers={"If-None-Match": etag}).status_code == 304
    grootboek.deposit(fonds=wereld.fonds, regel=wereld.regel("1"), by=None)
    assert client.get(url, headers={"If-None-Match": etag}).status_code == 200


@pytest.mark.parametrize("name", ["fondsen", "jaaroverzicht"])
def test_the_number_of_queries_does_not_grow(client, wereld, django_assert_num_queries, name):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    wereld.paid("10")
    client.get(wereld.url(name))
    with CaptureQueriesContext(connection) as few:
        client.get(wereld.url(name))
    for number in range(6):
        gebied = GebiedFactory(gemeente=wereld.gemeente, slug=f"meer-{number}")
        fonds = FondsFactory(gebied=gebied)
        grootboek.deposit(fonds=fonds, regel=wereld.regel("10"), by=None)
        grootboek.reserve(fonds=fonds, regel=wereld.regel("5", omschrijving="Iets"), by=None)
        wereld.paid("5")
    with django_assert_num_queries(len(few)):
        client.get(wereld.url(name))
    assert len(few) <= 10


# --- one fund --------------------------------------------------------------------------------------------------------


def test_the_way_of_every_euro(client, wereld):
    wereld.paid("100", titel="Geheim plan")
    wrong = grootboek.deposit(fonds=wereld.fonds, regel=wereld.regel("7", omschrijving="Verkeerd fonds"), by=None)
    grootboek.reverse(boeking=wrong, reden="Dubbel", by=wereld.fondsbeheerder)
    page = text_of(client.get(wereld.url("fonds", "mariaberg")))
    for words in ("buiten het fonds → vrij", "vrij → toegekend", "→ besteed", "vrij → buiten het fonds"):
        assert words in page, words
    assert "tegengeboekt" in page
    assert "van boeking 4" in page
    assert "Een bankje" in page
    assert "Geheim plan" not in page
    assert "Naam fondsbeheerder" not in page
    assert client.get(wereld.url("fonds", "los")).status_code == 404
    assert client.get(wereld.url("fonds", "nergens")).status_code == 404


def test_what_was_withdrawn_is_no_longer_named(client, wereld):
    from wijken.services import aanvragen

    aanvraag = wereld.granted("100")
    kenmerk = aanvraag.kenmerk
    assert kenmerk in text_of(client.get(wereld.url("fonds", "mariaberg")))
    aanvragen.withdraw(aanvraag=aanvraag, by=wereld.fondsbeheerder)
    page = text_of(client.get(wereld.url("fonds", "mariaberg")))
    assert kenmerk not in page
    assert "Een bankje" not in page


def test_a_long_ledger_in_pages_and_as_a_file(client, wereld, monkeypatch):
    from wijken.views.fonds import openbaar

    monkeypatch.setattr(openbaar, "PAGE_SIZE", 2)
    for number in range(1, 4):
        grootboek.deposit(fonds=wereld.fonds, regel=wereld.regel(str(number), omschrijving=f"Nr {number}"), by=None)
    page = text_of(client.get(wereld.url("fonds", "mariaberg")))
    assert ("Nr 3" in page, "Nr 2" in page, "Nr 1" in page) == (True, True, False)
    assert "?voor=3#" in page
    page = text_of(client.get(wereld.url("fonds", "mariaberg"), {"voor": "3"}))
    assert ("Nr 2" in page, "Nr 1" in page) == (False, True)
    for strange in ("x", "-1", "9" * 40, "²"):
        assert client.get(wereld.url("fonds", "mariaberg"), {"voor": strange}).status_code == 200
    rows = table(client.get(wereld.url("fonds", "mariaberg"), {"formaat": "csv"}))
    assert [row[6] for row in rows] == ["Bedrag", "1000.00".replace(".", ","), "1,00", "2,00", "3,00"]
    assert client.get(wereld.url("fonds", "mariaberg"), {"formaat": "pdf"}).status_code == 404
    for formaat in ("xlsx", "ods"):
        response = client.get(wereld.url("fonds", "mariaberg"), {"formaat": formaat})
        assert b"".join(response.streaming_content)[:2] == b"PK"


def test_a_closed_fund_offers_no_form(client, wereld):
    link = wereld.url("aanvragen")
    assert link in text_of(client.get(wereld.url("fonds", "mariaberg")))
    type(wereld.fonds).objects.filter(pk=wereld.fonds.pk).update(aanvragen_tot=dt.date(2020, 1, 1))
    page = text_of(client.get(wereld.url("fonds", "mariaberg")))
    assert "kunt u nu geen geld aanvragen" in page
    assert link not in page


# --- one year --------------------------------------------------------------------------------------------------------


def test_one_year_counts_what_moved_in_it(client, wereld):
    year = timezone.localdate().year
    wereld.paid("100")
    grootboek.transfer(
        van_fonds=wereld.fonds,
        naar_fonds=wereld.rayonfonds,
        regel=wereld.regel("200", besluit="College, 3 maart"),
        by=wereld.fondsbeheerder,
    )
    mistake, _into = grootboek.transfer(
        van_fonds=wereld.fonds,
        naar_fonds=wereld.rayonfonds,
        regel=wereld.regel("40", besluit="College, 3 maart"),
        by=wereld.fondsbeheerder,
    )
    grootboek.reverse(boeking=mistake, reden="Verkeerd bedrag", by=wereld.fondsbeheerder)
    grootboek.deposit(fonds=wereld.fonds, regel=wereld.regel("11"), by=None)
    rows = table(client.get(wereld.url("jaaroverzicht"), {"jaar": year, "formaat": "csv"}))
    by_name = {(row[1], row[2]): row[4:] for row in rows[1:]}
    assert rows[0][4:] == [
        "Budget op 1 januari",
        "Gestort",
        "Overgeheveld",
        "Gereserveerd",
        "Toegekend",
        "Betaald",
        "Teruggekomen",
        "Nog vrij",
        "Budget op 31 december",
    ]
    assert by_name["fonds", "Mariaberg"] == [
        "1000,00", "11,00", "-200,00", "0,00", "100,00", "100,00", "0,00", "711,00", "811,00",
    ]  # fmt: skip
    assert by_name["fonds", "Rayon Noord-West"][2:3] == ["200,00"]
    assert by_name["totaal", "alle fondsen"][2] == "0,00"
    assert ("rayon", "Rayon Noord-West") in by_name
    assert ("rayon", "rayon niet genoemd") in by_name
    first = table(client.get(wereld.url("jaaroverzicht"), {"jaar": 2022, "formaat": "csv"}))
    assert {row[2]: row[5] for row in first[1:3]} == {"Mariaberg": "1000,00", "Rayon Noord-West": "500,00"}
    page = text_of(client.get(wereld.url("jaaroverzicht"), {"jaar": year}))
    assert "-€" not in page
    assert client.get(wereld.url("jaaroverzicht"), {"jaar": 1999}).status_code == 404
    assert client.get(wereld.url("jaaroverzicht"), {"jaar": "x"}).status_code == 404
    response = client.get(wereld.url("jaaroverzicht"), {"jaar": year, "formaat": "xlsx"})
    read = read_table(b"".join(response.streaming_content), "jaar.xlsx")
    assert [str(cell) for cell in read.header][:3] == ["Jaar", "Niveau", "Naam"]


def test_every_page_needs_a_gemeente(client):
    for path in ("", "gebied/x/", "jaaroverzicht/", "aanvragen/", "aanvragen/verstuurd/", "aanvraag/x/"):
        assert client.get(f"/nergens/leefbaarheidsfonds/{path}").status_code == 404
    assert not Gemeente.objects.exists()
