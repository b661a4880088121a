# SPDX-License-Identifier: EUPL-1.2
"""Targets and links between agreements, for a viewer."""

from typing import TYPE_CHECKING, Self

from django.db import models

from afspraken.querysets.zicht import of_afspraak, of_set_and_afspraak, zicht_of

if TYPE_CHECKING:
    from partijen.querysets import User


class DoelstellingQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Targets: as visible as their set, and as the afspraak that they are of."""

    def visible_to(self, user: "User") -> Self:
        """Of the sets and afspraken the viewer reads."""
        return self.filter(of_set_and_afspraak(user))


class DoeldeelQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Parts of targets: as visible as their target."""

    def visible_to(self, user: "User") -> Self:
        """Of the targets the viewer reads."""
        return self.filter(of_set_and_afspraak(user, "doelstelling__"))


class MetingQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Measurements: as visible as their target."""

    def visible_to(self, user: "User") -> Self:
        """Of the targets the viewer reads."""
        return self.filter(of_set_and_afspraak(user, "doelstelling__"))


class VerbandQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Links between agreements: hidden as soon as one side is."""

    def visible_to(self, user: "User") -> Self:
        """Those of which the viewer reads both sides."""
        zicht = zicht_of(user)
        return self.filter(of_afspraak(zicht, "van__") & of_afspraak(zicht, "naar__"))
