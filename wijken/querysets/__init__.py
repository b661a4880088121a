# SPDX-License-Identifier: EUPL-1.2
"""Facts about many rows of wijken, one file per subject, and who may see them."""

from wijken.querysets.aanvraag import AanvraagdocumentQuerySet, AanvraagQuerySet, AanvraagstapQuerySet, DossierQuerySet
from wijken.querysets.fonds import BoekingQuerySet, FondsQuerySet
from wijken.querysets.gebied import GebiedQuerySet, GebiedsdeelQuerySet, buurten_from, read_buurten
from wijken.querysets.indicator import IndicatorklasseQuerySet, IndicatorQuerySet, IndicatorwaardeQuerySet
from wijken.querysets.kaart import GebiedsomtrekQuerySet, KaarttegelQuerySet
from wijken.querysets.team import BewonerskrachtteamQuerySet, TeamfaseQuerySet

__all__ = [
    "AanvraagQuerySet",
    "AanvraagdocumentQuerySet",
    "AanvraagstapQuerySet",
    "BewonerskrachtteamQuerySet",
    "BoekingQuerySet",
    "DossierQuerySet",
    "FondsQuerySet",
    "GebiedQuerySet",
    "GebiedsdeelQuerySet",
    "GebiedsomtrekQuerySet",
    "IndicatorQuerySet",
    "IndicatorklasseQuerySet",
    "IndicatorwaardeQuerySet",
    "KaarttegelQuerySet",
    "TeamfaseQuerySet",
    "buurten_from",
    "read_buurten",
]
