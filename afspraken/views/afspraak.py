# SPDX-License-Identifier: EUPL-1.2
"""The page of one afspraak: who, when, where, its acties, and its whole history."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from afspraken import policies
from afspraken.detail import find_afspraak, read_detail
from afspraken.doelen import doelen_per_set, verbanden_of
from afspraken.forms.bijlagen import BewijsstukForm, NotitieForm
from afspraken.forms.publicatie import IntrekkenForm
from afspraken.levensloop import read_levensloop
from afspraken.models import Actie, Afspraak
from afspraken.peildatum import Peilmoment, not_yet, time_machine
from partijen.models import Gemeente
from partijen.pages import PageRequest, crumbs
from partijen.shortcuts import public_page


@require_safe
@public_page
@time_machine
def afspraak(request: PageRequest, gemeente: Gemeente, afsprakenset: str, code: str) -> HttpResponse:
    """One afspraak, as far as this viewer may see it; of a day that has been with a peildatum."""
    return render_afspraak(request, gemeente, afsprakenset, code)


def render_afspraak(
    request: Any,
    gemeente: Gemeente,
    afsprakenset: str,
    code: str,
    *,
    notitie_form: NotitieForm | None = None,
    bewijsstuk_form: BewijsstukForm | None = None,
    intrekken: tuple[int, IntrekkenForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page, with a refused form in its place when there is one.

    Raises:
        Http404: missing or hidden, without a difference.
    """
    if not hasattr(request, "peilmoment"):  # a refused form
        request.peilmoment = Peilmoment.now(request)
    moment: Peilmoment = request.peilmoment
    dag = moment.dag
    found, vorig_overleg = find_afspraak(afsprakenset, code, user=request.user, gemeente=gemeente, dag=dag)
    if found is None:
        raise Http404
    listing = f"{reverse('afspraken:lijst', args=(gemeente.slug,))}?afsprakenset={afsprakenset}{moment.en_query}"
    steps = crumbs(gemeente, (_("Afspraken"), listing), (found.code, ""), query=moment.query)
    if early := not_yet(request, gemeente, found.afsprakenset, afspraak=found, kruimels=steps):
        return early
    detail = read_detail(found, user=request.user, vorig_overleg=vorig_overleg, dag=dag)
    for form in (notitie_form, bewijsstuk_form, intrekken[1] if intrekken else None):
        if form is not None:
            form.focus_first_fault()
    request.volgbaar = ("afspraak", found.pk)
    request.naast = found
    context: dict[str, Any] = {
        "gemeente": gemeente,
        "afsprakenset": found.afsprakenset,
        "afspraak": found,
        "detail": detail,
        "opgeslagen": request.GET.get("opgeslagen", ""),
        "intrekken_pk": intrekken[0] if intrekken else None,
        "intrekken_form": intrekken[1] if intrekken else None,
        "verbanden": verbanden_of(request.user, found),
        "doelen": doelen_per_set(request.user, gemeente, afspraak=found, dag=dag),
        "levensloop": read_levensloop(request.user, found, dag),
        "demo": detail.demo,
        "kruimels": steps,
    }
    if detail.mag_notitie:
        context["notitie_form"] = notitie_form or NotitieForm(auto_id="id_notitie_%s")
    if detail.zelf.mag_melden:
        acties = [deel.actie for deel in detail.acties if deel.actie is not None]
        context["bewijsstuk_form"] = bewijsstuk_form or make_bewijsstuk_form(request, found, acties=acties)
    return render(request, "afspraken/afspraak.html", context, status=status)


def make_bewijsstuk_form(
    request: PageRequest, afspraak: Afspraak, *, acties: list[Actie] | None = None, **kwargs: Any
) -> BewijsstukForm:
    """The form for evidence beside an afspraak or one of the acties the user may see."""
    if acties is None:
        rows = Actie.objects.visible_to(request.user, gemeente=afspraak.gemeente).filter(afspraak=afspraak)
        acties = list(rows.order_by("volgnummer", "id"))
    return BewijsstukForm(
        acties=acties,
        coordinator=policies.may_publish(request.user, afspraak.gemeente_id),
        auto_id="id_bewijsstuk_%s",
        **kwargs,
    )
