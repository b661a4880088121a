# SPDX-License-Identifier: EUPL-1.2
"""Timing pairs: what the portal does against its floor, in turn, so that a slow moment hits both."""

import math
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

# Each pair is timed for so long: enough turns to have both run undisturbed on a busy machine.
SECONDS = 4.0
# What the database driver says around the statements of a job.
AROUND = re.compile(r"^(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|SET |SELECT 1$)")


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the table. Without a promise it is there to be read, not to be kept.

    `at_least` promises that the portal is so many times as fast as its floor, otherwise that it takes at most so many
    times as long; `most_statements` and `most_mib` are promises of their own.
    """

    name: str
    floor_ms: float | None
    portal_ms: float
    statements: int
    promise: float | None = None
    at_least: bool = False
    most_statements: int | None = None
    mib: float | None = None
    most_mib: float | None = None

    @property
    def ratio(self) -> float:
        """Portal against floor (or, for `at_least`, floor against portal: how many times faster)."""
        if self.floor_ms is None:
            return math.nan
        return self.floor_ms / self.portal_ms if self.at_least else self.portal_ms / self.floor_ms

    @property
    def broken(self) -> list[str]:
        """The promises that are not kept."""
        found = []
        if self.promise is not None and (self.ratio < self.promise if self.at_least else self.ratio > self.promise):
            found.append("time")
        if self.most_statements is not None and self.statements > self.most_statements:
            found.append("statements")
        if self.most_mib is not None and self.mib is not None and self.mib > self.most_mib:
            found.append("memory")
        return found

    def __str__(self) -> str:
        floor = "" if self.floor_ms is None else f"{self.floor_ms:.2f}"
        ratio = "" if self.floor_ms is None else f"{self.ratio:.2f}"
        promise = "" if self.promise is None else f"{'>=' if self.at_least else '<='} {self.promise:g}"
        sql = f"{self.statements}" + ("" if self.most_statements is None else f" <= {self.most_statements}")
        mib = (
            "" if self.mib is None else f"{self.mib:.1f}" + ("" if self.most_mib is None else f" <= {self.most_mib:g}")
        )
        promised = self.promise is not None or self.most_statements is not None or self.most_mib is not None
        verdict = ("NOT KEPT: " + ", ".join(self.broken)) if self.broken else ("ok" if promised else "")
        return f"{self.name:<58}{floor:>9}{self.portal_ms:>10.2f}{ratio:>8} {promise:<8}{sql:>8}{mib:>14}  {verdict}"


HEADER = f"{'job':<58}{'floor ms':>9}{'portal ms':>10}{'ratio':>8} {'held to':<8}{'sql':>8}{'peak MiB':>14}"


def statements_of(job: Callable[[], Any]) -> int:
    """How many statements a job makes, those around a transaction aside."""
    with CaptureQueriesContext(connection) as captured:
        job()
    return sum(not AROUND.match(query["sql"]) for query in captured)


def elapsed_ms(job: Callable[[], Any]) -> float:
    """How long one turn takes."""
    start = time.perf_counter()
    job()
    return (time.perf_counter() - start) * 1000


def compare(
    name: str,
    *,
    floor: Callable[[], Any],
    portal: Callable[[], Any],
    promise: float | None = None,
    seconds: float = SECONDS,
    at_least: bool = False,
    most_statements: int | None = None,
    typical: Callable[[list[float]], float] = min,
) -> Result:
    """Both jobs in turn after one warm-up of each, for so many seconds, and of each the best turn.

    The best and not the mean: what makes a turn slower is another process, and it hits the longer job more often.
    Where the disk is part of the job it is the other way round: the best turn is the one in which the disk did not
    write yet, and `typical` is the median.
    """
    floor()
    portal()
    statements = statements_of(portal)
    turns: list[tuple[float, float]] = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        turns.append((elapsed_ms(floor), elapsed_ms(portal)))
    floor_ms, portal_ms = (typical(list(column)) for column in zip(*turns, strict=True))
    return Result(name, floor_ms, portal_ms, statements, promise, at_least, most_statements)
