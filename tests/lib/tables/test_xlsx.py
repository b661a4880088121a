# SPDX-License-Identifier: EUPL-1.2
"""xlsx in: values by their type, and workbooks as other programs, or nobody in good faith, would write them."""

from datetime import date, datetime, time, timedelta
from io import BytesIO

import openpyxl
import pytest
from openpyxl.styles import Font
from openpyxl.worksheet.formula import ArrayFormula

from portaal.lib.tables.reader import UnreadableFile
from portaal.lib.tables.worker import respond
from tests.lib.tables.files import MAIN, SHEET, part, repack, save, xlsx, xlsx_with

SHARED = "xl/sharedStrings.xml"
SHARED_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
HEAD = '<row r="1"><c r="A1" t="inlineStr"><is><t>Kop</t></is></c></row>'


def values(table):
    return {row.number: [row.cell(i).value for i in range(len(table.header))] for row in table.rows}


def places(table):
    return [(fault.row, fault.column) for fault in table.faults]


def refused(content: bytes) -> str:
    """What the worker says of a file that a parser may raise anything about."""
    return respond(BytesIO(b'{"sheet": null, "max_rows": 5000, "max_columns": 60}\n' + content))["refused"]


def test_values_keep_their_type(read):
    moment = datetime(2026, 11, 20, 9, 30)
    table = read(
        xlsx(
            ["tekst", "geheel", "deel", "waar", "datum", "moment", "tijd", "duur", "leeg"],
            ["één", 12, 1.5, True, date(2026, 11, 20), moment, time(9, 30), timedelta(hours=26, seconds=5), None],
        )
    )
    assert values(table) == {
        2: ["één", 12, 1.5, True, date(2026, 11, 20), moment, "09:30:00", "26:00:05", None],
    }
    assert [type(value) for value in values(table)[2][1:6]] == [int, float, bool, date, datetime]
    assert not table.faults
    assert [cell.text for _, cell in sorted(table.rows[0].cells.items())][:6] == [
        "één", "12", "1,5", "ja", "2026-11-20", "2026-11-20T09:30:00",
    ]  # fmt: skip


def test_a_midnight_that_shows_its_time_stays_a_moment(read):
    book = openpyxl.Workbook()
    book.active.append(["kop"])
    book.active.append([datetime(2026, 11, 20)])
    book.active["A2"].number_format = "dd-mm-yyyy hh:mm"
    assert values(read(save(book))) == {2: [datetime(2026, 11, 20)]}


def test_dates_of_the_1904_system(read):
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.active.append(["kop"])
    book.active.append([date(2026, 11, 20)])
    assert values(read(save(book))) == {2: [date(2026, 11, 20)]}


def test_text_that_looks_like_a_formula_or_number_is_text(read):
    book = openpyxl.Workbook()
    book.active.append(["kop"])
    for text in ("=1+1", "5w", "0012"):
        book.active.append([text])
        book.active.cell(book.active.max_row, 1).data_type = "s"
    table = read(save(book))
    assert values(table) == {2: ["=1+1"], 3: ["5w"], 4: ["0012"]}
    assert not table.faults


def test_formulas_are_flagged_and_never_a_value(read):
    book = openpyxl.Workbook()
    page = book.active
    page.append(["a", "b", "c"])
    page.append([1, "=A2*2", "x"])
    page["C3"] = ArrayFormula("C3:C4", "=A2:A3")
    page["A3"] = 2
    table = read(save(book))
    assert places(table) == [(2, "B"), (3, "C")]
    assert "formule" in table.faults[0].message
    assert table.rows[0].cell(1).formula
    assert values(table) == {2: [1, None, "x"], 3: [2, None, None]}


def test_shared_formulas_with_a_cached_value_are_flagged(read):
    table = read(
        xlsx_with(
            HEAD + '<row r="2"><c r="A2"><f t="shared" ref="A2:A3" si="0">B2</f><v>7</v></c></row>'
            '<row r="3"><c r="A3"><f t="shared" si="0"/><v>8</v></c></row>'
        )
    )
    assert [row.cell(0).formula for row in table.rows] == [True, True]


def test_error_values_are_faults(read):
    table = read(xlsx_with(HEAD + '<row r="2"><c r="A2" t="e"><v>#REF!</v></c><c r="B2"><v>1</v></c></row>'))
    assert places(table) == [(2, "A")]
    assert "#REF!" in table.faults[0].message
    assert values(table) == {2: [None, 1]}


def test_merged_cells_are_found(read):
    book = openpyxl.Workbook()
    page = book.active
    for row in (
        ["code", "trekker", "status"],
        ["1a", "Gemeente", "op koers"],
        ["1b", None, "gereed"],
        ["1c", "x", "y"],
    ):
        page.append(row)
    page.merge_cells("B2:B3")
    table = read(save(book))
    assert places(table) == [(2, "B")]
    assert "samengevoegd" in table.faults[0].message
    assert [row.cell(1).merged for row in table.rows] == [True, True, False]
    assert table.faults_in([0, 2]) == []
    assert table.faults_in([1]) == table.faults


@pytest.mark.parametrize("dimension", ["A1", "A1:XFD1048576", "onzin"])
def test_a_wrong_dimension_drops_no_rows(read, dimension):
    source = xlsx(["a", "b"], *([number, number] for number in range(50)))
    page = part(source, SHEET).decode().replace('<dimension ref="A1:B51"', f'<dimension ref="{dimension}"')
    assert dimension in page
    assert len(read(repack(source, {SHEET: page})).rows) == 50


def test_a_lone_cell_at_the_far_corner(read):
    far = '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>'
    table = read(xlsx_with(HEAD + '<row r="2"><c r="A2"><v>1</v></c></row>' + far))
    assert values(table) == {2: [1]}
    assert places(table) == [(1_048_576, "XFD")]
    assert "buiten de eerste 60 kolommen" in table.faults[0].message
    assert table.faults_in([0]) == table.faults


def test_20_000_rows_are_refused_with_the_limit(refusal):
    rows = "".join(f'<row r="{number}"><c r="A{number}"><v>1</v></c></row>' for number in range(2, 20_002))
    code, message = refusal(xlsx_with(HEAD + rows))
    assert code == "too_many_rows"
    assert "meer dan 5.000 rijen" in message


def test_rows_and_cells_without_addresses(read):
    table = read(
        xlsx_with("<row><c t='str'><v>a</v></c><c t='str'><v>b</v></c></row><row/><row><c/><c><v>5</v></c></row>")
    )
    assert table.header == ["a", "b"]
    assert values(table) == {3: [None, 5]}


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="3"/><row r="2"/>',
        '<row r="2"/><row r="2"/>',
        '<row r="1048577"/>',
        '<row r="0"/>',
        '<row r="twee"/>',
        '<row r="2"><c r="2"/></row>',
        '<row r="2"><c r="ABCD2"/></row>',
        '<row r="2"><c r="a-2"/></row>',
    ],
)
def test_rows_and_cells_with_impossible_addresses(rows):
    assert refused(xlsx_with(HEAD + rows)) == "damaged"


def test_addresses_go_by_their_letters_whatever_row_they_name(read):
    """A column that was seen is found by its letters, of which the number of the row is no part."""
    head = (
        '<row r="1"><c r="A1" t="str"><v>a</v></c><c r="B1" t="str"><v>b</v></c><c r="AB1" t="str"><v>c</v></c></row>'
    )
    rows = '<row r="12"><c r="A7"><v>1</v></c><c r="AB1"><v>3</v></c></row><row r="13"><c r="B13"><v>2</v></c></row>'
    table = read(xlsx_with(head + rows))
    filled = {row.number: {i: cell.value for i, cell in row.cells.items()} for row in table.rows}
    assert filled == {12: {0: 1, 27: 3}, 13: {1: 2}}


@pytest.mark.parametrize("cell", ["><v>12<b/>34</v>", 't="inlineStr"><is><t>a<b/>c</t></is>'])
def test_a_value_with_something_else_inside_is_damaged(cell):
    assert refused(xlsx_with(HEAD + f'<row r="2"><c r="A2" {cell}</c></row>')) == "damaged"


@pytest.mark.parametrize("ref", ["A1:", "", "1:2", "A:B", "onzin"])
def test_impossible_merged_ranges(ref):
    assert refused(xlsx_with(HEAD, f'<mergeCells><mergeCell ref="{ref}"/></mergeCells>')) == "damaged"


def test_too_many_merged_ranges():
    merges = '<mergeCell ref="A2:A3"/>' * 10_001
    assert refused(xlsx_with(HEAD, f"<mergeCells>{merges}</mergeCells>")) == "too_many_merges"


@pytest.mark.parametrize(
    "cell",
    ['t="s"><v>99</v>', 't="s"><v>x</v>', "><v>12a</v>", "><v>1e999</v>", 't="d"><v>gisteren</v>', 's="x"><v>1</v>'],
)
def test_a_value_that_cannot_be_read_is_a_fault_of_that_cell(read, cell):
    table = read(xlsx_with(HEAD + f'<row r="2"><c r="A2" {cell}</c><c r="B2"><v>1</v></c></row>'))
    assert places(table) == [(2, "A")]
    assert values(table) == {2: [None, 1]}


def test_a_date_outside_the_calendar_is_a_fault(read):
    book = openpyxl.Workbook()
    book.active.append(["kop"])
    book.active.append([1e9])
    book.active["A2"].number_format = "dd-mm-yyyy"
    assert places(read(save(book))) == [(2, "A")]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('t="d"><v>2026-11-20</v>', date(2026, 11, 20)),
        ('t="d"><v>2026-11-20T09:30:00</v>', datetime(2026, 11, 20, 9, 30)),
        ('t="b"><v>0</v>', False),
        ('t="str"><v>a_x000D_\nb</v>', "a\nb"),
        ('t="inlineStr"><is><r><t>vet </t></r><r><t>en niet</t></r><rPh><t>uitspraak</t></rPh></is>', "vet en niet"),
        ('t="inlineStr"><is><t>_x005F_x000D_ _xD83D__xDE00_</t></is>', "_x000D_ 😀"),
    ],
)
def test_the_ways_to_write_a_value(read, cell, value):
    assert values(read(xlsx_with(HEAD + f'<row r="2"><c r="A2" {cell}</c></row>'))) == {2: [value]}


def test_shared_texts_with_runs_and_escapes(read):
    source = xlsx_with(HEAD + '<row r="2"><c r="A2" t="s"><v>1</v></c></row>')
    kinds = part(source, "[Content_Types].xml").decode()
    if "/xl/sharedStrings.xml" not in kinds:
        kinds = kinds.replace("</Types>", f'<Override PartName="/{SHARED}" ContentType="{SHARED_TYPE}"/></Types>')
    shared = (
        f'<sst xmlns="{MAIN}"><si><t>Kop</t></si><si><r><rPr><color rgb="geen kleur"/></rPr><t>a</t></r>'
        "<r><t>_x005F_x000D_</t></r></si></sst>"
    )
    assert values(read(repack(source, {"[Content_Types].xml": kinds, SHARED: shared}))) == {2: ["a_x000D_"]}


def test_faults_in_what_holds_no_values_do_not_matter(read):
    book = openpyxl.Workbook()
    book.active.append(["Kop"])
    book.active.append([date(2026, 11, 20)])
    book.active["A1"].font = Font(bold=True)
    source = save(book)
    broken = repack(
        source,
        {
            "docProps/core.xml": "<geen/>",
            "xl/theme/theme1.xml": "<geen/>",
            "xl/styles.xml": part(source, "xl/styles.xml").decode().replace('<b val="1"', '<b val="misschien"'),
        },
    )
    assert values(read(broken)) == {2: [date(2026, 11, 20)]}


def test_a_workbook_without_styles(read):
    assert values(read(repack(xlsx(["Kop"], [5]), {"xl/styles.xml": None}))) == {2: [5]}


def workbook() -> bytes:
    book = openpyxl.Workbook()
    book.active.title = "Leeg"
    hidden = book.create_sheet("Keuzelijst")
    hidden.append(["niet deze"])
    hidden.sheet_state = "hidden"
    book.create_sheet("Actielijst").append(["code"])
    book.create_chartsheet("Grafiek")
    return save(book)


def test_the_first_visible_sheet_with_content(read):
    table = read(workbook())
    assert (table.sheet, table.header) == ("Actielijst", ["code"])
    assert table.sheets == ["Leeg", "Keuzelijst", "Actielijst"]


def test_a_sheet_by_name_also_hidden_and_whatever_its_case(read):
    assert read(workbook(), sheet=" keuzelijst").header == ["niet deze"]


def test_a_sheet_that_is_not_there_names_those_that_are(read):
    with pytest.raises(UnreadableFile, match=r"geen blad met de naam “Acties”.*“Leeg”, “Keuzelijst”, “Actielijst”"):
        read(workbook(), sheet="Acties")
    with pytest.raises(UnreadableFile, match="Het blad “Leeg” is leeg"):
        read(workbook(), sheet="Leeg")


def test_a_workbook_without_any_content(refusal):
    code, message = refusal(xlsx())
    assert code == "empty_workbook"
    assert "leeg" in message
