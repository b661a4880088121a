# SPDX-License-Identifier: EUPL-1.2
"""Screens of partijen at /beheer/, one file per subject."""

from . import basis, inlogdiensten
from .basis import KEPT_BY_COORDINATOR, KIEZERS, own_gemeenten

__all__ = ["KEPT_BY_COORDINATOR", "KIEZERS", "basis", "inlogdiensten", "own_gemeenten"]
