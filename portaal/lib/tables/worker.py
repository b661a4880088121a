# SPDX-License-Identifier: EUPL-1.2
"""The process that opens uploads: `python -m portaal.lib.tables.worker`, limited before it sees a byte of the file.

stdin: one line of JSON (sheet, limits), then the file. stdout: one JSON object, either an answer (`sheet`, `sheets` and
what `Collector.answer` gives) or `{"refused": code, "params": {…}}`; with `--stream` a line for each message of
`EmittingCollector`, of which the last may be a refusal; with `--document` what `DocumentCollector.answer` gives; with
`--text` the words in it. It has no Django, no database and no network, starts no process and writes no file.
"""

import gc
import json
import resource
import sys
import traceback
import warnings
from collections.abc import Callable
from typing import Any, BinaryIO

from .collect import Collector, MakeCollector, Watch
from .emit import EmittingCollector
from .problems import Limits, Refused
from .sheets import Found
from .sniff import sniff

STREAM = "--stream"
DOCUMENT = "--document"
TEXT = "--text"
# Measured: Python with openpyxl needs 45 MB of address space, a full table of 5,000 x 60 cells 115 (xlsx) to 130 MB
# (ods) resident. What needs more than this is made to need it.
MAX_MEMORY_BYTES = 512 * 1024 * 1024
MAX_CPU_SECONDS = 20
# Tables of 50,000 rows; the one who waits sees how far it is.
MAX_STREAM_CPU_SECONDS = 60


def parse(content: bytes, sheet: str | None, limits: Limits) -> dict[str, Any]:
    """The answer about one file, in this process. Raises Refused, or whatever a parser raises on a damaged file."""
    found = _read(content, sheet, limits, lambda name: Collector(limits))
    return {"sheet": found.name, "sheets": found.names, **found.collector.answer()}


def stream(content: bytes, sheet: str | None, limits: Limits, send: Callable[[dict[str, Any]], None]) -> None:
    """Send the messages of `emit.EmittingCollector` about one sheet; raises as `parse`."""
    ask: Callable[[], float] = lambda: 0.0  # noqa: E731

    def watch(read: Callable[[], float]) -> None:
        nonlocal ask
        ask = read

    def make(name: str | None) -> EmittingCollector:
        return EmittingCollector(limits, send=send, sheet=name, read=lambda: ask())

    found = _read(content, sheet, limits, make, watch)
    assert isinstance(found.collector, EmittingCollector)  # noqa: S101 - made above
    send({**found.collector.end(), "sheets": found.names, "hidden": found.hidden})


def _read(content: bytes, sheet: str | None, limits: Limits, make: MakeCollector, watch: Watch | None = None) -> Found:
    with warnings.catch_warnings():
        # Parsers warn about what they skip; a skipped value comes back as a fault, the rest is not about values.
        warnings.simplefilter("ignore")
        if sniff(content) == "text":
            from . import delimited

            collector = delimited.parse(content, make, watch)
            if collector.is_empty:
                raise Refused("blank_file")
            return Found(None, [], [], collector)
        from .gate import open_package

        kind, archive = open_package(content, limits)
        parse_kind: Callable[..., Any]
        # Imported when needed: openpyxl takes longer to import than a small file to read.
        if kind == "xlsx":
            from .xlsx import parse as parse_kind
        else:
            from .ods import parse as parse_kind
        found: Found = parse_kind(archive, sheet, make, watch)
        if found.collector.is_empty:
            raise Refused("empty_sheet", sheet=found.name or "")
        return found


def limit_resources(cpu_seconds: int = MAX_CPU_SECONDS) -> None:
    """Bound memory and processor time, allow no process and no core dump."""
    for kind, soft, hard in (
        (resource.RLIMIT_AS, MAX_MEMORY_BYTES, MAX_MEMORY_BYTES),
        # The soft limit ends us with SIGXCPU, by which the other side sees why; the hard one with SIGKILL.
        (resource.RLIMIT_CPU, cpu_seconds, cpu_seconds + 2),
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_NPROC, 0, 0),
    ):
        most = resource.getrlimit(kind)[1]
        if most != resource.RLIM_INFINITY:
            soft, hard = min(soft, most), min(hard, most)
        resource.setrlimit(kind, (soft, hard))


def respond(request: BinaryIO) -> dict[str, Any]:
    """Read a request and give the answer; never raises."""
    answers: list[dict[str, Any]] = []

    def answer(content: bytes, sheet: str | None, limits: Limits) -> None:
        answers.append(parse(content, sheet, limits))

    _attempt(request, answer, answers.append)
    return answers[0]


def respond_with_tables(request: BinaryIO) -> dict[str, Any]:
    """Read a request and answer with all tables of a document; never raises."""
    from .documents import parse_document

    answers: list[dict[str, Any]] = []

    def answer(content: bytes, sheet: str | None, limits: Limits) -> None:
        answers.append(parse_document(content, limits))

    _attempt(request, answer, answers.append)
    return answers[0]


def respond_with_text(request: BinaryIO) -> dict[str, Any]:
    """Read a request and answer with the words in a file; never raises."""
    from .plaintext import parse_text

    answers: list[dict[str, Any]] = []

    def answer(content: bytes, sheet: str | None, limits: Limits) -> None:
        answers.append(parse_text(content, limits))

    _attempt(request, answer, answers.append)
    return answers[0]


def respond_in_parts(request: BinaryIO, send: Callable[[dict[str, Any]], None]) -> None:
    """Read a request and send the answer in many messages; never raises."""

    def answer(content: bytes, sheet: str | None, limits: Limits) -> None:
        stream(content, sheet, limits, send)

    _attempt(request, answer, send)


def _attempt(
    request: BinaryIO,
    answer: Callable[[bytes, str | None, Limits], None],
    send: Callable[[dict[str, Any]], None],
) -> None:
    """Answer, or send why not."""
    try:
        options = json.loads(request.readline())
        sheet = options.pop("sheet")
        answer(request.read(), sheet, Limits(**options))
    except Refused as refused:
        send({"refused": refused.code, "params": refused.params})
    except MemoryError:
        send({"refused": "too_heavy", "params": {}})
    except Exception as error:
        # Type and place only: the message of an exception may quote the file, and logs hold no personal data.
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{type(error).__name__} in {place.filename.rsplit('/', 1)[-1]}:{place.lineno}"
        send({"refused": "damaged", "params": {}, "where": where})


def main() -> None:
    """Answer the one request on stdin."""
    in_parts = sys.argv[1:] == [STREAM]
    limit_resources(MAX_STREAM_CPU_SECONDS if in_parts else MAX_CPU_SECONDS)
    # One file and then the end: looking for cycles costs a fifth of the time and the memory limit holds without it.
    gc.disable()
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode

    def send(message: dict[str, Any]) -> None:
        sys.stdout.buffer.write(encode(message).encode() + b"\n")
        sys.stdout.buffer.flush()

    if in_parts:
        respond_in_parts(sys.stdin.buffer, send)
    elif sys.argv[1:] == [DOCUMENT]:
        send(respond_with_tables(sys.stdin.buffer))
    elif sys.argv[1:] == [TEXT]:
        send(respond_with_text(sys.stdin.buffer))
    else:
        send(respond(sys.stdin.buffer))


if __name__ == "__main__":
    main()
