# SPDX-License-Identifier: EUPL-1.2
"""Query keys of the resources of partijen, and the keys that every resource shares."""

from collections.abc import Callable, Sequence
from typing import Any

import django_filters
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from partijen.models import Collectieflid, Gemeente, Overleg, Partij, PartijInGemeente, Wijziging
from portaal.lib.api.filters import BooleanFilter, DateFilter, MomentFilter, SearchFilter, StrictFilterSet
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


class ChangedSinceFilter(MomentFilter):
    """The key `gewijzigdSinds`: rows about which something changed since a moment, as this viewer could notice.

    Of who reads no drafts only changes count that were public at their moment; otherwise this key would tell that
    somebody works on something.

    Args:
        model: whose events count.
        path: from a row to that model; the row itself unless told otherwise.
        hung: (model, its link to the row) of what is shown within the row.
        drafts: condition for the rows of which a user reads drafts; None when the resource has none.
    """

    def __init__(
        self,
        model: type[Model],
        *,
        path: str = "pk",
        hung: Sequence[tuple[type[Model], str]] = (),
        drafts: Callable[[Any], Q] | None = None,
    ) -> None:
        super().__init__(
            label=_(
                "Wat sinds dit moment nieuw of gewijzigd is: 2026-03-31T10:00:00Z, of een datum. Neem een paar minuten "
                "speling."
            )
        )
        self.of, self.path, self.hung, self.drafts = model, path, hung, drafts

    def filter(self, queryset: QuerySet[Any], value: Any) -> QuerySet[Any]:
        """The rows, each once."""
        if not value:
            return queryset
        events = Wijziging.objects.filter(moment__gte=value)
        condition = self._touched(events.filter(openbaar=True))
        if self.drafts is not None:
            condition |= self.drafts(self.parent.request.user) & self._touched(events)
        return queryset.filter(condition)

    def _touched(self, events: QuerySet[Wijziging]) -> Q:
        def rows_of(model: type[Model]) -> QuerySet[Any, Any]:
            return events.filter(model=model._meta.label_lower).values("object_id")

        condition = Q(**{f"{self.path}__in": rows_of(self.of)})
        for model, link in self.hung:
            condition |= Q(pk__in=model._default_manager.filter(pk__in=rows_of(model)).values(link))
        return condition


class GemeenteFilterSet(StrictFilterSet):
    """Keys of gemeenten."""

    gemeente = gemeente_key("pk")
    zoek = SearchFilter("naam", label=_("Woorden die in de naam voorkomen."))
    gewijzigdSinds = ChangedSinceFilter(Gemeente)


class PartijFilterSet(StrictFilterSet):
    """Keys of partijen."""

    gemeente = KnownFilter(
        method="filter_gemeente", find=find_gemeenten, label=_("Partijen die in deze gemeente meedoen: maastricht.")
    )
    soort = django_filters.ChoiceFilter(choices=Partij.Soort.choices, label=_("Soort partij."))
    zoek = SearchFilter("naam", label=_("Woorden die in de naam voorkomen."))
    gewijzigdSinds = ChangedSinceFilter(Partij, hung=[(PartijInGemeente, "partij"), (Collectieflid, "collectief")])

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
    zoek = SearchFilter("naam", label=_("Woorden die in de naam voorkomen."))
    gewijzigdSinds = ChangedSinceFilter(Overleg)
