# SPDX-License-Identifier: EUPL-1.2
"""What each screen of /beheer/ must declare: functions of the policies, one per question."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, TypeAlias

from django.db.models import Q

# (user, row); a row of None asks "anywhere at all?".
Regel: TypeAlias = Callable[[Any, Any], bool]


def nobody(user: Any, row: Any = None) -> bool:
    """The rule of who declares none."""
    return False


def every_field(user: Any, row: Any = None) -> Collection[str] | None:
    """All fields of the form may be filled in by who may change the row."""
    return None


def per_gemeente(policy: Callable[..., bool]) -> Regel:
    """A rule from a policy that asks for the id of a gemeente; a row without a gemeente is nobody's."""

    def regel(user: Any, row: Any = None) -> bool:
        if row is None:
            return policy(user)
        return row.gemeente_id is not None and policy(user, row.gemeente_id)

    return regel


@dataclass(frozen=True, slots=True)
class Regels:
    """Who may do what with the rows of one model; what is not declared is allowed to nobody.

    Attributes:
        enter: whether the user finds these screens at all.
        rows: condition for the rows he finds there; everything else does not exist for him.
        add, change, delete: asked again with the row as it would become, before anything is written.
        editable: names of the fields he may fill in, or None for all.
    """

    enter: Callable[[Any], bool]
    rows: Callable[[Any], Q]
    add: Regel = nobody
    change: Regel = nobody
    delete: Regel = nobody
    editable: Callable[[Any, Any], Collection[str] | None] = every_field
