# SPDX-License-Identifier: EUPL-1.2
"""Meetings: the list of them, and what one of them is about."""

import datetime as dt

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from afspraken.models import Afsprakenset
from monitoring import policies
from monitoring.forms import RapportageForm
from monitoring.selectors.overleggen import meetings, sets_to_report
from monitoring.selectors.rapportage import rapportages_of
from partijen.models import Gemeente, Overleg
from partijen.pages import crumbs
from partijen.shortcuts import public_page


def get_overleg(request: HttpRequest, gemeente: Gemeente, datum: dt.date) -> Overleg:
    """The meeting of that day; `?soort=` chooses where there are two, else the board's comes first.

    Raises:
        Http404: there is none.
    """
    rows = Overleg.objects.visible_to(request.user).filter(gemeente=gemeente, datum=datum)
    soort = request.GET.get("soort", "")
    if soort:
        rows = rows.filter(soort=soort.replace("\0", ""))
    found = rows.order_by("soort").first()  # "bestuurlijk" comes before "kernteam"
    if found is None:
        raise Http404
    found.gemeente = gemeente
    return found


@require_safe
@public_page
def overleggen(request: HttpRequest, gemeente: Gemeente) -> HttpResponse:
    """What is to come first, then what has been, with the rapportages of each."""
    rows = meetings(request.user, gemeente, timezone.localdate())
    context = {
        "gemeente": gemeente,
        "komend": rows.komend,
        "geweest": rows.geweest,
        "demo": rows.demo,
        "kruimels": crumbs(gemeente, (_("Overleggen"), "")),
    }
    return render(request, "monitoring/overleggen.html", context)


@require_safe
@public_page
def overleg(request: HttpRequest, gemeente: Gemeente, datum: dt.date) -> HttpResponse:
    """One meeting."""
    return overleg_page(request, get_overleg(request, gemeente, datum))


def overleg_page(
    request: HttpRequest, found: Overleg, *, form: RapportageForm | None = None, status: int = 200
) -> HttpResponse:
    """The page of a meeting, with the form by which the coordinator makes a rapportage."""
    gemeente = found.gemeente
    rapportages = rapportages_of(request.user, found)
    if form is None and policies.may_make_rapportage(request.user, gemeente.pk):
        form = rapportage_form(request, found)
    context = {
        "gemeente": gemeente,
        "overleg": found,
        "rapportages": rapportages,
        "form": form if form is not None and form.sets else None,
        "mag_maken": policies.may_make_rapportage(request.user, gemeente.pk),
        "demo": found.demo or any(row.demo for row in rapportages),
        "kruimels": crumbs(gemeente, (_("Overleggen"), "../"), (str(found), "")),
    }
    return render(request, "monitoring/overleg.html", context, status=status)


def rapportage_form(request: HttpRequest, found: Overleg, data: object = None) -> RapportageForm:
    """The form, with the sets of which there is no vastgestelde rapportage for this meeting yet."""
    sets: list[Afsprakenset] = sets_to_report(found)
    return RapportageForm(data, sets=sets, peildatum=min(timezone.localdate(), found.datum))  # type: ignore[arg-type]
