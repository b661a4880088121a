# SPDX-License-Identifier: EUPL-1.2
"""Places within a gemeente: keys, attributes and the resource."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from partijen.api.filters import ChangedSinceFilter, gemeente_key
from partijen.api.serializers import GemeenteSlugField
from portaal.lib.api.filters import SearchFilter, StrictFilterSet
from portaal.lib.api.lookups import KnownFilter
from portaal.lib.api.query import PEILDATUM
from portaal.lib.api.serializers import StrictModelSerializer
from portaal.lib.api.viewsets import ReadViewSet
from wijken.api.filters import find_gebieden
from wijken.models import Gebied, Gebiedsdeel


class GebiedFilterSet(StrictFilterSet):
    """Keys of gebieden."""

    gemeente = gemeente_key()
    soort = django_filters.ChoiceFilter(choices=Gebied.Soort.choices, label=_("Soort gebied."))
    aanpakfase = django_filters.ChoiceFilter(
        choices=Gebied.Aanpakfase.choices, label=_("Fase van de aanpak: afronden, doorstarten of anticiperen.")
    )
    ouder = KnownFilter("ouder", find=find_gebieden, label=_("Gebieden die in dit gebied liggen: naam of slug."))
    zoek = SearchFilter("naam", "slug", label=_("Woorden die in de naam voorkomen."))
    gewijzigdSinds = ChangedSinceFilter(Gebied, hung=[(Gebiedsdeel, "geheel")])


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "gebied",
            value={
                "id": 52,
                "gemeente": "maastricht",
                "soort": "focusgebied",
                "naam": "Caberg-Malpertuis",
                "slug": "caberg-malpertuis",
                "cbsCode": None,
                "aliassen": [],
                "ouder": None,
                "delen": ["Caberg", "Malpertuis"],
                "aanpakfase": "afronden",
                "bron": "Prestatieafspraken Maastricht 2022-2026",
                "bronPlaats": "Hoofdstuk 6",
                "bronOpmerking": "",
            },
        )
    ]
)
class GebiedSerializer(StrictModelSerializer):
    """A place; needs `gemeente`, `ouder`, `bron` and `delen_nu` loaded."""

    gemeente = GemeenteSlugField()
    cbsCode = serializers.SerializerMethodField(help_text=_("Code van het CBS van een wijk of buurt, of null."))
    aliassen = serializers.ListField(
        child=serializers.CharField(), read_only=True, help_text=_("Hoe de bronnen het gebied ook schrijven.")
    )
    ouder = serializers.CharField(
        source="ouder.naam", read_only=True, allow_null=True, help_text=_("Gebied waarin het ligt, of null.")
    )
    delen = serializers.SerializerMethodField(
        help_text=_("Buurten waaruit een rayon, focusgebied of woonzorgzone vandaag bestaat; anders leeg.")
    )
    aanpakfase = serializers.SerializerMethodField(
        help_text=_("Fase van de gebiedsgerichte aanpak (afronden, doorstarten, anticiperen), of null.")
    )
    bron = serializers.CharField(
        source="bron.titel", read_only=True, allow_null=True, help_text=_("Document waar dit uit komt, of null.")
    )
    bronPlaats = serializers.CharField(source="bron_plaats", read_only=True, help_text=_("Plaats in het document."))
    bronOpmerking = serializers.CharField(
        source="bron_opmerking", read_only=True, help_text=_("Wat er in het document niet klopt of ontbreekt.")
    )

    class Meta:
        model = Gebied
        fields = [
            "id",
            "gemeente",
            "soort",
            "naam",
            "slug",
            "cbsCode",
            "aliassen",
            "ouder",
            "delen",
            "aanpakfase",
            "bron",
            "bronPlaats",
            "bronOpmerking",
        ]
        read_only_fields = fields

    def get_cbsCode(self, gebied: Gebied) -> str | None:
        """The code, None for what the CBS does not know."""
        return gebied.cbs_code or None

    def get_aanpakfase(self, gebied: Gebied) -> str | None:
        """The phase, None where the source names none."""
        return gebied.aanpakfase or None

    def get_delen(self, gebied: Any) -> list[str]:
        """Names of the parts today."""
        return [deel.deel.naam for deel in gebied.delen_nu]


class GebiedViewSet(ReadViewSet):
    """Buurten, wijken, rayons and the like."""

    queryset = Gebied.objects.none()
    serializer_class = GebiedSerializer
    filterset_class = GebiedFilterSet
    lookup_value_converter = "int"
    query_keys = (PEILDATUM,)
    sort_fields = {"naam": "naam", "soort": "soort", "cbsCode": "cbs_code"}
    api_description = _("Buurten, wijken, stadsdelen, rayons, focusgebieden en woonzorgzones van een gemeente.")

    def get_queryset(self) -> QuerySet[Gebied]:
        """By gemeente, kind and name."""
        return (
            Gebied.objects.visible_to(self.request.user)
            .select_related("gemeente", "ouder", "bron")
            .with_delen(self.query.get("peildatum") or timezone.localdate())
            .order_by("gemeente_id", "soort", "naam", "pk")
        )
