# SPDX-License-Identifier: EUPL-1.2
"""The demo evaluation: of the last whole year of which there is a demo rapportage, set vast and marked as demo."""

import datetime as dt

from django.utils import timezone

from afspraken.statussen import Status
from monitoring.models import Evaluatie, Evaluatieregel, Oordeel, Rapportage
from monitoring.onderwerpen import ONDERWERPEN
from monitoring.selectors.evaluatie import read_blad
from monitoring.selectors.momentopname import PUBLIEK, fingerprint
from monitoring.services.evaluaties import adopt_evaluatie, create_evaluatie
from partijen.models import Gemeente, Partij, Wijziging

OORSPRONG = Wijziging.Oorsprong.VOORBEELDDATA
Voorstel, Waarde = Evaluatieregel.Voorstel, Oordeel.Waarde
# What is invented for each status: proposal, its explanation, the lesson, and what parties think.
VERZONNEN = {
    Status.OP_KOERS: (Voorstel.DOORGAAN, "", "", Waarde.TEVREDEN),
    Status.NIET_GESTART: (Voorstel.DOORGAAN, "", "Spreek af wie begint.", Waarde.DEELS),
    Status.AANDACHT: (Voorstel.DOORGAAN, "", "Zeg het eerder als iets tegenzit.", Waarde.DEELS),
    Status.STAGNATIE: (
        Voorstel.BIJSTELLEN,
        "Een kleiner doel dat binnen een jaar haalbaar is.",
        "Kijk elk half jaar of het doel nog past.",
        Waarde.ONTEVREDEN,
    ),
    Status.AANGEHOUDEN: (Voorstel.STOPPEN, "Er is nu geen ruimte voor.", "", Waarde.DEELS),
}
SAMENVATTING = (
    "Dit is een voorbeeld. De meeste afspraken lopen. Waar het stokt, ligt dat vooral aan tijd en grond. De partijen "
    "willen elkaar volgend jaar eerder waarschuwen."
)


def add_evaluatie(gemeente: Gemeente) -> int:
    """Make it if it is not there yet; the number that was made."""
    rows = Rapportage.objects.filter(gemeente=gemeente, demo=True).vastgesteld()
    newest = rows.filter(peildatum__year__lt=timezone.localdate().year).order_by("-peildatum", "-pk")
    rapportage = newest.select_related("afsprakenset").first()
    if rapportage is None:
        return 0
    afsprakenset = rapportage.afsprakenset
    jaar = min(rapportage.peildatum.year, afsprakenset.einddatum.year)
    if Evaluatie.objects.filter(afsprakenset=afsprakenset, jaar=jaar).exists():
        return 0
    made = create_evaluatie(afsprakenset=afsprakenset, jaar=jaar, by=None, demo=True, oorsprong=OORSPRONG)
    _fill(made, gemeente)
    Evaluatie.objects.filter(pk=made.pk).update(
        samenvatting=SAMENVATTING, onderwerpen=dict.fromkeys(ONDERWERPEN, "Hierover is gesproken (voorbeeld).")
    )
    made = Evaluatie.objects.select_related("gemeente", "afsprakenset").get(pk=made.pk)
    adopt_evaluatie(
        evaluatie=made,
        gezien=fingerprint(read_blad(PUBLIEK, made).inhoud),
        by=None,
        moment=timezone.make_aware(dt.datetime(jaar + 1, 2, 15, 12)),
        oorsprong=OORSPRONG,
    )
    return 1


def _fill(made: Evaluatie, gemeente: Gemeente) -> None:
    """Proposals, lessons and verdicts, invented from the standings."""
    regels = list(Evaluatieregel.objects.filter(evaluatie=made))
    tenants = Partij.objects.in_gemeente(gemeente).filter(soort=Partij.Soort.HUURDERSORGANISATIE).order_by("naam")[:1]
    parties = [*([gemeente.eigen_partij] if gemeente.eigen_partij else []), *tenants]
    oordelen = []
    for regel in regels:
        invented = VERZONNEN.get(Status(regel.status))
        if invented is None:
            continue
        regel.voorstel, regel.voorstel_tekst, regel.les, waarde = invented
        oordelen += [
            Oordeel(gemeente=gemeente, regel=regel, partij=partij, waarde=waarde, demo=True) for partij in parties
        ]
    Evaluatieregel.objects.bulk_update(regels, ["voorstel", "voorstel_tekst", "les"], batch_size=200)
    Oordeel.objects.bulk_create(oordelen, batch_size=500)
