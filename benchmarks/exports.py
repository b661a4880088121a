# SPDX-License-Identifier: EUPL-1.2
"""Whole lists as files: the actielijst, and the bulk formats of the API. No promises yet: speed and memory to read.

The floor of the reports in the API is COPY on PostgreSQL, and a bare cursor that writes the same lines on SQLite.
"""

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
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
VOORTGANG = """
    SELECT v.id, g.slug, s.slug, a.code, c.code, v.datum, v.status, v.fase, v.toelichting, v.oorzaak, v.gevolg,
        v.maatregel, v.volgende_stap, v.gevraagd_besluit, v.demo
    FROM afspraken_voortgang v JOIN afspraken_afspraak a ON a.id = v.afspraak_id
    JOIN afspraken_afsprakenset s ON s.id = a.afsprakenset_id JOIN partijen_gemeente g ON g.id = v.gemeente_id
    LEFT JOIN afspraken_actie c ON c.id = v.actie_id
    WHERE (%(slug)s = '' OR g.slug = %(slug)s) AND a.gepubliceerd AND (c.id IS NULL OR c.gepubliceerd)
"""


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
    voortgang = reverse("api:voortgang-list") + "?formaat="
    rows = raw_csv(VOORTGANG, "")
    for formaat, raw in (("csv", raw_csv), ("ndjson", raw_ndjson)):
        name = f"API voortgang, {rows:,} rows as {formaat}"
        floor = copied if connection.vendor == "postgresql" else raw
        yield once(name, voortgang + formaat, partial(floor, VOORTGANG, ""))


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
    """The columns of the tables by COPY, to nowhere."""
    with connection.cursor() as cursor, open(os.devnull, "wb") as nowhere:
        statement = cursor.mogrify(query, {"slug": slug}).decode()
        cursor.copy_expert(f"COPY ({statement}) TO STDOUT WITH CSV", nowhere)


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
