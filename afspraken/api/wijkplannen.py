# SPDX-License-Identifier: EUPL-1.2
"""Initiatives in neighbourhoods, and links to the goals of the United Nations: keys, attributes and the resources."""

from collections.abc import Sequence
from typing import Any

import django_filters
from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from afspraken.api.filters import set_key
from afspraken.models import Afspraak, Initiatief, Sdg, Sdgkoppeling, Thema
from afspraken.querysets.zicht import zicht_of
from partijen.api.filters import ChangedSinceFilter, gemeente_key
from partijen.api.kept import KeptReadViewSet
from partijen.api.serializers import GemeenteSlugField
from portaal.lib.api.filters import BooleanFilter, SearchFilter, StrictFilterSet
from portaal.lib.api.serializers import StrictModelSerializer


def drafts_of_gemeente(user: Any) -> Any:
    """Rows of which a user reads drafts: of his gemeente."""
    return Q(gemeente_id__in=zicht_of(user).gemeente_ids)


class InitiatiefFilterSet(StrictFilterSet):
    """Keys of initiatieven."""

    gemeente = gemeente_key()
    gebied = django_filters.CharFilter("gebied__slug", label=_("Wijk of buurt, zoals die in adressen heet."))
    soort = django_filters.ChoiceFilter(choices=Initiatief.Soort.choices, label=_("Van bewoners of van een partner."))
    stand = django_filters.ChoiceFilter(choices=Initiatief.Stand.choices, label=_("Hoe ver het is."))
    demo = BooleanFilter("demo", label=_("true: alleen voorbeelden, false: geen voorbeelden."))
    zoek = SearchFilter("titel", "omschrijving", label=_("Woorden in titel of omschrijving."))
    gewijzigdSinds = ChangedSinceFilter(Initiatief, drafts=drafts_of_gemeente)


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "initiatief",
            value={
                "id": 2,
                "gemeente": "maastricht",
                "gebied": "pottenberg",
                "titel": "Moestuin bij de school",
                "omschrijving": "Een tuin voor en door de buurt.",
                "soort": "bewoners",
                "wie": "Bewoners",
                "stand": "loopt",
                "periode": "2026",
                "pijler": "Positieve gezondheid",
                "afsprakenset": "veerkrachtige-wijken-2025",
                "afspraak": "u1",
                "bron": "Wijkgesprek, mei 2026",
                "gepubliceerd": True,
                "demo": False,
                "versie": 1,
            },
        )
    ]
)
class InitiatiefSerializer(StrictModelSerializer):
    """What residents or a partner do; needs `gemeente`, `gebied`, `partij`, and what is visible of the rest, loaded."""

    id = serializers.IntegerField(read_only=True, help_text=_("Nummer van het initiatief in het portaal."))
    gemeente = GemeenteSlugField()
    gebied = serializers.SlugField(
        source="gebied.slug", read_only=True, help_text=_("Wijk of buurt, zoals die in adressen heet.")
    )
    titel = serializers.CharField(read_only=True, help_text=_("Wat er gebeurt."))
    omschrijving = serializers.CharField(read_only=True, help_text=_("Meer woorden; leeg als die er niet zijn."))
    soort = serializers.ChoiceField(
        Initiatief.Soort.choices, read_only=True, help_text=_("Van bewoners of van een partner.")
    )
    wie = serializers.CharField(read_only=True, help_text=_("De organisatie, of Bewoners; nooit een persoon."))
    stand = serializers.ChoiceField(Initiatief.Stand.choices, read_only=True, help_text=_("Hoe ver het is."))
    periode = serializers.SerializerMethodField(help_text=_("Wanneer, of null."))
    pijler = serializers.CharField(
        source="pijler.naam", read_only=True, default=None, allow_null=True, help_text=_("Naam van de pijler, of null.")
    )
    afsprakenset = serializers.SlugField(
        source="afspraak.afsprakenset.slug",
        read_only=True,
        default=None,
        allow_null=True,
        help_text=_("Afsprakenset van de afspraak, of null."),
    )
    afspraak = serializers.CharField(
        source="afspraak.code",
        read_only=True,
        default=None,
        allow_null=True,
        help_text=_("Code van de afspraak waar het bij hoort, of null."),
    )
    bron = serializers.CharField(source="herkomst", read_only=True, help_text=_("Waar het vandaan komt."))
    gepubliceerd = serializers.BooleanField(read_only=True, help_text=_("true: iedereen leest het."))
    demo = serializers.BooleanField(read_only=True, help_text=_("true: een voorbeeld."))
    versie = serializers.IntegerField(read_only=True, help_text=_("Gaat met elke wijziging omhoog."))

    class Meta:
        model = Initiatief
        fields = [
            "id",
            "gemeente",
            "gebied",
            "titel",
            "omschrijving",
            "soort",
            "wie",
            "stand",
            "periode",
            "pijler",
            "afsprakenset",
            "afspraak",
            "bron",
            "gepubliceerd",
            "demo",
            "versie",
        ]
        read_only_fields = fields

    def get_periode(self, row: Initiatief) -> str | None:
        """Null where it is not known."""
        return row.periode or None


class InitiatiefViewSet(KeptReadViewSet):
    """What residents and partners do in neighbourhoods."""

    queryset = Initiatief.objects.none()
    serializer_class = InitiatiefSerializer
    filterset_class = InitiatiefFilterSet
    lookup_value_converter = "int"
    sort_fields = {"titel": "titel", "stand": "stand"}
    api_description = _(
        "Initiatieven: wat bewoners en partners in een wijk doen, met wie, hoe ver het is en waar het vandaan komt."
    )

    def get_queryset(self) -> QuerySet[Initiatief]:
        """By place."""
        rows = Initiatief.objects.visible_to(self.request.user).select_related("gemeente", "gebied", "partij")
        return rows.prefetch_related(*self.get_prefetches()).order_by("gebied_id", "pk")

    def get_prefetches(self) -> "Sequence[Prefetch[Any]]":
        """Of a pijler or afspraak that this user may not see nothing is told."""
        user = self.request.user
        seen = Afspraak.objects.visible_to(user).select_related("afsprakenset")
        return [Prefetch("afspraak", seen), Prefetch("pijler", Thema.objects.visible_to(user))]


class SdgkoppelingFilterSet(StrictFilterSet):
    """Keys of sdgkoppelingen."""

    gemeente = gemeente_key()
    afsprakenset = set_key("afsprakenset")
    sdg = django_filters.ChoiceFilter(choices=Sdg.choices, label=_("Nummer van het werelddoel, 1 tot en met 17."))
    zoek = SearchFilter(
        "afsprakenset__naam", "thema__naam", label=_("Woorden in de naam van de afsprakenset of het thema.")
    )
    gewijzigdSinds = ChangedSinceFilter(Sdgkoppeling, drafts=drafts_of_gemeente)


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "sdg-koppeling",
            value={
                "id": 1,
                "gemeente": "maastricht",
                "afsprakenset": "veerkrachtige-wijken-2025",
                "thema": 1,
                "afspraak": None,
                "sdg": 1,
                "naam": "Geen armoede",
                "bron": "Programma Veerkrachtige Wijken",
                "bronPlaats": "Beoogd effect",
                "bronOpmerking": "",
            },
        )
    ]
)
class SdgkoppelingSerializer(StrictModelSerializer):
    """A link to a goal; needs `gemeente`, `afsprakenset`, `thema`, `afspraak` and `bron` loaded."""

    id = serializers.IntegerField(read_only=True, help_text=_("Nummer van de koppeling in het portaal."))
    gemeente = GemeenteSlugField()
    afsprakenset = serializers.SlugField(
        source="afsprakenset.slug", read_only=True, help_text=_("Afsprakenset, zoals die in adressen heet.")
    )
    thema = serializers.IntegerField(
        source="thema.nummer",
        read_only=True,
        default=None,
        allow_null=True,
        help_text=_("Nummer van het thema, of null."),
    )
    afspraak = serializers.CharField(
        source="afspraak.code",
        read_only=True,
        default=None,
        allow_null=True,
        help_text=_("Code van de afspraak, of null."),
    )
    sdg = serializers.IntegerField(read_only=True, help_text=_("Nummer van het werelddoel, 1 tot en met 17."))
    naam = serializers.CharField(source="get_sdg_display", read_only=True, help_text=_("Naam van het werelddoel."))
    bron = serializers.CharField(
        source="bron.titel", read_only=True, default=None, allow_null=True, help_text=_("Document, of null.")
    )
    bronPlaats = serializers.CharField(
        source="bron_plaats", read_only=True, help_text=_("Hoofdstuk, tabel of bladzijde.")
    )
    bronOpmerking = serializers.CharField(
        source="bron_opmerking", read_only=True, help_text=_("Wat er bij de bron op te merken is.")
    )

    class Meta:
        model = Sdgkoppeling
        fields = [
            "id",
            "gemeente",
            "afsprakenset",
            "thema",
            "afspraak",
            "sdg",
            "naam",
            "bron",
            "bronPlaats",
            "bronOpmerking",
        ]
        read_only_fields = fields


class SdgkoppelingViewSet(KeptReadViewSet):
    """Which documents, themas and afspraken work on which goals of the United Nations."""

    queryset = Sdgkoppeling.objects.none()
    serializer_class = SdgkoppelingSerializer
    filterset_class = SdgkoppelingFilterSet
    lookup_value_converter = "int"
    sort_fields = {"sdg": "sdg"}
    api_description = _(
        "SDG-koppelingen: welk document, thema of welke afspraak aan welk werelddoel van de Verenigde Naties werkt."
    )

    def get_queryset(self) -> QuerySet[Sdgkoppeling]:
        """By set and goal."""
        rows = Sdgkoppeling.objects.visible_to(self.request.user)
        related = ("gemeente", "afsprakenset", "thema", "afspraak", "bron")
        return rows.select_related(*related).order_by("afsprakenset_id", "sdg", "pk")
