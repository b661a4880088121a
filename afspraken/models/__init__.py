# SPDX-License-Identifier: EUPL-1.2
"""Models of afspraken, one file per subject."""

from .actielijstimport import Actielijstimport
from .afspraak import Actie, Afspraak
from .afsprakenset import Afsprakenset, LandelijkePrioriteit, Thema
from .bijlage import Bewijsstuk, Notitie
from .bijstelling import Bijstelling
from .documentimport import Documentimport
from .doel import Doeldeel, Doeleenheid, Doelstelling, Verband
from .initiatief import Initiatief
from .meting import Meting
from .pilot import Verhuizing, Vervolgbesluit
from .relatie import Betrokkenheid, Ligging, Projectkoppeling, Termijn
from .sdg import Sdg, Sdgkoppeling
from .voortgang import Publicatie, Voortgang

__all__ = [
    "Actie",
    "Actielijstimport",
    "Afspraak",
    "Afsprakenset",
    "Betrokkenheid",
    "Bewijsstuk",
    "Bijstelling",
    "Documentimport",
    "Doeldeel",
    "Doeleenheid",
    "Doelstelling",
    "Initiatief",
    "LandelijkePrioriteit",
    "Ligging",
    "Meting",
    "Notitie",
    "Projectkoppeling",
    "Publicatie",
    "Sdg",
    "Sdgkoppeling",
    "Termijn",
    "Thema",
    "Verband",
    "Verhuizing",
    "Vervolgbesluit",
    "Voortgang",
]
