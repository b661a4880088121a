# SPDX-License-Identifier: EUPL-1.2
"""Publishing a report, and taking it back: the coordinator's part."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from afspraken import policies
from afspraken.forms.publicatie import IntrekkenForm
from afspraken.models import Voortgang
from afspraken.services.persoonsgegevens import PersonalDataFound
from afspraken.services.voortgang import publish_voortgang, withdraw_voortgang
from afspraken.views.afspraak import render_afspraak
from partijen.models import Gemeente
from partijen.pages import PageRequest, safe_path, see_other, signed_in
from partijen.shortcuts import find_visible
from partijen.views.persoonsgegevens import antwoord_of, ask_page
from partijen.woorden import in_own_words
from portaal.lib.compiled import ANY_KEY


@require_POST
@signed_in
def publiceren(request: PageRequest, gemeente: Gemeente, voortgang: int) -> HttpResponse:
    """Make one report public."""
    report = _get_voortgang(request, gemeente, voortgang)
    try:
        publish_voortgang(voortgang=report, by=request.user, antwoord=antwoord_of(request))
    except PersonalDataFound as found:
        return ask_page(request, gemeente, found, terug=_path_back(request, report))
    messages.success(request, _("De melding is gepubliceerd."))
    return _back(request, report)


@require_POST
@signed_in
def intrekken(request: PageRequest, gemeente: Gemeente, voortgang: int) -> HttpResponse:
    """Take one report out of public sight, with the reason."""
    report = _get_voortgang(request, gemeente, voortgang)
    form = IntrekkenForm(request.POST, auto_id=f"id_intrekken_{report.pk}_%s")
    if not form.is_valid():
        afspraak = report.afspraak
        return render_afspraak(
            request, gemeente, afspraak.afsprakenset.slug, afspraak.code, intrekken=(report.pk, form), status=422
        )
    withdraw_voortgang(voortgang=report, by=request.user, reden=form.cleaned_data["reden"])
    messages.success(request, _("De melding is ingetrokken. Het publiek ziet weer de stand daarvoor."))
    return _back(request, report)


def _get_voortgang(request: PageRequest, gemeente: Gemeente, pk: int) -> Voortgang:
    """A report this coordinator may publish or withdraw.

    Raises:
        Http404: missing or hidden.
        PermissionDenied: visible, but publishing is not for this user.
    """
    report = find_visible(_one, request.user, gemeente, pk=pk)
    if report is None:
        raise Http404
    if not policies.may_publish(request.user, gemeente.pk):
        raise PermissionDenied(in_own_words(_("Alleen een %(coordinator)s publiceert."), gemeente))
    report.afspraak.gemeente = gemeente
    return report


def _one(user: Any, gemeente: Gemeente) -> "QuerySet[Voortgang]":
    rows = Voortgang.objects.visible_to(user, gemeente=gemeente).filter(gemeente=gemeente, pk=ANY_KEY)
    return rows.select_related("afspraak__thema__werkgroep", "afspraak__afsprakenset")  # type: ignore[no-any-return]


def _back(request: PageRequest, voortgang: Voortgang) -> HttpResponse:
    """To where the button stood: the page that was sent along, or the report on the page of its afspraak."""
    return see_other(_path_back(request, voortgang))


def _path_back(request: PageRequest, voortgang: Voortgang) -> str:
    path = safe_path(request, request.POST.get("terug", ""))
    return path or f"{voortgang.afspraak.get_absolute_url()}#voortgang-{voortgang.pk}"
