# SPDX-License-Identifier: EUPL-1.2
"""Pages of results: `count`, `next`, `previous`, `results`."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param
from rest_framework.views import APIView

from portaal.lib.api import conf
from portaal.lib.api.problems import Fout, RequestFaults
from portaal.lib.api.query import PAGINA, PAGINA_GROOTTE


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
