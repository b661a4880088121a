# SPDX-License-Identifier: EUPL-1.2
"""Reads across the apps, handed to pages, API and reports as frozen dataclasses."""

from .dashboard import Dashboard, dashboard
from .openbaar import gemeenten, priorities, signatories
from .overleg import Overlegmoment, meetings_around
from .sets import Setkeuze, choose_set
from .stand import Stand, load_standen
from .werkbank import Werkbank, werkbank

__all__ = [
    "Dashboard",
    "Overlegmoment",
    "Setkeuze",
    "Stand",
    "Werkbank",
    "choose_set",
    "dashboard",
    "gemeenten",
    "load_standen",
    "meetings_around",
    "priorities",
    "signatories",
    "werkbank",
]
