# SPDX-License-Identifier: EUPL-1.2
"""What parties asked to take up first, and what became of it; each party keeps its own."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from afspraken.models import Afsprakenset
from afspraken.services.persoonsgegevens import PersonalDataFound
from monitoring import policies
from monitoring.forms.prioriteit import PrioriteitForm
from monitoring.models import Partijprioriteit
from monitoring.selectors.prioriteiten import read_prioriteiten
from monitoring.selectors.zienswijzen import parties_to_ask, parties_to_speak_for
from monitoring.services.prioriteiten import add_prioriteit, change_prioriteit, next_number, remove_prioriteit
from partijen.models import Gemeente, Partij
from partijen.pages import PageRequest, crumbs, see_other, signed_in
from partijen.services.history import StaleVersion
from partijen.shortcuts import find_visible, public_page
from partijen.views.persoonsgegevens import antwoord_of, vraag_of
from portaal.lib.compiled import ANY_KEY
from portaal.lib.forms import read_versie


@require_safe
@public_page
def prioriteiten(request: HttpRequest, gemeente: Gemeente) -> HttpResponse:
    """Per set and party every priority with its afspraken."""
    groups = read_prioriteiten(request.user, gemeente)
    every = policies.may_keep_prioriteiten(request.user, gemeente.pk)
    own = policies.speaking_partij_ids(request.user, gemeente)
    context = {
        "gemeente": gemeente,
        "groepen": groups,
        "houdt_bij": {group.partij.pk for group in groups if every or group.partij.pk in own},
        "mag_toevoegen": every or bool(own),
        "demo": any(group.demo for group in groups),
        "kruimels": _crumbs(gemeente),
    }
    return render(request, "monitoring/prioriteiten.html", context)


def _crumbs(gemeente: Gemeente, *steps: str) -> list[dict[str, str]]:
    above = (_("Zienswijzen"), reverse("zienswijzen", args=(gemeente.slug,)))
    here = (_("Prioriteiten"), _address(gemeente) if steps else "")
    return crumbs(gemeente, above, here, *((step, "") for step in steps))


def _address(gemeente: Gemeente) -> str:
    return reverse("prioriteiten", args=(gemeente.slug,))


def _parties(request: PageRequest, gemeente: Gemeente) -> list[Partij]:
    """For whom the user may keep priorities."""
    own = parties_to_speak_for(request.user, gemeente)
    if not policies.may_keep_prioriteiten(request.user, gemeente.pk):
        return own
    return own + [partij for partij in parties_to_ask(gemeente) if partij not in own]


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def prioriteit_nieuw(request: PageRequest, gemeente: Gemeente) -> HttpResponse:
    """Add one."""
    if not _parties(request, gemeente):
        raise PermissionDenied(_("Alleen wie voor een partij spreekt, houdt prioriteiten bij."))
    return _form(request, gemeente, None)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def prioriteit(request: PageRequest, gemeente: Gemeente, nummer: int) -> HttpResponse:
    """Write one otherwise."""
    return _form(request, gemeente, _find(request, gemeente, nummer))


@require_POST
@signed_in
def prioriteit_weg(request: PageRequest, gemeente: Gemeente, nummer: int) -> HttpResponse:
    """Take one back."""
    row = _find(request, gemeente, nummer)
    try:
        remove_prioriteit(prioriteit=row, by=request.user, expected_versie=read_versie(request.POST))
    except StaleVersion:
        return _form(request, gemeente, row, changed=True)
    messages.success(request, _("De prioriteit is weggehaald."))
    return see_other(_address(gemeente))


def _find(request: PageRequest, gemeente: Gemeente, nummer: int) -> Partijprioriteit:
    row = find_visible(_one, request.user, gemeente, pk=nummer)
    if row is None:
        raise Http404
    row.gemeente = gemeente
    if not policies.may_keep_prioriteit(request.user, gemeente, row.partij_id):
        raise PermissionDenied(_("U houdt de prioriteiten van deze partij niet bij."))
    return row


def _one(user: Any, gemeente: Gemeente) -> "QuerySet[Partijprioriteit]":
    rows = Partijprioriteit.objects.visible_to(user).filter(gemeente=gemeente, pk=ANY_KEY)
    return rows.select_related("afsprakenset", "partij").order_by()  # type: ignore[no-any-return]


def _form(
    request: PageRequest, gemeente: Gemeente, row: Partijprioriteit | None, *, changed: bool = False
) -> HttpResponse:
    """The form of a new or an existing one, and on POST the change.

    Args:
        changed: it was to be taken back, but somebody else changed it: it is shown as it is now.
    """
    sets = Afsprakenset.objects.visible_to(request.user).filter(gemeente=gemeente).current()
    more: dict[str, Any] = {"user": request.user, "sets": list(sets), "partijen": _parties(request, gemeente)}
    sent = request.method == "POST" and not changed
    form = PrioriteitForm(request.POST if sent else None, row=row, **more)
    found: PersonalDataFound | None = None
    velden: list[dict[str, Any]] | None = None
    status = 409 if changed else 200
    if sent and form.is_valid():
        try:
            _store(request, form, row)
        except PersonalDataFound as error:
            found = error
        except StaleVersion as stale:
            current: Any = stale.current
            velden = _both(form, PrioriteitForm(row=current, **more))
            again = request.POST.copy()
            again["versie"] = str(current.versie)
            form, status = PrioriteitForm(again, row=row, **more), 409
        except ValidationError as error:
            form.add_faults(error)
        else:
            messages.success(request, _("De prioriteit is opgeslagen."))
            return see_other(_address(gemeente))
    title = _("Prioriteit toevoegen") if row is None else _("Prioriteit wijzigen")
    form.focus_first_fault()
    context = {
        "gemeente": gemeente,
        "titel": title,
        "form": form,
        "prioriteit": row,
        "gewijzigd": changed,
        "velden": velden,
        "vraag": vraag_of(request, found) if found else None,
        "terug": _address(gemeente),
        "kruimels": _crumbs(gemeente, title),
    }
    status = 422 if status == 200 and (form.errors or found) else status
    return render(request, "monitoring/prioriteit.html", context, status=status)


def _store(request: PageRequest, form: PrioriteitForm, row: Partijprioriteit | None) -> None:
    values, afspraken = form.values(), form.cleaned_data["afspraken"]
    more: dict[str, Any] = {"afspraken": afspraken, "by": request.user, "antwoord": antwoord_of(request)}
    if row is not None:
        change_prioriteit(prioriteit=row, values=values, expected_versie=form.cleaned_data["versie"], **more)
        return
    afsprakenset, partij = form.chosen()
    values.setdefault("nummer", next_number(afsprakenset, partij))
    add_prioriteit(afsprakenset=afsprakenset, partij=partij, values=values, **more)


def _both(form: PrioriteitForm, stored: PrioriteitForm) -> list[dict[str, Any]]:
    """Own and stored values side by side."""
    lines = []
    for field in form.visible_fields():
        own, current = (str(one.value() or "").strip() for one in (field, stored[field.name]))
        lines.append({"label": field.label, "eigen": own, "huidig": current, "verschilt": own != current})
    return lines
