# SPDX-License-Identifier: EUPL-1.2
"""Places within a gemeente, and what is done and spent there."""

from wijken.models.gebied import Gebied, Gebiedsdeel
from wijken.models.team import Bewonerskrachtteam, Fase, Teamfase

__all__ = ["Bewonerskrachtteam", "Fase", "Gebied", "Gebiedsdeel", "Teamfase"]
