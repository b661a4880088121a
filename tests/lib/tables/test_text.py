# SPDX-License-Identifier: EUPL-1.2
"""The words in any kept file, and that of a file of which not all can be read is told so."""

from io import BytesIO

import docx
import pytest
import typst
import xlsxwriter

from portaal.lib.tables import plaintext
from portaal.lib.tables.problems import Limits, Refused
from portaal.lib.tables.text import UNREAD, FileText, read_text
from tests import documenten
from tests.lib.tables import files


def word() -> bytes:
    document = docx.Document()
    line = document.add_paragraph("Bel 06-")
    line.add_run("1234").bold = True
    line.add_run("5678 nu")
    document.sections[0].footer.paragraphs[0].text = "Onder aan de bladzijde"
    document.add_table(1, 1).cell(0, 0).text = "In een cel"
    return documenten.saved(document)


def book() -> bytes:
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write(0, 0, "Gedeelde tekst")
        sheet.write(1, 0, 123456782)
        sheet.write_comment("B1", "Bij een cel")
    return buffer.getvalue()


def test_the_words_in_files() -> None:
    """One process each, so few files: each kind once."""
    found = {
        "docx": read_text(word()),
        "xlsx": read_text(book()),
        "odt": read_text(documenten.odt_of("<text:p>Bel <text:span>06-1234</text:span>5678</text:p>")),
        "pdf": read_text(typst.compile(b"Bel 06-12345678 \n#pagebreak()\n tweede bladzijde")),
        "csv": read_text(b"naam;nummer\nLoket;06-12345678"),
    }
    assert all(one.whole for one in found.values()), found
    assert found["docx"].text.split("\n") == ["Bel 06-12345678 nu", "In een cel", "Onder aan de bladzijde"]
    assert set(found["xlsx"].text.split("\n")) == {"123456782", "Bij een cel", "Gedeelde tekst"}
    assert "Bel 06-12345678" in found["odt"].text
    assert "Bel 06-12345678" in found["pdf"].text
    assert "tweede bladzijde" in found["pdf"].text
    assert "Loket;06-12345678" in found["csv"].text


def test_what_cannot_be_searched_is_unread() -> None:
    for content in (
        b"\x89PNG\r\n\x1a\n and so on",
        b"\xff\xd8\xff and so on",
        b"%PDF-1.7 damaged",
        typst.compile(b"Eerste \n#pagebreak()\n"),
        files.OLE,
        b"",
        b"x" * (Limits().max_file_bytes + 1),
    ):
        assert read_text(content) == UNREAD, content[:20]


def test_an_answer_that_is_no_answer(monkeypatch) -> None:
    monkeypatch.setattr("portaal.lib.tables.runner.ask_worker", lambda *args, **kwargs: {"other": 1})
    assert read_text(b"tekst") == UNREAD


def test_a_long_text_is_searched_as_far_as_it_goes(monkeypatch) -> None:
    monkeypatch.setattr(plaintext, "MAX_CHARACTERS", 12)
    assert plaintext.parse_text(b"een regel\ntwee regels\ndrie", Limits()) == {"text": "een regel\ntw", "whole": False}
    assert FileText("", False) == UNREAD
    for content in (word(), book(), typst.compile(b"Hier staat een tekst")):
        assert not plaintext.parse_text(content, Limits())["whole"]
    monkeypatch.setattr(plaintext, "MAX_PAGES", 1)
    for content in (typst.compile(b"Een \n#pagebreak()\n twee"), b"  \n ", typst.compile(b"")):
        with pytest.raises(Refused):
            plaintext.parse_text(content, Limits())
