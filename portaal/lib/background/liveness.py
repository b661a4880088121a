# SPDX-License-Identifier: EUPL-1.2
"""Whether a worker is alive: it holds a lock that the database or the kernel lets go when its process ends.

Never a time limit: a slow task is not a dead one, and a killed worker is known at once.
"""

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper


@contextmanager
def alive(worker_id: str) -> Iterator[None]:
    """Be alive under this name until the block ends, or the process."""
    if connection.vendor == "postgresql":
        own = connections.create_connection("default")  # of its own: the other is closed between tasks
        try:
            _advisory(own, "pg_advisory_lock", worker_id)
            yield
            # Closing lets go of it too, but a moment later.
            _advisory(own, "pg_advisory_unlock", worker_id)
        finally:
            own.close()
        return
    path = _lock_file(worker_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
        path.unlink(missing_ok=True)


def is_alive(worker_id: str) -> bool:
    """True while a process is alive under this name."""
    if connection.vendor == "postgresql":
        if not _advisory(connection, "pg_try_advisory_lock", worker_id):
            return True
        _advisory(connection, "pg_advisory_unlock", worker_id)
        return False
    try:
        with _lock_file(worker_id).open("rb") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    _lock_file(worker_id).unlink(missing_ok=True)
    return False


def _advisory(wrapper: BaseDatabaseWrapper, function: str, worker_id: str) -> bool:
    """Call a function of PostgreSQL with the number of this worker."""
    key = int.from_bytes(hashlib.sha256(worker_id.encode()).digest()[:8], "big", signed=True)
    with wrapper.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [key])
        return bool(cursor.fetchone()[0])


def _lock_file(worker_id: str) -> Path:
    """Beside the database file: who shares that file shares this directory."""
    database = Path(str(connection.settings_dict["NAME"]))
    name = hashlib.sha256(worker_id.encode()).hexdigest()[:16]
    return database.parent / "workers" / f"{name}.lock"
