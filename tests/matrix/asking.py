# SPDX-License-Identifier: EUPL-1.2
"""Every question of the matrix, made from the table and the world."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from tests.matrix import roles as r
from tests.matrix import rules
from tests.matrix.door import Reply
from tests.matrix.expected import BEHEER, EXPECTED, Line
from tests.matrix.rules import ENTER_BEHEER
from tests.matrix.world import World


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


# Who may not enter /beheer/ sends something to these screens only.
SENT_AT_THE_DOOR = ("_change", "_changelist")


def questions(world: World, role: str, *, sending: bool = False) -> Iterator[Question]:
    """What a role is asked: every route, about every object its address can name, except where that repeats itself.

    Who may not enter /beheer/ is stopped at one door, and a route that only reads, or only takes what is sent, refuses
    the other before it looks at the address: one object is enough for these.
    """
    for name, line in EXPECTED.items():
        rule = line.writes if sending else line.reads
        if rule is None:
            continue
        one_door = name in BEHEER and role not in ENTER_BEHEER
        if one_door and sending and not name.endswith(SENT_AT_THE_DOOR):
            continue
        if line.path or not line.target.states:
            yield Question(name, line, r.Case(role), line.path or reverse(name))
            continue
        first = line.target.states[0]
        states = {r.MISSING, *line.target.states[: None if role in r.THOROUGH else 2]}
        if line.read_one and not sending:
            states = {r.MISSING, first}
        for state, place, arguments in line.target.of(world):
            if state not in states or ((one_door or rule is rules.read_only) and (state, place) != (first, r.OWN)):
                continue
            yield Question(name, line, r.Case(role, state, place), reverse(name, kwargs=arguments))
