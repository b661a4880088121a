# SPDX-License-Identifier: EUPL-1.2
"""The life of an afspraak over the years: in which documents it stood, by which code, and how it stood there."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from afspraken.models import Afspraak
from afspraken.statussen import status_words
from portaal.lib.periods import Periode

if TYPE_CHECKING:
    from partijen.querysets import User


@dataclass(frozen=True, slots=True)
class Levensjaar:
    """One document in which it stood."""

    wanneer: str
    document: str
    code: str
    titel: str
    url: str
    status: str
    woord: str
    deze: bool
    concept: bool


def read_levensloop(user: "User", afspraak: Any) -> tuple[Levensjaar, ...]:
    """Its years, oldest first; empty for an afspraak that stood in one document only. One query."""
    root = afspraak.eerste_id or afspraak.pk
    gemeente = afspraak.gemeente
    rows = (
        Afspraak.objects.visible_to(user, gemeente=gemeente)
        .with_stand(user, gemeente=gemeente)
        .filter(Q(pk=root) | Q(eerste=root), gemeente=gemeente)
        .select_related("afsprakenset")
        .order_by("afsprakenset__begindatum", "pk")
    )
    words, found = status_words(gemeente), []
    row: Any
    for row in rows:
        row.gemeente = gemeente
        found.append(
            Levensjaar(
                wanneer=Periode.parse(row.afsprakenset.periode).label(),
                document=row.afsprakenset.naam,
                code=row.code,
                titel=row.titel,
                url=row.get_absolute_url(),
                status=row.zicht_status,
                woord=words[row.zicht_status],
                deze=row.pk == afspraak.pk,
                concept=not (row.gepubliceerd and row.afsprakenset.gepubliceerd),
            )
        )
    return tuple(found) if len(found) > 1 else ()
