# SPDX-License-Identifier: EUPL-1.2
"""A rapportage: its page, its comparison with another one, its file, and the steps of the coordinator."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from monitoring import policies
from monitoring.models import Rapportage
from monitoring.pakket.docx import make_docx
from monitoring.pakket.pdf import make_pdf
from monitoring.selectors.rapportage import Pakket, package, previous_of
from monitoring.services.rapportages import (
    RapportageVast,
    RapportageVerouderd,
    adopt_rapportage,
    create_rapportage,
    discard_rapportage,
)
from monitoring.views.overleggen import get_overleg, overleg_page, rapportage_form
from partijen.models import Gemeente, Overleg
from partijen.pages import PageRequest, crumbs, see_other, signed_in
from partijen.shortcuts import find_visible, public_page
from portaal.lib.compiled import ANY_KEY, ANY_OTHER

FORMATEN = {
    "json": "application/json",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def get_rapportage(request: HttpRequest, overleg: Overleg, afsprakenset: str) -> Rapportage:
    """The rapportage of a set at a meeting.

    Raises:
        Http404: missing or hidden, without a difference.
    """
    found = find_visible(_one, request.user, overleg.gemeente, pk=afsprakenset, other=overleg.pk)
    if found is None:
        raise Http404
    found.overleg, found.gemeente = overleg, overleg.gemeente
    return found


def _one(user: Any, gemeente: Gemeente) -> "QuerySet[Rapportage]":
    rows = Rapportage.objects.visible_to(user).filter(gemeente=gemeente, overleg_id=ANY_OTHER)
    return rows.filter(afsprakenset__slug=ANY_KEY).select_related("afsprakenset").order_by()  # type: ignore[no-any-return]


def _url(name: str, overleg: Overleg, *args: Any) -> str:
    """An address below that of the meeting."""
    address = reverse(name, args=(overleg.gemeente.slug, overleg.datum, *args))
    return address if overleg.soort == Overleg.Soort.BESTUURLIJK else f"{address}?soort={overleg.soort}"


def _crumbs(overleg: Overleg, *steps: tuple[str, str]) -> list[dict[str, str]]:
    listing = reverse("overleggen", args=(overleg.gemeente.slug,))
    return crumbs(overleg.gemeente, (_("Overleggen"), listing), (str(overleg), _url("overleg", overleg)), *steps)


@require_safe
@public_page
def rapportage(request: HttpRequest, gemeente: Gemeente, datum: dt.date, afsprakenset: str) -> HttpResponse:
    """Summary, deviations, what changed since the previous one, and per thema every afspraak."""
    overleg = get_overleg(request, gemeente, datum)
    found = get_rapportage(request, overleg, afsprakenset)
    pakket = package(request.user, gemeente, found, vorige=previous_of(request.user, found))
    return _page(request, pakket)


def _page(request: HttpRequest, pakket: Pakket, *, status: int = 200, fout: str = "") -> HttpResponse:
    found = pakket.rapportage
    overleg, slug = found.overleg, found.afsprakenset.slug
    request.naast = found  # type: ignore[attr-defined]
    context = {
        "gemeente": pakket.gemeente,
        "afsprakenset": found.afsprakenset,
        "overleg": overleg,
        "rapportage": found,
        "pakket": pakket,
        "fout": fout,
        "mag_vaststellen": found.concept and policies.may_make_rapportage(request.user, found.gemeente_id),
        "vergelijking_url": _url("vergelijking", overleg, slug),
        "vaststellen_url": _url("rapportage-vaststellen", overleg, slug),
        "maken_url": _url("rapportage-maken", overleg),
        "weg_url": _url("rapportage-weg", overleg, slug),
        "bestanden": {name: _url("rapportage-bestand", overleg, slug, name) for name in FORMATEN},
        "demo": found.demo,
        "kruimels": _crumbs(overleg, (_("Rapportage"), "")),
    }
    return render(request, "monitoring/rapportage.html", context, status=status)


@require_safe
@public_page
def vergelijking(request: HttpRequest, gemeente: Gemeente, datum: dt.date, afsprakenset: str) -> HttpResponse:
    """What changed between this rapportage and another one of the same set: by default the one before it."""
    overleg = get_overleg(request, gemeente, datum)
    found = get_rapportage(request, overleg, afsprakenset)
    rows = Rapportage.objects.filter(gemeente=gemeente, afsprakenset=found.afsprakenset).visible_to(request.user)
    others = list(rows.exclude(pk=found.pk).select_related("overleg").order_by("-overleg_datum", "-pk"))
    asked = request.GET.get("met", "")
    chosen = next((row for row in others if str(row.pk) == asked), None)
    if not asked:
        chosen = next((row for row in others if row.overleg_datum < found.overleg_datum and row.vastgesteld), None)
    wrong = bool(asked) and chosen is None
    first, second = found, chosen
    if chosen is not None and chosen.overleg_datum > found.overleg_datum:
        first, second = chosen, found  # always from the earlier to the later one
        first.overleg, first.gemeente, first.afsprakenset = chosen.overleg, gemeente, found.afsprakenset
    pakket = package(request.user, gemeente, first, vorige=second)
    context = {
        "gemeente": gemeente,
        "afsprakenset": found.afsprakenset,
        "overleg": overleg,
        "rapportage": found,
        "pakket": pakket,
        "anderen": others,
        "gekozen": chosen,
        "fout": _("Deze rapportage is er niet. Kies er een uit de lijst.") if wrong else "",
        "demo": found.demo or (chosen is not None and chosen.demo),
        "kruimels": _crumbs(overleg, (_("Rapportage"), found.get_absolute_url()), (_("Vergelijking"), "")),
    }
    return render(request, "monitoring/vergelijking.html", context, status=422 if wrong else 200)


@require_safe
@public_page
def rapportage_bestand(
    request: HttpRequest, gemeente: Gemeente, datum: dt.date, afsprakenset: str, formaat: str
) -> HttpResponse:
    """The pack for the meeting as PDF or DOCX, or the JSON over which the hash was taken, to check it.

    Raises:
        Http404: no such format, or JSON of which a part is not public any more.
    """
    overleg = get_overleg(request, gemeente, datum)
    found = get_rapportage(request, overleg, afsprakenset)
    if formaat not in FORMATEN:
        raise Http404
    pakket = package(request.user, gemeente, found, vorige=previous_of(request.user, found))
    if formaat == "json" and not pakket.volledig:
        raise Http404
    if formaat == "pdf":
        content = make_pdf(pakket)
    elif formaat == "docx":
        content = make_docx(pakket)
    else:
        content = pakket.inhoud
    response = HttpResponse(content, content_type=FORMATEN[formaat])
    name = f"rapportage-{gemeente.slug}-{found.afsprakenset.slug}-{found.overleg_datum}.{formaat}"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


# --- the coordinator --------------------------------------------------------------------------------------------------


@require_POST
@signed_in
def rapportage_maken(request: PageRequest, gemeente: Gemeente, datum: dt.date) -> HttpResponse:
    """Make a concept, or make it anew; leads to its page."""
    overleg = get_overleg(request, gemeente, datum)
    if not policies.may_make_rapportage(request.user, gemeente.pk):
        raise PermissionDenied
    form = rapportage_form(request, overleg, request.POST)
    if form.is_valid():
        try:
            made = create_rapportage(overleg=overleg, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_faults(error)
        except RapportageVast as vast:
            form.add_error(None, str(vast))
        else:
            messages.success(request, _("Het concept is gemaakt. Lees het na en stel het vast."))
            return see_other(made.get_absolute_url())
    form.focus_first_fault()
    return overleg_page(request, overleg, form=form, status=422)


@require_POST
@signed_in
def rapportage_vaststellen(request: PageRequest, gemeente: Gemeente, datum: dt.date, afsprakenset: str) -> HttpResponse:
    """Set vast what the user read; who is second is told what happened, and sees it."""
    overleg = get_overleg(request, gemeente, datum)
    found = get_rapportage(request, overleg, afsprakenset)
    try:
        adopt_rapportage(
            overleg=overleg, afsprakenset=found.afsprakenset, gezien=request.POST.get("gezien", ""), by=request.user
        )
    except (RapportageVast, RapportageVerouderd) as error:
        fault = str(error)
        if isinstance(error, RapportageVast) and error.current.hash != request.POST.get("gezien", ""):
            fault += " " + _("De inhoud is anders dan wat u zag: lees haar opnieuw.")
        current = get_rapportage(request, overleg, afsprakenset)
        pakket = package(request.user, gemeente, current, vorige=previous_of(request.user, current))
        return _page(request, pakket, status=409, fout=fault)
    day = date_format(overleg.datum, "j F Y")
    messages.success(request, _("De rapportage voor het overleg van %(dag)s is vastgesteld.") % {"dag": day})
    return see_other(found.get_absolute_url())


@require_POST
@signed_in
def rapportage_weg(request: PageRequest, gemeente: Gemeente, datum: dt.date, afsprakenset: str) -> HttpResponse:
    """Throw a concept away; leads to the page of the meeting."""
    overleg = get_overleg(request, gemeente, datum)
    found = get_rapportage(request, overleg, afsprakenset)
    try:
        discard_rapportage(overleg=overleg, afsprakenset=found.afsprakenset, by=request.user)
    except (RapportageVast, RapportageVerouderd) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Het concept is weggegooid."))
    return see_other(_url("overleg", overleg))
