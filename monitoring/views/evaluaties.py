# SPDX-License-Identifier: EUPL-1.2
"""Evaluations: the list, one of them on screen and as a file, and setting it vast."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from afspraken.models import Afsprakenset
from afspraken.policies import is_coordinator
from afspraken.services.jaarschijf import SOORTEN
from afspraken.services.persoonsgegevens import PersonalDataFound
from monitoring import policies
from monitoring.forms.evaluatie import EvaluatieMakenForm, ToevoegenForm
from monitoring.models import Evaluatie
from monitoring.pakket.evaluatie import make_docx, make_pdf
from monitoring.selectors.evaluatie import read_blad
from monitoring.selectors.momentopname import fingerprint
from monitoring.services.evaluaties import (
    EvaluatieVast,
    adopt_evaluatie,
    create_evaluatie,
    discard_evaluatie,
    propose_new,
)
from partijen.models import Gemeente
from partijen.pages import PageRequest, crumbs, see_other, signed_in
from partijen.policies import access_key
from partijen.shortcuts import find_visible, public_page
from partijen.views.persoonsgegevens import antwoord_of, ask_page
from partijen.woorden import in_own_words
from portaal.lib.compiled import ANY_KEY, ANY_OTHER, read_objects

FORMATEN = {
    "json": "application/json",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def get_evaluatie(request: HttpRequest, gemeente: Gemeente, afsprakenset: str, jaar: int) -> Evaluatie:
    """The evaluation of an address.

    Raises:
        Http404: missing or hidden, without a difference.
    """
    found = find_visible(_one, request.user, gemeente, pk=jaar, other=afsprakenset)
    if found is None:
        raise Http404
    found.gemeente = gemeente
    return found


def _one(user: Any, gemeente: Gemeente) -> "QuerySet[Evaluatie]":
    rows = Evaluatie.objects.visible_to(user).filter(
        gemeente=gemeente, afsprakenset__slug=ANY_OTHER, jaar__in=[ANY_KEY]
    )
    return rows.select_related("afsprakenset")  # type: ignore[no-any-return]


def trail(gemeente: Gemeente, *steps: tuple[str, str]) -> list[dict[str, str]]:
    """Where a page of an evaluation stands."""
    return crumbs(gemeente, (_("Evaluaties"), reverse("evaluaties", args=(gemeente.slug,))), *steps)


@require_safe
@public_page
def evaluaties(request: HttpRequest, gemeente: Gemeente) -> HttpResponse:
    """Newest year first, with the form of a new one for the coordinator."""
    return _listing(request, gemeente)


def _listing(
    request: HttpRequest, gemeente: Gemeente, form: EvaluatieMakenForm | None = None, status: int = 200
) -> HttpResponse:
    def rows() -> "QuerySet[Evaluatie]":
        visible = Evaluatie.objects.visible_to(request.user).filter(gemeente=gemeente)
        return visible.select_related("afsprakenset").order_by("-jaar", "pk")  # type: ignore[no-any-return]

    found = read_objects(("evaluaties", access_key(request.user), gemeente.pk), rows)
    for row in found:
        row.gemeente = gemeente
    if form is None and policies.may_write_evaluatie(request.user, gemeente.pk):
        form = _make_form(gemeente)
    context = {
        "gemeente": gemeente,
        "evaluaties": found,
        "form": form if form is not None and form.sets else None,
        "demo": any(row.demo for row in found),
        "kruimels": crumbs(gemeente, (_("Evaluaties"), "")),
    }
    return render(request, "monitoring/evaluaties.html", context, status=status)


def _make_form(gemeente: Gemeente, data: Any = None) -> EvaluatieMakenForm:
    sets = list(Afsprakenset.objects.filter(gemeente=gemeente, gepubliceerd=True).current())
    jaar = timezone.localdate().year - 1
    if sets and Evaluatie.objects.filter(gemeente=gemeente, afsprakenset=sets[0], jaar=jaar).exists():
        jaar += 1  # of last year there is one
    return EvaluatieMakenForm(data, sets=sets, jaar=jaar)


@require_POST
@signed_in
def evaluatie_maken(request: PageRequest, gemeente: Gemeente) -> HttpResponse:
    """Make the concept of a year; leads to its page."""
    if not policies.may_write_evaluatie(request.user, gemeente.pk):
        raise PermissionDenied(in_own_words(_("Alleen een %(coordinator)s schrijft de evaluatie."), gemeente))
    form = _make_form(gemeente, request.POST)
    if form.is_valid():
        try:
            made = create_evaluatie(by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_faults(error)
        else:
            messages.success(request, _("Het concept is gemaakt. Vul het aan en laat partijen hun oordeel geven."))
            return see_other(made.get_absolute_url())
    form.focus_first_fault()
    return _listing(request, gemeente, form, status=422)


@require_safe
@public_page
def evaluatie(request: HttpRequest, gemeente: Gemeente, afsprakenset: str, jaar: int) -> HttpResponse:
    """One evaluation, per thema every afspraak."""
    return evaluatie_page(request, get_evaluatie(request, gemeente, afsprakenset, jaar))


def evaluatie_page(
    request: HttpRequest, found: Evaluatie, *, form: ToevoegenForm | None = None, fout: str = "", status: int = 200
) -> HttpResponse:
    """The page, with a refused form or a sentence about what happened."""
    gemeente, slug = found.gemeente, found.afsprakenset.slug
    request.naast = found  # type: ignore[attr-defined]
    blad = read_blad(request.user, found)
    writes = not found.vastgesteld and policies.may_write_evaluatie(request.user, gemeente.pk)
    judges = not found.vastgesteld and (writes or bool(policies.judging_partij_ids(request.user, gemeente.pk)))
    args = (gemeente.slug, slug, found.jaar)
    context = {
        "gemeente": gemeente,
        "afsprakenset": found.afsprakenset,
        "evaluatie": found,
        "blad": blad,
        "gezien": fingerprint(blad.inhoud),
        "schrijft": writes,
        "oordeelt": judges,
        "form": form or (ToevoegenForm() if writes else None),
        "fout": fout,
        "bestanden": {name: reverse("evaluatie-bestand", args=(*args, name)) for name in FORMATEN},
        "volgende": _may_make_next(request.user, found),
        "demo": found.demo,
        "kruimels": trail(gemeente, (str(found.jaar), "")),
    }
    return render(request, "monitoring/evaluatie.html", context, status=status)


def _may_make_next(user: Any, found: Evaluatie) -> bool:
    """Whether the way to the form of the next jaarschijf is shown: its proposals stand ready there once vastgesteld."""
    kind = found.afsprakenset.soort
    return found.vastgesteld and kind in SOORTEN and is_coordinator(user, found.gemeente.pk)


@require_safe
@public_page
def evaluatie_bestand(
    request: HttpRequest, gemeente: Gemeente, afsprakenset: str, jaar: int, formaat: str
) -> HttpResponse:
    """The evaluation as PDF or DOCX, or the JSON over which the hash was taken.

    Raises:
        Http404: no such format, or JSON of which a part is not public any more.
    """
    found = get_evaluatie(request, gemeente, afsprakenset, jaar)
    if formaat not in FORMATEN:
        raise Http404
    blad = read_blad(request.user, found)
    if formaat == "json" and blad.verborgen:
        raise Http404
    content = {"pdf": make_pdf, "docx": make_docx}.get(formaat, lambda page: page.inhoud)(blad)
    response = HttpResponse(content, content_type=FORMATEN[formaat])
    name = f"evaluatie-{gemeente.slug}-{afsprakenset}-{jaar}.{formaat}"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


@require_POST
@signed_in
def evaluatie_toevoegen(request: PageRequest, gemeente: Gemeente, afsprakenset: str, jaar: int) -> HttpResponse:
    """Propose an afspraak that is not there yet."""
    found = get_evaluatie(request, gemeente, afsprakenset, jaar)
    if not policies.may_write_evaluatie(request.user, gemeente.pk):
        raise PermissionDenied(in_own_words(_("Alleen een %(coordinator)s schrijft de evaluatie."), gemeente))
    form = ToevoegenForm(request.POST)
    if form.is_valid():
        try:
            propose_new(evaluatie=found, by=request.user, **form.cleaned_data)
        except EvaluatieVast as error:
            return evaluatie_page(
                request, get_evaluatie(request, gemeente, afsprakenset, jaar), fout=str(error), status=409
            )
        except ValidationError as error:
            form.add_faults(error)
        else:
            messages.success(request, _("Het voorstel is toegevoegd."))
            return see_other(found.get_absolute_url())
    form.focus_first_fault()
    return evaluatie_page(request, found, form=form, status=422)


@require_POST
@signed_in
def evaluatie_vaststellen(request: PageRequest, gemeente: Gemeente, afsprakenset: str, jaar: int) -> HttpResponse:
    """Set vast what the user read; who is second is told what happened, and sees it."""
    found = get_evaluatie(request, gemeente, afsprakenset, jaar)
    try:
        adopt_evaluatie(
            evaluatie=found, gezien=request.POST.get("gezien", ""), by=request.user, antwoord=antwoord_of(request)
        )
    except PersonalDataFound as data:
        return ask_page(request, gemeente, data, terug=found.get_absolute_url())
    except EvaluatieVast as error:
        current = get_evaluatie(request, gemeente, afsprakenset, jaar)
        return evaluatie_page(request, current, fout=str(error), status=409)
    messages.success(request, _("De evaluatie is vastgesteld. Zij verandert niet meer."))
    return see_other(found.get_absolute_url())


@require_POST
@signed_in
def evaluatie_weg(request: PageRequest, gemeente: Gemeente, afsprakenset: str, jaar: int) -> HttpResponse:
    """Throw a concept away; leads to the list."""
    found = get_evaluatie(request, gemeente, afsprakenset, jaar)
    try:
        discard_evaluatie(evaluatie=found, by=request.user)
    except EvaluatieVast as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Het concept is weggegooid."))
    return see_other(reverse("evaluaties", args=(gemeente.slug,)))
