# SPDX-License-Identifier: EUPL-1.2
"""Peak memory of one page, in a process that does nothing else: prints MiB, or nothing where Linux does not tell."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django


def main(path: str) -> int:
    """Open a small page, so that the portal stands, and then the page that is measured."""
    django.setup()
    from benchmarks.browser import Visitor

    visitor = Visitor()
    visitor.open("/hulp/")
    mib = peak_of(lambda: visitor.open(path))
    if mib is not None:
        print(mib)
    return 0


def peak_of(job: Callable[[], Any]) -> float | None:
    """How much memory a job takes at most beyond what this process has, in MiB; None where Linux does not tell."""
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        return None
    before = kib("self", "VmRSS")
    job()
    return (kib("self", "VmHWM") - before) / 1024


def kib(process: int | str, name: str) -> int:
    """A line of what Linux says of the memory of a process, in KiB."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
