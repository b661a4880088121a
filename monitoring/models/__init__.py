# SPDX-License-Identifier: EUPL-1.2
"""Models of monitoring, one file per subject."""

from .kalender import Jaarmoment
from .overleg import Agendapunt, Besluit
from .rapportage import Rapportage, Rapportageregel
from .webhook import Onderwerp, Webhook, Webhookbericht

__all__ = [
    "Agendapunt",
    "Besluit",
    "Jaarmoment",
    "Onderwerp",
    "Rapportage",
    "Rapportageregel",
    "Webhook",
    "Webhookbericht",
]
