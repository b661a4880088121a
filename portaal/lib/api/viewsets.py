# SPDX-License-Identifier: EUPL-1.2
"""The viewset that the apps build on: reading of published data, strict about its query, bulk formats included."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import F, QuerySet
from rest_framework.mixins import RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from portaal.lib.api.bulk import BulkMixin
from portaal.lib.api.filters import StrictFilterSet
from portaal.lib.api.permissions import ReadPublished
from portaal.lib.api.query import PAGINA, PAGINA_GROOTTE, QueryKey, StrictQueryMixin, formaat_key, sorteer_key
from portaal.lib.api.renderers import UtcJSONEncoder
from portaal.lib.api.writing import etag_of


class ListViewSet(StrictQueryMixin, BulkMixin):
    """A resource one can list; see the package docstring for how to write one.

    `queryset` names the model (`Afspraak.objects.none()`); `get_queryset()` returns what `request.user` may see, in a
    total order (end on `pk`), or a list of dataclasses of a selector (then write `bulk_rows` too).
    """

    queryset: QuerySet[Any] | None = None
    permission_classes = [ReadPublished]
    filterset_class: type[StrictFilterSet] | None = None
    lookup_value_converter = "str"
    """Path converter of the lookup: `slug`, `int`, `uuid`, or `str`, which allows dots as in code 1.7."""

    sort_fields: Mapping[str, str] = {}
    """Attribute -> path by which the key `sorteer` sorts; only what the rows show, as this viewer sees it."""

    def get_query_keys(self) -> Sequence[QueryKey]:
        """On a list also the keys of sorting, paging and format."""
        if self.action != "list":
            return self.query_keys
        sorting = [sorteer_key(tuple(self.sort_fields))] if self.sort_fields else []
        formats = ("json", *self.bulk_formats)
        return [*self.query_keys, *sorting, PAGINA, PAGINA_GROOTTE, formaat_key(formats)]

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """What the filters leave, sorted as asked; after that in the order of the list, so that it is total."""
        rows = super().filter_queryset(queryset)
        if chosen := self.query.get("sorteer"):
            first = [
                F(self.sort_fields[name]).desc(nulls_last=True)
                if descending
                else F(self.sort_fields[name]).asc(nulls_last=True)
                for name, descending in chosen
            ]
            rows = rows.order_by(*first, *rows.query.order_by)
        return rows

    def make_filterset(self, request: Request) -> StrictFilterSet | None:
        """The filterset over no rows yet: `StrictFilterBackend` gives it the rows once the query is known to be right.

        The order matters: `get_queryset` may read `self.query["peildatum"]`.
        """
        if self.action != "list" or self.filterset_class is None or self.queryset is None:
            return None
        return self.filterset_class(request.query_params, self.queryset.none(), request=self.request)


class ReadViewSet(RetrieveModelMixin, ListViewSet):
    """A resource one can list and read one of; a hidden object is a 404 like a missing one."""

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One row with an ETag: its version, where it has one, for If-Match; otherwise a sum of what it says.

        Only the latter answers If-None-Match (304): what hangs on a row changes without its version.
        """
        response = super().retrieve(request, *args, **kwargs)
        if (versie := response.data.get("versie")) is not None:
            response["ETag"] = etag_of(versie)
            return response
        response["ETag"] = sum_of(response.data)
        if response["ETag"] in request.META.get("HTTP_IF_NONE_MATCH", ""):
            return Response(status=304, headers={"ETag": response["ETag"]})
        return response


def sum_of(row: Mapping[str, Any]) -> str:
    """An ETag of what a row says to this viewer."""
    text = json.dumps(row, cls=UtcJSONEncoder, sort_keys=True)
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
