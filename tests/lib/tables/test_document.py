# SPDX-License-Identifier: EUPL-1.2
"""Documents to tables: what is read of each kind, and what is refused in words."""

import pytest

from portaal.lib.tables.document import UnreadableFile, read_document
from portaal.lib.tables.document_collect import DocumentCollector
from portaal.lib.tables.documents import parse_document
from portaal.lib.tables.problems import Limits, Refused
from tests import documenten as d


def texts(content: bytes) -> list[list[tuple[str, ...]]]:
    return [[row.texts() for row in table.rows] for table in read_document(content).tables]


def test_a_word_document_in_the_shape_of_maastricht() -> None:
    document = read_document(d.saved(d.maastricht()))
    first, second = document.tables
    assert document.kind == "docx"
    assert first.before[0] == "1.0 Betaalbaarheid"
    assert (first.width, len(first.rows), second.rows[0].header) == (5, 4, True)
    assert first.rows[0].cell(0).span == 2
    assert (
        first.rows[1].cell(3).text
        == "• In de eerste helft van 2027 start de hulp.\n• Eind 2027 is er een plan van aanpak."
    )
    assert first.rows[1].cell(1).text == "Hulp bij geldzorgen\nInwoners van Noorderkwartier krijgen hulp."


def test_bold_is_kept() -> None:
    (table,) = read_document(d.saved(d.heerlen())).tables
    assert table.rows[0].cell(2).runs == (("Woningcorporaties\n", False), ("Gemeente Maasdam", True))


def test_open_document() -> None:
    document = read_document(d.odt())
    (table,) = document.tables
    assert document.kind == "odt"
    assert table.before == ("1.0 Betaalbaarheid",)
    assert [row.cell(0).text for row in table.rows] == ["Afspraken betaalbaarheid", "1 a", "1 b", "1 c"]
    assert table.rows[0].header
    assert table.rows[1].cell(3).text.startswith("• In de eerste")
    assert "VERWIJDERD" not in str(document)


def test_odd_open_document() -> None:
    body = (
        '<table:table><table:table-row table:number-rows-repeated="3">'
        '<table:table-cell table:number-columns-repeated="2">'
        "<text:p>a<text:s/>b<text:tab/>c<text:line-break/>d<text:note><text:p>noot</text:p></text:note></text:p>"
        '</table:table-cell><table:table-cell><text:p><text:span text:style-name="B">vet</text:span></text:p>'
        "<table:table><table:table-row><table:table-cell><text:p>binnen</text:p></table:table-cell></table:table-row>"
        "</table:table></table:table-cell></table:table-row></table:table>"
    )
    outer, inner = read_document(d.odt_of(body)).tables
    assert [row.texts() for row in outer.rows] == [("a b c\nd", "a b c\nd", "vet\nbinnen")] * 3
    assert outer.rows[0].cell(2).runs[0] == ("vet", True)
    assert inner.nested


def test_sheets_and_csv() -> None:
    assert texts(d.workbook())[0][1][:2] == ("1a", "Hulp bij geldzorgen")
    assert texts("Code;Afspraak\r\n1a;Doen\r\n".encode("utf-8-sig")) == [[("Code", "Afspraak"), ("1a", "Doen")]]


def test_pasted_text() -> None:
    text = (
        "1.0 Wonen\n\n"
        "Code\tAfspraak\tDoel\tTrekker\n"
        '1 a\t"Een cel\nvan ""twee"" regels"\tDoel\tWoonvast\n\n'
        "1 b\tBegint hier\n\nen gaat hier verder\tdoel\t<p>Woonvast <b>Gemeente</b></p><br>\n"
        "2 a\t<ul><li>Een</li><li>Twee</li></ul>\t&euro; 5\tx\n"
        "Gewone tekst na de tabel.\nNog een tabel\na\tb\n"
    )
    document = read_document(text.encode())
    first, second = document.tables
    assert first.before == ("1.0 Wonen",)
    assert [row.cell(1).text for row in first.rows] == [
        "Afspraak",
        'Een cel\nvan "twee" regels',
        "Begint hier\nen gaat hier verder",
        "• Een\n• Twee",
    ]
    assert first.rows[2].cell(3).runs[1] == ("Gemeente", True)
    assert first.rows[3].cell(2).text == "€ 5"
    assert second.before[-1] == "Nog een tabel"


def test_merged_nested_changed_and_split_tables() -> None:
    w = d.with_body(
        "<w:p><w:pPr><w:pStyle w:val='Kop1'/></w:pPr><w:r><w:t>2.0 Zorg</w:t></w:r></w:p>"
        + d.table(
            d.row("Code", "Afspraak", properties="<w:tblHeader/>"),
            d.row(d.cell("2 a", '<w:vMerge w:val="restart"/>'), "Eerste deel"),
            d.row(d.cell("", "<w:vMerge/>"), "tweede deel"),
            d.row("9z", "weg", properties="<w:del/>"),
            f"<w:tr><w:trPr><w:gridBefore w:val='1'/></w:trPr>{d.cell('rechts')}</w:tr>",
            "<w:tr><w:tc><w:p><w:ins><w:r><w:t>nieuw</w:t></w:r></w:ins>"
            "<w:del><w:r><w:delText>oud</w:delText></w:r></w:del><w:moveFrom><w:r><w:t>elders</w:t></w:r></w:moveFrom>"
            "<w:r><w:noBreakHyphen/><w:tab/><w:br/><w:t>regel</w:t></w:r>"
            "<w:r><w:instrText>VELD</w:instrText></w:r></w:p></w:tc>"
            f"<w:tc>{d.table(d.row('binnen', 'nog'))}<w:p/></w:tc></w:tr>",
        )
        + "<w:del><w:p><w:r><w:t>weg</w:t></w:r></w:p></w:del>"
        + "<w:p><w:r><w:rPr><w:b w:val='0'/></w:rPr><w:t>Tussen</w:t></w:r></w:p>"
        + d.table(d.row("2 b", "Na de bladzijde"))
    )
    document = read_document(w)
    first, inner, last = document.tables
    assert [row.texts() for row in first.rows] == [
        ("Code", "Afspraak"),
        ("2 a", "Eerste deel"),
        ("", "tweede deel"),
        ("rechts",),
        ("nieuw- \nregel", "binnen nog"),
    ]
    assert first.rows[0].header
    assert first.rows[2].cell(0).merged
    assert first.rows[3].cell(1).text == "rechts"
    assert (inner.nested, last.before) == (True, ("Tussen",))
    assert document.notes == {"deleted_rows": 1, "inserted": 1, "deleted": 2, "nested": 1}


def test_what_is_refused_is_refused_in_words() -> None:
    for name, (content, code) in d.hostile().items():
        with pytest.raises(UnreadableFile) as caught:
            read_document(content)
        assert caught.value.code == code, name
        assert len(caught.value.message) > 20, name
    with pytest.raises(UnreadableFile) as caught:
        read_document(b"x" * (10 * 1024 * 1024 + 1))
    assert caught.value.code == "too_big"


def test_five_hundred_pages_are_read_within_the_limits() -> None:
    page = "<w:p><w:r><w:t>" + "Een gewone zin in een lang document. " * 70 + "</w:t></w:r></w:p>"
    rows = [d.row(f"{number // 20 + 1}.{number % 20 + 1}", "Afspraak " * 40, "Woonvast") for number in range(600)]
    body = "".join(page + (d.table(*rows[index : index + 20]) if index % 20 == 0 else "") for index in range(500))
    tables = read_document(d.with_body(body)).tables
    assert sum(len(table.rows) for table in tables) == 500


def test_an_answer_that_is_no_answer(monkeypatch) -> None:
    monkeypatch.setattr("portaal.lib.tables.runner.ask_worker", lambda *args, **kwargs: {"tables": [{"name": 1}]})
    with pytest.raises(UnreadableFile) as caught:
        read_document(d.workbook())
    assert caught.value.code == "crashed"


def test_too_much_text_and_the_parser_in_this_process() -> None:
    collector = DocumentCollector(Limits())
    collector.add_paragraph([["x" * 5_000_000, False]])
    with pytest.raises(Refused):
        collector.add_paragraph([["x" * 2_000_000, False]])
    assert parse_document(d.odt(), Limits())["kind"] == "odt"
    assert parse_document(d.workbook(), Limits())["kind"] == "xlsx"
    assert parse_document(b"a\tb\n", Limits())["kind"] == "text"
