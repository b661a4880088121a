# SPDX-License-Identifier: EUPL-1.2
"""Deliveries, figures, projects and what does not add up."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from corporaties.api import aanleveren, filters, rows, serializers
from corporaties.models import Afwijking, Levering, Vastgoedproject, Voorraadcijfer
from partijen.api.kept import KeptColumnsViewSet
from portaal.lib.api.openapi import IDEMPOTENCY_KEY
from portaal.lib.api.permissions import ReadPublishedOrWrite
from portaal.lib.api.query import PEILDATUM, QueryKey
from portaal.lib.api.rows import Row


class LeveringViewSet(KeptColumnsViewSet):
    """Deliveries."""

    queryset = Levering.objects.none()
    columns = rows.LEVERING_COLUMNS
    serializer_class = serializers.LeveringSerializer
    filterset_class = filters.LeveringFilterSet
    sort_fields = {"geleverdOp": "geleverd_op", "vastgesteldOp": "vastgesteld_op", "corporatie": "partij__naam"}
    lookup_value_converter = "int"
    api_description = _(
        "Leveringen van cijfers: tabellen uit documenten en opgaven van corporaties. Een levering wordt nooit "
        "gewijzigd, een latere vervangt haar. Openbaar zodra de coördinator haar vaststelt."
    )

    permission_classes = [ReadPublishedOrWrite]
    too_large_hint = _("Als csv-, xlsx- of ods-bestand mag een levering 12 MB zijn, met hoogstens 50.000 cijfers.")

    def get_parsers(self) -> list[Any]:
        """A file may be sent beside JSON."""
        parsers = super().get_parsers()
        return [*parsers, *(parser() for parser in aanleveren.FILE_PARSERS)]

    def get_query_keys(self) -> Sequence[QueryKey]:
        """Of what is sent the keys say whose it is."""
        return aanleveren.KEYS if self.action == "create" else super().get_query_keys()

    @extend_schema(
        operation_id="leveringen_create",
        filters=False,
        summary=_("Cijfers leveren"),
        description=_(
            "Levert cijfers van één corporatie: als JSON, of als csv-, xlsx- of ods-bestand zoals u dat ook op de "
            "pagina kunt uploaden. Met een sleutel om te leveren, of ingelogd als databeheerder. Alles of niets wordt "
            "bewaard: bij fouten krijgt u ze allemaal, per cel. JSON mag 2,5 MB zijn, een bestand 12 MB. "
            "Een grote levering wordt later verwerkt: u krijgt 202 "
            "en in de kop Location waar u ziet hoever het is. De levering wordt openbaar als de coördinator haar "
            "vaststelt."
        ),
        parameters=[IDEMPOTENCY_KEY],
        request={
            "application/json": aanleveren.CijfersInvoerSerializer,
            **{parser.media_type: OpenApiTypes.BINARY for parser in aanleveren.FILE_PARSERS},
        },
        responses={
            200: aanleveren.AanleveringSerializer,
            201: aanleveren.AanleveringSerializer,
            202: aanleveren.AanleveringSerializer,
        },
    )
    def create(self, request: Request) -> Response:
        """Take in a delivery."""
        return aanleveren.deliver(request, self.query)

    @extend_schema(
        operation_id="leveringen_aanlevering_retrieve",
        filters=False,
        parameters=[
            OpenApiParameter("nummer", int, OpenApiParameter.PATH, description=_("Nummer uit de kop Location."))
        ],
        summary=_("Hoever een aanlevering is"),
        description=_(
            "Wat er van een grote levering werd die later wordt verwerkt. Alleen voor wie voor de corporatie levert."
        ),
        responses={200: aanleveren.AanleveringSerializer},
    )
    @action(detail=False, url_path="aanleveringen/<int:nummer>", url_name="aanlevering")
    def aanlevering(self, request: Request, nummer: int) -> Response:
        """How far it is."""
        return Response(aanleveren.row_of(aanleveren.find_aanlevering(request, nummer)))

    def get_queryset(self) -> QuerySet[Levering]:
        """Newest first."""
        return Levering.objects.visible_to(self.request.user).order_by("-geleverd_op", "-pk")

    def make_rows(self, found: Sequence[Row]) -> Sequence[Row]:
        """One query."""
        return rows.make_leveringen(found)


class WoningvoorraadViewSet(KeptColumnsViewSet):
    """Figures."""

    queryset = Voorraadcijfer.objects.none()
    columns = rows.CIJFER_COLUMNS
    serializer_class = serializers.WoningvoorraadSerializer
    filterset_class = filters.WoningvoorraadFilterSet
    query_keys = (PEILDATUM,)
    sort_fields = {
        "corporatie": "corporatie__naam",
        "gebied": "gebied__naam",
        "kenmerk": "lijst__kenmerk__code",
        "klasse": "klasse__volgorde",
        "periode": "begindatum",
        "waarde": "waarde",
    }
    lookup_value_converter = "int"
    bulk_by_key = True
    api_description = _(
        "Cijfers over woningen die nu gelden, met hun bron. Totalen staan er zoals ze gedrukt zijn. Met `levering` "
        "krijgt u alles wat die levering bracht. Tel cijfers van verschillende lijsten, bronnen of niveaus niet op."
    )

    def get_queryset(self) -> QuerySet[Voorraadcijfer]:
        """In the order in which they came, which is that of their source."""
        seen = Voorraadcijfer.objects.visible_to(self.request.user)
        peildatum = self.query.get("peildatum")
        if peildatum is not None:
            seen = seen.for_peildatum(peildatum)
        elif self.action == "list" and "levering" not in self.request.query_params:
            seen = seen.current()
        return seen.order_by("pk")

    def make_rows(self, found: Sequence[Row]) -> Sequence[Row]:
        """One query."""
        return rows.make_cijfers(found)

    def bulk_rows(self, queryset: QuerySet[Any]) -> Iterator[Mapping[str, Any]]:
        """In blocks, unless in an order that was asked for."""
        if "sorteer" in self.query:
            return super().bulk_rows(queryset)
        return rows.stream_cijfers(queryset)

    def bulk_text(self, chosen: str, queryset: QuerySet[Any]) -> Iterator[bytes]:
        """The same."""
        if "sorteer" in self.query:
            return super().bulk_text(chosen, queryset)
        return rows.stream_cijfers_text(queryset, chosen)


class VastgoedprojectViewSet(KeptColumnsViewSet):
    """Building projects."""

    queryset = Vastgoedproject.objects.none()
    columns = rows.PROJECT_COLUMNS
    serializer_class = serializers.VastgoedprojectSerializer
    filterset_class = filters.VastgoedprojectFilterSet
    sort_fields = {"code": "code", "naam": "naam", "gebied": "gebied__naam", "aantal": "aantal", "soort": "soort"}
    lookup_value_converter = "int"
    api_description = _(
        "Projecten van corporaties: nieuwbouw, sloop, renovatie, verkoop, aankoop en onderzoek. Het aantal staat er "
        "als getal en zoals het gedrukt is."
    )

    def get_queryset(self) -> QuerySet[Vastgoedproject]:
        """By gemeente and code."""
        return Vastgoedproject.objects.visible_to(self.request.user).order_by("gemeente_id", "code", "pk")

    def make_rows(self, found: Sequence[Row]) -> Sequence[Row]:
        """Two queries more."""
        return rows.make_projecten(found, self.request.user)


class AfwijkingViewSet(KeptColumnsViewSet):
    """What does not add up."""

    queryset = Afwijking.objects.none()
    of_everybody = True
    columns = rows.AFWIJKING_COLUMNS
    serializer_class = serializers.AfwijkingSerializer
    filterset_class = filters.AfwijkingFilterSet
    sort_fields = {"bron": "bron", "verschil": "verschil"}
    lookup_value_converter = "int"
    api_description = _(
        "Gepubliceerde cijfers die niet kloppen met de cijfers ernaast: totalen, percentages, balansen en hetzelfde "
        "cijfer in twee tabellen. Afronding van percentages telt niet als afwijking."
    )

    def get_queryset(self) -> QuerySet[Afwijking]:
        """In the order of the sources."""
        return self.seen().order_by("gemeente_id", "volgorde", "pk")  # type: ignore[no-any-return]

    def seen(self) -> Any:
        """With what the coordinator says about it."""
        return super().seen().with_toelichting()

    def make_rows(self, found: Sequence[Row]) -> Sequence[Row]:
        """One query."""
        return rows.make_afwijkingen(found)
