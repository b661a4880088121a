# SPDX-License-Identifier: EUPL-1.2
"""Adding acties: their codes are given out once and never again."""

from django.db import transaction
from django.db.models import Max

from afspraken.models import Actie, Afspraak
from partijen.models import Gebruiker, Wijziging
from partijen.services import history


def next_volgnummer(afspraak: Afspraak) -> int:
    """The first number that no actie of the afspraak bears or ever bore. The caller holds the afspraak."""
    highest = Actie.objects.filter(afspraak=afspraak).aggregate(highest=Max("volgnummer"))["highest"] or 0
    deleted = Wijziging.objects.filter(
        model=Actie._meta.label_lower,
        soort=Wijziging.Soort.VERWIJDERD,
        gemeente_id=afspraak.gemeente_id,
        velden__afspraak_id__0=afspraak.pk,
    )
    gone = [velden.get("volgnummer", [0])[0] for velden in deleted.values_list("velden", flat=True)]
    return max(highest, *gone) + 1 if gone else highest + 1


@transaction.atomic
def create_actie(*, actie: Actie, by: Gebruiker, oorsprong: str, reden: str = "") -> Actie:
    """Insert an actie under its afspraak with the next free code, such as `6a-8`.

    Args:
        actie: unsaved, with its afspraak; gemeente, volgnummer and code are filled in here.
    """
    afspraak = Afspraak.objects.select_for_update().get(pk=actie.afspraak_id)
    actie.gemeente_id = afspraak.gemeente_id
    actie.volgnummer = next_volgnummer(afspraak)
    actie.code = f"{afspraak.code}-{actie.volgnummer}"
    history.create_with_history(actie, by=by, oorsprong=oorsprong, reden=reden)
    return actie
