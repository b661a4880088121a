# SPDX-License-Identifier: EUPL-1.2
"""Decisions about pilots: keys, attributes and the resource, to read."""

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from afspraken.api.filters import set_key
from afspraken.api.wijkplannen import drafts_of_gemeente
from afspraken.models import Vervolgbesluit
from partijen.api.filters import ChangedSinceFilter, gemeente_key
from partijen.api.kept import KeptReadViewSet
from partijen.api.serializers import GemeenteSlugField
from portaal.lib.api.filters import BooleanFilter, SearchFilter, StrictFilterSet
from portaal.lib.api.serializers import StrictModelSerializer


class VervolgbesluitFilterSet(StrictFilterSet):
    """Keys of vervolgbesluiten."""

    gemeente = gemeente_key()
    afsprakenset = set_key("afsprakenset")
    keuze = django_filters.ChoiceFilter(choices=Vervolgbesluit.Keuze.choices, label=_("Hoe de pilot verdergaat."))
    demo = BooleanFilter("demo", label=_("true: alleen voorbeelden, false: geen voorbeelden."))
    zoek = SearchFilter("reden", label=_("Woorden in de reden."))
    gewijzigdSinds = ChangedSinceFilter(Vervolgbesluit, drafts=drafts_of_gemeente)


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "vervolgbesluit",
            value={
                "id": 1,
                "gemeente": "maastricht",
                "afsprakenset": "pilot-doorstroom-senioren-2025",
                "keuze": "opschalen",
                "datum": "2026-04-01",
                "overleg": "2026-04-01",
                "reden": "De pilot hielp veel huurders verhuizen.",
                "demo": False,
            },
        )
    ]
)
class VervolgbesluitSerializer(StrictModelSerializer):
    """A decision; needs `gemeente`, `afsprakenset` and `overleg` loaded."""

    id = serializers.IntegerField(read_only=True, help_text=_("Nummer van het besluit in het portaal."))
    gemeente = GemeenteSlugField()
    afsprakenset = serializers.SlugField(
        source="afsprakenset.slug", read_only=True, help_text=_("De pilot, zoals die in adressen heet.")
    )
    keuze = serializers.ChoiceField(
        Vervolgbesluit.Keuze.choices, read_only=True, help_text=_("Hoe de pilot verdergaat.")
    )
    datum = serializers.DateField(read_only=True, help_text=_("Dag van het besluit; het laatste besluit geldt."))
    overleg = serializers.DateField(
        source="overleg.datum",
        read_only=True,
        default=None,
        allow_null=True,
        help_text=_("Dag van het overleg dat besloot, of null."),
    )
    reden = serializers.CharField(read_only=True, help_text=_("Waarom, en onder welke voorwaarden."))
    demo = serializers.BooleanField(read_only=True, help_text=_("true: een voorbeeld."))

    class Meta:
        model = Vervolgbesluit
        fields = ["id", "gemeente", "afsprakenset", "keuze", "datum", "overleg", "reden", "demo"]
        read_only_fields = fields


class VervolgbesluitViewSet(KeptReadViewSet):
    """How pilots go on: continue, grow or stop, with the reason."""

    queryset = Vervolgbesluit.objects.none()
    serializer_class = VervolgbesluitSerializer
    filterset_class = VervolgbesluitFilterSet
    lookup_value_converter = "int"
    sort_fields = {"datum": "datum"}
    api_description = _(
        "Vervolgbesluiten: of een pilot doorgaat, groter wordt of stopt, wanneer dat is besloten en waarom."
    )

    def get_queryset(self) -> QuerySet[Vervolgbesluit]:
        """By pilot, the newest first."""
        rows = Vervolgbesluit.objects.visible_to(self.request.user)
        return rows.select_related("gemeente", "afsprakenset", "overleg").order_by("afsprakenset_id", "-datum", "-pk")
