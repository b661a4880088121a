# SPDX-License-Identifier: EUPL-1.2
"""Models of monitoring, one file per subject."""

from .overleg import Agendapunt, Besluit
from .rapportage import Rapportage, Rapportageregel
from .webhook import Onderwerp, Webhook, Webhookbericht

__all__ = ["Agendapunt", "Besluit", "Onderwerp", "Rapportage", "Rapportageregel", "Webhook", "Webhookbericht"]
