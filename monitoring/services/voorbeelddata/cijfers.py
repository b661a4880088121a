# SPDX-License-Identifier: EUPL-1.2
"""Loading printed tables as deliveries: a table that changed becomes a new one, an unchanged one leaves no trace."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from corporaties.cijfers import Cijfer, compare
from corporaties.models import Levering
from corporaties.services.leveringen import record_levering, stel_vast
from monitoring.services.voorbeelddata.rows import Row
from monitoring.services.voorbeelddata.wanted import Cel, Tabel
from monitoring.services.voorbeelddata.write import OORSPRONG, Count


def load_tabellen(tabellen: Iterable[Tabel], counts: list[Count], notes: list[str]) -> None:
    """Bring the figures of the printed tables in line with the files.

    A source of which somebody else delivered figures since is left alone, as everything a user changed.
    """
    leveringen, cijfers = Count(_("tabellen met cijfers")), Count(_("cijfers"))
    for tabel in tabellen:
        bron = tabel.bron.instance
        if bron is None:
            leveringen.left_alone += 1
            continue
        if _delivered_by_others(bron.pk):
            leveringen.left_alone += 1
            notes.append(f"{tabel.bron.place}: " + _("een gebruiker leverde hiervan cijfers; niet overschreven."))
            continue
        wanted = [_cijfer(cel) for cel in tabel.cellen]
        verschil = compare(bron, tabel.periode, wanted)
        cijfers.unchanged += len(verschil.unchanged)
        if not verschil:
            leveringen.unchanged += 1
            continue
        known = Levering.objects.filter(cijferbron=bron).exists()
        levering = record_levering(
            cijferbron=bron,
            soort=Levering.Soort.BRONTABEL,
            periode=tabel.periode,
            cijfers=wanted,
            by=None,
            oorsprong=OORSPRONG,
        )
        stel_vast(levering=levering, by=None, oorsprong=OORSPRONG, gedagtekend=known, controle=False)
        leveringen.changed += known
        leveringen.new += not known
        cijfers.new += len(verschil.new)
        cijfers.changed += len(verschil.changed)
        cijfers.removed += len(verschil.gone)
    counts += [leveringen, cijfers]


def _delivered_by_others(bron_id: int) -> bool:
    rows = Levering.objects.filter(cijferbron=bron_id)
    return rows.exclude(soort=Levering.Soort.BRONTABEL, geleverd_door=None).exists()


def _cijfer(cel: Cel) -> Cijfer:
    def pk(row: Row | None) -> int | None:
        return row.instance.pk if row is not None else None

    return Cijfer(
        corporatie_id=pk(cel.corporatie),
        gebied_id=pk(cel.gebied),
        soort=cel.soort,
        periode=cel.periode,
        lijst_id=pk(cel.lijst),
        klasse_id=pk(cel.klasse),
        populatie_id=cel.populatie.instance.pk,
        eenheid=cel.eenheid,
        waarde=cel.gedrukt.waarde,
        waardestatus=str(cel.gedrukt.waardestatus),
        gepubliceerd_totaal=cel.totaal,
        opmerking=cel.opmerking,
    )
