# SPDX-License-Identifier: EUPL-1.2
"""Evaluations of a year: keys, attributes, the resource, and the lines of one evaluation."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from afspraken.api.filters import find_sets
from afspraken.statussen import Status
from monitoring.models import Evaluatie, Evaluatieregel, Oordeel
from monitoring.onderwerpen import ONDERWERPEN
from partijen.api.filters import ChangedSinceFilter, gemeente_key
from partijen.api.kept import KeptRowsViewSet, read_objects_by_key
from partijen.policies import access_key, toegang_of
from partijen.shortcuts import find_visible
from portaal.lib.api.filters import BooleanFilter, IntegerFilter, SearchFilter, StrictFilterSet
from portaal.lib.api.lookups import KnownFilter
from portaal.lib.api.pagination import KeptKeys
from portaal.lib.api.query import PAGINA, PAGINA_GROOTTE, QueryKey
from portaal.lib.api.rows import Row, RowSerializer
from portaal.lib.compiled import ANY_KEY, read_objects, read_values


def _drafts(user: Any) -> Q:
    """Evaluations of which the user reads concepts: all of a gemeente in which he takes part."""
    return Q(gemeente_id__in=list(toegang_of(user).rollen))


class EvaluatieFilterSet(StrictFilterSet):
    """Keys of evaluations."""

    gemeente = gemeente_key()
    afsprakenset = KnownFilter("afsprakenset", find=find_sets, label=_("Afsprakenset, zoals die in adressen heet."))
    jaar = IntegerFilter("jaar", minimum=1900, maximum=2100, label=_("Jaar waarop is teruggekeken."))
    demo = BooleanFilter("demo", label=_("true: alleen voorbeelden, false: geen voorbeelden."))
    zoek = SearchFilter("set_naam", "samenvatting", label=_("Woorden in de naam of samenvatting."))
    gewijzigdSinds = ChangedSinceFilter(Evaluatie, drafts=_drafts)


class OnderwerpSerializer(RowSerializer):
    """A topic of the checklist."""

    naam = serializers.CharField(read_only=True, help_text=_("Het onderwerp van de checklist."))
    besproken = serializers.CharField(read_only=True, help_text=_("Wat erover is gezegd; leeg als er niets is gezegd."))


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "evaluatie",
            value={
                "id": 4,
                "gemeente": "heerlen",
                "afsprakenset": "jaarschijf-2024",
                "naam": "Jaarschijf Heerlen 2024",
                "jaar": 2024,
                "peildatum": "2024-12-31",
                "samenvatting": "De meeste afspraken lopen.",
                "onderwerpen": [{"naam": "Beschikbaarheid", "besproken": "Er is meer gebouwd."}],
                "voorstellen": {"doorgaan": 20, "bijstellen": 3, "stoppen": 1, "toevoegen": 2, "geen": 0},
                "hash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                "concept": False,
                "vastgesteldOp": "2025-02-15T11:00:00Z",
                "zwartgemaakt": False,
                "url": "https://afsprakenportaal.example/heerlen/evaluaties/jaarschijf-2024/2024/",
                "demo": True,
            },
        )
    ]
)
class EvaluatieSerializer(RowSerializer):
    """An evaluation without its lines."""

    id = serializers.IntegerField(read_only=True, help_text=_("Nummer van de evaluatie in het portaal."))
    gemeente = serializers.SlugField(read_only=True, help_text=_("Gemeente, zoals die in adressen heet."))
    afsprakenset = serializers.SlugField(read_only=True, help_text=_("Afsprakenset, zoals die in adressen heet."))
    naam = serializers.CharField(read_only=True, help_text=_("Naam van de set toen de evaluatie werd gemaakt."))
    jaar = serializers.IntegerField(read_only=True, help_text=_("Jaar waarop is teruggekeken."))
    peildatum = serializers.DateField(read_only=True, help_text=_("De dag waarvan de standen zijn."))
    samenvatting = serializers.CharField(read_only=True, help_text=_("Wat het jaar gaf, in het kort."))
    onderwerpen = OnderwerpSerializer(many=True, read_only=True, help_text=_("De checklist, in volgorde."))
    voorstellen = serializers.DictField(
        child=serializers.IntegerField(),
        read_only=True,
        help_text=_("Hoe vaak elk voorstel voorkomt in de regels die u mag zien; `geen`: nog geen voorstel."),
    )
    hash = serializers.CharField(read_only=True, help_text=_("SHA-256 over de inhoud, of leeg bij een concept."))
    concept = serializers.BooleanField(read_only=True, help_text=_("true: nog niet vastgesteld."))
    vastgesteldOp = serializers.DateTimeField(
        read_only=True, allow_null=True, help_text=_("Moment van vaststellen, of null.")
    )
    zwartgemaakt = serializers.BooleanField(
        read_only=True, help_text=_("true: er zijn later persoonsgegevens uit gehaald; het kenmerk is dat van ervoor.")
    )
    url = serializers.CharField(read_only=True, help_text=_("Adres van de pagina."))
    demo = serializers.BooleanField(read_only=True, help_text=_("true: een voorbeeld, geen echte evaluatie."))


class OordeelSerializer(RowSerializer):
    """What one party thinks."""

    partij = serializers.CharField(read_only=True, help_text=_("Naam van de partij."))
    oordeel = serializers.ChoiceField(Oordeel.Waarde.choices, read_only=True, help_text=_("Hoe tevreden zij is."))
    toelichting = serializers.CharField(read_only=True, help_text=_("Waarom, in haar woorden."))


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "regel",
            value={
                "id": 31,
                "code": "1.7",
                "titel": "Huizen isoleren",
                "themaNummer": 1,
                "themaNaam": "Verduurzaming",
                "status": "stagnatie",
                "doel": "Label B in 2030.",
                "gepland": "tweede kwartaal 2024: gereed, plan.",
                "gerealiseerd": "Stagneert, 1 november 2024.",
                "toelichting": "Het materiaal kwam later.",
                "les": "Begin eerder.",
                "voorstel": "bijstellen",
                "voorstelTekst": "Label C in 2030.",
                "oordelen": [{"partij": "Weller", "oordeel": "deels", "toelichting": ""}],
            },
        )
    ]
)
class EvaluatieregelSerializer(RowSerializer):
    """One afspraak in an evaluation, or a proposal to add one."""

    id = serializers.IntegerField(read_only=True, help_text=_("Nummer van de regel in het portaal."))
    code = serializers.CharField(
        read_only=True, allow_null=True, help_text=_("Code van de afspraak; null bij een voorstel om toe te voegen.")
    )
    titel = serializers.CharField(read_only=True, help_text=_("Titel in gewone taal."))
    themaNummer = serializers.IntegerField(read_only=True, allow_null=True, help_text=_("Nummer van het thema."))
    themaNaam = serializers.CharField(read_only=True, help_text=_("Naam van het thema."))
    status = serializers.ChoiceField(
        Status.choices, read_only=True, allow_null=True, help_text=_("Hoe het er aan het eind van het jaar voor stond.")
    )
    doel = serializers.CharField(read_only=True, help_text=_("Waarvoor het was afgesproken."))
    gepland = serializers.CharField(read_only=True, help_text=_("Wat voor het jaar was afgesproken."))
    gerealiseerd = serializers.CharField(read_only=True, help_text=_("Wat ervan is gekomen."))
    toelichting = serializers.CharField(read_only=True, help_text=_("Hoe dat kwam."))
    les = serializers.CharField(read_only=True, help_text=_("Wat ervan is geleerd."))
    voorstel = serializers.ChoiceField(
        Evaluatieregel.Voorstel.choices, read_only=True, allow_null=True, help_text=_("Hoe het verder gaat, of null.")
    )
    voorstelTekst = serializers.CharField(read_only=True, help_text=_("Het nieuwe doel, of waarom het stopt."))
    oordelen = OordeelSerializer(many=True, read_only=True, help_text=_("Wat partijen ervan vinden."))


class EvaluatieViewSet(KeptRowsViewSet):
    """Evaluations of a year."""

    queryset = Evaluatie.objects.none()
    serializer_class = EvaluatieSerializer
    filterset_class = EvaluatieFilterSet
    lookup_value_converter = "int"
    sort_fields = {"jaar": "jaar", "peildatum": "peildatum", "naam": "set_naam"}
    api_description = _(
        "Evaluaties: per jaar wat was gepland, wat ervan is gekomen, wat is geleerd en wat partijen voorstellen. "
        "De regels per afspraak staan onder `regels`."
    )

    def get_query_keys(self) -> Sequence[QueryKey]:
        """The lines have pages too."""
        return [PAGINA, PAGINA_GROOTTE] if self.action == "regels" else super().get_query_keys()

    def get_queryset(self) -> QuerySet[Evaluatie]:
        """Newest year first."""
        return Evaluatie.objects.visible_to(self.request.user).order_by("-jaar", "-pk")

    def read_rows(self, queryset: Any) -> Sequence[Row]:
        """Two queries, whatever the number."""
        return self._rows(list(queryset.select_related("gemeente", "afsprakenset")))

    def read_keys(self, keys: Sequence[int], rows: Any) -> Sequence[Row]:
        """As many, composed once."""
        user = self.request.user

        def seen() -> "QuerySet[Evaluatie]":
            return Evaluatie.objects.visible_to(user).select_related("gemeente", "afsprakenset")

        return self._rows(read_objects_by_key(Evaluatie, user, keys, seen))

    def _rows(self, rows: Sequence[Evaluatie]) -> Sequence[Row]:
        user, counts = self.request.user, defaultdict(Counter)  # type: ignore[var-annotated]

        def lines() -> "QuerySet[Any]":
            found = Evaluatieregel.objects.filter(evaluatie__in=[ANY_KEY]).visible_among(user)
            return found.order_by().values("evaluatie", "voorstel").annotate(n=Count("pk"))

        for line in read_values(("api voorstellen", access_key(user)), lines, pks=[row.pk for row in rows]):
            counts[line["evaluatie"]][line["voorstel"] or "geen"] = line["n"]
        return [self._row(row, counts[row.pk]) for row in rows]

    def _row(self, row: Evaluatie, counts: Mapping[str, int]) -> Row:
        return {
            "id": row.pk,
            "gemeente": row.gemeente.slug,
            "afsprakenset": row.afsprakenset.slug,
            "naam": row.set_naam,
            "jaar": row.jaar,
            "peildatum": row.peildatum,
            "samenvatting": row.samenvatting,
            "onderwerpen": [
                {"naam": str(naam), "besproken": row.onderwerpen.get(code, "")} for code, naam in ONDERWERPEN.items()
            ],
            "voorstellen": {name: counts.get(name, 0) for name in (*Evaluatieregel.Voorstel.values, "geen")},
            "hash": row.hash,
            "concept": not row.vastgesteld,
            "vastgesteldOp": row.vastgesteld_op,
            "zwartgemaakt": row.zwartgemaakt_op is not None,
            "url": self.request.build_absolute_uri(row.get_absolute_url()),
            "demo": row.demo,
        }

    @extend_schema(
        filters=False,
        operation_id="evaluaties_regels_list",
        summary=_("Lijst: regels van één evaluatie"),
        description=_("De afspraken in de evaluatie die u mag zien, in de volgorde van het document."),
        responses={200: EvaluatieregelSerializer(many=True)},
    )
    @action(detail=True, methods=["get"])
    def regels(self, request: Request, pk: int) -> Response:
        """Its lines, as far as the viewer may see them."""
        user = request.user
        found = find_visible(_evaluatie, user, pk=pk)
        if found is None:
            raise Http404

        def rows() -> "QuerySet[Evaluatieregel]":
            lines = Evaluatieregel.objects.filter(evaluatie__in=[ANY_KEY]).visible_among(user)
            return lines.order_by("volgorde", "pk")

        keys = KeptKeys(("api regels of", access_key(user)), rows, pks=[found.pk])
        return self.page_of(keys, partial(_read_regels, user))


def _evaluatie(user: Any, gemeente: None) -> "QuerySet[Evaluatie]":
    return Evaluatie.objects.visible_to(user).filter(pk__in=[ANY_KEY]).order_by()


def _read_regels(user: Any, keys: Sequence[int]) -> Sequence[Row]:
    """Lines of an evaluation that this user may see, with what the parties think of them."""

    def judgements() -> "QuerySet[Oordeel]":
        found = Oordeel.objects.filter(regel__in=[ANY_KEY]).select_related("partij")
        return found.order_by("partij__naam", "pk")

    oordelen = defaultdict(list)
    for one in read_objects(("api", Oordeel), judgements, pks=keys):
        oordelen[one.regel_id].append(one)
    rows = read_objects_by_key(Evaluatieregel, user, keys, lambda: Evaluatieregel.objects.visible_among(user))
    return [
        {
            "id": row.pk,
            "code": row.code or None,
            "titel": row.titel,
            "themaNummer": row.thema_nummer,
            "themaNaam": row.thema_naam,
            "status": row.status or None,
            "doel": row.doel,
            "gepland": row.gepland,
            "gerealiseerd": row.gerealiseerd,
            "toelichting": row.toelichting,
            "les": row.les,
            "voorstel": row.voorstel or None,
            "voorstelTekst": row.voorstel_tekst,
            "oordelen": [
                {"partij": one.partij.naam, "oordeel": one.waarde, "toelichting": one.toelichting}
                for one in oordelen[row.pk]
            ],
        }
        for row in rows
    ]
