# SPDX-License-Identifier: EUPL-1.2
"""Peak memory of one page, in a process that does nothing else: prints MiB, or nothing where Linux does not tell."""

import sys
from pathlib import Path

import django


def main(path: str) -> int:
    """Open a small page, so that the portal stands, and then the page that is measured."""
    django.setup()
    from benchmarks.browser import Visitor

    visitor = Visitor()
    visitor.open("/hulp/")
    status = Path("/proc/self/status")
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        return 0
    before = _kib(status, "VmRSS")
    visitor.open(path)
    print((_kib(status, "VmHWM") - before) / 1024)
    return 0


def _kib(status: Path, name: str) -> int:
    return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith(f"{name}:"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
