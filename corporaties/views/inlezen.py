# SPDX-License-Identifier: EUPL-1.2
"""Handing in figures: the form, how far a file is read, what it would change, and the template to start from."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Max
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from corporaties import policies
from corporaties.forms import OpgaveForm, VersieForm
from corporaties.models import Inlezing, Levering
from corporaties.services.inlezen import (
    ChangedSincePreview,
    begin_again,
    begin_submit,
    changes_anything,
    discard,
    discard_forgotten,
    keep_upload,
    read_inlezing,
    run,
    store_inlezing,
)
from corporaties.shortcuts import corporatie_slug, get_corporatie
from corporaties.sjabloon import VORMEN, template_workbook
from corporaties.tasks import lees_in, sla_op
from partijen.models import Gemeente, Partij
from partijen.pages import PageRequest, see_other, signed_in
from partijen.woorden import in_own_words
from portaal.lib.background.failures import has_failed
from portaal.lib.tables.writer import FORMATS

SHOWN_FAULTS = 200
# A file that is read while its user waits, and of which nothing was heard for so long, is not being read any more.
SILENT_SECONDS = 120


def _corporatie(request: PageRequest, gemeente: Gemeente, slug: str) -> Partij:
    """The corporation whose figures this user delivers.

    Raises:
        Http404: no such corporation here.
        PermissionDenied: somebody else's.
    """
    partij = get_corporatie(request.user, gemeente, slug)
    if not policies.may_deliver(request.user, gemeente.pk, partij.pk):
        raise PermissionDenied(_("U levert geen cijfers van deze corporatie."))
    return partij


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def nieuw(request: PageRequest, gemeente: Gemeente, corporatie: str) -> HttpResponse:
    """Hand in a file. Faults of a small one are shown at once; a large one is read by a worker."""
    partij = _corporatie(request, gemeente, corporatie)
    if request.method != "POST":
        day = _next_day(gemeente, partij)
        return _upload_page(request, gemeente, partij, OpgaveForm(initial={"peildatum": day}))
    form = OpgaveForm(request.POST, request.FILES)
    if not form.is_valid():
        return _upload_page(request, gemeente, partij, form, status=422)
    upload = form.cleaned_data["bestand"]
    discard_forgotten(partij=partij)
    inlezing = keep_upload(
        content=upload.read(),
        filename=upload.name,
        gemeente=gemeente,
        partij=partij,
        peildatum=form.cleaned_data["peildatum"],
        toelichting=form.cleaned_data["toelichting"],
        by=request.user,
    )
    inlezing = run(inlezing, read_inlezing, lees_in)
    if inlezing.status == Inlezing.Status.FOUTEN:
        faults, number = _faults(inlezing), inlezing.aantal_fouten
        discard(inlezing=inlezing, by=request.user)
        if number == 1 and not faults[0]["kolom"]:
            form.add_error("bestand", faults[0]["melding"])
            return _upload_page(request, gemeente, partij, form, status=422)
        return _upload_page(request, gemeente, partij, form, faults=faults, number=number, status=422)
    return see_other(reverse("corporaties:inlezing", args=(gemeente.slug, corporatie, inlezing.pk)))


def _next_day(gemeente: Gemeente, partij: Partij) -> dt.date:
    """The first of January of this year, or of the year after the last delivery that was set vast."""
    done = Levering.objects.filter(gemeente=gemeente, partij=partij, status=Levering.Status.VASTGESTELD)
    last = done.aggregate(last=Max("einddatum"))["last"]
    year = timezone.localdate().year
    return dt.date(max(year, last.year + 1) if last is not None else year, 1, 1)


def _upload_page(
    request: PageRequest,
    gemeente: Gemeente,
    partij: Partij,
    form: Any,
    *,
    faults: list[dict[str, Any]] | None = None,
    number: int = 0,
    status: int = 200,
) -> HttpResponse:
    context = {
        **_common(gemeente, partij),
        "form": form,
        "fouten": faults or [],
        "aantal": number,
        "jaren": [year for day in [_next_day(gemeente, partij)] for year in (day.year, day.year + 1)],
    }
    return render(request, "corporaties/levering_nieuw.html", context, status=status)


def _common(gemeente: Gemeente, partij: Partij) -> dict[str, Any]:
    return {"gemeente": gemeente, "corporatie": partij, "corporatie_slug": corporatie_slug(partij)}


def _faults(inlezing: Inlezing) -> list[dict[str, Any]]:
    return [
        {"blad": sheet, "rij": row or None, "kolom": column, "melding": message}
        for sheet, row, column, message in inlezing.fouten[:SHOWN_FAULTS]
    ]


# --- a file between upload and delivery ------------------------------------------------------------------------------


def _inlezing(request: PageRequest, gemeente: Gemeente, partij: Partij, nummer: int) -> Inlezing:
    rows = Inlezing.objects.visible_to(request.user).filter(gemeente=gemeente, partij=partij)
    return get_object_or_404(rows.select_related("gemeente", "partij", "levering"), pk=nummer)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def inlezing(request: PageRequest, gemeente: Gemeente, corporatie: str, nummer: int) -> HttpResponse:
    """How far it is, its faults, or what it would change; POST hands it in, or begins again what failed."""
    partij = _corporatie(request, gemeente, corporatie)
    row = _inlezing(request, gemeente, partij, nummer)
    if request.method != "POST":
        return _show(request, gemeente, partij, row)
    if _is_lost(row):
        run(begin_again(inlezing=row), read_inlezing, lees_in)
        return see_other(request.path)
    form = VersieForm(request.POST)
    try:
        row = begin_submit(
            inlezing=row, by=request.user, expected_versie=form.cleaned_data["versie"] if form.is_valid() else 0
        )
    except ChangedSincePreview:
        row = run(begin_again(inlezing=row), read_inlezing, lees_in)
        warning = _("Intussen is er iets veranderd. Hieronder staat wat het bestand nu zou veranderen.")
        return _show(request, gemeente, partij, row, warning=warning, status=409)
    except ValidationError as error:
        return _show(request, gemeente, partij, row, warning=error.messages[0], status=422)
    row = run(row, store_inlezing, sla_op)
    if row.status == Inlezing.Status.INGEDIEND and row.levering is not None:
        said = _("De cijfers zijn ingediend. De %(coordinator)s stelt ze vast; daarna zijn ze openbaar.")
        messages.success(request, in_own_words(said, gemeente))
        return see_other(reverse("corporaties:levering", args=(gemeente.slug, corporatie, row.levering.volgnummer)))
    return see_other(request.path)


def _is_lost(row: Inlezing) -> bool:
    """Whether nobody is working on it any more, although it is not done."""
    if row.status == Inlezing.Status.MISLUKT:
        return True
    if not row.is_busy:
        return False
    if row.taak:
        return has_failed(row.taak)
    return (timezone.now() - row.updated_at).total_seconds() > SILENT_SECONDS


def _show(
    request: PageRequest, gemeente: Gemeente, partij: Partij, row: Inlezing, *, warning: str = "", status: int = 200
) -> HttpResponse:
    context = {
        **_common(gemeente, partij),
        "inlezing": row,
        "uitkomst": row.uitkomst,
        "fouten": _faults(row),
        "aantal": row.aantal_fouten,
        "mislukt": _is_lost(row),
        "verandert": changes_anything(row),
        "stap": _steps().get(row.stap, _("Wachten")),
        "waarschuwing": warning,
    }
    return render(request, "corporaties/inlezing.html", context, status=status)


def _steps() -> dict[str, str]:
    return {"lezen": _("Lezen en controleren"), "vergelijken": _("Vergelijken"), "opslaan": _("Opslaan")}


@require_POST
@signed_in
def inlezing_weg(request: PageRequest, gemeente: Gemeente, corporatie: str, nummer: int) -> HttpResponse:
    """Throw away a file that was not handed in."""
    partij = _corporatie(request, gemeente, corporatie)
    row = _inlezing(request, gemeente, partij, nummer)
    try:
        discard(inlezing=row, by=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("Het bestand is weggegooid. Er is niets ingediend."))
    return see_other(reverse("corporaties:leveringen", args=(gemeente.slug, corporatie)))


@require_safe
@signed_in
def sjabloon(request: PageRequest, gemeente: Gemeente, corporatie: str) -> HttpResponse:
    """A workbook to fill in for `?jaar=`, with the figures of the year before; `?vorm=kruistabel` for a cross-table."""
    partij = _corporatie(request, gemeente, corporatie)
    text = request.GET.get("jaar", "")
    year = int(text) if text.isascii() and text.isdigit() and 1950 <= int(text[:4]) <= 2100 and len(text) == 4 else None
    day = dt.date(year, 1, 1) if year else _next_day(gemeente, partij)
    vorm = request.GET.get("vorm", "lijst")
    if vorm not in VORMEN:
        vorm = "lijst"
    content = template_workbook(gemeente=gemeente, partij=partij, peildatum=day, vorm=vorm)
    response = HttpResponse(content, content_type=FORMATS["xlsx"].content_type)
    name = f"cijfers-{gemeente.slug}-{corporatie}-{day.year}-{vorm}.xlsx"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
