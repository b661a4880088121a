# SPDX-License-Identifier: EUPL-1.2
"""Reading in this process: the same code as in the worker, without the time that a process costs."""

from collections.abc import Callable

import pytest

from portaal.lib.tables import reader, worker
from portaal.lib.tables.messages import file_message
from portaal.lib.tables.problems import Limits, Refused


@pytest.fixture
def read(monkeypatch) -> Callable[..., reader.Table]:
    """`read_table` without the process around the worker."""

    def ask(content: bytes, sheet: str | None, limits: Limits) -> dict:
        # Through JSON and back, as the pipe does it.
        return worker.json.loads(worker.json.dumps(worker.parse(content, sheet, limits)))

    monkeypatch.setattr("portaal.lib.tables.runner.ask_worker", ask)

    def read(content: bytes, **options) -> reader.Table:
        return reader.read_table(content, options.pop("filename", "lijst"), **options)

    return read


@pytest.fixture
def refusal() -> Callable[[bytes], tuple[str, str]]:
    """Why a file is refused, as code and Dutch message; a file that is not refused fails the test."""

    def refusal(content: bytes) -> tuple[str, str]:
        with pytest.raises(Refused) as caught:
            worker.parse(content, None, Limits())
        return caught.value.code, file_message(caught.value.code, caught.value.params)

    return refusal
