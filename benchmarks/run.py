# SPDX-License-Identifier: EUPL-1.2
"""The benchmarks of one database: `python -m benchmarks` starts this once for each, in a process of its own."""

import sys
import time
from collections.abc import Iterable, Iterator
from typing import Any

import django


def figures_alone() -> int:
    """The benchmarks of figures, in a process of their own: its peak memory is theirs."""
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from benchmarks.leveringen import figures
    from benchmarks.measure import HEADER
    from monitoring.views.gezondheid import known_migrations

    call_command("migrate", verbosity=0)
    known_migrations()
    print(f"\n{_describe()}: figures\n\n{HEADER}", flush=True)
    kept = True
    for line in figures():
        print(line, flush=True)
        kept = kept and not line.broken
    connection.close()
    print(f"\n{'all promises kept' if kept else 'NOT ALL PROMISES KEPT'}")
    return 0 if kept else 1


def rapportages_alone(gemeenten: int) -> int:
    """The benchmark of rapportages alone."""
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from benchmarks import rapportages
    from benchmarks.databases import keep_copy, settle
    from benchmarks.measure import HEADER
    from benchmarks.scale import Size, build_gemeente, clone_gemeente

    call_command("migrate", verbosity=0)
    build_gemeente("gemeente", Size())
    settle()
    one = keep_copy()
    clone_gemeente(gemeenten - 1)
    settle()
    print(f"\n{_describe()}: rapportages\n\n{HEADER}", flush=True)
    [line] = rapportages.made("gemeente", one)
    print(line, flush=True)
    one.close()
    connection.close()
    return 1 if line.broken else 0


def voortgang_alone(gemeenten: int) -> int:
    """The benchmark of reports in bulk alone."""
    django.setup()
    from django.core.management import call_command

    from benchmarks.databases import settle
    from benchmarks.exports import voortgang
    from benchmarks.scale import Size, build_gemeente, clone_gemeente
    from monitoring.views.gezondheid import known_migrations

    call_command("migrate", verbosity=0)
    known_migrations()
    build_gemeente("gemeente", Size())
    clone_gemeente(gemeenten - 1)
    build_gemeente("groot", Size(afspraken=5600, acties=2, reports=3))
    settle()
    return _show_part("voortgang in bulk", voortgang())


def bulk_alone(gemeenten: int) -> int:
    """Every resource of the API in bulk: first byte and memory."""
    django.setup()
    from django.core.management import call_command

    from benchmarks.bulk import every_resource
    from benchmarks.databases import settle
    from benchmarks.scale import Size, build_gemeente
    from monitoring.views.gezondheid import known_migrations

    call_command("migrate", verbosity=0)
    known_migrations()
    call_command("load_voorbeelddata", demo=True, verbosity=0)
    build_gemeente("groot", Size(afspraken=5600, acties=2, reports=3))
    settle()
    return _show_part("every resource in bulk", every_resource())


def _show_part(name: str, lines: Iterator[Any]) -> int:
    """Print the lines of a part as they come; returns 1 when a promise is not kept."""
    from django.db import connection

    from benchmarks.measure import HEADER

    print(f"\n{_describe()}: {name}\n\n{HEADER}", flush=True)
    broken = False
    for line in lines:
        print(line, flush=True)
        broken = broken or bool(line.broken)
    connection.close()
    return int(broken)


def main(gemeenten: int) -> int:
    """Build the rows, measure, print; returns 1 when a promise is not kept."""
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from benchmarks import exports, pages, rapportages, reads, writes
    from benchmarks.databases import keep_copy, settle
    from benchmarks.measure import HEADER, Result
    from benchmarks.scale import Size, build_gemeente, clone_gemeente
    from monitoring.views.gezondheid import known_migrations

    started = time.perf_counter()
    call_command("migrate", verbosity=0)
    known_migrations()
    build_gemeente("gemeente", Size())
    settle()
    one = keep_copy()
    clone_gemeente(gemeenten - 1)
    build_gemeente("klein", Size(afspraken=56, reports=8))
    build_gemeente("groot", Size(afspraken=5600, acties=2, reports=3))
    settle()
    print(f"\n{_describe()}: rows made in {time.perf_counter() - started:.0f} s", flush=True)

    def results() -> Iterator[Result]:
        yield from reads.dashboards("gemeente")
        yield from reads.one_and_many("gemeente", one)
        yield from reads.lists("gemeente")
        yield from reads.last_page("groot")
        yield from pages.unchanged("gemeente")
        yield from writes.updates("gemeente", one)
        yield from rapportages.made("gemeente", one)
        yield from exports.actielijst("groot")
        yield from exports.api("groot")

    def show(lines: Iterable[Result | pages.Page]) -> bool:
        kept = True
        for line in lines:
            print(line, flush=True)
            kept = kept and not (line.broken if isinstance(line, Result) else not line.kept)
        return kept

    print(f"\n{HEADER}")
    kept = show(results())
    print(f"\n{pages.PAGES_HEADER}")
    kept = show(pages.queries_per_page("klein", "groot")) and kept
    one.close()
    connection.close()
    print(f"\n{time.perf_counter() - started:.0f} s; {'all promises kept' if kept else 'NOT ALL PROMISES KEPT'}")
    return 0 if kept else 1


def _describe() -> str:
    """What was measured on: database, version, and how much is in it."""
    from django.db import connection

    from afspraken.models import Actie, Afspraak, Voortgang
    from partijen.models import Gemeente

    with connection.cursor() as cursor:
        cursor.execute("SELECT sqlite_version()" if connection.vendor == "sqlite" else "SHOW server_version")
        version = cursor.fetchone()[0]
    names = ("gemeenten", "afspraken", "acties", "reports")
    counts = zip(names, (Gemeente, Afspraak, Actie, Voortgang), strict=True)
    rows = ", ".join(f"{model._default_manager.count():,} {name}" for name, model in counts)
    return f"{connection.vendor} {version}, {rows}"


if __name__ == "__main__":
    if sys.argv[1] == "cijfers":
        sys.exit(figures_alone())
    parts = {"rapportages": rapportages_alone, "voortgang": voortgang_alone, "bulk": bulk_alone}
    run = parts[sys.argv[2]] if len(sys.argv) > 2 else main
    sys.exit(run(int(sys.argv[1])))
