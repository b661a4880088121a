# SPDX-License-Identifier: EUPL-1.2
"""The page on which a reader chooses figures, the files of the same selection, and what goes out comes back."""

import csv
import io
import json
from decimal import Decimal

import pytest

from corporaties import blocks, exports
from corporaties.imports.naslag import Naslag
from corporaties.imports.verschil import describe
from corporaties.imports.woningvoorraad import LIMITS
from corporaties.models import Voorraadcijfer
from corporaties.models.levering import bron_titel
from portaal.lib.tables.stream import open_rows
from portaal.lib.tables.writer import write_csv
from tests.corporaties.opgave import PEILDATUM, read
from tests.corporaties.test_kruistabel import vast
from tests.factories import AfwijkingFactory, BrondocumentFactory, CijferbronFactory, GebiedFactory

pytestmark = pytest.mark.django_db
URL = "/maasdam/cijfers/"
ALIKE = {"periode": "2026-01-01"}


@pytest.fixture
def cijfers(stad):
    """What both corporations delivered, per place and together, with something unknown and a remark."""
    west = CijferbronFactory(gemeente=stad.gemeente, slug="west", naam="Opgave West", partij=stad.b)
    vast(
        stad.bron_a,
        stad.cijfer(10, gebied=stad.buurt, **ALIKE),
        stad.cijfer("2.5", klasse=stad.duur, eenheid="procent", **ALIKE),
        stad.cijfer(0, klasse=stad.duur, opmerking="streepje in bron", **ALIKE),
        stad.cijfer(None, gebied=stad.buurt, klasse=stad.duur, waardestatus="nader_te_bepalen", **ALIKE),
        stad.cijfer(12, klasse=None, gepubliceerd_totaal=True, **ALIKE),
        periode="2026-01-01",
    )
    vast(west, stad.cijfer(20, corporatie=stad.b, **ALIKE), periode="2026-01-01")
    return stad


def body(response):
    return b"".join(response.streaming_content)


def test_without_figures(stad, client):
    response = client.get(URL)
    assert response.status_code == 200
    assert "Er zijn nog geen cijfers." in response.content.decode()


def test_the_first_table_with_its_sides_chosen(cijfers, client):
    page = client.get(URL).content.decode()
    assert '<option value="gebied" selected>' in page
    assert "nader te bepalen" in page
    assert "Opgave van de corporaties" in page
    assert "1 januari 2026" in page


def test_an_address_is_a_selection(cijfers, client):
    sleutel = _key(client)
    response = client.get(
        URL, {"tabel": sleutel, "rijen": "klasse", "kolommen": "corporatie", "corporatie": "Aedes West"}
    )
    tabel = response.context["tabel"]
    assert [lid.naam for lid in tabel.kolommen] == ["Aedes West"]
    assert [[cel.tekst for cel in rij.cellen] for rij in tabel.rijen] == [["20"]]
    narrowed = client.get(
        URL, {"tabel": sleutel, "klasse": cijfers.duur.code, "gebied": "kommelkwartier", "kolommen": "geen"}
    )
    assert [[cel.tekst for cel in rij.cellen] for rij in narrowed.context["tabel"].rijen] == [["nader te bepalen"]]


def _key(client, unit="woningen"):
    return next(kind.sleutel for kind in client.get(URL).context["form"].soorten if kind.eenheid == unit)


def test_a_level_of_places(cijfers, client):
    wijk = GebiedFactory(gemeente=cijfers.gemeente, naam="West", soort="wijk")
    vast(cijfers.bron_a, cijfers.cijfer(3, gebied=wijk, periode="2027-01-01"), periode="2027-01-01")
    given = {"tabel": _key(client), "rijen": "gebied", "kolommen": "periode", "niveau": "wijk"}
    tabel = client.get(URL, given).context["tabel"]
    assert [rij.lid.naam for rij in tabel.rijen] == ["West", "Hele gemeente"]


@pytest.mark.parametrize(
    ("given", "field", "text"),
    [
        ({"tabel": "bestaat-niet"}, "tabel", "‘bestaat-niet’ komt in deze cijfers niet voor"),
        ({"rijen": "maan"}, "rijen", "komt in deze cijfers niet voor"),
        ({"rijen": "klasse", "kolommen": "klasse"}, "kolommen", "Kies voor de kolommen iets anders"),
        ({"klasse": "x" * 300}, "klasse", "komt in deze cijfers niet voor"),
        ({"gebied": "\0"}, "gebied", "komt in deze cijfers niet voor"),
        ({"periode": "1999"}, "periode", "komt in deze cijfers niet voor"),
        ({"formaat": "pdf"}, "formaat", "komt in deze cijfers niet voor"),
        ({"rijen": "periode", "kolommen": "geen", "maat": "procent_kolom"}, "maat", "niet op te tellen"),
    ],
)
def test_a_wrong_choice_is_named_at_its_field(cijfers, client, given, field, text):
    response = client.get(URL, given)
    assert response.status_code == 422
    assert text in str(response.context["form"].errors[field])
    assert "tabel" not in response.context or response.context["tabel"] is None


def test_drafts_are_not_among_the_figures(stad, client):
    from corporaties.services.leveringen import record_levering

    record_levering(
        cijferbron=stad.bron_a, soort="bestand", periode="2026-01-01", cijfers=[stad.cijfer(77, **ALIKE)], by=None,
        oorsprong="import",
    )  # fmt: skip
    client.force_login(stad.coordinator)
    assert "Er zijn nog geen cijfers." in client.get(URL).content.decode()


def test_what_does_not_add_up_is_linked(stad, client):
    tabel = CijferbronFactory(gemeente=stad.gemeente, document=BrondocumentFactory(gemeente=stad.gemeente))
    vast(tabel, stad.cijfer(10))
    AfwijkingFactory(gemeente=stad.gemeente, cijferbron=tabel)
    assert "klopt 1 cijfer niet" in client.get(URL).content.decode()


@pytest.mark.parametrize("formaat", ["csv", "xlsx", "ods", "ndjson"])
def test_the_same_selection_as_a_list_and_as_a_table(cijfers, client, formaat):
    given = {"tabel": _key(client), "rijen": "klasse", "kolommen": "corporatie", "formaat": formaat}
    listed = client.get(URL, given)
    assert listed.status_code == 200
    assert f"cijfers-maasdam.{formaat}" in listed.headers["Content-Disposition"]
    shown = client.get(URL, given | {"vorm": "kruistabel"})
    assert "kruistabel" in shown.headers["Content-Disposition"]
    rows = _rows(formaat, body(listed))
    assert len(rows) == 5
    found = [row.get("Aedes West") or None for row in _rows(formaat, body(shown))]
    assert [None if value is None else float(value) for value in found] == [20, None, None, 20]


def test_a_file_says_what_the_tables_behind_it_say(cijfers, client, monkeypatch, django_assert_num_queries):
    """Across blocks, with what is not there left empty; names are looked up once, not per row."""
    monkeypatch.setattr(blocks, "FIRST_BLOCK", 2)
    monkeypatch.setattr(blocks, "BLOCK", 3)
    place = GebiedFactory(gemeente=cijfers.gemeente, naam='=De "Kom"; oost', soort="wijk")
    tabel = CijferbronFactory(gemeente=cijfers.gemeente, document=BrondocumentFactory(gemeente=cijfers.gemeente))
    vast(
        tabel,
        cijfers.cijfer("2.5", gebied=place, corporatie=None, eenheid="euro", opmerking="=1", gepubliceerd_totaal=True),
        cijfers.cijfer(4, klasse=None, lijst_id=None),
    )
    rows = Voorraadcijfer.objects.current().filter(gemeente=cijfers.gemeente)
    related = ("gemeente", "corporatie", "gebied", "lijst__kenmerk", "klasse", "populatie", "cijferbron__document")
    expected = [
        [
            row.gemeente.slug, row.corporatie and row.corporatie.naam, row.gebied and row.gebied.naam,
            row.gebied and row.gebied.soort, row.soort, row.periode, row.lijst and row.lijst.kenmerk.code,
            row.lijst and row.lijst.naam, row.klasse and row.klasse.naam, row.populatie.naam, row.eenheid, row.waarde,
            row.waardestatus, row.gepubliceerd_totaal, row.opmerking,
            bron_titel(row.cijferbron.document and row.cijferbron.document.titel, row.cijferbron.tabel,
                       row.cijferbron.naam),
        ]
        for row in rows.select_related(*related).order_by("pk")
    ]  # fmt: skip
    assert len(expected) > 5
    assert [list(row) for row in exports.figure_rows(rows)] == expected
    address = URL + "?tabel=alles&formaat="
    lines = [json.loads(line) for line in body(client.get(address + "ndjson")).splitlines()]
    assert [list(line.values()) for line in lines] == [
        [float(value) if isinstance(value, Decimal) else value for value in row] for row in expected
    ]
    plain = b"".join(write_csv(exports.HEADER, exports.figure_rows(rows)))
    assert body(client.get(address + "csv")) == plain
    monkeypatch.setattr(blocks, "BLOCK", 1000)
    # Two blocks with rows and one without, and each table of names when it has something new.
    with django_assert_num_queries(3 + 7 + 3):
        list(exports.figure_rows(rows))


def _rows(formaat, content):
    if formaat == "csv":
        return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    if formaat == "ndjson":
        return [json.loads(line) for line in content.splitlines()]
    with open_rows(content, f"x.{formaat}", limits=LIMITS) as stream:
        return [dict(zip(stream.header, row.values, strict=False)) for batch in stream.batches() for row in batch]


def test_two_places_of_one_name_and_no_sums_in_a_table_file(cijfers, client):
    twin = GebiedFactory(gemeente=cijfers.gemeente, naam="Kommelkwartier", slug="kommelkwartier-2")
    vast(
        cijfers.bron_a,
        cijfers.cijfer(3, gebied=twin, periode="2027-01-01"),
        cijfers.cijfer(4, gebied=cijfers.buurt, periode="2027-01-01"),
        periode="2027-01-01",
    )
    given = {"tabel": _key(client), "rijen": "periode", "kolommen": "gebied", "formaat": "csv", "vorm": "kruistabel"}
    header = body(client.get(URL, given)).decode("utf-8-sig").splitlines()[0]
    assert "Kommelkwartier;Kommelkwartier (2)" in header


def test_all_figures_are_a_file_and_no_table(cijfers, client):
    page = client.get(URL, {"tabel": "alles"})
    assert "Alle cijfers bij elkaar" in page.content.decode()
    rows = _rows("csv", body(client.get(URL, {"tabel": "alles", "formaat": "csv", "vorm": "kruistabel"})))
    assert len(rows) == Voorraadcijfer.objects.current().count()


def test_too_many_rows_for_a_format(cijfers, client, monkeypatch):
    from dataclasses import replace

    from portaal.lib.tables.writer import FORMATS

    monkeypatch.setitem(FORMATS, "ods", replace(FORMATS["ods"], max_rows=1))
    response = client.get(URL, {"tabel": "alles", "formaat": "ods"})
    assert response.status_code == 422
    assert "Kies csv of ndjson" in response.content.decode()


@pytest.mark.parametrize("formaat", ["csv", "xlsx", "ods"])
def test_what_went_out_comes_back_as_no_change(cijfers, client, formaat):
    content = body(client.get(URL, {"tabel": "alles", "corporatie": "Aedes Oost", "formaat": formaat}))
    opgave = read(cijfers, content, name=f"cijfers.{formaat}")
    assert opgave.fouten == []
    uitkomst = describe(opgave, Naslag(cijfers.gemeente, cijfers.a), PEILDATUM)
    counted = {name: uitkomst[name] for name in ("ongewijzigd", "nieuw", "gewijzigd", "vervallen")}
    assert counted == {"ongewijzigd": 5, "nieuw": 0, "gewijzigd": 0, "vervallen": 0}


def test_queries_do_not_grow_with_the_figures(cijfers, client, django_assert_max_num_queries):
    key = _key(client)
    with django_assert_max_num_queries(16):
        client.get(URL, {"tabel": key})
    places = [GebiedFactory(gemeente=cijfers.gemeente) for _ in range(8)]
    vast(cijfers.bron_a, *(cijfers.cijfer(5, gebied=place, **ALIKE) for place in places), periode="2026-01-01")
    with django_assert_max_num_queries(16):
        client.get(URL, {"tabel": key})


def test_only_reading(cijfers, client):
    assert client.post(URL).status_code == 405
    assert client.get("/nergens/cijfers/").status_code == 404
