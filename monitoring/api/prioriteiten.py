# SPDX-License-Identifier: EUPL-1.2
"""What parties ask to take up first, and what became of it: keys, attributes and the resource."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from afspraken.api.filters import find_afspraken, set_key
from afspraken.models import Afspraak
from afspraken.querysets.zicht import zicht_of
from monitoring.models import Partijprioriteit
from monitoring.selectors.prioriteiten import Uitkomst, outcome
from partijen.api.filters import ChangedSinceFilter, find_partijen, gemeente_key
from partijen.api.kept import KeptReadViewSet
from partijen.api.serializers import GemeenteSlugField
from portaal.lib.api.filters import SearchFilter, StrictFilterSet
from portaal.lib.api.lookups import KnownFilter
from portaal.lib.api.serializers import StrictModelSerializer


def _drafts(user: Any) -> Q:
    return Q(gemeente_id__in=zicht_of(user).gemeente_ids)


class PrioriteitFilterSet(StrictFilterSet):
    """Keys of prioriteiten."""

    gemeente = gemeente_key()
    afsprakenset = set_key("afsprakenset")
    partij = KnownFilter("partij", find=find_partijen, label=_("Naam van de partij."))
    afspraak = KnownFilter("afspraken", find=find_afspraken, label=_("Code van de afspraak: 6a."))
    zoek = SearchFilter("titel", "toelichting", label=_("Woorden in titel of toelichting."))
    gewijzigdSinds = ChangedSinceFilter(Partijprioriteit, drafts=_drafts)


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "prioriteit",
            value={
                "id": 3,
                "gemeente": "maastricht",
                "afsprakenset": "prestatieafspraken-2022-2026",
                "partij": "Huurdersorganisaties",
                "nummer": 1,
                "jaar": 2024,
                "titel": "Betaalbaar wonen",
                "toelichting": "",
                "afspraken": ["1a", "1c"],
                "uitkomst": "loopt",
                "bron": "Meerjarige prestatieafspraken Maastricht 2022-2026",
                "bronPlaats": "Hoofdstuk 1",
                "bronOpmerking": "",
                "versie": 1,
            },
        )
    ]
)
class PrioriteitSerializer(StrictModelSerializer):
    """A priority; needs `gemeente`, `afsprakenset`, `partij`, `bron` and `gezien` (the visible afspraken) loaded."""

    id = serializers.IntegerField(read_only=True, help_text=_("Nummer van de prioriteit in het portaal."))
    gemeente = GemeenteSlugField()
    afsprakenset = serializers.SlugField(
        source="afsprakenset.slug", read_only=True, help_text=_("Afsprakenset, zoals die in adressen heet.")
    )
    partij = serializers.CharField(source="partij.naam", read_only=True, help_text=_("Partij die dit vraagt."))
    nummer = serializers.IntegerField(read_only=True, help_text=_("Plaats in de volgorde van de partij."))
    jaar = serializers.IntegerField(read_only=True, allow_null=True, help_text=_("Vanaf welk jaar, of null."))
    titel = serializers.CharField(read_only=True, help_text=_("Wat als eerste moet gebeuren."))
    toelichting = serializers.CharField(read_only=True, help_text=_("Meer woorden; leeg als die er niet zijn."))
    afspraken = serializers.SerializerMethodField(help_text=_("Codes van de afspraken die hierover gaan."))
    uitkomst = serializers.SerializerMethodField(help_text=_("Wat ervan kwam, naar hoe de afspraken ervoor staan."))
    bron = serializers.CharField(
        source="bron.titel", read_only=True, allow_null=True, help_text=_("Document waar dit uit komt, of null.")
    )
    bronPlaats = serializers.CharField(source="bron_plaats", read_only=True, help_text=_("Plaats in het document."))
    bronOpmerking = serializers.CharField(
        source="bron_opmerking", read_only=True, help_text=_("Wat er bij de bron op te merken is.")
    )
    versie = serializers.IntegerField(read_only=True, help_text=_("Gaat met elke wijziging omhoog."))

    class Meta:
        model = Partijprioriteit
        fields = [
            "id",
            "gemeente",
            "afsprakenset",
            "partij",
            "nummer",
            "jaar",
            "titel",
            "toelichting",
            "afspraken",
            "uitkomst",
            "bron",
            "bronPlaats",
            "bronOpmerking",
            "versie",
        ]
        read_only_fields = fields

    def get_afspraken(self, row: Any) -> list[str]:
        """In the order of the document."""
        return [afspraak.code for afspraak in row.gezien]

    @extend_schema_field(serializers.ChoiceField(Uitkomst.choices))
    def get_uitkomst(self, row: Any) -> str:
        """As on the page."""
        return outcome([afspraak.zicht_status for afspraak in row.gezien]).value


class PrioriteitViewSet(KeptReadViewSet):
    """What parties ask to take up first."""

    queryset = Partijprioriteit.objects.none()
    serializer_class = PrioriteitSerializer
    filterset_class = PrioriteitFilterSet
    lookup_value_converter = "int"
    sort_fields = {"nummer": "nummer", "partij": "partij__naam", "jaar": "jaar"}
    api_description = _(
        "Prioriteiten van partijen: wat een huurdersorganisatie of andere partij als eerste wil, welke afspraken "
        "daarover gaan en wat ervan kwam. De partij houdt ze zelf bij op de pagina; een sleutel schrijft ze niet."
    )

    def get_queryset(self) -> QuerySet[Partijprioriteit]:
        """By set and party, the most important first."""
        rows = Partijprioriteit.objects.visible_to(self.request.user)
        rows = rows.select_related("gemeente", "afsprakenset", "partij", "bron").prefetch_related(
            *self.get_prefetches()
        )
        return rows.order_by("afsprakenset_id", "partij__naam", "partij_id", "nummer", "pk")  # type: ignore[no-any-return]

    def get_prefetches(self) -> "Sequence[Prefetch[Any]]":
        """Its afspraken as far as this user may see them, with how they stand."""
        user = self.request.user
        seen = Afspraak.objects.visible_to(user).with_stand(user).order_by("volgorde", "pk")
        return [Prefetch("afspraken", seen, to_attr="gezien")]
