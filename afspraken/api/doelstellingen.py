# SPDX-License-Identifier: EUPL-1.2
"""Measurable targets with their parts, measurements and how they stand: keys, attributes and the resource."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from afspraken.api.filters import set_key
from afspraken.api.metingen import MetingInvoerSerializer, measure
from afspraken.koers import Koersstatus, course_of
from afspraken.models import Afspraak, Doeldeel, Doeleenheid, Doelstelling, Meting
from afspraken.querysets.zicht import zicht_of
from afspraken.toen import measured_by, put_back
from corporaties.models import Waardestatus
from partijen.api.filters import ChangedSinceFilter, gemeente_key
from partijen.api.kept import KeptRowsViewSet, read_objects_by_key
from partijen.policies import access_key
from partijen.shortcuts import find_visible
from portaal.lib.api.filters import SearchFilter, StrictFilterSet
from portaal.lib.api.pagination import KeptKeys
from portaal.lib.api.permissions import ReadPublishedOrWrite
from portaal.lib.api.query import PAGINA, PAGINA_GROOTTE, PEILDATUM, QueryKey
from portaal.lib.api.rows import Row, RowSerializer
from portaal.lib.compiled import ANY_KEY, read_objects, read_values
from portaal.lib.periods import past_day


def doel_drafts(user: Any) -> Any:
    """Targets of which a user reads drafts: of the sets of his gemeente."""
    return Q(gemeente_id__in=zicht_of(user).gemeente_ids)


class DoelstellingFilterSet(StrictFilterSet):
    """Keys of doelstellingen."""

    gemeente = gemeente_key()
    afsprakenset = set_key("afsprakenset")
    eenheid = django_filters.ChoiceFilter(choices=Doeleenheid.choices, label=_("Waarin het doel is uitgedrukt."))
    richting = django_filters.ChoiceFilter(
        choices=Doelstelling.Richting.choices, label=_("Minstens, hoogstens, precies of alleen volgen.")
    )
    zoek = SearchFilter("titel", "groep", "code", label=_("Woorden in titel, groep of code."))
    gewijzigdSinds = ChangedSinceFilter(
        Doelstelling, hung=[(Doeldeel, "doelstelling"), (Meting, "doelstelling")], drafts=doel_drafts
    )


class DoeldeelSerializer(RowSerializer):
    """A part of a target."""

    verdeling = serializers.CharField(read_only=True, help_text=_("Waarnaar is verdeeld: corporatie, niveau."))
    naam = serializers.CharField(read_only=True, help_text=_("Naam van het deel."))
    partij = serializers.CharField(read_only=True, allow_null=True, help_text=_("Naam van de partij, of null."))
    waarde = serializers.FloatField(read_only=True, allow_null=True, help_text=_("Het getal, of null."))
    waardestatus = serializers.ChoiceField(
        Waardestatus.choices, read_only=True, help_text=_("Of de waarde bekend is. Onbekend is nooit 0.")
    )
    eenheid = serializers.ChoiceField(Doeleenheid.choices, read_only=True, help_text=_("Eenheid; 4% is 4."))


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "meting",
            value={
                "datum": "2026-12-31",
                "deel": "Woonpunt",
                "waarde": 28.0,
                "waardestatus": "bekend",
                "bron": "Jaarverslag 2026, tabel 3",
                "demo": False,
            },
        )
    ]
)
class MetingSerializer(RowSerializer):
    """A measurement."""

    datum = serializers.DateField(read_only=True, help_text=_("Dag van de meting."))
    deel = serializers.CharField(read_only=True, allow_null=True, help_text=_("Het deel; null: het hele doel."))
    waarde = serializers.FloatField(read_only=True, allow_null=True, help_text=_("Het getal, of null."))
    waardestatus = serializers.ChoiceField(
        Waardestatus.choices, read_only=True, help_text=_("Of de waarde bekend is. Onbekend is nooit 0.")
    )
    bron = serializers.CharField(read_only=True, help_text=_("Waar het getal vandaan komt."))
    demo = serializers.BooleanField(read_only=True, help_text=_("true: een voorbeeld."))


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "doelstelling",
            value={
                "id": 4,
                "gemeente": "maastricht",
                "afsprakenset": "prestatieafspraken-2022-2026",
                "afspraak": "5a",
                "code": "standplaatsen",
                "titel": "Extra standplaatsen met een huurwoonwagen",
                "groep": None,
                "eenheid": "aantal",
                "richting": "precies",
                "doel": 18.0,
                "doelTekst": None,
                "waardestatus": "bekend",
                "periode": "2023/2030",
                "beginwaarde": None,
                "beginOp": None,
                "status": "geen_gegevens",
                "statusReden": "Er is nog niet gemeten.",
                "verwachting": None,
                "delen": [],
                "metingen": [],
                "bron": "Prestatieafspraken Maastricht 2022-2026",
                "bronPlaats": "Hoofdstuk 5, afspraak 5a",
                "bronOpmerking": "",
                "demo": False,
                "versie": 1,
            },
        )
    ]
)
class DoelstellingSerializer(RowSerializer):
    """A target or indicator."""

    id = serializers.IntegerField(read_only=True, help_text=_("Nummer van de doelstelling in het portaal."))
    gemeente = serializers.CharField(read_only=True, help_text=_("Naam van de gemeente in het adres."))
    afsprakenset = serializers.CharField(read_only=True, help_text=_("Afsprakenset, zoals die in adressen heet."))
    afspraak = serializers.CharField(
        read_only=True, allow_null=True, help_text=_("Code van de afspraak waar het doel bij hoort, of null.")
    )
    code = serializers.CharField(read_only=True, help_text=_("Code van het doel binnen de set."))
    titel = serializers.CharField(read_only=True, help_text=_("Wat wordt gemeten."))
    groep = serializers.CharField(read_only=True, allow_null=True, help_text=_("Waar het bij hoort, of null."))
    eenheid = serializers.ChoiceField(Doeleenheid.choices, read_only=True, help_text=_("Eenheid; 4% is 4."))
    richting = serializers.ChoiceField(
        Doelstelling.Richting.choices, read_only=True, help_text=_("Of meer of minder beter is.")
    )
    doel = serializers.FloatField(read_only=True, allow_null=True, help_text=_("Het getal, of null."))
    doelTekst = serializers.CharField(read_only=True, allow_null=True, help_text=_("Het doel in woorden, of null."))
    waardestatus = serializers.ChoiceField(
        Waardestatus.choices, read_only=True, help_text=_("Of het doel bekend is. Onbekend is nooit 0.")
    )
    periode = serializers.CharField(read_only=True, allow_null=True, help_text=_("Wanneer, zo precies als de bron."))
    beginwaarde = serializers.FloatField(read_only=True, allow_null=True, help_text=_("Hoe het begon, of null."))
    beginOp = serializers.DateField(read_only=True, allow_null=True, help_text=_("Dag van de beginwaarde, of null."))
    status = serializers.ChoiceField(
        [one.value for one in Koersstatus], read_only=True, help_text=_("Hoe het doel ervoor staat, berekend.")
    )
    statusReden = serializers.CharField(read_only=True, help_text=_("Waarom, in een zin."))
    verwachting = serializers.FloatField(
        read_only=True, allow_null=True, help_text=_("Waar een rechte lijn uitkomt op de laatste dag, of null.")
    )
    delen = DoeldeelSerializer(many=True, read_only=True, help_text=_("Hoe het doel is verdeeld."))
    metingen = MetingSerializer(many=True, read_only=True, help_text=_("Wat is gemeten, op volgorde van dag."))
    bron = serializers.CharField(read_only=True, allow_null=True, help_text=_("Document waar dit uit komt, of null."))
    bronPlaats = serializers.CharField(read_only=True, help_text=_("Hoofdstuk, tabel of bladzijde."))
    bronOpmerking = serializers.CharField(read_only=True, help_text=_("Wat er bij de bron op te merken is."))
    demo = serializers.BooleanField(read_only=True, help_text=_("true: een van de metingen is een voorbeeld."))
    versie = serializers.IntegerField(read_only=True, help_text=_("Gaat met elke wijziging omhoog."))


class DoelstellingViewSet(KeptRowsViewSet):
    """Targets and indicators."""

    queryset = Doelstelling.objects.none()
    permission_classes = [ReadPublishedOrWrite]
    serializer_class = DoelstellingSerializer
    filterset_class = DoelstellingFilterSet
    lookup_value_converter = "int"
    sort_fields = {"titel": "titel", "einddatum": "einddatum"}
    api_description = _(
        "Doelstellingen: wat een set wil bereiken en te meten is, hoe dat is verdeeld, wat is gemeten en of het op "
        "koers ligt. De verwachting is een rechte lijn, niets meer. Met een peildatum telt wat tot en met die dag is "
        "gemeten, tegen het doel zoals het toen gold."
    )

    query_keys = (PEILDATUM,)

    @property
    def dag(self) -> dt.date | None:
        """The day that has been of which is asked; None is now."""
        return past_day(self.query.get(PEILDATUM.name))

    def get_query_keys(self) -> Sequence[QueryKey]:
        """The measurements of a target have pages too."""
        if self.action == "metingen":
            return [] if self.request.method == "POST" else [PEILDATUM, PAGINA, PAGINA_GROOTTE]
        return super().get_query_keys()

    def get_queryset(self) -> QuerySet[Doelstelling]:
        """By set, in the order of the source."""
        rows = Doelstelling.objects.visible_to(self.request.user)
        return rows.order_by("afsprakenset_id", "volgorde", "pk")

    @extend_schema(
        methods=["GET"],
        filters=False,
        operation_id="doelstellingen_metingen_list",
        summary=_("Lijst: metingen van één doelstelling"),
        description=_("Wat is gemeten, op volgorde van dag."),
        responses={200: MetingSerializer(many=True)},
    )
    @extend_schema(
        methods=["POST"],
        operation_id="doelstellingen_metingen_create",
        summary=_("Meting toevoegen aan één doelstelling"),
        description=_(
            "Voegt een meting toe; metingen worden nooit gewijzigd. Een sleutel voor leveren meet het deel van de "
            "eigen partij; ingelogd meet u wat uw rol mag."
        ),
        request=MetingInvoerSerializer,
        responses={201: MetingSerializer},
    )
    @action(detail=True, methods=["get", "post"])
    def metingen(self, request: Request, pk: int) -> Response:
        """The measurements, and a new one."""
        user = request.user
        found = find_visible(_doelstelling, user, pk=pk)
        if found is None:
            raise Http404
        if request.method == "POST":
            return Response(_measured(measure(request, found)), status=201)

        def rows() -> Any:
            rows = Meting.objects.visible_to(user).filter(doelstelling__in=[ANY_KEY]).order_by("datum", "pk")
            return rows if self.dag is None else rows.filter(datum__lte=self.dag)

        def seen() -> QuerySet[Meting]:
            return Meting.objects.visible_to(user).select_related("deel")

        keys = KeptKeys(None if self.dag else ("api metingen of", access_key(user)), rows, pks=[found.pk])
        return self.page_of(
            keys, lambda part: [_measured(row) for row in read_objects_by_key(Meting, user, part, seen)]
        )

    def read_rows(self, queryset: Any) -> Sequence[Row]:
        """Four queries, whatever the number; one more for a day that has been."""
        rows = list(queryset.select_related("gemeente", "afsprakenset", "bron"))
        if self.dag is not None:
            put_back(rows, self.request.user, self.dag)
        return self._rows(rows)

    def read_keys(self, keys: Sequence[int], rows: Any) -> Sequence[Row]:
        """As many, composed once; those of a day that has been are not kept."""
        if self.dag is not None:
            return super().read_keys(keys, rows)
        user = self.request.user

        def seen() -> QuerySet[Doelstelling]:
            return Doelstelling.objects.visible_to(user).select_related("gemeente", "afsprakenset", "bron")

        return self._rows(read_objects_by_key(Doelstelling, user, keys, seen))

    def _rows(self, rows: Sequence[Doelstelling]) -> Sequence[Row]:
        """With their parts and measurements, and the codes of the afspraken that this user may see."""
        user, pks = self.request.user, [row.pk for row in rows]
        if not pks:
            return []

        def parts() -> QuerySet[Doeldeel]:
            found = Doeldeel.objects.filter(doelstelling__in=[ANY_KEY]).select_related("partij")
            return found.order_by("volgorde", "pk")

        def measured() -> Any:
            found = measured_by(self.dag).filter(doelstelling__in=[ANY_KEY]).select_related("deel")
            return found.order_by("datum", "pk")

        def named() -> QuerySet[Any]:
            return Afspraak.objects.visible_to(user).filter(pk__in=[ANY_KEY]).order_by().values("pk", "code")

        delen, metingen = defaultdict(list), defaultdict(list)
        for part in read_objects(("api", Doeldeel), parts, pks=pks):
            delen[part.doelstelling_id].append(part)
        for meting in read_objects(None if self.dag else ("api", Meting), measured, pks=pks):
            metingen[meting.doelstelling_id].append(meting)
        afspraken = {row.afspraak_id for row in rows if row.afspraak_id is not None}
        found = read_values(("api codes", access_key(user)), named, pks=afspraken)
        codes = {row["pk"]: row["code"] for row in found}
        today = self.dag or timezone.localdate()
        return [_row(row, codes.get(row.afspraak_id), delen[row.pk], metingen[row.pk], today) for row in rows]


def _doelstelling(user: Any, gemeente: None) -> QuerySet[Doelstelling]:
    return Doelstelling.objects.visible_to(user).filter(pk__in=[ANY_KEY]).select_related("afsprakenset").order_by()


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _measured(meting: Any) -> Row:
    return {
        "datum": meting.datum,
        "deel": meting.deel.naam if meting.deel is not None else None,
        "waarde": _number(meting.waarde),
        "waardestatus": meting.waardestatus,
        "bron": meting.herkomst,
        "demo": meting.demo,
    }


def _row(row: Any, afspraak: str | None, delen: Sequence[Any], metingen: Sequence[Any], today: Any) -> Row:
    koers = course_of(row, metingen, today)
    return {
        "id": row.pk,
        "gemeente": row.gemeente.slug,
        "afsprakenset": row.afsprakenset.slug,
        "afspraak": afspraak,
        "code": row.code,
        "titel": row.titel,
        "groep": row.groep or None,
        "eenheid": row.eenheid,
        "richting": row.richting,
        "doel": _number(row.doel),
        "doelTekst": row.doel_tekst or None,
        "waardestatus": row.waardestatus,
        "periode": row.periode or None,
        "beginwaarde": _number(row.beginwaarde),
        "beginOp": row.begin_op,
        "status": koers.status.value,
        "statusReden": koers.reden,
        "verwachting": _number(koers.verwachting),
        "delen": [
            {
                "verdeling": part.verdeling,
                "naam": part.naam,
                "partij": part.partij.naam if part.partij is not None else None,
                "waarde": _number(part.waarde),
                "waardestatus": part.waardestatus,
                "eenheid": part.eenheid,
            }
            for part in delen
        ],
        "metingen": [_measured(meting) for meting in metingen],
        "bron": row.bron.titel if row.bron is not None else None,
        "bronPlaats": row.bron_plaats,
        "bronOpmerking": row.bron_opmerking,
        "demo": any(meting.demo for meting in metingen),
        "versie": row.versie,
    }
