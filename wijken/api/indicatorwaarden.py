# SPDX-License-Identifier: EUPL-1.2
"""What sources say of neighbourhoods: keys, attributes and the resource."""

from collections.abc import Sequence
from typing import Any

import django_filters
from django.contrib.auth.models import AnonymousUser
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from partijen.api.filters import ChangedSinceFilter, gemeente_key
from partijen.api.kept import KeptRowsViewSet
from partijen.models import Brondocument
from portaal.lib.api.filters import SearchFilter, StrictFilterSet
from portaal.lib.api.lookups import KnownFilter
from portaal.lib.api.rows import Row, RowSerializer
from portaal.lib.compiled import ANY_KEY, read_values
from portaal.lib.periods import Periode, validate_periode
from wijken.api.filters import gebied_key
from wijken.models import Indicator, Indicatorwaarde


def find_indicatoren(user: Any, slug: str) -> QuerySet[Indicator]:
    """The indicators of a slug: several gemeenten know the same one."""
    return Indicator.objects.visible_to(user).filter(slug=slug)


def find_brondocumenten(user: Any, naam: str) -> QuerySet[Brondocument]:
    """The documents of a slug or title."""
    documents = Brondocument.objects.visible_to(user)
    return documents.filter(slug=naam) | documents.filter(titel__iexact=naam)


class IndicatorwaardeFilterSet(StrictFilterSet):
    """Keys of indicatorwaarden."""

    gemeente = gemeente_key()
    gebied = gebied_key()
    indicator = KnownFilter("indicator", find=find_indicatoren, label=_("Slug van een indicator: onveilig-gevoel."))
    groep = django_filters.ChoiceFilter(
        "indicator__groep", choices=Indicator.Groep.choices, label=_("Waar de indicator over gaat.")
    )
    periode = django_filters.CharFilter(
        method="filter_periode",
        validators=[validate_periode],
        label=_("Waarden over deze periode of een deel ervan: 2018, 2012/2018."),
    )
    bron = KnownFilter("bron", find=find_brondocumenten, label=_("Slug of titel van een brondocument."))
    zoek = SearchFilter("indicator__naam", "gebied__naam", label=_("Woorden in de naam van indicator of gebied."))
    gewijzigdSinds = ChangedSinceFilter(Indicatorwaarde)

    def filter_periode(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Values whose period shares a day with the one asked for."""
        periode = Periode.parse(value)
        return queryset.filter(begindatum__lte=periode.last, einddatum__gte=periode.first)


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "klasse",
            value={
                "id": 1217,
                "gemeente": "maastricht",
                "gebied": "Malberg",
                "gebiedSoort": "buurt",
                "cbsCode": "BU09350207",
                "deel": None,
                "indicator": "ervaren-gezondheid",
                "indicatorNaam": "Bewoners die zich gezond voelen",
                "eenheid": "procent",
                "periode": "2018",
                "waarde": None,
                "klasse": "61% of minder",
                "klasseRang": 1,
                "onderdrukt": False,
                "tegenspraak": False,
                "bron": "Onderzoek Veerkracht Maastricht",
                "bronPlaats": "Kaart 2-4",
                "bronOpmerking": "",
            },
        )
    ]
)
class IndicatorwaardeSerializer(RowSerializer):
    """A value as the document describes it."""

    id = serializers.IntegerField(read_only=True, help_text=_("Nummer van de uitspraak in het portaal."))
    gemeente = serializers.CharField(read_only=True, help_text=_("Naam van de gemeente in het adres."))
    gebied = serializers.CharField(read_only=True, help_text=_("Naam van de buurt, wijk of het rayon."))
    gebiedSoort = serializers.CharField(read_only=True, help_text=_("Soort gebied: buurt, wijk, rayon …"))
    cbsCode = serializers.CharField(read_only=True, allow_null=True, help_text=_("CBS-code van het gebied, of null."))
    deel = serializers.CharField(
        read_only=True,
        allow_null=True,
        help_text=_("Het deel van het gebied waarover het gaat; null: het hele gebied."),
    )
    indicator = serializers.CharField(read_only=True, help_text=_("Slug van de indicator."))
    indicatorNaam = serializers.CharField(read_only=True, help_text=_("Naam van de indicator."))
    eenheid = serializers.ChoiceField(
        Indicator.Eenheid.choices, read_only=True, help_text=_("Eenheid van ‘waarde’; 4% is 4.")
    )
    periode = serializers.CharField(read_only=True, help_text=_("Zo precies als de bron: 2018, 2012/2018."))
    waarde = serializers.FloatField(read_only=True, allow_null=True, help_text=_("Het getal, of null."))
    klasse = serializers.CharField(read_only=True, allow_null=True, help_text=_("De klasse, of null."))
    klasseRang = serializers.IntegerField(
        read_only=True, allow_null=True, help_text=_("Volgorde van de klasse; 1 is het minst.")
    )
    onderdrukt = serializers.BooleanField(
        read_only=True,
        help_text=_(
            "true: het cijfer gaat over minder dan 5 huishoudens, of zou zo’n cijfer verraden, en wordt niet gegeven."
        ),
    )
    tegenspraak = serializers.BooleanField(
        read_only=True, help_text=_("true: dezelfde bron zegt over hetzelfde ook iets anders.")
    )
    bron = serializers.CharField(read_only=True, help_text=_("Document waar dit uit komt."))
    bronPlaats = serializers.CharField(read_only=True, help_text=_("Kaart, tabel of bladzijde."))
    bronOpmerking = serializers.CharField(read_only=True, help_text=_("Wat er bij de bron op te merken is."))


COLUMNS = {
    "gemeente_slug": F("gemeente__slug"),
    "gebied_naam": F("gebied__naam"),
    "gebied_soort": F("gebied__soort"),
    "cbs_code": F("gebied__cbs_code"),
    "indicator_slug": F("indicator__slug"),
    "indicator_naam": F("indicator__naam"),
    "eenheid": F("indicator__eenheid"),
    "bron_titel": F("bron__titel"),
}
PLAIN = ("pk", "deel", "periode", "onderdrukt", "toonbare_waarde", "toonbare_klasse", "toonbare_rang", "tegenspraak")


class IndicatorwaardeViewSet(KeptRowsViewSet):
    """Values of indicators."""

    queryset = Indicatorwaarde.objects.none()
    of_everybody = True
    serializer_class = IndicatorwaardeSerializer
    filterset_class = IndicatorwaardeFilterSet
    lookup_value_converter = "int"
    sort_fields = {"gebied": "gebied__naam", "indicator": "indicator__slug", "periode": "begindatum"}
    api_description = _(
        "Wat bronnen zeggen over hoe het gaat in een buurt: een getal of een klasse. Spreekt een bron zichzelf tegen, "
        "dan staan de uitspraken naast elkaar. Cijfers over minder dan 5 huishoudens worden niet gegeven."
    )

    def get_queryset(self) -> QuerySet[Indicatorwaarde]:
        """By gemeente, indicator, place and time."""
        rows = Indicatorwaarde.objects.visible_to(self.viewer)
        return rows.order_by("gemeente_id", "indicator__slug", "gebied__naam", "begindatum", "pk")

    def read_rows(self, queryset: Any) -> Sequence[Row]:
        """One query."""
        return [_row(row) for row in _columns(queryset)]

    def read_keys(self, keys: Sequence[int], rows: Any) -> Sequence[Row]:
        """As `read_rows`, in a query that is composed once: everybody sees what the public sees."""
        found = {row["pk"]: row for row in read_values(("indicatorwaarden",), _of_keys, pks=keys)}
        return [_row(found[key]) for key in keys if key in found]


def _of_keys() -> QuerySet[Any]:
    return _columns(Indicatorwaarde.objects.visible_to(AnonymousUser()).filter(pk__in=[ANY_KEY]).order_by())


def _columns(queryset: Any) -> QuerySet[Any]:
    rows = queryset.with_toonbaar().with_tegenspraak().annotate(**COLUMNS)
    return rows.values(*PLAIN, *COLUMNS, "bron_plaats", "bron_opmerking")  # type: ignore[no-any-return]


def _row(row: dict[str, Any]) -> Row:
    waarde = row["toonbare_waarde"]
    return {
        "id": row["pk"],
        "gemeente": row["gemeente_slug"],
        "gebied": row["gebied_naam"],
        "gebiedSoort": row["gebied_soort"],
        "cbsCode": row["cbs_code"] or None,
        "deel": row["deel"] or None,
        "indicator": row["indicator_slug"],
        "indicatorNaam": row["indicator_naam"],
        "eenheid": row["eenheid"],
        "periode": row["periode"],
        "waarde": None if waarde is None else float(waarde),
        "klasse": row["toonbare_klasse"],
        "klasseRang": row["toonbare_rang"],
        "onderdrukt": row["onderdrukt"],
        "tegenspraak": row["tegenspraak"],
        "bron": row["bron_titel"],
        "bronPlaats": row["bron_plaats"],
        "bronOpmerking": row["bron_opmerking"],
    }
