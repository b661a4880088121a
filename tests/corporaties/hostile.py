# SPDX-License-Identifier: EUPL-1.2
"""Files made to break something, each with a part of the answer it must get."""

import zipfile
from collections.abc import Callable
from io import BytesIO

import openpyxl

from tests.corporaties.opgave import HEADER
from tests.lib.tables.files import OLE, SHEET, part, repack, save, xlsx, xlsx_with

ROW = ["Kommelkwartier", "Maasdam 2026", "Goedkoop", 10]


def good() -> bytes:
    return xlsx(HEADER, ROW)


def bomb() -> tuple[bytes, str]:
    """A part that unpacks to 200 MB."""
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(good())) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            archive.writestr(name, source.read(name))
        with archive.open("xl/media/image1.png", "w") as stream:
            for _number in range(200):
                stream.write(bytes(1024 * 1024))
    return target.getvalue(), "wordt uitgepakt groter dan"


def xxe() -> tuple[bytes, str]:
    sheet = part(good(), SHEET).decode()
    entity = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    head, rest = sheet.split("?>", 1) if sheet.startswith("<?xml") else ("<?xml version='1.0'", sheet)
    return repack(good(), {SHEET: f"{head}?>{entity}{rest}"}), "niet veilig te openen"


def macro() -> tuple[bytes, str]:
    """A workbook with macros, called .xlsx."""
    return repack(good(), {"xl/vbaProject.bin": b"macro"}), "zitten macro’s"


def encrypted() -> tuple[bytes, str]:
    return OLE + "EncryptedPackage".encode("utf-16-le"), "beveiligd met een wachtwoord"


def truncated() -> tuple[bytes, str]:
    content = good()
    return content[: len(content) // 2], "beschadigd of niet helemaal aangekomen"


def html() -> tuple[bytes, str]:
    return b"<html><body><table><tr><td>Waarde</td></tr></table></body></html>", "webpagina (HTML)"


def old_excel() -> tuple[bytes, str]:
    return OLE + "Workbook".encode("utf-16-le"), "oud Excel-bestand"


def dimension() -> tuple[bytes, str]:
    """It says it is one cell, and hides a wrong row below."""
    cells = "".join(_row(number, ["Nergenshuizen", *ROW[1:]]) for number in (2, 3))
    sheet = f'<dimension ref="A1"/><sheetData>{_row(1, HEADER)}{cells}</sheetData>'
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return repack(good(), {SHEET: f'<worksheet xmlns="{main}">{sheet}</worksheet>'}), "rij 3, kolom A"


def far_corner() -> tuple[bytes, str]:
    book = openpyxl.load_workbook(BytesIO(good()))
    book.active["XFD1048576"] = "x"
    return save(book), "buiten de eerste 60 kolommen"


def formula() -> tuple[bytes, str]:
    cell = '<c r="D2"><f>SUM(A1:A9)</f></c>'
    return xlsx_with(_row(1, HEADER) + _row(2, ROW[:3]).replace("</row>", f"{cell}</row>")), "bevat een formule"


def empty() -> tuple[bytes, str]:
    return b"", "leeg (0 bytes)"


def _row(number: int, values: object) -> str:
    cells = "".join(
        f'<c r="{letter}{number}" t="inlineStr"><is><t>{value}</t></is></c>'
        for letter, value in zip("ABCDEFGH", values, strict=False)
    )
    return f'<row r="{number}">{cells}</row>'


HOSTILE: dict[str, Callable[[], tuple[bytes, str]]] = {
    "zip bomb": bomb,
    "xxe": xxe,
    "macro file renamed": macro,
    "encrypted": encrypted,
    "truncated": truncated,
    "html named xlsx": html,
    "old excel": old_excel,
    "wrong dimension": dimension,
    "one cell at XFD1048576": far_corner,
    "formula without a cached value": formula,
    "empty": empty,
}
