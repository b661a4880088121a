# SPDX-License-Identifier: EUPL-1.2
"""Rapportages for a viewer."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from partijen.policies import toegang_of

if TYPE_CHECKING:
    from partijen.models import Gemeente
    from partijen.querysets import User


class RapportageQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Frozen pictures of a set at a meeting."""

    def visible_to(self, user: "User") -> Self:
        """Vastgestelde ones of published sets; concepts for coordinator, bestuurder and beheerder."""
        drafts = toegang_of(user).full_gemeente_ids
        return self.filter(Q(concept=False, afsprakenset__gepubliceerd=True) | Q(gemeente_id__in=drafts))

    def vastgesteld(self) -> Self:
        """Those that never change any more."""
        return self.filter(concept=False)


class RapportageregelQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """The afspraken in a rapportage."""

    def visible_to(self, user: "User", *, gemeente: "Gemeente | None" = None) -> Self:
        """Lines of afspraken that are public now: what was taken out of public sight later is gone here too."""
        full = toegang_of(user).full_gemeente_ids
        public = Q(afspraak__gepubliceerd=True, afspraak__afsprakenset__gepubliceerd=True)
        if gemeente is not None:
            return self if gemeente.pk in full else self.filter(public)
        return self.filter(public | Q(gemeente_id__in=full))
