# SPDX-License-Identifier: EUPL-1.2
"""Reading a whole actielijst from a spreadsheet: upload, preview, import; and the template to start from."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from afspraken import policies
from afspraken.exports import template_workbook
from afspraken.forms.actielijst import ActielijstUploadForm
from afspraken.imports.actielijst import plan_import, read_actielijst
from afspraken.imports.plan import Plan, Uitkomst
from afspraken.models import Actielijstimport, Afsprakenset
from afspraken.services.actielijst import (
    ChangedSincePreview,
    base_version,
    keep_upload,
    process_upload,
    renew_preview,
    texts_made_public,
)
from afspraken.services.persoonsgegevens import PersonalDataFound
from partijen.models import Gemeente
from partijen.pages import PageRequest, crumbs, see_other, signed_in
from partijen.services.persoonsgegevens import find_in
from partijen.views.persoonsgegevens import antwoord_of, vraag_of
from portaal.lib.tables.reader import Fault, UnreadableFile
from portaal.lib.tables.writer import FORMATS

SHOWN_FAULTS = 200


def _check_access(request: PageRequest, gemeente: Gemeente) -> None:
    if not policies.may_import_actielijst(request.user, gemeente):
        raise PermissionDenied


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def importeren(request: PageRequest, gemeente: Gemeente) -> HttpResponse:
    """Hand in a file: faults are shown all at once, a good file goes on to its preview."""
    _check_access(request, gemeente)
    if request.method != "POST":
        return _upload_page(request, gemeente, ActielijstUploadForm(gemeente=gemeente, user=request.user))
    form = ActielijstUploadForm(request.POST, request.FILES, gemeente=gemeente, user=request.user)
    if not form.is_valid():
        return _upload_page(request, gemeente, form, status=422)
    afsprakenset, upload = form.cleaned_data["afsprakenset"], form.cleaned_data["bestand"]
    content = upload.read()
    try:
        plan = plan_import(read_actielijst(content, upload.name), afsprakenset=afsprakenset)
    except UnreadableFile as error:
        form.add_error("bestand", error.message)
        return _upload_page(request, gemeente, form, status=422)
    if plan.fouten:
        return _upload_page(request, gemeente, form, faults=plan.fouten, status=422)
    kept = keep_upload(content=content, filename=upload.name, afsprakenset=afsprakenset, by=request.user)
    return see_other(reverse("afspraken:import-voorbeeld", args=(gemeente.slug, kept.pk)))


def _upload_page(
    request: PageRequest,
    gemeente: Gemeente,
    form: Any,
    *,
    faults: list[Fault] | None = None,
    warning: str = "",
    status: int = 200,
) -> HttpResponse:
    shown = [
        {"blad": fault.sheet, "rij": fault.row or None, "kolom": fault.column, "melding": fault.message}
        for fault in (faults or [])[:SHOWN_FAULTS]
    ]
    context = {
        "gemeente": gemeente,
        "form": form,
        "fouten": shown,
        "aantal": len(faults or []),
        "waarschuwing": warning,
        "kruimels": _crumbs(gemeente),
    }
    return render(request, "afspraken/importeren.html", context, status=status)


def _crumbs(gemeente: Gemeente, *page: str) -> list[dict[str, str]]:
    """The way to the upload, or to a page behind it."""
    upload = reverse("afspraken:importeren", args=(gemeente.slug,)) if page else ""
    steps = ((_("Actielijst"), reverse("afspraken:actielijst", args=(gemeente.slug,))), (_("Inlezen"), upload))
    return crumbs(gemeente, *steps, *((label, "") for label in page))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def import_voorbeeld(request: PageRequest, gemeente: Gemeente, nummer: int) -> HttpResponse:
    """What a kept file would change; POST changes it, if nobody changed anything since."""
    _check_access(request, gemeente)
    kept = get_object_or_404(
        Actielijstimport.objects.visible_to(request.user).select_related("afsprakenset__gemeente"),
        gemeente=gemeente,
        pk=nummer,
    )
    if request.method == "POST":
        return _process(request, gemeente, kept)
    if kept.verwerkt_op is not None:
        context = {"gemeente": gemeente, "upload": kept, "kruimels": _crumbs(gemeente, _("Ingelezen"))}
        return render(request, "afspraken/import_klaar.html", context)
    return _preview(request, gemeente, kept)


def _process(request: PageRequest, gemeente: Gemeente, kept: Actielijstimport) -> HttpResponse:
    try:
        counts = process_upload(upload=kept, by=request.user, antwoord=antwoord_of(request))
    except PersonalDataFound as found:
        return _preview(request, gemeente, kept, found=found, status=422)
    except ChangedSincePreview:
        renew_preview(upload=kept)
        warning = _("Iemand heeft intussen iets gewijzigd. Hieronder staat wat het bestand nu zou veranderen.")
        return _preview(request, gemeente, kept, warning=warning, status=409)
    done = _("De actielijst is ingelezen: %(nieuw)s nieuw, %(gewijzigd)s gewijzigd, %(ongewijzigd)s ongewijzigd.")
    messages.success(request, done % counts)
    return see_other(reverse("afspraken:import-voorbeeld", args=(gemeente.slug, kept.pk)))


def _preview(
    request: PageRequest,
    gemeente: Gemeente,
    kept: Actielijstimport,
    *,
    warning: str = "",
    found: PersonalDataFound | None = None,
    status: int = 200,
) -> HttpResponse:
    """What the file would change, with the question about personal data in what is public, if there is one."""
    with kept.bestand.open("rb") as handle:
        plan: Plan = plan_import(read_actielijst(handle.read(), kept.bestandsnaam), afsprakenset=kept.afsprakenset)
    outdated = base_version(kept.afsprakenset) != kept.basisversie
    if plan.fouten:
        form = ActielijstUploadForm(gemeente=gemeente, user=request.user)
        if outdated or warning:
            warning = _("Sinds u dit bestand aanbood is de actielijst gewijzigd. Daardoor past het bestand niet meer.")
        return _upload_page(request, gemeente, form, faults=plan.fouten, warning=warning, status=422)
    if not warning and outdated:
        warning = _("Sinds u dit bestand aanbood is er iets gewijzigd. Dit is de vergelijking met hoe het nu is.")
    if found is None:
        bevindingen, kenmerk = find_in(texts_made_public(plan))
        found = PersonalDataFound(bevindingen, kenmerk) if bevindingen else None
    context = {
        "vraag": vraag_of(request, found) if found else None,
        "gemeente": gemeente,
        "upload": kept,
        "telling": plan.telling(),
        "nieuw": [regel for regel in plan.regels if regel.uitkomst is Uitkomst.NIEUW],
        "gewijzigd": [regel for regel in plan.regels if regel.uitkomst is Uitkomst.GEWIJZIGD],
        "verdwenen": plan.verdwenen,
        "waarschuwing": warning,
        "kruimels": _crumbs(gemeente, _("Wat er verandert")),
    }
    return render(request, "afspraken/import_voorbeeld.html", context, status=status)


@require_safe
@signed_in
def sjabloon(request: PageRequest, gemeente: Gemeente) -> HttpResponse:
    """An empty actielijst.xlsx to fill in, for the set of `?afsprakenset=` or the current one."""
    if not policies.may_see_actielijst(request.user, gemeente):
        raise PermissionDenied
    sets = Afsprakenset.objects.visible_to(request.user).filter(gemeente=gemeente)
    slug = request.GET.get("afsprakenset", "").replace("\0", "")
    found = sets.filter(slug=slug).first() if slug else sets.current().first()
    if found is None:
        raise Http404
    response = HttpResponse(
        template_workbook(gemeente=gemeente, afsprakenset=found), content_type=FORMATS["xlsx"].content_type
    )
    today = timezone.localdate().isoformat()
    response.headers["Content-Disposition"] = f'attachment; filename="actielijst-sjabloon-{gemeente.slug}-{today}.xlsx"'
    return response
