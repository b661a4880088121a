# SPDX-License-Identifier: EUPL-1.2
"""Reading the afspraken of a gemeente from its own document: hand in, choose what means what, store as concept."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from afspraken import policies
from afspraken.forms.document import DocumentForm, DocumentUploadForm
from afspraken.imports.document.voorbeeld import Voorbeeld, make_preview
from afspraken.models import Afsprakenset, Documentimport
from afspraken.services.documenten import (
    choose,
    discard_document,
    keep_document,
    make_afsprakenset,
    read_kept,
    store_document,
)
from afspraken.views.inrichten import step_crumbs
from partijen.models import Gemeente
from partijen.pages import PageRequest, see_other, signed_in
from partijen.services.history import StaleVersion
from portaal.lib.forms import MAX_VERSIE
from portaal.lib.tables.document import Document, UnreadableFile, read_document

# Rows that are shown; the others are counted.
MAX_ROWS = 300


def _check(request: PageRequest, gemeente: Gemeente) -> None:
    if not policies.may_import_document(request.user, gemeente):
        raise PermissionDenied


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def document_nieuw(request: PageRequest, gemeente: Gemeente) -> HttpResponse:
    """Hand in a document or pasted text; what cannot be read is said at its field."""
    _check(request, gemeente)
    if request.method != "POST":
        return _upload_page(request, gemeente, DocumentUploadForm(gemeente=gemeente, user=request.user))
    form = DocumentUploadForm(request.POST, request.FILES, gemeente=gemeente, user=request.user)
    if not form.is_valid():
        return _upload_page(request, gemeente, form)
    content, filename = form.content()
    try:
        read_document(content)
    except UnreadableFile as error:
        form.add_error("bestand" if form.cleaned_data["bestand"] is not None else "tekst", error.message)
        return _upload_page(request, gemeente, form)
    try:
        afsprakenset = _set_of(request, gemeente, form)
    except ValidationError as error:
        form.add_error("naam", error.messages)
        return _upload_page(request, gemeente, form)
    kept = keep_document(content=content, filename=filename, afsprakenset=afsprakenset, by=request.user)
    return see_other(_address(kept))


def _set_of(request: PageRequest, gemeente: Gemeente, form: DocumentUploadForm) -> Afsprakenset:
    data = form.cleaned_data
    if data["afsprakenset"] is not None:
        return data["afsprakenset"]  # type: ignore[no-any-return]
    return make_afsprakenset(
        gemeente=gemeente,
        naam=data["naam"],
        soort=data["soort"] or Afsprakenset.Soort.MEERJARIG,
        periode=data["periode"],
        by=request.user,
    )


def _address(document: Documentimport) -> str:
    return reverse("afspraken:document", args=(document.gemeente.slug, document.pk))


def _upload_page(request: PageRequest, gemeente: Gemeente, form: DocumentUploadForm) -> HttpResponse:
    context = {
        "gemeente": gemeente,
        "form": form,
        "kruimels": step_crumbs(gemeente, (_("Document inlezen"), "")),
    }
    return render(request, "afspraken/document_nieuw.html", context, status=422 if form.errors else 200)


def _get(request: PageRequest, gemeente: Gemeente, nummer: int) -> Documentimport:
    """One document of the coordinator's gemeente; others learn nothing from its number."""
    _check(request, gemeente)
    rows = Documentimport.objects.visible_to(request.user).select_related("afsprakenset__gemeente", "gemeente", "bron")
    return get_object_or_404(rows, gemeente=gemeente, pk=nummer)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def document(request: PageRequest, gemeente: Gemeente, nummer: int) -> HttpResponse:
    """What was understood; POST keeps what the user chooses, and stores it when he asks so."""
    kept = _get(request, gemeente, nummer)
    if kept.verwerkt_op is not None:
        context = {
            "gemeente": gemeente,
            "document": kept,
            "kruimels": step_crumbs(gemeente, (kept.bestandsnaam, "")),
        }
        return render(request, "afspraken/document_klaar.html", context)
    try:
        read = read_kept(kept)
    except UnreadableFile as error:
        messages.error(request, error.message)
        return see_other(reverse("afspraken:document-nieuw", args=(gemeente.slug,)))
    if request.method == "POST":
        return _choose(request, gemeente, kept, read)
    preview = make_preview(read, kept.afsprakenset, kept.keuzes)
    return _show(request, gemeente, kept, preview, DocumentForm(voorbeeld=preview, gemeente=gemeente))


def _choose(request: PageRequest, gemeente: Gemeente, kept: Documentimport, read: Document) -> HttpResponse:
    store = request.POST.get("doe") == "opslaan"
    preview = make_preview(read, kept.afsprakenset, kept.keuzes)
    form = DocumentForm(request.POST, voorbeeld=preview, gemeente=gemeente, opslaan=store)
    if not form.is_valid():
        return _show(request, gemeente, kept, preview, form, status=422)
    keuzes = form.keuzes()
    text = request.POST.get("versie", "")
    versie = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else MAX_VERSIE
    try:
        choose(document=kept, keuzes=keuzes, by=request.user, expected_versie=versie)
    except StaleVersion:
        # What the user chose stays in the form; the version is that of now.
        kept.refresh_from_db()
        warning = _("Iemand anders heeft intussen iets gekozen. Uw keuzes staan hieronder; bewaar ze opnieuw.")
        return _show(request, gemeente, kept, preview, form, warning=warning, status=409)
    chosen = make_preview(read, kept.afsprakenset, keuzes)
    if not store:
        messages.success(request, _("Uw keuzes zijn bewaard."))
        return see_other(_address(kept))
    if _signature(chosen) != _signature(preview):
        warning = _("U koos andere kolommen. Kijk eerst of de rijen nu kloppen, en sla ze daarna op.")
        return _show(request, gemeente, kept, chosen, _form(chosen, gemeente), warning=warning, status=409)
    return _store(request, gemeente, kept, chosen)


def _form(preview: Voorbeeld, gemeente: Gemeente) -> DocumentForm:
    return DocumentForm(voorbeeld=preview, gemeente=gemeente)


def _signature(preview: Voorbeeld) -> Any:
    """What decides which rows there are: whoever changes it must see them before they are stored."""
    return [(group.sleutel, group.kolommen) for group in preview.groepen], preview.splitsing


def _store(request: PageRequest, gemeente: Gemeente, kept: Documentimport, chosen: Voorbeeld) -> HttpResponse:
    try:
        counts = store_document(document=kept, by=request.user, expected_versie=kept.versie)
    except StaleVersion:
        kept.refresh_from_db()
        warning = _("Iemand anders heeft intussen iets gekozen. Kijk of het zo klopt en sla het daarna op.")
        return _show(request, gemeente, kept, chosen, _form(chosen, gemeente), warning=warning, status=409)
    except ValidationError as error:
        warning = " ".join(error.messages)
        return _show(request, gemeente, kept, chosen, _form(chosen, gemeente), warning=warning, status=422)
    done = _("Opgeslagen als concept: %(nieuw)s afspraken en %(acties)s acties.")
    messages.success(request, done % counts)
    return see_other(_address(kept))


def _show(
    request: PageRequest,
    gemeente: Gemeente,
    kept: Documentimport,
    preview: Voorbeeld,
    form: DocumentForm,
    *,
    warning: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "gemeente": gemeente,
        "document": kept,
        "voorbeeld": preview,
        "telling": preview.telling(),
        "rijen": preview.rijen[:MAX_ROWS],
        "meer": max(len(preview.rijen) - MAX_ROWS, 0),
        "meer_fouten": max(len(preview.met_fouten) - len(form.shown_faults), 0),
        "form": form,
        "waarschuwing": warning,
        "kruimels": step_crumbs(gemeente, (kept.bestandsnaam, "")),
    }
    return render(request, "afspraken/document.html", context, status=status)


@require_safe
@signed_in
def document_bestand(request: PageRequest, gemeente: Gemeente, nummer: int) -> HttpResponseBase:
    """The file as it was handed in."""
    kept = _get(request, gemeente, nummer)
    try:
        content = kept.bestand.open("rb")
    except (FileNotFoundError, ValueError) as error:  # the file went, or there was none
        raise Http404 from error
    # Never shown by a browser: it is somebody's document.
    response = FileResponse(
        content, as_attachment=True, filename=kept.bestandsnaam, content_type="application/octet-stream"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@require_POST
@signed_in
def document_weg(request: PageRequest, gemeente: Gemeente, nummer: int) -> HttpResponse:
    """Throw away a document of which nothing was stored."""
    kept = _get(request, gemeente, nummer)
    try:
        discard_document(document=kept, by=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return see_other(_address(kept))
    messages.success(request, _("Het document is weggegooid. Er is niets opgeslagen."))
    return see_other(reverse("afspraken:inrichten", args=(gemeente.slug,)))
