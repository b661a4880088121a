# SPDX-License-Identifier: EUPL-1.2
"""Every resource of the API in every streamed format: how long until its first byte, and what memory it takes."""

from collections.abc import Iterator

from django.urls import reverse

from benchmarks.browser import Visitor
from benchmarks.exports import FIRST_BYTE_MS, MOST_MIB, first_byte_ms, peak_mib
from benchmarks.measure import Result, elapsed_ms
from portaal.api import router

TURNS = 3
FORMATS = {**MOST_MIB, "xlsx": 80}
STREAMED = frozenset(MOST_MIB)


def every_resource() -> Iterator[Result]:
    """Of each resource and format the whole list with its memory, and of what is streamed the first byte."""
    visitor = Visitor()
    visitor.open("/hulp/")
    for prefix, viewset, name in router.registry:
        for form, most_mib in FORMATS.items():
            if form not in getattr(viewset, "bulk_formats", ()):
                continue
            path = f"{reverse(f'api:{name}-list')}?formaat={form}"
            took = elapsed_ms(lambda path=path: visitor.open(path))  # type: ignore[misc]
            rows = _rows(visitor, path) if form == "ndjson" else 1
            count = f", {rows:,} lines" if form == "ndjson" else ""
            yield Result(f"{prefix} as {form}{count}", None, took, 0, mib=peak_mib(path), most_mib=most_mib)
            if form in STREAMED and rows:
                waited = min(first_byte_ms(path) for _ in range(TURNS))
                yield Result("  its first byte", FIRST_BYTE_MS, waited, 0, 1)


def _rows(visitor: Visitor, path: str) -> int:
    response = visitor.begin(path)
    try:
        return sum(part.count(b"\n") for part in response)  # type: ignore[attr-defined]
    finally:
        response.close()
