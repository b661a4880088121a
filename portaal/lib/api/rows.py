# SPDX-License-Identifier: EUPL-1.2
"""Resources whose rows are read as columns: a page, one object and a bulk stream come from the same function.

A serializer that looks up each attribute costs ten times what reading the columns costs. Here the serializer only says
in the OpenAPI document what a row holds; the tests hold the rows to it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from rest_framework.response import Response

from portaal.lib.api.bulk import batches
from portaal.lib.api.lines import Cells, write_csv_lines, write_ndjson_lines
from portaal.lib.api.pagination import KeptKeys, PortaalPagination
from portaal.lib.api.serializers import StrictSerializer
from portaal.lib.api.viewsets import ReadViewSet
from portaal.lib.compiled import can_be_stored

Row = dict[str, Any]


class RowSerializer(StrictSerializer):
    """Describes a row that is complete already; declare its attributes `read_only`."""

    def to_representation(self, instance: Row) -> Row:
        """The row itself."""
        return instance


class RowsViewSet(ReadViewSet):
    """A resource with a `read_rows`; `serializer_class` is a `RowSerializer`.

    The keys of a page are read first and its rows after: what a row shows (standings, signals, counts) is then
    computed for the rows of the page alone, whatever the sorting.
    """

    def read_rows(self, queryset: QuerySet[Any]) -> Sequence[Row]:
        """The rows of a queryset in its order, in a number of queries that does not depend on how many there are."""
        raise NotImplementedError

    def read_keys(self, keys: Sequence[int], rows: Callable[[], QuerySet[Any]]) -> Sequence[Row]:
        """The rows that have one of these keys, which come in the order of what `rows` makes.

        Where composing the query costs more than running it, a resource does so once for each access.
        """
        return self.read_rows(rows().filter(pk__in=keys))

    def paginate_queryset(self, queryset: QuerySet[Any]) -> list[Any] | None:  # type: ignore[override]
        """The rows of the page asked for."""
        keys = super().paginate_queryset(queryset.values_list("pk", flat=True))
        return list(self.read_keys(keys, lambda: queryset)) if keys else []

    def get_object(self) -> Row:
        """The row of the key in the address; raises Http404 when it is missing or hidden."""
        key = self.kwargs["pk"]
        rows = self.read_keys([key], self.get_queryset) if can_be_stored(key) else []
        if not rows:
            raise Http404
        return rows[0]

    def page_of(self, rows: KeptKeys, read_keys: Callable[[Sequence[int]], Sequence[Row]]) -> Response:
        """A page of another resource that hangs on a row of this one; its keys are PAGINA and PAGINA_GROOTTE."""
        paginator = PortaalPagination()
        keys = paginator.paginate_queryset(rows, self.request, self)
        return paginator.get_paginated_response(list(read_keys(keys)) if keys else [])

    def bulk_rows(self, queryset: QuerySet[Any]) -> Iterator[Mapping[str, Any]]:
        """All rows, a batch at a time."""
        for batch in batches(queryset, by_key=self.bulk_by_key and "sorteer" not in self.query):
            yield from self.read_rows(batch)

    def bulk_cells(self) -> Cells | None:
        """Where each attribute comes from, in their order, if csv and ndjson are to be written by the database.

        For rows of plain values that come by the hundred thousand.
        """
        return None

    def bulk_text(self, chosen: str, queryset: QuerySet[Any]) -> Iterator[bytes]:
        """The rows as csv or ndjson."""
        cells = self.bulk_cells()
        if cells is None:
            return super().bulk_text(chosen, queryset)
        return (write_csv_lines if chosen == "csv" else write_ndjson_lines)(queryset, cells)
