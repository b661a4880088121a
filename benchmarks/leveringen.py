# SPDX-License-Identifier: EUPL-1.2
"""Figures in: 50,000 from an xlsx to stored rows, and the same file again, with peak memory; then those that go out.

The floor is the same rows, ready made, into the table with their commit: COPY on PostgreSQL, `executemany` on SQLite.
Floor and portal take turns, since other work on the machine slows both.
"""

import datetime as dt
import io
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from decimal import Decimal
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import django
from django.db import connection, transaction

if __name__ == "__main__":
    django.setup()

from benchmarks.exports import once
from benchmarks.figures_out import figures_out
from benchmarks.measure import Result
from benchmarks.memory import kib
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
from portaal.lib.tables.writer import write_xlsx
from wijken.models import Gebied

FIGURES_IN, TURNS, SET_VAST = 50_000, 3, 2
PEILDATUM = dt.date(2026, 1, 1)
HEADER = ("Corporatie", "Gebied", "Periode", "Soort", "Kenmerk", "Lijst", "Klasse", "Populatie", "Eenheid", "Waarde")
MOST_MIB = 300


def figures() -> Iterator[Result]:
    """One gemeente with 45 neighbourhoods and ten lists of ten classes.

    Of floor and portal the median turn: where the disk is part of the job, the best is one in which it did not write.
    """
    gemeente, rows = _world()
    partijen = [_partij(gemeente, f"Cijferwonen {number}") for number in range(TURNS)]
    content = _xlsx(rows)
    at_most = 4 if connection.vendor == "postgresql" else 8
    floor = _Floor(gemeente)
    mib = peak_of_worker(content, gemeente, partijen[0])
    floors, first, vast, again = [floor.turn()], [], [], []
    for number, partij in enumerate(partijen):
        took, levering = _timed(partial(_deliver, content, gemeente, partij))
        first.append(took)
        floors.append(floor.turn())
        # Two corporations bring what goes out to 100,000 figures; the others deliver and are not set vast.
        if number < SET_VAST:
            vast.append(_timed(partial(stel_vast, levering=levering, by=None, oorsprong="import"))[0])
        again.append(_timed(partial(_compare, content, gemeente, partijen[min(number, SET_VAST - 1)]))[0])
        floors.append(floor.turn())
    name = f"{FIGURES_IN:,} figures in: read, checked, compared, stored"
    floor_ms = median(floors)
    yield Result(name, floor_ms, median(first), 0, at_most, mib=mib, most_mib=MOST_MIB)
    yield Result("the same set vast by the coordinator", floor_ms, median(vast), 0)
    yield Result("the same file again: nothing to store", floor_ms, median(again), 0, at_most)
    out = FIGURES_IN * SET_VAST
    yield from figures_out(gemeente, out)
    for path, name in (
        ("corporaties/cijferwonen-0/", "page of a corporation"),
        ("cijfers/", "table chosen by the reader"),
    ):
        yield once(f"{name} among {out:,} figures", f"/{gemeente.slug}/{path}")


def _partij(gemeente: Gemeente, naam: str) -> Partij:
    partij = Partij.objects.create(naam=naam, soort=Partij.Soort.CORPORATIE)
    PartijInGemeente.objects.create(partij=partij, gemeente=gemeente)
    return partij


def _xlsx(rows: list[list[Any]]) -> bytes:
    with write_xlsx(HEADER, rows, sheet_name="Cijfers") as handle:
        return handle.read()


def _world() -> tuple[Gemeente, list[list[Any]]]:
    """The gemeente, and the rows of a file without a name of a corporation: whoever delivers it is meant."""
    gemeente = Gemeente.objects.create(slug="cijferstad", naam="Cijferstad")
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
                            [None, place.naam, period, soort, "proef", f"Proeflijst {number}",
                             f"Proefklasse {klasse}", "alle woningen", "woningen", waarde]
                        )  # fmt: skip
    return gemeente, rows


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


class _Floor:
    """Ready rows, of another corporation, into the table with their commit, and out again."""

    def __init__(self, gemeente: Gemeente) -> None:
        self.other = _partij(gemeente, "Vloerwonen")
        self.bron = ensure_bron(gemeente=gemeente, partij=self.other, by=None, oorsprong="import")
        populatie = Populatie.objects.get(naam="alle woningen").pk
        klassen = list(Klasse.objects.filter(lijst__gemeente=gemeente).values_list("pk", "lijst_id"))
        places = list(Gebied.objects.filter(gemeente=gemeente).values_list("pk", flat=True))
        self.cijfers = [
            Cijfer("mutatie", f"2025-{1 + month:02}", populatie, Decimal(7), self.other.pk, place, lijst, klasse)
            for month in range(12)
            for klasse, lijst in klassen
            for place in places
        ][:FIGURES_IN]
        self.year = 1900
        self.names = [str(field.column) for field in Voorraadcijfer._meta.concrete_fields if not field.primary_key]

    def turn(self) -> float:
        """Milliseconds of one statement with its commit."""
        self.year += 1
        levering = record_levering(
            cijferbron=self.bron,
            soort="bestand",
            periode=str(self.year),
            cijfers=self.cijfers,
            by=None,
            oorsprong="import",
        )
        with connection.cursor() as cursor:
            columns = ", ".join(self.names)
            cursor.execute(f"SELECT {columns} FROM corporaties_voorraadcijfer WHERE levering_id = %s", [levering.pk])
            rows = cursor.fetchall()
        stored = Voorraadcijfer.objects.filter(levering=levering)
        stored._raw_delete(stored.db)
        took = _bare_insert(self.names, rows)
        stored._raw_delete(stored.db)
        return took


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


def _timed(job: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    result = job()
    return (time.perf_counter() - start) * 1000, result


def peak_of_worker(content: bytes, gemeente: Gemeente, partij: Partij) -> float:
    """MiB at most in use while a process of its own reads the file, with the process that opens it; nothing is kept.

    The peaks of both are added, although they need not coincide. Linux is asked for the peak of each as it is: what
    `getrusage` says of a process begins with the memory of whoever started it.
    """
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
    readers: dict[int, int] = {}
    finished = threading.Event()
    watching = threading.Thread(target=_watch_readers, args=(readers, finished), daemon=True)
    watching.start()
    inlezing = read_inlezing(Inlezing.objects.get(pk=pk))
    if inlezing.status != Inlezing.Status.GELEZEN:
        raise RuntimeError(f"{inlezing.status}: {inlezing.fouten[:3]}")
    with transaction.atomic():
        begin_submit(inlezing=inlezing, by=None)
        store_inlezing(Inlezing.objects.get(pk=pk))
        transaction.set_rollback(True)
    finished.set()
    watching.join()
    if not readers:
        raise RuntimeError("no reader was seen")
    print((kib("self", "VmHWM") + max(readers.values())) / 1024)


def _watch_readers(peaks: dict[int, int], finished: threading.Event) -> None:
    """Note the peak of each process that this one starts, from which nothing is heard when it has ended."""
    children = Path(f"/proc/self/task/{os.getpid()}/children")
    while not finished.wait(0.02):
        for child in map(int, children.read_text().split()):
            # It may end while it is looked at.
            with suppress(OSError, StopIteration):
                # Before it runs a program of its own it has the memory of this one.
                if b"portaal.lib.tables.worker" in Path(f"/proc/{child}/cmdline").read_bytes():
                    peaks[child] = max(peaks.get(child, 0), kib(child, "VmHWM"))


if __name__ == "__main__":
    read_and_store(int(sys.argv[1]))
