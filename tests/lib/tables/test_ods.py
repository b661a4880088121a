# SPDX-License-Identifier: EUPL-1.2
"""ods in: files as odfdo writes them, and the XML that only LibreOffice or an attacker would write."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from odfdo import Cell

from portaal.lib.tables.reader import UnreadableFile
from tests.lib.tables.files import ods, ods_with
from tests.lib.tables.test_xlsx import places, refused, values

TEXT = '<table:table-cell office:value-type="string"{}><text:p>{}</text:p></table:table-cell>'


def row(*cells: str, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"


def text(content: str, attributes: str = "") -> str:
    return TEXT.format(" " + attributes, content)


def test_values_keep_their_type(read):
    moment = datetime(2026, 11, 20, 9, 30)
    table = read(
        ods(
            ["tekst", "geheel", "deel", "waar", "datum", "moment", "leeg"],
            ["één", 12, 1.5, True, date(2026, 11, 20), moment, None],
            ["=1+1", 0, Decimal("462829.15"), False, date(1899, 12, 31), moment, "x"],
        )
    )
    assert values(table) == {
        2: ["één", 12, Decimal("1.5"), True, date(2026, 11, 20), moment, None],
        3: ["=1+1", 0, Decimal("462829.15"), False, date(1899, 12, 31), moment, "x"],
    }
    assert not table.faults


def test_formulas_are_flagged_and_never_a_value(read):
    table = read(ods(["a", "b"], [Cell(7, formula="of:=1+6"), "x"]))
    assert places(table) == [(2, "A")]
    assert table.rows[0].cell(0).formula
    assert values(table) == {2: [None, "x"]}


def test_merged_cells_are_found(read):
    table = read(
        ods_with(
            row(
                text("x", 'table:number-rows-spanned="2" table:number-columns-spanned="2"'),
                "<table:covered-table-cell/>",
            )
            + row('<table:covered-table-cell table:number-columns-repeated="2"/>', text("y"))
        )
    )
    assert places(table) == [(2, "A"), (2, "B")]
    assert [[row.cell(i).merged for i in range(3)] for row in table.rows] == [[True, True, False]] * 2


def test_too_many_merged_cells():
    assert refused(ods_with(row(text("x", 'table:number-rows-spanned="2"') * 10_001))) == "too_many_merges"


def test_repeated_rows_and_cells_count(read):
    table = read(
        ods_with(
            row(attributes='table:number-rows-repeated="3"')
            + row(text("a", 'table:number-columns-repeated="2"'), attributes='table:number-rows-repeated="2"')
            + row('<table:table-cell table:number-columns-repeated="2"/>', "<text:soft-page-break/>", text("b"))
        )
    )
    assert values(table) == {5: ["a", "a", None], 6: ["a", "a", None], 7: [None, None, "b"]}


@pytest.mark.parametrize("count", ["1048570", "999999999999"])
def test_empty_rows_and_cells_to_the_end_of_the_sheet_are_nothing(read, count):
    table = read(
        ods_with(
            row(text("a"), f'<table:table-cell table:number-columns-repeated="{count}"/>')
            + row("<table:table-cell/>", attributes=f'table:number-rows-repeated="{count}"')
        )
    )
    assert values(table) == {2: ["a"]}
    assert not table.faults


def test_a_row_repeated_without_end_is_too_many_rows(refusal):
    code, message = refusal(ods_with(row(text("a"), attributes='table:number-rows-repeated="999999999"')))
    assert code == "too_many_rows"
    assert "5.000" in message


def test_a_cell_repeated_without_end_is_a_fault(read):
    table = read(ods_with(row(text("a", 'table:number-columns-repeated="999999999"'))), max_columns=3)
    assert values(table) == {2: ["a", "a", "a"]}
    assert places(table) == [(2, "D")]


@pytest.mark.parametrize("count", ["veel", "1e3", ""])
def test_a_repeat_that_is_no_number(count):
    assert refused(ods_with(row(text("a"), attributes=f'table:number-rows-repeated="{count}"'))) == "damaged"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("een <text:span>vet</text:span> woord", "een vet woord"),
        ("  vouwt \n\t spaties  op ", "vouwt spaties op"),
        ('a<text:s/>b<text:s text:c="3"/>c', "a b   c"),
        ("a<text:tab/>b<text:line-break/>c", "a\tb\nc"),
        ("regel 1</text:p><text:p>regel 2", "regel 1\nregel 2"),
        ("a <text:span> b</text:span>", "a b"),
        ("tekst<text:note><text:note-body><text:p>noot</text:p></text:note-body></text:note>", "tekst"),
        ("zie <text:a>de site</text:a>", "zie de site"),
    ],
)
def test_the_text_of_a_cell(read, content, expected):
    assert values(read(ods_with(row(text(content))))) == {2: [expected]}


def test_a_comment_is_not_the_text_of_its_cell(read):
    cell = text("waarde").replace(
        "<text:p>", "<office:annotation><text:p>opmerking</text:p></office:annotation><text:p>", 1
    )
    assert values(read(ods_with(row(cell)))) == {2: ["waarde"]}


@pytest.mark.parametrize(
    "attributes",
    [
        'office:value-type="float" office:value="twaalf"',
        'office:value-type="float"',
        'office:value-type="float" office:value="1e400"',
        'office:value-type="float" office:value="1e-400000"',
        'office:value-type="float" office:value="NaN"',
        'office:value-type="date" office:date-value="2026-02-30"',
        'office:value-type="date"',
    ],
)
def test_a_value_that_cannot_be_read_is_a_fault_of_that_cell(read, attributes):
    table = read(ods_with(row(f"<table:table-cell {attributes}/>", text("x"))))
    assert places(table) == [(2, "A")]
    assert values(table) == {2: [None, "x"]}


@pytest.mark.parametrize(
    ("attributes", "value"),
    [
        ('office:value-type="percentage" office:value="0.04"', Decimal("0.04")),
        ('office:value-type="currency" office:value="12.50" office:currency="EUR"', Decimal("12.50")),
        ('office:value-type="float" office:value="12.0"', 12),
        (f'office:value-type="float" office:value="0.{"3" * 60}"', Decimal("0.3333333333333333")),
        ('office:value-type="string" office:string-value="tekst"', "tekst"),
        ('office:value-type="time" office:time-value="PT09H30M00S"', None),
    ],
)
def test_the_ways_to_write_a_value(read, attributes, value):
    assert values(read(ods_with(row(f"<table:table-cell {attributes}/>", text("x"))))) == {2: [value, "x"]}


EMPTY = '<table:table table:name="Leeg"><table:table-row/></table:table>'
OTHER = f'<table:table table:name="Ander">{row(text("anders"))}</table:table>'
HIDING = (
    '<style:style style:name="weg" style:family="table"><style:table-properties table:display="false"/></style:style>'
)


def test_the_first_visible_sheet_with_content(read):
    table = read(ods_with(row(text("x")), before=EMPTY, after=OTHER))
    assert (table.sheet, table.sheets) == ("Blad1", ["Leeg", "Blad1", "Ander"])
    hidden = OTHER.replace("<table:table ", '<table:table table:style-name="weg" ', 1)
    assert read(ods_with("", before=HIDING + hidden)).sheet == "Blad1"


def test_a_sheet_by_name(read):
    source = ods_with(row(text("x")), before=EMPTY, after=OTHER)
    assert read(source, sheet="ander ").header == ["anders"]
    with pytest.raises(UnreadableFile, match=r"geen blad met de naam “Acties”.*“Leeg”, “Blad1”, “Ander”"):
        read(source, sheet="Acties")
    with pytest.raises(UnreadableFile, match="Het blad “Leeg” is leeg"):
        read(source, sheet="Leeg")


def test_a_workbook_without_any_content(refusal):
    assert refusal(ods())[0] == "empty_workbook"


def test_a_table_inside_a_cell_is_no_sheet(read):
    inner = f'<table:table table:name="Binnen">{row(text("binnen"))}</table:table>'
    cell = text("buiten").replace("</table:table-cell>", f"{inner}</table:table-cell>")
    table = read(ods_with(row(cell)))
    assert table.sheets == ["Blad1"]
    assert values(table) == {2: ["buiten"]}
