# SPDX-License-Identifier: EUPL-1.2
"""Models of monitoring, one file per subject."""

from .evaluatie import Evaluatie, Evaluatieregel, Oordeel
from .kalender import Jaarmoment
from .overleg import Agendapunt, Besluit
from .overlegstuk import Overlegstuk
from .prioriteit import Partijprioriteit
from .rapportage import Rapportage, Rapportageregel
from .volger import Volger
from .webhook import Onderwerp, Webhook, Webhookbericht
from .zienswijze import Zienswijze

__all__ = [
    "Agendapunt",
    "Besluit",
    "Evaluatie",
    "Evaluatieregel",
    "Jaarmoment",
    "Onderwerp",
    "Oordeel",
    "Overlegstuk",
    "Partijprioriteit",
    "Rapportage",
    "Rapportageregel",
    "Volger",
    "Webhook",
    "Webhookbericht",
    "Zienswijze",
]
