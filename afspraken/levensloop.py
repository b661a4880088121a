# SPDX-License-Identifier: EUPL-1.2
"""The life of an afspraak over the years: in which documents it stood, by which code, and how it stood there."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from afspraken.models import Afspraak, Voortgang
from afspraken.statussen import Status, status_words
from partijen.policies import access_key
from portaal.lib.compiled import ANY_KEY, read_values
from portaal.lib.periods import Periode

if TYPE_CHECKING:
    from partijen.querysets import User


@dataclass(frozen=True, slots=True)
class Levensjaar:
    """One document in which it stood, or one year of a document that runs for several.

    `status` is the one at the end: of the year, or as it is now (on the day that is asked) in the last one.
    """

    wanneer: str
    document: str
    code: str
    titel: str
    url: str
    status: str
    woord: str
    deze: bool
    concept: bool
    gemeld: bool = True


def read_levensloop(user: "User", afspraak: Any, dag: dt.date | None = None) -> tuple[Levensjaar, ...]:
    """Its years, oldest first; empty for an afspraak that has only one. At most two queries.

    Args:
        dag: a day that has been, until which is looked; documents that began later are left out.
    """
    root, gemeente, today = afspraak.eerste_id or afspraak.pk, afspraak.gemeente, dag or timezone.localdate()
    rows = (
        Afspraak.objects.visible_to(user, gemeente=gemeente)
        .with_stand(user, gemeente=gemeente, peildatum=dag)
        .filter(Q(pk=root) | Q(eerste=root), gemeente=gemeente)
        .select_related("afsprakenset")
        .order_by("afsprakenset__begindatum", "pk")
    )
    if dag is not None:
        rows = rows.filter(afsprakenset__begindatum__lte=dag)
    found = list(rows)
    years = {row.pk: _years(row.afsprakenset, today) for row in found}
    reports = _reports(user, gemeente, [pk for pk, several in years.items() if len(several) > 1], today)
    words = status_words(gemeente)
    lines: list[Levensjaar] = []
    row: Any
    for row in found:
        row.gemeente = gemeente
        whole = _line(row, words, deze=row.pk == afspraak.pk)
        several = years[row.pk]
        for year in several[:-1]:
            said = [status for datum, status in reports[row.pk] if datum.year <= year]
            status = said[-1] if said else Status.NIET_GESTART.value
            lines.append(
                replace(
                    whole,
                    wanneer=str(year),
                    status=status,
                    woord=words[status],
                    gemeld=any(datum.year == year for datum, _status in reports[row.pk]),
                )
            )
        lines.append(replace(whole, wanneer=str(several[-1])) if len(several) > 1 else whole)
    return tuple(lines) if len(lines) > 1 else ()


def _years(afsprakenset: Any, today: dt.date) -> list[int]:
    """The years that a document ran so far; the last one is still running or its last."""
    first, last = afsprakenset.begindatum.year, min(afsprakenset.einddatum.year, today.year)
    return list(range(first, max(first, last) + 1))


def _line(row: Any, words: dict[str, str], *, deze: bool) -> Levensjaar:
    return Levensjaar(
        wanneer=Periode.parse(row.afsprakenset.periode).label(),
        document=row.afsprakenset.naam,
        code=row.code,
        titel=row.titel,
        url=row.get_absolute_url(),
        status=row.zicht_status,
        woord=words[row.zicht_status],
        deze=deze,
        concept=not (row.gepubliceerd and row.afsprakenset.gepubliceerd),
    )


def _reports(user: "User", gemeente: Any, pks: list[int], today: dt.date) -> dict[int, list[tuple[dt.date, str]]]:
    """{afspraak: (day, status) of each report that makes up its standing for this viewer}, oldest first."""
    found: dict[int, list[tuple[dt.date, str]]] = defaultdict(list)

    def rows() -> QuerySet[Any]:
        counting = Voortgang.objects.counting_for(user, gemeente=gemeente)
        counting = counting.filter(afspraak_id__in=[ANY_KEY], actie=None, datum__lte=today).order_by("datum", "pk")
        return counting.values("afspraak_id", "datum", "status")  # type: ignore[no-any-return]

    # SQL of one of the thousands of days that have been is not kept.
    key = ("levensloop", access_key(user), gemeente.pk, today) if today == timezone.localdate() else None
    for row in read_values(key, rows, pks=pks):
        found[row["afspraak_id"]].append((row["datum"], row["status"]))
    return found
