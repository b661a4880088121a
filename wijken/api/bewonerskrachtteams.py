# SPDX-License-Identifier: EUPL-1.2
"""Bewonerskrachtteams: keys, attributes and the resource."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from partijen.api.filters import ChangedSinceFilter, find_partijen, gemeente_key
from partijen.api.kept import KeptReadViewSet
from partijen.api.serializers import GemeenteSlugField
from portaal.lib.api.filters import SearchFilter, StrictFilterSet
from portaal.lib.api.lookups import KnownFilter
from portaal.lib.api.query import PEILDATUM
from portaal.lib.api.serializers import StrictModelSerializer
from wijken.api.filters import gebied_key
from wijken.models import Bewonerskrachtteam, Fase, Teamfase


class BewonerskrachtteamFilterSet(StrictFilterSet):
    """Keys of bewonerskrachtteams."""

    gemeente = gemeente_key()
    gebied = gebied_key()
    corporatie = KnownFilter("corporatie", find=find_partijen, label=_("Naam van een corporatie."))
    fase = django_filters.ChoiceFilter(
        choices=[(str(fase.value), fase.label) for fase in Fase], label=_("Fase van het team, van 0 tot en met 3.")
    )
    zoek = SearchFilter("gebied__naam", "corporatie__naam", label=_("Woorden in de naam van buurt of corporatie."))
    gewijzigdSinds = ChangedSinceFilter(Bewonerskrachtteam, hung=[(Teamfase, "team")])


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "bewonerskrachtteam",
            value={
                "id": 3,
                "gemeente": "maastricht",
                "gebied": "Caberg",
                "corporatie": "Servatius",
                "fase": 2,
                "faseNaam": "activeren",
                "sinds": None,
                "bron": "Meerjarige prestatieafspraken Maastricht 2022-2026",
                "bronPlaats": "Hoofdstuk 6.2.1, tabel",
                "bronOpmerking": "De kop boven deze kolom is ‘Fase 3: Activeren’; bedoeld is fase 2.",
            },
        )
    ]
)
class BewonerskrachtteamSerializer(StrictModelSerializer):
    """A team; needs `for_peildatum`, and `gemeente`, `gebied`, `corporatie` and `bron` loaded."""

    id = serializers.IntegerField(read_only=True, help_text=_("Nummer van het team in het portaal."))
    gemeente = GemeenteSlugField()
    gebied = serializers.CharField(source="gebied.naam", read_only=True, help_text=_("Naam van de buurt."))
    corporatie = serializers.CharField(source="corporatie.naam", read_only=True, help_text=_("Naam van de corporatie."))
    fase = serializers.IntegerField(
        read_only=True, help_text=_("0 opstarten, 1 signaleren, 2 activeren of 3 huismeester.")
    )
    faseNaam = serializers.SerializerMethodField(help_text=_("De fase als woord."))
    sinds = serializers.DateField(
        source="fase_sinds",
        read_only=True,
        allow_null=True,
        help_text=_("Vanaf wanneer het team in deze fase is, of null als de bron dat niet zegt."),
    )
    bron = serializers.CharField(
        source="bron.titel", read_only=True, allow_null=True, help_text=_("Document waar dit uit komt, of null.")
    )
    bronPlaats = serializers.CharField(source="bron_plaats", read_only=True, help_text=_("Plaats in het document."))
    bronOpmerking = serializers.CharField(
        source="bron_opmerking", read_only=True, help_text=_("Wat er in het document niet klopt of ontbreekt.")
    )

    class Meta:
        model = Bewonerskrachtteam
        fields = [
            "id",
            "gemeente",
            "gebied",
            "corporatie",
            "fase",
            "faseNaam",
            "sinds",
            "bron",
            "bronPlaats",
            "bronOpmerking",
        ]
        read_only_fields = fields

    def get_faseNaam(self, team: Any) -> str:
        """The fase in a word."""
        return str(Fase(team.fase).label)


class BewonerskrachtteamViewSet(KeptReadViewSet):
    """Teams of residents and the fase they are in."""

    queryset = Bewonerskrachtteam.objects.none()
    of_everybody = True
    serializer_class = BewonerskrachtteamSerializer
    filterset_class = BewonerskrachtteamFilterSet
    lookup_value_converter = "int"
    query_keys = (PEILDATUM,)
    sort_fields = {"gebied": "gebied__naam", "corporatie": "corporatie__naam", "fase": "fase"}
    api_description = _("Bewonerskrachtteams: van welke corporatie, in welke buurt en in welke fase.")

    def get_queryset(self) -> QuerySet[Bewonerskrachtteam]:
        """As they are at the peildatum, by gemeente, buurt and corporation."""
        peildatum = self.query.get("peildatum") or timezone.localdate()
        return (
            Bewonerskrachtteam.objects.visible_to(self.viewer)
            .for_peildatum(peildatum)
            .select_related("gemeente", "gebied", "corporatie", "bron")
            .order_by("gemeente_id", "gebied__naam", "corporatie__naam", "pk")
        )
