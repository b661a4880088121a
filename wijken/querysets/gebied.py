# SPDX-License-Identifier: EUPL-1.2
"""Facts about many gebieden, and who may see them."""

from typing import TYPE_CHECKING, Self

from django.db import models

if TYPE_CHECKING:
    from partijen.querysets import User


class GebiedQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Neighbourhoods are public."""

    def visible_to(self, user: "User") -> Self:
        """Every gebied may be seen by all."""
        return self
