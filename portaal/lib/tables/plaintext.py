# SPDX-License-Identifier: EUPL-1.2
"""Any kept file, in the worker: docx, odt, xlsx, ods, pdf or plain text -> the words in it, to be searched.

Nothing is understood of it: a paragraph or cell is a line. What was deleted with changes tracked, comments, notes,
headers and footers count too, since whoever opens the file can read these.
"""

import re
import warnings
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from .gate import DOCUMENTS, open_package
from .problems import Limits, Refused
from .sniff import sniff

# Of one file; about two hundred pages, searched in a second. What is longer is searched this far, and that is told.
MAX_CHARACTERS = 500_000
MAX_PAGES = 1000
_PARTS = {
    "docx": re.compile(r"word/(?!styles|settings|fontTable|theme|numbering|webSettings)[^/]+\.xml"),
    "xlsx": re.compile(r"xl/(?:sharedStrings|comments\d*|worksheets/[^/]+|threadedComments/[^/]+)\.xml"),
    "odt": re.compile(r"(?:content|styles)\.xml"),
    "ods": re.compile(r"(?:content|styles)\.xml"),
}
# Elements whose text belongs together: paragraphs, headings, shared texts, cells, comments.
_LINES = frozenset({"p", "h", "si", "c", "comment", "threadedComment"})


def parse_text(content: bytes, limits: Limits) -> dict[str, Any]:
    """{"text": …, "whole": whether that is all}. Raises Refused, or whatever a parser raises on a damaged file."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found, size, whole = [], 0, True
        for line in _lines(content, limits):
            found.append(line[: MAX_CHARACTERS - size])
            size += len(line) + 1
            if size >= MAX_CHARACTERS:
                whole = False
                break
    text = "\n".join(found)
    if not text.strip():
        # A scan, or a picture in a document: nothing that can be searched.
        raise Refused("blank_file")
    return {"text": text, "whole": whole}


def _lines(content: bytes, limits: Limits) -> Iterator[str]:
    if content.startswith(b"%PDF-"):
        yield from _pdf(content)
    elif sniff(content) == "text":
        yield from content.decode("utf-8", errors="replace").splitlines()
    else:
        kind, archive = open_package(content, limits, kinds=DOCUMENTS)
        for name in archive.namelist():
            if _PARTS[kind].fullmatch(name):
                yield from _xml(archive, name)


def _xml(archive: zipfile.ZipFile, name: str) -> Iterator[str]:
    from defusedxml.ElementTree import iterparse

    with archive.open(name) as stream:
        for _event, element in iterparse(stream, events=("end",), forbid_dtd=True):
            if element.tag.rpartition("}")[2] not in _LINES:
                continue
            # A cell that points at a shared text holds only the number of that.
            line = "" if element.get("t") == "s" else "".join(element.itertext()).strip()
            element.clear()
            if line:
                yield line


def _pdf(content: bytes) -> Iterator[str]:
    from pypdf import PdfReader

    reader = PdfReader(BytesIO(content))
    if reader.is_encrypted:
        raise Refused("encrypted")
    if len(reader.pages) > MAX_PAGES:
        raise Refused("too_heavy")
    for page in reader.pages:
        text = page.extract_text()
        if not text.strip():
            # One page that is a picture is enough to look oneself.
            raise Refused("blank_file")
        yield text
