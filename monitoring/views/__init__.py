# SPDX-License-Identifier: EUPL-1.2
"""Pages that read across the apps, one file per kind."""

from .bestuur import bestuur
from .buurten import buurt, buurten, vergelijken
from .corporaties import corporatie, corporaties
from .energielabels import labels_pagina
from .gezondheid import live, ready
from .instellingen import instellingen, thema_css
from .openbaar import gemeente_start, start
from .overig import security_txt, stijl
from .werkbank import werkbank
from .wijzigingen import wijzigingen

__all__ = [
    "bestuur",
    "buurt",
    "buurten",
    "corporatie",
    "corporaties",
    "gemeente_start",
    "instellingen",
    "labels_pagina",
    "live",
    "ready",
    "security_txt",
    "start",
    "stijl",
    "thema_css",
    "vergelijken",
    "werkbank",
    "wijzigingen",
]
