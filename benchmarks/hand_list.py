# SPDX-License-Identifier: EUPL-1.2
"""The floor of the list: a page of rows and the count per status, by four hand-written statements."""

import datetime as dt
from collections import defaultdict
from typing import Any

from django.db import connection
from django.utils.translation import get_language

from afspraken.filters import AfsprakenFilter
from afspraken.models import Termijn
from afspraken.rows import Rij
from afspraken.statussen import ERNST, Signaal, words_in
from afspraken.views.lijst import PAGE_SIZE, count_per_status, read_rows
from benchmarks.hand import Viewer, as_date, signals
from portaal.lib.periods import label_in

LABELS = {signaal.value: str(signaal.label) for signaal in Signaal}


class HandList:
    """The page of one set for one viewer, from a place in the list on."""

    def __init__(self, viewer: Viewer, *, gemeente: Any, afsprakenset: Any, today: dt.date, after: str = "") -> None:
        place, _, pk = after.partition("-")
        self.gemeente, self.afsprakenset, self.today = gemeente, afsprakenset, today
        self.after = {"place": int(place or -1), "pk": int(pk or 0)}
        where = f"WHERE a.afsprakenset_id = %(set)s AND {viewer.shown('a.gepubliceerd')}"
        self.counts = f"""SELECT {viewer.status}, COUNT(*) FROM afspraken_afspraak a
            JOIN afspraken_thema t ON t.id = a.thema_id {where} GROUP BY 1"""
        self.rows = f"""
            SELECT a.id, a.code, a.titel, a.volgorde, a.versie, t.nummer, a.gepubliceerd, a.titel_in_document,
                a.bron_opmerking, {viewer.status}, {viewer.day}, v.id, a.laatste_voortgang_publiek_id, v.fase,
                v.toelichting, v.demo, v.gevraagd_besluit <> '', {viewer.actions}, {viewer.worse_actions},
                {viewer.without_term}, {viewer.late}, {viewer.status_before}
            FROM afspraken_afspraak a
            JOIN afspraken_thema t ON t.id = a.thema_id
            LEFT JOIN afspraken_voortgang v ON v.id = {viewer.report_id}
            {where} AND (a.volgorde, a.id) > (%(place)s, %(pk)s)
            ORDER BY a.volgorde, a.id LIMIT {PAGE_SIZE}
        """
        self.terms = f"""
            SELECT m.afspraak_id, m.soort, m.periode FROM afspraken_termijn m
            LEFT JOIN afspraken_actie c ON c.id = m.actie_id
            JOIN afspraken_afspraak a ON a.id = m.afspraak_id JOIN afspraken_thema t ON t.id = a.thema_id
            WHERE m.afspraak_id IN (%(ids)s) AND (c.id IS NULL OR {viewer.shown("c.gepubliceerd")})
            ORDER BY m.begindatum DESC, m.einddatum DESC, m.id DESC
        """

    def __call__(self) -> tuple[dict[str, int], list[tuple[Any, ...]]]:
        """({status: number}, rows)."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT MAX(datum) FROM partijen_overleg"
                " WHERE gemeente_id = %s AND soort = 'bestuurlijk' AND datum < %s",
                [self.gemeente.pk, self.today],
            )
            previous = as_date(cursor.fetchone()[0])
            keys = {"set": self.afsprakenset.pk, "today": self.today, "previous": previous}
            cursor.execute(self.counts, keys)
            counts = dict(cursor.fetchall())
            cursor.execute(self.rows, keys | self.after)
            rows = cursor.fetchall()
            ids = [row[0] for row in rows]
            marks = ", ".join(["%s"] * len(ids))
            cursor.execute(
                "SELECT b.afspraak_id, p.naam FROM afspraken_betrokkenheid b JOIN partijen_partij p"
                f" ON p.id = b.partij_id WHERE b.afspraak_id IN ({marks}) AND b.actie_id IS NULL AND b.rol = 'trekker'"
                " ORDER BY b.volgorde, b.id",
                ids,
            )
            leaders = defaultdict(list)
            for pk, naam in cursor.fetchall():
                leaders[pk].append(naam)
            cursor.execute(self.terms.replace("%(ids)s", marks), ids)
            language = get_language()
            words = words_in(language, Termijn.Soort)
            terms = {row[0]: f"{words[row[1]]} {label_in(language, row[2])}" for row in cursor.fetchall()}
        limit = self.today - dt.timedelta(days=self.gemeente.verouderd_na_dagen)
        started = self.afsprakenset.begindatum < limit
        return counts, [self._row(row, leaders, terms, limit, started) for row in rows]

    @staticmethod
    def _row(
        row: tuple[Any, ...], leaders: dict[int, list[str]], terms: dict[int, Any], limit: dt.date, started: bool
    ) -> tuple[Any, ...]:
        day = as_date(row[10])
        flags = signals(row[9], day, limit=limit, started=started, late=row[20], without_term=row[19], asks=row[16])
        flags |= {"zonder_trekker": row[0] not in leaders, "verslechterd": ERNST[row[9]] > ERNST[row[21]]}
        return (
            *row[:6],
            not row[6],
            row[7],
            row[8],
            row[9],
            day,
            row[14] or "",
            bool(row[15]),
            row[11] != row[12],
            tuple(leaders.get(row[0], ())),
            terms.get(row[0], ""),
            row[17],
            row[18],
            frozenset(LABELS[name] for name, flag in flags.items() if flag),
        )


def read_list(filters: AfsprakenFilter) -> tuple[dict[str, int], list[Rij], str]:
    """What the view reads for a filter that was checked already."""
    request: Any = type("Request", (), {"user": filters.user})
    counts = count_per_status(filters)
    page = read_rows(request, filters.gemeente, filters)
    return counts, page.rijen, page.volgende


def figures_of(row: Rij) -> tuple[Any, ...]:
    """The same figures, from the portal."""
    stand = row.stand
    return (
        row.id,
        row.code,
        row.titel,
        row.volgorde,
        row.versie,
        row.thema_nummer,
        row.concept,
        row.titel_in_document,
        row.bron_opmerking,
        stand.status,
        stand.datum,
        stand.toelichting,
        stand.demo,
        stand.ongepubliceerd,
        row.trekkers,
        row.termijn,
        row.aantal_acties,
        row.slechtere_acties,
        frozenset(row.signalen),
    )
