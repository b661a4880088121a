# SPDX-License-Identifier: EUPL-1.2
"""A pilot: how it stands, its moves, and the decision how it goes on."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from afspraken import policies
from afspraken.forms.pilot import VerhuizingForm, VervolgbesluitForm
from afspraken.models import Afsprakenset, Verhuizing
from afspraken.pilots import read_pilot
from afspraken.services.persoonsgegevens import PersonalDataFound
from afspraken.services.pilots import add_verhuizing, change_verhuizing, decide_pilot
from partijen.models import Gemeente
from partijen.pages import PageRequest, crumbs, see_other, signed_in
from partijen.services.history import StaleVersion
from partijen.shortcuts import find_visible, public_page
from partijen.views.persoonsgegevens import antwoord_of, vraag_of
from portaal.lib.compiled import ANY_KEY, ANY_OTHER


def _address(pilot: Afsprakenset) -> str:
    return reverse("afspraken:pilot", args=(pilot.gemeente.slug, pilot.slug))


def _crumbs(pilot: Afsprakenset, *pages: str) -> list[dict[str, str]]:
    steps = [(pilot.naam, _address(pilot) if pages else "")]
    return crumbs(pilot.gemeente, *steps, *((page, "") for page in pages))


def _get(request: PageRequest, gemeente: Gemeente, slug: str) -> Afsprakenset:
    """A pilot that this user sees.

    Raises:
        Http404: missing, hidden, or no pilot.
    """
    pilot = find_visible(_one, request.user, gemeente, pk=slug)
    if pilot is None:
        raise Http404
    pilot.gemeente = gemeente
    return pilot


def _one(user: Any, gemeente: Gemeente) -> "QuerySet[Afsprakenset]":
    rows = Afsprakenset.objects.visible_to(user).filter(gemeente=gemeente, soort=Afsprakenset.Soort.PILOT)
    return rows.filter(slug=ANY_KEY)  # type: ignore[no-any-return]


@require_safe
@public_page
def pilot(request: PageRequest, gemeente: Gemeente, afsprakenset: str) -> HttpResponse:
    """Money, rules, indicators per evaluation, and what was decided; single moves for who keeps them."""
    stand = read_pilot(request.user, gemeente, afsprakenset)
    if stand is None:
        raise Http404
    context = {
        "gemeente": gemeente,
        "stand": stand,
        "mag_bijhouden": policies.may_keep_pilot(request.user, stand.afsprakenset),
        "mag_besluiten": policies.may_decide_pilot(request.user, stand.afsprakenset),
        "leest_verhuizingen": policies.may_read_verhuizingen(request.user, stand.afsprakenset),
        "demo": stand.demo,
        "demo_tekst": _("verhuizingen, bedragen of besluiten op deze pagina zijn verzonnen."),
        "kruimels": _crumbs(stand.afsprakenset),
    }
    return render(request, "afspraken/pilot.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def verhuizing_nieuw(request: PageRequest, gemeente: Gemeente, afsprakenset: str) -> HttpResponse:
    """Add a move with what it cost."""
    found = _get(request, gemeente, afsprakenset)
    if not policies.may_keep_pilot(request.user, found):
        raise PermissionDenied
    return _move(request, found, None)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def verhuizing(request: PageRequest, gemeente: Gemeente, afsprakenset: str, nummer: int) -> HttpResponse:
    """Mend a move."""
    found = _get(request, gemeente, afsprakenset)
    row = find_visible(_verhuizing, request.user, gemeente, pk=nummer, other=found.pk)
    if row is None:
        raise Http404
    if not policies.may_keep_pilot(request.user, found):
        raise PermissionDenied
    row.afsprakenset = found
    return _move(request, found, row)


def _verhuizing(user: Any, gemeente: Gemeente) -> "QuerySet[Verhuizing]":
    rows = Verhuizing.objects.one_by_one(user)
    return rows.filter(afsprakenset_id=ANY_OTHER, pk=ANY_KEY)  # type: ignore[no-any-return]


def _move(request: PageRequest, found: Afsprakenset, row: Verhuizing | None) -> HttpResponse:
    """The form of a move, and on POST the change."""
    form = VerhuizingForm(request.POST if request.method == "POST" else None, gemeente=found.gemeente, row=row)
    velden: list[dict[str, Any]] | None = None
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            if row is None:
                add_verhuizing(pilot=found, values=form.values(), by=request.user)
            else:
                versie = form.cleaned_data["versie"]
                change_verhuizing(verhuizing=row, values=form.values(), by=request.user, expected_versie=versie)
        except StaleVersion as stale:
            current: Any = stale.current
            stored = VerhuizingForm(gemeente=found.gemeente, row=current)
            velden = [
                {"label": field.label, "eigen": own, "huidig": now, "verschilt": own != now}
                for field in form.visible_fields()
                for own, now in [(str(field.value() or ""), str(_plain(stored[field.name].value())))]
            ]
            sent = request.POST.copy()
            sent["versie"] = str(current.versie)
            form, status = VerhuizingForm(sent, gemeente=found.gemeente, row=row), 409
        except ValidationError as error:
            form.add_faults(error)
        else:
            messages.success(request, _("De verhuizing is opgeslagen."))
            return see_other(_address(found))
    title = _("Verhuizing toevoegen") if row is None else _("Verhuizing wijzigen")
    context = {
        "gemeente": found.gemeente,
        "pilot": found,
        "titel": title,
        "form": form,
        "velden": velden,
        "terug": _address(found),
        "kruimels": _crumbs(found, title),
    }
    return render(
        request, "afspraken/pilot_formulier.html", context, status=422 if status == 200 and form.errors else status
    )


def _plain(value: Any) -> Any:
    return getattr(value, "pk", value) or ""


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def vervolgbesluit(request: PageRequest, gemeente: Gemeente, afsprakenset: str) -> HttpResponse:
    """Record how the pilot goes on; it is never changed afterwards."""
    found = _get(request, gemeente, afsprakenset)
    if not policies.may_decide_pilot(request.user, found):
        raise PermissionDenied
    form = VervolgbesluitForm(request.POST if request.method == "POST" else None, gemeente=gemeente)
    asked: PersonalDataFound | None = None
    if request.method == "POST" and form.is_valid():
        try:
            decide_pilot(pilot=found, values=form.cleaned_data, by=request.user, antwoord=antwoord_of(request))
        except PersonalDataFound as error:
            asked = error
        except ValidationError as error:
            form.add_faults(error)
        else:
            messages.success(request, _("Het besluit is vastgelegd."))
            return see_other(_address(found))
    context = {
        "gemeente": gemeente,
        "pilot": found,
        "titel": _("Besluit over de pilot"),
        "form": form,
        "vraag": vraag_of(request, asked) if asked else None,
        "terug": _address(found),
        "kruimels": _crumbs(found, _("Besluit over de pilot")),
    }
    return render(request, "afspraken/pilot_formulier.html", context, status=422 if form.errors or asked else 200)
