# SPDX-License-Identifier: EUPL-1.2
"""What the evaluation of a set proposes for the next one."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from afspraken.models import Afsprakenset
from afspraken.services.jaarschijf import Besluit, Keuze
from monitoring.models import Evaluatie, Evaluatieregel


def read_voorstellen(afsprakenset: Afsprakenset) -> dict[int, Besluit]:
    """{id of afspraak: what is proposed} of the newest vastgestelde evaluation; empty when there is none."""
    newest = Evaluatie.objects.filter(afsprakenset=afsprakenset, vastgesteld=True).order_by("-jaar").values("pk")[:1]
    rows = Evaluatieregel.objects.filter(evaluatie__in=newest, voorstel__in=Keuze.values, afspraak__isnull=False)
    found = rows.values_list("afspraak_id", "voorstel", "voorstel_tekst")
    return {pk: Besluit(voorstel, tekst if voorstel != Keuze.DOORGAAN else "") for pk, voorstel, tekst in found if pk}


@dataclass(frozen=True, slots=True)
class Nieuwvoorstel:
    """An afspraak that an evaluation proposes to add; `herkomst` says which one."""

    pk: int
    titel: str
    uitleg: str
    herkomst: str


def read_toevoegingen(afsprakenset: Afsprakenset) -> list[Nieuwvoorstel]:
    """What the vastgestelde evaluations of a set propose to add, the oldest first: none of them is forgotten."""
    rows = Evaluatieregel.objects.filter(
        evaluatie__afsprakenset=afsprakenset, evaluatie__vastgesteld=True, voorstel=Evaluatieregel.Voorstel.TOEVOEGEN
    )
    values = rows.order_by("evaluatie__jaar", "volgorde", "pk").values_list(
        "pk", "titel", "voorstel_tekst", "evaluatie__jaar", "evaluatie__set_naam"
    )
    return [
        Nieuwvoorstel(
            pk, titel, uitleg, _("Voorstel uit de evaluatie van %(jaar)d: %(naam)s") % {"jaar": jaar, "naam": naam}
        )
        for pk, titel, uitleg, jaar, naam in values
    ]
