# SPDX-License-Identifier: EUPL-1.2
"""Who owes what: every party has its share, and one sees of each how it stands."""

from typing import Any

from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from monitoring.selectors import choose_set
from monitoring.selectors.wederkerigheid import KOP, wederkerigheid
from monitoring.views.geen_set import no_set
from partijen.models import Gemeente
from partijen.pages import PageRequest, crumbs, query_url
from partijen.shortcuts import public_page
from wijken.exports import FORMATEN, table_response


@require_safe
@public_page
def partijen(request: PageRequest, gemeente: Gemeente) -> HttpResponseBase:
    """Commitments per kind and per party; `?partij=` lists those of one, `?formaat=` gives all of them as a file."""
    sets = choose_set(request.user, gemeente, request.GET.get("afsprakenset"))
    if sets.gekozen is None:
        return no_set(request, gemeente, sets)
    found = wederkerigheid(request.user, gemeente, sets.gekozen, timezone.localdate())
    if formaat := request.GET.get("formaat", ""):
        name = f"partijen-{gemeente.slug}-{sets.gekozen.slug}"
        response: HttpResponseBase = table_response(header=KOP, rows=found.rows(), formaat=formaat, name=name)
        return response
    asked = request.GET.get("partij", "")
    chosen = next((row for row in found.partijen if row.sleutel == asked), None)
    if asked and chosen is None:
        raise Http404
    context: dict[str, Any] = {
        "gemeente": gemeente,
        "afsprakenset": sets.gekozen,
        "sets": [
            {
                "label": row.naam,
                "url": query_url(request, afsprakenset=row.slug, partij=""),
                "huidig": row == sets.gekozen,
            }
            for row in sets.alle
            if len(sets.alle) > 1
        ],
        "stand": found,
        "gekozen": chosen,
        "regels": [(row, f"{query_url(request, partij=row.sleutel)}#partij") for row in found.partijen],
        "downloads": [(formaat, query_url(request, formaat=formaat, partij="")) for formaat in FORMATEN],
        "demo": found.demo,
        "kruimels": crumbs(gemeente, (_("Partijen"), "")),
    }
    return render(request, "monitoring/partijen.html", context)
