# SPDX-License-Identifier: EUPL-1.2
"""Pieces of hand-written SQL that the floors share: who sees which column, and what is counted per afspraak.

Aliases: `a` afspraak, `t` its thema, `v` the newest report that is shown, `c` actie, `m` termijn, `r` and `o` reports.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from afspraken.statussen import AFGESLOTEN, ERNST

CLOSED = ", ".join(f"'{status}'" for status in AFGESLOTEN)


@dataclass(frozen=True, slots=True)
class Viewer:
    """Whose view it is, as a piece of SQL: of which themas (`t`) drafts are read."""

    name: str
    drafts: str

    def pick(self, alias: str, reported: str, published: str) -> str:
        """The column this viewer sees."""
        if self.drafts in ("TRUE", "FALSE"):
            return f"{alias}.{reported if self.drafts == 'TRUE' else published}"
        return f"CASE WHEN {self.drafts} THEN {alias}.{reported} ELSE {alias}.{published} END"

    def shown(self, condition: str) -> str:
        """What this viewer sees of what is public on a condition."""
        return "TRUE" if self.drafts == "TRUE" else f"({condition} OR {self.drafts})"

    @property
    def status(self) -> str:
        """The status of the afspraak."""
        return self.pick("a", "status", "status_publiek")

    @property
    def day(self) -> str:
        """When it was reported."""
        return self.pick("a", "bijgewerkt_op", "bijgewerkt_op_publiek")

    @property
    def report_id(self) -> str:
        """The report it comes from."""
        return self.pick("a", "laatste_voortgang_id", "laatste_voortgang_publiek_id")

    @property
    def status_before(self) -> str:
        """The status at the end of the day %(previous)s."""
        return f"""COALESCE((SELECT r.status FROM afspraken_voortgang r WHERE r.afspraak_id = a.id
            AND r.actie_id IS NULL AND r.datum <= %(previous)s AND {self.counting("r")}
            ORDER BY r.datum DESC, r.id DESC LIMIT 1), 'niet_gestart')"""

    @property
    def actions(self) -> str:
        """Number of acties."""
        return f"""(SELECT COUNT(*) FROM afspraken_actie c
            WHERE c.afspraak_id = a.id AND {self.shown("c.gepubliceerd")})"""

    @property
    def worse_actions(self) -> str:
        """Number of acties in a worse state than the afspraak."""
        actie = severity(self.pick("c", "status", "status_publiek"))
        return f"""(SELECT COUNT(*) FROM afspraken_actie c WHERE c.afspraak_id = a.id
            AND {self.shown("c.gepubliceerd")} AND {actie} > {severity(self.status)})"""

    @property
    def without_term(self) -> str:
        """Whether there is no term."""
        return f"""(SELECT m.id FROM afspraken_termijn m LEFT JOIN afspraken_actie c ON c.id = m.actie_id
            WHERE m.afspraak_id = a.id AND (c.id IS NULL OR {self.shown("c.gepubliceerd")}) LIMIT 1) IS NULL"""

    @property
    def late(self) -> str:
        """Whether a term is past on %(today)s, if the afspraak is open."""
        actie_status = self.pick("c", "status", "status_publiek")
        return f"""(SELECT m.id FROM afspraken_termijn m LEFT JOIN afspraken_actie c ON c.id = m.actie_id
            WHERE m.afspraak_id = a.id AND m.soort IN ('gereed', 'besluit') AND m.einddatum < %(today)s
            AND (m.voldaan_op IS NULL OR m.voldaan_op > %(today)s)
            AND (c.id IS NULL OR {self.shown("c.gepubliceerd")} AND {actie_status} NOT IN ({CLOSED}))
            LIMIT 1) IS NOT NULL"""

    def counting(self, alias: str) -> str:
        """Reports that make up the standing this viewer sees."""
        rows = f"afspraken_publicatie p WHERE p.voortgang_id = {alias}.id"
        newest = f"(SELECT p.soort FROM {rows} ORDER BY p.id DESC LIMIT 1)"
        return self.shown(f"(CASE WHEN {newest} = 'gepubliceerd' THEN TRUE END) IS NOT NULL")


COORDINATOR = Viewer("coordinator", "TRUE")
PUBLIC = Viewer("publiek", "FALSE")


def werkgroeplid(werkgroep_id: int) -> Viewer:
    """A member of one werkgroep."""
    return Viewer("werkgroeplid", f"t.werkgroep_id = {werkgroep_id}")


def severity(expression: str) -> str:
    cases = " ".join(f"WHEN '{status}' THEN {ernst}" for status, ernst in ERNST.items())
    return f"CASE {expression} {cases} END"


def as_date(value: Any) -> dt.date | None:
    """SQLite gives days as text."""
    return dt.date.fromisoformat(value) if isinstance(value, str) else value


def signals(
    status: str, day: dt.date | None, *, limit: dt.date, started: bool, late: Any, without_term: Any, asks: Any
) -> dict[str, bool]:
    """The signals that need no comparison with another row."""
    is_open = status not in AFGESLOTEN
    return {
        "verouderd": is_open and (day < limit if day else started),
        "termijn_verstreken": is_open and bool(late),
        "zonder_termijn": bool(without_term),
        "wacht_op_besluit": is_open and bool(asks),
    }
