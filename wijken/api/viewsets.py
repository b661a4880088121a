# SPDX-License-Identifier: EUPL-1.2
"""Places within a gemeente."""

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portaal.lib.api.viewsets import ReadViewSet
from portaal.lib.models import valid_on
from wijken.api.filters import GebiedFilterSet
from wijken.api.serializers import GebiedSerializer
from wijken.models import Gebied, Gebiedsdeel


class GebiedViewSet(ReadViewSet):
    """Buurten, wijken, rayons and the like."""

    queryset = Gebied.objects.none()
    serializer_class = GebiedSerializer
    filterset_class = GebiedFilterSet
    lookup_value_converter = "int"
    api_description = _("Buurten, wijken, stadsdelen, rayons, focusgebieden en woonzorgzones van een gemeente.")

    def get_queryset(self) -> QuerySet[Gebied]:
        """By gemeente, kind and name."""
        parts = Gebiedsdeel.objects.filter(valid_on(timezone.localdate())).select_related("deel")
        return (
            Gebied.objects.visible_to(self.request.user)
            .select_related("gemeente", "ouder", "bron")
            .prefetch_related(Prefetch("delen", queryset=parts.order_by("deel__naam", "pk"), to_attr="delen_nu"))
            .order_by("gemeente_id", "soort", "naam", "pk")
        )
