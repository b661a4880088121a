# SPDX-License-Identifier: EUPL-1.2
"""What holds an afspraak up: another that blocks it and is not done, as the viewer sees it."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import OuterRef, Q

from afspraken.statussen import AFGESLOTEN

if TYPE_CHECKING:
    from afspraken.querysets.zicht import Zicht


def blocked_by(zicht: "Zicht", afspraak: Any = None) -> models.QuerySet[Any]:
    """The links by which another afspraak holds up the one of the outer query, or the one that is given.

    Of an afspraak that the viewer does not see nothing is told, and of one he sees no more than the standing he sees.
    """
    from afspraken.models import Verband

    public = Q(van__gepubliceerd=True, van__afsprakenset__gepubliceerd=True) & ~Q(van__status_publiek__in=AFGESLOTEN)
    reported = ~Q(van__status__in=AFGESLOTEN)
    if zicht.everything:
        open_ones = reported
    elif zicht.nothing:
        open_ones = public
    else:
        concept = zicht.concept("van__")
        open_ones = (concept & reported) | (~concept & public)
    rows = Verband.objects.filter(soort=Verband.Soort.BLOKKEERT, naar=OuterRef("pk") if afspraak is None else afspraak)
    return rows.filter(open_ones)
