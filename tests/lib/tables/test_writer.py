# SPDX-License-Identifier: EUPL-1.2
"""Files out: what a spreadsheet program and other readers find in them, and what does not fit."""

import json
import re
import zipfile
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import IntEnum, StrEnum
from io import BytesIO

import odfdo
import openpyxl
import pytest
from django.utils.translation import gettext_lazy

from portaal.lib.tables import writer
from portaal.lib.tables.writer import (
    FORMATS,
    ExportError,
    csv_piece,
    json_pieces,
    sheet_title,
    write_csv,
    write_csv_pieces,
    write_ndjson,
    write_ndjson_pieces,
    write_ods,
    write_xlsx,
)

MOMENT = datetime(2026, 7, 1, 0, 30, tzinfo=timezone(timedelta(hours=2)))
RISKY = ["=1+1", "+31", "-5", "@SOM(A1)", "\tx", "'=1", '=HYPERLINK("http://x.nl")']


class Status(StrEnum):
    OP_KOERS = "op_koers"


class Fase(IntEnum):
    ACTIEF = 2


def csv_of(header, rows):
    return b"".join(write_csv(header, rows))


def book_of(header, rows, name="Blad"):
    with write_xlsx(header, rows, sheet_name=name) as file:
        return openpyxl.load_workbook(BytesIO(file.read()))


def table_of(header, rows, name="Blad"):
    with write_ods(header, rows, sheet_name=name) as file:
        return odfdo.Document(BytesIO(file.read())).body.get_table(0)


def test_csv_is_as_dutch_excel_opens_it():
    row = ['tekst; met "alles"', 1514, 12.5, Decimal("462829.15"), True, None, date(2026, 11, 20), MOMENT]
    assert csv_of(["a", "b", "c", "d", "e", "f", "g", "h"], [row]) == (
        b"\xef\xbb\xbfa;b;c;d;e;f;g;h\r\n"
        b'"tekst; met ""alles""";1514;12,5;462829,15;ja;;2026-11-20;2026-06-30T22:30:00Z\r\n'
    )


def test_csv_keeps_text_inert_and_numbers_numbers():
    lines = csv_of(["=kop"], [[text] for text in RISKY] + [[-5], [-1.5]]).decode("utf-8-sig").splitlines()
    assert lines == [
        "'=kop", "'=1+1", "'+31", "'-5", "'@SOM(A1)", "'\tx", "''=1", '"\'=HYPERLINK(""http://x.nl"")"', "-5", "-1,5",
    ]  # fmt: skip


def test_csv_sends_the_header_before_the_first_row_is_asked_for():
    def rows():
        raise AssertionError("asked too early")
        yield

    assert next(write_csv(["a"], rows())) == b"\xef\xbb\xbfa\r\n"


def test_csv_comes_in_batches_that_lose_nothing():
    chunks = list(write_csv(["n", "tekst"], ((number, "x" * 50) for number in range(10_000))))
    assert 5 < len(chunks) < 20
    assert b"".join(chunks).count(b"\r\n") == 10_001


def test_ready_made_pieces_are_the_same_file():
    """Quotes, line ends, formulas, nothing, and every type of value, in the first, a middle and the last column."""
    values = [None, "", " ", '"', "a;b", "a\nb", "a\r\nb", "a b", *RISKY, "één", "\ufffd", 5, -1.5, Decimal("12.50")]
    values += [True, date(2026, 1, 1), MOMENT, Status.OP_KOERS, Fase.ACTIEF, gettext_lazy("Nee")]
    rows = [(value, value, value) for value in values]
    names = ("a;", "b", "c")
    cells = [[csv_piece(a), csv_piece(b), csv_piece(c, last=True)] for a, b, c in rows]
    blocks = [cells[0::2], cells[1::2]]
    ordered = rows[0::2] + rows[1::2]
    assert b"".join(write_csv_pieces(names, blocks)) == csv_of(names, ordered)
    pieces = json_pieces(names)
    lines = [[[piece(value) for piece, value in zip(pieces, row, strict=True)] for row in ordered]]
    records = [dict(zip(names, row, strict=True)) for row in ordered]
    assert b"".join(write_ndjson_pieces(lines)) == b"".join(write_ndjson(records))


def test_ndjson():
    lines = b"".join(
        write_ndjson(
            [
                {"naam": "é=1", "aantal": Decimal("4.00"), "deel": Decimal("0.1"), "datum": date(2026, 11, 20)},
                {"moment": MOMENT, "leeg": None, "lijst": ["a"], "label": gettext_lazy("ja"), "half": "\ud800"},
            ]
        )
    ).decode()
    assert lines == (
        '{"naam":"é=1","aantal":4,"deel":0.1,"datum":"2026-11-20"}\n'
        '{"moment":"2026-06-30T22:30:00Z","leeg":null,"lijst":["a"],"label":"ja","half":"?"}\n'
    )


def test_ndjson_comes_in_batches_that_lose_nothing():
    chunks = list(write_ndjson({"n": number, "tekst": "x" * 50} for number in range(10_000)))
    assert 5 < len(chunks) < 20
    assert json.loads(chunks[0])["n"] == 0, "the first line does not wait for others"
    assert [json.loads(line)["n"] for line in b"".join(chunks).splitlines()] == list(range(10_000))
    assert list(write_ndjson([])) == []


@pytest.mark.parametrize("value", [object(), b"bytes"])
def test_what_has_no_place_in_a_row(value):
    with pytest.raises(TypeError, match="has no place"):
        list(write_ndjson([{"a": value}]))
    with pytest.raises(TypeError, match="has no place"):
        csv_of(["a"], [[value]])
    for write in (write_xlsx, write_ods):
        with pytest.raises(TypeError, match="has no place"):
            write(["a"], [[value]], sheet_name="Blad")


def test_xlsx_values_and_looks():
    row = ["één", 1514, 12.5, Decimal("462829.15"), True, None, date(2026, 11, 20), MOMENT]
    book = book_of(list("abcdefgh"), [row], "Actielijst")
    page = book["Actielijst"]
    assert [cell.value for cell in page[1]] == list("abcdefgh")
    assert [cell.value for cell in page[2]] == [
        "één", 1514, 12.5, 462829.15, True, None, datetime(2026, 11, 20), "2026-06-30T22:30:00Z",
    ]  # fmt: skip
    assert page["G2"].number_format == "dd-mm-yyyy"
    assert page["A1"].font.bold
    assert page.freeze_panes == "A2"
    assert page.auto_filter.ref == "A1:H2"


def test_xlsx_numbers_do_not_become_dates_beside_a_date():
    page = book_of(["a"], [[5], [date(2026, 11, 20)], [6], [2.5], [Fase.ACTIEF], [None], ["x"]]).active
    assert [cell.value for (cell,) in page["A2:A8"]] == [5, datetime(2026, 11, 20), 6, 2.5, 2, None, "x"]


@pytest.mark.parametrize("text", [*RISKY, "_x000D_", "  om  heen ", "regel 1\nregel 2", "é 😀 <&>\"'"])
def test_text_is_text_in_xlsx_and_ods(text):
    with write_xlsx(["a"], [[text]], sheet_name="Blad") as file, zipfile.ZipFile(file) as archive:
        page = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in page
    assert '<c r="A2" t="inlineStr">' in page
    with write_ods(["a"], [[text]], sheet_name="Blad") as file, zipfile.ZipFile(file) as archive:
        content = archive.read("content.xml").decode()
    assert "formula" not in content
    cell = odfdo.Document(BytesIO(_ods_bytes(["a"], [[text]]))).body.get_table(0).get_cell((0, 1))
    assert cell.type == "string"
    assert cell.get_value() == text


def _ods_bytes(header, rows):
    with write_ods(header, rows, sheet_name="Blad") as file:
        return file.read()


def test_ods_values_and_looks():
    row = ["één", 1514, 12.5, Decimal("462829.15"), False, None, date(2026, 11, 20), MOMENT]
    table = table_of(list("abcdefgh"), [row], "Actielijst <&>")
    assert table.name == "Actielijst <&>"
    assert table.get_row_values(0) == list("abcdefgh")
    values = table.get_row_values(1)
    assert values[:6] == ["één", 1514, 12.5, Decimal("462829.15"), False, None]
    assert values[6].isoformat()[:10] == "2026-11-20"
    assert values[7] == "2026-06-30T22:30:00Z"


def test_ods_is_known_by_its_first_bytes():
    content = _ods_bytes(["a"], [])
    assert content[30:84] == b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert archive.testzip() is None
        manifest = archive.read("META-INF/manifest.xml").decode()
    assert set(re.findall(r'full-path="([^"]+)"', manifest)) == {"/", "content.xml"}


@pytest.mark.parametrize("write", [write_xlsx, write_ods])
def test_a_sheet_without_rows_has_its_header(write):
    with write(["a", gettext_lazy("b")], [], sheet_name="Blad") as file:
        content = file.read()
    if write is write_xlsx:
        assert [cell.value for cell in openpyxl.load_workbook(BytesIO(content)).active[1]] == ["a", "b"]
    else:
        assert odfdo.Document(BytesIO(content)).body.get_table(0).get_row_values(0) == ["a", "b"]


def test_subclasses_are_written_as_what_they_are():
    class Dag(date):
        pass

    class Moment(datetime):
        pass

    class Bedrag(Decimal):
        pass

    row = [
        Status.OP_KOERS,
        Fase.ACTIEF,
        gettext_lazy("label"),
        Dag(2026, 11, 20),
        Moment(2026, 1, 2, tzinfo=UTC),
        Bedrag(1),
    ]
    header = list("abcdef")
    assert csv_of(header, [row]).splitlines()[1] == b"op_koers;2;label;2026-11-20;2026-01-02T00:00:00Z;1"
    page = book_of(header, [row]).active
    assert [cell.value for cell in page[2]] == [
        "op_koers", 2, "label", datetime(2026, 11, 20), "2026-01-02T00:00:00Z", 1,
    ]  # fmt: skip


@pytest.mark.parametrize("year", [1, 1899])
def test_dates_before_the_calendar_of_excel_are_text(year):
    assert book_of(["a"], [[date(year, 5, 4)]]).active["A2"].value == f"{year:04}-05-04"


@pytest.mark.parametrize("write", [write_xlsx, write_ods])
def test_a_number_that_a_sheet_would_round_is_text(write):
    bag = 935_010_000_123_456_789
    with write(["a"], [[bag], [2**53]], sheet_name="Blad") as file:
        content = file.read()
    if write is write_xlsx:
        page = openpyxl.load_workbook(BytesIO(content)).active
        assert [page["A2"].value, page["A3"].value] == [str(bag), 2**53]
    else:
        table = odfdo.Document(BytesIO(content)).body.get_table(0)
        assert [table.get_value((0, 1)), table.get_value((0, 2))] == [str(bag), 2**53]


@pytest.mark.parametrize("write", [write_xlsx, write_ods])
class TestWhatDoesNotFit:
    def test_too_long_a_text_names_its_cell(self, write):
        rows = [["x", "x" * 32_767], ["x", "x" * 32_768]]
        with pytest.raises(ExportError, match="Rij 3, kolom “toelichting”: de tekst is langer dan 32"):
            write(["code", "toelichting"], rows, sheet_name="Blad")

    @pytest.mark.parametrize("value", [float("nan"), float("-inf"), Decimal("NaN")])
    def test_no_number_names_its_cell(self, write, value):
        with pytest.raises(ExportError, match="Rij 2, kolom “aantal”: de waarde is geen getal"):
            write(["aantal"], [[value]], sheet_name="Blad")

    @pytest.mark.parametrize("row", [["x"], ["x", "y", "z"], []])
    def test_a_row_of_another_length(self, write, row):
        with pytest.raises(ExportError, match=f"Rij 3 heeft {len(row)} cellen, maar er zijn 2 kolommen"):
            write(["a", "b"], [["x", "y"], row], sheet_name="Blad")

    def test_too_many_rows(self, write, monkeypatch):
        monkeypatch.setattr(writer, "XLSX_MAX_ROWS", 2_000)
        monkeypatch.setattr(writer, "ODS_MAX_ROWS", 2_000)
        rows = [["x"]] * 2_000
        write(["a"], rows, sheet_name="Blad").close()
        with pytest.raises(ExportError, match=r"meer dan 2\.000 rijen; kies csv of ndjson"):
            write(["a"], [*rows, ["x"]], sheet_name="Blad")

    def test_an_error_of_the_rows_themselves_comes_through(self, write):
        def rows():
            yield ["x"]
            raise LookupError("database weg")

        with pytest.raises(LookupError, match="database weg"):
            write(["a"], rows(), sheet_name="Blad")


def test_a_row_of_another_length_in_csv():
    with pytest.raises(ExportError, match="Rij 2 heeft 1 cellen"):
        csv_of(["a", "b"], [["x"]])


def test_columns_of_one_name_would_become_one_in_xlsx():
    with pytest.raises(ExportError, match="dezelfde naam"):
        write_xlsx(["a", "a"], [], sheet_name="Blad")
    assert csv_of(["a", "a"], [[1, 2]]).endswith(b"1;2\r\n")


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Actielijst", "Actielijst"),
        ("Wonen/Zorg: [2026]?", "Wonen Zorg   2026"),
        ("'t Huis'", "t Huis"),
        ("x" * 40, "x" * 31),
        (" ", "Blad1"),
    ],
)
def test_sheet_titles_that_excel_accepts(name, title):
    assert sheet_title(name) == title
    assert book_of(["a"], [], name).sheetnames == [title]


def test_the_table_of_formats():
    assert list(FORMATS) == ["csv", "xlsx", "ods", "ndjson"]
    assert FORMATS["csv"].content_type == "text/csv; charset=utf-8"
    assert FORMATS["ods"].max_rows == writer.ODS_MAX_ROWS == 100_000
    assert {name: kind.extension for name, kind in FORMATS.items()} == {name: name for name in FORMATS}
