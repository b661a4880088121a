# SPDX-License-Identifier: EUPL-1.2
"""Deliveries: what waits, what was delivered, the figures of each, and the history of one figure."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from corporaties import policies
from corporaties.exports import export_response
from corporaties.forms import AfwijzenForm, VersieForm
from corporaties.imports.verschil import shown
from corporaties.models import Inlezing, Levering, Voorraadcijfer
from corporaties.services.leveringen import LeveringConflict, stel_vast, wijs_af
from corporaties.shortcuts import corporatie_slug, get_corporatie
from partijen.models import Gemeente, Partij, Wijziging
from partijen.pages import PageRequest, see_other, signed_in
from partijen.policies import access_key
from partijen.services.history import StaleVersion
from partijen.services.persoonsgegevens import PersonalDataFound
from partijen.shortcuts import find_visible, get_gemeente
from partijen.views.persoonsgegevens import antwoord_of, ask_page
from partijen.woorden import in_own_words
from portaal.lib.compiled import ANY_KEY, ANY_OTHER, read_objects
from portaal.lib.tables.writer import FORMATS

PAGE_SIZE = 50
LIST_SIZE = 200
ORIGIN = Wijziging.Oorsprong.PAGINA
_FIGURE_RELATIONS = ("gebied", "lijst__kenmerk", "klasse", "populatie", "corporatie")


@require_safe
@signed_in
def wachtrij(request: PageRequest, gemeente: Gemeente) -> HttpResponse:
    """The deliveries of a gemeente: what waits for the coordinator first."""
    if not policies.may_see_leveringen(request.user, gemeente.pk):
        raise PermissionDenied
    rows = _deliveries(request.user, gemeente)
    context = {
        "gemeente": gemeente,
        "wachtend": _with_urls(gemeente, rows.waiting()[:LIST_SIZE]),
        "leveringen": _with_urls(gemeente, rows.exclude(status=Levering.Status.INGEDIEND)[:LIST_SIZE]),
        "mag_vaststellen": policies.may_stellen_vast(request.user, gemeente.pk),
        "levert": [
            (partij, corporatie_slug(partij))
            for partij in Partij.objects.filter(pk__in=policies.partijen_to_deliver(request.user, gemeente))
        ],
    }
    return render(request, "corporaties/wachtrij.html", context)


@require_safe
@cache_control(private=True, no_cache=True)
def leveringen(request: PageRequest, gemeente: str, corporatie: str) -> HttpResponse:
    """The deliveries of one corporation, newest first; the public sees what was set vast."""
    found = get_gemeente(request, gemeente)
    partij = get_corporatie(request.user, found, corporatie)

    def delivered() -> QuerySet[Levering]:
        return _deliveries(request.user, found).filter(partij_id__in=[ANY_KEY])[:LIST_SIZE]  # type: ignore[no-any-return]

    rows = read_objects(("leveringen", access_key(request.user), found.pk), delivered, pks=(partij.pk,))
    unfinished = Inlezing.objects.visible_to(request.user).filter(gemeente=found, partij=partij, levering=None)
    context = {
        "gemeente": found,
        "corporatie": partij,
        "corporatie_slug": corporatie,
        "leveringen": _with_urls(found, rows),
        "mag_leveren": policies.may_deliver(request.user, found.pk, partij.pk),
        "onaf": unfinished[:LIST_SIZE],
    }
    return render(request, "corporaties/leveringen.html", context)


def _deliveries(user: Any, gemeente: Gemeente) -> Any:
    """Deliveries of corporations that this viewer may see; printed tables are no deliveries of anybody."""
    rows = Levering.objects.visible_to(user).filter(gemeente=gemeente, partij__isnull=False)
    return rows.select_related("partij", "cijferbron", "geleverd_door").order_by("-geleverd_op", "-pk")


def _with_urls(gemeente: Gemeente, rows: Iterable[Any]) -> list[tuple[Any, str]]:
    return [(row, _url(gemeente, row)) for row in rows]


def _url(gemeente: Gemeente, levering: Any, name: str = "levering") -> str:
    args = (gemeente.slug, corporatie_slug(levering.partij), levering.volgnummer)
    return reverse(f"corporaties:{name}", args=args)


# --- one delivery ----------------------------------------------------------------------------------------------------


def _get_levering(user: Any, gemeente: Gemeente, corporatie: str, volgnummer: int) -> Levering:
    """A delivery of the corporation itself that this viewer may see.

    Raises:
        Http404: missing or hidden, without a difference.
    """
    partij = get_corporatie(user, gemeente, corporatie)
    levering = find_visible(_levering, user, gemeente, pk=volgnummer, other=partij.pk)
    if levering is None:
        raise Http404
    return levering


def _levering(user: Any, gemeente: Gemeente) -> "QuerySet[Levering]":
    rows = _deliveries(user, gemeente).filter(partij_id=ANY_OTHER, cijferbron__document=None, volgnummer__in=[ANY_KEY])
    return rows.select_related("vastgesteld_door", "vervangt").order_by()  # type: ignore[no-any-return]


@require_safe
@cache_control(private=True, no_cache=True)
def levering(request: PageRequest, gemeente: str, corporatie: str, volgnummer: int) -> HttpResponseBase:
    """One delivery: what it changed, its figures page by page, and the decision of the coordinator."""
    found = get_gemeente(request, gemeente)
    row = _get_levering(request.user, found, corporatie, volgnummer)
    formaat = request.GET.get("formaat", "")
    if formaat:
        if formaat not in FORMATS:
            raise Http404
        name = f"cijfers-{found.slug}-{corporatie}-{row.volgnummer}"
        return export_response(cijfers=_figures(request.user, row), formaat=formaat, name=name)
    return _show(request, found, row)


def _figures(user: Any, levering: Levering) -> Any:
    return Voorraadcijfer.objects.visible_to(user).filter(levering=levering)


def _show(
    request: PageRequest,
    gemeente: Gemeente,
    row: Levering,
    *,
    afwijzen: Any = None,
    warning: str = "",
    status: int = 200,
) -> HttpResponse:
    after = request.GET.get("na", "")
    start = int(after) if after.isascii() and after.isdigit() and len(after) <= 18 else 0

    def figures() -> QuerySet[Voorraadcijfer]:
        rows = Voorraadcijfer.objects.visible_to(request.user).filter(levering_id__in=[ANY_KEY], pk__gt=start)
        return rows.select_related(*_FIGURE_RELATIONS).order_by("pk")[: PAGE_SIZE + 1]

    key = None if start else ("cijfers van een levering", access_key(request.user))
    page = read_objects(key, figures, pks=(row.pk,))
    decides = policies.may_stellen_vast(request.user, gemeente.pk) and row.status == Levering.Status.INGEDIEND
    reads_draft = policies.may_read_bestand(request.user, row)
    inlezing = Inlezing.objects.filter(levering=row).first() if reads_draft else None
    context = {
        "gemeente": gemeente,
        "corporatie": row.partij,
        "corporatie_slug": corporatie_slug(row.partij),  # type: ignore[arg-type]
        "levering": row,
        "cijfers": [(cijfer, shown(cijfer)) for cijfer in page[:PAGE_SIZE]],
        "volgende": page[PAGE_SIZE - 1].pk if len(page) > PAGE_SIZE else "",
        "beslist": decides,
        "vaststellen": VersieForm(initial={"versie": row.versie}, auto_id="id_vaststellen_%s"),
        "afwijzen": afwijzen or AfwijzenForm(initial={"versie": row.versie}, auto_id="id_afwijzen_%s"),
        "uitkomst": inlezing.uitkomst if inlezing is not None else None,
        "leest_bestand": reads_draft and bool(row.bestand),
        "formaten": [(name, form.label) for name, form in FORMATS.items()],
        "waarschuwing": warning,
    }
    return render(request, "corporaties/levering.html", context, status=status)


@require_safe
@signed_in
def bestand(request: PageRequest, gemeente: Gemeente, corporatie: str, volgnummer: int) -> HttpResponse:
    """The file as it was delivered, for its corporation and for who reads drafts."""
    row = _get_levering(request.user, gemeente, corporatie, volgnummer)
    if not policies.may_read_bestand(request.user, row):
        raise PermissionDenied
    if not row.bestand:
        raise Http404
    try:
        with row.bestand.open("rb") as handle:
            response = HttpResponse(handle.read(), content_type="application/octet-stream")
    except FileNotFoundError as error:
        raise Http404 from error
    disposition = content_disposition_header(as_attachment=True, filename=row.bestandsnaam)
    response.headers["Content-Disposition"] = disposition or "attachment"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _decided(request: PageRequest, gemeente: Gemeente, corporatie: str, volgnummer: int) -> Levering:
    row = _get_levering(request.user, gemeente, corporatie, volgnummer)
    if not policies.may_stellen_vast(request.user, gemeente.pk):
        raise PermissionDenied(in_own_words(_("Alleen een %(coordinator)s stelt leveringen vast."), gemeente))
    return row


@require_POST
@signed_in
def vaststellen(request: PageRequest, gemeente: Gemeente, corporatie: str, volgnummer: int) -> HttpResponse:
    """Make a delivery definite and public."""
    row = _decided(request, gemeente, corporatie, volgnummer)
    form = VersieForm(request.POST)
    versie = form.cleaned_data["versie"] if form.is_valid() else 0
    try:
        stel_vast(
            levering=row,
            by=request.user,
            oorsprong=ORIGIN,
            expected_versie=versie,
            antwoord=antwoord_of(request),
        )
    except PersonalDataFound as found:
        return ask_page(request, gemeente, found, terug=_url(gemeente, row))
    except (StaleVersion, LeveringConflict) as error:
        return _conflict(request, gemeente, corporatie, volgnummer, error)
    messages.success(request, _("De levering is vastgesteld. De cijfers zijn nu openbaar."))
    return see_other(_url(gemeente, row))


@require_POST
@signed_in
def afwijzen(request: PageRequest, gemeente: Gemeente, corporatie: str, volgnummer: int) -> HttpResponse:
    """Refuse a delivery, with the reason."""
    row = _decided(request, gemeente, corporatie, volgnummer)
    form = AfwijzenForm(request.POST, auto_id="id_afwijzen_%s")
    if not form.is_valid():
        return _show(request, gemeente, row, afwijzen=form, status=422)
    try:
        wijs_af(
            levering=row,
            by=request.user,
            oorsprong=ORIGIN,
            reden=form.cleaned_data["reden"],
            expected_versie=form.cleaned_data["versie"],
        )
    except (StaleVersion, LeveringConflict) as error:
        return _conflict(request, gemeente, corporatie, volgnummer, error, afwijzen=form)
    messages.success(request, _("De levering is afgewezen. De corporatie ziet uw reden."))
    return see_other(_url(gemeente, row))


def _conflict(
    request: PageRequest, gemeente: Gemeente, corporatie: str, volgnummer: int, error: Exception, afwijzen: Any = None
) -> HttpResponse:
    """The delivery as it is now, with what was typed."""
    row = _get_levering(request.user, gemeente, corporatie, volgnummer)
    if afwijzen is not None:
        typed = {"reden": afwijzen.cleaned_data["reden"], "versie": row.versie}
        afwijzen = AfwijzenForm(initial=typed, auto_id="id_afwijzen_%s")
    return _show(request, gemeente, row, afwijzen=afwijzen, warning=str(error), status=409)


# --- one figure ------------------------------------------------------------------------------------------------------


@require_safe
@cache_control(private=True, no_cache=True)
def cijfer(request: PageRequest, gemeente: str, nummer: int) -> HttpResponse:
    """One figure in all its deliveries, newest first."""
    found = get_gemeente(request, gemeente)
    row = find_visible(_cijfer, request.user, found, pk=nummer)
    if row is None:
        raise Http404
    visible = Voorraadcijfer.objects.visible_to(request.user).filter(gemeente=found)
    versions = visible.of_one(row).select_related("levering__partij", "vervangen_door").order_by("-pk")[:LIST_SIZE]
    context = {
        "gemeente": found,
        "cijfer": row,
        "versies": [
            (version, shown(version), _url(found, version.levering) if version.levering.partij_id else "")
            for version in versions
        ],
    }
    return render(request, "corporaties/cijfer.html", context)


def _cijfer(user: Any, gemeente: Gemeente) -> "QuerySet[Voorraadcijfer]":
    rows = Voorraadcijfer.objects.visible_to(user).filter(gemeente=gemeente, pk=ANY_KEY)
    return rows.select_related(*_FIGURE_RELATIONS, "cijferbron__document")
