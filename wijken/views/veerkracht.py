# SPDX-License-Identifier: EUPL-1.2
"""The resilience of neighbourhoods: which one stands where, by the rule and by the research, and which moved."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from partijen.models import Gemeente
from partijen.pages import PageRequest, crumbs
from partijen.shortcuts import public_page
from wijken.veerkrachtmatrix import matrix_of, read_uitspraken, rondes_of


@require_safe
@public_page
def veerkracht(request: PageRequest, gemeente: Gemeente) -> HttpResponse:
    """The matrix of one round; `?ronde=2012/2018` shows an earlier one."""
    rows = read_uitspraken(request.user, gemeente)
    rondes = rondes_of(rows)
    asked = request.GET.get("ronde", "")
    gekozen = next((ronde for ronde in rondes if ronde.periode == asked), None if asked else next(iter(rondes), None))
    context: dict[str, Any] = {
        "gemeente": gemeente,
        "kruimels": crumbs(gemeente, (_("Veerkracht van buurten"), "")),
        "rondes": [
            {"label": ronde.label, "url": f"?ronde={ronde.periode}", "huidig": ronde == gekozen} for ronde in rondes
        ],
        "onbekende_ronde": bool(asked) and gekozen is None,
        "ronde": gekozen,
    }
    if gekozen:
        before = next((ronde for ronde in rondes if ronde.last < gekozen.last), None)
        context |= matrix_of(rows, gekozen, before)
    return render(request, "wijken/veerkracht.html", context, status=404 if context["onbekende_ronde"] else 200)
