# SPDX-License-Identifier: EUPL-1.2
"""Reports that wait for publishing: of one user, and the queue of the coordinator."""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q, QuerySet

from afspraken.models import Actie, Afspraak, Voortgang
from afspraken.rows import row_anchor
from afspraken.statussen import status_words
from monitoring.selectors.adressen import Adressen
from partijen.models import Gebruiker, Gemeente

if TYPE_CHECKING:
    from partijen.querysets import User

# So many rows of each list; the pages behind them have all.
MAX_ROWS = 100


@dataclass(frozen=True, slots=True)
class Melding:
    """A report that is not public yet."""

    id: int
    code: str
    titel: str
    set_naam: str
    gemeente_naam: str
    url: str
    datum: dt.date
    status: str
    woord: str
    was: str
    toelichting: str
    oorzaak: str
    gevolg: str
    maatregel: str
    gevraagd_besluit: str
    door: str
    concept: bool
    demo: bool


def _newest_unpublished(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Reports that are the newest of their afspraak or actie and were neither published nor withdrawn."""
    newest = Q(actie=None, afspraak__laatste_voortgang=F("pk")) | Q(actie__laatste_voortgang=F("pk"))
    return rows.filter(newest, publicatie=None)


def own_reports(user: Gebruiker) -> tuple[Melding, ...]:
    """What the user reported and still waits for publishing."""
    rows = Voortgang.objects.visible_to(user).filter(gebruiker=user.pk)
    return _meldingen(_newest_unpublished(rows))


def waiting_reports(user: "User", gemeente: Gemeente) -> tuple[Melding, ...]:
    """The queue of the coordinator: newest reports that wait for publishing, the oldest first. One query."""
    newest_of = [
        model.objects.filter(gemeente=gemeente, laatste_voortgang__isnull=False)
        .exclude(laatste_voortgang_publiek=F("laatste_voortgang"))
        .order_by()
        .values("laatste_voortgang")
        for model in (Afspraak, Actie)
    ]
    visible = Voortgang.objects.visible_to(user, gemeente=gemeente).filter(gemeente=gemeente)
    rows: QuerySet[Any] = visible.filter(Q(pk__in=newest_of[0]) | Q(pk__in=newest_of[1])).with_publicatie()
    return _meldingen(rows.filter(publicatie=None))


def _meldingen(rows: QuerySet[Any]) -> tuple[Melding, ...]:
    values = (
        rows.select_related(None)
        .order_by("datum", "pk")
        .values(
            "pk",
            "datum",
            "status",
            "toelichting",
            "oorzaak",
            "gevolg",
            "maatregel",
            "gevraagd_besluit",
            "demo",
            "afspraak__code",
            "afspraak__titel",
            "afspraak__gepubliceerd",
            "afspraak__status_publiek",
            "afspraak__afsprakenset__slug",
            "afspraak__afsprakenset__naam",
            "actie__code",
            "actie__titel",
            "actie__gepubliceerd",
            "actie__status_publiek",
            "gebruiker__naam",
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
                id=row["pk"],
                code=row[f"{kind}__code"],
                titel=row[f"{kind}__titel"],
                set_naam=row["afspraak__afsprakenset__naam"],
                gemeente_naam=row["gemeente__naam"],
                url=f"{url}#{row_anchor(row['actie__code'])}" if is_actie else url,
                datum=row["datum"],
                status=row["status"],
                woord=words[row["status"]],
                was=words[row[f"{kind}__status_publiek"]],
                toelichting=row["toelichting"],
                oorzaak=row["oorzaak"],
                gevolg=row["gevolg"],
                maatregel=row["maatregel"],
                gevraagd_besluit=row["gevraagd_besluit"],
                door=row["gebruiker__naam"] or "",
                concept=not row["afspraak__gepubliceerd"] or row["actie__gepubliceerd"] is False,
                demo=row["demo"],
            )
        )
    return tuple(found)
