# SPDX-License-Identifier: EUPL-1.2
"""Tiles and outlines of the map, and who may see them."""

from typing import TYPE_CHECKING, Self

from django.db import models

if TYPE_CHECKING:
    from partijen.querysets import User


class KaarttegelQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """The map is public."""

    def visible_to(self, user: "User") -> Self:
        """Every tile may be seen by all."""
        return self


class GebiedsomtrekQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """The map is public."""

    def visible_to(self, user: "User") -> Self:
        """Every outline may be seen by all."""
        return self
