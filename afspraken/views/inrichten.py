# SPDX-License-Identifier: EUPL-1.2
"""Setting up a gemeente step by step: how far it is, its parties, its buurten."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from afspraken import policies
from afspraken.forms.document import BuurtenForm, PartijenForm
from afspraken.models import Afspraak, Afsprakenset, Documentimport, Thema
from partijen.models import Gemeente, Partij, Wijziging
from partijen.pages import PageRequest, crumbs, see_other, signed_in
from partijen.services.deelname import let_take_part
from portaal.lib.tables.reader import UnreadableFile
from wijken.models import Gebied
from wijken.services.gebieden import load_buurten, read_buurten

ORIGIN = Wijziging.Oorsprong.IMPORT


def step_crumbs(gemeente: Gemeente, *steps: tuple[str, str]) -> list[dict[str, str]]:
    """Where a page of this path stands."""
    start = reverse("afspraken:inrichten", args=(gemeente.slug,)) if steps else ""
    return crumbs(gemeente, (_("Inrichten"), start), *steps)


@require_safe
@signed_in
def inrichten(request: PageRequest, gemeente: Gemeente) -> HttpResponse:
    """The steps, and how far each is."""
    if not policies.may_see_inrichting(request.user, gemeente):
        raise PermissionDenied
    own = Gemeente.objects.select_related("eigen_partij").get(pk=gemeente.pk).eigen_partij
    documents = Documentimport.objects.visible_to(request.user).filter(gemeente=gemeente)
    context = {
        "gemeente": gemeente,
        "eigen_partij": own,
        "partijen": Partij.objects.in_gemeente(gemeente).count(),
        "buurten": Gebied.objects.filter(gemeente=gemeente, soort=Gebied.Soort.BUURT).count(),
        "sets": Afsprakenset.objects.visible_to(request.user).filter(gemeente=gemeente).count(),
        "themas": Thema.objects.filter(gemeente=gemeente).count(),
        "afspraken": Afspraak.objects.visible_to(request.user, gemeente=gemeente).filter(gemeente=gemeente).count(),
        "documenten": documents.select_related("afsprakenset")[:20],
        "mag": policies.may_import_document(request.user, gemeente),
        "kruimels": step_crumbs(gemeente),
    }
    return render(request, "afspraken/inrichten.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def inrichten_partijen(request: PageRequest, gemeente: Gemeente) -> HttpResponse:
    """Add parties, several at once: all of them, or none."""
    if not policies.may_import_document(request.user, gemeente):
        raise PermissionDenied
    form = PartijenForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and (new := _add_parties(request, gemeente, form)) is not None:
        messages.success(request, _("Toegevoegd: %(number)s.") % {"number": new})
        return see_other(reverse("afspraken:inrichten", args=(gemeente.slug,)))
    context = {
        "gemeente": gemeente,
        "form": form,
        "partijen": Partij.objects.in_gemeente(gemeente).order_by("soort", "naam"),
        "kruimels": step_crumbs(gemeente, (_("Partijen"), "")),
    }
    return render(request, "afspraken/inrichten_partijen.html", context, status=422 if form.errors else 200)


def _add_parties(request: PageRequest, gemeente: Gemeente, form: PartijenForm) -> int | None:
    rows = [(gemeente.volledige_naam, Partij.Soort.GEMEENTE.value, list[str]())] if not gemeente.eigen_partij_id else []
    rows += form.cleaned_data["regels"]
    rows += [(name, Partij.Soort.COLLECTIEF.value, []) for name in form.cleaned_data["collectieven"]]
    new = 0
    try:
        with transaction.atomic():
            for naam, soort, aliassen in rows:
                _partij, is_new = let_take_part(
                    naam=naam, soort=soort, gemeente=gemeente, by=request.user, oorsprong=ORIGIN, aliassen=aliassen
                )
                new += is_new
    except ValidationError as error:
        form.add_error("regels", error.messages)
        return None
    return new


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def inrichten_buurten(request: PageRequest, gemeente: Gemeente) -> HttpResponse:
    """Load wijken and buurten from a list of the CBS: all or nothing."""
    if not policies.may_import_document(request.user, gemeente):
        raise PermissionDenied
    form = BuurtenForm(request.POST, request.FILES) if request.method == "POST" else BuurtenForm()
    if request.method == "POST" and form.is_valid() and _load(request, gemeente, form):
        return see_other(reverse("afspraken:inrichten", args=(gemeente.slug,)))
    context: dict[str, Any] = {
        "gemeente": gemeente,
        "form": form,
        "gebieden": Gebied.objects.filter(gemeente=gemeente).order_by("soort", "naam"),
        "kruimels": step_crumbs(gemeente, (_("Buurten"), "")),
    }
    return render(request, "afspraken/inrichten_buurten.html", context, status=422 if form.errors else 200)


def _load(request: PageRequest, gemeente: Gemeente, form: BuurtenForm) -> bool:
    upload = form.cleaned_data["bestand"]
    try:
        regels, elders = read_buurten(upload.read(), upload.name, gemeente=gemeente)
    except UnreadableFile as error:
        form.add_error("bestand", error.message)
        return False
    except ValidationError as error:
        form.add_error("bestand", error.messages)
        return False
    counts = load_buurten(regels=regels, elders=elders, gemeente=gemeente, by=request.user)
    done = _("Buurten geladen: %(nieuw)s nieuw, %(code)s kregen een code, %(zelfde)s stonden er al.")
    shown = {"nieuw": counts.nieuw, "code": counts.met_code, "zelfde": counts.ongewijzigd}
    messages.success(request, done % shown)
    return True
