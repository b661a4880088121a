# SPDX-License-Identifier: EUPL-1.2
"""Which notices by e-mail one gets: the setting of one's account, and the link in each notice."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from partijen.forms import BerichtenForm
from partijen.models import Gebruiker
from partijen.pages import see_other
from partijen.services.berichten import is_outdated, read_token, switch_notice, switch_notices


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@cache_control(private=True, no_store=True)
def berichten(request: HttpRequest) -> HttpResponse:
    """The kinds of notices that are meant for who asks, each with its switch."""
    user = cast(Gebruiker, request.user)
    form = BerichtenForm(request.POST if request.method == "POST" else None, user=user)
    if form.is_bound and form.is_valid():
        switch_notices(gebruiker=user, wanted=form.cleaned_data["soorten"])
        messages.success(request, _("Uw keuze is opgeslagen."))
        return see_other(reverse("berichten"))
    return render(request, "partijen/berichten.html", {"form": form}, status=422 if form.errors else 200)


# The link is the proof, whoever follows it: there is nothing that another site could make a visitor do without it.
# Mail programs that offer the switch by themselves (RFC 8058) send no cookie.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
def berichten_uit(request: HttpRequest, token: str) -> HttpResponse:
    """Switch one kind off by the link in a notice: a page that asks, and the answer to it.

    Raises:
        Http404: the portal did not make this link, or the account is switched off.
    """
    if is_outdated(token):
        return render(request, "partijen/berichten_uit.html", {"te_oud": True}, status=410)
    found = read_token(token)
    if found is None:
        raise Http404
    gebruiker, soort = found
    if request.method == "POST":
        switch_notice(gebruiker=gebruiker, soort=soort, wanted=False)
    context = {"soort": soort, "klaar": request.method == "POST"}
    return render(request, "partijen/berichten_uit.html", context)
