# SPDX-License-Identifier: EUPL-1.2
"""Between which two board meetings a day lies."""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Q, QuerySet, Subquery

from partijen.models import Gemeente, Overleg
from partijen.policies import access_key
from portaal.lib.compiled import read_values
from portaal.lib.periods import past_day

if TYPE_CHECKING:
    from partijen.querysets import User


@dataclass(frozen=True, slots=True)
class Overlegmoment:
    """The board meetings around a day; either may be missing."""

    vorig_overleg: Overleg | None = None
    volgend_overleg: Overleg | None = None

    @property
    def vorige(self) -> dt.date | None:
        """Day of the meeting before."""
        return self.vorig_overleg.datum if self.vorig_overleg else None

    @property
    def volgende(self) -> dt.date | None:
        """Day of the meeting to come."""
        return self.volgend_overleg.datum if self.volgend_overleg else None

    @property
    def demo(self) -> bool:
        """One of the dates is invented."""
        return any(row.demo for row in (self.vorig_overleg, self.volgend_overleg) if row)


def meetings_around(user: "User", gemeente: Gemeente, peildatum: dt.date) -> Overlegmoment:
    """The newest meeting before the day and the first on or after it. One query."""
    key = None if past_day(peildatum) else ("overlegmoment", access_key(user), gemeente.pk, peildatum)
    rows = read_values(key, lambda: _meetings(user, gemeente, peildatum))
    found = [Overleg.from_db(DEFAULT_DB_ALIAS, list(row), list(row.values())) for row in rows]
    by_side = {row.datum < peildatum: row for row in found}
    return Overlegmoment(by_side.get(True), by_side.get(False))


def _meetings(user: "User", gemeente: Gemeente, peildatum: dt.date) -> QuerySet[Any]:
    rows = Overleg.objects.bestuurlijk().filter(gemeente=gemeente).visible_to(user)
    newest, first = rows.previous(peildatum).values("pk")[:1], rows.upcoming(peildatum).values("pk")[:1]
    found = rows.filter(Q(pk=Subquery(newest)) | Q(pk=Subquery(first)))
    return found.values(*(field.attname for field in Overleg._meta.concrete_fields))
