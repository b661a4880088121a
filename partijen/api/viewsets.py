# SPDX-License-Identifier: EUPL-1.2
"""Who takes part, and when they meet."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partijen.api.filters import GemeenteFilterSet, OverlegFilterSet, PartijFilterSet
from partijen.api.kept import KeptReadViewSet
from partijen.api.serializers import GemeenteSerializer, OverlegSerializer, PartijSerializer
from partijen.models import Collectieflid, Gemeente, Overleg, Partij
from portaal.lib.api.query import PEILDATUM
from portaal.lib.models import valid_on


class GemeenteViewSet(KeptReadViewSet):
    """The municipalities of this portal."""

    queryset = Gemeente.objects.none()
    of_everybody = True
    serializer_class = GemeenteSerializer
    filterset_class = GemeenteFilterSet
    lookup_value_converter = "int"
    sort_fields = {"naam": "naam", "slug": "slug"}
    api_description = _("De gemeenten in dit portaal.")

    def get_queryset(self) -> QuerySet[Gemeente]:
        """By name."""
        return Gemeente.objects.visible_to(self.viewer).order_by("naam", "pk")


class PartijViewSet(KeptReadViewSet):
    """Organisations that take part."""

    queryset = Partij.objects.none()
    of_everybody = True
    serializer_class = PartijSerializer
    filterset_class = PartijFilterSet
    lookup_value_converter = "int"
    query_keys = (PEILDATUM,)
    sort_fields = {"naam": "naam", "soort": "soort"}
    api_description = _(
        "Organisaties die meedoen: gemeenten, corporaties, huurdersorganisaties, werkgroepen en andere. Een collectief "
        "zoals “Corporaties” noemt wie er op de peildatum bij horen. Nooit personen."
    )

    def get_queryset(self) -> QuerySet[Partij]:
        """By name."""
        rows = Partij.objects.visible_to(self.viewer).select_related("gemeente", "huurders_van")
        return rows.prefetch_related(*self.get_prefetches()).order_by("naam", "pk")

    def get_prefetches(self) -> "Sequence[Prefetch[Any] | str]":
        """Where it is active, and who belonged to a collectief at the peildatum."""
        peildatum = self.query.get("peildatum") or timezone.localdate()
        members = Collectieflid.objects.filter(valid_on(peildatum)).select_related("lid").order_by("lid__naam", "pk")
        return ["gemeenten", Prefetch("leden", queryset=members, to_attr="leden_nu")]


class OverlegViewSet(KeptReadViewSet):
    """Meetings of the board and the kernteam."""

    queryset = Overleg.objects.none()
    of_everybody = True
    serializer_class = OverlegSerializer
    filterset_class = OverlegFilterSet
    lookup_value_converter = "int"
    sort_fields = {"datum": "datum", "naam": "naam", "soort": "soort"}
    api_description = _("Bestuurlijke overleggen en overleggen van het kernteam, met hun datum.")

    def get_queryset(self) -> QuerySet[Overleg]:
        """By date."""
        rows = Overleg.objects.visible_to(self.viewer).select_related("gemeente")
        return rows.order_by("datum", "gemeente_id", "pk")
