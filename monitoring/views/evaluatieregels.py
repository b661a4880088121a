# SPDX-License-Identifier: EUPL-1.2
"""Writing in an evaluation: its summary and checklist, one afspraak, and the verdict of a party."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from monitoring import policies
from monitoring.forms.evaluatie import OordeelForm, RegelForm, SchrijvenForm
from monitoring.models import Evaluatie, Evaluatieregel, Oordeel
from monitoring.selectors.evaluatie import judging_parties
from monitoring.services.evaluaties import EvaluatieVast, record_oordeel, write_evaluatie, write_regel
from monitoring.views.evaluaties import evaluatie_page, get_evaluatie, trail
from partijen.models import Gemeente
from partijen.pages import PageRequest, see_other, signed_in
from partijen.services.history import StaleVersion
from partijen.shortcuts import find_visible
from partijen.woorden import in_own_words
from portaal.lib.compiled import ANY_KEY, read_objects


def _must_write(request: PageRequest, gemeente: Gemeente) -> None:
    if not policies.may_write_evaluatie(request.user, gemeente.pk):
        raise PermissionDenied(in_own_words(_("Alleen een %(coordinator)s schrijft de evaluatie."), gemeente))


def _vast(request: PageRequest, found: Evaluatie, error: EvaluatieVast) -> HttpResponse:
    current = get_evaluatie(request, found.gemeente, found.afsprakenset.slug, found.jaar)
    return evaluatie_page(request, current, fout=str(error), status=409)


def _differences(form: Any, row: Any, names: tuple[str, ...]) -> dict[str, Any]:
    """Both versions beside each other, for the component of a conflict."""
    lines = []
    for name in names:
        if name in form.fields:
            own, current = str(form.data.get(name, "")).strip(), str(getattr(row, name))
            words = {str(value): str(word) for value, word in getattr(form.fields[name], "choices", ())}
            line = {"label": form.fields[name].label, "verschilt": own != current}
            lines.append({**line, "eigen": words.get(own, own), "huidig": words.get(current, current)})
    return {"velden": lines}


def _again(post: Any, versie: int) -> Any:
    data = post.copy()
    data["versie"] = str(versie)
    return data


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def evaluatie_schrijven(request: PageRequest, gemeente: Gemeente, afsprakenset: str, jaar: int) -> HttpResponse:
    """The summary and the checklist."""
    found = get_evaluatie(request, gemeente, afsprakenset, jaar)
    _must_write(request, gemeente)
    form = SchrijvenForm(request.POST if request.method == "POST" else None, evaluatie=found)
    conflict, status = None, 200
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            write_evaluatie(
                evaluatie=found,
                samenvatting=data["samenvatting"],
                onderwerpen=form.onderwerpen(),
                by=request.user,
                expected_versie=data["versie"],
            )
        except EvaluatieVast as error:
            return _vast(request, found, error)
        except StaleVersion:
            found = get_evaluatie(request, gemeente, afsprakenset, jaar)
            form = SchrijvenForm(_again(request.POST, found.versie), evaluatie=found)
            conflict, status = _differences(form, found, ("samenvatting",)), 409
        except ValidationError as error:
            form.add_faults(error)
        else:
            messages.success(request, _("De tekst is bewaard."))
            return see_other(found.get_absolute_url())
    if form.errors:
        form.focus_first_fault()
        status = 422
    context = {
        "gemeente": gemeente,
        "afsprakenset": found.afsprakenset,
        "evaluatie": found,
        "form": form,
        "conflict": conflict,
        "demo": found.demo,
        "kruimels": trail(gemeente, (str(found.jaar), found.get_absolute_url()), (_("Schrijven"), "")),
    }
    return render(request, "monitoring/evaluatie_schrijven.html", context, status=status)


def _get_regel(request: PageRequest, gemeente: Gemeente, nummer: int) -> Evaluatieregel:
    """A line of an evaluation that this user sees.

    Raises:
        Http404: missing or hidden, without a difference.
    """
    regel = find_visible(_one, request.user, gemeente, pk=nummer)
    if regel is None:
        raise Http404
    regel.evaluatie.gemeente = gemeente
    return regel


def _one(user: Any, gemeente: Gemeente) -> "QuerySet[Evaluatieregel]":
    seen = Evaluatie.objects.visible_to(user).filter(gemeente=gemeente)
    rows = Evaluatieregel.objects.visible_to(user, gemeente=gemeente).filter(evaluatie__in=seen, pk=ANY_KEY)
    return rows.select_related("evaluatie__afsprakenset", "afspraak")  # type: ignore[no-any-return]


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def evaluatieregel(request: PageRequest, gemeente: Gemeente, nummer: int) -> HttpResponse:
    """One afspraak: for the coordinator what came of it, for each party its verdict."""
    regel = _get_regel(request, gemeente, nummer)
    if request.method != "POST":
        return _regel_page(request, regel)
    _must_write(request, gemeente)
    form = RegelForm(request.POST, regel=regel)
    if form.is_valid():
        values = {name: value for name, value in form.cleaned_data.items() if name != "versie"}
        try:
            write_regel(regel=regel, values=values, by=request.user, expected_versie=form.cleaned_data["versie"])
        except EvaluatieVast as error:
            return _vast(request, regel.evaluatie, error)
        except StaleVersion:
            current = _get_regel(request, gemeente, nummer)
            form = RegelForm(_again(request.POST, current.versie), regel=current)
            names = ("gepland", "gerealiseerd", "toelichting", "les", "voorstel", "voorstel_tekst")
            conflict = _differences(form, current, names)
            return _regel_page(request, current, form=form, conflict=conflict, status=409)
        except ValidationError as error:
            form.add_faults(error)
        else:
            messages.success(request, _("Bewaard."))
            return see_other(f"{regel.evaluatie.get_absolute_url()}#regel-{regel.pk}")
    form.focus_first_fault()
    return _regel_page(request, regel, form=form, status=422)


def _regel_page(
    request: PageRequest,
    regel: Evaluatieregel,
    *,
    form: RegelForm | None = None,
    oordeel_form: OordeelForm | None = None,
    conflict: dict[str, Any] | None = None,
    oordeel_conflict: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    found, gemeente = regel.evaluatie, regel.evaluatie.gemeente
    open_to_write = not found.vastgesteld
    writes = open_to_write and policies.may_write_evaluatie(request.user, gemeente.pk)
    parties = judging_parties(request.user, gemeente) if open_to_write and regel.afspraak_id else []
    oordelen = _oordelen(regel)
    context = {
        "gemeente": gemeente,
        "afsprakenset": found.afsprakenset,
        "evaluatie": found,
        "regel": regel,
        "oordelen": oordelen,
        "form": form or (RegelForm(regel=regel) if writes else None),
        "oordeel_form": oordeel_form or (OordeelForm(partijen=parties, oordelen=oordelen) if parties else None),
        "conflict": conflict,
        "oordeel_conflict": oordeel_conflict,
        "demo": found.demo,
        "kruimels": trail(
            gemeente, (str(found.jaar), found.get_absolute_url()), (regel.code or _("Nieuwe afspraak"), "")
        ),
    }
    return render(request, "monitoring/evaluatieregel.html", context, status=status)


def _oordelen(regel: Evaluatieregel) -> list[Oordeel]:
    return read_objects(("oordelen van een regel",), _judgements, pks=(regel.pk,))


def _judgements() -> "QuerySet[Oordeel]":
    rows = Oordeel.objects.filter(regel_id__in=[ANY_KEY])
    return rows.select_related("partij").order_by("partij__naam", "pk")


@require_POST
@signed_in
def oordeel(request: PageRequest, gemeente: Gemeente, nummer: int) -> HttpResponse:
    """What a party thinks of what came of an afspraak; who was second for a party sees both verdicts."""
    regel = _get_regel(request, gemeente, nummer)
    parties = judging_parties(request.user, gemeente)
    if not parties:
        raise PermissionDenied(_("U kunt hier namens geen partij een oordeel geven."))
    form = OordeelForm(request.POST, partijen=parties)
    if form.is_valid():
        try:
            values = {name: form.cleaned_data[name] for name in ("partij", "waarde", "toelichting")}
            record_oordeel(regel=regel, by=request.user, expected_versie=form.seen_versie(), **values)
        except EvaluatieVast as error:
            return _vast(request, regel.evaluatie, error)
        except StaleVersion as stale:
            oordelen = _oordelen(regel)
            sent = request.POST.copy()
            sent["gezien"] = OordeelForm(partijen=parties, oordelen=oordelen)["gezien"].value()
            form = OordeelForm(sent, partijen=parties, oordelen=oordelen)
            conflict = _differences(form, stale.current, ("waarde", "toelichting"))
            return _regel_page(request, regel, oordeel_form=form, oordeel_conflict=conflict, status=409)
        except ValidationError as error:
            form.add_faults(error)
        else:
            messages.success(request, _("Het oordeel is bewaard."))
            return see_other(reverse("evaluatieregel", args=(gemeente.slug, regel.pk)))
    form.focus_first_fault()
    return _regel_page(request, regel, oordeel_form=form, status=422)
