# SPDX-License-Identifier: EUPL-1.2
"""The viewset that the apps build on: reading of published data, strict about its query, bulk formats included."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from rest_framework.mixins import RetrieveModelMixin
from rest_framework.request import Request

from portaal.lib.api.bulk import BulkMixin
from portaal.lib.api.filters import StrictFilterSet
from portaal.lib.api.permissions import ReadPublished
from portaal.lib.api.query import PAGINA, PAGINA_GROOTTE, QueryKey, StrictQueryMixin, formaat_key


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

    def get_query_keys(self) -> Sequence[QueryKey]:
        """On a list also the keys of paging and format."""
        if self.action != "list":
            return self.query_keys
        formats = ("json", *self.bulk_formats)
        return [*self.query_keys, PAGINA, PAGINA_GROOTTE, formaat_key(formats)]

    def make_filterset(self, request: Request) -> StrictFilterSet | None:
        """The filterset over no rows yet: `StrictFilterBackend` gives it the rows once the query is known to be right.

        The order matters: `get_queryset` may read `self.query["peildatum"]`.
        """
        if self.action != "list" or self.filterset_class is None or self.queryset is None:
            return None
        return self.filterset_class(request.query_params, self.queryset.none(), request=self.request)


class ReadViewSet(RetrieveModelMixin, ListViewSet):
    """A resource one can list and read one of; a hidden object is a 404 like a missing one."""
