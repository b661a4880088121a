# SPDX-License-Identifier: EUPL-1.2
"""Facts about many applications, and who may see them."""

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from portaal.lib.money import ZERO
from wijken.statussen import ONBESLIST, Aanvraagstatus

if TYPE_CHECKING:
    from partijen.querysets import User

LEZERS = ("fondsbeheerder", "bestuurder", "coordinator")


def _gemeenten_of(user: "User") -> list[int]:
    """Gemeenten of which the user reads the applications (design, section 5)."""
    from partijen.policies import toegang_of

    return toegang_of(user).gemeenten_with(*LEZERS)


class AanvraagQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Applications. The public knows of those that were granted."""

    def visible_to(self, user: "User") -> Self:
        """What was granted is for all; fondsbeheerder, bestuurder and coordinator see all that was confirmed."""
        confirmed = ~Q(status=Aanvraagstatus.ONBEVESTIGD)
        return self.filter(Q(openbaar=True) | (Q(gemeente_id__in=_gemeenten_of(user)) & confirmed))

    def with_termijn(self, today: dt.date) -> Self:
        """Annotate `termijn`: the day before which the next step must be taken (None: there is none), and `te_laat`."""
        S = Aanvraagstatus
        termijn = models.Case(
            models.When(status__in=ONBESLIST, then=F("beslissen_voor")),
            models.When(status=S.UITBETAALD, then=F("verantwoorden_voor")),
            output_field=models.DateField(),
        )
        return self.annotate(termijn=termijn).annotate(
            te_laat=Coalesce(
                models.Case(models.When(termijn__lt=today, then=True), default=False),
                False,
                output_field=models.BooleanField(),
            )
        )

    def gevraagd_per_fonds(self) -> dict[int, Decimal]:
        """{fonds id: euros asked for in applications that are not decided yet}, demo not counted."""
        rows = self.filter(status__in=ONBESLIST, fonds__isnull=False, demo=False).order_by().values("fonds_id")
        return {row["fonds_id"]: row["totaal"] or ZERO for row in rows.annotate(totaal=Sum("gevraagd"))}


class DossierQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """The personal part of applications."""

    def visible_to(self, user: "User") -> Self:
        """Only for who reads the applications of the gemeente, and once they were confirmed."""
        confirmed = ~Q(aanvraag__status=Aanvraagstatus.ONBEVESTIGD)
        return self.filter(confirmed, gemeente_id__in=_gemeenten_of(user))


class AanvraagdocumentQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Documents of applications."""

    def visible_to(self, user: "User") -> Self:
        """As the dossier they belong to."""
        confirmed = ~Q(dossier__aanvraag__status=Aanvraagstatus.ONBEVESTIGD)
        return self.filter(confirmed, gemeente_id__in=_gemeenten_of(user))


class AanvraagstapQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Steps of applications."""

    def visible_to(self, user: "User") -> Self:
        """For who reads the applications of the gemeente; when something was granted is known from the application."""
        return self.filter(gemeente_id__in=_gemeenten_of(user))
