# SPDX-License-Identifier: EUPL-1.2
"""Changing what was agreed by decision: the form of a concept, publishing it and throwing it away."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from afspraken import policies
from afspraken.bijstellen import subjects_of
from afspraken.forms.bijstelling import BijstellingForm, meetings_to_choose
from afspraken.models import Afspraak, Bijstelling
from afspraken.services.bijstellingen import discard_bijstelling, publish_bijstelling, save_bijstelling
from afspraken.services.persoonsgegevens import PersonalDataFound
from afspraken.views.access import get_afspraak
from partijen.models import Gemeente
from partijen.pages import PageRequest, crumbs, see_other, signed_in
from partijen.services.history import StaleVersion
from partijen.shortcuts import find_visible
from partijen.views.persoonsgegevens import antwoord_of, ask_page
from partijen.woorden import in_own_words
from portaal.lib.compiled import ANY_KEY

COMPARED = ("nieuw", "reden", "overleg", "datum")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def bijstellen(request: PageRequest, gemeente: Gemeente, afsprakenset: str, code: str) -> HttpResponse:
    """The form of a new concept."""
    afspraak = get_afspraak(request, gemeente, afsprakenset, code)
    if not policies.may_adjust(request.user, afspraak):
        raise PermissionDenied(
            in_own_words(_("Alleen een %(coordinator)s stelt een afspraak bij."), afspraak.gemeente_id)
        )
    form = new_form(request, afspraak)
    if request.method == "POST" and form.is_valid():
        try:
            save_bijstelling(afspraak=afspraak, voorstel=form.voorstel(), by=request.user)
        except ValidationError as error:
            form.add_faults(error)
        else:
            messages.success(request, _("De bijstelling is bewaard als concept. Zij geldt zodra u haar publiceert."))
            return see_other(_section(afspraak))
    return form_page(request, afspraak, form)


def new_form(request: PageRequest, afspraak: Afspraak, initial: dict[str, Any] | None = None) -> BijstellingForm:
    """An empty form, or what was sent."""
    return BijstellingForm(
        request.POST if request.method == "POST" else None,
        onderwerpen=subjects_of(request.user, afspraak),
        overleggen=meetings_to_choose(request.user, afspraak.gemeente),
        initial=initial,
    )


def form_page(
    request: PageRequest,
    afspraak: Afspraak,
    form: BijstellingForm,
    *,
    bijstelling: Bijstelling | None = None,
    status: int = 0,
    **more: Any,
) -> HttpResponse:
    """The page of a form; 422 with the focus on the first fault when there is one."""
    if form.errors:
        form.focus_first_fault()
    context = {
        "gemeente": afspraak.gemeente,
        "afsprakenset": afspraak.afsprakenset,
        "afspraak": afspraak,
        "bijstelling": bijstelling,
        "form": form,
        "formulier_url": request.get_full_path(),
        "terug": _section(afspraak),
        "kruimels": crumbs(
            afspraak.gemeente,
            (_("Afspraken"), reverse("afspraken:lijst", args=(afspraak.gemeente.slug,))),
            (afspraak.code, afspraak.get_absolute_url()),
            (_("Bijstellen"), ""),
        ),
        **more,
    }
    return render(request, "afspraken/bijstellen.html", context, status=status or (422 if form.errors else 200))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def bijstelling(request: PageRequest, gemeente: Gemeente, bijstelling: int) -> HttpResponse:
    """Change a concept; what somebody else saved meanwhile is shown beside what was typed."""
    row = _get_concept(request, gemeente, bijstelling)
    form = _form_of(request, row)
    if request.method == "POST" and form.is_valid():
        try:
            save_bijstelling(
                afspraak=row.afspraak,
                voorstel=form.voorstel(),
                by=request.user,
                bijstelling=row,
                expected_versie=form.cleaned_data["versie"],
            )
        except StaleVersion:
            return _conflict(request, _get_concept(request, gemeente, bijstelling))
        except ValidationError as error:
            form.add_faults(error)
        else:
            messages.success(request, _("De bijstelling is bewaard."))
            return see_other(_section(row.afspraak))
    return form_page(request, row.afspraak, form, bijstelling=row)


def _form_of(request: PageRequest, row: Bijstelling, data: Any = None) -> BijstellingForm:
    sent = data if data is not None else request.POST if request.method == "POST" else None
    meetings = meetings_to_choose(request.user, row.afspraak.gemeente)
    return BijstellingForm(sent, onderwerpen=(), overleggen=meetings, bijstelling=row)


def _conflict(request: PageRequest, row: Bijstelling) -> HttpResponse:
    """Somebody else was first: both versions, and the form with what was typed."""
    data = request.POST.copy()
    data["versie"] = str(row.versie)
    form = _form_of(request, row, data)
    form.full_clean()
    rows = []
    for name in COMPARED:
        own, current = _shown(form.cleaned_data.get(name)), _shown(getattr(row, name))
        rows.append({"label": form.fields[name].label, "eigen": own, "huidig": current, "verschilt": own != current})
    return form_page(request, row.afspraak, form, bijstelling=row, conflict={"velden": rows}, status=409)


def _shown(value: Any) -> str:
    return date_format(value, "j F Y") if hasattr(value, "isoformat") else str(value or "")


@require_POST
@signed_in
def bijstelling_publiceren(request: PageRequest, gemeente: Gemeente, bijstelling: int) -> HttpResponse:
    """Let a concept take effect."""
    row = _get(request, gemeente, bijstelling)
    try:
        publish_bijstelling(
            bijstelling=row, by=request.user, expected_versie=_versie(request), antwoord=antwoord_of(request)
        )
    except PersonalDataFound as found:
        return ask_page(request, gemeente, found, terug=_section(row.afspraak))
    except StaleVersion as stale:
        messages.error(request, str(stale))
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("De bijstelling geldt nu en is openbaar."))
    return see_other(_section(row.afspraak))


@require_POST
@signed_in
def bijstelling_weg(request: PageRequest, gemeente: Gemeente, bijstelling: int) -> HttpResponse:
    """Throw a concept away."""
    row = _get(request, gemeente, bijstelling)
    try:
        discard_bijstelling(bijstelling=row, by=request.user, expected_versie=_versie(request))
    except StaleVersion as stale:
        messages.error(request, str(stale))
    else:
        messages.success(request, _("Het concept van de bijstelling is weggegooid."))
    return see_other(_section(row.afspraak))


def _versie(request: PageRequest) -> int:
    sent = request.POST.get("versie", "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else 0


def _get(request: PageRequest, gemeente: Gemeente, pk: int) -> Bijstelling:
    """One that this coordinator may publish.

    Raises:
        Http404: missing or hidden, without a difference.
        PermissionDenied: visible, but not for this user.
    """
    row = find_visible(_one, request.user, gemeente, pk=pk)
    if row is None:
        raise Http404
    row.afspraak.gemeente = gemeente
    if not policies.may_adjust(request.user, row.afspraak):
        raise PermissionDenied(
            in_own_words(_("Alleen een %(coordinator)s stelt een afspraak bij."), row.afspraak.gemeente_id)
        )
    return row


def _one(user: Any, gemeente: Gemeente) -> "QuerySet[Bijstelling]":
    rows = Bijstelling.objects.visible_to(user, gemeente=gemeente).filter(gemeente=gemeente, pk=ANY_KEY)
    return rows.select_related("afspraak__afsprakenset", "actie", "overleg")  # type: ignore[no-any-return]


def _get_concept(request: PageRequest, gemeente: Gemeente, pk: int) -> Bijstelling:
    row = _get(request, gemeente, pk)
    if row.gepubliceerd:
        raise Http404
    return row


def _section(afspraak: Afspraak) -> str:
    return f"{afspraak.get_absolute_url()}#bijstellingen"
