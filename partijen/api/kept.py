# SPDX-License-Identifier: EUPL-1.2
"""Resources of which one object is found by a query that is composed once for each access."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404
from django.utils import timezone

from partijen.policies import access_key
from portaal.lib.api.viewsets import ReadViewSet
from portaal.lib.compiled import ANY_KEY, read_object


class KeptReadViewSet(ReadViewSet):
    """A resource whose `get_queryset` follows from the access of the user, the day of today and the query keys.

    It may use nothing else: without query keys, which is how one object is asked for, its query is kept. What it
    would prefetch stands in `get_prefetches`, and `get_queryset` gives that to `prefetch_related`.
    """

    def get_prefetches(self) -> "Sequence[Prefetch[Any] | str]":
        """What is read beside the rows; may hang on the query keys as `get_queryset` may."""
        return ()

    def get_object(self) -> Any:
        """The object of the address; raises Http404 when it is missing or hidden."""
        if self.request.query_params:
            return super().get_object()
        key = ("api object", type(self), self.action, access_key(self.request.user), timezone.localdate())
        found = read_object(key, self._rows, pk=self.kwargs["pk"])
        if found is None:
            raise Http404
        prefetch_related_objects([found], *self.get_prefetches())
        self.check_object_permissions(self.request, found)
        return found

    def _rows(self) -> Any:
        rows = self.filter_queryset(self.get_queryset())
        return rows.prefetch_related(None).filter(pk__in=[ANY_KEY]).order_by()
