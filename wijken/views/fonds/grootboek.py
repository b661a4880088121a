# SPDX-License-Identifier: EUPL-1.2
"""What the fondsbeheerder books besides applications, and what an evaluation could move between areas."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from partijen.models import Gebruiker, Gemeente
from partijen.pages import PageRequest, see_other
from partijen.services.history import StaleVersion
from portaal.lib.money import format_bedrag
from wijken import forms, policies
from wijken.exports import FORMATEN, table_response
from wijken.jaaroverzicht import HERVERDELING_KOP, herverdeling_rows, read_herverdeling
from wijken.models import Boeking, Fonds
from wijken.services import fondsen as fondsservice
from wijken.services import grootboek
from wijken.views.fonds.openbaar import fonds_crumbs, get_fonds, shown_lines
from wijken.views.fonds.werklijst import keepers, readers

# What may be filled in beforehand by a link, such as that of a proposal.
VOORAF = ("fonds", "van_fonds", "naar_fonds", "bedrag", "reservering")


@dataclass(frozen=True, slots=True)
class Boekwijze:
    """One way of booking: its form, its words, and the service it calls. Returns the fund to show afterwards."""

    form: type[forms.BoekForm]
    titel: Promise
    uitleg: Promise
    run: Callable[[Any, Gebruiker], Fonds]


def _deposit(form: Any, by: Gebruiker) -> Fonds:
    data = form.cleaned_data
    return grootboek.deposit(fonds=data["fonds"], regel=form.regel(), by=by, partij=data["partij"]).fonds


def _reserve(form: Any, by: Gebruiker) -> Fonds:
    return grootboek.reserve(fonds=form.cleaned_data["fonds"], regel=form.regel(), by=by).fonds


def _release(form: Any, by: Gebruiker) -> Fonds:
    return grootboek.release(reservering=form.cleaned_data["reservering"], regel=form.regel(), by=by).fonds


def _pay(form: Any, by: Gebruiker) -> Fonds:
    data = form.cleaned_data
    return grootboek.pay_from_reservering(
        reservering=data["reservering"], regel=form.regel(), by=by, partij=data["partij"]
    ).fonds


def _transfer(form: Any, by: Gebruiker) -> Fonds:
    data = form.cleaned_data
    out, _into = grootboek.transfer(
        van_fonds=data["van_fonds"], naar_fonds=data["naar_fonds"], regel=form.regel(), by=by
    )
    return out.fonds


BOEKWIJZEN: dict[str, Boekwijze] = {
    "storten": Boekwijze(
        forms.StortenForm,
        gettext_lazy("Storting"),
        gettext_lazy("Er komt geld in een fonds."),
        _deposit,
    ),
    "reserveren": Boekwijze(
        forms.ReserverenForm,
        gettext_lazy("Reservering"),
        gettext_lazy("U zet geld apart voor één doel. Het is dan niet meer vrij."),
        _reserve,
    ),
    "vrijgeven": Boekwijze(
        forms.VrijgevenForm,
        gettext_lazy("Reservering vrijgeven"),
        gettext_lazy("Geld dat apart stond, is weer vrij. Dat kan ook voor een deel."),
        _release,
    ),
    "betalen": Boekwijze(
        forms.BetalenForm,
        gettext_lazy("Betaling uit een reservering"),
        gettext_lazy("U betaalt waarvoor het geld apart stond. Een aanvraag betaalt u bij die aanvraag."),
        _pay,
    ),
    "overhevelen": Boekwijze(
        forms.OverhevelenForm,
        gettext_lazy("Overhevelen naar een ander gebied"),
        gettext_lazy("Vrij geld gaat naar het fonds van een ander gebied. Daar is een besluit voor nodig."),
        _transfer,
    ),
}


@require_safe
@keepers
def boeken(request: PageRequest, gemeente: Gemeente) -> HttpResponse:
    """What can be booked."""
    context = {
        "gemeente": gemeente,
        "kruimels": fonds_crumbs(gemeente, (_("Boeken"), "")),
        "wijzen": list(BOEKWIJZEN.items()),
    }
    return render(request, "wijken/fonds/boeken.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@keepers
def boeking(request: PageRequest, gemeente: Gemeente, soort: str) -> HttpResponse:
    """One line, or the two of a transfer."""
    wijze = BOEKWIJZEN.get(soort)
    if wijze is None:
        raise Http404
    if request.method != "POST":
        initial = {name: request.GET[name][:40] for name in VOORAF if name in request.GET}
        return _boek_page(request, gemeente, wijze, wijze.form(gemeente=gemeente, user=request.user, initial=initial))
    form = wijze.form(request.POST, gemeente=gemeente, user=request.user)
    if not form.is_valid():
        return _boek_page(request, gemeente, wijze, form, status=422)
    try:
        fonds = wijze.run(form, request.user)
    except ValidationError as error:
        form.add_faults(error)
        return _boek_page(request, gemeente, wijze, form, status=422)
    messages.success(request, _("Geboekt: %(wat)s.") % {"wat": str(wijze.titel).lower()})
    return see_other(reverse("wijken:fonds", args=(gemeente.slug, fonds.gebied.slug)))


def _boek_page(
    request: PageRequest, gemeente: Gemeente, wijze: Boekwijze, form: forms.BoekForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "gemeente": gemeente,
        "kruimels": _crumbs(gemeente, (str(wijze.titel), "")),
        "titel": wijze.titel,
        "uitleg": wijze.uitleg,
        "form": form,
        "terug": reverse("wijken:boeken", args=(gemeente.slug,)),
    }
    return render(request, "wijken/fonds/boeking.html", context, status=status)


def _crumbs(gemeente: Gemeente, *steps: tuple[str, str]) -> list[dict[str, str]]:
    return fonds_crumbs(gemeente, (_("Boeken"), reverse("wijken:boeken", args=(gemeente.slug,))), *steps)


@require_http_methods(["GET", "HEAD", "POST"])
@keepers
def tegenboeken(request: PageRequest, gemeente: Gemeente, boeking: int) -> HttpResponse:
    """Mend a wrong line by one that goes the other way; the line itself stays."""
    lines = Boeking.objects.visible_to(request.user).filter(gemeente=gemeente).with_tegengeboekt()
    lines = lines.select_related("fonds__gebied", "partij", "aanvraag", "tegenboeking_van")
    line: Any = get_object_or_404(lines, pk=boeking)
    page = reverse("wijken:fonds", args=(gemeente.slug, line.fonds.gebied.slug))
    form = forms.TegenboekenForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                grootboek.reverse(boeking=line, reden=form.cleaned_data["reden"], by=request.user)
            except ValidationError as error:
                form.add_faults(error)
            else:
                messages.success(request, _("De boeking is tegengeboekt."))
                return see_other(page)
    context = {
        "gemeente": gemeente,
        "kruimels": _crumbs(gemeente, (_("Boeking herstellen"), "")),
        "titel": _("Boeking %(nummer)s herstellen") % {"nummer": line.volgnummer},
        "regels": shown_lines([line]),
        "kan_niet": grootboek.why_not_reversible(line),
        "form": form,
        "terug": page,
    }
    return render(request, "wijken/fonds/tegenboeken.html", context, status=status)


# --- settings of a fund ----------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@keepers
def instellen(request: PageRequest, gemeente: Gemeente, gebied: str) -> HttpResponse:
    """What a fund is for, and when residents may apply."""
    row = get_fonds(request, gemeente, gebied)
    names = forms.InstellenForm.FIELDS
    if request.method != "POST":
        initial = {name: getattr(row, name) for name in names} | {"versie": row.versie}
        return _instel_page(request, gemeente, row, forms.InstellenForm(initial=initial))
    form = forms.InstellenForm(request.POST)
    if not form.is_valid():
        return _instel_page(request, gemeente, row, form, status=422)
    try:
        fondsservice.set_up(fonds=row, changes=form.changes(), by=request.user, versie=form.cleaned_data["versie"])
    except ValidationError as error:
        form.add_faults(error)
        return _instel_page(request, gemeente, row, form, status=422)
    except StaleVersion:
        row = get_fonds(request, gemeente, gebied)
        own = form.changes()
        fields = [
            {
                "label": form[name].label,
                "eigen": _word(own[name]),
                "huidig": _word(getattr(row, name)),
                "verschilt": own[name] != getattr(row, name),
            }
            for name in names
        ]
        fresh = forms.InstellenForm(initial=own | {"versie": row.versie})
        return _instel_page(request, gemeente, row, fresh, status=409, conflict=fields)
    messages.success(request, _("De instellingen van het fonds zijn opgeslagen."))
    return see_other(reverse("wijken:fonds", args=(gemeente.slug, gebied)))


def _word(value: Any) -> Any:
    return {True: _("ja"), False: _("nee")}[value] if isinstance(value, bool) else value


def _instel_page(
    request: PageRequest,
    gemeente: Gemeente,
    row: Any,
    form: forms.InstellenForm,
    *,
    status: int = 200,
    conflict: list[dict[str, Any]] | None = None,
) -> HttpResponse:
    page = reverse("wijken:fonds", args=(gemeente.slug, row.gebied.slug))
    context = {
        "gemeente": gemeente,
        "kruimels": fonds_crumbs(gemeente, (row.gebied.volledige_naam, page), (_("Instellen"), "")),
        "titel": _("Fonds %(naam)s instellen") % {"naam": row.gebied.volledige_naam},
        "form": form,
        "terug": page,
        "conflict": conflict,
        "knop": _("Opslaan"),
    }
    return render(request, "wijken/fonds/boeking.html", context, status=status)


# --- at an evaluation ------------------------------------------------------------------------------------------------


@require_safe
@readers
def herverdeling(request: PageRequest, gemeente: Gemeente) -> HttpResponseBase:
    """What is unused per area, and a proposal; `?formaat=` gives it as a file. Nothing is booked here."""
    regels, overboekingen = read_herverdeling(request.user, gemeente, timezone.localdate())
    if "formaat" in request.GET:
        rows = herverdeling_rows(regels)
        name = f"herverdeling-{gemeente.slug}"
        return table_response(header=HERVERDELING_KOP, rows=rows, formaat=request.GET["formaat"], name=name)
    start = reverse("wijken:boeking", args=(gemeente.slug, "overhevelen"))
    context = {
        "gemeente": gemeente,
        "kruimels": fonds_crumbs(gemeente, (_("Herverdeling"), "")),
        "regels": regels,
        "overboekingen": [
            (
                item,
                f"{start}?{urlencode(_prefilled(item))}" if policies.may_keep_fonds(request.user, gemeente.pk) else "",
            )
            for item in overboekingen
        ],
        "downloads": [(name, f"?formaat={name}") for name in FORMATEN],
    }
    return render(request, "wijken/fonds/herverdeling.html", context)


def _prefilled(item: Any) -> dict[str, Any]:
    return {"van_fonds": item.van.pk, "naar_fonds": item.naar.pk, "bedrag": format_bedrag(item.bedrag)}
