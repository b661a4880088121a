# SPDX-License-Identifier: EUPL-1.2
"""The bewonerskrachtteams of a gemeente: where, of whom, and how far."""

from collections import Counter
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from partijen.models import Gemeente
from partijen.pages import PageRequest, crumbs
from partijen.shortcuts import public_page
from wijken.models import Bewonerskrachtteam, Fase
from wijken.models.team import UITLEG_FASE


@require_safe
@public_page
def teams(request: PageRequest, gemeente: Gemeente) -> HttpResponse:
    """All teams as they are today, with the fases they went through."""
    rows: list[Any] = list(
        Bewonerskrachtteam.objects.visible_to(request.user)
        .filter(gemeente=gemeente)
        .for_peildatum(timezone.localdate())
        .select_related("gebied", "corporatie", "bron")
        .with_verloop()
        .order_by("gebied__naam", "corporatie__naam", "pk")
    )
    counts = Counter(team.fase for team in rows)
    context: dict[str, Any] = {
        "gemeente": gemeente,
        "teams": [{"team": team, "fase": Fase(team.fase)} for team in rows],
        "fases": [{"fase": fase, "uitleg": UITLEG_FASE[fase], "aantal": counts[fase]} for fase in Fase],
        "aantal_buurten": len({team.gebied_id for team in rows}),
        "opmerkingen": sorted({team.bron_opmerking for team in rows if team.bron_opmerking}),
        "bron": next((team.bron for team in rows if team.bron), None),
        "bron_plaats": next((team.bron_plaats for team in rows if team.bron), ""),
        "kruimels": crumbs(gemeente, (_("Bewonerskrachtteams"), "")),
    }
    return render(request, "wijken/teams.html", context)
