# SPDX-License-Identifier: EUPL-1.2
"""Targets and links between agreements, for a viewer."""

from typing import TYPE_CHECKING, Self

from django.db import models

if TYPE_CHECKING:
    from partijen.querysets import User


class DoelstellingQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Targets: as visible as their set."""

    def visible_to(self, user: "User") -> Self:
        """Of the sets the viewer reads."""
        from afspraken.models import Afsprakenset

        return self.filter(afsprakenset__in=Afsprakenset.objects.visible_to(user))


class DoeldeelQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Parts of targets: as visible as the set of their target."""

    def visible_to(self, user: "User") -> Self:
        """Of the sets the viewer reads."""
        from afspraken.models import Afsprakenset

        return self.filter(doelstelling__afsprakenset__in=Afsprakenset.objects.visible_to(user))


class MetingQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Measurements: as visible as the set of their target."""

    def visible_to(self, user: "User") -> Self:
        """Of the sets the viewer reads."""
        from afspraken.models import Afsprakenset

        return self.filter(doelstelling__afsprakenset__in=Afsprakenset.objects.visible_to(user))


class VerbandQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Links between agreements: hidden as soon as one side is."""

    def visible_to(self, user: "User") -> Self:
        """Those of which the viewer reads both sides."""
        from afspraken.models import Afspraak

        seen = Afspraak.objects.visible_to(user).order_by().values("pk")
        return self.filter(van__in=seen, naar__in=seen)
