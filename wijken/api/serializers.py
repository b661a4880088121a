# SPDX-License-Identifier: EUPL-1.2
"""What the API tells of places."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from partijen.api.serializers import GemeenteSlugField
from portaal.lib.api.serializers import StrictModelSerializer
from wijken.models import Gebied


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
        help_text=_("Buurten waaruit een rayon of focusgebied vandaag bestaat; anders leeg.")
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
            "bron",
            "bronPlaats",
            "bronOpmerking",
        ]
        read_only_fields = fields

    def get_cbsCode(self, gebied: Gebied) -> str | None:
        """The code, None for what the CBS does not know."""
        return gebied.cbs_code or None

    def get_delen(self, gebied: Any) -> list[str]:
        """Names of the parts today."""
        return [deel.deel.naam for deel in gebied.delen_nu]
