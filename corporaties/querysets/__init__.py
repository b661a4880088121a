# SPDX-License-Identifier: EUPL-1.2
"""Facts about many figures, deliveries and projects, and who may see them."""

from .cijfer import MixedFigures, Som, VoorraadcijferQuerySet
from .rest import (
    AfwijkingQuerySet,
    InlezingQuerySet,
    KlassenlijstQuerySet,
    LeveringQuerySet,
    PubliekQuerySet,
    VastgoedprojectQuerySet,
    ViaProjectQuerySet,
)

__all__ = [
    "AfwijkingQuerySet",
    "InlezingQuerySet",
    "KlassenlijstQuerySet",
    "LeveringQuerySet",
    "MixedFigures",
    "PubliekQuerySet",
    "Som",
    "VastgoedprojectQuerySet",
    "ViaProjectQuerySet",
    "VoorraadcijferQuerySet",
]
