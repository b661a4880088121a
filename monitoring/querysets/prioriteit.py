# SPDX-License-Identifier: EUPL-1.2
"""Priorities of parties for a viewer."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from partijen.policies import toegang_of

if TYPE_CHECKING:
    from partijen.querysets import User


class PartijprioriteitQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """What parties ask to take up first."""

    def visible_to(self, user: "User") -> Self:
        """Of published sets; of drafts for who reads drafts of the gemeente."""
        return self.filter(Q(afsprakenset__gepubliceerd=True) | Q(gemeente_id__in=toegang_of(user).full_gemeente_ids))
