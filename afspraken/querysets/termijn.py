# SPDX-License-Identifier: EUPL-1.2
"""Dated promises for a viewer, and which of them are late."""

import datetime as dt
from typing import TYPE_CHECKING, Any, Self

from django.db.models import Case, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from afspraken.querysets.drempels import Drempelkeuze, days_before
from afspraken.querysets.rest import ZichtbaarViaAfspraakQuerySet
from afspraken.querysets.zicht import Zicht, zicht_of
from afspraken.statussen import AFGESLOTEN, Status
from portaal.lib.periods import past_day

if TYPE_CHECKING:
    from partijen.querysets import User


def _late(today: dt.date, drempels: Drempelkeuze) -> Q:
    """Unmet `gereed` and `besluit` terms whose last day is past for longer than the gemeente allows.

    A closed actie has met its own.
    """
    from afspraken.models import Termijn

    unmet = Q(voldaan_op=None) | Q(voldaan_op__gt=today)
    past = drempels.where("verstreken_na_dagen", lambda days: Q(einddatum__lt=days_before(today, days)))
    return Q(soort__in=Termijn.KAN_VERSTRIJKEN) & past & unmet & (Q(actie=None) | ~Q(_actie_status__in=AFGESLOTEN))


def _status_on(zicht: Zicht, day: dt.date, **link: Any) -> Coalesce:
    """The status at the end of a day of what the term in the outer query hangs on."""
    from afspraken.querysets.afspraak import reports_on

    status = reports_on(zicht, day, "afspraak__").filter(**link).values("status")[:1]
    return Coalesce(Subquery(status), Value(Status.NIET_GESTART.value))


class TermijnQuerySet(ZichtbaarViaAfspraakQuerySet):
    """Dated promises."""

    def _with_actie_status(self, zicht: Zicht, peildatum: dt.date | None = None) -> Self:
        if peildatum is not None:
            return self.annotate(_actie_status=_status_on(zicht, peildatum, actie=OuterRef("actie")))
        return self.annotate(_actie_status=zicht.pick("actie__status", "actie__status_publiek", "afspraak__"))

    def late(self, zicht: Zicht, today: dt.date, *, drempels: Drempelkeuze, peildatum: dt.date | None = None) -> Self:
        """Late terms, for who knows already that their afspraak is open; by the standings of the peildatum if given."""
        return self._with_actie_status(zicht, past_day(peildatum)).filter(_late(today, drempels))

    def with_verstreken(
        self, user: "User", *, drempels: Drempelkeuze | None = None, peildatum: dt.date | None = None
    ) -> Self:
        """Annotate `verstreken`: late, of an afspraak that is open as this viewer sees it.

        Args:
            drempels: those of the gemeente of all rows; of all gemeenten when left out.
        """
        zicht, day = zicht_of(user), past_day(peildatum)
        status: Any = zicht.pick("afspraak__status", "afspraak__status_publiek", "afspraak__")
        if day is not None:
            status = _status_on(zicht, day, afspraak=OuterRef("afspraak"), actie=None)
        drempels = drempels or Drempelkeuze(None)
        late = _late(peildatum or timezone.localdate(), drempels) & ~Q(_afspraak_status__in=AFGESLOTEN)
        return (
            self._with_actie_status(zicht, day)
            .annotate(_afspraak_status=status)
            .annotate(verstreken=Case(When(late, then=Value(True)), default=Value(False)))
        )
