# SPDX-License-Identifier: EUPL-1.2
"""The floor of the dashboard: its figures by four hand-written statements and no model at all.

`figures_of` takes the same figures from the portal; the benchmark compares the two before it times them.
"""

import datetime as dt
from collections import Counter, defaultdict
from typing import Any

from django.db import connection

from afspraken.statussen import VOLGORDE, VRAAGT_VERKLARING, Status
from benchmarks.hand import Viewer, as_date, signals
from monitoring.selectors import Dashboard
from monitoring.selectors.stand import RECENT

RANK = {status.value: place for place, status in enumerate(VOLGORDE)}
EXPLAINED = tuple(status.value for status in VRAAGT_VERKLARING)
SIGNALS = ("zonder_trekker", "verouderd", "termijn_verstreken", "zonder_termijn", "wacht_op_besluit")


def _statements(viewer: Viewer) -> tuple[str, str]:
    standings = f"""
        SELECT a.id, a.code, a.titel, t.nummer, t.naam, {viewer.status}, {viewer.day}, v.id,
            a.laatste_voortgang_publiek_id, {viewer.status_before}, a.gepubliceerd, a.bron_opmerking <> '',
            a.huurdersprioriteit <> '', {viewer.worse_actions}, v.demo, v.gevraagd_besluit <> '', {viewer.without_term},
            {viewer.late}
        FROM afspraken_afspraak a
        JOIN afspraken_thema t ON t.id = a.thema_id
        LEFT JOIN afspraken_voortgang v ON v.id = {viewer.report_id}
        WHERE a.afsprakenset_id = %(set)s AND {viewer.shown("a.gepubliceerd")}
        ORDER BY a.volgorde, a.id
    """
    newest_other = """
        FROM afspraken_voortgang o WHERE o.afspraak_id = v.afspraak_id AND o.actie_id IS NULL
        AND o.status <> v.status AND {counting} ORDER BY o.datum DESC, o.id DESC LIMIT 1
    """.format(counting=viewer.counting("o"))
    texts = f"""
        SELECT v.afspraak_id, v.toelichting, v.oorzaak, v.gevolg, v.maatregel, v.volgende_stap, v.gevraagd_besluit, (
            SELECT r.datum FROM afspraken_voortgang r
            WHERE r.afspraak_id = v.afspraak_id AND r.actie_id IS NULL AND {viewer.counting("r")}
            AND r.datum >= COALESCE((SELECT o.datum {newest_other}), '0001-01-01')
            AND (r.datum > COALESCE((SELECT o.datum {newest_other}), '0001-01-01')
                OR r.id > (SELECT o.id {newest_other}))
            ORDER BY r.datum, r.id LIMIT 1)
        FROM afspraken_voortgang v JOIN afspraken_afspraak a ON a.id = v.afspraak_id
        JOIN afspraken_thema t ON t.id = a.thema_id WHERE v.id IN (%(ids)s)
    """
    return standings, texts


class HandDashboard:
    """The figures of one set for one viewer."""

    def __init__(self, viewer: Viewer, *, gemeente: Any, afsprakenset: Any, today: dt.date) -> None:
        self.gemeente, self.afsprakenset, self.today = gemeente, afsprakenset, today
        self.standings, self.texts = _statements(viewer)

    def __call__(self) -> dict[str, Any]:
        """Read and count."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT (SELECT MAX(datum) FROM partijen_overleg WHERE gemeente_id = %(gemeente)s"
                " AND soort = 'bestuurlijk' AND datum < %(today)s), (SELECT MIN(datum) FROM partijen_overleg"
                " WHERE gemeente_id = %(gemeente)s AND soort = 'bestuurlijk' AND datum >= %(today)s)",
                {"gemeente": self.gemeente.pk, "today": self.today},
            )
            previous, following = cursor.fetchone()
            previous, following = as_date(previous), as_date(following)
            cursor.execute(self.standings, {"set": self.afsprakenset.pk, "today": self.today, "previous": previous})
            rows = cursor.fetchall()
            cursor.execute(
                "SELECT b.afspraak_id, p.naam FROM afspraken_afspraak a JOIN afspraken_betrokkenheid b"
                " ON b.afspraak_id = a.id AND b.actie_id IS NULL AND b.rol = 'trekker'"
                " JOIN partijen_partij p ON p.id = b.partij_id"
                " WHERE a.afsprakenset_id = %s ORDER BY b.volgorde, b.id",
                [self.afsprakenset.pk],
            )
            leaders = defaultdict(list)
            for pk, naam in cursor.fetchall():
                leaders[pk].append(naam)
            dated = sorted(((row[6], row[7], row[1]) for row in rows if row[7]), reverse=True)[:RECENT]
            recent = {row[1] for row in dated}
            ids = [row[7] for row in rows if row[7] and (row[5] in EXPLAINED or row[9] != row[5] or row[7] in recent)]
            texts: dict[int, tuple[Any, ...]] = {}
            if ids:
                marks = ", ".join(["%s"] * len(ids))
                cursor.execute(self.texts.replace("%(ids)s", marks), ids)
                texts = {row[0]: row[1:] for row in cursor.fetchall()}
        return self._count(rows, leaders, texts, previous, following)

    def _count(
        self,
        rows: list[Any],
        leaders: dict[int, list[str]],
        texts: dict[int, Any],
        previous: dt.date | None,
        following: dt.date | None,
    ) -> dict[str, Any]:
        limit = self.today - dt.timedelta(days=self.gemeente.verouderd_na_dagen)
        started = self.afsprakenset.begindatum < limit
        themas: dict[int, list[tuple[str, str]]] = defaultdict(list)
        noticed: dict[str, list[str]] = {name: [] for name in (*SIGNALS, "slechtere_acties", "bron_opmerking")}
        stuck, attention, changed = [], [], []
        for row in rows:
            code, status, day = row[1], row[5], as_date(row[6])
            themas[row[3]].append((code, status))
            flags = signals(status, day, limit=limit, started=started, late=row[17], without_term=row[16], asks=row[15])
            flags |= {
                "zonder_trekker": row[0] not in leaders,
                "slechtere_acties": bool(row[13]),
                "bron_opmerking": bool(row[11]),
            }
            for name, flag in flags.items():
                if flag:
                    noticed[name].append(code)
            if status in EXPLAINED or row[9] != status:
                text = texts.get(row[0], ("",) * 6 + (None,))
                line = (code, status, row[9], tuple(leaders.get(row[0], ())), *text[:-1], as_date(text[-1]))
                if status == Status.STAGNATIE:
                    stuck.append(line)
                elif status == Status.AANDACHT:
                    attention.append(line)
                if row[9] != status:
                    changed.append(line)
        return {
            "meetings": (previous, following),
            "total": len(rows),
            "per_status": dict(Counter(row[5] for row in rows)),
            "themas": {
                number: tuple(sorted(items, key=lambda item: RANK[item[1]])) for number, items in sorted(themas.items())
            },
            "signals": {name: tuple(codes) for name, codes in noticed.items() if codes},
            "stuck": tuple(sorted(stuck, key=lambda line: line[-1] or dt.date.max)),
            "attention": tuple(attention),
            "changed": tuple(changed),
            "drafts": sum(not row[10] for row in rows),
            "unpublished": sum(row[7] != row[8] for row in rows),
            "tenants": tuple(row[1] for row in rows if row[12]),
        }


def figures_of(board: Dashboard) -> dict[str, Any]:
    """The same figures, from the portal."""

    def line(stand: Any) -> tuple[Any, ...]:
        return (
            stand.code,
            stand.status,
            stand.vorige_status,
            stand.trekkers,
            stand.toelichting,
            stand.oorzaak,
            stand.gevolg,
            stand.maatregel,
            stand.volgende_stap,
            stand.gevraagd_besluit,
            stand.sinds,
        )

    return {
        "meetings": (board.overleg.vorige, board.overleg.volgende),
        "total": board.totaal,
        "per_status": {row.status: row.aantal for row in board.tellers if row.aantal},
        "themas": {row.nummer: tuple((stand.code, stand.status) for stand in row.standen) for row in board.themas},
        "signals": {row.soort: tuple(stand.code for stand in row.standen) for row in board.let_op},
        "stuck": tuple(line(stand) for stand in board.stagnaties),
        "attention": tuple(line(stand) for stand in board.aandacht),
        "changed": tuple(line(stand) for stand in board.veranderd),
        "drafts": board.concepten,
        "unpublished": board.ongepubliceerd,
        "tenants": tuple(stand.code for stand in board.huurdersprioriteiten),
    }
