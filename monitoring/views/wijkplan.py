# SPDX-License-Identifier: EUPL-1.2
"""Plans of neighbourhoods: which there are, one with everything in one list, and the form that fills it."""

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
from afspraken.models import Initiatief
from afspraken.services.initiatieven import add_initiatief, change_initiatief
from afspraken.services.persoonsgegevens import PersonalDataFound
from monitoring.forms.wijkplan import InitiatiefForm, WijkplanFilter
from monitoring.selectors.wijkplan import read_wijken, read_wijkplan
from partijen.models import Gemeente
from partijen.pages import PageRequest, crumbs, see_other, signed_in
from partijen.services.history import StaleVersion
from partijen.shortcuts import find_visible, public_page
from partijen.views.persoonsgegevens import antwoord_of, vraag_of
from portaal.lib.compiled import ANY_KEY, ANY_OTHER, read_object
from wijken.models import Gebied


def _address(gemeente: Gemeente, gebied: Gebied) -> str:
    return reverse("wijkplan", args=(gemeente.slug, gebied.slug))


def _crumbs(gemeente: Gemeente, gebied: Gebied, *pages: str) -> list[dict[str, str]]:
    steps = [(_("Plannen per wijk"), reverse("wijkplannen", args=(gemeente.slug,)))]
    steps.append((gebied.naam, _address(gemeente, gebied) if pages else ""))
    return crumbs(gemeente, *steps, *((page, "") for page in pages))


@require_safe
@public_page
def wijkplannen(request: PageRequest, gemeente: Gemeente) -> HttpResponse:
    """The neighbourhoods with a plan, or in which somebody wrote down an initiative."""
    context = {
        "gemeente": gemeente,
        "wijken": read_wijken(request.user, gemeente),
        "kruimels": crumbs(gemeente, (_("Plannen per wijk"), "")),
    }
    return render(request, "monitoring/wijkplannen.html", context)


@require_safe
@public_page
def wijkplan(request: PageRequest, gemeente: Gemeente, gebied: str) -> HttpResponse:
    """What residents and partners do in one neighbourhood; `?van=bewoners` and `?pijler=` narrow the list."""
    plan = read_wijkplan(request.user, gemeente, gebied)
    if plan is None:
        raise Http404
    form = WijkplanFilter(request.GET, pijlers=plan.pijlers)
    for regel in plan.regels:
        if regel.initiatief is not None:
            regel.initiatief.mag_wijzigen = policies.may_change_initiatief(request.user, regel.initiatief)
    context = {
        "gemeente": gemeente,
        "plan": plan,
        "regels": [regel for regel in plan.regels if form.keeps(regel)],
        "form": form,
        "mag_toevoegen": policies.may_add_initiatief(request.user, gemeente),
        "demo": plan.demo,
        "demo_tekst": _("wat het label ‘voorbeeld’ heeft is verzonnen."),
        "kruimels": _crumbs(gemeente, plan.gebied),
    }
    return render(request, "monitoring/wijkplan.html", context, status=200 if form.is_valid() else 422)


def _gebied(gemeente: Gemeente, slug: str) -> Gebied:
    found = read_object(
        ("gebied", gemeente.pk), lambda: Gebied.objects.filter(gemeente=gemeente, slug=ANY_KEY), pk=slug
    )
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def initiatief_nieuw(request: PageRequest, gemeente: Gemeente, gebied: str) -> HttpResponse:
    """Add what residents or a partner do; a concept, unless the coordinator makes it public."""
    place = _gebied(gemeente, gebied)
    if not policies.may_add_initiatief(request.user, gemeente):
        raise PermissionDenied
    return _form(request, gemeente, place, None)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def initiatief(request: PageRequest, gemeente: Gemeente, gebied: str, nummer: int) -> HttpResponse:
    """Change a line of the plan, or make it public."""
    place = _gebied(gemeente, gebied)
    row = find_visible(_initiatief, request.user, gemeente, pk=nummer, other=place.pk)
    if row is None:
        raise Http404
    row.gemeente = gemeente
    if not policies.may_change_initiatief(request.user, row):
        raise PermissionDenied
    return _form(request, gemeente, place, row)


def _initiatief(user: Any, gemeente: Gemeente) -> "QuerySet[Initiatief]":
    rows = Initiatief.objects.visible_to(user, gemeente=gemeente).filter(gemeente=gemeente)
    return rows.filter(gebied_id=ANY_OTHER, pk=ANY_KEY)  # type: ignore[no-any-return]


def _form(request: PageRequest, gemeente: Gemeente, place: Gebied, row: Initiatief | None) -> HttpResponse:
    """The form of a new or an existing line, and on POST the change."""
    more: dict[str, Any] = {
        "gemeente": gemeente,
        "user": request.user,
        "may_publish": policies.may_publish_initiatief(request.user, gemeente),
    }
    form = InitiatiefForm(request.POST if request.method == "POST" else None, row=row, **more)
    found: PersonalDataFound | None = None
    velden: list[dict[str, Any]] | None = None
    status = 200
    if request.method == "POST" and form.is_valid():
        antwoord = antwoord_of(request)
        try:
            if row is None:
                add_initiatief(
                    gemeente=gemeente, gebied=place, values=form.values(), by=request.user, antwoord=antwoord
                )
            else:
                versie = form.cleaned_data["versie"]
                change_initiatief(
                    initiatief=row, values=form.values(), by=request.user, expected_versie=versie, antwoord=antwoord
                )
        except PersonalDataFound as error:
            found = error
        except StaleVersion as stale:
            stored = InitiatiefForm(row=stale.current, **more)  # type: ignore[arg-type]
            velden = _both(form, stored)
            sent = request.POST.copy()
            sent["versie"] = str(stale.current.versie)  # type: ignore[attr-defined]
            form, status = InitiatiefForm(sent, row=row, **more), 409
        except ValidationError as error:
            form.add_faults(error)
        else:
            messages.success(request, _("Opgeslagen."))
            return see_other(_address(gemeente, place))
    title = _("Iets toevoegen aan het plan") if row is None else _("Wijzigen")
    context = {
        "gemeente": gemeente,
        "gebied": place,
        "titel": title,
        "form": form,
        "velden": velden,
        "vraag": vraag_of(request, found) if found else None,
        "terug": _address(gemeente, place),
        "kruimels": _crumbs(gemeente, place, title),
    }
    status = 422 if status == 200 and (form.errors or found) else status
    return render(request, "monitoring/initiatief.html", context, status=status)


def _both(form: InitiatiefForm, stored: InitiatiefForm) -> list[dict[str, Any]]:
    """Own and stored values side by side, choices in words."""
    lines = []
    for field in form.visible_fields():
        own, current = _words(field), _words(stored[field.name])
        lines.append({"label": field.label, "eigen": own, "huidig": current, "verschilt": own != current})
    return lines


def _words(bound: Any) -> str:
    value = bound.value()
    value = getattr(value, "pk", value)
    choices = {str(getattr(key, "value", key)): str(label) for key, label in getattr(bound.field, "choices", ())}
    if value in (True, False, "on"):
        return str(_("ja") if value else _("nee"))
    return choices.get(str(value or ""), str(value or ""))
