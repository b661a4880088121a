# SPDX-License-Identifier: EUPL-1.2
"""Files that are no spreadsheet, or not one to trust: each refused before a parser sees it, with its own message."""

import struct
import zipfile
from io import BytesIO

import pytest

from portaal.lib.tables.messages import CELL_MESSAGES, FILE_MESSAGES, cell_message, file_message
from portaal.lib.tables.reader import UnreadableFile, read_table
from tests.lib.tables.files import OLE, SHEET, XLSX_TYPE, ods, ods_with, packed, part, repack, xlsx, xlsx_with

TYPES = "[Content_Types].xml"
ROW = '<row r="1"><c r="A1" t="inlineStr"><is><t>Kop</t></is></c></row>'


def types(old: str, new: str) -> bytes:
    """A workbook that calls itself something else."""
    source = xlsx(["Kop"], ["x"])
    return repack(source, {TYPES: part(source, TYPES).decode().replace(old, new)})


NO_ZIP = {
    "empty_file": (b"", "leeg (0 bytes)"),
    "blank_file": (b"\xef\xbb\xbf\r\n  \n", "geen enkele gevulde regel"),
    "pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "PDF"),
    "old_xls": (OLE + "Workbook".encode("utf-16-le"), "oud Excel-bestand (.xls)"),
    "encrypted": (OLE + "EncryptedPackage".encode("utf-16-le"), "wachtwoord"),
    "other_ole": (OLE + "WordDocument".encode("utf-16-le"), "ander Office-bestand"),
    "html": (b"\n<!DOCTYPE html><html><table><tr><td>1</td></tr></table></html>", "webpagina (HTML)"),
    "xml": (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "XML-bestand"),
    "other_archive": (b"Rar!\x1a\x07\x01\x00", "ingepakt archief"),
    "binary": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "geen spreadsheet"),
}


@pytest.mark.parametrize("code", NO_ZIP)
def test_what_is_plainly_no_spreadsheet_costs_no_process(code, monkeypatch):
    monkeypatch.setattr("portaal.lib.tables.runner.WORKER", ["/nergens"])
    content, cause = NO_ZIP[code]
    with pytest.raises(UnreadableFile) as caught:
        read_table(content, "actielijst.xlsx")
    assert caught.value.code == code
    assert cause in caught.value.message == str(caught.value)


def test_a_file_above_5_mb_is_not_looked_at():
    with pytest.raises(UnreadableFile, match="5,4 MB; het mag hoogstens 5 MB"):
        read_table(b"a;b\n" * (1375 * 1024 + 400), "groot.csv")


@pytest.mark.parametrize("content", [b"<table><tr><td>1", b"MIME-Version: 1.0\r\n", b"<p></p><HTML><body>"])
def test_other_shapes_of_a_web_page(refusal, content):
    assert refusal(content)[0] == "html"


ZIPS = {
    "other_zip": (packed({"lijst.csv": "a;b"}), "zipbestand zonder spreadsheet"),
    "other_office": (
        types(XLSX_TYPE, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        "document of presentatie",
    ),
    "macros": (types(XLSX_TYPE, "application/vnd.ms-excel.sheet.macroEnabled.main+xml"), "macro’s"),
    "binary_xlsb": (types(XLSX_TYPE, "application/vnd.ms-excel.sheet.binary.macroEnabled.main"), ".xlsb"),
    "strict_xlsx": (
        repack(xlsx(["Kop"]), {"xl/workbook.xml": '<workbook xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"/>'}),
        "Strict Open XML",
    ),
    "damaged_zip": (xlsx(["Kop"], ["x"])[:-300], "beschadigd of niet helemaal aangekomen"),
    "too_many_parts": (packed({f"{number}.txt": "" for number in range(201)}), "meer dan 200 onderdelen"),
    "too_big_unpacked": (repack(xlsx(["Kop"]), {"xl/media/a.bmp": bytes(51 * 1024 * 1024)}), "groter dan 50 MB"),
}


@pytest.mark.parametrize("code", ZIPS)
def test_packages_that_are_refused(refusal, code):
    content, cause = ZIPS[code]
    found, message = refusal(content)
    assert found == code
    assert cause in message


@pytest.mark.parametrize(
    ("code", "content"),
    [
        ("macros", repack(xlsx(["Kop"]), {"xl/vbaProject.bin": b"x"})),
        ("macros", repack(ods(["Kop"]), {"Basic/Standard/Module1.xml": "<x/>"})),
        ("encrypted", repack(ods(["Kop"]), {"META-INF/manifest.xml": "<m:encryption-data/>"})),
        ("other_office", repack(ods(["Kop"]), {"mimetype": "application/vnd.oasis.opendocument.text"})),
        ("other_zip", repack(ods(["Kop"]), {"mimetype": "application/epub+zip"})),
        ("other_zip", repack(xlsx(["Kop"]), {TYPES: "<Types/>"})),
        ("damaged_zip", repack(ods(["Kop"]), {"content.xml": None})),
        ("damaged_zip", b"PK\x05\x06" + bytes(18)),
        ("damaged_zip", b"PK\x03\x04 en verder niets"),
        ("damaged", repack(xlsx(["Kop"]), {"xl/workbook.xml": "<workbook"})),
        ("damaged", xlsx_with("<row><c>")),
        ("damaged", ods_with("<table:table-row>")),
    ],
)
def test_other_ways_to_the_same_refusals(refusal, code, content):
    if code == "damaged":
        # Whatever a parser raises: the worker makes one refusal of it.
        assert read_answer(content) == code
    else:
        assert refusal(content)[0] == code


def read_answer(content: bytes) -> str:
    from portaal.lib.tables.worker import respond

    answer = respond(BytesIO(b'{"sheet": null, "max_rows": 10, "max_columns": 10}\n' + content))
    assert "Error" in answer["where"]
    return answer["refused"]


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "xl\\..\\x.xml", "C:x.xml", "xl/WORKBOOK.xml"])
def test_a_part_with_a_name_that_leads_elsewhere(refusal, name):
    assert refusal(repack(xlsx(["Kop"]), {name: "x"}))[0] == "unsafe_zip"


def test_a_part_with_a_nul_in_its_name(refusal):
    content = repack(xlsx(["Kop"]), {"xl/xQy": "x"}).replace(b"xl/xQy", b"xl/x\x00y")
    assert refusal(content)[0] == "unsafe_zip"


def test_an_unusual_compression(refusal):
    target = BytesIO(xlsx(["Kop"]))
    with zipfile.ZipFile(target, "a", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("xl/extra.xml", "<x/>")
    assert refusal(target.getvalue())[0] == "unsafe_zip"


def test_an_encrypted_part(refusal):
    content = bytearray(xlsx(["Kop"]))
    # The flag in the central directory, of its first entry.
    start = content.index(b"PK\x01\x02")
    content[start + 8] |= 1
    code, message = refusal(bytes(content))
    assert code == "encrypted"
    assert "wachtwoord" in message


def test_a_part_that_states_a_smaller_size_than_it_has(refusal):
    content = bytearray(repack(xlsx(["Kop"]), {"xl/zz.xml": "<x>" + "a" * 1000 + "</x>"}))
    start = content.rindex(b"PK\x01\x02")
    content[start + 24 : start + 28] = struct.pack("<I", 10)
    assert refusal(bytes(content))[0] == "damaged_zip"


DOCTYPE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaa">]>'


@pytest.mark.parametrize(
    "content",
    [
        repack(xlsx(["Kop"]), {SHEET: DOCTYPE + "<worksheet/>"}),
        # Across the border between two chunks that are read.
        repack(xlsx(["Kop"]), {SHEET: f"<!--{'x' * (64 * 1024 - 11)}-->" + DOCTYPE[21:]}),
        # In an encoding in which the bytes are others.
        repack(xlsx(["Kop"]), {SHEET: DOCTYPE.encode("utf-16")}),
        repack(xlsx(["Kop"]), {SHEET: b'<?xml version="1.0" encoding="cp037"?>' + "<!DOCTYPE x>".encode("cp037")}),
        # A sheet by another name is XML too.
        repack(xlsx(["Kop"]), {"xl/sheet.dat": DOCTYPE}),
        ods_with("", **{"styles.xml": DOCTYPE + "<x/>"}),
    ],
    ids=["xlsx", "across chunks", "utf-16", "cp037", "other name", "ods"],
)
def test_declarations_and_encodings_that_hide_them(refusal, content):
    code, message = refusal(content)
    assert code == "unsafe_xml"
    assert "niet veilig" in message


def test_a_drawing_may_have_a_doctype(read):
    content = repack(xlsx(["Kop"], ["x"]), {"xl/media/logo.svg": '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "">'})
    assert read(content).header == ["Kop"]


def test_every_message_is_complete_dutch():
    params = {"limit": 5000, "size": "5,5", "row": 3, "sheet": "Blad", "sheets": "“A”", "value": "#REF!", "count": 1200}
    for code in FILE_MESSAGES:
        message = file_message(code, params)
        assert "%(" not in message
        assert message.endswith(".")
        assert not {"the", "file", "is not", "error"} & set(message.lower().split())
    for code in CELL_MESSAGES:
        assert "%(" not in cell_message(code, {**params, "like": "formula"})
    assert "5.000 rijen" in file_message("too_many_rows", params)
    assert cell_message("more_faults", {"count": 1200, "like": "error_value"}) == (
        "Nog 1.200 keer in deze kolom: een foutwaarde."
    )


def test_an_unknown_code_reads_as_a_damaged_file():
    assert file_message("iets", {}) == file_message("damaged", {})
