# SPDX-License-Identifier: EUPL-1.2
"""Priorities of parties for a viewer."""

from typing import TYPE_CHECKING, Self

from django.db import models

from afspraken.querysets.zicht import of_set

if TYPE_CHECKING:
    from partijen.querysets import User


class PartijprioriteitQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """What parties ask to take up first."""

    def visible_to(self, user: "User") -> Self:
        """Of the sets the viewer reads."""
        return self.filter(of_set(user, "afsprakenset__"))
