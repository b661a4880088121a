# SPDX-License-Identifier: EUPL-1.2
"""What the API tells of gemeenten, partijen and overleggen."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers
from rest_framework.reverse import reverse

from partijen.models import Gemeente, Overleg, Partij
from portaal.lib.api.serializers import StrictModelSerializer


class GemeenteSlugField(serializers.SlugField):
    """The gemeente a row belongs to."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("source", "gemeente.slug")
        kwargs.setdefault("read_only", True)
        kwargs.setdefault("help_text", _("Gemeente, zoals die in adressen heet."))
        super().__init__(**kwargs)


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "gemeente",
            value={
                "id": 1,
                "slug": "maastricht",
                "naam": "Maastricht",
                "cbsCode": "GM0935",
                "overlegNaam": "BOWW",
                "statuswoorden": {"op_koers": "Op schema"},
                "url": "https://afsprakenportaal.example/maastricht/",
            },
        )
    ]
)
class GemeenteSerializer(StrictModelSerializer):
    """A municipality of the portal."""

    cbsCode = serializers.SerializerMethodField(help_text=_("Code van het CBS: GM met vier cijfers, of null."))
    overlegNaam = serializers.CharField(
        source="overleg_naam", read_only=True, help_text=_("Hoe het bestuurlijk overleg hier heet.")
    )
    statuswoorden = serializers.SerializerMethodField(
        help_text=_("Statussen die hier een eigen woord hebben, met dat woord. De andere hebben het gewone.")
    )
    url = serializers.SerializerMethodField(help_text=_("Adres van de pagina van de gemeente."))

    class Meta:
        model = Gemeente
        fields = ["id", "slug", "naam", "cbsCode", "overlegNaam", "statuswoorden", "url"]
        read_only_fields = fields

    def get_cbsCode(self, gemeente: Gemeente) -> str | None:
        """The code, None when it is not filled in."""
        return gemeente.cbs_code or None

    def get_statuswoorden(self, gemeente: Gemeente) -> dict[str, str]:
        """The words that differ; a value that is no table counts as none."""
        words = gemeente.statuswoorden
        return {str(key): str(word) for key, word in words.items() if word} if isinstance(words, dict) else {}

    def get_url(self, gemeente: Gemeente) -> str:
        """The public start of the gemeente."""
        address: str = reverse("gemeente", args=[gemeente.slug], request=self.context["request"])
        return address


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "partij",
            value={
                "id": 12,
                "naam": "Corporaties",
                "soort": "collectief",
                "aliassen": ["de corporaties"],
                "gemeenten": ["maastricht"],
                "huurdersVan": None,
                "leden": ["Maasvallei", "Servatius", "Wonen Limburg", "Woonpunt"],
            },
        )
    ]
)
class PartijSerializer(StrictModelSerializer):
    """An organisation; needs `gemeenten`, `gemeente`, `huurders_van` and `leden_nu` loaded."""

    aliassen = serializers.ListField(
        child=serializers.CharField(), read_only=True, help_text=_("Hoe de bronnen de partij ook noemen.")
    )
    gemeenten = serializers.SerializerMethodField(help_text=_("Gemeenten waarin de partij meedoet."))
    huurdersVan = serializers.CharField(
        source="huurders_van.naam",
        read_only=True,
        allow_null=True,
        help_text=_("Corporatie waarvan deze organisatie de huurders vertegenwoordigt, of null."),
    )
    leden = serializers.SerializerMethodField(help_text=_("Wie er vandaag bij dit collectief horen; anders leeg."))

    class Meta:
        model = Partij
        fields = ["id", "naam", "soort", "aliassen", "gemeenten", "huurdersVan", "leden"]
        read_only_fields = fields

    def get_gemeenten(self, partij: Partij) -> list[str]:
        """Slugs of where it is active, and of the gemeente of which it is a group."""
        own = {partij.gemeente.slug} if partij.gemeente else set()
        return sorted({gemeente.slug for gemeente in partij.gemeenten.all()} | own)

    def get_leden(self, partij: Any) -> list[str]:
        """Names of the members today."""
        return [lid.lid.naam for lid in partij.leden_nu]


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "overleg",
            value={
                "id": 3,
                "gemeente": "maastricht",
                "soort": "bestuurlijk",
                "datum": "2026-03-12",
                "naam": "BOWW voorjaar",
                "demo": True,
            },
        )
    ]
)
class OverlegSerializer(StrictModelSerializer):
    """A meeting of the board or the kernteam."""

    gemeente = GemeenteSlugField()
    demo = serializers.BooleanField(read_only=True, help_text=_("true: een voorbeeld, geen echt overleg."))

    class Meta:
        model = Overleg
        fields = ["id", "gemeente", "soort", "datum", "naam", "demo"]
        read_only_fields = fields
