# SPDX-License-Identifier: EUPL-1.2
"""A document of the gemeente that was read in."""

from typing import Any

from django.utils import timezone

from afspraken.models import Documentimport
from tests.matrix import roles as r

COUNTED = ("nieuw", "acties", "themas", "partijen", "bestaat", "overgeslagen")


def make_document(hider: Any) -> Documentimport:
    """Only the coordinator knows of it."""
    readers = {r.COORDINATOR} if hider.place.name == r.OWN else {r.ELSEWHERE}
    return Documentimport.objects.create(
        gemeente=hider.gemeente,
        afsprakenset=hider.place["set", r.PUBLISHED],
        gebruiker=hider.by,
        bestandsnaam=hider.world.mark(readers),
        verwerkt_op=timezone.now(),
        telling=dict.fromkeys(COUNTED, 0),
    )
