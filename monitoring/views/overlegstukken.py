# SPDX-License-Identifier: EUPL-1.2
"""Papers of a meeting: bringing one in, reading it, publishing it and taking it away."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from afspraken.services.persoonsgegevens import PersonalDataFound
from monitoring import policies
from monitoring.forms.kalender import OverlegstukForm
from monitoring.models import Overlegstuk
from monitoring.services.overlegstukken import add_stuk, publish_stuk, remove_stuk
from monitoring.views.overleggen import get_overleg, overleg_page
from monitoring.views.overlegstappen import back_to
from partijen.models import Gemeente
from partijen.pages import PageRequest, see_other, signed_in
from partijen.services.history import StaleVersion
from partijen.shortcuts import find_visible, get_gemeente
from partijen.views.persoonsgegevens import antwoord_of, ask_page
from portaal.lib.compiled import ANY_KEY
from portaal.lib.forms import read_versie


@require_POST
@signed_in
def overlegstuk_nieuw(request: PageRequest, gemeente: Gemeente, datum: dt.date) -> HttpResponse:
    """Bring in a paper."""
    overleg = get_overleg(request, gemeente, datum)
    if not policies.may_put_on_agenda(request.user, gemeente.pk):
        raise PermissionDenied
    form = OverlegstukForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            add_stuk(overleg=overleg, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_faults(error)
        else:
            messages.success(request, _("Het stuk is opgeslagen. Het is nog niet openbaar."))
            return back_to(overleg, "stukken")
    form.focus_first_fault()
    return overleg_page(request, overleg, stuk_form=form, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
def overlegstuk(request: PageRequest, gemeente: str, datum: dt.date, nummer: int) -> HttpResponseBase:
    """GET downloads the file; POST publishes the paper, takes it back, or takes it away."""
    if request.method == "POST":
        return _change(request, gemeente, datum=datum, nummer=nummer)
    row = _get_stuk(request, get_gemeente(request, gemeente), datum, nummer)
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
def _change(request: PageRequest, gemeente: Gemeente, datum: dt.date, nummer: int) -> HttpResponse:
    row = _get_stuk(request, gemeente, datum, nummer)
    page = back_to(row.overleg, "stukken")
    if "weg" in request.POST:
        try:
            remove_stuk(stuk=row, by=request.user, expected_versie=read_versie(request.POST))
        except StaleVersion:
            messages.error(request, _("Iemand anders wijzigde dit stuk intussen. Het staat er nog. Kijk het na."))
        else:
            messages.success(request, _("Het stuk is weggehaald."))
        return page
    public = request.POST.get("gepubliceerd") == "1"
    try:
        publish_stuk(stuk=row, gepubliceerd=public, by=request.user, antwoord=antwoord_of(request))
    except PersonalDataFound as found:
        return ask_page(request, gemeente, found, terug=str(page.headers["Location"]))
    messages.success(request, _("Het stuk is nu openbaar.") if public else _("Het stuk is niet meer openbaar."))
    return see_other(str(page.headers["Location"]))


def _get_stuk(request: PageRequest, gemeente: Gemeente, datum: dt.date, nummer: int) -> Overlegstuk:
    """A paper this viewer may see.

    Raises:
        Http404: missing or hidden, without a difference.
    """
    row = find_visible(_one, request.user, gemeente, pk=nummer)
    if row is None or row.overleg.datum != datum:
        raise Http404
    row.overleg.gemeente = gemeente
    return row


def _one(user: Any, gemeente: Gemeente) -> "QuerySet[Overlegstuk]":
    rows = Overlegstuk.objects.visible_to(user).filter(gemeente=gemeente, pk=ANY_KEY)
    return rows.select_related("overleg").order_by()  # type: ignore[no-any-return]
