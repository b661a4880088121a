# SPDX-License-Identifier: EUPL-1.2
"""Words and colours of a gemeente, and the stylesheet that these colours become."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from monitoring.forms.instellingen import InstellingenForm
from partijen import policies
from partijen.models import Gemeente
from partijen.pages import PageRequest, crumbs, see_other, signed_in
from partijen.services.history import StaleVersion, update_with_history
from partijen.shortcuts import get_gemeente
from partijen.thema import stylesheet, stylesheet_version

KEEP_SECONDS = 365 * 24 * 3600


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def instellingen(request: PageRequest, gemeente: Gemeente) -> HttpResponse:
    """The form, and on POST the change; who was second sees both versions and keeps what he filled in."""
    if not policies.may_see_leden(request.user, gemeente.pk):
        raise PermissionDenied
    if request.method != "POST":
        return _page(request, gemeente, InstellingenForm(gemeente=gemeente))
    form = InstellingenForm(request.POST, gemeente=gemeente)
    if not form.is_valid():
        return _page(request, gemeente, form, status=422)
    try:
        update_with_history(
            gemeente,
            form.changes(),
            by=request.user,
            oorsprong="pagina",
            expected_versie=form.cleaned_data["versie"],
        )
    except StaleVersion as stale:
        return _conflict(request, gemeente, form, stale.current)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return _page(request, gemeente, form, status=422)
    messages.success(request, _("De instellingen zijn opgeslagen."))
    return see_other(reverse("instellingen", args=[gemeente.slug]))


def _conflict(request: PageRequest, gemeente: Gemeente, form: InstellingenForm, current: Any) -> HttpResponse:
    """Both versions; saving again then saves what was filled in over the newest."""
    stored = InstellingenForm(gemeente=current)
    velden = [
        {"label": field.label, "eigen": field.value(), "huidig": stored[field.name].value()}
        for field in form.visible_fields()
    ]
    for veld in velden:
        veld["verschilt"] = str(veld["eigen"] or "") != str(veld["huidig"] or "")
    sent = request.POST.copy()
    sent["versie"] = str(current.versie)
    form.data = sent
    return _page(request, gemeente, form, velden=velden, status=409)


def _page(
    request: PageRequest, gemeente: Gemeente, form: InstellingenForm, *, velden: Any = None, status: int = 200
) -> HttpResponse:
    context = {
        "gemeente": gemeente,
        "form": form,
        "velden": velden,
        "kruimels": crumbs(gemeente, (_("Instellingen"), "")),
    }
    return render(request, "monitoring/instellingen.html", context, status=status)


@require_safe
def thema_css(request: HttpRequest, gemeente: str, versie: str) -> HttpResponse:
    """The colours of a gemeente as they are; kept by browsers, since other colours have another address.

    Raises:
        Http404: an address that was never given out, or of colours of before.
    """
    found = get_gemeente(request, gemeente)
    if not found.kleuren or versie != stylesheet_version(found.kleuren):
        raise Http404
    response = HttpResponse(stylesheet(found.kleuren), content_type="text/css; charset=utf-8")
    response.headers["Cache-Control"] = f"public, max-age={KEEP_SECONDS}, immutable"
    return response
