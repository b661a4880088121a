# SPDX-License-Identifier: EUPL-1.2
"""Lists, deliveries and projects, and who may see them."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import OuterRef, Q, Subquery

from partijen.models.sleutel import Scope
from partijen.policies import toegang_of

if TYPE_CHECKING:
    from partijen.models import Gemeente
    from partijen.querysets import User


def drafts_of(user: Any, partij: str) -> Q:
    """Condition for drafts of figures that a user reads.

    Coordinator, bestuurder and beheerder read all of their gemeente, a databeheerder those of his own corporation, and
    so does a key of it that is for reading.

    Args:
        partij: path to the corporation that delivers, such as `partij` or `levering__partij`.
    """
    toegang = toegang_of(user)
    condition = Q(gemeente_id__in=toegang.full_gemeente_ids)
    for gemeente_id, partij_ids in toegang.cijfer_partij_ids.items():
        condition |= Q(**{"gemeente_id": gemeente_id, f"{partij}_id__in": partij_ids})
    if gemeente_ids := toegang.gemeenten_with_scope(Scope.LEZEN):
        condition |= Q(**{"gemeente_id__in": gemeente_ids, f"{partij}_id": toegang.sleutel_partij_id})
    return condition


class PubliekQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """What everybody may see: words, limits, and what does not add up in published figures."""

    def visible_to(self, user: "User") -> Self:
        """All of it."""
        return self


class AfwijkingQuerySet(PubliekQuerySet):
    """What does not add up; computed from figures that are public."""

    def with_toelichting(self) -> Self:
        """Annotate `toelichting`: what the coordinator says about it, or None."""
        from corporaties.models import Afwijkingstoelichting

        said = Afwijkingstoelichting.objects.filter(gemeente=OuterRef("gemeente"), sleutel=OuterRef("sleutel"))
        return self.annotate(toelichting=Subquery(said.values("tekst")[:1]))


class KlassenlijstQuerySet(PubliekQuerySet):
    """Lists of classes."""

    def for_gemeente(self, gemeente: "Gemeente") -> Self:
        """Its own lists and those of the whole country."""
        return self.filter(Q(gemeente=gemeente) | Q(gemeente=None))


class LeveringQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Deliveries."""

    def visible_to(self, user: "User") -> Self:
        """What was set vast, and drafts for who reads them."""
        return self.filter(Q(openbaar=True) | drafts_of(user, "partij"))

    def waiting(self) -> Self:
        """Handed in, not set vast yet: the queue of the coordinator."""
        return self.filter(status="ingediend")


class InlezingQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Uploaded files of figures."""

    def visible_to(self, user: "User") -> Self:
        """Those of the corporations whose figures the user delivers."""
        condition = Q(pk__in=())
        for gemeente_id, partij_ids in toegang_of(user).cijfer_partij_ids.items():
            condition |= Q(gemeente_id=gemeente_id, partij_id__in=partij_ids)
        return self.filter(condition)


class VastgoedprojectQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Building projects."""

    def visible_to(self, user: "User") -> Self:
        """Published projects; drafts for coordinator, bestuurder and beheerder."""
        return self.filter(Q(gepubliceerd=True) | Q(gemeente_id__in=toegang_of(user).full_gemeente_ids))


class ViaProjectQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """What hangs on a project: as visible as that."""

    def visible_to(self, user: "User") -> Self:
        """Of published projects; of drafts for who reads these."""
        return self.filter(Q(project__gepubliceerd=True) | Q(gemeente_id__in=toegang_of(user).full_gemeente_ids))
