# SPDX-License-Identifier: EUPL-1.2
"""Evaluations for a viewer."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from partijen.policies import toegang_of

if TYPE_CHECKING:
    from partijen.models import Gemeente
    from partijen.querysets import User


class EvaluatieQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Evaluations of a year."""

    def visible_to(self, user: "User") -> Self:
        """Vastgestelde ones of published sets; their concepts for who takes part; all for who reads drafts there."""
        toegang = toegang_of(user)
        seen = Q(vastgesteld=True) | Q(gemeente_id__in=list(toegang.rollen))
        return self.filter(Q(seen, afsprakenset__gepubliceerd=True) | Q(gemeente_id__in=toegang.full_gemeente_ids))


class EvaluatieregelQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """The afspraken in an evaluation."""

    def visible_to(self, user: "User", *, gemeente: "Gemeente") -> Self:
        """Lines of afspraken that are public now, and proposals to add one; all of them for who reads drafts here."""
        if gemeente.pk in toegang_of(user).full_gemeente_ids:
            return self
        public = Q(afspraak__gepubliceerd=True, afspraak__afsprakenset__gepubliceerd=True)
        return self.filter(Q(afspraak=None) | public)

    def visible_among(self, user: "User") -> Self:
        """The same of several gemeenten; the evaluations themselves must be visible."""
        public = Q(afspraak=None) | Q(afspraak__gepubliceerd=True, afspraak__afsprakenset__gepubliceerd=True)
        return self.filter(public | Q(gemeente_id__in=toegang_of(user).full_gemeente_ids))


class OordeelQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """What parties think; as visible as the line they are about."""
