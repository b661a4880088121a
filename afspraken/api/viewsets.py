# SPDX-License-Identifier: EUPL-1.2
"""Agreements, what hangs on them, and how they stand."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from afspraken.api import filters, serializers
from afspraken.api.rows import RowReader
from afspraken.models import Actie, Afspraak, Afsprakenset, Termijn, Thema, Voortgang
from portaal.lib.api.rows import Row, RowsViewSet


class AfsprakenViewSet(RowsViewSet):
    """Base: reads its rows with a `RowReader` for whoever asks."""

    lookup_value_converter = "int"

    @property
    def reader(self) -> RowReader:
        """The reader for this request."""
        return RowReader(self.request.user, self.request.build_absolute_uri("/"))


class AfsprakensetViewSet(AfsprakenViewSet):
    """Agreed documents."""

    queryset = Afsprakenset.objects.none()
    serializer_class = serializers.AfsprakensetSerializer
    filterset_class = filters.AfsprakensetFilterSet
    api_description = _("Documenten met afspraken: meerjarige prestatieafspraken, jaarschijven, programma’s, pilots.")

    def get_queryset(self) -> QuerySet[Afsprakenset]:
        """Newest first within each gemeente."""
        rows = Afsprakenset.objects.visible_to(self.request.user)
        return rows.order_by("gemeente_id", "-begindatum", "slug", "pk")

    def read_rows(self, queryset: Any) -> Sequence[Row]:
        """As the reader reads them."""
        return self.reader.afsprakensets(queryset)


class ThemaViewSet(AfsprakenViewSet):
    """Numbered parts of a set."""

    queryset = Thema.objects.none()
    serializer_class = serializers.ThemaSerializer
    filterset_class = filters.ThemaFilterSet
    api_description = _("De thema’s van een afsprakenset, met hun werkgroep en de landelijke prioriteiten.")

    def get_queryset(self) -> QuerySet[Thema]:
        """In the order of the document."""
        return Thema.objects.visible_to(self.request.user).order_by("afsprakenset_id", "nummer", "pk")

    def read_rows(self, queryset: Any) -> Sequence[Row]:
        """As the reader reads them."""
        return self.reader.themas(queryset)


class AfspraakViewSet(AfsprakenViewSet):
    """Agreements."""

    queryset = Afspraak.objects.none()
    serializer_class = serializers.AfspraakSerializer
    filterset_class = filters.AfspraakFilterSet
    api_description = _(
        "Afspraken met wie trekt, waar, wanneer en hoe het ervoor staat. Zonder inloggen: wat is gepubliceerd, met de "
        "laatst gepubliceerde stand. `demo: true` betekent dat de getoonde stand een voorbeeld is."
    )

    def get_queryset(self) -> QuerySet[Afspraak]:
        """In the order of the document."""
        user = self.request.user
        rows = Afspraak.objects.visible_to(user).with_stand(user)
        return rows.order_by("afsprakenset_id", "volgorde", "pk")

    def read_rows(self, queryset: Any) -> Sequence[Row]:
        """As the reader reads them."""
        return self.reader.afspraken(queryset)


class ActieViewSet(AfsprakenViewSet):
    """Lines of "we starten met"."""

    queryset = Actie.objects.none()
    serializer_class = serializers.ActieSerializer
    filterset_class = filters.ActieFilterSet
    api_description = _(
        "Acties: wat partijen onder een afspraak gaan doen. Een actie heeft een eigen stand. Een actie kent twee "
        "signalen: `termijn_verstreken` en `wacht_op_besluit`."
    )

    def get_queryset(self) -> QuerySet[Actie]:
        """In the order of the document."""
        user = self.request.user
        rows = Actie.objects.visible_to(user).with_stand(user)
        return rows.order_by("afspraak__afsprakenset_id", "afspraak__volgorde", "afspraak_id", "volgnummer", "pk")

    def read_rows(self, queryset: Any) -> Sequence[Row]:
        """As the reader reads them."""
        return self.reader.acties(queryset)


class TermijnViewSet(AfsprakenViewSet):
    """Dated promises."""

    queryset = Termijn.objects.none()
    serializer_class = serializers.TermijnSerializer
    filterset_class = filters.TermijnFilterSet
    api_description = _(
        "Termijnen van afspraken en acties, zo precies als de bron. Een termijn is verstreken als de laatste dag "
        "voorbij is, er niet aan is voldaan en de afspraak of actie nog loopt. Alleen `gereed` en `besluit` kunnen "
        "verstrijken."
    )

    def get_queryset(self) -> QuerySet[Termijn]:
        """What comes first."""
        user = self.request.user
        rows = Termijn.objects.visible_to(user).with_verstreken(user)
        return rows.order_by("begindatum", "einddatum", "pk")

    def read_rows(self, queryset: Any) -> Sequence[Row]:
        """As the reader reads them."""
        return self.reader.termijnen(queryset)


class VoortgangViewSet(AfsprakenViewSet):
    """Reports."""

    queryset = Voortgang.objects.none()
    serializer_class = serializers.VoortgangSerializer
    filterset_class = filters.VoortgangFilterSet
    api_description = _(
        "Meldingen over hoe een afspraak of actie ervoor staat, de nieuwste eerst. Een melding wordt nooit gewijzigd: "
        "een nieuwe komt ernaast. Wie meldde staat er niet bij, wel namens welke partij."
    )

    def get_queryset(self) -> QuerySet[Voortgang]:
        """Newest first."""
        return Voortgang.objects.visible_to(self.request.user).newest_first()

    def read_rows(self, queryset: Any) -> Sequence[Row]:
        """As the reader reads them."""
        return self.reader.voortgang(queryset)
