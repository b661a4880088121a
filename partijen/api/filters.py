# SPDX-License-Identifier: EUPL-1.2
"""Query keys of the resources of partijen, and the keys that every resource shares."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from partijen.models import Gemeente, Overleg, Partij
from portaal.lib.api.filters import BooleanFilter, DateFilter, StrictFilterSet
from portaal.lib.api.lookups import KnownFilter


def find_gemeenten(user: Any, slug: str) -> QuerySet[Gemeente]:
    """The gemeente of a slug."""
    return Gemeente.objects.visible_to(user).filter(slug=slug)


def find_partijen(user: Any, naam: str) -> QuerySet[Partij]:
    """The parties of a name: the same collectief exists in several gemeenten."""
    return Partij.objects.visible_to(user).filter(naam__iexact=naam)


def gemeente_key(field_name: str = "gemeente") -> KnownFilter:
    """The key `gemeente` that every list takes."""
    return KnownFilter(field_name, find=find_gemeenten, label=_("Naam van de gemeente in het adres: maastricht."))


class GemeenteFilterSet(StrictFilterSet):
    """Keys of gemeenten."""

    gemeente = gemeente_key("pk")


class PartijFilterSet(StrictFilterSet):
    """Keys of partijen."""

    gemeente = KnownFilter(
        method="filter_gemeente", find=find_gemeenten, label=_("Partijen die in deze gemeente meedoen: maastricht.")
    )
    soort = django_filters.ChoiceFilter(choices=Partij.Soort.choices, label=_("Soort partij."))
    zoek = django_filters.CharFilter("naam", "icontains", label=_("Tekst die in de naam voorkomt."))

    def filter_gemeente(self, queryset: QuerySet[Partij], name: str, value: Any) -> QuerySet[Partij]:
        """Parties that are active there, or a group of it."""
        [gemeente] = value
        return queryset.in_gemeente(gemeente)  # type: ignore[attr-defined,no-any-return]


class OverlegFilterSet(StrictFilterSet):
    """Keys of overleggen."""

    gemeente = gemeente_key()
    soort = django_filters.ChoiceFilter(choices=Overleg.Soort.choices, label=_("Soort overleg."))
    vanaf = DateFilter("datum", "gte", label=_("Op of na deze datum."))
    totEnMet = DateFilter("datum", "lte", label=_("Op of voor deze datum."))
    demo = BooleanFilter("demo", label=_("true: alleen voorbeelden, false: geen voorbeelden."))
