# SPDX-License-Identifier: EUPL-1.2
"""Models of partijen, one file per subject."""

from .bericht import Afmelding, Bericht, Berichtsoort
from .bron import Brondocument, HeeftBron
from .gebruiker import Gebruiker, Lidmaatschap, Rol
from .gemeente import Gemeente
from .inlogdienst import Inlogdienst
from .overleg import Overleg
from .partij import Collectieflid, Partij, PartijInGemeente
from .sleutel import Scope, Sleutel
from .wijziging import Wijziging

__all__ = [
    "Afmelding",
    "Bericht",
    "Berichtsoort",
    "Brondocument",
    "Collectieflid",
    "Gebruiker",
    "Gemeente",
    "HeeftBron",
    "Inlogdienst",
    "Lidmaatschap",
    "Overleg",
    "Partij",
    "PartijInGemeente",
    "Rol",
    "Scope",
    "Sleutel",
    "Wijziging",
]
