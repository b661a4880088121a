# SPDX-License-Identifier: EUPL-1.2
"""A whole list in one answer: in every format the rows, attributes and values of the pages."""

import csv
import datetime
import gzip
import json
import re
from decimal import Decimal
from functools import partial
from io import StringIO
from itertools import count

import pytest

from afspraken.models import Afspraak, Voortgang
from corporaties.models import Klasse
from portaal.lib.api import copied, lines
from portaal.lib.api.bulk import gzipped
from portaal.lib.tables.cells import clean_text, inert_csv_text, value_text
from portaal.lib.tables.reader import read_table
from tests.api.world import BASE, RESOURCES, body_of
from tests.factories import AfspraakFactory, BetrokkenheidFactory, PartijFactory

pytestmark = pytest.mark.django_db
DRAFTS_TOO = ("afspraken", "acties", "voortgang")


@pytest.fixture
def stream(client):
    """`stream("afspraken", "csv", user)`: the bytes."""

    def get(resource, formaat, user=None, **query):
        client.logout()
        if user is not None:
            client.force_login(user)
        response = client.get(f"{BASE}/{resource}", {"formaat": formaat, **query})
        assert response.status_code == 200, response.content
        assert response["Content-Disposition"] == f'attachment; filename="{resource}.{formaat}"'
        return body_of(response)

    return get


def all_pages(ask, resource, user=None, size=2):
    """The rows of every page; small pages, to cross their borders."""
    rows = []
    for number in count(1):
        answer = ask(resource, user, pagina=number, paginaGrootte=size)
        rows += answer["results"]
        if answer["next"] is None:
            assert answer["count"] == len(rows)
            return rows


MONEY = re.compile(r"\d+\.\d\d")


def as_text(value, formaat):
    """A value of the JSON as the text of a cell; an amount is a string there and a number here."""
    if isinstance(value, str) and MONEY.fullmatch(value):
        value = Decimal(value)
        if formaat != "csv" and value == int(value):
            value = int(value)
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        value = "; ".join(value)
    elif isinstance(value, list | dict):
        value = json.dumps(value, ensure_ascii=False)
    return clean_text(value).strip() if isinstance(value, str) else value_text(value)


@pytest.mark.parametrize("role", ["public", "coordinator"])
@pytest.mark.parametrize("resource", RESOURCES)
def test_ndjson_is_what_the_pages_say(ask, stream, world, resource, role):
    user = world.users[role]
    lines = [json.loads(line) for line in stream(resource, "ndjson", user).splitlines()]
    assert lines == all_pages(ask, resource, user)
    assert lines


@pytest.mark.parametrize("formaat", ["csv", "xlsx", "ods"])
@pytest.mark.parametrize("resource", RESOURCES)
def test_a_table_is_what_the_pages_say(ask, stream, world, resource, formaat):
    user = world.users["lid"] if resource in DRAFTS_TOO else None
    Afspraak.objects.filter(code="2a").update(samenvatting="=1+1\nen; meer", doel="'s avonds", bron_opmerking="-")
    rows = all_pages(ask, resource, user)
    table = read_table(stream(resource, formaat, user), f"{resource}.{formaat}")
    assert table.header == list(rows[0])
    assert [[row.cell(column).text for column in range(len(table.header))] for row in table.rows] == [
        [as_text(value, formaat) for value in row.values()] for row in rows
    ]
    assert not any(cell.formula for row in table.rows for cell in row.cells.values())


@pytest.mark.parametrize("formaat", ["csv", "xlsx", "ods", "ndjson"])
def test_filters_hold_for_every_format(stream, world, formaat):
    content = stream("afspraken", formaat, gemeente="maastricht", status="op_koers", zoek="verduurzaming")
    if formaat == "ndjson":
        assert [json.loads(line)["code"] for line in content.splitlines()] == ["1a"]
    else:
        table = read_table(content, "afspraken")
        column = table.header.index("code")
        assert [row.cell(column).text for row in table.rows] == ["1a"]


def test_names_with_a_comma_stay_apart(ask, stream, world):
    """Parties have commas in their names."""
    text = stream("afspraken", "csv", gemeente="maastricht", code="1a").decode("utf-8-sig")
    assert '"Woonpunt; Werkgroep Bouwen, slopen en kopen"' in text


def test_a_stream_goes_beyond_the_last_page_and_the_first_batch(ask, stream, world, monkeypatch):
    """Order and content hold across batches, and a row of a thousand parties is a row."""
    from portaal.lib.api import bulk

    thema = world.afspraken["1a"].thema
    for number in range(7):
        AfspraakFactory(thema=thema, code=f"1x{number}", volgorde=50 - number)
    last = AfspraakFactory(thema=thema, code="1z", volgorde=60)
    for number in range(30):
        BetrokkenheidFactory(afspraak=last, partij=PartijFactory(naam=f"Partij {number}"), volgorde=30 - number)
    monkeypatch.setattr(bulk.batches, "__kwdefaults__", {"size": 3, "by_key": False})
    for first in (50, 2):
        monkeypatch.setattr(bulk.conf, "FIRST_BATCH", first)
        lines = [json.loads(line) for line in stream("afspraken", "ndjson").splitlines()]
        assert lines == all_pages(ask, "afspraken")
        assert stream("afspraken", "ndjson", gewijzigdSinds="2999-01-01") == b""
        assert stream("afspraken", "csv", gewijzigdSinds="2999-01-01").count(b"\r\n") == 1
    assert [line["code"] for line in lines[-3:-1]] == ["1x0", "1z"]
    assert lines[-2]["trekkers"][0] == "Partij 29"


HOSTILE = (
    "=1+1",
    "'=1+1; x",
    "''@a",
    "'s avonds",
    "-1",
    '"aan" het ; eind\\',
    "een\r\ntwee\rdrie\n\nvier\t.",
    "\r=1",
    "\x01\x1eniet te drukken\x7f\ufffe",
    "%s {} 100% é€😀",
    "\x1e",
    "",
)


def report_texts(world):
    """Rows for each of these texts, some on one day, in four fields of the report."""
    Voortgang.objects.bulk_create(
        Voortgang(
            gemeente=world.maastricht,
            afspraak=world.afspraken["1a"],
            datum=datetime.date(2024, 1, 1 + number // 3),
            status="op_koers",
            fase="uitvoering" if number % 2 else "",
            toelichting=text,
            oorzaak=text[::-1],
            volgende_stap=text * 2,
            gevraagd_besluit="" if number % 2 else text,
        )
        for number, text in enumerate(HOSTILE)
    )


@pytest.mark.parametrize("query", [{}, {"sorteer": "status,-datum"}, {"zoek": "niet", "peildatum": "2025-01-01"}])
def test_lines_of_the_database_are_those_of_the_pages(ask, stream, world, monkeypatch, query):
    """Whatever stands in the texts, across blocks, in the order of the list and in one that was asked for."""
    monkeypatch.setattr(lines, "FIRST_BLOCK", 1)
    monkeypatch.setattr(lines, "BLOCK", 4)
    monkeypatch.setattr(copied, "_CHUNK", 60)
    report_texts(world)
    user = world.users["coordinator"]
    rows = all_pages(partial(ask, **query), "voortgang", user, size=50)
    assert len(rows) > len(HOSTILE) or query.get("zoek")
    assert [json.loads(line) for line in stream("voortgang", "ndjson", user, **query).split(b"\n")[:-1]] == rows
    content = stream("voortgang", "csv", user, **query)
    assert content.startswith(b"\xef\xbb\xbfid;gemeente;")
    assert content.endswith(b"\r\n")
    cells = list(csv.reader(StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
    texts = [
        [
            inert_csv_text(clean_text(value_text(value))) if isinstance(value, str) else value_text(value)
            for value in row.values()
        ]
        for row in rows
    ]
    assert cells == [list(rows[0]), *texts]


def test_the_rows_are_what_the_document_says(ask, world):
    """Attributes, and their order, are those of the serializer that stands in the document."""
    from portaal.api import router

    for prefix, viewset, _name in router.registry:
        serializer = viewset.serializer_class()
        for row in ask(prefix, world.users["coordinator"])["results"]:
            assert list(row) == list(serializer.fields)
            for name, field in serializer.fields.items():
                if name == "laatsteVoortgang" and row[name] is not None:
                    assert list(row[name]) == list(field.fields)


@pytest.mark.parametrize("formaat", ["csv", "ndjson"])
def test_it_is_compressed_on_request(client, world, formaat):
    """The same bytes, as they are made; a client that goes away lets the rows go."""
    address = f"{BASE}/afspraken?formaat={formaat}"
    plain = client.get(address)
    packed = client.get(address, headers={"Accept-Encoding": "br, gzip;q=0.5"})
    assert (packed["Content-Encoding"], plain.get("Content-Encoding")) == ("gzip", None)
    assert "Accept-Encoding" in packed["Vary"]
    assert "Accept-Encoding" in plain["Vary"]
    assert gzip.decompress(packed.getvalue()) == plain.getvalue()
    for refused in ("identity", "gzip;q=0", "gzip; q=0.0, br"):
        assert "Content-Encoding" not in client.get(address, headers={"Accept-Encoding": refused})


def test_who_goes_away_stops_the_work():
    closed = []

    def rows():
        try:
            while True:
                yield b"regel\n" * 1000
        finally:
            closed.append(True)

    stream = gzipped(rows())
    assert next(stream)
    stream.close()
    assert closed == [True]


def test_classes_have_their_vera_code(ask, world):
    """Where the list has one; codes of different lists stay apart."""
    assert {row["klasseVera"] for row in ask("woningvoorraad")["results"]} == {None}
    Klasse.objects.update(vera_code="GSU")
    figures = ask("woningvoorraad")["results"]
    assert {row["klasseVera"] for row in figures} == {"GSU", None}
    assert all((row["klasse"] is None) == (row["klasseVera"] is None) for row in figures)
