# SPDX-License-Identifier: EUPL-1.2
"""Numbers that Word and LibreOffice make themselves, read as codes; and definitions that make no sense."""

from xml.etree.ElementTree import Element

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from portaal.lib.tables import numbering_odt
from portaal.lib.tables.document import UnreadableFile, read_document
from portaal.lib.tables.numbering import Level, Numbers, shown
from tests import documenten as d


def level(number: int, text: str, kind: str = "decimal", start: int = 1) -> str:
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="{start}"/><w:numFmt w:val="{kind}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


LISTS = {
    # Themas and the codes in them, as the jaarschijf of Heerlen has them; letters behind a number; bullets.
    "70": level(0, "%1.") + level(1, "%1.%2"),
    "71": level(0, "%1", start=3) + level(1, "%1%2", "lowerLetter"),
    "72": level(0, "·", "bullet"),
    "73": level(0, "%1)", "upperRoman"),
}


def make(*, extra: str = ""):
    document = Document()
    numbering = document.part.numbering_part.element
    for number, levels in LISTS.items():
        numbering.insert(
            0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}">{levels}</w:abstractNum>')
        )
    for number in LISTS:
        numbering.append(
            parse_xml(f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>')
        )
    if extra:
        numbering.append(parse_xml(extra.replace("<w:num ", f"<w:num {nsdecls('w')} ", 1)))
    return document


def number(paragraph, of: str, at: int = 0) -> None:
    mark = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{at}"/><w:numId w:val="{of}"/></w:numPr>'
    paragraph._p.get_or_add_pPr().append(parse_xml(mark))


def add_row(table, text: str, of: str, at: int = 1, code: str = ""):
    cells = table.add_row().cells
    cells[0].paragraphs[0].add_run(code)
    number(cells[0].paragraphs[0], of, at)
    cells[1].text = text
    return cells


def rows(document) -> list[list[tuple[str, ...]]]:
    return [[row.texts() for row in table.rows] for table in read_document(d.saved(document)).tables]


def test_codes_that_word_numbers_itself() -> None:
    document = make()
    number(document.add_paragraph("Beschikbaarheid"), "70")
    first = document.add_table(rows=0, cols=2)
    add_row(first, "Bouwen", "70")
    cells = add_row(first, "Slopen", "70")
    for text in ("eerst vragen", "dan doen"):
        number(cells[1].add_paragraph(text), "72")
    number(document.add_paragraph("Betaalbaarheid"), "70")
    second = document.add_table(rows=0, cols=2)
    add_row(second, "Huren", "70")
    gone = add_row(second, "Weg", "70")
    gone[0]._tc.getparent().get_or_add_trPr().append(parse_xml(f"<w:del {nsdecls('w')}/>"))
    add_row(second, "Lenen", "70", code="plus")
    found = read_document(d.saved(document))
    one, two = found.tables
    assert (one.before, two.before) == (("1. Beschikbaarheid",), ("2. Betaalbaarheid",))
    assert [row.texts() for row in one.rows] == [
        ("1.1", "Bouwen"),
        ("1.2", "Slopen\n• eerst vragen\n• dan doen"),
    ]
    assert [row.texts() for row in two.rows] == [("2.1", "Huren"), ("2.2 plus", "Lenen")]
    assert found.notes["numbered"] == 6


def test_letters_romans_and_lists_that_begin_again() -> None:
    again = '<w:num w:numId="80"><w:abstractNumId w:val="71"/><w:lvlOverride w:ilvl="1"><w:startOverride w:val="5"/>'
    document = make(extra=again + "</w:lvlOverride></w:num>")
    table = document.add_table(rows=0, cols=2)
    number(document.paragraphs[0] if document.paragraphs else document.add_paragraph("Wonen"), "73")
    for of, at in (("71", 0), ("71", 1), ("71", 1), ("80", 1), ("80", 1), ("73", 0), ("72", 0), ("999", 0), ("70", 8)):
        add_row(table, "x", of, at)
    assert [row[0] for row in rows(document)[0]] == ["3", "3a", "3b", "3e", "3f", "I", "", "", ""]
    assert [shown(n, "lowerLetter") for n in (1, 26, 27, 0, 200)] == ["a", "z", "aa", "0", "200"]
    assert [shown(n, "lowerRoman") for n in (4, 1994, 0)] == ["iv", "mcmxciv", "0"]
    assert (shown(3, "decimalZero"), shown(2, "upperLetter"), shown(7, "klinkerLetter")) == ("03", "B", "7")
    long = Numbers({"1": {0: Level(text="%1 en nog heel veel woorden erbij")}}, {"1": "1"})
    assert long.label("1", 0) == ""


def test_a_style_may_number_its_paragraphs() -> None:
    document = make()
    styles = document.styles.element
    mark = '<w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="71"/></w:numPr></w:pPr>'
    contents = {
        "Afspraak": mark,
        "Afspraak2": '<w:basedOn w:val="Afspraak"/>',
        "Kring1": '<w:basedOn w:val="Kring2"/>',
        "Kring2": '<w:basedOn w:val="Kring1"/>',
    }
    for style, inside in contents.items():
        head = f'<w:style {nsdecls("w")} w:type="paragraph" w:styleId="{style}"><w:name w:val="{style}"/>'
        styles.append(parse_xml(f"{head}{inside}</w:style>"))
    table = document.add_table(rows=0, cols=2)
    for style in ("Afspraak", "Afspraak2", "Kring1", "Afspraak"):
        cells = table.add_row().cells
        cells[0].paragraphs[0]._p.get_or_add_pPr().append(parse_xml(f'<w:pStyle {nsdecls("w")} w:val="{style}"/>'))
        cells[1].text = style
    off = table.add_row().cells
    off[0].paragraphs[0]._p.get_or_add_pPr().append(parse_xml(f'<w:pStyle {nsdecls("w")} w:val="Afspraak"/>'))
    number(off[0].paragraphs[0], "0")
    off[1].text = "zonder"
    assert [row[0] for row in rows(document)[0]] == ["3a", "3b", "", "3c", ""]


def test_hostile_definitions_are_refused_in_words_or_give_no_number() -> None:
    document = make()
    table = document.add_table(rows=0, cols=2)
    add_row(table, "Bouwen", "70")
    plain = d.saved(document)
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><w:numbering xmlns:w="x">&a;</w:numbering>'
    for name in ("word/numbering.xml", "word/styles.xml"):
        for content in (bomb, b"<w:numbering", b""):
            with pytest.raises(UnreadableFile) as refused:
                read_document(d.replaced(plain, {name: content}))
            assert str(refused.value)
    odd = b'<w:numbering xmlns:w="x"><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="veel"><w:start w:val="-1"/>'
    odd += b'</w:lvl></w:abstractNum><w:num w:numId="70"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
    (found,) = read_document(d.replaced(plain, {"word/numbering.xml": odd})).tables
    assert found.rows[0].texts() == ("", "Bouwen")


def list_style(name: str, *levels: str) -> str:
    parts = "".join(f'<text:list-level-style-number text:level="{n}" {of}/>' for n, of in enumerate(levels, 1))
    return f'<text:list-style style:name="{name}">{parts}</text:list-style>'


ODT_STYLES = (
    list_style("L1", 'style:num-format="1" style:num-suffix="."', 'style:num-format="1" text:display-levels="2"')
    + list_style("L2", 'style:num-format="a" text:start-value="26" style:num-suffix=")"')
    + list_style("L3", 'style:num-format=""', 'style:num-format="I" text:display-levels="2"')
    + list_style("L5", 'style:num-format="1"', 'style:num-format="a" style:num-list-format="%1%%2%)"')
    + '<text:list-style style:name="L4"><text:list-level-style-bullet text:level="1"/></text:list-style>'
)


def odt(body: str, styles: str = ODT_STYLES) -> bytes:
    """A document with list styles of its own."""
    plain = d.odt_of(body)
    return d.replaced(
        plain, {"content.xml": lambda old: old.replace(b"</office:automatic", styles.encode() + b"</office:automatic")}
    )


def numbered(text: str, attributes: str, *, deep: int = 1, start: str = "") -> str:
    inner = f"<text:list-item{start}><text:p>{text}</text:p></text:list-item>"
    for _ in range(deep - 1):
        inner = f"<text:list-item><text:list>{inner}</text:list></text:list-item>"
    return f"<text:list {attributes}>{inner}</text:list>"


def odt_table(*cells: str) -> str:
    rows = "".join(
        f"<table:table-row><table:table-cell>{cell}</table:table-cell><table:table-cell>"
        + numbered("x", 'text:style-name="L1"')
        + "</table:table-cell></table:table-row>"
        for cell in cells
    )
    return f"<table:table>{rows}</table:table>"


def test_codes_that_libreoffice_numbers_itself() -> None:
    on = 'text:continue-numbering="true"'
    body = numbered("Wonen", 'xml:id="list1" text:style-name="L1"') + odt_table(
        numbered("", 'text:style-name="L1" text:continue-list="list1"', deep=2),
        numbered("", 'text:style-name="L1" text:continue-list="list1"', deep=2),
        numbered("Bouwen", 'text:style-name="L2"'),
        numbered("Slopen", f'text:style-name="L2" {on}'),
        numbered("", f'text:style-name="L2" {on}', start=' text:start-value="3"'),
        numbered("", 'text:style-name="L2"'),
        numbered("", 'text:style-name="L3"', deep=2),
        numbered("", 'text:style-name="L5"', deep=2),
        numbered("los", 'text:style-name="L4"'),
        numbered("los", 'text:style-name="nergens"'),
        numbered("los", ""),
    )
    found = read_document(odt(body))
    (table,) = found.tables
    assert table.before == ("1. Wonen",)
    assert [row.texts()[0] for row in table.rows] == [
        "1.1", "1.2", "z) Bouwen", "aa) Slopen", "c", "z", "I", "1a", "• los", "• los", "• los",
    ]  # fmt: skip
    # In the other columns a number is no more than a bullet.
    assert {row.texts()[1] for row in table.rows} == {"• x"}
    assert found.notes["numbered"] == 9
    assert shown(28, "upperLetters") == "AB"


def test_headings_are_numbered_by_the_outline() -> None:
    levels = '<text:outline-level-style text:level="1" style:num-format="1"/>'
    levels += '<text:outline-level-style text:level="2" style:num-format="1" text:display-levels="2"/>'
    spaces = "".join(f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("text", "style"))
    styles = f"<styles{spaces}><text:outline-style>{levels}</text:outline-style></styles>".encode()
    cells = "<table:table><table:table-row><table:table-cell><text:p>1a</text:p></table:table-cell></table:table-row>"
    heads = "".join(f'<text:h text:outline-level="{n}">Kop</text:h>' for n in (1, 2, 2, 7))
    body = heads + '<text:h text:outline-level="1" text:is-list-header="true">Los</text:h>' + cells + "</table:table>"
    (table,) = read_document(with_part(odt(body), styles)).tables
    assert table.before == ("1 Kop", "1.1 Kop", "1.2 Kop", "Kop", "Los")
    # Old programs put each heading in a list of its own, that bears the name of the outline and is defined nowhere.
    heads = "".join(
        f'<text:list text:style-name="Outline"><text:list-item>{"<text:list><text:list-item>" * (n - 1)}'
        f'<text:h text:outline-level="{n}">Kop</text:h>{"</text:list-item></text:list>" * (n - 1)}'
        "</text:list-item></text:list>"
        for n in (1, 2, 2)
    )
    (table,) = read_document(with_part(odt(heads + cells + "</table:table>"), styles)).tables
    assert table.before == ("1 Kop", "1.1 Kop", "1.2 Kop")


def with_part(content: bytes, styles: bytes) -> bytes:
    """The document with a `styles.xml`."""
    return d.replaced(content, {"styles.xml": styles})


def test_hostile_lists_of_opendocument(monkeypatch: pytest.MonkeyPatch) -> None:
    good = odt(odt_table(numbered("", 'text:style-name="L1"')))
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><styles>&a;</styles>'
    for content in (bomb, b"<styles", b""):
        with pytest.raises(UnreadableFile) as refused:
            read_document(with_part(good, content))
        assert str(refused.value)
    odd = list_style("L1", 'style:num-format="1" text:start-value="-4" text:display-levels="veel"')
    odd += list_style("L2", 'style:num-format="1" style:num-prefix="%1 en nog heel veel woorden erbij"')
    odd += '<text:list-style style:name="L3"><text:list-level-style-number text:level="-1" style:num-format="1"/>'
    body = odt_table(
        numbered("a", 'text:style-name="L1"', start=' text:start-value="99999999999"'),
        numbered("b", 'text:style-name="L2"'),
        numbered("c", 'text:style-name="L3"'),
        numbered("d", 'text:style-name="L1"', deep=60),
        numbered("e", 'text:style-name="L1" text:continue-list="zichzelf" xml:id="zichzelf"'),
    )
    (table,) = read_document(odt(body, odd + "</text:list-style>")).tables
    assert [row.texts()[0] for row in table.rows] == ["1 a", "• b", "• c", "• d", "1 e"]
    monkeypatch.setattr(numbering_odt, "MAX_LISTS", 1)
    follow = numbering_odt.OdtNumbers()
    for _ in range(2):
        follow.begin_list(Element("list"))
        assert follow.of_item() == ""
        follow.end_list()
    assert follow.of_item() == ""
