# SPDX-License-Identifier: EUPL-1.2
"""Neighbourhoods: the list with a measure, and the page that tells a neighbourhood everything."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from monitoring.selectors.buurt import buurtpagina
from monitoring.selectors.buurten import MATEN, buurtenlijst
from partijen.models import Gemeente
from partijen.pages import PageRequest, crumbs
from partijen.shortcuts import public_page


@require_safe
@public_page
def buurten(request: PageRequest, gemeente: Gemeente) -> HttpResponse:
    """All neighbourhoods; `?maat=teams` chooses what is counted."""
    lijst = buurtenlijst(request.user, gemeente, request.GET.get("maat", ""))
    context = {
        "gemeente": gemeente,
        "lijst": lijst,
        "maten": [
            {"label": label, "url": f"?maat={maat}", "huidig": maat == lijst.maat} for maat, label in MATEN.items()
        ],
        "kruimels": crumbs(gemeente, (_("Buurten"), "")),
    }
    return render(request, "monitoring/buurten.html", context)


@require_safe
@public_page
def buurt(request: PageRequest, gemeente: Gemeente, gebied: str) -> HttpResponse:
    """One neighbourhood, or a larger place made of neighbourhoods."""
    pagina = buurtpagina(request.user, gemeente, gebied, timezone.localdate())
    if pagina is None:
        raise Http404
    context = {
        "gemeente": gemeente,
        "pagina": pagina,
        "demo": pagina.demo,
        "kruimels": crumbs(gemeente, (_("Buurten"), reverse("buurten", args=(gemeente.slug,))), (pagina.naam, "")),
    }
    return render(request, "monitoring/buurt.html", context)
