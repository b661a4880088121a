# SPDX-License-Identifier: EUPL-1.2
"""Makes the files that the tests of the spreadsheet library read: good ones, and each bad one in its own way."""

import zipfile
from collections.abc import Sequence
from io import BytesIO
from typing import Any

import openpyxl
from odfdo import Cell, Document, Row, Table

from portaal.lib.tables import writer

SHEET = "xl/worksheets/sheet1.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504


def xlsx(*rows: Sequence[Any], sheet: str = "Blad1") -> bytes:
    """A workbook as openpyxl writes it; the first row is the header."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = sheet
    for row in rows:
        page.append(row)
    return save(book)


def save(book: openpyxl.Workbook) -> bytes:
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def xlsx_with(sheet_data: str, after: str = "", **parts: str | bytes | None) -> bytes:
    """A workbook of which the rows, and whatever comes after them, are this XML."""
    page = f'<worksheet xmlns="{MAIN}"><sheetData>{sheet_data}</sheetData>{after}</worksheet>'
    return repack(xlsx(["Kolom"], ["waarde"]), {SHEET: page, **parts})


def ods(*rows: Sequence[Any], sheet: str = "Blad1") -> bytes:
    """A spreadsheet as odfdo writes it; a cell may be an odfdo Cell."""
    document = Document("ods")
    document.body.clear()
    table = Table(sheet)
    for values in rows:
        row = Row()
        for value in values:
            row.append_cell(value if isinstance(value, Cell) else Cell(value))
        table.append_row(row)
    document.body.append(table)
    target = BytesIO()
    document.save(target)
    return target.getvalue()


def ods_with(rows: str, before: str = "", after: str = "", **parts: str | bytes | None) -> bytes:
    """A spreadsheet with one header and these rows of XML, with something before and after the only table."""
    with writer.write_ods(["Kolom"], [], sheet_name="Blad1") as written:
        source = written.read()
    content = part(source, "content.xml").decode()
    content = content.replace("<office:spreadsheet>", f"<office:spreadsheet>{before}")
    content = content.replace(
        "</table:table></office:spreadsheet>", f"{rows}</table:table>{after}</office:spreadsheet>"
    )
    return repack(source, {"content.xml": content, **parts})


def part(source: bytes, name: str) -> bytes:
    """One part of a package."""
    with zipfile.ZipFile(BytesIO(source)) as archive:
        return archive.read(name)


def repack(source: bytes, parts: dict[str, str | bytes | None]) -> bytes:
    """The package with these parts changed, added, or (None) left out."""
    with zipfile.ZipFile(BytesIO(source)) as archive:
        old = {name: archive.read(name) for name in archive.namelist()}
    return packed({**old, **parts})


def packed(parts: dict[str, Any]) -> bytes:
    """A zip of these parts."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            if content is not None:
                archive.writestr(name, content)
    return target.getvalue()
