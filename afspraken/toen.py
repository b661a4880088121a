# SPDX-License-Identifier: EUPL-1.2
"""What was agreed on a day that has been, before bijstellingen that were decided later took its place."""

import datetime as dt
import re
from collections.abc import Iterable
from contextlib import suppress
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from afspraken.models import Bijstelling, Doelstelling, Meting
from corporaties.models import Waardestatus
from portaal.lib.periods import Periode

if TYPE_CHECKING:
    from partijen.querysets import User

Soort = Bijstelling.Soort
_STORED = re.compile(r"[0-9]{1,14}([.][0-9]{1,2})?", re.ASCII)
_LINKS = {Soort.DOEL: "afspraak_id", Soort.TERMIJN: "termijn_id", Soort.STREEFWAARDE: "doelstelling_id"}


def values_then(user: "User", soort: Bijstelling.Soort, dag: dt.date, pks: Iterable[int]) -> dict[int, str]:
    """{id of the afspraak, term or target: its stored value at the end of a day}, of what changed since. One query.

    That is the old value of the first change that took effect of those decided later (ADR 0025).
    """
    link = _LINKS[soort]
    rows = Bijstelling.objects.visible_to(user).in_force().filter(soort=soort, datum__gt=dag)
    found: dict[int, str] = {}
    for pk, old in rows.filter(**{f"{link}__in": list(pks)}).values_list(link, "oud"):
        found.setdefault(pk, old)
    return found


def put_periods_back(terms: Iterable[dict[str, Any]], user: "User", dag: dt.date) -> list[dict[str, Any]]:
    """Terms (`id`, `periode`, `begindatum`, `einddatum`) with their periods at the end of a day, by first day."""
    rows = list(terms)
    then = values_then(user, Soort.TERMIJN, dag, [row["id"] for row in rows])
    for row in rows:
        if row["id"] in then:
            with suppress(ValueError):  # personal data was taken out
                periode = Periode.parse(then[row["id"]])
                row |= {"periode": periode.text, "begindatum": periode.first, "einddatum": periode.last}
    return sorted(rows, key=lambda row: (row["begindatum"], row["einddatum"], row["id"]))


def put_back(targets: Iterable[Doelstelling], user: "User", dag: dt.date) -> None:
    """Give targets that are read (never saved) the value that they had at the end of a day. One query."""
    rows = {row.pk: row for row in targets}
    for pk, old in values_then(user, Soort.STREEFWAARDE, dag, rows).items():
        row = rows[pk]
        number = row.eenheid != "tekst" and _STORED.fullmatch(old)
        row.doel, row.doel_tekst = (Decimal(old), "") if number else (None, old)
        row.waardestatus = Waardestatus.BEKEND if old else Waardestatus.ONBEKEND


def measured_by(dag: dt.date | None) -> Any:
    """Measurements, of a day that has been those until its end."""
    return Meting.objects.all() if dag is None else Meting.objects.filter(datum__lte=dag)


def decided_by(user: "User", dag: dt.date | None) -> Any:
    """Changes in force that the viewer sees, of a day that has been those decided until its end."""
    rows = Bijstelling.objects.visible_to(user).in_force()
    return rows if dag is None else rows.filter(datum__lte=dag)
