# SPDX-License-Identifier: EUPL-1.2
"""Places within a gemeente."""

from wijken.models.gebied import Gebied, Gebiedsdeel

__all__ = ["Gebied", "Gebiedsdeel"]
