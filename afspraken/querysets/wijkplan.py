# SPDX-License-Identifier: EUPL-1.2
"""Links to the goals of the United Nations, and initiatives in neighbourhoods, for a viewer."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from afspraken.querysets.zicht import of_set_and_afspraak
from partijen.policies import toegang_of

if TYPE_CHECKING:
    from partijen.models import Gemeente
    from partijen.querysets import User


class SdgkoppelingQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Links to goals: as visible as the set and, where they name one, the afspraak."""

    def visible_to(self, user: "User") -> Self:
        """Those of sets and afspraken that the viewer reads."""
        return self.filter(of_set_and_afspraak(user))


class InitiatiefQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Initiatives and work of partners in neighbourhoods."""

    def visible_to(self, user: "User", *, gemeente: "Gemeente | None" = None) -> Self:
        """Published ones; concepts for who reads all drafts of the gemeente, and for who wrote them."""
        toegang = toegang_of(user)
        if gemeente is not None and gemeente.pk in toegang.full_gemeente_ids:
            return self
        shown = Q(gepubliceerd=True)
        if toegang.full_gemeente_ids:
            shown |= Q(gemeente_id__in=toegang.full_gemeente_ids)
        if toegang.gebruiker_id is not None and toegang.rollen:
            shown |= Q(gebruiker_id=toegang.gebruiker_id, gemeente_id__in=list(toegang.rollen))
        return self.filter(shown)
