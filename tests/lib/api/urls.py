# SPDX-License-Identifier: EUPL-1.2
"""A small API of groups, to test the infrastructure without any app; names that start with "verborgen" are hidden."""

from datetime import UTC, date, datetime
from decimal import Decimal

import django_filters
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db.models import DateTimeField, DecimalField, QuerySet, Value
from django.http import HttpResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import ViewSet

from portaal.lib.api.filters import BooleanFilter, DateFilter, IntegerFilter, StrictFilterSet
from portaal.lib.api.problems import RequestFaults
from portaal.lib.api.query import PEILDATUM
from portaal.lib.api.routers import PortaalRouter, api_urlpatterns
from portaal.lib.api.serializers import StrictModelSerializer, StrictSerializer
from portaal.lib.api.viewsets import ListViewSet, ReadViewSet

MOMENT = datetime(2025, 3, 31, 10, 0, tzinfo=UTC)


def visible_rights(request) -> QuerySet[Permission]:
    return Permission.objects.exclude(codename__startswith="verborgen")


class GroepSerializer(StrictModelSerializer):
    groepNaam = serializers.CharField(source="name")
    rechten = serializers.SlugRelatedField("codename", source="permissions", many=True, read_only=True)
    bedrag = serializers.DecimalField(max_digits=10, decimal_places=2, read_only=True)
    gewijzigdOp = serializers.DateTimeField(source="moment", read_only=True)

    class Meta:
        model = Group
        fields = ["id", "groepNaam", "rechten", "bedrag", "gewijzigdOp"]


class GroepFilterSet(StrictFilterSet):
    groepNaam = django_filters.CharFilter("name", label=_("Naam van de groep"))
    recht = django_filters.ModelChoiceFilter(
        "permissions", queryset=visible_rights, to_field_name="codename", label=_("Recht")
    )
    soort = django_filters.MultipleChoiceFilter("name", choices=[("een", "Een"), ("twee", "Twee")], label=_("Soort"))
    leeg = BooleanFilter("permissions", lookup_expr="isnull", label=_("Zonder rechten"))
    nummer = IntegerFilter("pk", minimum=1, label=_("Nummer"))
    sinds = DateFilter(method="skip", label=_("Sinds"))

    def skip(self, queryset: QuerySet[Group], name: str, value: date) -> QuerySet[Group]:
        return queryset


class GroepViewSet(ReadViewSet):
    queryset = Group.objects.none()
    serializer_class = GroepSerializer
    filterset_class = GroepFilterSet
    query_keys = [PEILDATUM]
    lookup_field = "name"
    api_description = _("Groepen.")

    def get_queryset(self) -> QuerySet[Group]:
        return (
            Group.objects.exclude(name__startswith="verborgen")
            .annotate(
                bedrag=Value(Decimal("1234.50"), DecimalField(max_digits=10, decimal_places=2)),
                moment=Value(MOMENT, DateTimeField()),
            )
            .prefetch_related("permissions")
            .order_by("name", "pk")
        )


class RijViewSet(ListViewSet):
    """Rows that come from a selector and not from a queryset."""

    queryset = Group.objects.none()
    bulk_columns = ["titel", "waarde"]
    bulk_formats = ["csv", "ndjson"]

    class RijSerializer(StrictSerializer):
        titel = serializers.CharField()
        waarde = serializers.DecimalField(max_digits=9, decimal_places=1, coerce_to_string=False)

    serializer_class = RijSerializer

    def get_queryset(self):
        return [{"titel": "een", "waarde": Decimal("1.5")}, {"titel": "twee", "waarde": Decimal("2")}]

    def filter_queryset(self, queryset):
        return queryset

    def bulk_rows(self, queryset):
        return iter(queryset)


class BodySerializer(StrictSerializer):
    naam = serializers.CharField(max_length=5)
    aantal = serializers.IntegerField(max_value=10)
    actief = serializers.BooleanField(required=False)
    delen = RijViewSet.RijSerializer(many=True, required=False)


class BodyView(APIView):
    """Reads a body, to test the parser and the faults of a serializer."""

    permission_classes = [AllowAny]
    api_description = _("Een inhoud.")

    @extend_schema(request=BodySerializer, responses=BodySerializer)
    def post(self, request):
        if request.query_params:
            serializer = BodySerializer(data=request.data)
            serializer.is_valid(raise_exception=True)
        return Response({"ontvangen": request.data})


class CrashView(APIView):
    """Fails in the way its address says."""

    permission_classes = [AllowAny]
    schema = None

    def get(self, request, how):
        raise ERRORS[how]


ERRORS = {
    "fout": ZeroDivisionError("geheim"),
    "verboden": PermissionDenied("geheim"),
    "verdacht": SuspiciousOperation("geheim"),
    "leeg": RequestFaults([]),
}


class ClosedViewSet(ViewSet):
    """Names no permission."""

    schema = None

    def list(self, request):
        return Response({"geheim": True})


def crash(request, how):
    raise ERRORS[how]


@require_GET
def plain(request):
    return HttpResponse("platte tekst")


router = PortaalRouter()
router.register("groepen", GroepViewSet)
router.register("losse-rijen", RijViewSet)
router.register("gesloten", ClosedViewSet)

urlpatterns = [
    path("api/v1/inhoud", BodyView.as_view()),
    path("api/v1/stuk/<how>", CrashView.as_view()),
    path("api/v1/plat", plain),
    path("api/v1/plat/<how>", crash),
    path("gewoon", plain),
    path("accounts/logout/", plain, name="account_logout"),  # the middleware of the portal names it
    *api_urlpatterns(router),
    path("<slug:gemeente>/", plain),
    path("<slug:gemeente>/<slug:rest>/<slug:meer>/", plain),
]
