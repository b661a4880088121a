# SPDX-License-Identifier: EUPL-1.2
"""What hangs on an afspraak: relations, reports, notes and evidence, for a viewer."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, Value, When
from django.db.models.lookups import IsNull

from afspraken.querysets.zicht import Zicht, zicht_of
from partijen.models.sleutel import Scope
from partijen.policies import toegang_of

if TYPE_CHECKING:
    from partijen.models import Gemeente
    from partijen.querysets import User

AFSPRAAK_PUBLIC = Q(afspraak__gepubliceerd=True, afspraak__afsprakenset__gepubliceerd=True)
ACTIE_PUBLIC = Q(actie=None) | Q(actie__gepubliceerd=True)
# What `with_publicatie` found is "published". Asked in this way PostgreSQL expects that nearly every report is, and
# walks an index from the newest on; it expects a plain comparison to hold for one in 200, and reads whole histories.
IS_PUBLISHED = Q(IsNull(Case(When(publicatie="gepubliceerd", then=Value(True))), False))


class ZichtbaarViaAfspraakQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Rows without a draft state of their own: as visible as the afspraak and actie they hang on."""

    def visible_to(self, user: "User", *, gemeente: "Gemeente | None" = None) -> Self:
        """Rows of published afspraken and acties, and drafts for who reads them."""
        zicht = zicht_of(user, gemeente)
        if zicht.everything:
            return self
        public = AFSPRAAK_PUBLIC & ACTIE_PUBLIC
        return self.filter(public if zicht.nothing else public | zicht.concept("afspraak__"))


class ProjectkoppelingQuerySet(ZichtbaarViaAfspraakQuerySet):
    """Links to building projects: hidden as soon as one side is."""

    def visible_to(self, user: "User", *, gemeente: "Gemeente | None" = None) -> Self:
        """As the afspraak, and as the project."""
        seen = super().visible_to(user, gemeente=gemeente)
        drafts = Q(gemeente_id__in=toegang_of(user).full_gemeente_ids)
        return seen.filter(Q(project__gepubliceerd=True) | drafts)


class VoortgangQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Reports."""

    def with_publicatie(self) -> Self:
        """Annotate `publicatie`: the newest of the rows that publish or withdraw the report, or None."""
        from afspraken.models import Publicatie

        newest = Publicatie.objects.filter(voortgang=OuterRef("pk")).order_by("-id").values("soort")[:1]
        return self.annotate(publicatie=Subquery(newest))

    def published(self) -> Self:
        """Reports that are public now."""
        return self.with_publicatie().filter(IS_PUBLISHED)

    def waiting(self, gemeente: "Gemeente") -> Self:
        """Reports of a gemeente that wait for publishing: the newest of their afspraak or actie, not judged yet.

        The few afspraken and acties whose reported and published standing differ are found first.
        """
        from afspraken.models import Actie, Afspraak

        newest_of = [
            model.objects.filter(gemeente=gemeente, laatste_voortgang__isnull=False)
            .exclude(laatste_voortgang_publiek=F("laatste_voortgang"))
            .order_by()
            .values("laatste_voortgang")
            for model in (Afspraak, Actie)
        ]
        rows = self.filter(Q(pk__in=newest_of[0]) | Q(pk__in=newest_of[1]), gemeente=gemeente)
        return rows.with_publicatie().filter(publicatie=None)

    def visible_to(self, user: "User", *, gemeente: "Gemeente | None" = None) -> Self:
        """Published reports of public things, drafts for who reads them, and what one reported oneself."""
        zicht = zicht_of(user, gemeente)
        if zicht.everything:
            return self
        shown = self._shown_to(zicht)
        own = _reported_by(user)
        if own is not None:
            shown |= own & AFSPRAAK_PUBLIC & ACTIE_PUBLIC
        return self.with_publicatie().filter(shown)

    @staticmethod
    def openbaar_to(user: "User") -> Q | None:
        """Which rows of `visible_to(user)` are public; None when all are. Needs `with_publicatie`."""
        if zicht_of(user).nothing and _reported_by(user) is None:
            return None
        return IS_PUBLISHED & AFSPRAAK_PUBLIC & ACTIE_PUBLIC

    def counting_for(self, user: "User", *, gemeente: "Gemeente | None" = None) -> Self:
        """Reports that make up the standing a viewer sees: `visible_to` without his own unpublished ones."""
        zicht = zicht_of(user, gemeente)
        return self if zicht.everything else self.with_publicatie().filter(self._shown_to(zicht))

    def counting_under(self, zicht: Zicht, afspraak: str = "") -> Self:
        """`counting_for` in a subquery under an afspraak that the viewer sees; that is not asked again.

        Args:
            afspraak: path in the query around it to the afspraak, such as `afspraak__`.
        """
        if zicht.everything:
            return self
        return self.with_publicatie().filter(IS_PUBLISHED | zicht.concept_of_outer(afspraak))

    @staticmethod
    def _shown_to(zicht: Zicht) -> Q:
        public = IS_PUBLISHED & AFSPRAAK_PUBLIC & ACTIE_PUBLIC
        return public if zicht.nothing else public | zicht.concept("afspraak__")

    def newest_first(self) -> Self:
        """By the day the report is about, then by entry."""
        return self.order_by("-datum", "-id")


def _reported_by(user: "User") -> Q | None:
    """Reports of a person himself; for a key that reads or reports, those made with a key of its party."""
    toegang = toegang_of(user)
    if toegang.gebruiker_id is not None:
        return Q(gebruiker_id=toegang.gebruiker_id)
    gemeente_ids = toegang.gemeenten_with_scope(Scope.LEZEN, Scope.VOORTGANG)
    if not gemeente_ids:
        return None
    return Q(gemeente_id__in=gemeente_ids, api_sleutel__partij_id=toegang.sleutel_partij_id)


class NotitieQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Internal notes."""

    def visible_to(self, user: "User", *, gemeente: "Gemeente | None" = None) -> Self:
        """Only for who reads drafts."""
        return self.filter(zicht_of(user, gemeente).concept("afspraak__"))


class BewijsstukQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Evidence."""

    def visible_to(self, user: "User", *, gemeente: "Gemeente | None" = None) -> Self:
        """Published evidence of public things, and drafts for who reads them."""
        zicht = zicht_of(user, gemeente)
        if zicht.everything:
            return self
        public = Q(gepubliceerd=True) & AFSPRAAK_PUBLIC & ACTIE_PUBLIC
        return self.filter(public if zicht.nothing else public | zicht.concept("afspraak__"))


class ActielijstimportQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Uploaded action lists."""

    def visible_to(self, user: "User") -> Self:
        """The coordinator sees the imports of his gemeente."""
        return self.filter(gemeente_id__in=toegang_of(user).gemeenten_with("coordinator"))


class DocumentimportQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Documents that are read in."""

    def visible_to(self, user: "User") -> Self:
        """The coordinator sees those of his gemeente."""
        return self.filter(gemeente_id__in=toegang_of(user).gemeenten_with("coordinator"))
