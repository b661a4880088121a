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
    """What a role is asked: every route, about every object its address can name, except where that repeats itself."""
    for name, line in EXPECTED.items():
        rule = line.writes if sending else line.reads
        if ONLY and name not in ONLY:
            continue
        if rule is None or (sending and name in BEHEER and role not in ENTER_BEHEER and not name.endswith("_change")):
            continue
        if line.path or not line.target.states:
            yield Question(name, line, r.Case(role), line.path or reverse(name))
            continue
        wanted = _wanted(name, line, role, sending=sending)
        for state, place, arguments in line.target.of(world):
            if (state, place) in wanted:
                yield Question(name, line, r.Case(role, state, place), reverse(name, kwargs=arguments))


def _wanted(name: str, line: Line, role: str, *, sending: bool) -> set[tuple[str, str]]:
    """(state, gemeente) of the objects to ask about: published, hidden and missing, in both gemeenten.

    Less where that says nothing new:

    - who is stopped at the door of a screen, and who asks a route that only reads or only takes what is sent, is
      refused before anybody looks at the address;
    - only some roles are asked about every way in which something can be hidden (`roles.THOROUGH`);
    - a public page of the other gemeente is the same for all without a role there: some of them read it;
    - of the screens of /beheer/ the werkgroepleden and the coordinator see every row, the others one per gemeente.
    """
    first, second = line.target.states[0], line.target.states[:2][-1]
    if (line.writes if sending else line.reads) is rules.read_only:
        return {(first, r.OWN)}
    if line.enters is not None and not line.enters(r.Case(role)):
        return {(first, r.OWN)}
    wanted = {(second, r.OWN), (second, r.OTHER), (r.MISSING, r.OWN)}
    if line.read_one and not sending:
        return wanted
    if name not in BEHEER:
        wanted |= {(first, r.OWN), (r.MISSING, r.OTHER)}
        public = not sending and line.reads(r.Case(r.PUBLIC, first, r.OTHER)) == r.OK
        if not public or role in r.READ_ELSEWHERE:
            wanted.add((first, r.OTHER))
    elif role == r.COORDINATOR:
        wanted |= {(state, r.OWN) for state in line.target.states}
    if role in r.THOROUGH:
        wanted |= {(state, r.OWN) for state in line.target.states}
    return wanted
