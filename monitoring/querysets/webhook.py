# SPDX-License-Identifier: EUPL-1.2
"""Webhooks and their messages, for whoever keeps them."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from partijen.models import PartijInGemeente
from partijen.policies import toegang_of
from portaal.lib.models import valid_on

if TYPE_CHECKING:
    import datetime as dt

    from partijen.querysets import User


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
