# SPDX-License-Identifier: EUPL-1.2
"""Facts about many rows of partijen, and who may see them."""

import datetime as dt
from typing import TYPE_CHECKING, Self, TypeAlias

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery

from portaal.lib.models import valid_on

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser

    from partijen.models import Gemeente

    User: TypeAlias = AbstractBaseUser | AnonymousUser


class GemeenteQuerySet(models.QuerySet["Gemeente"]):
    """Gemeenten are public: their names, not their drafts."""

    def visible_to(self, user: "User") -> Self:
        """Every gemeente in the portal may be seen by all."""
        return self


class PartijQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Parties are organisations, never persons, and public."""

    def visible_to(self, user: "User") -> Self:
        """Every party may be seen by all."""
        return self

    def in_gemeente(self, gemeente: "Gemeente | int") -> Self:
        """Parties that take part in a gemeente: active there, or a group of it.

        Both kinds are gathered from their indexes: "of it, or active there" would be asked of every party there is.
        """
        from partijen.models import Partij, PartijInGemeente

        active = PartijInGemeente.objects.filter(gemeente=gemeente).order_by().values("partij")
        groups = Partij.objects.filter(gemeente=gemeente).order_by().values("pk")
        return self.filter(pk__in=active.union(groups, all=True))


class LidmaatschapQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Who holds which role."""

    def visible_to(self, user: "User") -> Self:
        """Coordinator and beheerder of the gemeente see its memberships, others their own."""
        from partijen.policies import toegang_of

        toegang = toegang_of(user)
        return self.filter(
            Q(gemeente_id__in=toegang.gemeenten_with("coordinator", "beheerder")) | Q(gebruiker_id=toegang.gebruiker_id)
        )


class SleutelQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Keys of parties; what they show of a key is never the key itself."""

    def visible_to(self, user: "User") -> Self:
        """Coordinator and beheerder see those of their gemeente, a databeheerder those of his own party."""
        from partijen.policies import toegang_of

        toegang = toegang_of(user)
        seen = Q(gemeente_id__in=toegang.gemeenten_with("coordinator", "beheerder"))
        if toegang.gebruiker_id is not None:
            for gemeente_id, partij_ids in toegang.cijfer_partij_ids.items():
                seen |= Q(gemeente_id=gemeente_id, partij_id__in=partij_ids)
        return self.filter(seen)

    def with_deelname(self, day: dt.date) -> Self:
        """Annotate `doet_mee`: the party takes part in the gemeente of the key that day."""
        from partijen.models import PartijInGemeente

        active = PartijInGemeente.objects.filter(
            valid_on(day), partij=OuterRef("partij"), gemeente=OuterRef("gemeente")
        )
        return self.annotate(doet_mee=Exists(active))


class InlogdienstQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Providers of logins; what they show is never their secret."""

    def visible_to(self, user: "User") -> Self:
        """Coordinator and beheerder see those of their gemeente, the administrator of the installation all."""
        from partijen.policies import toegang_of

        toegang = toegang_of(user)
        if toegang.superuser:
            return self
        return self.filter(gemeente_id__in=toegang.gemeenten_with("coordinator", "beheerder"))


class BerichtQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Notices by e-mail."""

    def visible_to(self, user: "User") -> Self:
        """Everybody sees his own."""
        from partijen.policies import toegang_of

        return self.filter(gebruiker_id=toegang_of(user).gebruiker_id)


class BrondocumentQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Source documents were published by their makers."""

    def visible_to(self, user: "User") -> Self:
        """Every source document may be seen by all."""
        return self


class OverlegQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Meetings; their dates are public."""

    def visible_to(self, user: "User") -> Self:
        """Dates of meetings may be seen by all."""
        return self

    def bestuurlijk(self) -> Self:
        """Meetings of the board, the ones progress is compared with."""
        from partijen.models import Overleg

        return self.filter(soort=Overleg.Soort.BESTUURLIJK)

    def previous(self, peildatum: dt.date) -> Self:
        """Meetings before the date, newest first."""
        return self.filter(datum__lt=peildatum).order_by("-datum")

    def upcoming(self, peildatum: dt.date) -> Self:
        """Meetings on or after the date, first one first."""
        return self.filter(datum__gte=peildatum).order_by("datum")

    def around(self, peildatum: dt.date) -> Self:
        """Of meetings of one gemeente: the newest before the date and the first on or after it, in that order."""
        newest, first = self.previous(peildatum).values("pk")[:1], self.upcoming(peildatum).values("pk")[:1]
        return self.filter(Q(pk=Subquery(newest)) | Q(pk=Subquery(first))).order_by("datum")


class WijzigingQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """The event log."""

    def visible_to(self, user: "User") -> Self:
        """The log is for the coordinator and beheerder of the gemeente; all of it for who sets up gemeenten."""
        from partijen.policies import toegang_of

        toegang = toegang_of(user)
        if toegang.superuser:
            return self
        return self.filter(gemeente_id__in=toegang.gemeenten_with("coordinator", "beheerder"))

    def of_object(self, instance: models.Model) -> Self:
        """Events of one row, newest first."""
        return self.filter(model=instance._meta.label_lower, object_id=instance.pk).order_by("-id")
