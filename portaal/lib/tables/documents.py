# SPDX-License-Identifier: EUPL-1.2
"""Any file with tables, in the worker: docx, odt, xlsx, ods, csv or pasted text -> all its tables."""

import re
import warnings
import zipfile
from typing import Any

from . import delimited, pasted
from .cells import value_text
from .collect import Collector
from .document_collect import DocumentCollector
from .gate import DOCUMENTS, open_package
from .problems import Limits, Refused
from .sniff import sniff

# Of a workbook: so many sheets are read.
MAX_SHEETS = 40
# A long run of dots or white space only costs time.
_LONG_BLANKS = re.compile(r"[ \xa0]{200,}")


def parse_document(content: bytes, limits: Limits) -> dict[str, Any]:
    """The tables of one file, in this process. Raises Refused, or whatever a parser raises on a damaged file."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if sniff(content) == "text":
            answer = _text(content, limits)
        else:
            kind, archive = open_package(content, limits, kinds=DOCUMENTS)
            answer = _package(kind, archive, limits)
    if not answer["tables"]:
        raise Refused("no_tables")
    return answer


def _package(kind: str, archive: zipfile.ZipFile, limits: Limits) -> dict[str, Any]:
    if kind == "docx":
        from . import docx

        return docx.parse(archive, limits)
    if kind == "odt":
        from . import odt

        return odt.parse(archive, limits)
    return _workbook(kind, archive, limits)


def _text(content: bytes, limits: Limits) -> dict[str, Any]:
    encoding, _start = delimited.look(content)
    text = _LONG_BLANKS.sub(" ", content.decode(encoding))
    if text.count("\t") >= max(1, text.count(";") // 2):
        return pasted.parse(text, limits)
    found = delimited.parse(content, lambda name: Collector(limits))
    if len(found.header) < 2:
        # Sentences, and not a table.
        raise Refused("no_tables")
    collector = DocumentCollector(limits)
    _sheet(collector, "", found)
    return collector.answer("csv")


def _workbook(kind: str, archive: zipfile.ZipFile, limits: Limits) -> dict[str, Any]:
    """Every visible sheet as a table."""
    parse: Any
    if kind == "xlsx":
        from .xlsx import parse
    else:
        from .ods import parse
    collector = DocumentCollector(limits)
    first = parse(archive, None, lambda name: Collector(limits))
    for name in [name for name in first.names if name not in first.hidden][:MAX_SHEETS]:
        found = first if name == first.name else parse(archive, name, lambda name: Collector(limits))
        _sheet(collector, name, found.collector)
    return collector.answer(kind)


def _sheet(collector: DocumentCollector, name: str, found: Collector) -> None:
    """A sheet as a table: blank lines within it are no ends, since people leave them between themes."""
    table = collector.begin_table(name)
    header = {index: [text, 0] for index, text in enumerate(found.header) if text}
    for number, cells in [(found.header_row, header), *found.rows.items()]:
        table.begin_row()
        for column, (value, _flags) in sorted(cells.items()):
            table.column = column
            table.begin_cell()
            collector.add_paragraph([[value_text(value), False]])
            collector.end_cell()
        collector.end_row(number=number)
    collector.end_table()
