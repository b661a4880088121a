# SPDX-License-Identifier: EUPL-1.2
"""Pages for everybody."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from afspraken.peildatum import not_yet, time_machine
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
@time_machine
def gemeente_start(request: Any, gemeente: Gemeente) -> HttpResponseBase:
    """How the agreements of one gemeente stand (or stood), per thema; one set at a time."""
    dag = request.peilmoment.dag
    sets = choose_set(request.user, gemeente, request.GET.get("afsprakenset"), dag=dag)
    if sets.gekozen is None:
        return no_set(request, gemeente, sets)
    if early := not_yet(request, gemeente, sets.gekozen):
        return early
    board = dashboard(request.user, gemeente, sets.gekozen, dag or timezone.localdate())
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
