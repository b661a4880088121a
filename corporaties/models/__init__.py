# SPDX-License-Identifier: EUPL-1.2
"""Models of corporaties, one file per subject."""

from .cijfer import Eenheid, Populatie, Voorraadcijfer, Waardestatus
from .controle import Afwijking, Afwijkingstoelichting
from .indeling import Grens, Huurgrens, Kenmerk, Klasse, Klassenlijst
from .inlezing import Inlezing
from .levering import Cijferbron, Levering
from .project import Mixregel, Projectdeelname, Vastgoedproject

__all__ = [
    "Afwijking",
    "Afwijkingstoelichting",
    "Cijferbron",
    "Eenheid",
    "Grens",
    "Huurgrens",
    "Inlezing",
    "Kenmerk",
    "Klasse",
    "Klassenlijst",
    "Levering",
    "Mixregel",
    "Populatie",
    "Projectdeelname",
    "Vastgoedproject",
    "Voorraadcijfer",
    "Waardestatus",
]
