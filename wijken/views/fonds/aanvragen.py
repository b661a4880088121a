# SPDX-License-Identifier: EUPL-1.2
"""What an applicant sees: the form, and the page behind the link in the mail. Nothing of it is kept by a cache."""

import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from partijen.models import Gemeente
from partijen.pages import PageRequest, see_other
from partijen.shortcuts import get_gemeente, public_page
from portaal.lib.security_log import log
from portaal.lib.spam import too_often
from wijken import policies
from wijken.aanvraagformulier import AanvraagForm, DocumentenForm
from wijken.models import Dossier, Fonds
from wijken.services import berichten, bewaren, indienen
from wijken.statussen import Aanvraagstatus
from wijken.views.fonds.openbaar import fonds_crumbs

# Applications from one address in an hour; a community centre may hand in several.
PER_UUR = 10
UUR = dt.timedelta(hours=1)


def private(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A page for one person: no cache keeps it, no search engine lists it."""

    @wraps(view)
    def wrapper(request: PageRequest, gemeente: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, get_gemeente(request, gemeente), *args, **kwargs)
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return wrapper


@require_http_methods(["GET", "HEAD", "POST"])
@private
def aanvragen(request: PageRequest, gemeente: Gemeente) -> HttpResponse:
    """The form; what was typed stays when it is refused."""
    if not Fonds.objects.visible_to(request.user).filter(gemeente=gemeente).exists():
        raise Http404
    if request.method != "POST":
        return _form_page(request, gemeente, AanvraagForm(gemeente=gemeente))
    form = AanvraagForm(request.POST, request.FILES, gemeente=gemeente)
    if not form.is_valid():
        return _form_page(request, gemeente, form, status=422)
    if too_often(request, "fondsaanvraag", amount=PER_UUR, within=UUR):
        log("fund_application", result="denied")
        form.add_error(None, _("Vanaf deze plek is het afgelopen uur te vaak aangevraagd. Probeer het later weer."))
        response = _form_page(request, gemeente, form, status=429)
        response.headers["Retry-After"] = str(int(UUR.total_seconds()))
        return response
    try:
        aanvraag = indienen.submit(
            gemeente=gemeente, indiening=form.indiening(), documenten=form.cleaned_data["documenten"]
        )
    except ValidationError as error:
        form.add_faults(error)
        return _form_page(request, gemeente, form, status=422)
    dossier = Dossier.objects.select_related("aanvraag__gemeente").get(aanvraag=aanvraag)
    if not berichten.send_confirmation(dossier=dossier, link=link_of(request, gemeente, dossier)):
        # Nobody could ever confirm it.
        bewaren.delete_unconfirmed(aanvragen=[aanvraag])
        form.add_error(None, _("Wij konden u geen mail sturen. Er is niets bewaard. Probeer het later nog een keer."))
        return _form_page(request, gemeente, form, status=503)
    log("fund_application", target=f"aanvraag:{aanvraag.pk}")
    return see_other(reverse("wijken:aanvraag-verstuurd", args=(gemeente.slug,)))


def link_of(request: PageRequest, gemeente: Gemeente, dossier: Dossier) -> str:
    """The whole address behind which an applicant follows his application."""
    path = reverse("wijken:aanvraag", args=(gemeente.slug, indienen.make_link(dossier)))
    return request.build_absolute_uri(path)


def _form_page(request: PageRequest, gemeente: Gemeente, form: AanvraagForm, *, status: int = 200) -> HttpResponse:
    context = {
        "gemeente": gemeente,
        "kruimels": fonds_crumbs(gemeente, (_("Geld aanvragen"), "")),
        "form": form,
        "had_bestanden": bool(request.FILES),
        "beslistermijn": indienen.BESLISTERMIJN_DAGEN // 7,
    }
    return render(request, "wijken/fonds/aanvragen.html", context, status=status)


@require_safe
@public_page
def verstuurd(request: PageRequest, gemeente: Gemeente) -> HttpResponse:
    """That a mail is on its way; the same for everybody."""
    context = {
        "gemeente": gemeente,
        "kruimels": fonds_crumbs(gemeente, (_("Geld aanvragen"), "")),
        "dagen": indienen.BEVESTIGEN_BINNEN.days,
    }
    return render(request, "wijken/fonds/verstuurd.html", context)


# --- behind the link in the mail -------------------------------------------------------------------------------------


def get_dossier(gemeente: Gemeente, link: str) -> Dossier:
    """What a link opens.

    Raises:
        Http404: it was not made here, or what it opened is gone.
    """
    dossier = indienen.read_link(link, gemeente)
    if dossier is None:
        raise Http404
    return dossier


def _status_page(
    request: PageRequest,
    gemeente: Gemeente,
    dossier: Dossier,
    link: str,
    *,
    form: DocumentenForm | None = None,
    fault: str = "",
    status: int = 200,
) -> HttpResponse:
    aanvraag = dossier.aanvraag
    S = Aanvraagstatus
    context = {
        "gemeente": gemeente,
        "kruimels": fonds_crumbs(gemeente, (_("Uw aanvraag"), "")),
        "aanvraag": aanvraag,
        "dossier": dossier,
        "link": link,
        "stappen": list(aanvraag.stappen.order_by("pk")),
        "documenten": list(dossier.documenten.order_by("pk")),
        "onbevestigd": aanvraag.status == S.ONBEVESTIGD,
        "verlopen": indienen.is_expired(aanvraag),
        "mag_sturen": aanvraag.status in (S.INGEDIEND, S.IN_BEHANDELING, S.TOEGEKEND, S.UITBETAALD),
        "mag_intrekken": policies.may_withdraw(aanvraag),
        "form": form or DocumentenForm(),
        "fout": fault,
        "demo": aanvraag.demo,
        "demo_tekst": _("deze aanvraag is verzonnen."),
    }
    return render(request, "wijken/fonds/aanvraag.html", context, status=status)


@require_safe
@private
def aanvraag(request: PageRequest, gemeente: Gemeente, link: str) -> HttpResponse:
    """How an application stands, for who applied; before it was confirmed, the button that does so."""
    return _status_page(request, gemeente, get_dossier(gemeente, link), link)


def _back(gemeente: Gemeente, link: str) -> HttpResponse:
    return see_other(reverse("wijken:aanvraag", args=(gemeente.slug, link)))


@require_POST
@private
def bevestigen(request: PageRequest, gemeente: Gemeente, link: str) -> HttpResponse:
    """The e-mail address is right: the application is handed in."""
    dossier = get_dossier(gemeente, link)
    before = dossier.aanvraag.status
    try:
        aanvraag = indienen.confirm(aanvraag=dossier.aanvraag)
    except ValidationError as error:
        return _status_page(request, gemeente, dossier, link, fault=error.messages[0], status=422)
    if before == Aanvraagstatus.ONBEVESTIGD:
        dossier.aanvraag = aanvraag
        berichten.send_receipt(dossier=dossier, link=link_of(request, gemeente, dossier))
        messages.success(request, _("Dank u wel. Wij hebben uw aanvraag ontvangen."))
    return _back(gemeente, link)


@require_POST
@private
def intrekken(request: PageRequest, gemeente: Gemeente, link: str) -> HttpResponse:
    """Who applied does not want the money any more."""
    dossier = get_dossier(gemeente, link)
    try:
        indienen.withdraw_own(aanvraag=dossier.aanvraag)
    except ValidationError as error:
        return _status_page(request, gemeente, dossier, link, fault=error.messages[0], status=422)
    messages.success(request, _("Uw aanvraag is ingetrokken."))
    return _back(gemeente, link)


@require_POST
@private
def documenten(request: PageRequest, gemeente: Gemeente, link: str) -> HttpResponse:
    """More documents, or the bills afterwards."""
    dossier = get_dossier(gemeente, link)
    form = DocumentenForm(request.POST, request.FILES)
    form.is_valid()
    try:
        number = indienen.add_documenten(dossier=dossier, bestanden=form.cleaned_data["documenten"])
    except ValidationError as error:
        form.add_faults(error)
        return _status_page(request, gemeente, dossier, link, form=form, status=422)
    messages.success(request, _("Ontvangen: %(aantal)s.") % {"aantal": number})
    return _back(gemeente, link)


@require_safe
@private
def gegevens(request: PageRequest, gemeente: Gemeente, link: str) -> HttpResponse:
    """Everything that is held on who applied, as a file (AVG: right of access)."""
    dossier = get_dossier(gemeente, link)
    content = {"gemaakt_op": timezone.now().isoformat(timespec="seconds"), **bewaren.collect_dossier(dossier)}
    response = JsonResponse(content, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response.headers["Content-Disposition"] = 'attachment; filename="mijn-aanvraag.json"'
    return response
