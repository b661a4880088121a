# SPDX-License-Identifier: EUPL-1.2
"""Decided changes of goals, terms and targets: keys, attributes and the resource."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from afspraken.api import bijstelling_writing
from afspraken.api.filters import BijAfspraakFilterSet, drafts_at
from afspraken.models import Bijstelling
from partijen.api.filters import ChangedSinceFilter
from partijen.api.kept import KeptReadViewSet
from partijen.api.serializers import GemeenteSlugField
from portaal.lib.api.filters import BooleanFilter, DateFilter, SearchFilter
from portaal.lib.api.openapi import IF_MATCH
from portaal.lib.api.permissions import ReadPublishedOrWrite
from portaal.lib.api.query import PEILDATUM
from portaal.lib.api.serializers import StrictModelSerializer


class BijstellingFilterSet(BijAfspraakFilterSet):
    """Keys of bijstellingen."""

    soort = django_filters.ChoiceFilter(choices=Bijstelling.Soort.choices, label=_("Wat is bijgesteld."))
    vanaf = DateFilter("datum", "gte", label=_("Besloten op of na deze datum."))
    totEnMet = DateFilter("datum", "lte", label=_("Besloten op of voor deze datum."))
    demo = BooleanFilter("demo", label=_("true: alleen voorbeelden, false: geen voorbeelden."))
    zoek = SearchFilter("onderwerp", "oud", "nieuw", "reden", label=_("Woorden in een van de teksten."))
    gewijzigdSinds = ChangedSinceFilter(Bijstelling, drafts=drafts_at("afspraak__"))


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "bijstelling",
            value={
                "id": 3,
                "gemeente": "maastricht",
                "afsprakenset": "prestatieafspraken-2022-2026",
                "afspraak": "5w",
                "actie": None,
                "soort": "termijn",
                "onderwerp": "termijn gereed: plan van aanpak",
                "oud": "2022-Q1",
                "nieuw": "2022-Q3",
                "reden": "Het onderzoek is later klaar.",
                "datum": "2022-03-10",
                "overleg": "2022-03-10",
                "gepubliceerd": True,
                "demo": False,
                "versie": 2,
            },
        )
    ]
)
class BijstellingSerializer(StrictModelSerializer):
    """A decided change; needs `gemeente`, `afspraak`, its set, `actie` and `overleg` loaded."""

    id = serializers.IntegerField(read_only=True, help_text=_("Nummer van de bijstelling in het portaal."))
    gemeente = GemeenteSlugField()
    afsprakenset = serializers.SlugField(
        source="afspraak.afsprakenset.slug", read_only=True, help_text=_("Afsprakenset, zoals die in adressen heet.")
    )
    afspraak = serializers.CharField(source="afspraak.code", read_only=True, help_text=_("Code van de afspraak."))
    actie = serializers.CharField(
        source="actie.code", read_only=True, default=None, allow_null=True, help_text=_("Code van de actie, of null.")
    )
    soort = serializers.ChoiceField(Bijstelling.Soort.choices, read_only=True, help_text=_("Wat is bijgesteld."))
    onderwerp = serializers.CharField(read_only=True, help_text=_("Wat is bijgesteld, in woorden."))
    oud = serializers.CharField(
        read_only=True, help_text=_("De waarde ervoor: woorden, een periode of een getal; leeg als er geen was.")
    )
    nieuw = serializers.CharField(read_only=True, help_text=_("De waarde erna."))
    reden = serializers.CharField(read_only=True, help_text=_("Waarom het veranderde."))
    datum = serializers.DateField(read_only=True, help_text=_("Dag van het besluit."))
    overleg = serializers.DateField(
        source="overleg.datum",
        read_only=True,
        default=None,
        allow_null=True,
        help_text=_("Datum van het overleg dat besloot, of null."),
    )
    gepubliceerd = serializers.BooleanField(read_only=True, help_text=_("true: de nieuwe waarde geldt."))
    demo = serializers.BooleanField(read_only=True, help_text=_("true: een voorbeeld."))
    versie = serializers.IntegerField(read_only=True, help_text=_("Gaat met elke wijziging omhoog; voor If-Match."))

    class Meta:
        model = Bijstelling
        fields = [
            "id",
            "gemeente",
            "afsprakenset",
            "afspraak",
            "actie",
            "soort",
            "onderwerp",
            "oud",
            "nieuw",
            "reden",
            "datum",
            "overleg",
            "gepubliceerd",
            "demo",
            "versie",
        ]
        read_only_fields = fields


class BijstellingViewSet(KeptReadViewSet):
    """What was changed by decision."""

    queryset = Bijstelling.objects.none()
    serializer_class = BijstellingSerializer
    filterset_class = BijstellingFilterSet
    permission_classes = [ReadPublishedOrWrite]
    lookup_value_converter = "int"
    query_keys = (PEILDATUM,)
    sort_fields = {"datum": "datum", "soort": "soort"}
    api_description = _(
        "Bijstellingen: een doel, termijn of streefwaarde die met een besluit is veranderd. De oudste bijstelling van "
        "een afspraak zegt wat eerst was afgesproken."
    )

    def get_queryset(self) -> QuerySet[Bijstelling]:
        """Newest decision first; of a day, those decided by then."""
        rows = read_bijstellingen(self.request.user)
        return rows.filter(datum__lte=day) if (day := self.query.get(PEILDATUM.name)) else rows

    @extend_schema(
        operation_id="bijstellingen_partial_update",
        summary=_("Eén bijstelling wijzigen of publiceren"),
        description=_(
            "Wijzigt een concept, als u de laatste versie las: de kop If-Match is verplicht. Met `publiceren` geldt de "
            "nieuwe waarde meteen; daarna verandert de bijstelling niet meer. Voor de coördinator."
        ),
        parameters=[IF_MATCH],
        request=bijstelling_writing.BijstellingWijzigingSerializer,
        responses={200: BijstellingSerializer},
    )
    def partial_update(self, request: Request, pk: int) -> Response:
        """Change a concept, or let it take effect."""
        bijstelling_writing.change(request, self.find(pk))
        return self.retrieve(request, pk=pk)

    @extend_schema(
        operation_id="bijstellingen_destroy",
        summary=_("Eén concept van een bijstelling weggooien"),
        description=_(
            "Gooit een concept weg, als u de laatste versie las: de kop If-Match is verplicht. Een gepubliceerde "
            "bijstelling blijft altijd staan (412). Voor de coördinator."
        ),
        parameters=[IF_MATCH],
        responses={204: None},
    )
    def destroy(self, request: Request, pk: int) -> Response:
        """Throw a concept away."""
        bijstelling_writing.discard(request, self.find(pk))
        return Response(status=204)

    def find(self, pk: int) -> Bijstelling:
        """The row with what the services look at; raises Http404 when it is missing or hidden."""
        rows = Bijstelling.objects.visible_to(self.request.user).filter(pk=pk)
        row = rows.select_related("afspraak__afsprakenset", "afspraak__gemeente", "actie", "overleg").first()
        if row is None:
            raise Http404
        return row


def read_bijstellingen(user: Any) -> QuerySet[Bijstelling]:
    """Those that a viewer may see, the newest decision first, with what `BijstellingSerializer` needs."""
    related = ("gemeente", "afspraak__afsprakenset", "actie", "overleg")
    rows = Bijstelling.objects.visible_to(user).select_related(*related)
    return rows.order_by("-datum", "-pk")  # type: ignore[no-any-return]
