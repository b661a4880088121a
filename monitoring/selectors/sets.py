# SPDX-License-Identifier: EUPL-1.2
"""Which afsprakenset a page shows: one at a time, of those the viewer may see."""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from afspraken.models import Afsprakenset
from afspraken.peildatum import first_in_force
from partijen.models import Gemeente
from partijen.policies import access_key
from portaal.lib.compiled import read_objects

if TYPE_CHECKING:
    from partijen.querysets import User


@dataclass(frozen=True, slots=True)
class Setkeuze:
    """The sets of a gemeente that a viewer may see, in the order of the gemeente, and the one that was asked for.

    `gekozen` is None when there is none at all; `gevonden` is False when the address names one that is not there.
    """

    alle: tuple[Afsprakenset, ...]
    gekozen: Afsprakenset | None
    gevonden: bool = True

    @property
    def andere(self) -> tuple[Afsprakenset, ...]:
        """The sets that are not shown."""
        return tuple(row for row in self.alle if row != self.gekozen)


def choose_set(user: "User", gemeente: Gemeente, slug: str | None, *, dag: dt.date | None = None) -> Setkeuze:
    """The set with this slug, or when the address names none the first of the gemeente (on a day that has been).

    One query.
    """

    def visible() -> QuerySet[Afsprakenset]:
        found = Afsprakenset.objects.filter(gemeente=gemeente).visible_to(user)
        return found.current().select_related("bron")  # type: ignore[no-any-return]

    rows = tuple(read_objects(("sets van een gemeente", access_key(user), gemeente.pk), visible))
    if not slug:
        return Setkeuze(rows, first_in_force(rows, dag))
    chosen = next((row for row in rows if row.slug == slug), None)
    return Setkeuze(rows, chosen, chosen is not None)
