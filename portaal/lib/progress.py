# SPDX-License-Identifier: EUPL-1.2
"""A progress bar on a terminal; nothing at all where the output goes to a file."""

import shutil
from typing import TextIO

_WIDTH = 30


class ProgressBar:
    """`bar("lezen", 0.4)` shows how far a step is; `close` takes the bar away."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.active = stream.isatty()
        self._shown = ""

    def __call__(self, stap: str, deel: float) -> None:
        if not self.active:
            return
        done = min(max(deel, 0.0), 1.0)
        line = f"{stap:<12} [{'#' * round(done * _WIDTH):<{_WIDTH}}] {done:4.0%}"
        line = line[: shutil.get_terminal_size().columns - 1]
        if line != self._shown:
            self.stream.write(f"\r{line}")
            self.stream.flush()
            self._shown = line

    def close(self) -> None:
        """Clear the line, so that what comes after it stands alone."""
        if self._shown:
            self.stream.write("\r" + " " * len(self._shown) + "\r")
            self.stream.flush()
            self._shown = ""
