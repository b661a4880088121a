# SPDX-License-Identifier: EUPL-1.2
"""An ods written as a stream: rows go into the zip as they come. Norm: OpenDocument 1.3, parts 2 and 3."""

import re
import zipfile
from collections.abc import Sequence
from datetime import date
from types import TracebackType
from typing import IO, Self
from xml.sax.saxutils import escape, quoteattr

from .cells import Value, number_text

_CHUNK_CHARACTERS = 64 * 1024
_MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
_URN = "urn:oasis:names:tc:opendocument:xmlns:"
_MANIFEST = (
    f'{_DECLARATION}<manifest:manifest xmlns:manifest="{_URN}manifest:1.0" manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{_MIMETYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)
_HEAD = (
    f'{_DECLARATION}<office:document-content xmlns:office="{_URN}office:1.0" xmlns:table="{_URN}table:1.0" '
    f'xmlns:text="{_URN}text:1.0" xmlns:style="{_URN}style:1.0" xmlns:number="{_URN}datastyle:1.0" '
    f'xmlns:fo="{_URN}xsl-fo-compatible:1.0" office:version="1.3"><office:automatic-styles>'
    '<number:date-style style:name="D"><number:day number:style="long"/><number:text>-</number:text>'
    '<number:month number:style="long"/><number:text>-</number:text><number:year number:style="long"/>'
    '</number:date-style><style:style style:name="date" style:family="table-cell" style:data-style-name="D"/>'
    '<style:style style:name="head" style:family="table-cell"><style:text-properties fo:font-weight="bold"/>'
    '</style:style><style:style style:name="wide" style:family="table-column">'
    '<style:table-column-properties style:column-width="4cm"/></style:style>'
    "</office:automatic-styles><office:body><office:spreadsheet>"
)
_TAIL = "</table:table></office:spreadsheet></office:body></office:document-content>"
# Spaces that OpenDocument would fold together or drop: runs, and those at either end of a paragraph.
_FOLDED_SPACES = re.compile(" {2,}|^ +| +$", re.MULTILINE)


class OdsStream:
    """A sheet that is being written; as a context manager, which closes the document when all went well."""

    def __init__(self, target: IO[bytes], sheet_name: str, *, columns: int) -> None:
        self._zip = zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6)
        # First and uncompressed, so that a program knows the file by its first bytes.
        self._zip.writestr("mimetype", _MIMETYPE, compress_type=zipfile.ZIP_STORED)
        self._zip.writestr("META-INF/manifest.xml", _MANIFEST)
        self._content = self._zip.open("content.xml", "w", force_zip64=True)
        self._parts = [
            _HEAD,
            f"<table:table table:name={quoteattr(sheet_name)}>",
            f'<table:table-column table:style-name="wide" table:number-columns-repeated="{columns}"/>',
        ]
        self._size = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        if kind is None:
            self._parts.append(_TAIL)
        self._flush()
        self._content.close()
        self._zip.close()

    def write_header(self, names: Sequence[str]) -> None:
        """The row of headings, repeated on every printed page."""
        cells = "".join(_text_cell(name, ' table:style-name="head"') for name in names)
        self._add(f"<table:table-header-rows><table:table-row>{cells}</table:table-row></table:table-header-rows>")

    def write_row(self, row: Sequence[Value]) -> None:
        """One row of plain values: text already clean, moments already text, no infinite numbers."""
        self._add(f"<table:table-row>{''.join(map(_cell, row))}</table:table-row>")

    def _add(self, xml: str) -> None:
        self._parts.append(xml)
        self._size += len(xml)
        if self._size > _CHUNK_CHARACTERS:
            self._flush()

    def _flush(self) -> None:
        self._content.write("".join(self._parts).encode())
        self._parts.clear()
        self._size = 0


def _cell(value: Value) -> str:
    if value is None or value == "":
        return "<table:table-cell/>"
    if isinstance(value, str):
        return _text_cell(value)
    if isinstance(value, bool):
        state, text = ("true", "WAAR") if value else ("false", "ONWAAR")
        return _typed_cell(f'"boolean" office:boolean-value="{state}"', text)
    if isinstance(value, date):
        iso = value.isoformat()
        return _typed_cell(f'"date" office:date-value="{iso}" table:style-name="date"', f"{value:%d-%m-%Y}")
    return _typed_cell(f'"float" office:value="{value}"', number_text(value))


def _typed_cell(value_type: str, text: str) -> str:
    return f"<table:table-cell office:value-type={value_type}><text:p>{text}</text:p></table:table-cell>"


def _text_cell(text: str, attributes: str = "") -> str:
    """A cell of type string: what is in it is never read as a formula. A line feed starts a new paragraph."""
    xml = escape(text)
    if "  " in xml or "\n" in xml or "\t" in xml or xml[:1] == " " or xml[-1:] == " ":
        xml = _FOLDED_SPACES.sub(lambda found: f'<text:s text:c="{len(found[0])}"/>', xml)
        xml = xml.replace("\t", "<text:tab/>").replace("\n", "</text:p><text:p>")
    return f'<table:table-cell{attributes} office:value-type="string"><text:p>{xml}</text:p></table:table-cell>'
