# SPDX-License-Identifier: EUPL-1.2
"""What holds an afspraak up: another that blocks it and is not done, as the viewer sees it, now or on a day."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from afspraken.statussen import AFGESLOTEN, Status

if TYPE_CHECKING:
    from afspraken.querysets.zicht import Zicht

PUBLIC = Q(van__gepubliceerd=True, van__afsprakenset__gepubliceerd=True)


def blocked_by(zicht: "Zicht", afspraak: Any = None, peildatum: dt.date | None = None) -> models.QuerySet[Any]:
    """The links by which another afspraak holds up the one of the outer query, or the one that is given.

    Of an afspraak that the viewer does not see nothing is told, and of one he sees no more than the standing he sees.
    With a peildatum: what was not done at the end of that day, by the reports until then, of sets that held by then
    (ADR 0023); a link itself has no date.
    """
    from afspraken.models import Verband

    rows = Verband.objects.filter(soort=Verband.Soort.BLOKKEERT, naar=OuterRef("pk") if afspraak is None else afspraak)
    if peildatum is not None:
        return _blocked_then(rows, zicht, peildatum)
    public = PUBLIC & ~Q(van__status_publiek__in=AFGESLOTEN)
    reported = ~Q(van__status__in=AFGESLOTEN)
    if zicht.everything:
        open_ones = reported
    elif zicht.nothing:
        open_ones = public
    else:
        concept = zicht.concept("van__")
        open_ones = (concept & reported) | (~concept & public)
    return rows.filter(open_ones)


def _blocked_then(rows: models.QuerySet[Any], zicht: "Zicht", day: dt.date) -> models.QuerySet[Any]:
    from afspraken.models import Voortgang

    if not zicht.everything:
        rows = rows.filter(PUBLIC if zicht.nothing else PUBLIC | zicht.concept("van__"))
    held = Q(van__afsprakenset__ondertekend_op__lte=day) | Q(
        van__afsprakenset__ondertekend_op=None, van__afsprakenset__begindatum__lte=day
    )
    reports = Voortgang.objects.counting_under(zicht, "van__").filter(
        afspraak=OuterRef("van"), actie=None, datum__lte=day
    )
    newest = reports.order_by("-datum", "-id").values("status")[:1]
    then = Coalesce(Subquery(newest), Value(Status.NIET_GESTART.value))
    return rows.filter(held).annotate(status_toen=then).exclude(status_toen__in=AFGESLOTEN)
