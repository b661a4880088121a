# SPDX-License-Identifier: EUPL-1.2
"""Rapportages for a viewer."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from partijen.models import PartijInGemeente
from partijen.policies import toegang_of
from portaal.lib.models import valid_on

if TYPE_CHECKING:
    import datetime as dt

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


class VanOverlegQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Points of the agenda, and decisions: for who takes part in the gemeente."""

    def visible_to(self, user: "User") -> Self:
        """Of every gemeente in which the user has a role."""
        return self.filter(gemeente_id__in=list(toegang_of(user).rollen))


class WebhookQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Addresses of parties that are told of public changes."""

    def visible_to(self, user: "User") -> Self:
        """Coordinator and beheerder see those of their gemeente, a databeheerder those of his own party."""
        toegang = toegang_of(user)
        seen = Q(gemeente_id__in=toegang.gemeenten_with("coordinator", "beheerder"))
        if toegang.gebruiker_id is not None:
            for gemeente_id, partij_ids in toegang.cijfer_partij_ids.items():
                seen |= Q(gemeente_id=gemeente_id, partij_id__in=partij_ids)
        return self.filter(seen)

    def sending(self, day: "dt.date") -> Self:
        """Those that are on, of parties that take part in the gemeente that day."""
        active = PartijInGemeente.objects.filter(
            valid_on(day), partij=OuterRef("partij"), gemeente=OuterRef("gemeente")
        )
        return self.filter(Exists(active), uitgezet_op=None)


class WebhookberichtQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """What webhooks were told."""

    def visible_to(self, user: "User") -> Self:
        """Those of the webhooks that the user sees."""
        from monitoring.models import Webhook

        return self.filter(webhook__in=Webhook.objects.visible_to(user).order_by().values("pk"))

    def due(self, now: "dt.datetime", abandoned: "dt.datetime") -> Self:
        """What can be sent now: its moment has come, and nobody is at it (or not since `abandoned`)."""
        free = Q(geclaimd_op=None) | Q(geclaimd_op__lt=abandoned)
        return self.filter(free, stand="wacht", volgende_op__lte=now)


class OverlegstukQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Papers of meetings."""

    def visible_to(self, user: "User") -> Self:
        """Published ones, and concepts for who has a role in the gemeente."""
        return self.filter(Q(gepubliceerd=True) | Q(gemeente_id__in=list(toegang_of(user).rollen)))


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
