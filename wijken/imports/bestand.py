# SPDX-License-Identifier: EUPL-1.2
"""Reading a large csv of national figures row by row, keeping only what the caller asks for."""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import gettext as _

from portaal.lib.tables.delimited import find_separator
from portaal.lib.tables.messages import file_message
from portaal.lib.tables.problems import Refused
from portaal.lib.tables.reader import UnreadableFile
from portaal.lib.tables.sniff import UTF16_MARKS, sniff

# The whole country with all years is about 20 MB; what is five times larger is something else.
MAX_BYTES = 100 * 1024 * 1024
MAX_COLUMNS = 400
MAX_FIELD = 10_000
_HEAD = 64 * 1024


class Regel(NamedTuple):
    """One line of the file: the number an editor shows (the header is 1), and its fields without spaces around."""

    nummer: int
    velden: list[str]


@dataclass(frozen=True, slots=True)
class Bestand:
    """The header, the lines that were kept, and how many others there were."""

    naam: str
    kop: list[str]
    regels: list[Regel]
    andere: int


def read_csv(path: Path, keep: Callable[[list[str], list[str]], bool]) -> Bestand:
    """Read a csv in UTF-8, UTF-16 or cp1252, with any of the usual separators.

    Args:
        keep: gets the header and the fields of a line; what it refuses is counted and forgotten.

    Raises:
        UnreadableFile: not there, too big, no csv, or broken off in the middle; the message says how to mend it.
    """
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise UnreadableFile(
                _("Het bestand is %(size)s MB; hoogstens %(limit)s MB kan. Kies bij het CBS alleen uw eigen gemeente.")
                % {"size": size // 1024 // 1024, "limit": MAX_BYTES // 1024 // 1024},
                "too_big",
            )
        with path.open("rb") as handle:
            head = handle.read(_HEAD)
        if sniff(head) != "text":
            raise UnreadableFile(
                _("Dit is een werkmap of ander ingepakt bestand. Sla het blad met de cijfers op als csv."), "no_csv"
            )
        for encoding in ("utf-16",) if head.startswith(UTF16_MARKS) else ("utf-8-sig", "cp1252"):
            try:
                return _read(path, encoding, keep)
            except UnicodeDecodeError:
                continue
        raise Refused("bad_encoding")
    except OSError as error:
        raise UnreadableFile(
            _("Het bestand ‘%(path)s’ is niet te lezen: %(reason)s.") % {"path": path, "reason": error.strerror},
            "no_file",
        ) from error
    except Refused as refused:
        raise UnreadableFile(file_message(refused.code, refused.params), refused.code) from refused


def _read(path: Path, encoding: str, keep: Callable[[list[str], list[str]], bool]) -> Bestand:
    with path.open(encoding=encoding, newline="") as handle:
        separator = find_separator(handle.read(_HEAD))
        handle.seek(0)
        csv.field_size_limit(MAX_FIELD)
        lines = _lines(csv.reader(handle, delimiter=separator, strict=True))
        header = next(lines, None)
        if header is None:
            raise Refused("blank_file")
        if len(header.velden) > MAX_COLUMNS:
            raise UnreadableFile(
                _("Het bestand heeft meer dan %(limit)s kolommen. Kies minder onderwerpen.") % {"limit": MAX_COLUMNS},
                "too_wide",
            )
        kept, others = [], 0
        for line in lines:
            if keep(header.velden, line.velden):
                kept.append(line)
            else:
                others += 1
        return Bestand(path.name, header.velden, kept, others)


def _lines(reader: "Iterator[list[str]]") -> Iterator[Regel]:
    """Lines with content; a quote that does not close, or a field without end, is a damaged file."""
    while True:
        try:
            fields = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise Refused("bad_quotes", row=reader.line_num) from error  # type: ignore[attr-defined]
        stripped = [field.strip() for field in fields]
        if any(stripped):
            yield Regel(reader.line_num, stripped)  # type: ignore[attr-defined]
