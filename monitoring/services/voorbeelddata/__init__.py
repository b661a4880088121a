# SPDX-License-Identifier: EUPL-1.2
"""Example data: the fixtures of `fixtures/`, loaded again and again without undoing what users changed (ADR 0005)."""

from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from corporaties.services.controle import update_afwijkingen
from monitoring.services.demo import DemoReport, load_demo
from monitoring.services.voorbeelddata.build import build
from monitoring.services.voorbeelddata.cijfers import load_tabellen
from monitoring.services.voorbeelddata.demo_items import Demo, read_demo
from monitoring.services.voorbeelddata.files import FixtureFaults
from monitoring.services.voorbeelddata.openingen import book_openingen
from monitoring.services.voorbeelddata.rows import GEMEENTEN, KINDS
from monitoring.services.voorbeelddata.write import OORSPRONG, Changed, Count, Writer

__all__ = ["FixtureFaults", "LoadReport", "load_voorbeelddata"]


@dataclass(slots=True)
class LoadReport:
    """What a load did: counts per kind, what it left alone, and what came of the demo data."""

    counts: list[Count] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    demo: DemoReport | None = None


def load_voorbeelddata(*, root: Path | None = None, only: str | None = None, demo: bool = False) -> LoadReport:
    """Bring the database in line with the fixtures, in one transaction, with history.

    Everything is checked before anything is written. What a user changed or removed stays as the user left it.

    Args:
        root: folder of the fixtures; `fixtures/` of the project by default.
        only: slug of the one gemeente to load; all of them by default.
        demo: also load the demo meetings, accounts and reports.

    Raises:
        FixtureFaults: the files are wrong, or the database refuses them; nothing was written.
    """
    wanted = build(root or settings.FIXTURES_DIR, only)
    demos: list[Demo] = read_demo(wanted) if demo else []
    writer = Writer()
    report = LoadReport(writer.counts, writer.notes)
    try:
        with transaction.atomic():
            for kind in KINDS:
                writer.write(kind, wanted.rows[kind])
            load_tabellen(wanted.tabellen, report.counts, report.notes)
            for gemeente in wanted.rows[GEMEENTEN]:
                update_afwijkingen(gemeente=gemeente.instance, by=None, oorsprong=OORSPRONG)
            openingen = [o for o in wanted.openingen if only is None or o.fonds.gemeente is wanted.gemeenten[only]]
            if openingen:
                count, notes = book_openingen(openingen)
                report.counts.append(count)
                report.notes += notes
            if demo:
                report.demo = load_demo(demos=demos)
    except Changed:
        raise FixtureFaults(
            [_("Intussen wijzigde iemand dezelfde gegevens. Er is niets geladen; probeer opnieuw.")]
        ) from None
    except IntegrityError as error:
        raise FixtureFaults(
            [_("De database weigert dit, er is niets geladen: %(error)s") % {"error": error}]
        ) from error
    return report
