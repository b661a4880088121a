# SPDX-License-Identifier: EUPL-1.2
"""What a handed-in document is, by its content; name and type that the sender gave play no part."""

import zipfile
from dataclasses import dataclass
from io import BytesIO

MAX_PARTS = 2000
_MAX_MIMETYPE = 100


@dataclass(frozen=True, slots=True)
class Bestandstype:
    """A kind of file the portal keeps: its extension, and the content type it is served with."""

    extension: str
    content_type: str


PDF = Bestandstype("pdf", "application/pdf")
PNG = Bestandstype("png", "image/png")
JPG = Bestandstype("jpg", "image/jpeg")
DOCX = Bestandstype("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")
XLSX = Bestandstype("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
ODT = Bestandstype("odt", "application/vnd.oasis.opendocument.text")
ODS = Bestandstype("ods", "application/vnd.oasis.opendocument.spreadsheet")
ALLE = (PDF, PNG, JPG, DOCX, XLSX, ODT, ODS)

_SIGNATURES = ((b"%PDF-", PDF), (b"\x89PNG\r\n\x1a\n", PNG), (b"\xff\xd8\xff", JPG))
_OFFICE_PARTS = (("word/document.xml", DOCX), ("xl/workbook.xml", XLSX))
_ODF_TYPES = {kind.content_type.encode(): kind for kind in (ODT, ODS)}


def detect(content: bytes) -> Bestandstype | None:
    """The type of a whole file, or None for anything the portal does not keep (macros and encryption too)."""
    for signature, kind in _SIGNATURES:
        if content.startswith(signature):
            return kind
    return _detect_package(content) if content.startswith(b"PK\x03\x04") else None


def _detect_package(content: bytes) -> Bestandstype | None:
    """An office document is a zip; only its list of parts is read, never unpacked (save the 100 bytes of ODF)."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            if len(parts) > MAX_PARTS or any(part.flag_bits & 0x1 for part in parts):
                return None
            if any(
                name.lower().endswith("vbaproject.bin") or name.startswith(("Basic/", "Scripts/")) for name in names
            ):
                return None
            if parts and parts[0].filename == "mimetype" and parts[0].file_size <= _MAX_MIMETYPE:
                return _ODF_TYPES.get(archive.read(parts[0]).strip())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError, RuntimeError):
        return None
    if "[Content_Types].xml" not in names:
        return None
    return next((kind for name, kind in _OFFICE_PARTS if name in names), None)


def _is_macro(name: str) -> bool:
    return name.lower().endswith("vbaproject.bin") or name.startswith(("Basic/", "Scripts/"))
