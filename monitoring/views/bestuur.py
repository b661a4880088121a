# SPDX-License-Identifier: EUPL-1.2
"""The dashboard of the board."""

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from monitoring.forms import DashboardFilterForm
from monitoring.selectors import choose_set, dashboard
from monitoring.views.geen_set import no_set
from partijen.policies import may_see_bestuur
from partijen.shortcuts import get_gemeente


@require_safe
@cache_control(private=True, no_cache=True)
def bestuur(request: HttpRequest, gemeente: str) -> HttpResponse:
    """How the agreements stand for the next board meeting, deviations first.

    A filter value that does not occur in the set is answered with 422, a message at the field and no figures.
    """
    found = get_gemeente(request, gemeente)
    if not may_see_bestuur(request.user, found):
        return redirect_to_login(request.get_full_path())
    sets = choose_set(request.user, found, request.GET.get("afsprakenset"))
    if sets.gekozen is None:
        return no_set(request, found, sets)
    whole = dashboard(request.user, found, sets.gekozen, timezone.localdate())
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
