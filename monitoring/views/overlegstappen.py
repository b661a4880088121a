# SPDX-License-Identifier: EUPL-1.2
"""The steps on the page of a meeting: points of the agenda, and decisions."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from afspraken import policies as afspraakpolicies
from afspraken.models import Afspraak
from afspraken.views.bijstellen import form_page, new_form
from monitoring import policies
from monitoring.forms.overleg import AfdoenForm
from monitoring.models import Agendapunt, Besluit
from monitoring.services.overleggen import (
    Uitspraak,
    add_agendapunt,
    finish_besluit,
    record_besluit,
    remove_agendapunt,
    turn_into_bijstelling,
)
from monitoring.views.overleggen import agendapunt_form, get_overleg, new_besluit_form, overleg_page
from partijen.models import Gemeente, Overleg
from partijen.pages import PageRequest, see_other, signed_in
from partijen.services.history import StaleVersion
from partijen.shortcuts import find_visible
from partijen.woorden import in_own_words
from portaal.lib.compiled import ANY_KEY, ANY_OTHER
from portaal.lib.forms import read_versie


def back_to(overleg: Overleg, anchor: str) -> HttpResponse:
    """The page of the meeting, at a heading."""
    address = reverse("overleg", args=(overleg.gemeente.slug, overleg.datum))
    query = "" if overleg.soort == Overleg.Soort.BESTUURLIJK else f"?soort={overleg.soort}"
    return see_other(f"{address}{query}#{anchor}")


@require_POST
@signed_in
def agendapunt_nieuw(request: PageRequest, gemeente: Gemeente, datum: dt.date) -> HttpResponse:
    """Put a point on the agenda."""
    overleg = get_overleg(request, gemeente, datum)
    if not policies.may_put_on_agenda(request.user, gemeente.pk):
        raise PermissionDenied
    form = agendapunt_form(request, overleg, request.POST)
    if form.is_valid():
        try:
            add_agendapunt(overleg=overleg, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_faults(error)
        else:
            messages.success(request, _("Uw punt staat op de agenda."))
            return back_to(overleg, "agenda")
    form.focus_first_fault()
    return overleg_page(request, overleg, punt_form=form, status=422)


@require_POST
@signed_in
def agendapunt_weg(request: PageRequest, gemeente: Gemeente, datum: dt.date, nummer: int) -> HttpResponse:
    """Take a point off the agenda."""
    overleg = get_overleg(request, gemeente, datum)
    punt = find_visible(_punt, request.user, pk=nummer, other=overleg.pk)
    if punt is None:
        raise Http404
    punt.overleg = overleg
    try:
        remove_agendapunt(punt=punt, by=request.user, expected_versie=read_versie(request.POST))
    except StaleVersion:
        messages.error(request, _("Iemand anders wijzigde dit punt intussen. Het staat nog op de agenda. Kijk het na."))
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("Het punt is van de agenda gehaald."))
    return back_to(overleg, "agenda")


def _punt(user: Any, _gemeente: None) -> "QuerySet[Agendapunt]":
    rows = Agendapunt.objects.visible_to(user)
    return rows.filter(overleg_id=ANY_OTHER, pk=ANY_KEY).order_by()  # type: ignore[no-any-return]


@require_POST
@signed_in
def besluit_nieuw(request: PageRequest, gemeente: Gemeente, datum: dt.date) -> HttpResponse:
    """Write down a decision."""
    overleg = get_overleg(request, gemeente, datum)
    if not policies.may_record_besluit(request.user, gemeente.pk):
        raise PermissionDenied
    form = new_besluit_form(request, overleg, request.POST)
    if form.is_valid():
        try:
            besluit = record_besluit(overleg=overleg, uitspraak=Uitspraak(**form.cleaned_data), by=request.user)
        except ValidationError as error:
            form.add_faults(error)
        else:
            said = _("Besluit %(nummer)s is vastgelegd.") % {"nummer": besluit.nummer}
            if besluit.actie is not None:
                said += " " + _("Het is actie %(code)s geworden.") % {"code": besluit.actie.code}
            messages.success(request, said)
            return back_to(overleg, "besluiten")
    form.focus_first_fault()
    return overleg_page(request, overleg, besluit_form=form, status=422)


@require_POST
@signed_in
def besluit_afdoen(request: PageRequest, gemeente: Gemeente, datum: dt.date, nummer: int) -> HttpResponse:
    """Say how a decision ended: one of this meeting, or an earlier one that is followed up here."""
    overleg = get_overleg(request, gemeente, datum)
    besluit = find_visible(_besluit, request.user, gemeente, pk=nummer)
    if besluit is None:
        raise Http404
    if not policies.may_record_besluit(request.user, gemeente.pk):
        raise PermissionDenied
    form = AfdoenForm(request.POST)
    if form.is_valid():
        try:
            finish_besluit(
                besluit=besluit,
                afloop=form.cleaned_data["afloop"],
                by=request.user,
                expected_versie=form.cleaned_data["versie"],
            )
        except ValidationError as error:
            messages.error(request, error.messages[0])
        except StaleVersion as stale:
            messages.error(request, str(stale))
        else:
            messages.success(request, _("Het besluit is afgedaan."))
        return back_to(overleg, "besluiten")
    form.focus_first_fault()
    return overleg_page(request, overleg, afdoen=(besluit.pk, form), status=422)


def _besluit(user: Any, gemeente: Gemeente) -> "QuerySet[Besluit]":
    rows = Besluit.objects.visible_to(user)
    return rows.filter(gemeente=gemeente, pk=ANY_KEY).order_by()  # type: ignore[no-any-return]


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def besluit_bijstelling(request: PageRequest, gemeente: Gemeente, datum: dt.date, nummer: int) -> HttpResponse:
    """Make a bijstelling of a decision about an afspraak: the same form, with the meeting filled in."""
    overleg = get_overleg(request, gemeente, datum)
    besluit = find_visible(_to_adjust, request.user, gemeente, pk=nummer, other=overleg.pk)
    named = besluit.afspraak_id if besluit else None
    afspraak = find_visible(_afspraak, request.user, gemeente, pk=named) if named else None
    if besluit is None or afspraak is None:
        raise Http404
    afspraak.gemeente = gemeente
    if not afspraakpolicies.may_adjust(request.user, afspraak):
        raise PermissionDenied(
            in_own_words(_("Alleen een %(coordinator)s stelt een afspraak bij."), afspraak.gemeente_id)
        )
    form = new_form(request, afspraak, {"reden": besluit.wat, "overleg": overleg, "datum": overleg.datum})
    if request.method == "POST" and form.is_valid():
        try:
            turn_into_bijstelling(besluit=besluit, voorstel=form.voorstel(), by=request.user)
        except ValidationError as error:
            form.add_faults(error)
        else:
            messages.success(request, _("De bijstelling is bewaard als concept. Publiceer haar bij de afspraak."))
            return back_to(overleg, "besluiten")
    return form_page(request, afspraak, form, besluit=besluit)


def _to_adjust(user: Any, gemeente: Gemeente) -> "QuerySet[Besluit]":
    return _besluit(user, gemeente).filter(overleg_id=ANY_OTHER, bijstelling=None)


def _afspraak(user: Any, gemeente: Gemeente) -> "QuerySet[Afspraak]":
    rows = Afspraak.objects.visible_to(user, gemeente=gemeente).filter(pk=ANY_KEY)
    return rows.select_related("thema", "afsprakenset").order_by()  # type: ignore[no-any-return]
