# SPDX-License-Identifier: EUPL-1.2
"""100,000 figures as files over HTTP, each format against the floor that its promise names.

Floor of csv and ndjson: the same columns by hand SQL, with COPY to a file on PostgreSQL, and with a bare cursor and
the csv writer of Python on SQLite. Floor of xlsx: XlsxWriter with constant memory, on the rows of the portal itself.
"""

import csv
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain, repeat
from typing import Any

import django
from django.db import connection

if __name__ == "__main__":
    django.setup()

from rest_framework import serializers

from benchmarks.browser import Visitor
from benchmarks.exports import first_byte_ms, in_turn
from benchmarks.measure import Result, elapsed_ms
from benchmarks.memory import peak_of
from corporaties.exports import HEADER, KEYS, figure_rows
from corporaties.models import Voorraadcijfer
from partijen.models import Gemeente
from portaal.lib.tables.writer import write_xlsx

TURNS = 4
FIRST_BYTE_MS = 50
MOST_MIB = {"csv": 80, "xlsx": 80, "ods": 80, "ndjson": 70}
MORE_MIB_FOR_A_MILLION = 5
SERIALIZED = 10_000
AS_IN_THE_FILE = """
    SELECT g.slug, p.naam, b.naam, b.soort, c.soort, c.periode, k.code, l.naam, s.naam, o.naam, c.eenheid, c.waarde,
        c.waardestatus, c.gepubliceerd_totaal, c.opmerking, r.naam
    FROM corporaties_voorraadcijfer c JOIN partijen_gemeente g ON g.id = c.gemeente_id
    JOIN corporaties_cijferbron r ON r.id = c.cijferbron_id JOIN corporaties_populatie o ON o.id = c.populatie_id
    LEFT JOIN partijen_partij p ON p.id = c.corporatie_id LEFT JOIN wijken_gebied b ON b.id = c.gebied_id
    LEFT JOIN corporaties_klassenlijst l ON l.id = c.lijst_id LEFT JOIN corporaties_kenmerk k ON k.id = l.kenmerk_id
    LEFT JOIN corporaties_klasse s ON s.id = c.klasse_id
    WHERE c.gemeente_id = %s AND NOT c.concept AND c.vervangen_door_id IS NULL
"""


def figures_out(gemeente: Gemeente, number: int) -> Iterator[Result]:
    """All figures of a gemeente in every format, their first byte, and what a serializer would take."""
    pages = {form: f"/{gemeente.slug}/cijfers/?tabel=alles&formaat={form}" for form in MOST_MIB}
    bare = partial(bare_file, gemeente)
    name = f"{number:,} figures out as {{}}, over HTTP"
    is_sqlite = connection.vendor == "sqlite"
    promises: dict[str, tuple[Callable[[], Any] | None, float | None]] = {
        "csv": (bare, 2 if is_sqlite else 1.3),
        "ndjson": (bare, 3),
        "xlsx": (partial(xlsxwriter_file, gemeente), 0.3),
        "ods": (None, None),
    }
    for form, (floor, promise) in promises.items():
        # XlsxWriter takes long enough to have its best turn among two.
        turns = 2 if form == "xlsx" else TURNS
        yield in_turn(name.format(form), pages[form], floor, promise, MOST_MIB[form], turns)
    for form in ("csv", "ndjson"):
        # Six columns more than its floor, so without a promise.
        path = f"/api/v1/woningvoorraad?gemeente={gemeente.slug}&formaat={form}"
        yield in_turn(f"the same by the API as {form}", path, bare, None, MOST_MIB[form], TURNS)
    for form in ("csv", "ndjson"):
        waited = min(first_byte_ms(pages[form]) for _ in range(TURNS))
        yield Result(f"the first byte of it as {form}", FIRST_BYTE_MS, waited, 0, 1)
    yield serialized(gemeente, number, pages["ndjson"])
    once, tenfold = (_in_own_process(str(gemeente.pk), str(times)) for times in (1, 10))
    if once is not None and tenfold is not None:
        name = f"more memory for an xlsx of {10 * number:,} rows"
        yield Result(name, None, 0, 0, mib=max(tenfold - once, 0), most_mib=MORE_MIB_FOR_A_MILLION)


def bare_file(gemeente: Gemeente) -> None:
    """The columns by hand SQL into a file, without anything of the portal."""
    with tempfile.TemporaryFile("w+", newline="") as target, connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sql = cursor.cursor.mogrify(AS_IN_THE_FILE, [gemeente.pk]).decode()
            cursor.cursor.copy_expert(f"COPY ({sql}) TO STDOUT WITH (FORMAT csv, DELIMITER ';', HEADER)", target)
            return
        writer = csv.writer(target, delimiter=";")
        writer.writerow(HEADER)
        cursor.execute(AS_IN_THE_FILE, [gemeente.pk])
        while rows := cursor.fetchmany(2000):
            writer.writerows(rows)


def xlsxwriter_file(gemeente: Gemeente) -> None:
    """The rows of the portal by XlsxWriter, with constant memory."""
    import xlsxwriter

    with (
        tempfile.NamedTemporaryFile(suffix=".xlsx") as target,
        xlsxwriter.Workbook(target.name, {"constant_memory": True}) as book,
    ):
        sheet = book.add_worksheet("Cijfers")
        sheet.write_row(0, 0, HEADER)
        for number, row in enumerate(figure_rows(_shown(gemeente)), start=1):
            sheet.write_row(number, 0, row)


def _shown(gemeente: Gemeente) -> Any:
    return Voorraadcijfer.objects.current().filter(gemeente=gemeente)


class ModelRow(serializers.ModelSerializer[Voorraadcijfer]):
    """A figure as the REST framework makes it by itself: the columns of the file."""

    gemeente = serializers.CharField(source="gemeente.slug")
    corporatie = serializers.CharField(source="corporatie.naam", allow_null=True)
    gebied = serializers.CharField(source="gebied.naam", allow_null=True)
    gebiedsoort = serializers.CharField(source="gebied.soort", allow_null=True)
    kenmerk = serializers.CharField(source="lijst.kenmerk.code", allow_null=True)
    lijst = serializers.CharField(source="lijst.naam", allow_null=True)
    klasse = serializers.CharField(source="klasse.naam", allow_null=True)
    populatie = serializers.CharField(source="populatie.naam")
    bron = serializers.CharField(source="cijferbron.naam")

    class Meta:
        model = Voorraadcijfer
        fields = KEYS


def serialized(gemeente: Gemeente, number: int, path: str) -> Result:
    """How much faster than a serializer of the REST framework, whose rows a page of the API has."""
    related = ("gemeente", "corporatie", "gebied", "lijst__kenmerk", "klasse", "populatie", "cijferbron__document")
    queryset = _shown(gemeente).select_related(*related).order_by("pk")[:SERIALIZED]

    def serialize() -> None:
        json.dumps(ModelRow(queryset.all(), many=True).data, default=str)

    floor_ms = min(elapsed_ms(serialize) for _ in range(2)) * number / SERIALIZED
    visitor = Visitor()
    portal_ms = min(elapsed_ms(lambda: visitor.open(path)) for _ in range(TURNS))
    name = f"ndjson against ModelSerializer ({SERIALIZED:,} rows, times {number / SERIALIZED:g})"
    return Result(name, floor_ms, portal_ms, 0, 10, at_least=True)


def _in_own_process(*arguments: str) -> float | None:
    connection.close()
    command = [sys.executable, "-m", "benchmarks.figures_out", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return float(done.stdout) if done.stdout.strip() else None


def repeated_xlsx(pk: int, times: int) -> None:
    """Write the figures so many times into one xlsx; prints what that took beyond an idle portal, in MiB."""
    rows = _shown(Gemeente.objects.get(pk=pk))
    mib = peak_of(
        lambda: write_xlsx(HEADER, chain.from_iterable(map(figure_rows, repeat(rows, times))), sheet_name="x")
    )
    if mib is not None:
        print(mib)


if __name__ == "__main__":
    repeated_xlsx(int(sys.argv[1]), int(sys.argv[2]))
