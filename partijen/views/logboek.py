# SPDX-License-Identifier: EUPL-1.2
"""The log of a gemeente, for its coordinator and beheerder."""

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from partijen import policies
from partijen.logboek import COLUMNS, FORMATEN, LogboekFilter, export_rows, read_page
from partijen.models import Gemeente
from partijen.pages import PageRequest, crumbs, query_url, signed_in
from portaal.lib.tables.writer import FORMATS, write_csv, write_ndjson, write_ods, write_xlsx

WRITTEN = {"xlsx": write_xlsx, "ods": write_ods}


@require_safe
@signed_in
def logboek(request: PageRequest, gemeente: Gemeente) -> HttpResponseBase:
    """What the filter shows, as a page of 50 or as a whole file."""
    if not policies.may_see_history(request.user, gemeente.pk):
        raise PermissionDenied
    filters = LogboekFilter(request.GET, gemeente=gemeente, user=request.user)
    valid = filters.is_valid()
    if valid and (formaat := filters.cleaned_data["formaat"]):
        return _download(filters, formaat)
    regels, volgende = read_page(filters) if valid else ([], None)
    context = {
        "gemeente": gemeente,
        "filters": filters,
        "regels": regels,
        "begin_url": query_url(request, voor="") if request.GET.get("voor") else "",
        "volgende_url": query_url(request, voor=str(volgende)) if volgende else "",
        "downloads": [(formaat, query_url(request, formaat=formaat, voor="")) for formaat in FORMATEN],
        "kruimels": crumbs(gemeente, (_("Logboek"), "")),
    }
    return render(request, "partijen/logboek.html", context, status=200 if valid else 422)


def _download(filters: LogboekFilter, formaat: str) -> HttpResponseBase:
    rows, kind = export_rows(filters), FORMATS[formaat]
    name = f"logboek-{filters.gemeente.slug}-{timezone.localdate():%Y-%m-%d}.{kind.extension}"
    if formaat not in WRITTEN:
        as_dicts = (dict(zip(COLUMNS, row, strict=True)) for row in rows)
        lines = write_csv(COLUMNS, rows) if formaat == "csv" else write_ndjson(as_dicts)
        response = StreamingHttpResponse(lines, content_type=kind.content_type)
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
    written = WRITTEN[formaat](COLUMNS, rows, sheet_name=_("Logboek"))
    return FileResponse(written, as_attachment=True, filename=name, content_type=kind.content_type)
