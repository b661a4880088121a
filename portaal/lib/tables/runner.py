# SPDX-License-Identifier: EUPL-1.2
"""Starts the worker for one file and survives whatever becomes of it."""

import json
import logging
import os
import selectors
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from .problems import Limits, Refused

logger = logging.getLogger(__name__)

WORKER = [sys.executable, "-P", "-s", "-m", "portaal.lib.tables.worker"]
TIMEOUT_SECONDS = 30.0
# The most text the worker lets through, as UTF-8 with JSON around every cell, and room to spare.
MAX_ANSWER_BYTES = 128 * 1024 * 1024
_CHUNK = 64 * 1024
# None of our own environment goes along: no settings, no secrets, no proxy.
_ENVIRONMENT = {
    "PYTHONPATH": str(Path(__file__).resolve().parents[3]),
    "LC_ALL": "C.UTF-8",
    # openpyxl prefers lxml when it is installed; the parser of Python with defusedxml before it is the smaller risk.
    "OPENPYXL_LXML": "False",
    "OPENPYXL_DEFUSEDXML": "True",
}


def ask_worker(content: bytes, sheet: str | None, limits: Limits) -> dict[str, Any]:
    """The answer of the worker about this file. Raises Refused, also for a worker that crashed or took too long."""
    options = {"sheet": sheet, "max_rows": limits.max_rows, "max_columns": limits.max_columns}
    request = json.dumps(options).encode() + b"\n" + content
    try:
        process = subprocess.Popen(
            WORKER,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_ENVIRONMENT,
            cwd="/",
            start_new_session=True,
        )
    except OSError as error:
        logger.exception("the table worker could not be started")
        raise Refused("not_now") from error
    with process:
        try:
            output = _exchange(process, request)
        except TimeoutError as error:
            logger.warning("the table worker took more than %s seconds for %s bytes", TIMEOUT_SECONDS, len(content))
            raise Refused("too_slow") from error
        except OverflowError:
            output = b""
        finally:
            # Also when all went well: it has answered, so nothing it still does matters.
            process.kill()
    return _judge(output, process.returncode, len(content))


def _exchange(process: "subprocess.Popen[bytes]", request: bytes) -> bytes:
    """Feed the request and gather the answer at the same time; TimeoutError or OverflowError beyond the bounds."""
    stdin, stdout = process.stdin, process.stdout
    assert stdin is not None  # noqa: S101 - a pipe was asked for
    assert stdout is not None  # noqa: S101 - the same
    deadline = time.monotonic() + TIMEOUT_SECONDS
    output = bytearray()
    rest = memoryview(request)
    os.set_blocking(stdin.fileno(), False)
    with selectors.DefaultSelector() as selector:
        selector.register(stdin, selectors.EVENT_WRITE)
        selector.register(stdout, selectors.EVENT_READ)
        while selector.get_map():
            remaining = deadline - time.monotonic()
            ready = selector.select(remaining) if remaining > 0 else []
            if not ready:
                raise TimeoutError
            for key, _ in ready:
                if key.fileobj is stdout:
                    chunk = os.read(stdout.fileno(), _CHUNK)
                    output += chunk
                    if len(output) > MAX_ANSWER_BYTES:
                        raise OverflowError
                    if not chunk:
                        selector.unregister(stdout)
                    continue
                try:
                    rest = rest[os.write(stdin.fileno(), rest[:_CHUNK]) :]
                except BrokenPipeError:
                    # It stopped reading: what it has to say comes over the other pipe.
                    rest = rest[:0]
                if not rest:
                    selector.unregister(stdin)
                    stdin.close()
        # Both pipes are closed; it ends now or not at all.
        try:
            process.wait(max(deadline - time.monotonic(), 0.1))
        except subprocess.TimeoutExpired as error:
            raise TimeoutError from error
    return bytes(output)


def _judge(output: bytes, status: int, size: int) -> dict[str, Any]:
    """The answer as a dict, or the reason why there is none."""
    if status == -signal.SIGXCPU:
        logger.warning("the table worker used up its processor time on %s bytes", size)
        raise Refused("too_slow")
    try:
        answer = json.loads(output)
        refused = answer.get("refused")
    except (ValueError, AttributeError) as error:
        logger.warning("the table worker ended with status %s on %s bytes", status, size)
        raise Refused("crashed") from error
    if refused is not None:
        if "where" in answer:
            logger.warning("the table worker could not read %s bytes: %s", size, answer["where"])
        raise Refused(refused, **answer["params"])
    return dict(answer)
