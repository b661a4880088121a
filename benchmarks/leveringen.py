# SPDX-License-Identifier: EUPL-1.2
"""Figures in and out: 50,000 from an xlsx to stored rows, the same again, and 100,000 as files, with peak memory.

The floor of what comes in is the same rows, ready made, into the table with their commit: COPY on PostgreSQL,
`executemany` on SQLite. That of what goes out is the bare query of the same columns.
"""

import datetime as dt
import io
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Any

import django
from django.db import connection, transaction

if __name__ == "__main__":
    django.setup()

from benchmarks.exports import once
from benchmarks.measure import Result
from corporaties.cijfers import Cijfer
from corporaties.imports.woningvoorraad import read_opgave
from corporaties.models import Inlezing, Kenmerk, Klasse, Klassenlijst, Populatie, Voorraadcijfer
from corporaties.services.inlezen import (
    begin_submit,
    deliver,
    ensure_bron,
    keep_upload,
    preview_columns,
    read_inlezing,
    store_inlezing,
)
from corporaties.services.leveringen import record_levering, stel_vast
from partijen.models import Gemeente, Partij, PartijInGemeente
from portaal.lib.tables.writer import FORMATS, write_xlsx
from wijken.models import Gebied

FIGURES_IN, FIGURES_OUT = 50_000, 100_000
PEILDATUM = dt.date(2026, 1, 1)
HEADER = ("Corporatie", "Gebied", "Periode", "Soort", "Kenmerk", "Lijst", "Klasse", "Populatie", "Eenheid", "Waarde")
MOST_MIB, MOST_MIB_OUT = 300, 80


def figures() -> Iterator[Result]:
    """One gemeente with 45 neighbourhoods and ten lists of ten classes."""
    gemeente, partij, rows = _world()
    with write_xlsx(HEADER, rows, sheet_name="Cijfers") as handle:
        content = handle.read()
    floor = _floor(gemeente)
    mib = peak_of_worker(content, gemeente, partij)
    first = _timed(lambda: _deliver(content, gemeente, partij))
    levering = first[1]
    at_most = 4 if connection.vendor == "postgresql" else 8
    name = f"{FIGURES_IN:,} figures in: read, checked, compared, stored"
    yield Result(name, floor, first[0], 0, at_most, mib=mib, most_mib=MOST_MIB)
    vast = _timed(lambda: stel_vast(levering=levering, by=None, oorsprong="import"))
    yield Result("the same set vast by the coordinator", floor, vast[0], 0)
    again = _timed(lambda: _compare(content, gemeente, partij))
    yield Result("the same file again: nothing to store", floor, again[0], 0, at_most)
    yield from _out(gemeente, partij)


def _world() -> tuple[Gemeente, Partij, list[list[Any]]]:
    gemeente = Gemeente.objects.create(slug="cijferstad", naam="Cijferstad")
    partij = Partij.objects.create(naam="Cijferwonen", soort=Partij.Soort.CORPORATIE)
    PartijInGemeente.objects.create(partij=partij, gemeente=gemeente)
    Populatie.objects.get_or_create(naam="alle woningen")
    places = Gebied.objects.bulk_create(
        Gebied(gemeente=gemeente, soort="buurt", naam=f"Plek {n}", slug=f"plek-{n}") for n in range(45)
    )
    kenmerk = Kenmerk.objects.get_or_create(code="proef", defaults={"naam": "Proef"})[0]
    rows: list[list[Any]] = []
    periods = [("2026-01-01", "stand"), *((f"2025-{month:02}", "mutatie") for month in range(1, 13))]
    for number in range(10):
        lijst = Klassenlijst.objects.create(kenmerk=kenmerk, gemeente=gemeente, naam=f"Proeflijst {number}")
        Klasse.objects.bulk_create(Klasse(lijst=lijst, code=f"p{n}", naam=f"Proefklasse {n}") for n in range(10))
    for period, soort in periods:
        for number in range(10):
            for klasse in range(10):
                for place in places:
                    if len(rows) < FIGURES_IN:
                        waarde = (len(rows) * 37) % 4999
                        rows.append(
                            [partij.naam, place.naam, period, soort, "proef", f"Proeflijst {number}",
                             f"Proefklasse {klasse}", "alle woningen", "woningen", waarde]
                        )  # fmt: skip
    return gemeente, partij, rows


def _deliver(content: bytes, gemeente: Gemeente, partij: Partij) -> Any:
    opgave = read_opgave(content, "x.xlsx", gemeente=gemeente, partij=partij, peildatum=PEILDATUM)
    if opgave.aantal_fouten or len(opgave.cijfers) != FIGURES_IN:
        raise RuntimeError(f"{opgave.aantal_fouten} faults, {len(opgave.cijfers)} figures: {opgave.fouten[:3]}")
    columns = preview_columns(opgave, gemeente, partij, PEILDATUM)
    return deliver(
        opgave=opgave, uitkomst=columns, content=content, filename="x.xlsx", gemeente=gemeente, partij=partij,
        peildatum=PEILDATUM, by=None,
    )  # fmt: skip


def _compare(content: bytes, gemeente: Gemeente, partij: Partij) -> None:
    opgave = read_opgave(content, "x.xlsx", gemeente=gemeente, partij=partij, peildatum=PEILDATUM)
    uitkomst = preview_columns(opgave, gemeente, partij, PEILDATUM)["uitkomst"]
    if uitkomst["ongewijzigd"] != FIGURES_IN:
        raise RuntimeError("the same file is no change")


def _floor(gemeente: Gemeente) -> float:
    """Ready rows into the table with their commit, and out again; the best of three."""
    other = Partij.objects.create(naam="Vloerwonen", soort=Partij.Soort.CORPORATIE)
    bron = ensure_bron(gemeente=gemeente, partij=other, by=None, oorsprong="import")
    populatie = Populatie.objects.get(naam="alle woningen").pk
    klassen = list(Klasse.objects.filter(lijst__gemeente=gemeente).values_list("pk", "lijst_id"))
    places = list(Gebied.objects.filter(gemeente=gemeente).values_list("pk", flat=True))
    cijfers = [
        Cijfer("mutatie", f"2025-{1 + month:02}", populatie, Decimal(7), other.pk, place, lijst, klasse)
        for month in range(12)
        for klasse, lijst in klassen
        for place in places
    ][:FIGURES_IN]
    names = [str(f.column) for f in Voorraadcijfer._meta.concrete_fields if not f.primary_key]
    best = float("inf")
    for turn in range(3):
        with transaction.atomic():
            levering = record_levering(
                cijferbron=bron, soort="bestand", periode=f"20{10 + turn}", cijfers=cijfers, by=None, oorsprong="import"
            )
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {', '.join(names)} FROM corporaties_voorraadcijfer WHERE levering_id = %s", [levering.pk]
            )
            rows = cursor.fetchall()
        Voorraadcijfer.objects.filter(levering=levering).delete()
        best = min(best, _bare_insert(names, rows))
        Voorraadcijfer.objects.filter(levering=levering).delete()
    return best


def _bare_insert(names: list[str], rows: list[tuple[Any, ...]]) -> float:
    """Milliseconds of the one statement and its commit."""
    columns = ", ".join(names)
    if connection.vendor == "postgresql":
        text = "".join("\t".join(map(_copy_text, row)) + "\n" for row in rows)
        start = time.perf_counter()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.cursor.copy_expert(f"COPY corporaties_voorraadcijfer ({columns}) FROM STDIN", io.StringIO(text))
        return (time.perf_counter() - start) * 1000
    sql = f"INSERT INTO corporaties_voorraadcijfer ({columns}) VALUES ({', '.join('?' * len(names))})"
    plain = [tuple(str(v) if isinstance(v, Decimal | dt.date) else v for v in row) for row in rows]
    start = time.perf_counter()
    with transaction.atomic():
        connection.ensure_connection()
        connection.connection.executemany(sql, plain)
    return (time.perf_counter() - start) * 1000


def _copy_text(value: Any) -> str:
    if value is None:
        return r"\N"
    return ("t" if value else "f") if isinstance(value, bool) else str(value)


def _out(gemeente: Gemeente, partij: Partij) -> Iterator[Result]:
    """All figures as files; a second delivery brings their number to 100,000."""
    bron = ensure_bron(gemeente=gemeente, partij=partij, by=None, oorsprong="import")
    populatie = Populatie.objects.get(naam="alle woningen").pk
    klassen = list(Klasse.objects.filter(lijst__gemeente=gemeente).values_list("pk", "lijst_id"))
    places = list(Gebied.objects.filter(gemeente=gemeente).values_list("pk", flat=True))
    more = [
        Cijfer("planning", f"{year}", populatie, Decimal(3), partij.pk, place, lijst, klasse)
        for year in range(2027, 2040)
        for klasse, lijst in klassen
        for place in places
    ][: FIGURES_OUT - FIGURES_IN]
    levering = record_levering(
        cijferbron=bron, soort="bestand", periode="2027-01-01", cijfers=more, by=None, oorsprong="import"
    )
    stel_vast(levering=levering, by=None, oorsprong="import")
    number = Voorraadcijfer.objects.current().filter(gemeente=gemeente).count()
    floor = partial(_bare_query, gemeente, partij)
    address = f"/{gemeente.slug}/cijfers/?tabel=alles&formaat="
    for formaat in FORMATS:
        measured = once(f"{number:,} figures out as {formaat}, over HTTP", f"{address}{formaat}", floor)
        yield replace(measured, most_mib=MOST_MIB_OUT)
    for path, name in (
        ("corporaties/cijferwonen/", "page of a corporation"),
        ("cijfers/", "table chosen by the reader"),
    ):
        yield once(f"{name} among {number:,} figures", f"/{gemeente.slug}/{path}")


def _bare_query(gemeente: Gemeente, partij: Partij) -> int:
    sql = """
        SELECT g.slug, p.naam, b.naam, b.soort, c.soort, c.periode, k.code, l.naam, s.naam, o.naam, c.eenheid, c.waarde,
            c.waardestatus, c.gepubliceerd_totaal, c.opmerking, r.naam
        FROM corporaties_voorraadcijfer c JOIN partijen_gemeente g ON g.id = c.gemeente_id
        JOIN corporaties_cijferbron r ON r.id = c.cijferbron_id JOIN corporaties_populatie o ON o.id = c.populatie_id
        LEFT JOIN partijen_partij p ON p.id = c.corporatie_id LEFT JOIN wijken_gebied b ON b.id = c.gebied_id
        LEFT JOIN corporaties_klassenlijst l ON l.id = c.lijst_id LEFT JOIN corporaties_kenmerk k ON k.id = l.kenmerk_id
        LEFT JOIN corporaties_klasse s ON s.id = c.klasse_id
        WHERE c.gemeente_id = %s AND c.corporatie_id = %s AND NOT c.concept AND c.vervangen_door_id IS NULL
    """
    number = 0
    with connection.cursor() as cursor:
        cursor.execute(sql, [gemeente.pk, partij.pk])
        while rows := cursor.fetchmany(2000):
            number += len("\r\n".join(";".join(map(str, row)) for row in rows))
    return number


def _timed(job: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    result = job()
    return (time.perf_counter() - start) * 1000, result


def peak_of_worker(content: bytes, gemeente: Gemeente, partij: Partij) -> float:
    """MiB at most in use while a process of its own reads the file, with the process that opens it; nothing is kept."""
    inlezing = keep_upload(
        content=content, filename="x.xlsx", gemeente=gemeente, partij=partij, peildatum=PEILDATUM, by=None
    )
    connection.close()
    command = [sys.executable, "-m", "benchmarks.leveringen", str(inlezing.pk)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    Inlezing.objects.filter(pk=inlezing.pk).delete()
    return float(done.stdout)


def read_and_store(pk: int) -> None:
    """What the worker does with a file; prints the peak of this process and of the largest that it started."""
    inlezing = read_inlezing(Inlezing.objects.get(pk=pk))
    if inlezing.status != Inlezing.Status.GELEZEN:
        raise RuntimeError(f"{inlezing.status}: {inlezing.fouten[:3]}")
    with transaction.atomic():
        begin_submit(inlezing=inlezing, by=None)
        store_inlezing(Inlezing.objects.get(pk=pk))
        transaction.set_rollback(True)
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    print(sum(resource.getrusage(kind).ru_maxrss for kind in kinds) / 1024)


if __name__ == "__main__":
    read_and_store(int(sys.argv[1]))
