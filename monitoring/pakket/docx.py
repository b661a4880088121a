# SPDX-License-Identifier: EUPL-1.2
"""The pack as DOCX: headings and tables that a secretary can edit."""

from io import BytesIO
from typing import Any

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from monitoring.pakket.gegevens import KORT, Ruimte, gegevens
from monitoring.selectors.rapportage import Pakket

RUIMTE = Ruimte(10, KORT)


def make_docx(pakket: Pakket) -> bytes:
    """The file."""
    data = gegevens(pakket, RUIMTE)
    document = new_document(data)
    words = data["woorden"]
    document.add_heading(data["titel"], level=1)
    document.add_paragraph(f"{data['gemeente']}: {data['set']}. {data['stand']}.")
    for text in data["waarschuwingen"]:
        document.add_paragraph().add_run(text).bold = True
    document.add_paragraph(data["samenvatting"])
    add_table(
        document, [words["status"], words["aantal"]], [[row["woord"], str(row["aantal"])] for row in data["tellers"]]
    )
    _asked(document, data, words)
    for name in ("stagnaties", "aandacht"):
        _deviations(document, words[name], data[name], words[f"geen_{name}"], words)
    _lists(document, data, words)
    document.add_page_break()
    _annexes(document, data, words)
    document.add_paragraph(f"{words['kenmerk']}: {data['kenmerk']}")
    target = BytesIO()
    document.save(target)
    return target.getvalue()


def new_document(data: dict[str, Any]) -> Any:
    """An empty document in Dutch, on A4, with page numbers."""
    document = Document()
    properties = document.core_properties
    properties.title, properties.author, properties.language = data["titel"], data["gemeente"], "nl-NL"
    properties.comments = ""
    normal = document.styles["Normal"]
    normal.font.size = Pt(10)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "nl-NL")
    normal.element.get_or_add_rPr().append(language)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2)
    words, footer = data["woorden"], section.footer.paragraphs[0]
    footer.add_run(f"{data['gemeente']}, {data['set']}. {words['pagina']} ")
    _field(footer, "PAGE")
    footer.add_run(f" {words['van']} ")
    _field(footer, "NUMPAGES")
    return document


def _field(paragraph: Any, name: str) -> None:
    """A field that Word fills in."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def add_table(document: Any, heads: list[str], rows: list[list[str]]) -> None:
    """A table whose first row is a header that is repeated on each page, and never stands alone at the end of one."""
    table = document.add_table(rows=1, cols=len(heads), style="Table Grid")
    for cell, text in zip(table.rows[0].cells, heads, strict=True):
        cell.paragraphs[0].add_run(text).bold = True
        cell.paragraphs[0].paragraph_format.keep_with_next = True
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(mark)
    for row in rows:
        added = table.add_row()
        added._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, text in zip(added.cells, row, strict=True):
            cell.text = text
    document.add_paragraph()


def _asked(document: Any, data: dict[str, Any], words: dict[str, str]) -> None:
    part = data["gevraagd"]
    document.add_heading(f"{words['gevraagd']} ({part['totaal']})", level=2)
    if not part["rijen"]:
        document.add_paragraph(words["geen_gevraagd"])
    for row in part["rijen"]:
        paragraph = document.add_paragraph(f"{row['code']} {row['titel']}: ", style="List Bullet")
        paragraph.add_run(row["tekst"]).bold = True
    if part["meer"]:
        document.add_paragraph(part["meer"])


def _deviations(document: Any, head: str, part: dict[str, Any], none: str, words: dict[str, str]) -> None:
    document.add_heading(f"{head} ({part['totaal']})", level=2)
    if not part["rijen"]:
        document.add_paragraph(none)
        return
    rows = [
        [f"{row['code']} {row['titel']}", ", ".join(filter(None, (row["woord"], row["sinds"]))), row["tekst"]]
        for row in part["rijen"]
    ]
    add_table(document, [words["afspraak"], words["status"], words["toelichting"]], rows)
    if part["meer"]:
        document.add_paragraph(part["meer"])


def _lists(document: Any, data: dict[str, Any], words: dict[str, str]) -> None:
    if data["veranderd"]["kop"]:
        document.add_heading(data["veranderd"]["kop"], level=2)
        for text in data["veranderd"]["regels"]:
            document.add_paragraph(text, style="List Bullet")
    if data["let_op"]:
        document.add_heading(words["let_op"], level=2)
        for row in data["let_op"]:
            document.add_paragraph(f"{row['tekst']}: {row['codes']}", style="List Bullet")


def _annexes(document: Any, data: dict[str, Any], words: dict[str, str]) -> None:
    if data["afwijkingen"]:
        document.add_heading(words["bijlage_afwijkingen"], level=2)
    for row in data["afwijkingen"]:
        document.add_heading(row["kop"], level=3)
        document.add_paragraph(", ".join(filter(None, (row["woord"], row["sinds"]))))
        for field in row["velden"]:
            paragraph = document.add_paragraph()
            paragraph.add_run(f"{field['label']}: ").bold = True
            paragraph.add_run(field["tekst"])
    if data["verschillen"]:
        document.add_heading(words["bijlage_verschillen"], level=2)
        rows = [[f"{row['code']} {row['titel']}", row["was"], row["nu"]] for row in data["verschillen"]]
        add_table(document, [words["afspraak"], words["was"], words["nu"]], rows)
    document.add_heading(words["bijlage_alles"], level=2)
    for thema in data["themas"]:
        document.add_heading(thema["kop"], level=3)
        rows = [
            [
                f"{row['code']} {row['titel']}",
                row["woord"],
                row["tekst"],
                row["trekkers"] + (f"\n{row['termijn']}" if row["termijn"] else ""),
            ]
            for row in thema["rijen"]
        ]
        add_table(document, [words["afspraak"], words["status"], words["toelichting"], words["trekker"]], rows)
