# SPDX-License-Identifier: EUPL-1.2
"""Codes in an e-mail: so many are named, the rest is counted."""

from dataclasses import dataclass

MAX_NAMED = 30


@dataclass(frozen=True, slots=True)
class Lijst:
    """Codes of one kind of work; `meer` is how many are not named."""

    codes: tuple[str, ...]
    meer: int

    @property
    def aantal(self) -> int:
        """How many there are."""
        return len(self.codes) + self.meer


NIETS = Lijst((), 0)


def named(codes: list[str]) -> Lijst:
    """Each code once, in their order."""
    unique = list(dict.fromkeys(codes))
    return Lijst(tuple(unique[:MAX_NAMED]), max(0, len(unique) - MAX_NAMED))
