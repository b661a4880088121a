# SPDX-License-Identifier: EUPL-1.2
"""Neighbourhoods: the map with a measure, the page that tells a neighbourhood everything, and two side by side."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from monitoring.forms.buurten import MaatForm, VergelijkForm
from monitoring.selectors.buurt import buurtpagina
from monitoring.selectors.buurten import buurtenlijst
from monitoring.selectors.maten import read_keuzes
from monitoring.selectors.vergelijken import gebiedskeuzes, vergelijking
from partijen.models import Gemeente
from partijen.pages import PageRequest, crumbs
from partijen.shortcuts import public_page


@require_safe
@public_page
def buurten(request: PageRequest, gemeente: Gemeente) -> HttpResponse:
    """All neighbourhoods; `?maat=teams` chooses what is shown. Something else is 422, with the first measure."""
    form = MaatForm(request.GET, keuzes=read_keuzes(request.user, gemeente))
    context = {
        "gemeente": gemeente,
        "form": form,
        "lijst": buurtenlijst(request.user, gemeente, form.sleutel),
        "kruimels": crumbs(gemeente, (_("Buurten"), "")),
    }
    return render(request, "monitoring/buurten.html", context, status=200 if form.is_valid() else 422)


@require_safe
@public_page
def buurt(request: PageRequest, gemeente: Gemeente, gebied: str) -> HttpResponse:
    """One neighbourhood, or a larger place made of neighbourhoods."""
    pagina = buurtpagina(request.user, gemeente, gebied, timezone.localdate())
    if pagina is None:
        raise Http404
    request.volgbaar = ("gebied", pagina.gebied.pk)  # type: ignore[attr-defined]
    context = {
        "gemeente": gemeente,
        "pagina": pagina,
        "demo": pagina.demo,
        "kruimels": crumbs(gemeente, (_("Buurten"), reverse("buurten", args=(gemeente.slug,))), (pagina.naam, "")),
    }
    return render(request, "monitoring/buurt.html", context)


@require_safe
@public_page
def vergelijken(request: PageRequest, gemeente: Gemeente) -> HttpResponse:
    """Two places side by side: `?een=pottenberg&twee=malberg`. What is no place of the gemeente is 422."""
    form = VergelijkForm(request.GET, keuzes=gebiedskeuzes(request.user, gemeente))
    gekozen = form.is_valid() and form.cleaned_data["een"] and form.cleaned_data["twee"]
    naast = None
    if gekozen:
        naast = vergelijking(
            request.user, gemeente, form.cleaned_data["een"], form.cleaned_data["twee"], timezone.localdate()
        )
    context = {
        "gemeente": gemeente,
        "form": form,
        "naast": naast,
        "demo": bool(naast and naast.demo),
        "kruimels": crumbs(gemeente, (_("Buurten"), reverse("buurten", args=(gemeente.slug,))), (_("Vergelijken"), "")),
    }
    return render(request, "monitoring/vergelijken.html", context, status=200 if form.is_valid() else 422)
