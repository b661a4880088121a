# SPDX-License-Identifier: EUPL-1.2
"""Registers every resource of the API under /api/v1."""

from afspraken.api.bijstellingen import BijstellingViewSet
from afspraken.api.doelstellingen import DoelstellingViewSet
from afspraken.api.pilots import VervolgbesluitViewSet
from afspraken.api.viewsets import (
    ActieViewSet,
    AfspraakViewSet,
    AfsprakensetViewSet,
    TermijnViewSet,
    ThemaViewSet,
    VoortgangViewSet,
)
from afspraken.api.wijkplannen import InitiatiefViewSet, SdgkoppelingViewSet
from corporaties.api.viewsets import (
    AfwijkingViewSet,
    LeveringViewSet,
    VastgoedprojectViewSet,
    WoningvoorraadViewSet,
)
from monitoring.api.evaluaties import EvaluatieViewSet
from monitoring.api.prioriteiten import PrioriteitViewSet
from monitoring.api.rapportages import RapportageViewSet
from monitoring.api.zienswijzen import ZienswijzeViewSet
from partijen.api.viewsets import GemeenteViewSet, OverlegViewSet, PartijViewSet
from portaal.lib.api.routers import PortaalRouter, api_urlpatterns
from wijken.api.bewonerskrachtteams import BewonerskrachtteamViewSet
from wijken.api.gebieden import GebiedViewSet
from wijken.api.indicatorwaarden import IndicatorwaardeViewSet
from wijken.api.leefbaarheidsfondsen import AanvraagViewSet, FondsViewSet

router = PortaalRouter()
router.register("gemeenten", GemeenteViewSet)
router.register("partijen", PartijViewSet)
router.register("gebieden", GebiedViewSet)
router.register("afsprakensets", AfsprakensetViewSet)
router.register("themas", ThemaViewSet)
router.register("afspraken", AfspraakViewSet)
router.register("acties", ActieViewSet)
router.register("termijnen", TermijnViewSet)
router.register("voortgang", VoortgangViewSet)
router.register("bijstellingen", BijstellingViewSet)
router.register("doelstellingen", DoelstellingViewSet)
router.register("initiatieven", InitiatiefViewSet)
router.register("sdgkoppelingen", SdgkoppelingViewSet)
router.register("vervolgbesluiten", VervolgbesluitViewSet)
router.register("leefbaarheidsfondsen", FondsViewSet)
router.register("fondsaanvragen", AanvraagViewSet)
router.register("bewonerskrachtteams", BewonerskrachtteamViewSet)
router.register("indicatorwaarden", IndicatorwaardeViewSet)
router.register("leveringen", LeveringViewSet)
router.register("woningvoorraad", WoningvoorraadViewSet)
router.register("vastgoedprojecten", VastgoedprojectViewSet)
router.register("afwijkingen", AfwijkingViewSet)
router.register("overleggen", OverlegViewSet)
router.register("rapportages", RapportageViewSet)
router.register("evaluaties", EvaluatieViewSet)
router.register("zienswijzen", ZienswijzeViewSet)
router.register("prioriteiten", PrioriteitViewSet)

urlpatterns = api_urlpatterns(router)
