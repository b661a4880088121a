# SPDX-License-Identifier: EUPL-1.2
"""Reports of one user that are not public: they wait for publishing, or were sent back."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from afspraken.models import Publicatie, Voortgang
from afspraken.rows import row_anchor
from afspraken.statussen import status_words
from monitoring.selectors.adressen import Adressen
from partijen.models import Gebruiker, Gemeente

# So many rows of each list; the pages behind them have all.
MAX_ROWS = 100


@dataclass(frozen=True, slots=True)
class Melding:
    """A report that is not public; `terug` is why it was sent back, empty while it waits."""

    code: str
    titel: str
    gemeente_naam: str
    url: str
    datum: dt.date
    status: str
    woord: str
    toelichting: str
    demo: bool
    terug: str


def own_reports(user: Gebruiker) -> tuple[Melding, ...]:
    """What the user reported last on something and is not public: it waits, or was sent back. One query."""
    newest = Q(actie=None, afspraak__laatste_voortgang=F("pk")) | Q(actie__laatste_voortgang=F("pk"))
    rows = Voortgang.objects.visible_to(user).filter(newest, gebruiker=user.pk).with_publicatie()
    judged = Publicatie.objects.filter(voortgang=OuterRef("pk")).order_by("-id")
    values: QuerySet[Any] = (
        rows.filter(Q(publicatie=None) | Q(publicatie=Publicatie.Soort.INGETROKKEN))
        .annotate(terug=Subquery(judged.values("reden")[:1]))
        .order_by("datum", "pk")
        .values(
            "datum",
            "status",
            "toelichting",
            "demo",
            "terug",
            "afspraak__code",
            "afspraak__titel",
            "afspraak__afsprakenset__slug",
            "actie__code",
            "actie__titel",
            "gemeente__slug",
            "gemeente__naam",
            "gemeente__statuswoorden",
        )
    )
    address = Adressen()
    found = []
    for row in values[:MAX_ROWS]:
        words = status_words(Gemeente(statuswoorden=row["gemeente__statuswoorden"]))
        is_actie = row["actie__code"] is not None
        kind = "actie" if is_actie else "afspraak"
        url = address.afspraak(row["gemeente__slug"], row["afspraak__afsprakenset__slug"], row["afspraak__code"])
        found.append(
            Melding(
                code=row[f"{kind}__code"],
                titel=row[f"{kind}__titel"],
                gemeente_naam=row["gemeente__naam"],
                url=f"{url}#{row_anchor(row['actie__code'])}" if is_actie else url,
                datum=row["datum"],
                status=row["status"],
                woord=words[row["status"]],
                toelichting=row["toelichting"],
                demo=row["demo"],
                terug=row["terug"] or "",
            )
        )
    return tuple(found)
