# SPDX-License-Identifier: EUPL-1.2
"""What belongs to a meeting, for a viewer."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from partijen.policies import toegang_of

if TYPE_CHECKING:
    from partijen.querysets import User


class VanOverlegQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Points of the agenda, and decisions: for who takes part in the gemeente."""

    def visible_to(self, user: "User") -> Self:
        """Of every gemeente in which the user has a role."""
        return self.filter(gemeente_id__in=list(toegang_of(user).rollen))


class OverlegstukQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Papers of meetings."""

    def visible_to(self, user: "User") -> Self:
        """Published ones, and concepts for who has a role in the gemeente."""
        return self.filter(Q(gepubliceerd=True) | Q(gemeente_id__in=list(toegang_of(user).rollen)))
