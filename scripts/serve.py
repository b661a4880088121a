# SPDX-License-Identifier: EUPL-1.2
"""Runs the web server and one background worker; ends with the server, and starts a worker that died again.

For `make start`. In production a service manager does this (docs/beheer.md).
"""

import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

RESTART_SECONDS = 1.0
LOOK_SECONDS = 0.2
STOP_SECONDS = 35  # gunicorn gives requests 30


def main() -> int:
    """Serve until a signal; the exit code is that of the server."""
    here = Path(sys.executable).parent
    commands = {
        "server": [str(here / "gunicorn")],
        "worker": [sys.executable, "manage.py", "werker"],
    }
    stopping = False

    def stop(signum: int, frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    running = {name: subprocess.Popen(command) for name, command in commands.items()}
    while not stopping and running["server"].poll() is None:
        if running["worker"].poll() is not None:
            print("The background worker stopped; starting it again.", file=sys.stderr)
            time.sleep(RESTART_SECONDS)
            running["worker"] = subprocess.Popen(commands["worker"])
        time.sleep(LOOK_SECONDS)
    for process in running.values():
        if process.poll() is None:
            process.terminate()
    for process in running.values():
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
    return running["server"].wait()


if __name__ == "__main__":
    sys.exit(main())
