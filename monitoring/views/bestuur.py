# SPDX-License-Identifier: EUPL-1.2
"""The dashboard of the board."""

from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from afspraken.peildatum import not_yet, time_machine
from monitoring.forms.dashboard import DashboardFilterForm
from monitoring.selectors import choose_set, dashboard
from monitoring.views.geen_set import no_set
from partijen.models import Gemeente
from partijen.policies import may_see_bestuur
from partijen.shortcuts import get_gemeente


@require_safe
@cache_control(private=True, no_cache=True)
def bestuur(request: HttpRequest, gemeente: str) -> HttpResponseBase:
    """How the agreements stand for the next board meeting, deviations first.

    A filter value that does not occur in the set is answered with 422, a message at the field and no figures.
    """
    found = get_gemeente(request, gemeente)
    if not may_see_bestuur(request.user, found):
        return redirect_to_login(request.get_full_path())
    return _board(request, found)


@time_machine
def _board(request: Any, found: Gemeente) -> HttpResponseBase:
    """The page itself, of today or of a day that has been."""
    dag = request.peilmoment.dag
    sets = choose_set(request.user, found, request.GET.get("afsprakenset"), dag=dag)
    if sets.gekozen is None:
        return no_set(request, found, sets)
    if early := not_yet(request, found, sets.gekozen):
        return early
    whole = dashboard(request.user, found, sets.gekozen, dag or timezone.localdate())
    form = DashboardFilterForm(request.GET, dashboard=whole)
    board = form.apply(whole)
    context = {
        "gemeente": found,
        "afsprakenset": sets.gekozen,
        "sets": sets,
        "form": form,
        "board": board,
        "demo": board.demo,
    }
    return render(request, "monitoring/bestuur.html", context, status=200 if form.is_valid() else 422)
