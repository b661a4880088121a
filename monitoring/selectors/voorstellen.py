# SPDX-License-Identifier: EUPL-1.2
"""What the evaluation of a set proposes for the next one."""

from afspraken.models import Afsprakenset
from afspraken.services.jaarschijf import Besluit, Keuze
from monitoring.models import Evaluatie, Evaluatieregel


def read_voorstellen(afsprakenset: Afsprakenset) -> dict[int, Besluit]:
    """{id of afspraak: what is proposed} of the newest vastgestelde evaluation; empty when there is none."""
    newest = Evaluatie.objects.filter(afsprakenset=afsprakenset, vastgesteld=True).order_by("-jaar").values("pk")[:1]
    rows = Evaluatieregel.objects.filter(evaluatie__in=newest, voorstel__in=Keuze.values, afspraak__isnull=False)
    found = rows.values_list("afspraak_id", "voorstel", "voorstel_tekst")
    return {pk: Besluit(voorstel, tekst if voorstel != Keuze.DOORGAAN else "") for pk, voorstel, tekst in found if pk}
