# SPDX-License-Identifier: EUPL-1.2
"""The zip gate: what a package must be before any parser sees it.

Sizes are counted by really unpacking, because the sizes a zip states about itself can lie.
"""

import re
import zipfile
import zlib
from collections.abc import Collection
from io import BytesIO

from .problems import MAX_PARTS, Limits, Refused

_CHUNK = 64 * 1024
_WORKBOOK_TYPES = (b"spreadsheetml.sheet.main", b"spreadsheetml.template.main", b"vnd.ms-excel.")
_MACRO_TYPES = (b"macroEnabled", b"vbaProject")
_XML_ENDINGS = (".xml", ".rels", ".vml")
_ENCODING = re.compile(rb"""(?:\xef\xbb\xbf)?<\?xml[^>]*?\sencoding\s*=\s*["']([^"']*)["']""")
# In another encoding the bytes of "<!DOCTYPE" would be others, and pass unseen.
_ASCII_ENCODINGS = (b"utf-8", b"utf8", b"us-ascii", b"ascii", b"iso-8859-1")
_FORBIDDEN = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_OVERLAP = len(b"<!DOCTYPE") - 1
_ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
_ODT_TYPE = b"application/vnd.oasis.opendocument.text"
_DOCUMENT_TYPES = (
    b"wordprocessingml.document.main",
    b"wordprocessingml.template.main",
    b"vnd.ms-word.document.",
    b"vnd.ms-word.template.",
)
SPREADSHEETS = ("xlsx", "ods")
DOCUMENTS = (*SPREADSHEETS, "docx", "odt")


def open_package(content: bytes, limits: Limits, kinds: Collection[str] = SPREADSHEETS) -> tuple[str, zipfile.ZipFile]:
    """The kind of package (one of `kinds`) and the opened zip, each part unpacked once as a trial; else Refused."""
    try:
        archive = zipfile.ZipFile(BytesIO(content))
        _check_names(archive)
        small = _unpack_all(archive, limits.max_unpacked_bytes)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError) as error:
        raise Refused("damaged_zip") from error
    return _kind(archive, small, kinds), archive


def _check_names(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    if not parts:
        raise Refused("damaged_zip")
    if len(parts) > MAX_PARTS:
        raise Refused("too_many_parts", limit=MAX_PARTS)
    if len({part.filename.casefold() for part in parts}) != len(parts):
        # Two parts of one name: what we check would not have to be what the parser reads.
        raise Refused("unsafe_zip")
    for part in parts:
        # orig_filename, because zipfile itself cuts a name at a NUL.
        name = part.orig_filename
        if name.startswith("/") or "\\" in name or ":" in name or "\0" in name or ".." in name.split("/"):
            raise Refused("unsafe_zip")
        if part.flag_bits & 0x1:
            raise Refused("encrypted")
        if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Refused("unsafe_zip")


def _unpack_all(archive: zipfile.ZipFile, limit: int) -> dict[str, bytes]:
    """Unpack every part within the cap, refuse declarations that XML of a spreadsheet never needs.

    Returns the start (64 kB at most) of the parts that tell what the package is.
    """
    telling = {"[Content_Types].xml", "mimetype", "META-INF/manifest.xml", "xl/workbook.xml"}
    starts: dict[str, bytes] = {}
    total = 0
    for part in archive.infolist():
        tail = b""
        is_xml: bool | None = None
        with archive.open(part) as stream:
            while chunk := stream.read(_CHUNK):
                total += len(chunk)
                if total > limit:
                    raise Refused("too_big_unpacked", limit=limit // 1024 // 1024)
                if is_xml is None:
                    is_xml = _looks_like_xml(part.filename.lower(), chunk)
                    if is_xml:
                        _check_encoding(chunk)
                    if part.filename in telling:
                        starts[part.filename] = chunk
                if is_xml:
                    tail += chunk
                    if _FORBIDDEN.search(tail):
                        raise Refused("unsafe_xml")
                    tail = tail[-_OVERLAP:]
    return starts


def _looks_like_xml(name: str, start: bytes) -> bool:
    """A package can call any of its parts a sheet, so the name alone does not tell; pictures in SVG are never read."""
    return name.endswith(_XML_ENDINGS) or (
        start.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<" and not name.endswith(".svg")
    )


def _check_encoding(start: bytes) -> None:
    declared = _ENCODING.match(start)
    if b"\x00" in start[:64] or (declared and declared[1].lower() not in _ASCII_ENCODINGS):
        raise Refused("unsafe_xml")


def _kind(archive: zipfile.ZipFile, starts: dict[str, bytes], kinds: Collection[str]) -> str:
    names = archive.namelist()
    if "mimetype" in starts or "META-INF/manifest.xml" in starts:
        return _opendocument_kind(names, starts, kinds)
    types = starts.get("[Content_Types].xml", b"")
    if not types:
        raise Refused("other_zip")
    has_macros = any(mark in types for mark in _MACRO_TYPES) or any("vbaproject" in name.lower() for name in names)
    if "docx" in kinds and any(mark in types for mark in _DOCUMENT_TYPES):
        if has_macros:
            raise Refused("macros")
        return "docx"
    # A document or presentation that holds a spreadsheet speaks of its type too, but not of a main part.
    if not any(mark in types for mark in _WORKBOOK_TYPES):
        raise Refused("other_office" if b"officedocument" in types else "other_zip")
    if b"ms-excel.sheet.binary" in types:
        raise Refused("binary_xlsb")
    if has_macros:
        raise Refused("macros")
    if b"purl.oclc.org/ooxml" in starts.get("xl/workbook.xml", b""):
        raise Refused("strict_xlsx")
    return "xlsx"


def _opendocument_kind(names: list[str], starts: dict[str, bytes], kinds: Collection[str]) -> str:
    manifest = starts.get("META-INF/manifest.xml", b"")
    kind = starts.get("mimetype", b"").strip() or (_ODS_TYPE if _ODS_TYPE in manifest else b"")
    found = "ods" if kind.startswith(_ODS_TYPE) else "odt" if kind.startswith(_ODT_TYPE) else ""
    if found not in kinds:
        raise Refused("other_office" if b"opendocument" in kind else "other_zip")
    if b"encryption-data" in manifest:
        raise Refused("encrypted")
    if any(name.startswith(("Basic/", "Scripts/")) and not name.endswith("/") for name in names):
        raise Refused("macros")
    if "content.xml" not in names:
        raise Refused("damaged_zip")
    return found
