# SPDX-License-Identifier: EUPL-1.2
"""`make bench`: every promise measured on SQLite and on PostgreSQL; exits 1 when one is not kept.

Each database gets a process and a directory of its own, so that nothing is warm but what the portal warms.
"""

import argparse
import os
import subprocess
import sys
import tempfile

from tests.plugins.postgres import PostgresServer

FEW, ALL_OF_THE_NETHERLANDS = 20, 342


def main() -> int:
    """Run both databases; the worst exit code of the two."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--vol", action="store_true", help=f"{ALL_OF_THE_NETHERLANDS} gemeenten instead of {FEW}")
    parser.add_argument("--database", choices=("sqlite", "postgres"), help="only this one")
    parser.add_argument("--alleen", choices=("cijfers", "rapportages", "voortgang", "bulk"), help="only this part")
    arguments = parser.parse_args()
    gemeenten = ALL_OF_THE_NETHERLANDS if arguments.vol else FEW
    parts = [[str(gemeenten)], ["cijfers"]]
    if arguments.alleen:
        parts = [["cijfers"]] if arguments.alleen == "cijfers" else [[str(gemeenten), arguments.alleen]]
    codes = []
    if arguments.database != "postgres":
        codes += [measure("", part) for part in parts]
    if arguments.database != "sqlite":
        server = PostgresServer(durable=True)
        try:
            url = server.start()
            codes += [measure(url, part) for part in parts]
        finally:
            server.stop()
    return max(codes)


def measure(url: str, part: list[str]) -> int:
    """One database, in a process of its own; `part` is what that process is asked.

    That is `cijfers`, or with how many gemeenten all else is measured (and `rapportages`, `voortgang`
    or `bulk`, for these alone).
    """
    with tempfile.TemporaryDirectory(prefix="portaal-bench-") as directory:
        os.mkdir(os.path.join(directory, "static"))
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PORTAAL_")}
        environment |= {
            "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
            "PORTAAL_VAR": directory,
            "PYTHONHASHSEED": "0",
            "DATABASE_URL": url,
        }
        command = [sys.executable, "-m", "benchmarks.run", *part]
        return abs(subprocess.run(command, env=environment, check=False).returncode)


if __name__ == "__main__":
    sys.exit(main())
