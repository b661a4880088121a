# SPDX-License-Identifier: EUPL-1.2
"""Funds and what was granted from them: keys, attributes and the resources. Nothing here is about a person."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from partijen.api.filters import ChangedSinceFilter, gemeente_key
from partijen.api.kept import KeptReadViewSet
from partijen.api.serializers import GemeenteSlugField
from portaal.lib.api.filters import BooleanFilter, DateFilter, SearchFilter, StrictFilterSet
from portaal.lib.api.lookups import KnownFilter
from portaal.lib.api.query import PEILDATUM
from portaal.lib.api.serializers import StrictModelSerializer
from portaal.lib.money import DECIMALS, MAX_DIGITS
from portaal.lib.periods import past_day
from wijken.api.filters import find_gebieden, gebied_key
from wijken.models import Aanvraag, Boeking, Fonds
from wijken.statussen import Aanvraagstatus


def bedrag(help_text: Any, source: str | None = None, **kwargs: Any) -> serializers.DecimalField:
    """An amount as a string with two decimals."""
    return serializers.DecimalField(
        MAX_DIGITS,
        DECIMALS,
        source=source,
        read_only=True,
        help_text=help_text,
        **kwargs,  # type: ignore[arg-type]
    )


class FondsFilterSet(StrictFilterSet):
    """Keys of leefbaarheidsfondsen."""

    gemeente = gemeente_key()
    gebied = gebied_key()
    zoek = SearchFilter("gebied__naam", "doel", label=_("Woorden in de naam van het gebied of in het doel."))
    gewijzigdSinds = ChangedSinceFilter(Fonds, hung=[(Boeking, "fonds")])


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "leefbaarheidsfonds",
            value={
                "id": 4,
                "gemeente": "maastricht",
                "gebied": "Mariaberg",
                "gebiedSoort": "buurt",
                "budget": "372598.82",
                "besteed": "0.00",
                "gereserveerd": "103000.00",
                "toegekend": "0.00",
                "beschikbaar": "269598.82",
                "budgetInBron": "372598.82",
                "doel": "Voor projecten en activiteiten van en voor bewoners. Een deel is apart gezet voor Gruuts.",
                "openVoorAanvragen": True,
                "bron": "Meerjarige prestatieafspraken Maastricht 2022-2026",
                "bronPlaats": "Hoofdstuk 6.2, tabel leefbaarheidsfonds",
                "bronOpmerking": "",
            },
        )
    ]
)
class FondsSerializer(StrictModelSerializer):
    """A fund; needs `with_stand`, and `gemeente`, `gebied` and `bron` loaded."""

    id = serializers.IntegerField(read_only=True, help_text=_("Nummer van het fonds in het portaal."))
    gemeente = GemeenteSlugField()
    gebied = serializers.CharField(
        source="gebied.naam", read_only=True, help_text=_("Buurt, focusgebied of rayon, zoals de bron het fonds noemt.")
    )
    gebiedSoort = serializers.CharField(
        source="gebied.soort", read_only=True, help_text=_("Wat voor gebied het is: buurt, focusgebied of rayon.")
    )
    budget = bedrag(_("Alles wat in het fonds kwam, in euro’s. Voorbeelden tellen nooit mee."))
    besteed = bedrag(_("Wat is betaald en niet is teruggekomen."))
    gereserveerd = bedrag(
        _("Wat apart staat en nog niet is betaald: reserveringen en toekenningen samen."), source="vastgelegd"
    )
    toegekend = bedrag(_("Het deel van gereserveerd dat al aan aanvragen is toegekend."))
    beschikbaar = bedrag(_("Wat nog vrij is: budget min besteed min gereserveerd."), source="vrij")
    budgetInBron = bedrag(
        _("Het budget zoals het in het document staat, of null."), source="budget_in_bron", allow_null=True
    )
    doel = serializers.CharField(read_only=True, help_text=_("Waarvoor het geld is."))
    openVoorAanvragen = serializers.BooleanField(
        source="open", read_only=True, help_text=_("true: bewoners kunnen nu geld aanvragen.")
    )
    bron = serializers.CharField(
        source="bron.titel", read_only=True, allow_null=True, help_text=_("Document waar dit uit komt, of null.")
    )
    bronPlaats = serializers.CharField(source="bron_plaats", read_only=True, help_text=_("Plaats in het document."))
    bronOpmerking = serializers.CharField(
        source="bron_opmerking", read_only=True, help_text=_("Wat er in het document niet klopt of ontbreekt.")
    )

    class Meta:
        model = Fonds
        fields = [
            "id",
            "gemeente",
            "gebied",
            "gebiedSoort",
            "budget",
            "besteed",
            "gereserveerd",
            "toegekend",
            "beschikbaar",
            "budgetInBron",
            "doel",
            "openVoorAanvragen",
            "bron",
            "bronPlaats",
            "bronOpmerking",
        ]
        read_only_fields = fields


class FondsViewSet(KeptReadViewSet):
    """Funds and what they hold."""

    queryset = Fonds.objects.none()
    of_everybody = True
    serializer_class = FondsSerializer
    filterset_class = FondsFilterSet
    lookup_value_converter = "int"
    sort_fields = {"gebied": "gebied__naam", "budget": "budget", "besteed": "besteed", "beschikbaar": "vrij"}
    query_keys = (PEILDATUM,)
    api_description = _(
        "Leefbaarheidsfondsen: budget, besteed, gereserveerd en beschikbaar per gebied. Met een peildatum wat er aan "
        "het eind van die dag was, naar de dag waarop het geld bewoog. Doel en of u kunt aanvragen zijn die van nu."
    )

    def get_queryset(self) -> QuerySet[Fonds]:
        """By gemeente and place."""
        return (
            Fonds.objects.visible_to(self.viewer)
            .with_stand(peildatum=past_day(self.query.get(PEILDATUM.name)))
            .select_related("gemeente", "gebied", "bron")
            .order_by("gemeente_id", "gebied__naam", "pk")
        )


class AanvraagFilterSet(StrictFilterSet):
    """Keys of fondsaanvragen."""

    gemeente = gemeente_key()
    gebied = gebied_key()
    fonds = KnownFilter("fonds__gebied", find=find_gebieden, label=_("Gebied van het fonds: naam of slug."))
    status = django_filters.ChoiceFilter(
        choices=[choice for choice in Aanvraagstatus.choices if choice[0] != Aanvraagstatus.ONBEVESTIGD],
        label=_("Waar de aanvraag is."),
    )
    vanaf = DateFilter("beslist_op", "gte", label=_("Beslist op of na deze datum."))
    totEnMet = DateFilter("beslist_op", "lte", label=_("Beslist op of voor deze datum."))
    demo = BooleanFilter("demo", label=_("true: alleen voorbeelden, false: geen voorbeelden."))
    zoek = SearchFilter("openbare_titel", "openbare_samenvatting", label=_("Woorden in titel of samenvatting."))
    gewijzigdSinds = ChangedSinceFilter(Aanvraag)


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "fondsaanvraag",
            value={
                "id": 9,
                "gemeente": "maastricht",
                "kenmerk": "LF-2026-0003",
                "gebied": "Mariaberg",
                "fonds": "Mariaberg",
                "titel": "Bankje bij de speeltuin",
                "samenvatting": "Bewoners plaatsen een bankje om elkaar te ontmoeten.",
                "status": "uitbetaald",
                "toegekend": "850.00",
                "beslistOp": "2026-03-12",
                "demo": True,
            },
        )
    ]
)
class AanvraagSerializer(StrictModelSerializer):
    """An application; needs `gemeente`, `gebied` and `fonds__gebied` loaded."""

    id = serializers.IntegerField(read_only=True, help_text=_("Nummer van de aanvraag in het portaal."))
    gemeente = GemeenteSlugField()
    kenmerk = serializers.CharField(read_only=True, help_text=_("Kenmerk van de aanvraag."))
    gebied = serializers.CharField(source="gebied.naam", read_only=True, help_text=_("Buurt waar het plan voor is."))
    fonds = serializers.CharField(
        source="fonds.gebied.naam", read_only=True, allow_null=True, help_text=_("Gebied van het fonds, of null.")
    )
    titel = serializers.CharField(
        source="openbare_titel", read_only=True, help_text=_("Titel die de fondsbeheerder openbaar maakte.")
    )
    samenvatting = serializers.CharField(
        source="openbare_samenvatting", read_only=True, help_text=_("Samenvatting die openbaar is.")
    )
    status = serializers.ChoiceField(Aanvraagstatus.choices, read_only=True, help_text=_("Waar de aanvraag is."))
    toegekend = bedrag(_("Toegekend bedrag in euro’s, of null."), allow_null=True)
    beslistOp = serializers.DateField(
        source="beslist_op", read_only=True, allow_null=True, help_text=_("Dag van het besluit, of null.")
    )
    demo = serializers.BooleanField(read_only=True, help_text=_("true: een voorbeeld, geen echte aanvraag."))

    class Meta:
        model = Aanvraag
        fields = [
            "id",
            "gemeente",
            "kenmerk",
            "gebied",
            "fonds",
            "titel",
            "samenvatting",
            "status",
            "toegekend",
            "beslistOp",
            "demo",
        ]
        read_only_fields = fields


class AanvraagViewSet(KeptReadViewSet):
    """Applications: the public finds those that were granted."""

    queryset = Aanvraag.objects.none()
    serializer_class = AanvraagSerializer
    filterset_class = AanvraagFilterSet
    lookup_value_converter = "int"
    sort_fields = {"beslistOp": "beslist_op", "gebied": "gebied__naam", "toegekend": "toegekend", "kenmerk": "kenmerk"}
    api_description = _("Aanvragen bij het leefbaarheidsfonds. Zonder sleutel: alleen wat is toegekend.")

    def get_queryset(self) -> QuerySet[Aanvraag]:
        """Newest decision first."""
        return (
            Aanvraag.objects.visible_to(self.request.user)
            .select_related("gemeente", "gebied", "fonds__gebied")
            .order_by("gemeente_id", "-beslist_op", "-pk")
        )
