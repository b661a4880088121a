# SPDX-License-Identifier: EUPL-1.2
"""Places within a gemeente, what is done and spent there, and what is known of them; one file per subject."""

from wijken.models.aanvraag import Aanvraag, Aanvraagdocument, Aanvraagstap, Dossier
from wijken.models.fonds import BEWEGINGEN, POSTEN, Boeking, Boekingsoort, Fonds, Post
from wijken.models.gebied import Gebied, Gebiedsdeel
from wijken.models.indicator import Indicator, Indicatorklasse, Indicatorwaarde
from wijken.models.kaart import Gebiedsomtrek, Kaarttegel
from wijken.models.team import Bewonerskrachtteam, Fase, Teamfase

__all__ = [
    "BEWEGINGEN",
    "POSTEN",
    "Aanvraag",
    "Aanvraagdocument",
    "Aanvraagstap",
    "Bewonerskrachtteam",
    "Boeking",
    "Boekingsoort",
    "Dossier",
    "Fase",
    "Fonds",
    "Gebied",
    "Gebiedsdeel",
    "Gebiedsomtrek",
    "Indicator",
    "Indicatorklasse",
    "Indicatorwaarde",
    "Kaarttegel",
    "Post",
    "Teamfase",
]
