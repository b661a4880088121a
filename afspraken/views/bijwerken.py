# SPDX-License-Identifier: EUPL-1.2
"""Reporting on an afspraak or one of its acties: a page of its own, or a piece of the page one is on."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseLocation

from afspraken import policies
from afspraken.detail import reporter_name
from afspraken.forms.voortgang import VoortgangForm
from afspraken.models import Actie, Afspraak, Betrokkenheid, Voortgang
from afspraken.rows import action_anchor, row_anchor
from afspraken.services.namens import namens_of
from afspraken.services.persoonsgegevens import PersonalDataFound
from afspraken.services.voortgang import record_voortgang
from afspraken.statussen import AFGESLOTEN, status_words
from afspraken.views.access import get_actie, get_afspraak
from afspraken.views.actielijst import list_head, read_row
from partijen.models import Gemeente
from partijen.pages import PageRequest, crumbs, safe_path, see_other, signed_in, with_saved_mark
from partijen.services.history import StaleVersion
from partijen.views.persoonsgegevens import Vraag, antwoord_of, vraag_of

# Ids of the rows of the actielijst start so; the piece on the page of an afspraak has another id.
ROW_PREFIX = row_anchor("")
COMPARED = (
    "status",
    "fase",
    "datum",
    "toelichting",
    "oorzaak",
    "gevolg",
    "maatregel",
    "volgende_stap",
    "gevraagd_besluit",
)


@dataclass(frozen=True, slots=True)
class Doel:
    """What is reported on, and where the user came from."""

    afspraak: Afspraak
    actie: Actie | None
    terug: str

    @property
    def row(self) -> Afspraak | Actie:
        """The row that carries the standing."""
        return self.actie or self.afspraak

    @property
    def saved_address(self) -> str:
        """Where to go after saving: back, with the row marked."""
        path = self.afspraak.get_absolute_url()
        if urlsplit(self.terug).path == path:
            anchor = action_anchor(self.actie.code) if self.actie else "stand"
        else:
            anchor = row_anchor(self.afspraak.code)
        return with_saved_mark(self.terug, [self.row.code], anchor)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def bijwerken(
    request: PageRequest, gemeente: Gemeente, afsprakenset: str, code: str, actie: str | None = None
) -> HttpResponse:
    """The form, and on POST the report; what was typed is never lost."""
    doel = _find(request, gemeente, afsprakenset, code, actie)
    if not policies.may_record_voortgang(request.user, doel.afspraak, doel.actie):
        raise PermissionDenied(_("U kunt bij deze afspraak geen voortgang melden."))
    if request.method != "POST":
        form = _form(request, doel, initial={"terug": doel.terug})
        return _render_form(request, doel, form)
    form = _form(request, doel, data=request.POST)
    if form.is_valid():
        try:
            return _saved(request, doel, _record(request, doel, form))
        except PersonalDataFound as found:
            return _render_form(request, doel, form, vraag=vraag_of(request, found), status=422)
        except StaleVersion:
            return _conflict(request, _find(request, gemeente, afsprakenset, code, actie))
        except ValidationError as error:
            form.add_faults(error)
    if form.is_stale:
        return _conflict(request, doel)
    form.focus_first_fault()
    return _render_form(request, doel, form, status=422)


def _find(request: PageRequest, gemeente: Gemeente, afsprakenset: str, code: str, actie: str | None) -> Doel:
    """What the address names, with the way back: as posted, as linked, or the page of the afspraak."""
    afspraak = get_afspraak(request, gemeente, afsprakenset, code)
    wanted = request.POST.get("terug") or request.GET.get("terug") or request.htmx.current_url or ""
    return Doel(
        afspraak=afspraak,
        actie=get_actie(request, afspraak, actie) if actie is not None else None,
        terug=safe_path(request, wanted) or afspraak.get_absolute_url(),
    )


def _newest_report(request: PageRequest, doel: Doel) -> Voortgang | None:
    """The newest report on it that this user may see, his own included."""
    rows = Voortgang.objects.visible_to(request.user, gemeente=doel.afspraak.gemeente)
    rows = rows.filter(afspraak=doel.afspraak, actie=doel.actie)
    return rows.select_related("namens").newest_first().first()


def _form(
    request: PageRequest, doel: Doel, data: QueryDict | None = None, initial: dict[str, Any] | None = None
) -> VoortgangForm:
    # A sent form asks for it only where what may follow depends on whether the user knows the newest status.
    closed = doel.row.status in AFGESLOTEN or doel.row.status_publiek in AFGESLOTEN
    return VoortgangForm(
        data,
        doel=doel.row,
        coordinator=policies.is_coordinator(request.user, doel.afspraak.gemeente_id),
        vorige=_newest_report(request, doel) if data is None or closed else None,
        initial=initial or {},
    )


def _record(request: PageRequest, doel: Doel, form: VoortgangForm) -> Voortgang:
    """Write the report of a valid form."""
    return record_voortgang(
        afspraak=doel.afspraak,
        actie=doel.actie,
        melding=form.melding(request.user),
        by=request.user,
        expected_versie=form.cleaned_data["versie"],
        namens=namens_of(by=request.user, afspraak=doel.afspraak, actie=doel.actie),
        publish=form.cleaned_data.get("publiceren", False),
        antwoord=antwoord_of(request),
    )


def _saved(request: PageRequest, doel: Doel, voortgang: Voortgang) -> HttpResponse:
    """Back to where the user was; htmx gets the updated row, or the updated page of the afspraak."""
    standing = doel.row.bijgewerkt_op
    if standing is not None and voortgang.datum < standing:
        text = _("Uw melding over %(datum)s staat in het verloop. De stand blijft die van %(stand)s.")
        messages.info(request, text % {"datum": date_format(voortgang.datum), "stand": date_format(standing)})
    else:
        messages.success(request, _("De stand van %(code)s is opgeslagen.") % {"code": doel.row.code})
    if _in_list(request):
        return _updated_row(request, doel)
    if request.htmx:
        return HttpResponseLocation(doel.saved_address, target="#inhoud", select="#inhoud", swap="outerHTML")
    return see_other(doel.saved_address)


def _updated_row(request: PageRequest, doel: Doel) -> HttpResponse:
    """The row as it is now, and the counts above the list."""
    gemeente = doel.afspraak.gemeente
    context = list_head(request, gemeente, QueryDict(urlsplit(doel.terug).query)) | {
        "rijen": [read_row(request, gemeente, doel.afspraak, opgeslagen=doel.row.code)],
        "focus": doel.row.code,
        "kan_melden": True,
        "terug": doel.terug,
    }
    return render(request, "afspraken/_opgeslagen_rij.html", context)


def _conflict(request: PageRequest, doel: Doel) -> HttpResponse:
    """Somebody else was first: both versions beside each other, and the form with what was typed."""
    data = request.POST.copy()
    data["versie"] = str(doel.row.versie)
    form = _form(request, doel, data=data)
    form.full_clean()
    newest = _newest_report(request, doel)
    conflict: dict[str, Any]
    if doel.row.laatste_voortgang_id and (newest is None or newest.pk != doel.row.laatste_voortgang_id):
        # An older report beside it would look like the one that was just saved.
        conflict = {"velden": _compare(form, None), "wie": _("Gemeld, maar nog niet gepubliceerd: dat ziet u later.")}
    else:
        conflict = {
            "velden": _compare(form, newest),
            "wie": _reporter(doel, newest),
            "moment": newest.created_at if newest else None,
        }
    return _render_form(request, doel, form, conflict=conflict, status=409)


def _compare(form: VoortgangForm, newest: Voortgang | None) -> list[dict[str, Any]]:
    """The fields of both versions in words, without what both left empty."""
    words = status_words(form.doel.gemeente)
    rows = []
    for name in COMPARED:
        own = str(form.data.get(name, "")).strip()
        current = getattr(newest, name, "") or ""
        if name == "status":
            own, current = words.get(own, own), words.get(current, "")
        elif name == "fase":
            choices = {str(key): str(label) for key, label in form.fields["fase"].choices if key}  # type: ignore[attr-defined]
            own, current = choices.get(own, own), choices.get(current, "")
        elif name == "datum":
            date = form.cleaned_data.get("datum")
            own, current = date_format(date) if date else own, date_format(current) if current else ""
        if own or current:
            rows.append({"label": form[name].label, "eigen": own, "huidig": current, "verschilt": own != current})
    return rows


def _reporter(doel: Doel, newest: Voortgang | None) -> str:
    """Party and role of who was first, never a person."""
    if newest is None or newest.namens is None:
        return ""
    leads: dict[int | None, set[int]] = {}
    rows = Betrokkenheid.objects.filter(afspraak=doel.afspraak, rol=Betrokkenheid.Rol.TREKKER)
    for actie_id, partij_id in rows.values_list("actie_id", "partij_id"):
        leads.setdefault(actie_id, set()).add(partij_id)
    return reporter_name(newest.namens, leads=leads, actie_id=newest.actie_id, gemeente=doel.afspraak.gemeente)


def _in_list(request: PageRequest) -> bool:
    """True when htmx asks for the row of a list."""
    return bool(request.htmx) and (request.htmx.target or "").startswith(ROW_PREFIX)


def _render_form(
    request: PageRequest,
    doel: Doel,
    form: VoortgangForm,
    *,
    conflict: dict[str, Any] | None = None,
    vraag: Vraag | None = None,
    status: int = 200,
) -> HttpResponse:
    """As a row of the list, as a piece of the page of the afspraak, or as a page of its own."""
    afspraak = doel.afspraak
    args = [afspraak.gemeente.slug, afspraak.afsprakenset.slug, afspraak.code]
    if doel.actie:
        url = reverse("afspraken:actie-bijwerken", args=[*args, doel.actie.code])
    else:
        url = reverse("afspraken:bijwerken", args=args)
    template = "afspraken/bijwerken.html"
    if request.htmx:
        template = "afspraken/_bijwerken_rij.html" if _in_list(request) else "afspraken/_bijwerken_deel.html"
    context = {
        "gemeente": afspraak.gemeente,
        "afsprakenset": afspraak.afsprakenset,
        "afspraak": afspraak,
        "actie": doel.actie,
        "doel": doel.row,
        "anker": row_anchor(afspraak.code),
        "formulier_url": url,
        "terug": doel.terug,
        "kruimels": crumbs(
            afspraak.gemeente,
            (_("Afspraken"), reverse("afspraken:lijst", args=args[:1])),
            (afspraak.code, afspraak.get_absolute_url()),
            (_("Bijwerken"), ""),
        ),
        "form": form,
        "conflict": conflict,
        "vraag": vraag,
    }
    return render(request, template, context, status=status)
