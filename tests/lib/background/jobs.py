# SPDX-License-Identifier: EUPL-1.2
"""Tasks of the tests, found by a worker by their path."""

import signal
from pathlib import Path

from django_tasks import task


@task()
def add(first: int, second: int) -> int:
    """What a task gives back is kept."""
    return first + second


@task()
def fail() -> None:
    """A task that goes wrong."""
    raise ValueError("this went wrong")


@task()
def hang_the_first_time(directory: str) -> str:
    """Say so in a FIFO and wait until somebody kills the process; the second time it is done at once."""
    begun = Path(directory) / "begun"
    if begun.exists():
        return "done"
    begun.touch()
    (Path(directory) / "fifo").write_text("begun")
    signal.pause()
    return "never"
