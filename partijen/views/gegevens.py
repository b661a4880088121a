# SPDX-License-Identifier: EUPL-1.2
"""What the portal holds on a user, as a page and as a file; and anonymising an account."""

import json
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from partijen import policies
from partijen.forms import AnonimiserenForm
from partijen.models import Gebruiker, Gemeente
from partijen.pages import crumbs
from partijen.services.anonimiseren import anonymise_user
from partijen.services.persoonsexport import collect, in_words
from partijen.views.leden import for_keepers, get_member
from portaal.lib.security_log import log


@require_safe
@login_required
@cache_control(private=True, no_store=True)
def mijn_gegevens(request: HttpRequest) -> HttpResponse:
    """Everything the portal holds on who asks."""
    return _answer(request, cast(Gebruiker, request.user))


@require_safe
@for_keepers
def lid_gegevens(request: HttpRequest, gemeente: Gemeente, gebruiker: int) -> HttpResponse:
    """The same of a member, for who keeps the account: a request for access can come on paper."""
    lid = get_member(request, gemeente, gebruiker).gebruiker
    if not policies.may_export_gebruiker(request.user, lid):
        raise PermissionDenied
    return _answer(request, lid, gemeente)


def _answer(request: HttpRequest, gebruiker: Gebruiker, gemeente: Gemeente | None = None) -> HttpResponse:
    found = collect(gebruiker)
    if request.GET.get("formaat") != "json":
        shown = {title: [_in_words(row) for row in rows] for title, rows in found["gegevens"].items()}
        context = {
            "gemeente": gemeente,
            "over": gebruiker,
            "gebruiker": _in_words(found["gebruiker"]),
            "gegevens": shown,
        }
        return render(request, "partijen/gegevens.html", context)
    log("personal_export", target=f"gebruiker:{gebruiker.pk}", actor=request.user.pk)
    content = json.dumps(found, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
    response = HttpResponse(content, content_type="application/json; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="mijn-gegevens.json"'
    return response


def _in_words(row: dict[str, Any]) -> dict[str, Any]:
    return {name: in_words(value) for name, value in row.items()}


@require_http_methods(["GET", "HEAD", "POST"])
@for_keepers
def lid_anonimiseren(request: HttpRequest, gemeente: Gemeente, gebruiker: int) -> HttpResponse:
    """Ask for the reason, and then take away who it was."""
    lid = get_member(request, gemeente, gebruiker).gebruiker
    user = cast(Gebruiker, request.user)
    if not policies.may_anonymise(user, lid):
        raise PermissionDenied
    form = AnonimiserenForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        anonymise_user(gebruiker=lid, gemeente=gemeente, by=user, reden=form.cleaned_data["reden"])
        messages.success(request, _("Het account is geanonimiseerd."))
        return HttpResponseRedirect(reverse("leden", args=[gemeente.slug]))
    context = {
        "gemeente": gemeente,
        "lid": lid,
        "form": form,
        "kruimels": crumbs(
            gemeente,
            (_("Leden"), reverse("leden", args=[gemeente.slug])),
            (lid.naam, reverse("lid", args=[gemeente.slug, lid.pk])),
            (_("Anonimiseren"), ""),
        ),
    }
    return render(request, "partijen/anonimiseren.html", context, status=422 if form.errors else 200)
