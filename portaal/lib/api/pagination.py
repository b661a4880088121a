# SPDX-License-Identifier: EUPL-1.2
"""Pages of results: `count`, `next`, `previous`, `results`."""

from collections.abc import Callable, Hashable, Sequence
from typing import Any

from django.db.models import Func, IntegerField, QuerySet
from django.utils.translation import gettext as _
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param
from rest_framework.views import APIView

from portaal.lib.api import conf
from portaal.lib.api.problems import Fout, RequestFaults
from portaal.lib.api.query import PAGINA, PAGINA_GROOTTE
from portaal.lib.compiled import read_objects, read_values


class KeptKeys(Sequence[Any]):
    """The keys of rows in their order; counting them, and reading those of the first page, is composed once per `key`.

    Args:
        key: all that the queryset hangs on, as for `read_values`; None when it is not kept.
        rows: makes the queryset.
        pks: what stands for ANY_KEY in it.
    """

    def __init__(
        self,
        key: tuple[Hashable, ...] | None,
        rows: "Callable[[], QuerySet[Any]]",
        *,
        pks: Sequence[int] | None = None,
    ) -> None:
        self.key, self.rows, self.pks = key, rows, pks

    def __len__(self) -> int:
        """Asked of the database each time, unless nothing can be among them."""
        key = None if self.key is None else (*self.key, "count")
        return sum(row["n"] for row in read_values(key, self._counted, pks=self.pks))

    def __getitem__(self, part: Any) -> list[Any]:
        """A page; of all but the usual first one the query is not kept, for anybody may ask for any number."""
        usual = (part.start, part.stop) == (0, conf.PAGE_SIZE)
        return self._read((*self.key, "page") if usual and self.key is not None else None, part)

    def _read(self, key: tuple[Hashable, ...] | None, part: slice) -> list[Any]:
        return [row["pk"] for row in read_values(key, lambda: self.rows().values("pk")[part], pks=self.pks)]

    def _counted(self) -> QuerySet[Any]:
        rows = self.rows().order_by()
        if rows.query.distinct or rows.query.group_by:
            raise ValueError("rows that are taken together cannot be counted one by one")
        return rows.values(n=Func(template="COUNT(*)", output_field=IntegerField()))


class KeptObjects(KeptKeys):
    """The same of objects, without what the queryset would prefetch."""

    def _read(self, key: tuple[Hashable, ...] | None, part: slice) -> list[Any]:
        return read_objects(key, lambda: self.rows().prefetch_related(None)[part], pks=self.pks)


class PortaalPagination(BasePagination):
    """Numbered pages up to row 10,000; beyond that the check of the query points to the bulk stream."""

    def paginate_queryset(
        self, queryset: QuerySet[Any, Any] | Sequence[Any], request: Request, view: APIView | None = None
    ) -> list[Any]:
        """The rows of the page in `view.query`; raises RequestFaults for a page after the last one."""
        query: dict[str, Any] = getattr(view, "query", {})
        self.request = request
        self.number: int = query.get(PAGINA.name, 1)
        size: int = query.get(PAGINA_GROOTTE.name, conf.PAGE_SIZE)
        self.count = queryset.count() if isinstance(queryset, QuerySet) else len(queryset)
        self.last = max(1, -(-self.count // size))
        if self.number > self.last:
            text = _("Zo veel pagina's zijn er niet: de laatste is %(last)d.") % {"last": self.last}
            raise RequestFaults([Fout(PAGINA.name, "query", "out_of_range", text)])
        start = (self.number - 1) * size
        return list(queryset[start : start + size])

    def get_paginated_response(self, data: Any) -> Response:
        """The answer of a list."""
        return Response(
            {
                "count": self.count,
                "next": self._link(self.number + 1) if self.number < self.last else None,
                "previous": self._link(self.number - 1) if self.number > 1 else None,
                "results": data,
            }
        )

    def _link(self, number: int) -> str:
        return replace_query_param(self.request.build_absolute_uri(), PAGINA.name, number)

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """The same in OpenAPI."""
        link = {"type": "string", "format": "uri", "nullable": True, "example": None}
        return {
            "type": "object",
            "required": ["count", "next", "previous", "results"],
            "properties": {
                "count": {"type": "integer", "description": _("Aantal rijen van de hele selectie."), "example": 1},
                "next": link | {"description": _("Adres van de volgende pagina.")},
                "previous": link | {"description": _("Adres van de vorige pagina.")},
                "results": schema,
            },
        }
