# SPDX-License-Identifier: EUPL-1.2
"""Models of monitoring, one file per subject."""

from .rapportage import Rapportage, Rapportageregel

__all__ = ["Rapportage", "Rapportageregel"]
