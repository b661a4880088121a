# SPDX-License-Identifier: EUPL-1.2
"""What every worker looks at every few seconds, beside the queue: apps register it when they start.

A round looks before it locks, may be made by several workers at once, and loses nothing when it is broken off.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field

logger = logging.getLogger("portaal.background")


@dataclass(frozen=True, slots=True)
class Round:
    """What is done, and every how many seconds."""

    function: Callable[[], object]
    seconds: float


_rounds: dict[str, Round] = {}


def register(name: str, function: Callable[[], object], *, seconds: float) -> None:
    """Make this part of the rounds; a name that is known is replaced."""
    _rounds[name] = Round(function, seconds)


@dataclass(slots=True)
class Rounds:
    """The rounds of one worker, which remembers when it made each."""

    made_at: dict[str, float] = field(default_factory=dict)

    def make(self) -> None:
        """Make each round whose time has come; one that goes wrong is logged and holds up no other."""
        for name, part in _rounds.items():
            now = time.monotonic()
            if now - self.made_at.get(name, float("-inf")) < part.seconds:
                continue
            self.made_at[name] = now
            try:
                part.function()
            except Exception:
                logger.exception("the round %s went wrong; it is made again", name)
