# SPDX-License-Identifier: EUPL-1.2
"""Models of monitoring, one file per subject."""

from .overleg import Agendapunt, Besluit
from .rapportage import Rapportage, Rapportageregel

__all__ = ["Agendapunt", "Besluit", "Rapportage", "Rapportageregel"]
