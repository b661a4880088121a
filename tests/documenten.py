# SPDX-License-Identifier: EUPL-1.2
"""Documents with tables of afspraken, in the shape of the real ones and of those that nobody should send."""

import zipfile
from io import BytesIO
from typing import Any

from docx import Document
from docx.oxml import OxmlElement
from openpyxl import Workbook

# In the shape of Maastricht: (code, afspraak, doel, we starten met, trekker).
KOP = ("Doel", "We starten met:", "Trekker")
WONEN = (
    (
        "1 a",
        "Hulp bij geldzorgen\nInwoners van Noorderkwartier krijgen hulp.",
        "Minder schulden",
        ["In de eerste helft van 2027 start de hulp.", "Eind 2027 is er een plan van aanpak."],
        "Werkgroep Betaalbaarheid",
    ),
    ("1 b", "Doorstroming bevorderen.", "Passend wonen", "Onderzoek naar huurgewenning.", "Gemeente Maasdam"),
    ("1 c", "80 procent betaalbaar verhuren.", "Genoeg betaalbare huur", "n.t.b.", "n.t.b."),
)
ZORG = (
    ("2 a", "Opvang ombouwen.", "Vijf plekken", "2027, Q1: planvorming.", "Zorgpartij\nWoonvast"),
    (
        "2 b",
        "Coördinatiepunt zorg.",
        "Eén loket",
        "April 2027: besluit over het loket.",
        "Woonvast i.s.m. Gemeente Maasdam",
    ),
)
# In the shape of Heerlen: (code, text, parties of which those in bold lead).
JAARSCHIJF = (
    ("1.7", "De gemeente zorgt voor één aanspreekpunt.", [("Woningcorporaties", False), ("Gemeente Maasdam", True)]),
    ("1.8", "Gesprek over Zuidwijk.", [("Woonvast", True), ("Woningcorporaties", False), ("Gemeente Maasdam", False)]),
    (
        "1.9",
        "Samen onderzoeken. In het eerste kwartaal van 2027 is het klaar.",
        [("Woningcorporaties", False), ("Gemeente Maasdam", False)],
    ),
    ("2.1", "Huur blijft betaalbaar.", [("Woonvast", True)]),
)
MAIN = b"vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
NAMEN = ("Werkgroep Betaalbaarheid", "Gemeente Maasdam", "Zorgpartij", "Woonvast", "Woningcorporaties")


def saved(document: Any) -> bytes:
    """The bytes of a document or workbook."""
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def fill(cell: Any, text: Any) -> None:
    """Put text in a cell: lines become paragraphs, a list of texts becomes a list, pairs become (text, bold)."""
    paragraphs = text if isinstance(text, list) else text.split("\n")
    for index, part in enumerate(paragraphs):
        paragraph = cell.paragraphs[0] if index == 0 else cell.add_paragraph()
        if isinstance(part, tuple):
            paragraph.add_run(part[0]).bold = part[1]
            continue
        paragraph.add_run(part)
        if isinstance(text, list):
            paragraph.style = "List Bullet"
            properties = paragraph._p.get_or_add_pPr()
            numbering = OxmlElement("w:numPr")
            properties.append(numbering)


def add_table(document: Any, heading: str, rows: Any, *, repeat: bool = False) -> Any:
    """A table of five columns with a heading over the first two, as in the agreement of Maastricht."""
    table = document.add_table(rows=1, cols=5)
    head = table.rows[0].cells
    head[0].merge(head[1])
    fill(head[0], heading)
    for cell, text in zip(head[2:], KOP, strict=True):
        fill(cell, text)
    if repeat:
        mark = OxmlElement("w:tblHeader")
        table.rows[0]._tr.get_or_add_trPr().append(mark)
    for row in rows:
        cells = table.add_row().cells
        for cell, text in zip(cells, row, strict=True):
            fill(cell, text)
    return table


def maastricht() -> Any:
    """Two themas, each with a table of its own."""
    document = Document()
    document.add_heading("1.0 Betaalbaarheid", 1)
    document.add_paragraph("De partijen willen dat wonen betaalbaar blijft. " * 6)
    add_table(document, "Afspraken betaalbaarheid 2027-2030", WONEN)
    document.add_heading("2.0 Wonen en zorg", 1)
    add_table(document, "Afspraken wonen en zorg 2027-2030", ZORG, repeat=True)
    return document


def heerlen() -> Any:
    """A table without headings, in which bold says who leads."""
    document = Document()
    document.add_heading("Beschikbaarheid", 1)
    table = document.add_table(rows=0, cols=4)
    for code, text, parties in JAARSCHIJF:
        cells = table.add_row().cells
        fill(cells[0], code)
        fill(cells[1], f"→ {text}")
        fill(cells[2], parties)
    return document


def workbook() -> bytes:
    """The first table as a sheet, with other words above the columns."""
    book = Workbook()
    book.active.append(["Nr.", "Afspraak", "Resultaat", "Wie", "Partners", "Planning", "Wijk"])
    book.active.append(
        ["1a", "Hulp bij geldzorgen", "Minder schulden", "Woonvast", "Gemeente Maasdam", "Q2 2027", "Zuidwijk"]
    )
    book.active.append(["1b", "Doorstroming", "", "Gemeente Maasdam", "", "doorlopend", "Nergensveld"])
    return saved(book)


def odt(rows: Any = WONEN) -> bytes:
    """The first table in OpenDocument, made by hand: with a deleted text, a comment and a bold party."""
    cell = "<table:table-cell><text:p>{}</text:p></table:table-cell>".format

    def text(value: Any) -> str:
        if isinstance(value, list):
            items = "".join(f"<text:list-item><text:p>{part}</text:p></text:list-item>" for part in value)
            return f"<table:table-cell><text:list>{items}</text:list></table:table-cell>"
        return cell(value.replace("\n", "</text:p><text:p>"))

    head = '<table:table-cell table:number-columns-spanned="2"><text:p>Afspraken betaalbaarheid</text:p>'
    head += "</table:table-cell>"
    head += "<table:covered-table-cell/>" + "".join(map(cell, KOP))
    body = "".join(f"<table:table-row>{''.join(map(text, row))}</table:table-row>" for row in rows)
    return odt_of(
        '<text:tracked-changes><text:changed-region text:id="ct1"><text:deletion><text:p>VERWIJDERD</text:p>'
        "</text:deletion></text:changed-region></text:tracked-changes>"
        "<text:h>1.0 Betaalbaarheid</text:h><table:table><table:table-header-rows>"
        f"<table:table-row>{head}</table:table-row></table:table-header-rows>{body}</table:table>"
        '<text:p>Los <text:span text:style-name="B">vet</text:span><office:annotation><text:p>OPMERKING</text:p>'
        "</office:annotation></text:p>"
    )


def odt_of(body: str, *, encrypted: bool = False) -> bytes:
    """A package of OpenDocument around a body."""
    names = ["office", "text", "table", "style"]
    spaces = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in names)
    fo = 'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'
    style = '<style:style style:name="B"><style:text-properties fo:font-weight="bold"/></style:style>'
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces} {fo}>'
        f"<office:automatic-styles>{style}</office:automatic-styles><office:body><office:text>{body}</office:text>"
        "</office:body></office:document-content>"
    )
    entry = "<manifest:encryption-data/>" if encrypted else ""
    return package(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "META-INF/manifest.xml": f"<manifest:manifest xmlns:manifest='x'>{entry}</manifest:manifest>",
            "content.xml": content,
        }
    )


def package(parts: dict[str, str | bytes]) -> bytes:
    """A zip of these parts."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def replaced(content: bytes, changes: dict[str, Any]) -> bytes:
    """A package in which some parts are changed by a function, or replaced."""
    parts: dict[str, str | bytes] = {}
    with zipfile.ZipFile(BytesIO(content)) as archive:
        for name in archive.namelist():
            parts[name] = archive.read(name)
    for name, change in changes.items():
        parts[name] = change(parts[name]) if callable(change) else change
    return package(parts)


def with_body(xml: str) -> bytes:
    """A docx with this body, written by hand."""
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    document = f'<?xml version="1.0"?><w:document {space}><w:body>{xml}</w:body></w:document>'
    return replaced(saved(Document()), {"word/document.xml": document})


def cell(text: str, properties: str = "") -> str:
    """A cell of a docx, by hand."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"


def row(*cells: str, properties: str = "") -> str:
    """A row of a docx, by hand; bare texts become cells."""
    inside = "".join(text if text.startswith("<w:tc>") else cell(text) for text in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{inside}</w:tr>"


def table(*rows: str) -> str:
    """A table of a docx, by hand."""
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def hostile() -> dict[str, tuple[bytes, str]]:
    """Files that must be refused in words: {name: (content, code of the refusal)}."""
    good = saved(heerlen())
    xxe = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'
    types = "[Content_Types].xml"
    return {
        "macros": (
            replaced(good, {types: lambda old: old.replace(MAIN, b"vnd.ms-word.document.macroEnabled.main+xml")}),
            "macros",
        ),
        "vba": (replaced(good, {"word/vbaProject.bin": b"x"}), "macros"),
        "bomb": (replaced(good, {"word/media/image1.png": b"\0" * 120 * 1024 * 1024}), "too_big_unpacked"),
        "xxe": (replaced(good, {"word/document.xml": xxe}), "unsafe_xml"),
        "truncated": (good[: len(good) // 2], "damaged_zip"),
        "broken xml": (replaced(good, {"word/document.xml": "<w:document"}), "damaged"),
        "no document": (
            replaced(good, {types: lambda old: old.replace(b"/word/document.xml", b"/word/x.xml")}),
            "damaged_zip",
        ),
        "encrypted docx": (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") * 20,
            "encrypted",
        ),
        "old doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le") * 20, "other_ole"),
        "encrypted odt": (odt_of("", encrypted=True), "encrypted"),
        "html": (b"<html><table><tr><td>1a</td></tr></table></html>", "html"),
        "pdf": (b"%PDF-1.7 niets", "pdf"),
        "presentation": (
            replaced(good, {types: lambda old: old.replace(b"wordprocessingml", b"presentationml")}),
            "other_office",
        ),
        "no tables": (saved(Document()), "no_tables"),
        "empty tables": (with_body(table(row("", ""), row(" ", ""))), "no_tables"),
        "deep": (with_body("<w:tbl><w:tr><w:tc>" * 40 + "</w:tc></w:tr></w:tbl>" * 40), "damaged"),
        "wide": (with_body(table(row(*["x"] * 70))), "too_many_columns"),
        "wide span": (with_body(table(row(cell("x", '<w:gridSpan w:val="99999999"/>')))), "too_many_columns"),
        "long cell": (with_body(table(row("x" * 40_000))), "cell_too_long"),
        "many tables": (with_body(table(row("1a", "x")) * 401), "too_many_tables"),
        "many rows": (with_body(table(*[row("1a")] * 6001)), "too_many_rows_in_tables"),
        "text": (b"gewone tekst zonder tabel", "no_tables"),
    }
