# SPDX-License-Identifier: EUPL-1.2
"""Every question of the matrix, made from the table and the world."""

import os
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from tests.matrix import roles as r
from tests.matrix import rules
from tests.matrix.door import Reply
from tests.matrix.expected import BEHEER, EXPECTED, Line
from tests.matrix.rules import ENTER_BEHEER
from tests.matrix.world import World

# While a route is being made: MATRIX=leden,lid asks about these routes alone.
ONLY = frozenset(filter(None, os.environ.get("MATRIX", "").split(",")))


@dataclass(frozen=True)
class Question:
    """One role at one address."""

    name: str
    line: Line
    case: r.Case
    path: str

    def __str__(self) -> str:
        return f"{self.name} ({self.case.state}, {self.case.place}) {self.path}"

    def without_address(self, reply: Reply) -> str:
        """The answer as it would be at any address."""
        return reply.text.replace(self.path, "…")


def questions(world: World, role: str, *, sending: bool = False) -> Iterator[Question]:
    """What a role is asked: every route, about every object its address can name, except where that repeats itself.

    Who is stopped at the door of a screen, and who asks a route that only reads or only takes what is sent, is refused
    before anybody looks at the address: one object is enough for these.
    """
    for name, line in EXPECTED.items():
        rule = line.writes if sending else line.reads
        if ONLY and name not in ONLY:
            continue
        if rule is None or (sending and name in BEHEER and role not in ENTER_BEHEER and not name.endswith("_change")):
            continue
        if line.path or not line.target.states:
            yield Question(name, line, r.Case(role), line.path or reverse(name))
            continue
        first, second = line.target.states[0], line.target.states[:2][-1]
        at_once = rule is rules.read_only or (line.enters is not None and not line.enters(r.Case(role)))
        one = line.read_one and not sending
        for state, place, arguments in line.target.of(world):
            usual = {r.MISSING, second} if one else {r.MISSING, first, second}
            if at_once and (state, place) != (first, r.OWN):
                continue
            if state not in usual and (one or place == r.OTHER or role not in r.THOROUGH):
                continue
            yield Question(name, line, r.Case(role, state, place), reverse(name, kwargs=arguments))
