# SPDX-License-Identifier: EUPL-1.2
"""The thresholds of signals in queries: those of one gemeente as constants, those of all told apart by gemeente."""

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING

from django.db.models import Q

from partijen.drempels import Drempels

if TYPE_CHECKING:
    from partijen.models import Gemeente

NEVER = Q(pk__isnull=True)
ALWAYS = Q(pk__isnull=False)


def days_before(today: dt.date, days: int) -> dt.date:
    """So many days earlier, and never before the year 1."""
    return dt.date.fromordinal(max(today.toordinal() - days, 1))


class Drempelkeuze:
    """The thresholds that hold for the rows of a query.

    Args:
        gemeente: of which all rows are; without it the different thresholds of all gemeenten are read, in one query.
    """

    def __init__(self, gemeente: "Gemeente | None") -> None:
        from partijen.models import Gemeente

        if gemeente is not None:
            self.rows = [gemeente.drempels]
        else:
            found = Gemeente.objects.order_by().values_list(*Drempels._fields).distinct()
            self.rows = [Drempels(*row) for row in found]

    def where(self, name: str, condition: Callable[[int], Q]) -> Q:
        """The condition with the threshold of the gemeente of each row; rows are of a model with a `gemeente`."""
        values = sorted({getattr(row, name) for row in self.rows})
        if len(values) == 1:
            return condition(values[0])
        total = NEVER
        for value in values:
            total |= Q(**{f"gemeente__{name}": value}) & condition(value)
        return total
