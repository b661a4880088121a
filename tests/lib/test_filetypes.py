# SPDX-License-Identifier: EUPL-1.2
"""Kinds of documents by their content."""

import zipfile
from io import BytesIO

import pytest

from portaal.lib import filetypes


def package(*names: str, mimetype: str = "", compression: int = zipfile.ZIP_STORED) -> bytes:
    """A zip with empty parts; `mimetype` becomes the first part, as OpenDocument wants it."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w", compression) as archive:
        if mimetype:
            archive.writestr("mimetype", mimetype)
        for name in names:
            archive.writestr(name, "")
    return target.getvalue()


def encrypted(content: bytes) -> bytes:
    """The same zip with the encryption bit set on every part."""
    changed = bytearray(content)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = content.find(signature)
        while start >= 0:
            changed[start + offset] |= 1
            start = content.find(signature, start + 1)
    return bytes(changed)


ODT = "application/vnd.oasis.opendocument.text"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.4", filetypes.PDF),
        (b"\x89PNG\r\n\x1a\n....", filetypes.PNG),
        (b"\xff\xd8\xff\xe0", filetypes.JPG),
        (package("[Content_Types].xml", "word/document.xml"), filetypes.DOCX),
        (package("[Content_Types].xml", "xl/workbook.xml"), filetypes.XLSX),
        (package("content.xml", mimetype=ODT), filetypes.ODT),
        (package("content.xml", mimetype="application/vnd.oasis.opendocument.spreadsheet"), filetypes.ODS),
        (b"", None),
        (b"hallo", None),
        (b"<svg/>", None),
        (b"GIF89a", None),
        (b"PK\x03\x04stuk", None),
        (package("word/document.xml"), None),
        (package("[Content_Types].xml", "ppt/presentation.xml"), None),
        (package("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), None),
        (package("content.xml", "Basic/Standard/Module1.xml", mimetype=ODT), None),
        (package("content.xml", mimetype="application/epub+zip"), None),
        (package("a", mimetype="x" * 200), None),
        (package("[Content_Types].xml", "word/document.xml", *(f"p{n}" for n in range(2001))), None),
        (encrypted(package("[Content_Types].xml", "word/document.xml")), None),
        (package("evil.html"), None),
    ],
)
def test_the_content_decides(content, kind) -> None:
    assert filetypes.detect(content) == kind
