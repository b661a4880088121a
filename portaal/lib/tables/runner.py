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
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from .problems import Limits, Refused

logger = logging.getLogger(__name__)

WORKER = [sys.executable, "-P", "-s", "-m", "portaal.lib.tables.worker"]
TIMEOUT_SECONDS = 30.0
STREAM_TIMEOUT_SECONDS = 90.0
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


def ask_worker(
    content: bytes, sheet: str | None, limits: Limits, *, document: bool = False, text: bool = False
) -> dict[str, Any]:
    """The answer of the worker about this file. Raises Refused, also for a worker that crashed or took too long.

    Args:
        document: ask for all tables of a document, instead of for the rows of one sheet.
        text: ask for the words in a file, whatever they stand in.
    """
    process = _start([*WORKER, *(["--document"] if document else ["--text"] if text else [])])
    with process:
        try:
            output = b"".join(_exchange(process, _request(content, sheet, limits), TIMEOUT_SECONDS))
        except TimeoutError as error:
            logger.warning("the table worker took more than %s seconds for %s bytes", TIMEOUT_SECONDS, len(content))
            raise Refused("too_slow") from error
        except OverflowError:
            output = b""
        finally:
            # Also when all went well: it has answered, so nothing it still does matters.
            process.kill()
    return _judge(output, process.returncode, len(content))


def stream_worker(content: bytes, sheet: str | None, limits: Limits) -> Iterator[dict[str, Any]]:
    """The messages of the worker about this file, as they come (`emit.EmittingCollector`). Raises as `ask_worker`.

    What the consumer does with a message does not count as time of the worker.
    """
    process = _start([*WORKER, "--stream"])
    rest = b""
    with process:
        try:
            for chunk in _exchange(process, _request(content, sheet, limits), STREAM_TIMEOUT_SECONDS):
                *lines, rest = (rest + chunk).split(b"\n")
                for line in lines:
                    yield _judge(line, process.returncode, len(content))
        except TimeoutError as error:
            logger.warning("the table worker took too long for %s bytes, in parts", len(content))
            raise Refused("too_slow") from error
        except OverflowError:
            rest = b"{"
        finally:
            process.kill()
    if rest or process.returncode:
        yield _judge(rest, process.returncode, len(content))


def _start(command: list[str]) -> "subprocess.Popen[bytes]":
    try:
        return subprocess.Popen(
            command,
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


def _request(content: bytes, sheet: str | None, limits: Limits) -> bytes:
    return json.dumps({"sheet": sheet, **asdict(limits)}).encode() + b"\n" + content


def _exchange(process: "subprocess.Popen[bytes]", request: bytes, timeout: float) -> Iterator[bytes]:
    """Feed the request and give the answer as it comes; TimeoutError or OverflowError beyond the bounds."""
    stdin, stdout = process.stdin, process.stdout
    assert stdin is not None  # noqa: S101 - a pipe was asked for
    assert stdout is not None  # noqa: S101 - the same
    remaining = timeout
    size = 0
    rest = memoryview(request)
    os.set_blocking(stdin.fileno(), False)
    with selectors.DefaultSelector() as selector:
        selector.register(stdin, selectors.EVENT_WRITE)
        selector.register(stdout, selectors.EVENT_READ)
        while selector.get_map():
            asked = time.monotonic()
            ready = selector.select(remaining) if remaining > 0 else []
            remaining -= time.monotonic() - asked
            if not ready:
                raise TimeoutError
            for key, _ in ready:
                if key.fileobj is stdout:
                    chunk = os.read(stdout.fileno(), _CHUNK)
                    size += len(chunk)
                    if size > MAX_ANSWER_BYTES:
                        raise OverflowError
                    if not chunk:
                        selector.unregister(stdout)
                    else:
                        yield chunk
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
            process.wait(max(remaining, 0.1))
        except subprocess.TimeoutExpired as error:
            raise TimeoutError from error


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
