# SPDX-License-Identifier: EUPL-1.2
"""Rapportages: keys, attributes and the resource. The frozen values, not the present standing."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from afspraken.api.filters import find_sets
from monitoring.models import Rapportage
from partijen.api.filters import ChangedSinceFilter, gemeente_key
from partijen.api.kept import KeptReadViewSet
from partijen.api.serializers import GemeenteSlugField
from partijen.models import Overleg
from partijen.policies import toegang_of
from portaal.lib.api.filters import BooleanFilter, DateFilter, SearchFilter, StrictFilterSet
from portaal.lib.api.lookups import KnownFilter
from portaal.lib.api.serializers import StrictModelSerializer


def _drafts(user: Any) -> Q:
    """Rapportages of which the user reads concepts."""
    return Q(gemeente_id__in=toegang_of(user).full_gemeente_ids)


class RapportageFilterSet(StrictFilterSet):
    """Keys of rapportages."""

    gemeente = gemeente_key()
    afsprakenset = KnownFilter("afsprakenset", find=find_sets, label=_("Afsprakenset, zoals die in adressen heet."))
    soort = django_filters.ChoiceFilter("overleg__soort", choices=Overleg.Soort.choices, label=_("Soort overleg."))
    vanaf = DateFilter("overleg_datum", "gte", label=_("Overleg op of na deze datum."))
    totEnMet = DateFilter("overleg_datum", "lte", label=_("Overleg op of voor deze datum."))
    demo = BooleanFilter("demo", label=_("true: alleen voorbeelden, false: geen voorbeelden."))
    zoek = SearchFilter("set_naam", label=_("Woorden die in de naam voorkomen."))
    gewijzigdSinds = ChangedSinceFilter(Rapportage, drafts=_drafts)


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "rapportage",
            value={
                "id": 7,
                "gemeente": "maastricht",
                "afsprakenset": "prestatieafspraken-2022-2026",
                "naam": "Prestatieafspraken 2022-2026",
                "overleg": "2026-03-12",
                "overlegSoort": "bestuurlijk",
                "peildatum": "2026-03-01",
                "aantal": 56,
                "hash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                "concept": False,
                "vastgesteldOp": "2026-03-12T14:00:00Z",
                "zwartgemaakt": False,
                "url": "https://afsprakenportaal.example/maastricht/overleggen/2026-03-12/prestatieafspraken-2022-2026/",
                "inhoud": "https://afsprakenportaal.example/maastricht/overleggen/2026-03-12/"
                "prestatieafspraken-2022-2026/rapportage.json",
                "demo": True,
            },
        )
    ]
)
class RapportageSerializer(StrictModelSerializer):
    """A rapportage without its lines; needs `gemeente`, `overleg` and `afsprakenset` loaded."""

    id = serializers.IntegerField(read_only=True, help_text=_("Nummer van de rapportage in het portaal."))
    gemeente = GemeenteSlugField()
    afsprakenset = serializers.SlugField(
        source="afsprakenset.slug", read_only=True, help_text=_("Afsprakenset, zoals die in adressen heet.")
    )
    naam = serializers.CharField(source="set_naam", read_only=True, help_text=_("Naam van de set op de peildatum."))
    overleg = serializers.DateField(source="overleg_datum", read_only=True, help_text=_("Datum van het overleg."))
    overlegSoort = serializers.CharField(
        source="overleg.soort", read_only=True, help_text=_("Soort overleg: bestuurlijk of kernteam.")
    )
    peildatum = serializers.DateField(read_only=True, help_text=_("De dag waarvan dit de stand is."))
    aantal = serializers.IntegerField(read_only=True, help_text=_("Aantal afspraken in de rapportage."))
    hash = serializers.CharField(read_only=True, help_text=_("SHA-256 over de inhoud, in hexadecimale cijfers."))
    concept = serializers.BooleanField(read_only=True, help_text=_("true: nog niet vastgesteld."))
    vastgesteldOp = serializers.DateTimeField(
        source="vastgesteld_op", read_only=True, allow_null=True, help_text=_("Moment van vaststellen, of null.")
    )
    zwartgemaakt = serializers.SerializerMethodField(
        help_text=_("true: er zijn later persoonsgegevens uit gehaald; het kenmerk is dat van voor die tijd.")
    )
    demo = serializers.BooleanField(read_only=True, help_text=_("true: een voorbeeld, geen echte rapportage."))

    url = serializers.SerializerMethodField(help_text=_("Adres van de pagina."))
    inhoud = serializers.SerializerMethodField(
        help_text=_("Adres van de inhoud als JSON: elke afspraak met haar stand. `hash` is daarover berekend.")
    )

    class Meta:
        model = Rapportage
        fields = [
            "id",
            "gemeente",
            "afsprakenset",
            "naam",
            "overleg",
            "overlegSoort",
            "peildatum",
            "aantal",
            "hash",
            "concept",
            "vastgesteldOp",
            "zwartgemaakt",
            "url",
            "inhoud",
            "demo",
        ]
        read_only_fields = fields

    def get_zwartgemaakt(self, rapportage: Rapportage) -> bool:
        """Personal data was taken out."""
        return rapportage.zwartgemaakt_op is not None

    def get_url(self, rapportage: Rapportage) -> str:
        """The page."""
        return self._absolute(rapportage.get_absolute_url())

    def get_inhoud(self, rapportage: Rapportage) -> str:
        """The canonical content."""
        return self._absolute(rapportage.get_file_url("json"))

    def _absolute(self, path: str) -> str:
        address: str = self.context["request"].build_absolute_uri(path)
        return address


class RapportageViewSet(KeptReadViewSet):
    """Frozen pictures of a set at a meeting."""

    queryset = Rapportage.objects.none()
    serializer_class = RapportageSerializer
    filterset_class = RapportageFilterSet
    lookup_value_converter = "int"
    sort_fields = {"overleg": "overleg_datum", "peildatum": "peildatum", "naam": "set_naam"}
    api_description = _(
        "Rapportages: de stand van een set op één dag, voor een overleg. Achter `inhoud` staan alle afspraken."
    )

    def get_queryset(self) -> QuerySet[Rapportage]:
        """Newest meeting first."""
        rows = Rapportage.objects.visible_to(self.request.user)
        return rows.select_related("gemeente", "overleg", "afsprakenset").order_by("-overleg_datum", "-pk")
