# SPDX-License-Identifier: EUPL-1.2
"""The calendar of the yearly cycle, and the pages on which the coordinator keeps it."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from monitoring import policies
from monitoring.forms.kalender import JaarmomentForm, OverlegForm, VersieForm
from monitoring.models import Jaarmoment
from monitoring.selectors.kalender import upcoming
from monitoring.services import kalender as services
from partijen.models import Gemeente, Overleg
from partijen.pages import PageRequest, crumbs, see_other, signed_in
from partijen.services.history import StaleVersion
from partijen.services.persoonsgegevens import PersonalDataFound
from partijen.shortcuts import public_page
from partijen.views.persoonsgegevens import antwoord_of, vraag_of


@require_safe
@public_page
def kalender(request: HttpRequest, gemeente: Gemeente) -> HttpResponse:
    """What is to come, with the days until then."""
    rows = upcoming(request.user, gemeente, timezone.localdate())
    context = {
        "gemeente": gemeente,
        "regels": rows,
        "mag_bijhouden": policies.may_keep_kalender(request.user, gemeente.pk),
        "demo": any(row.overleg is not None and row.overleg.demo for row in rows),
        "kruimels": crumbs(gemeente, (_("Kalender"), "")),
    }
    return render(request, "monitoring/kalender.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def moment_nieuw(request: PageRequest, gemeente: Gemeente) -> HttpResponse:
    """A new moment of the year."""
    return _keep(request, gemeente, JaarmomentForm, _("Een moment toevoegen"), services.add_moment)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def moment(request: PageRequest, gemeente: Gemeente, nummer: int) -> HttpResponse:
    """Change a moment of the year, or take it out of the calendar."""
    _coordinators_only(request, gemeente)
    row = Jaarmoment.objects.filter(gemeente=gemeente, pk=nummer).first()
    if row is None:
        raise Http404
    title = _("Een moment wijzigen")
    if "weg" in request.POST:
        return _remove(request, gemeente, JaarmomentForm, title, services.remove_moment, moment=row)
    return _keep(request, gemeente, JaarmomentForm, title, services.change_moment, moment=row)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def overleg_plannen(request: PageRequest, gemeente: Gemeente) -> HttpResponse:
    """A new meeting."""
    return _keep(
        request, gemeente, partial(OverlegForm, gemeente=gemeente), _("Een overleg plannen"), services.plan_overleg
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def overleg_verplaatsen(request: PageRequest, gemeente: Gemeente, nummer: int) -> HttpResponse:
    """Another day or name for a meeting, or out of the calendar when it does not go on."""
    _coordinators_only(request, gemeente)
    row = Overleg.objects.visible_to(request.user).filter(gemeente=gemeente, pk=nummer).first()
    if row is None:
        raise Http404
    row.gemeente = gemeente  # which calls its meetings by a name of its own
    title, form_class = _("Een overleg verplaatsen"), partial(OverlegForm, gemeente=gemeente)
    if "weg" in request.POST:
        return _remove(request, gemeente, form_class, title, services.remove_overleg, overleg=row)
    return _keep(request, gemeente, form_class, title, services.change_overleg, overleg=row)


def _remove(
    request: PageRequest,
    gemeente: Gemeente,
    form_class: Callable[..., VersieForm],
    title: str,
    service: Callable[..., Any],
    **named: Any,
) -> HttpResponse:
    """Out of the calendar; what may not go, or was changed since it was shown, is shown as it is now."""
    row = next(iter(named.values()))
    name, sent = str(row), request.POST.get("versie", "")
    versie = int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else 0
    try:
        service(by=request.user, expected_versie=versie, **named)
    except StaleVersion:
        fault, status = _("Iemand anders heeft dit intussen gewijzigd. Zo staat het er nu."), 409
    except ValidationError as error:
        fault, status = error.messages[0], 422
    else:
        messages.success(request, _("“%(naam)s” staat niet meer in de kalender.") % {"naam": name})
        return _back(gemeente)
    page = {"gemeente": gemeente, "titel": title, "rij": row, "fout": fault}
    return _page(request, form_class(row=row), page, status=status)


def _coordinators_only(request: PageRequest, gemeente: Gemeente) -> None:
    if not policies.may_keep_kalender(request.user, gemeente.pk):
        raise PermissionDenied


def _back(gemeente: Gemeente) -> HttpResponse:
    return see_other(reverse("kalender", args=[gemeente.slug]))


def _keep(
    request: PageRequest,
    gemeente: Gemeente,
    form_class: Callable[..., VersieForm],
    title: str,
    service: Callable[..., Any],
    **named: Any,
) -> HttpResponse:
    """The form of one row, and on POST the change; who was second sees both versions and keeps what he filled in.

    Args:
        named: the row itself, by the name that the service gives it; nothing for a new one.
    """
    _coordinators_only(request, gemeente)
    row = next(iter(named.values()), None)
    page = {"gemeente": gemeente, "titel": title, "rij": row}
    if request.method != "POST":
        return _page(request, form_class(row=row), page)
    form = form_class(request.POST, row=row)
    if form.is_valid():
        about = {**named, "expected_versie": form.cleaned_data["versie"]} if named else {"gemeente": gemeente}
        try:
            kept = service(by=request.user, antwoord=antwoord_of(request), **about, **form.values()) or row
        except PersonalDataFound as found:
            page["vraag"] = vraag_of(request, found)
        except StaleVersion as stale:
            return _conflict(request, form, form_class(row=stale.current), page)
        except ValidationError as error:
            form.add_faults(error)
        else:
            messages.success(request, _("Opgeslagen in de kalender: %(wat)s.") % {"wat": kept})
            return _back(gemeente)
    form.focus_first_fault()
    return _page(request, form, page, status=422)


def _conflict(request: PageRequest, form: VersieForm, stored: VersieForm, page: dict[str, Any]) -> HttpResponse:
    """Both versions; saving again then saves what was filled in over the newest, which `stored` shows."""
    rows = []
    for field in form.visible_fields():
        own, now = (str(one.value() or "") for one in (field, stored[field.name]))
        words = {str(value): str(word) for value, word in getattr(field.field, "choices", ()) if value}
        line = {"label": field.label, "verschilt": own != now}
        rows.append({**line, "eigen": words.get(own, own), "huidig": words.get(now, now)})
    sent = request.POST.copy()
    sent["versie"] = str(stored["versie"].value())
    form.data = sent
    return _page(request, form, {**page, "velden": rows}, status=409)


def _page(request: PageRequest, form: VersieForm, page: dict[str, Any], *, status: int = 200) -> HttpResponse:
    gemeente = page["gemeente"]
    listing = reverse("kalender", args=[gemeente.slug])
    context = {**page, "form": form, "kruimels": crumbs(gemeente, (_("Kalender"), listing), (page["titel"], ""))}
    return render(request, "monitoring/kalender_bewerken.html", context, status=status)
