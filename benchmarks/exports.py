# SPDX-License-Identifier: EUPL-1.2
"""Whole lists as files: the actielijst, and the bulk formats of the API.

The floor of the reports in the API is the same rows and columns in the same order by hand SQL: COPY to a file on
PostgreSQL, a bare cursor that writes the same lines on SQLite.
"""

import csv
import io
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from functools import partial
from typing import Any

from django.db import connection
from django.urls import reverse

from afspraken.exports import FORMATEN
from benchmarks.browser import Visitor
from benchmarks.measure import Result, elapsed_ms, statements_of

ACTIELIJST = """
    SELECT a.code, a.titel, t.nummer, a.samenvatting, a.doel, v.status, v.fase, v.datum, v.toelichting, v.oorzaak,
        v.gevolg, v.maatregel, v.volgende_stap, v.gevraagd_besluit
    FROM afspraken_afspraak a JOIN afspraken_thema t ON t.id = a.thema_id
    JOIN partijen_gemeente g ON g.id = a.gemeente_id
    LEFT JOIN afspraken_voortgang v ON v.id = a.laatste_voortgang_publiek_id WHERE g.slug = %(slug)s AND a.gepubliceerd
    UNION ALL
    SELECT c.code, c.titel, NULL, c.omschrijving, '', v.status, v.fase, v.datum, v.toelichting, v.oorzaak,
        v.gevolg, v.maatregel, v.volgende_stap, v.gevraagd_besluit
    FROM afspraken_actie c JOIN afspraken_afspraak a ON a.id = c.afspraak_id
    JOIN partijen_gemeente g ON g.id = c.gemeente_id
    LEFT JOIN afspraken_voortgang v ON v.id = c.laatste_voortgang_publiek_id
    WHERE g.slug = %(slug)s AND a.gepubliceerd AND c.gepubliceerd
"""
# The fastest of what was tried for each database.
NEWEST = "SELECT p.soort FROM afspraken_publicatie p WHERE p.voortgang_id = v.id ORDER BY p.id DESC LIMIT 1"
PUBLISHED = {
    "postgresql": (f"JOIN LATERAL ({NEWEST}) q ON q.soort = 'gepubliceerd'", "TRUE"),
    "sqlite": ("", f"({NEWEST}) = 'gepubliceerd'"),
}
VOORTGANG = """
    SELECT v.id, g.slug, s.slug, a.code, c.code, v.datum, v.status, v.fase, v.toelichting, v.oorzaak, v.gevolg,
        v.maatregel, v.volgende_stap, v.gevraagd_besluit, n.naam, TRUE, v.demo
    FROM afspraken_voortgang v {} JOIN afspraken_afspraak a ON a.id = v.afspraak_id
    JOIN afspraken_afsprakenset s ON s.id = a.afsprakenset_id JOIN partijen_gemeente g ON g.id = v.gemeente_id
    LEFT JOIN afspraken_actie c ON c.id = v.actie_id LEFT JOIN partijen_partij n ON n.id = v.namens_id
    WHERE a.gepubliceerd AND s.gepubliceerd AND (c.id IS NULL OR c.gepubliceerd) AND {}
    ORDER BY v.datum DESC, v.id DESC
"""
TURNS = 5
FIRST_BYTE_MS = 50
MOST_MIB = {"csv": 80, "ndjson": 70}


def actielijst(slug: str) -> Iterator[Result]:
    """The actielijst of a large set as a file."""
    rows = raw_csv(ACTIELIJST, slug)
    for formaat in FORMATEN:
        floor = (lambda: raw_csv(ACTIELIJST, slug)) if formaat == "csv" else None
        yield once(f"actielijst of {rows:,} rows as {formaat}", f"/{slug}/afspraken/?formaat={formaat}", floor)


def api(slug: str) -> Iterator[Result]:
    """Bulk formats: the agreements of a large set, and the reports of everybody."""
    afspraken = reverse("api:afspraken-list") + f"?gemeente={slug}&formaat="
    for formaat in ("csv", "ndjson", "xlsx"):
        yield once(f"API afspraken of a large set as {formaat}", afspraken + formaat)
    yield from voortgang()


def voortgang() -> Iterator[Result]:
    """The reports of everybody: their speed, first byte and memory."""
    path = reverse("api:voortgang-list") + "?formaat="
    query = VOORTGANG.format(*PUBLISHED[connection.vendor])
    rows = raw_csv(query, "")
    is_sqlite = connection.vendor == "sqlite"
    for formaat, raw, promise in (("csv", raw_csv, 2 if is_sqlite else 1.3), ("ndjson", raw_ndjson, 3)):
        floor = partial(raw if is_sqlite else copied, query, "")
        name = f"API voortgang, {rows:,} rows as {formaat}"
        yield in_turn(name, path + formaat, floor, promise, MOST_MIB[formaat], TURNS)
        waited = min(first_byte_ms(path + formaat) for _ in range(TURNS))
        yield Result("the first byte of it", FIRST_BYTE_MS, waited, 0, 1)


def in_turn(
    name: str, path: str, floor: Callable[[], Any] | None, promise: float | None, most_mib: float, turns: int
) -> Result:
    """Floor and download one after the other, some times; of each the best turn."""
    visitor = Visitor()
    visitor.open("/hulp/")
    statements = statements_of(lambda: visitor.open(path))
    pairs = [(elapsed_ms(floor) if floor else None, elapsed_ms(lambda: visitor.open(path))) for _ in range(turns)]
    floors = [floor_ms for floor_ms, _portal in pairs if floor_ms is not None]
    portal_ms = min(portal for _floor, portal in pairs)
    result = Result(name, min(floors, default=None), portal_ms, statements, promise, most_mib=most_mib)
    return replace(result, mib=peak_mib(path))


def first_byte_ms(path: str) -> float:
    """From the question to the first part of the answer."""
    start = time.perf_counter()
    with closing(Visitor().begin(path)) as response:
        next(iter(response))
        return (time.perf_counter() - start) * 1000


def once(name: str, path: str, floor: Callable[[], Any] | None = None) -> Result:
    """A turn or two is enough for what takes seconds; memory is measured in a process that does nothing else."""
    visitor = Visitor()
    times = []
    statements = statements_of(lambda: times.append(elapsed_ms(lambda: visitor.open(path))))
    times.append(elapsed_ms(lambda: visitor.open(path)))
    floor_ms = min(elapsed_ms(floor) for _ in range(2)) if floor else None
    return Result(name, floor_ms, min(times), statements, mib=peak_mib(path))


def peak_mib(path: str) -> float | None:
    """How much memory one download takes beyond what an idle portal has, in MiB."""
    connection.close()
    command = [sys.executable, "-m", "benchmarks.memory", path]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return float(done.stdout) if done.stdout.strip() else None


def copied(query: str, slug: str) -> None:
    """The columns of the tables by COPY to a file."""
    with connection.cursor() as cursor, tempfile.TemporaryFile() as target:
        statement = cursor.mogrify(query, {"slug": slug}).decode()
        cursor.copy_expert(f"COPY ({statement}) TO STDOUT WITH CSV", target)


def raw_csv(query: str, slug: str) -> int:
    """The columns of the tables to csv by a bare cursor; returns the number of rows."""
    with connection.cursor() as cursor:
        cursor.execute(query, {"slug": slug})
        number = 0
        while rows := cursor.fetchmany(2000):
            csv.writer(io.StringIO(), delimiter=";").writerows(rows)
            number += len(rows)
    return number


def raw_ndjson(query: str, slug: str) -> int:
    """The same as a line of JSON for each row."""
    with connection.cursor() as cursor:
        cursor.execute(query, {"slug": slug})
        names = [column[0] for column in cursor.description]
        number = 0
        while rows := cursor.fetchmany(2000):
            "\n".join(json.dumps(dict(zip(names, row, strict=True)), default=str) for row in rows)
            number += len(rows)
    return number
