# SPDX-License-Identifier: EUPL-1.2
"""Moves of a pilot and decisions about it, for a viewer."""

from typing import TYPE_CHECKING, Self

from django.db import models

from afspraken.querysets.zicht import of_set
from partijen.models.gebruiker import Rol
from partijen.policies import toegang_of

if TYPE_CHECKING:
    from partijen.querysets import User

# Who reads single moves: their sums are for all.
LEZERS = (Rol.COORDINATOR, Rol.FONDSBEHEERDER, Rol.BESTUURDER)


class VanPilotQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """What stands beside a pilot: as visible as its set."""

    def visible_to(self, user: "User") -> Self:
        """Of the pilots the viewer reads."""
        return self.filter(of_set(user, "afsprakenset__"))


class VerhuizingQuerySet(VanPilotQuerySet):
    """Moves."""

    def one_by_one(self, user: "User") -> Self:
        """Single moves, for who keeps them or decides about the pilot: few of them could point at a person."""
        return self.visible_to(user).filter(gemeente_id__in=toegang_of(user).gemeenten_with(*LEZERS))
