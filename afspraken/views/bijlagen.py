# SPDX-License-Identifier: EUPL-1.2
"""Internal notes and evidence beside an afspraak."""

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from afspraken import policies
from afspraken.forms.bijlagen import BewijsstukForm, NotitieForm
from afspraken.models import Afspraak, Bewijsstuk
from afspraken.services.bijlagen import add_bewijsstuk, add_notitie, publish_bewijsstuk
from afspraken.services.persoonsgegevens import PersonalDataFound
from afspraken.views.access import get_afspraak
from afspraken.views.afspraak import make_bewijsstuk_form, render_afspraak
from partijen.models import Gemeente
from partijen.pages import PageRequest, see_other, signed_in
from partijen.shortcuts import find_visible, get_gemeente
from partijen.views.persoonsgegevens import antwoord_of, ask_page
from portaal.lib.compiled import ANY_KEY


@require_POST
@signed_in
def notitie(request: PageRequest, gemeente: Gemeente, afsprakenset: str, code: str) -> HttpResponse:
    """Write an internal note on one afspraak."""
    afspraak = get_afspraak(request, gemeente, afsprakenset, code)
    if not policies.may_write_notitie(request.user, afspraak):
        raise PermissionDenied
    form = NotitieForm(request.POST, auto_id="id_notitie_%s")
    if not form.is_valid():
        return render_afspraak(request, gemeente, afsprakenset, code, notitie_form=form, status=422)
    add_notitie(afspraak=afspraak, tekst=form.cleaned_data["tekst"], by=request.user)
    messages.success(request, _("De notitie is opgeslagen."))
    return see_other(f"{afspraak.get_absolute_url()}#notities")


@require_POST
@signed_in
def bewijsstuk_nieuw(request: PageRequest, gemeente: Gemeente, afsprakenset: str, code: str) -> HttpResponse:
    """Lay a link or a file beside one afspraak or one of its acties."""
    afspraak = get_afspraak(request, gemeente, afsprakenset, code)
    if not policies.may_add_bewijsstuk(request.user, afspraak):
        raise PermissionDenied
    form = make_bewijsstuk_form(request, afspraak, data=request.POST, files=request.FILES)
    if not form.is_valid():
        return render_afspraak(request, gemeente, afsprakenset, code, bewijsstuk_form=form, status=422)
    public = form.cleaned_data.get("gepubliceerd", False)
    try:
        try:
            _save(request, form, afspraak, gepubliceerd=public)
        except PersonalDataFound as found:
            # A browser does not send a file twice: the evidence is kept, and only making it public waits.
            row = _save(request, form, afspraak, gepubliceerd=False)
            messages.info(request, _("Het bewijsstuk is opgeslagen. Het is nog niet openbaar."))
            action = reverse("afspraken:bewijsstuk", args=(gemeente.slug, row.pk))
            return ask_page(request, gemeente, found, action=action, sent=[("gepubliceerd", "1")], terug=_page(row))
    except ValidationError as error:
        form.add_faults(error)
        return render_afspraak(request, gemeente, afsprakenset, code, bewijsstuk_form=form, status=422)
    messages.success(request, _("Het bewijsstuk is opgeslagen."))
    return see_other(f"{afspraak.get_absolute_url()}#bewijsstukken")


def _save(request: PageRequest, form: BewijsstukForm, afspraak: Afspraak, *, gepubliceerd: bool) -> Bewijsstuk:
    """Hand a valid form to the service."""
    data = form.cleaned_data
    bestand = cast(UploadedFile | None, data["bestand"])
    if bestand is not None:
        bestand.seek(0)
    return add_bewijsstuk(
        afspraak=afspraak,
        actie=form.acties.get(data.get("actie", "")),
        titel=data["titel"],
        url=data["url"],
        bestand=bestand,
        gepubliceerd=gepubliceerd,
        by=request.user,
    )


def _page(row: Bewijsstuk) -> str:
    return f"{row.afspraak.get_absolute_url()}#bewijsstukken"


@require_http_methods(["GET", "HEAD", "POST"])
def bewijsstuk(request: PageRequest, gemeente: str, bewijsstuk: int) -> HttpResponseBase:
    """GET downloads the file; POST by the coordinator makes the evidence public or takes it back."""
    if request.method == "POST":
        return _publish(request, gemeente, bewijsstuk=bewijsstuk)
    row = _get_bewijsstuk(request, get_gemeente(request, gemeente), bewijsstuk)
    if not row.bestand:
        raise Http404
    try:
        content = row.bestand.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(content, as_attachment=True, filename=row.bestandsnaam, content_type=row.bestandstype)
    response.headers["X-Content-Type-Options"] = "nosniff"
    # A document of somebody else never runs anything under our address, also where a browser shows it.
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-store" if request.user.is_authenticated else "public, no-cache"
    return response


@signed_in
def _publish(request: PageRequest, gemeente: Gemeente, bewijsstuk: int) -> HttpResponse:
    row = _get_bewijsstuk(request, gemeente, bewijsstuk)
    gepubliceerd = request.POST.get("gepubliceerd") == "1"
    try:
        publish_bewijsstuk(bewijsstuk=row, gepubliceerd=gepubliceerd, by=request.user, antwoord=antwoord_of(request))
    except PersonalDataFound as found:
        return ask_page(request, gemeente, found, terug=_page(row))
    done = _("Het bewijsstuk is nu openbaar.") if gepubliceerd else _("Het bewijsstuk is niet meer openbaar.")
    messages.success(request, done)
    return see_other(_page(row))


def _get_bewijsstuk(request: PageRequest, gemeente: Gemeente, pk: int) -> Bewijsstuk:
    """Evidence this viewer may see.

    Raises:
        Http404: missing or hidden, without a difference.
    """
    row = find_visible(_one, request.user, gemeente, pk=pk)
    if row is None:
        raise Http404
    return row


def _one(user: Any, gemeente: Gemeente) -> "QuerySet[Bewijsstuk]":
    rows = Bewijsstuk.objects.visible_to(user, gemeente=gemeente).filter(gemeente=gemeente, pk=ANY_KEY)
    return rows.select_related("afspraak__gemeente", "afspraak__afsprakenset")  # type: ignore[no-any-return]
