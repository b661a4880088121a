# SPDX-License-Identifier: EUPL-1.2
"""Blacking out a text: search it, look where it stands, and take it away everywhere at once."""

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from partijen import policies
from partijen.forms import ZwartmakenForm
from partijen.models import Gemeente
from partijen.pages import PageRequest, crumbs, see_other, signed_in
from partijen.services.zwartmaken import NAMED, Vindplaats, black_out, find_places


@sensitive_post_parameters("tekst")
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def zwartmaken(request: PageRequest, gemeente: Gemeente) -> HttpResponse:
    """The form; the places where the text stands; and then the act itself.

    The text is only ever sent in the body of a POST: an address is kept in logs.
    """
    if not policies.may_black_out(request.user, gemeente.pk):
        raise PermissionDenied
    if request.method != "POST":
        return _page(request, gemeente, ZwartmakenForm(zeker=False))
    act = request.POST.get("stap") == "zwartmaken"
    form = ZwartmakenForm(request.POST, zeker=act)
    if not form.is_valid():
        if act and not form.errors.keys() & {"tekst"}:
            return _preview(request, gemeente, form, status=422)
        return _page(request, gemeente, ZwartmakenForm(request.POST, zeker=False), status=422)
    if not act:
        return _preview(request, gemeente, _second_step(form))
    try:
        counts = black_out(
            gemeente=gemeente, tekst=form.cleaned_data["tekst"], reden=form.cleaned_data["reden"], by=request.user
        )
    except ValidationError as error:
        form.add_error(None, [fault for faults in error.message_dict.values() for fault in faults])
        return _preview(request, gemeente, form, status=422)
    total = sum(counts.values())
    done = ngettext("Op %(aantal)d plaats is de tekst zwart.", "Op %(aantal)d plaatsen is de tekst zwart.", total)
    messages.success(request, done % {"aantal": total})
    return see_other(request.path)


def _second_step(form: ZwartmakenForm) -> ZwartmakenForm:
    cleaned = form.cleaned_data
    return ZwartmakenForm(zeker=True, initial={"tekst": cleaned["tekst"], "reden": cleaned["reden"]})


def _preview(request: PageRequest, gemeente: Gemeente, form: ZwartmakenForm, *, status: int = 200) -> HttpResponse:
    """Where the text stands, and the form that blacks it out when it stands somewhere."""
    tekst = form.cleaned_data["tekst"] if form.is_bound else form.initial["tekst"]
    places = find_places(gemeente=gemeente, tekst=tekst, by=request.user)
    if not places:
        again = ZwartmakenForm({"tekst": tekst, "reden": form["reden"].value() or ""}, zeker=False)
        again.add_error("tekst", _("Deze tekst staat nergens in de gegevens van deze gemeente."))
        return _page(request, gemeente, again, status=422)
    return _page(request, gemeente, form, tekst=tekst, places=places, status=status)


def _page(
    request: PageRequest,
    gemeente: Gemeente,
    form: ZwartmakenForm,
    *,
    tekst: str = "",
    places: list[Vindplaats] | None = None,
    status: int = 200,
) -> HttpResponse:
    places = places or []
    ordered = sorted(places, key=lambda place: place.soort)
    context: dict[str, Any] = {
        "gemeente": gemeente,
        "form": form,
        "tekst": tekst,
        "vindplaatsen": places[:NAMED],
        "meer": max(0, len(places) - NAMED),
        "aantal": len(places),
        "tellingen": [(soort, len(list(rows))) for soort, rows in groupby(ordered, lambda place: place.soort)],
        "vast": any(place.vast for place in places),
        "kruimels": crumbs(gemeente, (_("Leden"), reverse("leden", args=[gemeente.slug])), (_("Zwart maken"), "")),
    }
    return render(request, "partijen/zwartmaken.html", context, status=status)
