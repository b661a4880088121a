# SPDX-License-Identifier: EUPL-1.2
"""Decided changes of what was agreed, for a viewer."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from afspraken.querysets.rest import ACTIE_PUBLIC, AFSPRAAK_PUBLIC
from afspraken.querysets.zicht import zicht_of

if TYPE_CHECKING:
    from partijen.models import Gemeente
    from partijen.querysets import User


class BijstellingQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Changes of goal, term or target."""

    def visible_to(self, user: "User", *, gemeente: "Gemeente | None" = None) -> Self:
        """Published ones of public things, and drafts for who reads them."""
        zicht = zicht_of(user, gemeente)
        if zicht.everything:
            return self
        public = Q(gepubliceerd=True) & AFSPRAAK_PUBLIC & ACTIE_PUBLIC
        return self.filter(public if zicht.nothing else public | zicht.concept("afspraak__"))

    def in_force(self) -> Self:
        """Published ones, in the order in which they took effect."""
        return self.filter(gepubliceerd=True).order_by("gepubliceerd_op", "id")
