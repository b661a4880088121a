# SPDX-License-Identifier: EUPL-1.2
"""The steps of a zienswijze: writing it, changing it, answering it, agreeing, publishing and taking it back."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from afspraken.services.persoonsgegevens import PersonalDataFound
from monitoring import policies
from monitoring.forms.zienswijze import AntwoordForm, UitstelForm, ZienswijzeForm
from monitoring.models import Zienswijze
from monitoring.selectors.zienswijzen import find_over, parties_to_ask, parties_to_speak_for
from monitoring.services import zienswijzen as services
from monitoring.services.zienswijzen import ZienswijzeVoorbij, name_of
from monitoring.views.zienswijzen import get_zienswijze, over_url, trail, zienswijze_page
from partijen.models import Gemeente
from partijen.pages import PageRequest, see_other, signed_in
from partijen.services.history import StaleVersion
from partijen.views.persoonsgegevens import antwoord_of, ask_page
from partijen.woorden import in_own_words


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def zienswijze_nieuw(request: PageRequest, gemeente: Gemeente, soort: str, nummer: int) -> HttpResponse:
    """Write one beside an afspraak, rapportage or evaluation."""
    over = find_over(request.user, gemeente, soort, nummer)
    if over is None:
        raise Http404
    parties = parties_to_speak_for(request.user, gemeente)
    if not parties:
        raise PermissionDenied(_("Alleen wie voor een partij spreekt, schrijft een zienswijze."))
    data = request.POST if request.method == "POST" else None
    form = ZienswijzeForm(data, gemeente=gemeente, partijen=parties, te_vragen=parties_to_ask(gemeente))
    if data is not None and form.is_valid():
        try:
            made = services.submit_zienswijze(over=over, partij=form.namens(), by=request.user, **form.content())
        except ValidationError as error:
            form.add_faults(error)
        else:
            messages.success(
                request, _("Uw zienswijze is ingediend. Zij is pas openbaar als beide kanten akkoord zijn.")
            )
            return see_other(made.get_absolute_url())
    context = {
        "over_naam": name_of(over),
        "over_url": over.get_absolute_url(),
        "partij": parties[0] if len(parties) == 1 else None,
        "kruimels": trail(gemeente, (_("Schrijven"), "")),
    }
    return _form_page(request, gemeente, form, **context)


def _form_page(request: PageRequest, gemeente: Gemeente, form: ZienswijzeForm, **context: Any) -> HttpResponse:
    status = context.pop("status", 422 if form.errors else 200)
    form.focus_first_fault()
    context |= {"gemeente": gemeente, "form": form}
    return render(request, "monitoring/zienswijze_schrijven.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def zienswijze_schrijven(request: PageRequest, gemeente: Gemeente, nummer: int) -> HttpResponse:
    """Write it otherwise, as long as nobody answered."""
    found = get_zienswijze(request, gemeente, nummer)
    if found.partij_id not in policies.speaking_partij_ids(request.user, gemeente):
        raise PermissionDenied(_("Alleen de partij van de zienswijze wijzigt haar."))
    if not policies.may_change_zienswijze(request.user, found):
        return zienswijze_page(request, found, fout=_("De zienswijze is al beantwoord of ingetrokken."), status=409)
    data = request.POST if request.method == "POST" else None
    form, conflict, status = _write_form(gemeente, found, data), None, 200
    if data is not None and form.is_valid():
        try:
            services.change_zienswijze(
                zienswijze=found,
                values=form.content(),
                by=request.user,
                expected_versie=form.cleaned_data["versie"],
            )
        except StaleVersion:
            found = get_zienswijze(request, gemeente, nummer)
            form, status = _write_form(gemeente, found, _again(request.POST, found.versie)), 409
            conflict = _differences(form, found, ("titel", "tekst"))
        except ZienswijzeVoorbij as error:
            return _voorbij(request, gemeente, nummer, error)
        except ValidationError as error:
            form.add_faults(error)
        else:
            messages.success(request, _("De zienswijze is bewaard."))
            return see_other(found.get_absolute_url())
    context = {
        "over_naam": found.over_naam,
        "over_url": over_url(request, found),
        "partij": found.partij,
        "zienswijze": found,
        "conflict": conflict,
        "demo": found.demo,
        "kruimels": trail(gemeente, (found.titel, found.get_absolute_url()), (_("Wijzigen"), "")),
    }
    return _form_page(request, gemeente, form, status=422 if status == 200 and form.errors else status, **context)


def _write_form(gemeente: Gemeente, found: Zienswijze, data: Any) -> ZienswijzeForm:
    asked = [partij for partij in parties_to_ask(gemeente) if partij.pk != found.partij_id]
    return ZienswijzeForm(data, gemeente=gemeente, partijen=[found.partij], te_vragen=asked, zienswijze=found)


def _again(post: Any, versie: int) -> Any:
    data = post.copy()
    data["versie"] = str(versie)
    return data


def _differences(form: Any, row: Any, names: tuple[str, ...]) -> dict[str, Any]:
    """Both versions beside each other, for the component of a conflict."""
    lines = []
    for name in names:
        own, current = str(form.data.get(name, "")).strip(), str(getattr(row, name))
        label = form.fields[name].label
        lines.append({"label": label, "eigen": own, "huidig": current, "verschilt": own != current})
    return {"velden": lines}


def _voorbij(request: PageRequest, gemeente: Gemeente, nummer: int, error: Exception) -> HttpResponse:
    return zienswijze_page(request, get_zienswijze(request, gemeente, nummer), fout=str(error), status=409)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def zienswijze_antwoord(request: PageRequest, gemeente: Gemeente, nummer: int) -> HttpResponse:
    """Answer it, or write the answer otherwise before it is public."""
    found = get_zienswijze(request, gemeente, nummer)
    if not policies.may_answer_zienswijze(request.user, found):
        answers = policies.may_publish_zienswijze(request.user, gemeente.pk)
        if answers or policies.answers_as_addressed(request.user, found):
            fault = _("Deze zienswijze kan niet (meer) worden beantwoord.")
            return zienswijze_page(request, found, fout=fault, status=409)
        raise PermissionDenied(_("U kunt deze zienswijze niet beantwoorden."))
    data = request.POST if request.method == "POST" else None
    form, conflict, status = AntwoordForm(data, zienswijze=found), None, 200
    if data is not None and form.is_valid():
        try:
            services.answer_zienswijze(
                zienswijze=found,
                antwoord=form.cleaned_data["antwoord"],
                by=request.user,
                expected_versie=form.cleaned_data["versie"],
            )
        except StaleVersion:
            found = get_zienswijze(request, gemeente, nummer)
            form, status = AntwoordForm(_again(request.POST, found.versie), zienswijze=found), 409
            conflict = _differences(form, found, ("antwoord",))
        except ZienswijzeVoorbij as error:
            return _voorbij(request, gemeente, nummer, error)
        except ValidationError as error:
            form.add_faults(error)
        else:
            messages.success(
                request, _("Het antwoord is bewaard. De indiener leest het nu en zegt of het openbaar mag.")
            )
            return see_other(found.get_absolute_url())
    form.focus_first_fault()
    context = {
        "gemeente": gemeente,
        "zienswijze": found,
        "form": form,
        "conflict": conflict,
        "demo": found.demo,
        "kruimels": trail(gemeente, (found.titel, found.get_absolute_url()), (_("Antwoord"), "")),
    }
    status = 422 if status == 200 and form.errors else status
    return render(request, "monitoring/zienswijze_antwoord.html", context, status=status)


@require_POST
@signed_in
def zienswijze_stap(request: PageRequest, gemeente: Gemeente, nummer: int, stap: str) -> HttpResponse:
    """Agree, publish, take out of public sight, withdraw, or give more time."""
    found = get_zienswijze(request, gemeente, nummer)
    if stap == "uitstel":
        return _more_time(request, found)
    if stap not in STAPPEN:
        raise Http404
    step, said = STAPPEN[stap]
    try:
        step(request, found, _versie(request))
    except PersonalDataFound as data:
        return ask_page(request, gemeente, data, terug=found.get_absolute_url())
    except (ZienswijzeVoorbij, StaleVersion) as error:
        return _voorbij(request, gemeente, nummer, error)
    messages.success(request, said())
    return see_other(found.get_absolute_url())


def _versie(request: PageRequest) -> int:
    """The version that was read; 0, which nothing has, for anything else."""
    sent = request.POST.get("versie", "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else 0


def _agree(kant: str) -> Callable[[PageRequest, Zienswijze, int], Any]:
    def step(request: PageRequest, found: Zienswijze, versie: int) -> Zienswijze:
        return services.agree_zienswijze(zienswijze=found, kant=kant, by=request.user, expected_versie=versie)

    return step


def _publish(request: PageRequest, found: Zienswijze, versie: int) -> Zienswijze:
    answer = antwoord_of(request)
    return services.publish_zienswijze(zienswijze=found, by=request.user, expected_versie=versie, antwoord=answer)


def _unpublish(request: PageRequest, found: Zienswijze, versie: int) -> Zienswijze:
    return services.unpublish_zienswijze(zienswijze=found, by=request.user, expected_versie=versie)


def _withdraw(request: PageRequest, found: Zienswijze, versie: int) -> Zienswijze:
    return services.withdraw_zienswijze(zienswijze=found, by=request.user, expected_versie=versie)


STAPPEN: dict[str, tuple[Callable[[PageRequest, Zienswijze, int], Any], Callable[[], str]]] = {
    "akkoord-indiener": (_agree("indiener"), lambda: _("Uw kant is akkoord met publicatie.")),
    "akkoord-antwoord": (_agree("antwoord"), lambda: _("Uw kant is akkoord met publicatie.")),
    "publiceren": (_publish, lambda: _("De zienswijze is nu openbaar, met het antwoord erbij.")),
    "terughalen": (_unpublish, lambda: _("De zienswijze is niet meer openbaar.")),
    "intrekken": (_withdraw, lambda: _("De zienswijze is ingetrokken.")),
}


def _more_time(request: PageRequest, found: Zienswijze) -> HttpResponse:
    if not policies.may_publish_zienswijze(request.user, found.gemeente_id):
        raise PermissionDenied(in_own_words(_("Alleen een %(coordinator)s geeft uitstel."), found.gemeente_id))
    form = UitstelForm(request.POST, zienswijze=found)
    if form.is_valid():
        try:
            services.give_more_time(
                zienswijze=found,
                uiterlijk=form.cleaned_data["uiterlijk"],
                by=request.user,
                expected_versie=form.cleaned_data["versie"],
            )
        except (ZienswijzeVoorbij, StaleVersion) as error:
            return _voorbij(request, found.gemeente, found.pk, error)
        except ValidationError as error:
            form.add_faults(error)
        else:
            messages.success(request, _("De nieuwe datum is bewaard."))
            return see_other(found.get_absolute_url())
    form.focus_first_fault()
    return zienswijze_page(request, found, uitstel_form=form, status=422)
