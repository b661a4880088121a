# SPDX-License-Identifier: EUPL-1.2
"""Corporations: side by side, and one with everything the portal knows of it."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from corporaties import policies
from corporaties.kruisfilter import VergelijkForm
from corporaties.shortcuts import get_corporatie
from monitoring.selectors import choose_set
from monitoring.selectors.corporatie import corporatiepagina
from monitoring.selectors.toezeggingen import count_statuses
from monitoring.selectors.vergelijking import corporatiekaarten, read_corporaties
from partijen.models import Gemeente
from partijen.pages import PageRequest, crumbs, query_url
from partijen.shortcuts import public_page
from portaal.lib.periods import Periode


@require_safe
@public_page
def corporaties(request: PageRequest, gemeente: Gemeente) -> HttpResponse:
    """The corporations of a gemeente side by side; `?tabel=` and `?corporatie=` choose what is compared."""
    sets = _sets(request, gemeente)
    partijen = read_corporaties(request.user, gemeente)
    form = VergelijkForm(request.GET, gemeente=gemeente, user=request.user)
    valid = form.is_valid()
    kaarten = corporatiekaarten(request.user, gemeente, partijen, sets.gekozen, timezone.localdate())
    context = {
        "gemeente": gemeente,
        "afsprakenset": sets.gekozen,
        "sets": _set_links(request, sets),
        "kaarten": kaarten,
        "form": form,
        "tabel": form.kruistabel if valid else None,
        "mag_leveringen": policies.may_see_leveringen(request.user, gemeente.pk),
        "kruimels": crumbs(gemeente, (_("Corporaties"), "")),
    }
    return render(request, "monitoring/corporaties.html", context, status=200 if valid else 422)


@require_safe
@public_page
def corporatie(request: PageRequest, gemeente: Gemeente, corporatie: str) -> HttpResponse:
    """One corporation: its dwellings, plans, projects and commitments."""
    partij = get_corporatie(request.user, gemeente, corporatie)
    sets = _sets(request, gemeente)
    pagina = corporatiepagina(
        request.user,
        gemeente,
        partij,
        afsprakenset=sets.gekozen,
        buurttabel=request.GET.get("buurttabel", ""),
        today=timezone.localdate(),
    )
    if pagina is None:
        raise Http404
    context = {
        "gemeente": gemeente,
        "afsprakenset": sets.gekozen,
        "sets": _set_links(request, sets),
        "pagina": pagina,
        "slug": corporatie,
        "mag_leveren": policies.may_deliver(request.user, gemeente.pk, partij.pk),
        "statussen": count_statuses(pagina.toezeggingen, gemeente),
        "buurtkeuzes": [
            {
                "label": soort.kort,
                "url": f"{query_url(request, buurttabel=soort.sleutel)}#buurten",
                "huidig": pagina.per_buurt is not None and soort == pagina.per_buurt.soort,
            }
            for soort in pagina.buurtsoorten
        ],
        "buurtperiode": Periode.parse(pagina.buurtperiode).label() if pagina.buurtperiode else "",
        "demo": pagina.demo,
        "kruimels": crumbs(
            gemeente, (_("Corporaties"), reverse("corporaties", args=(gemeente.slug,))), (partij.naam, "")
        ),
    }
    return render(request, "monitoring/corporatie.html", context)


def _sets(request: PageRequest, gemeente: Gemeente) -> Any:
    """The set whose commitments are shown.

    Raises:
        Http404: the address names one that is not there.
    """
    sets = choose_set(request.user, gemeente, request.GET.get("afsprakenset"))
    if not sets.gevonden:
        raise Http404
    return sets


def _set_links(request: PageRequest, sets: Any) -> list[dict[str, Any]]:
    if len(sets.alle) < 2:
        return []
    return [
        {
            "label": row.naam,
            "url": f"{query_url(request, afsprakenset=row.slug)}#afspraken",
            "huidig": row == sets.gekozen,
        }
        for row in sets.alle
    ]
