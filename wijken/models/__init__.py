# SPDX-License-Identifier: EUPL-1.2
"""Places within a gemeente, what is done and spent there, and what is known of them; one file per subject."""

from wijken.models.gebied import Gebied, Gebiedsdeel
from wijken.models.indicator import Indicator, Indicatorklasse, Indicatorwaarde
from wijken.models.team import Bewonerskrachtteam, Fase, Teamfase

__all__ = [
    "Bewonerskrachtteam",
    "Fase",
    "Gebied",
    "Gebiedsdeel",
    "Indicator",
    "Indicatorklasse",
    "Indicatorwaarde",
    "Teamfase",
]
