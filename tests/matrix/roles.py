# SPDX-License-Identifier: EUPL-1.2
"""Who asks, about what, and what may be answered: the words of the matrix."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

# Where the object stands: in the gemeente in which the users work, or in the other one.
OWN, OTHER = "own", "other"

# The state of an object. What is under a concept is published itself; it is hidden by what it hangs on.
PUBLISHED = "published"
CONCEPT = "concept"
UNDER_CONCEPT = "under a concept"
ON_CONCEPT_ACTIE = "on a concept actie"
IN_CONCEPT_SET = "in a concept set"
WITHDRAWN = "withdrawn"
REPORTED_MYSELF = "concept, reported by the databeheerder"
INTERNAL = "internal"
DELIVERED = "delivered, not set vast"
DELIVERED_MYSELF = "delivered by the databeheerder, not set vast"
DRAFT_PROJECT = "draft project"
DRAFTED = "rapportage that is not vastgesteld"
ASKED = "an application that was not granted"
MISSING = "missing"

# Roles of the users. Thema 1 of each gemeente holds all objects; its werkgroep is that of `werkgroeplid`.
PUBLIC = "public"
WITHOUT_ROLE = "without role"
HUURDERS = "huurdersvertegenwoordiger"
WERKGROEPLID = "werkgroeplid"
OTHER_THEMA = "werkgroeplid of another thema"
DATABEHEERDER = "databeheerder"
FONDSBEHEERDER = "fondsbeheerder"
BESTUURDER = "bestuurder"
COORDINATOR = "coordinator"
BEHEERDER = "beheerder"
ELSEWHERE = "coordinator of the other gemeente"
ADMINISTRATOR = "administrator"

# Whoever has most to read comes first: so processes that share the work are done at about the same time.
ROLES = (
    COORDINATOR,
    ADMINISTRATOR,
    ELSEWHERE,
    BESTUURDER,
    BEHEERDER,
    WERKGROEPLID,
    OTHER_THEMA,
    DATABEHEERDER,
    FONDSBEHEERDER,
    HUURDERS,
    WITHOUT_ROLE,
    PUBLIC,
)
# Whoever reads drafts of thema 1, per gemeente.
READERS = {
    OWN: frozenset({WERKGROEPLID, BESTUURDER, COORDINATOR, BEHEERDER, ADMINISTRATOR}),
    OTHER: frozenset({ELSEWHERE, ADMINISTRATOR}),
}
# Whoever reads draft figures and projects; a databeheerder also reads what his own corporation delivered.
FIGURE_READERS = {place: readers - {WERKGROEPLID} for place, readers in READERS.items()}
# Whoever reads applications to the fund.
READERS_OF_FUND = frozenset({FONDSBEHEERDER, BESTUURDER, COORDINATOR})
# Whoever keeps the members and reads the history of a gemeente.
KEEPERS = {OWN: frozenset({COORDINATOR, BEHEERDER, ADMINISTRATOR}), OTHER: frozenset({ELSEWHERE, ADMINISTRATOR})}
# Roles that are asked about every state of what stands in the own gemeente: nobody, who reads what he reported himself,
# and who reads drafts of his own or of another thema. The others read as one of these does; they are asked about the
# first two states of a kind and about what is missing, and so is everybody about the other gemeente.
THOROUGH = (PUBLIC, WERKGROEPLID, OTHER_THEMA, DATABEHEERDER)
# Roles that are asked for the public pages of the other gemeente.
READ_ELSEWHERE = (PUBLIC, DATABEHEERDER, COORDINATOR, ELSEWHERE, ADMINISTRATOR)
# Roles that read no draft of the gemeente in which the users work.
BLIND = tuple(role for role in ROLES if role not in READERS[OWN])

# Whoever takes part in a gemeente, and so reads points and decisions of its meetings.
TAKE_PART = {
    OWN: frozenset(ROLES) - {PUBLIC, WITHOUT_ROLE, ELSEWHERE},
    OTHER: frozenset({ELSEWHERE, ADMINISTRATOR}),
}

# Answers. A number is a status code; LOGIN is a redirect to the login page.
LOGIN = "login"
# The form was let through; what a form sent empty is told differs per screen.
ALLOWED = "allowed"
OK, SEE_OTHER, FOUND, FORBIDDEN, NOT_FOUND, NOT_ALLOWED, INCOMPLETE = 200, 303, 302, 403, 404, 405, 422
UNAUTHORIZED, NO_JSON, CONFLICT = 401, 415, 409
REFUSED = (LOGIN, UNAUTHORIZED, NO_JSON, FORBIDDEN, NOT_FOUND, NOT_ALLOWED)
LET_THROUGH = (OK, FOUND, SEE_OTHER, 409, INCOMPLETE)
Answer: TypeAlias = int | str


@dataclass(frozen=True, slots=True)
class Case:
    """One question: this role, about an object in this state, in this gemeente."""

    role: str
    state: str = PUBLISHED
    place: str = OWN

    @property
    def at(self) -> str:
        """The role as it counts in the gemeente of the object."""
        if self.role in (PUBLIC, WITHOUT_ROLE, ADMINISTRATOR):
            return self.role
        if self.role == ELSEWHERE:
            return COORDINATOR if self.place == OTHER else WITHOUT_ROLE
        return self.role if self.place == OWN else WITHOUT_ROLE

    @property
    def signed_in(self) -> bool:
        """Somebody is logged in."""
        return self.role != PUBLIC

    @property
    def sees(self) -> bool:
        """The object exists for this role."""
        if self.state == MISSING:
            return False
        if self.state == ASKED:
            return self.at in READERS_OF_FUND
        if self.state == REPORTED_MYSELF and self.at == DATABEHEERDER:
            return True
        if self.state in (DELIVERED, DELIVERED_MYSELF, DRAFT_PROJECT, DRAFTED):
            own = self.state == DELIVERED_MYSELF and self.at == DATABEHEERDER
            return own or self.role in FIGURE_READERS[self.place]
        return self.state == PUBLISHED or self.role in READERS[self.place]

    @property
    def keeps(self) -> bool:
        """The role keeps the members and reads the history of the gemeente of the object."""
        return self.role in KEEPERS[self.place]

    @property
    def coordinates(self) -> bool:
        """The role is coordinator in the gemeente of the object."""
        return self.at == COORDINATOR


Rule: TypeAlias = Callable[[Case], Answer]
