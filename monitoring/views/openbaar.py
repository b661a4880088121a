# SPDX-License-Identifier: EUPL-1.2
"""Pages for everybody."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from monitoring.selectors import choose_set, dashboard, gemeenten, priorities, signatories
from monitoring.views.geen_set import no_set
from partijen.models import Gemeente
from partijen.shortcuts import public_page


@require_safe
@cache_control(no_cache=True)
def start(request: HttpRequest) -> HttpResponse:
    """The gemeenten in this portal."""
    return render(request, "monitoring/start.html", {"regels": gemeenten()})


@require_safe
@public_page
def gemeente_start(request: HttpRequest, gemeente: Gemeente) -> HttpResponse:
    """How the agreements of one gemeente stand, per thema; one set at a time."""
    sets = choose_set(request.user, gemeente, request.GET.get("afsprakenset"))
    if sets.gekozen is None:
        return no_set(request, gemeente, sets)
    board = dashboard(request.user, gemeente, sets.gekozen, timezone.localdate())
    prioriteiten = priorities(request.user, sets.gekozen)
    context = {
        "gemeente": gemeente,
        "afsprakenset": sets.gekozen,
        "sets": sets,
        "board": board,
        "prioriteiten": prioriteiten,
        "prioriteit_opmerkingen": [row for row in prioriteiten if row.bron_opmerking],
        "ondertekenaars": signatories(request.user, sets.gekozen),
        "demo": board.demo,
    }
    return render(request, "monitoring/gemeente.html", context)
