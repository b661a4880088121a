# SPDX-License-Identifier: EUPL-1.2
"""A whole filtered list in one answer: `?formaat=csv`, `xlsx`, `ods` or `ndjson`.

Rows are read in batches with a query that ends before its rows are sent. An open cursor would make every writer wait
on SQLite for as long as a slow client takes to read.
"""

import json
import re
import zlib
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any, Never

from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.viewsets import GenericViewSet

from portaal.lib.api import conf
from portaal.lib.api.problems import Fout, RequestFaults
from portaal.lib.api.renderers import UtcJSONEncoder
from portaal.lib.tables import writer

# A file may be compressed: unlike a page with a form it holds no secret beside what its reader sent.
GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?(?:,|\s|$))")
SHEETS = {"xlsx": writer.write_xlsx, "ods": writer.write_ods}
PLAIN_TYPES = frozenset({str, int, float, bool, Decimal, date, datetime, type(None)})


def batches(queryset: QuerySet[Any], *, size: int = conf.BULK_BATCH, by_key: bool = False) -> Iterator[QuerySet[Any]]:
    """The rows of a queryset as querysets of at most `size` rows, for `list()`, `.values_list()` or prefetching.

    In the order of the queryset, which costs 8 bytes of memory per row; with `by_key` in the order of the primary
    key, at no cost, for tables of millions of rows. A row that drops out of the queryset meanwhile (unpublished) is
    not delivered. Give no sliced queryset. The first batch is a small one: with it the answer begins.
    """
    first = min(size, conf.FIRST_BATCH)
    if by_key:
        ordered = queryset.order_by("pk")
        keys = list(ordered.values_list("pk", flat=True)[:first])
        while keys:
            yield ordered.filter(pk__gte=keys[0], pk__lte=keys[-1])
            keys = list(ordered.filter(pk__gt=keys[-1]).values_list("pk", flat=True)[:size])
        return
    all_keys = array("q", queryset.values_list("pk", flat=True))
    ends = [*range(first, len(all_keys), size), len(all_keys)]
    for start, end in pairwise([0, *ends]):
        if end > start:
            yield queryset.filter(pk__in=list(all_keys[start:end]))


def gzipped(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same, compressed as it goes; the first chunk is sent at once, so that the client sees that it begins."""
    compressor = zlib.compressobj(5, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    for number, chunk in enumerate(chunks):
        if compressed := compressor.compress(chunk) + (b"" if number else compressor.flush(zlib.Z_SYNC_FLUSH)):
            yield compressed
    yield compressor.flush()


class BulkMixin(ListModelMixin, GenericViewSet[Any]):
    """Adds the bulk formats to the list of a viewset that also inherits `StrictQueryMixin`.

    Without more it delivers what the serializer says, in the order of the list. Override `bulk_rows` where that is too
    slow: a serializer costs ten times what `.values_list()` costs.
    """

    query: dict[str, Any]

    bulk_formats: Sequence[str] = tuple(writer.FORMATS)
    bulk_columns: Sequence[str] = ()
    """Names of the columns of csv, xlsx and ods, in order; empty means every attribute of the serializer."""

    bulk_by_key = False
    """True for tables of millions of rows: see `batches`."""

    def list(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        """A page as JSON, or everything in one file; raises RequestFaults for what the format cannot hold."""
        chosen: str = self.query.get("formaat", "json")
        if chosen == "json":
            return super().list(request, *args, **kwargs)
        queryset = self.filter_queryset(self.get_queryset())
        limit = writer.FORMATS[chosen].max_rows
        if limit is not None and _count(queryset) > limit:
            _refuse_format(_("Dit formaat kan niet zo veel rijen aan. Kies csv of ndjson, of vraag minder."))
        return self.bulk_response(chosen, queryset)

    def bulk_rows(self, queryset: QuerySet[Any]) -> Iterator[Mapping[str, Any]]:
        """The rows as dicts of camelCase names; override with `batches(queryset, by_key=self.bulk_by_key)`."""
        for batch in batches(queryset, by_key=self.bulk_by_key):
            yield from self.get_serializer(batch, many=True).data

    def bulk_cell(self, value: Any) -> Any:
        """A value that is not plain as one cell: texts of a list with "; " between, what is nested as JSON text.

        Not a comma: names of parties hold commas.
        """
        if isinstance(value, list | tuple) and all(isinstance(part, str) for part in value):
            return "; ".join(value)
        if isinstance(value, list | tuple | dict):
            return json.dumps(value, cls=UtcJSONEncoder, ensure_ascii=False)
        return value

    def bulk_response(self, chosen: str, queryset: QuerySet[Any]) -> HttpResponseBase:
        """csv and ndjson are sent while they are read; a sheet is made first, in a temporary file."""
        form = writer.FORMATS[chosen]
        name = self.basename or "gegevens"
        filename = f"{name}.{form.extension}"
        headers = {"Content-Disposition": f'attachment; filename="{filename}"'}
        if self.request.method == "HEAD":
            return HttpResponse(content_type=form.content_type, headers=headers)
        if chosen in SHEETS:
            columns, cells = self._table(self.bulk_rows(queryset))
            try:
                file = SHEETS[chosen](columns, cells, sheet_name=name)
            except writer.ExportError as error:
                _refuse_format(str(error))
            return FileResponse(file, as_attachment=True, filename=filename, content_type=form.content_type)
        content = self.bulk_text(chosen, queryset)
        headers["Vary"] = "Accept-Encoding"
        if GZIP.search(self.request.META.get("HTTP_ACCEPT_ENCODING", "")):
            content, headers["Content-Encoding"] = gzipped(content), "gzip"
        return StreamingHttpResponse(content, content_type=form.content_type, headers=headers)

    def bulk_text(self, chosen: str, queryset: QuerySet[Any]) -> Iterator[bytes]:
        """The rows as csv or ndjson; override where the same values come back in a hundred thousand rows."""
        rows = self.bulk_rows(queryset)
        return writer.write_ndjson(rows) if chosen == "ndjson" else writer.write_csv(*self._table(rows))

    def _table(self, rows: Iterator[Mapping[str, Any]]) -> tuple[Sequence[str], Iterator[Sequence[Any]]]:
        """Names of the columns, and the rows by position.

        A decimal string of the serializer becomes a number again, so that a spreadsheet can add it up.
        """
        serializer = self.get_serializer_class()()
        fields = serializer.fields if isinstance(serializer, serializers.Serializer) else {}
        columns = tuple(self.bulk_columns or fields)
        money = {name for name, field in fields.items() if isinstance(field, serializers.DecimalField)}

        def cell(name: str, value: Any) -> Any:
            if type(value) not in PLAIN_TYPES:
                return self.bulk_cell(value)
            return Decimal(value) if name in money and isinstance(value, str) else value

        return columns, ([cell(name, row[name]) for name in columns] for row in rows)


def _count(rows: QuerySet[Any] | Sequence[Any]) -> int:
    return rows.count() if isinstance(rows, QuerySet) else len(rows)


def _refuse_format(text: str) -> Never:
    raise RequestFaults([Fout("formaat", "query", "row_limit", text)])
