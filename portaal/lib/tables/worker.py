# SPDX-License-Identifier: EUPL-1.2
"""The process that opens uploads: `python -m portaal.lib.tables.worker`, limited before it sees a byte of the file.

stdin: one line of JSON (sheet, max_rows, max_columns), then the file. stdout: one JSON object, either an answer
(`sheet`, `sheets` and what `Collector.answer` gives) or `{"refused": code, "params": {…}}`. It has no Django, no
database and no network, starts no process and writes no file.
"""

import gc
import json
import resource
import sys
import traceback
import warnings
from collections.abc import Callable
from typing import Any, BinaryIO

from .problems import Limits, Refused
from .sniff import sniff

# Measured: Python with openpyxl needs 45 MB of address space, a full table of 5,000 x 60 cells 115 (xlsx) to 130 MB
# (ods) resident. What needs more than this is made to need it.
MAX_MEMORY_BYTES = 512 * 1024 * 1024
MAX_CPU_SECONDS = 20


def parse(content: bytes, sheet: str | None, limits: Limits) -> dict[str, Any]:
    """The answer about one file, in this process. Raises Refused, or whatever a parser raises on a damaged file."""
    with warnings.catch_warnings():
        # Parsers warn about what they skip; a skipped value comes back as a fault, the rest is not about values.
        warnings.simplefilter("ignore")
        if sniff(content) == "text":
            from . import delimited

            collector = delimited.parse(content, limits)
            if collector.is_empty:
                raise Refused("blank_file")
            return {"sheet": None, "sheets": [], **collector.answer()}
        return _parse_package(content, sheet, limits)


def _parse_package(content: bytes, sheet: str | None, limits: Limits) -> dict[str, Any]:
    from .gate import open_package

    kind, archive = open_package(content)
    parse_kind: Callable[..., Any]
    # Imported when needed: openpyxl takes longer to import than a small file to read.
    if kind == "xlsx":
        from .xlsx import parse as parse_kind
    else:
        from .ods import parse as parse_kind
    name, names, collector = parse_kind(archive, sheet, limits)
    if collector.is_empty:
        raise Refused("empty_sheet", sheet=name)
    return {"sheet": name, "sheets": names, **collector.answer()}


def limit_resources() -> None:
    """Bound memory and processor time, allow no process and no core dump."""
    for kind, soft, hard in (
        (resource.RLIMIT_AS, MAX_MEMORY_BYTES, MAX_MEMORY_BYTES),
        # The soft limit ends us with SIGXCPU, by which the other side sees why; the hard one with SIGKILL.
        (resource.RLIMIT_CPU, MAX_CPU_SECONDS, MAX_CPU_SECONDS + 2),
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_NPROC, 0, 0),
    ):
        most = resource.getrlimit(kind)[1]
        if most != resource.RLIM_INFINITY:
            soft, hard = min(soft, most), min(hard, most)
        resource.setrlimit(kind, (soft, hard))


def respond(request: BinaryIO) -> dict[str, Any]:
    """Read a request and give the answer; never raises."""
    try:
        options = json.loads(request.readline())
        limits = Limits(max_rows=options["max_rows"], max_columns=options["max_columns"])
        return parse(request.read(), options["sheet"], limits)
    except Refused as refused:
        return {"refused": refused.code, "params": refused.params}
    except MemoryError:
        return {"refused": "too_heavy", "params": {}}
    except Exception as error:
        # Type and place only: the message of an exception may quote the file, and logs hold no personal data.
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{type(error).__name__} in {place.filename.rsplit('/', 1)[-1]}:{place.lineno}"
        return {"refused": "damaged", "params": {}, "where": where}


def main() -> None:
    """Answer the one request on stdin."""
    limit_resources()
    # One file and then the end: looking for cycles costs a fifth of the time and the memory limit holds without it.
    gc.disable()
    answer = respond(sys.stdin.buffer)
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode())


if __name__ == "__main__":
    main()
