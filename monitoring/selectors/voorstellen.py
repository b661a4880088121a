# SPDX-License-Identifier: EUPL-1.2
"""What the evaluation of a set proposes for the next one."""

from afspraken.models import Afsprakenset
from afspraken.services.jaarschijf import Besluit


def read_voorstellen(afsprakenset: Afsprakenset) -> dict[int, Besluit]:
    """{id of afspraak: what is proposed}; empty as long as nothing was evaluated."""
    return {}
