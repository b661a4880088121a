# SPDX-License-Identifier: EUPL-1.2
"""Priorities of parties for a viewer."""

from typing import TYPE_CHECKING, Self

from django.db import models

from afspraken.models import Afsprakenset

if TYPE_CHECKING:
    from partijen.querysets import User


class PartijprioriteitQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """What parties ask to take up first."""

    def visible_to(self, user: "User") -> Self:
        """Of the sets the viewer reads."""
        return self.filter(afsprakenset__in=Afsprakenset.objects.visible_to(user).order_by().values("pk"))
