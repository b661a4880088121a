# SPDX-License-Identifier: EUPL-1.2
"""Agreements, what hangs on them, and how they stand."""

import datetime as dt
from collections.abc import Hashable, Iterator, Sequence
from functools import cached_property, partial
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from afspraken.api import bijstelling_writing, filters, serializers, writing
from afspraken.api.bijstellingen import BijstellingSerializer, read_bijstellingen
from afspraken.api.nested import with_publicatie
from afspraken.api.rows import TERMIJN_CELLS, RowReader, voortgang_cells
from afspraken.models import Actie, Afspraak, Afsprakenset, Termijn, Thema, Voortgang
from partijen.api.kept import KeptRowsViewSet, read_objects_by_key
from partijen.policies import access_key
from partijen.shortcuts import find_visible
from portaal.lib.api.lines import Cells
from portaal.lib.api.openapi import IDEMPOTENCY_KEY, IF_MATCH
from portaal.lib.api.pagination import KeptKeys
from portaal.lib.api.permissions import ReadPublishedOrWrite
from portaal.lib.api.query import PAGINA, PAGINA_GROOTTE, PEILDATUM, QueryKey
from portaal.lib.api.rows import Row
from portaal.lib.api.writing import etag_of
from portaal.lib.compiled import ANY_KEY
from portaal.lib.periods import past_day


class AfsprakenViewSet(KeptRowsViewSet):
    """Base: reads its rows with a `RowReader` for whoever asks."""

    lookup_value_converter = "int"

    @cached_property
    def reader(self) -> RowReader:
        """The reader for this request."""
        return RowReader(self.request.user, self.request.build_absolute_uri("/"), self.peildatum)

    @property
    def peildatum(self) -> dt.date | None:
        """The day of which the standing is asked; None is now."""
        return self.query.get(PEILDATUM.name)


NESTED = ("voortgang", "acties", "bijstellingen")


class MeldbaarViewSet(AfsprakenViewSet):
    """What one reports on, and what its descriptions may be changed of: afspraken and acties."""

    permission_classes = [ReadPublishedOrWrite]

    def get_query_keys(self) -> Sequence[QueryKey]:
        """Lists that hang on a row have pages too."""
        if self.action in NESTED and self.request.method != "POST":
            return [PAGINA, PAGINA_GROOTTE]
        return super().get_query_keys()

    def find(self, pk: int) -> Any:
        """The row itself; raises Http404 when it is missing or hidden."""
        raise NotImplementedError

    def reports(self, doel: Any) -> KeptKeys:
        """The reports on a row that this viewer may see, newest first."""
        user, of_actie = self.request.user, isinstance(doel, Actie)

        def rows() -> Any:
            own: Any = {"actie__in": [ANY_KEY]} if of_actie else {"afspraak__in": [ANY_KEY], "actie": None}
            return Voortgang.objects.visible_to(user).filter(**own).newest_first()

        return KeptKeys(("api reports", of_actie, access_key(user)), rows, pks=[doel.pk])

    def answer_voortgang(self, request: Request, pk: int) -> Response:
        """The reports on a row, or a new one."""
        doel = self.find(pk)
        if request.method != "POST":
            return self.page_of(self.reports(doel), self.reader.voortgang_of)
        voortgang, _new = writing.report(request, doel)
        [row] = self.reader.voortgang(Voortgang.objects.filter(pk=voortgang.pk))
        return writing.created(voortgang, row)

    def answer_change(self, request: Request, pk: int) -> HttpResponseBase:
        """Change the row, and give it as it is now."""
        writing.change(request, self.find(pk))
        return self.retrieve(request)


class AfsprakensetViewSet(AfsprakenViewSet):
    """Agreed documents."""

    queryset = Afsprakenset.objects.none()
    serializer_class = serializers.AfsprakensetSerializer
    filterset_class = filters.AfsprakensetFilterSet
    query_keys = (PEILDATUM,)
    sort_fields = {"naam": "naam", "slug": "slug", "begindatum": "begindatum"}
    api_description = _(
        "Documenten met afspraken: meerjarige prestatieafspraken, jaarschijven, programma’s, pilots. Met een peildatum "
        "die er toen al waren: ondertekend, of begonnen als geen bron de ondertekening noemt."
    )

    def get_queryset(self) -> QuerySet[Afsprakenset]:
        """Newest first within each gemeente; of a day, those that were adopted by then."""
        rows = Afsprakenset.objects.visible_to(self.request.user)
        if self.peildatum is not None:
            rows = rows.filter(
                Q(ondertekend_op__lte=self.peildatum) | Q(ondertekend_op=None, begindatum__lte=self.peildatum)
            )
        return rows.order_by("gemeente_id", "-begindatum", "slug", "pk")

    def read_rows(self, queryset: Any) -> Sequence[Row]:
        """As the reader reads them."""
        return self.reader.afsprakensets(queryset)

    def read_keys(self, keys: Sequence[int], rows: Any) -> Sequence[Row]:
        """The same, composed once."""
        return self.reader.afsprakensets_of(keys) if self.peildatum is None else super().read_keys(keys, rows)


class ThemaViewSet(AfsprakenViewSet):
    """Numbered parts of a set."""

    queryset = Thema.objects.none()
    serializer_class = serializers.ThemaSerializer
    filterset_class = filters.ThemaFilterSet
    sort_fields = {"nummer": "nummer", "naam": "naam"}
    api_description = _("De thema’s van een afsprakenset, met hun werkgroep en de landelijke prioriteiten.")

    def get_queryset(self) -> QuerySet[Thema]:
        """In the order of the document."""
        return Thema.objects.visible_to(self.request.user).order_by("afsprakenset_id", "nummer", "pk")

    def read_rows(self, queryset: Any) -> Sequence[Row]:
        """As the reader reads them."""
        return self.reader.themas(queryset)

    def read_keys(self, keys: Sequence[int], rows: Any) -> Sequence[Row]:
        """The same, composed once."""
        return self.reader.themas_of(keys)


class AfspraakViewSet(MeldbaarViewSet):
    """Agreements."""

    queryset = Afspraak.objects.none()
    serializer_class = serializers.AfspraakSerializer
    filterset_class = filters.AfspraakFilterSet
    query_keys = (PEILDATUM,)
    sort_fields = {
        "code": "code",
        "titel": "titel",
        "themaNummer": "thema__nummer",
        "status": "zicht_status",
        "fase": "zicht_fase",
        "bijgewerktOp": "zicht_bijgewerkt_op",
    }
    api_description = _(
        "Afspraken met wie trekt, waar, wanneer en hoe het ervoor staat. Zonder inloggen: wat is gepubliceerd, met de "
        "laatst gepubliceerde stand. `demo: true` betekent dat de getoonde stand een voorbeeld is."
    )

    def get_queryset(self) -> QuerySet[Afspraak]:
        """In the order of the document."""
        user = self.request.user
        rows = Afspraak.objects.visible_to(user).with_stand(user, peildatum=self.peildatum)
        return rows.order_by("afsprakenset_id", "volgorde", "pk")

    def read_rows(self, queryset: Any) -> Sequence[Row]:
        """As the reader reads them."""
        return self.reader.afspraken(queryset)

    def read_keys(self, keys: Sequence[int], rows: Any) -> Sequence[Row]:
        """The standing of a day that has been stands in the queryset; that of today follows from the keys."""
        return self.reader.afspraken_of(keys) if self.peildatum is None else super().read_keys(keys, rows)

    def find(self, pk: int) -> Afspraak:
        """With thema, set and gemeente, which the services look at."""
        row = find_visible(_afspraak, self.request.user, pk=pk)
        if row is None:
            raise Http404
        return row

    @extend_schema(
        filters=False,
        operation_id="afspraken_acties_list",
        summary=_("Lijst: acties van één afspraak"),
        description=_("De acties onder de afspraak die u mag zien, op volgorde."),
        responses={200: serializers.ActieSerializer(many=True)},
    )
    @action(detail=True, methods=["get"])
    def acties(self, request: Request, pk: int) -> Response:
        """The acties under it."""
        user, afspraak = request.user, self.find(pk)

        def rows() -> Any:
            return Actie.objects.visible_to(user).filter(afspraak__in=[ANY_KEY]).order_by("volgnummer", "pk")

        keys = KeptKeys(("api acties of", access_key(user)), rows, pks=[afspraak.pk])
        return self.page_of(keys, self.reader.acties_of)

    @extend_schema(
        methods=["GET"],
        filters=False,
        operation_id="afspraken_voortgang_list",
        summary=_("Lijst: voortgang van één afspraak"),
        description=_("De meldingen over de afspraak zelf die u mag zien, de nieuwste eerst."),
        responses={200: serializers.VoortgangSerializer(many=True)},
    )
    @extend_schema(
        methods=["POST"],
        operation_id="afspraken_voortgang_create",
        summary=_("Voortgang melden bij één afspraak"),
        description=_(
            "Voegt een melding toe; meldingen worden nooit gewijzigd. Met een sleutel voor voortgang van een partij "
            "die trekt, of ingelogd met een rol die mag melden."
        ),
        parameters=[IDEMPOTENCY_KEY],
        request=writing.MeldingInvoerSerializer,
        responses={201: serializers.VoortgangSerializer},
    )
    @action(detail=True, methods=["get", "post"])
    def voortgang(self, request: Request, pk: int) -> Response:
        """The reports on it, and a new one."""
        return self.answer_voortgang(request, pk)

    @extend_schema(
        methods=["GET"],
        filters=False,
        operation_id="afspraken_bijstellingen_list",
        summary=_("Lijst: bijstellingen van één afspraak"),
        description=_("De bijstellingen van de afspraak die u mag zien, het nieuwste besluit eerst."),
        responses={200: BijstellingSerializer(many=True)},
    )
    @extend_schema(
        methods=["POST"],
        operation_id="afspraken_bijstellingen_create",
        summary=_("Eén afspraak bijstellen"),
        description=_(
            "Bewaart een concept van een ander doel, een andere termijn of streefwaarde. Met `publiceren` geldt de "
            "nieuwe waarde meteen. Voor de coördinator."
        ),
        request=bijstelling_writing.BijstellingInvoerSerializer,
        responses={201: BijstellingSerializer},
    )
    @action(detail=True, methods=["get", "post"])
    def bijstellingen(self, request: Request, pk: int) -> Response:
        """What was changed of it by decision, and a new change."""
        user, afspraak = request.user, self.find(pk)
        if request.method != "POST":
            rows = partial(read_bijstellingen, user)
            keys = KeptKeys(
                ("api bijstellingen of", access_key(user)),
                lambda: rows().filter(afspraak__in=[ANY_KEY]),
                pks=[afspraak.pk],
            )
            return self.page_of(
                keys, lambda part: _read_changes(read_objects_by_key("bijstellingen", user, part, rows))
            )
        made = bijstelling_writing.create(request, afspraak)
        [row] = _read_changes(read_bijstellingen(user).filter(pk=made.pk))
        location = reverse("api:bijstellingen-detail", args=[made.pk])
        headers = {"Location": location, "ETag": etag_of(row["versie"])}
        return Response(row, status=201, headers=headers)

    @extend_schema(
        operation_id="afspraken_partial_update",
        summary=_("Beschrijving van één afspraak wijzigen"),
        description=_(
            "Wijzigt wat u meestuurt, als u de laatste versie las: de kop If-Match is verplicht. Voor de coördinator "
            "en, voor beschrijvingen, leden van de werkgroep van het thema."
        ),
        parameters=[IF_MATCH],
        request=writing.AfspraakInvoerSerializer,
        responses={200: serializers.AfspraakSerializer},
    )
    def partial_update(self, request: Request, pk: int) -> HttpResponseBase:
        """Change its descriptions."""
        return self.answer_change(request, pk)


def _read_changes(queryset: Any) -> Sequence[Row]:
    return list(BijstellingSerializer(queryset, many=True).data)


class ActieViewSet(MeldbaarViewSet):
    """Lines of "we starten met"."""

    queryset = Actie.objects.none()
    serializer_class = serializers.ActieSerializer
    filterset_class = filters.ActieFilterSet
    query_keys = (PEILDATUM,)
    sort_fields = {
        "code": "code",
        "titel": "titel",
        "status": "zicht_status",
        "fase": "zicht_fase",
        "bijgewerktOp": "zicht_bijgewerkt_op",
    }
    api_description = _(
        "Acties: wat partijen onder een afspraak gaan doen. Een actie heeft een eigen stand. Een actie kent twee "
        "signalen: `termijn_verstreken` en `wacht_op_besluit`."
    )

    def get_queryset(self) -> QuerySet[Actie]:
        """In the order of the document."""
        user = self.request.user
        rows = Actie.objects.visible_to(user).with_stand(user, peildatum=self.peildatum)
        return rows.order_by("afspraak__afsprakenset_id", "afspraak__volgorde", "afspraak_id", "volgnummer", "pk")

    def read_rows(self, queryset: Any) -> Sequence[Row]:
        """As the reader reads them."""
        return self.reader.acties(queryset)

    def read_keys(self, keys: Sequence[int], rows: Any) -> Sequence[Row]:
        """The standing of a day that has been stands in the queryset; that of today follows from the keys."""
        return self.reader.acties_of(keys) if self.peildatum is None else super().read_keys(keys, rows)

    def find(self, pk: int) -> Actie:
        """With its afspraak, which the services look at."""
        row = find_visible(_actie, self.request.user, pk=pk)
        if row is None:
            raise Http404
        return row

    @extend_schema(
        methods=["GET"],
        filters=False,
        operation_id="acties_voortgang_list",
        summary=_("Lijst: voortgang van één actie"),
        description=_("De meldingen over de actie zelf die u mag zien, de nieuwste eerst."),
        responses={200: serializers.VoortgangSerializer(many=True)},
    )
    @extend_schema(
        methods=["POST"],
        operation_id="acties_voortgang_create",
        summary=_("Voortgang melden bij één actie"),
        description=_(
            "Voegt een melding toe; meldingen worden nooit gewijzigd. Met een sleutel voor voortgang van een partij "
            "die trekt, of ingelogd met een rol die mag melden."
        ),
        parameters=[IDEMPOTENCY_KEY],
        request=writing.MeldingInvoerSerializer,
        responses={201: serializers.VoortgangSerializer},
    )
    @action(detail=True, methods=["get", "post"])
    def voortgang(self, request: Request, pk: int) -> Response:
        """The reports on it, and a new one."""
        return self.answer_voortgang(request, pk)

    @extend_schema(
        operation_id="acties_partial_update",
        summary=_("Beschrijving van één actie wijzigen"),
        description=_(
            "Wijzigt wat u meestuurt, als u de laatste versie las: de kop If-Match is verplicht. Voor de coördinator "
            "en, voor beschrijvingen, leden van de werkgroep van het thema."
        ),
        parameters=[IF_MATCH],
        request=writing.ActieInvoerSerializer,
        responses={200: serializers.ActieSerializer},
    )
    def partial_update(self, request: Request, pk: int) -> HttpResponseBase:
        """Change its descriptions."""
        return self.answer_change(request, pk)


class TermijnViewSet(AfsprakenViewSet):
    """Dated promises."""

    queryset = Termijn.objects.none()
    serializer_class = serializers.TermijnSerializer
    filterset_class = filters.TermijnFilterSet
    query_keys = (PEILDATUM,)
    sort_fields = {"begindatum": "begindatum", "einddatum": "einddatum", "soort": "soort"}
    api_description = _(
        "Termijnen van afspraken en acties, zo precies als de bron. Een termijn is verstreken als de laatste dag "
        "voorbij is, er niet aan is voldaan en de afspraak of actie nog loopt. Alleen `gereed` en `besluit` kunnen "
        "verstrijken."
    )

    def kept_more(self) -> tuple[Hashable, ...]:
        """The thresholds, which say what is late."""
        return (frozenset(self.reader.drempels.rows),)

    def get_queryset(self) -> QuerySet[Termijn]:
        """What comes first."""
        user = self.request.user
        rows = Termijn.objects.visible_to(user).with_verstreken(
            user, drempels=self.reader.drempels, peildatum=self.peildatum
        )
        return rows.order_by("begindatum", "einddatum", "pk")

    def read_rows(self, queryset: Any) -> Sequence[Row]:
        """As the reader reads them."""
        return self.reader.termijnen(queryset)

    def read_keys(self, keys: Sequence[int], rows: Any) -> Sequence[Row]:
        """The same, composed once."""
        return self.reader.termijnen_of(keys) if self.peildatum is None else super().read_keys(keys, rows)

    def bulk_cells(self) -> Cells | None:
        """As the reader reads them; it alone knows what terms were on another day."""
        return TERMIJN_CELLS if past_day(self.peildatum) is None else None


class VoortgangViewSet(AfsprakenViewSet):
    """Reports."""

    queryset = Voortgang.objects.none()
    serializer_class = serializers.VoortgangSerializer
    filterset_class = filters.VoortgangFilterSet
    query_keys = (PEILDATUM,)
    sort_fields = {"datum": "datum", "status": "status"}
    api_description = _(
        "Meldingen over hoe een afspraak of actie ervoor staat, de nieuwste eerst. Een melding wordt nooit gewijzigd: "
        "een nieuwe komt ernaast. Wie meldde staat er niet bij, wel namens welke partij."
    )

    def get_queryset(self) -> QuerySet[Voortgang]:
        """Newest first."""
        rows = Voortgang.objects.visible_to(self.request.user).newest_first()
        return rows.filter(datum__lte=self.peildatum) if self.peildatum else rows

    def read_rows(self, queryset: Any) -> Sequence[Row]:
        """As the reader reads them."""
        return self.reader.voortgang(queryset)

    def read_keys(self, keys: Sequence[int], rows: Any) -> Sequence[Row]:
        """The same, composed once."""
        return self.reader.voortgang_of(keys) if self.peildatum is None else super().read_keys(keys, rows)

    def bulk_cells(self) -> Cells:
        """As the reader reads them."""
        return voortgang_cells(self.request.user)

    def bulk_text(self, chosen: str, queryset: Any) -> Iterator[bytes]:
        """Written by the database."""
        return super().bulk_text(chosen, with_publicatie(queryset))


def _afspraak(user: Any, gemeente: None) -> "QuerySet[Afspraak]":
    rows = Afspraak.objects.visible_to(user).filter(pk=ANY_KEY)
    return rows.select_related("thema", "afsprakenset", "gemeente")  # type: ignore[no-any-return]


def _actie(user: Any, gemeente: None) -> "QuerySet[Actie]":
    rows = Actie.objects.visible_to(user).filter(pk=ANY_KEY)
    return rows.select_related("afspraak__thema", "afspraak__afsprakenset", "afspraak__gemeente")  # type: ignore[no-any-return]
