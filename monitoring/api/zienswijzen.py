# SPDX-License-Identifier: EUPL-1.2
"""Zienswijzen: keys, attributes and the resource, with writing one and answering it."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from afspraken.api.filters import find_afspraken
from monitoring.api import zienswijzeinvoer as invoer
from monitoring.models import Zienswijze
from monitoring.models.zienswijze import OVER
from monitoring.querysets.zienswijze import Staat, concepts_of
from partijen.api.filters import ChangedSinceFilter, find_partijen, gemeente_key
from partijen.api.kept import KeptReadViewSet
from partijen.api.serializers import GemeenteSlugField
from portaal.lib.api.filters import BooleanFilter, DateFilter, SearchFilter, StrictFilterSet
from portaal.lib.api.lookups import KnownFilter
from portaal.lib.api.openapi import IF_MATCH
from portaal.lib.api.permissions import ReadPublishedOrWrite
from portaal.lib.api.serializers import StrictModelSerializer


class ZienswijzeFilterSet(StrictFilterSet):
    """Keys of zienswijzen."""

    gemeente = gemeente_key()
    partij = KnownFilter("partij", find=find_partijen, label=_("Naam van de partij die schrijft."))
    afspraak = KnownFilter("afspraak", find=find_afspraken, label=_("Code van de afspraak: 6a."))
    soort = django_filters.ChoiceFilter(choices=Zienswijze.Soort.choices, label=_("Een zienswijze of een vraag."))
    staat = django_filters.ChoiceFilter(choices=Staat.choices, method="filter_staat", label=_("Hoever zij is."))
    vanaf = DateFilter("ingediend_op__date", "gte", label=_("Ingediend op of na deze datum."))
    totEnMet = DateFilter("ingediend_op__date", "lte", label=_("Ingediend op of voor deze datum."))
    demo = BooleanFilter("demo", label=_("true: alleen voorbeelden, false: geen voorbeelden."))
    zoek = SearchFilter("titel", "tekst", "antwoord", "over_naam", label=_("Woorden in een van de teksten."))
    gewijzigdSinds = ChangedSinceFilter(Zienswijze, drafts=lambda user: concepts_of(user) or Q(pk__in=[]))

    def filter_staat(self, queryset: QuerySet[Zienswijze], name: str, value: str) -> QuerySet[Zienswijze]:
        """Those that are so far."""
        return queryset.in_staat(Staat(value))  # type: ignore[attr-defined,no-any-return]


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "zienswijze",
            response_only=True,
            value={
                "id": 3,
                "gemeente": "maastricht",
                "soort": "zienswijze",
                "partij": "Huurdersorganisaties",
                "overSoort": "afspraak",
                "overId": 12,
                "over": "1e Jaarlijkse huurverhoging",
                "afspraak": "1e",
                "titel": "De huren stijgen sneller dan de inkomens.",
                "tekst": "Onze leden merken dat elke maand.",
                "ingediendOp": "2026-03-02T09:00:00Z",
                "gerichtAan": None,
                "antwoordUiterlijk": "2026-03-30",
                "antwoord": "Wij bespreken het met de corporaties.",
                "antwoordNamens": "Gemeente Maastricht",
                "beantwoordOp": "2026-03-20T09:00:00Z",
                "staat": "gepubliceerd",
                "gepubliceerd": True,
                "url": "https://afsprakenportaal.example/maastricht/zienswijzen/3/",
                "demo": True,
                "versie": 4,
            },
        )
    ]
)
class ZienswijzeSerializer(StrictModelSerializer):
    """A view or question with its answer; needs the relations of `with_names`."""

    id = serializers.IntegerField(read_only=True, help_text=_("Nummer van de zienswijze in het portaal."))
    gemeente = GemeenteSlugField()
    soort = serializers.ChoiceField(
        Zienswijze.Soort.choices, read_only=True, help_text=_("Een zienswijze of een vraag.")
    )
    partij = serializers.CharField(source="partij.naam", read_only=True, help_text=_("Partij die schrijft."))
    overSoort = serializers.ChoiceField(
        [(name, name) for name in OVER], source="over_soort", read_only=True, help_text=_("Waar zij over gaat.")
    )
    overId = serializers.IntegerField(
        source="over_id", read_only=True, help_text=_("Nummer van de afspraak, rapportage of evaluatie.")
    )
    over = serializers.CharField(source="over_naam", read_only=True, help_text=_("Waar zij over gaat, in woorden."))
    afspraak = serializers.CharField(
        source="afspraak.code",
        read_only=True,
        default=None,
        allow_null=True,
        help_text=_("Code van de afspraak, of null."),
    )
    titel = serializers.CharField(read_only=True, help_text=_("De zienswijze of vraag in één zin."))
    tekst = serializers.CharField(read_only=True, help_text=_("De toelichting."))
    ingediendOp = serializers.DateTimeField(source="ingediend_op", read_only=True, help_text=_("Moment van indienen."))
    gerichtAan = serializers.CharField(
        source="gericht_aan.naam",
        read_only=True,
        default=None,
        allow_null=True,
        help_text=_("Partij die om een antwoord is gevraagd; null: de gemeente."),
    )
    antwoordUiterlijk = serializers.DateField(
        source="antwoord_uiterlijk", read_only=True, help_text=_("Dag waarop het antwoord er moet zijn.")
    )
    antwoord = serializers.CharField(read_only=True, help_text=_("Het antwoord; leeg als dat er nog niet is."))
    antwoordNamens = serializers.CharField(
        source="antwoord_namens.naam",
        read_only=True,
        default=None,
        allow_null=True,
        help_text=_("Partij die antwoordde, of null."),
    )
    beantwoordOp = serializers.DateTimeField(
        source="beantwoord_op", read_only=True, allow_null=True, help_text=_("Moment van het antwoord, of null.")
    )
    staat = serializers.ChoiceField(Staat.choices, read_only=True, help_text=_("Hoever zij is."))
    gepubliceerd = serializers.BooleanField(read_only=True, help_text=_("true: iedereen kan haar lezen."))
    url = serializers.SerializerMethodField(help_text=_("Adres van de pagina."))
    demo = serializers.BooleanField(read_only=True, help_text=_("true: een voorbeeld."))
    versie = serializers.IntegerField(read_only=True, help_text=_("Gaat omhoog bij elke wijziging."))

    class Meta:
        model = Zienswijze
        fields = [
            "id",
            "gemeente",
            "soort",
            "partij",
            "overSoort",
            "overId",
            "over",
            "afspraak",
            "titel",
            "tekst",
            "ingediendOp",
            "gerichtAan",
            "antwoordUiterlijk",
            "antwoord",
            "antwoordNamens",
            "beantwoordOp",
            "staat",
            "gepubliceerd",
            "url",
            "demo",
            "versie",
        ]
        read_only_fields = fields

    def get_url(self, zienswijze: Zienswijze) -> str:
        """The page."""
        address: str = self.context["request"].build_absolute_uri(zienswijze.get_absolute_url())
        return address


class ZienswijzeViewSet(KeptReadViewSet):
    """What parties put beside an afspraak, rapportage or evaluation."""

    queryset = Zienswijze.objects.none()
    serializer_class = ZienswijzeSerializer
    filterset_class = ZienswijzeFilterSet
    permission_classes = [ReadPublishedOrWrite]
    lookup_value_converter = "int"
    sort_fields = {"ingediendOp": "ingediend_op", "antwoordUiterlijk": "antwoord_uiterlijk"}
    api_description = _(
        "Zienswijzen en vragen van partijen bij een afspraak, rapportage of evaluatie, met het antwoord. Zij worden "
        "openbaar als beide kanten akkoord zijn."
    )

    def get_queryset(self) -> QuerySet[Zienswijze]:
        """Newest first."""
        return Zienswijze.objects.visible_to(self.request.user).with_names().order_by("-ingediend_op", "-pk")

    @extend_schema(
        operation_id="zienswijzen_create",
        filters=False,
        summary=_("Een zienswijze indienen"),
        description=_(
            "Geeft namens een partij een zienswijze of vraag bij een afspraak, of bij een vastgestelde rapportage of "
            "evaluatie. Voor wie is ingelogd en voor die partij spreekt."
        ),
        request=invoer.ZienswijzeInvoerSerializer,
        responses={201: ZienswijzeSerializer},
    )
    def create(self, request: Request) -> Response:
        """Take in a new one."""
        made = invoer.submit(request)
        answer = self.one(made.pk, status=201)
        answer["Location"] = self.reverse_action("detail", args=[made.pk])
        return answer

    @extend_schema(
        operation_id="zienswijzen_partial_update",
        summary=_("Een zienswijze beantwoorden"),
        description=_(
            "Voor wie is ingelogd als coördinator of voor de partij die om een antwoord is gevraagd. De kop If-Match "
            "is verplicht. Met het antwoord gaat deze kant akkoord met publicatie."
        ),
        parameters=[IF_MATCH],
        request=invoer.AntwoordInvoerSerializer,
        responses={200: ZienswijzeSerializer},
    )
    def partial_update(self, request: Request, pk: int) -> Response:
        """Answer it, and give it as it is now."""
        row = self.get_queryset().filter(pk=pk).first()
        if row is None:
            raise Http404
        invoer.answer(request, row)
        return self.one(row.pk)

    def one(self, pk: int, *, status: int = 200) -> Response:
        """A row as it is now."""
        row: Any = self.get_queryset().get(pk=pk)
        data = self.get_serializer(row).data
        return Response(data, status=status, headers={"ETag": f'"{row.versie}"'})
