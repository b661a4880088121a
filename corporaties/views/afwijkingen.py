# SPDX-License-Identifier: EUPL-1.2
"""Published figures that do not add up, and the explanation of the coordinator beside each."""

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from corporaties import policies
from corporaties.forms import ToelichtingForm
from corporaties.models import Afwijking, Afwijkingstoelichting
from corporaties.opmaak import format_getal
from corporaties.services.controle import explain_afwijking
from partijen.models import Gemeente
from partijen.pages import PageRequest, crumbs, see_other, signed_in
from partijen.policies import access_key
from partijen.services.history import StaleVersion
from partijen.shortcuts import public_page
from partijen.woorden import in_own_words
from portaal.lib.compiled import read_objects


@require_safe
@public_page
def afwijkingen(request: PageRequest, gemeente: Gemeente) -> HttpResponse:
    """Everything that does not add up, per source."""

    def found() -> QuerySet[Afwijking]:
        rows = Afwijking.objects.visible_to(request.user).filter(gemeente=gemeente).with_toelichting()
        return rows.order_by("volgorde", "pk").select_related("cijferbron")

    rows = read_objects(("afwijkingen", access_key(request.user), gemeente.pk), found)
    # One source may come back further on, beside another table; it keeps its own heading there.
    groups = [
        {"bron": bron, "regels": [_shown(row) for row in listed]}
        for bron, listed in groupby(rows, key=lambda row: row.bron)
    ]
    context = {
        "gemeente": gemeente,
        "kruimels": crumbs(gemeente, (_("Cijfers die niet kloppen"), "")),
        "groepen": groups,
        "aantal": sum(len(group["regels"]) for group in groups),
        "mag_toelichten": policies.may_explain_afwijking(request.user, gemeente.pk),
        "api_url": f"{reverse('api:afwijkingen-list')}?gemeente={gemeente.slug}",
    }
    return render(request, "corporaties/afwijkingen.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def toelichting(request: PageRequest, gemeente: Gemeente, afwijking: int) -> HttpResponse:
    """The coordinator says what is the matter with one figure."""
    if not policies.may_explain_afwijking(request.user, gemeente.pk):
        raise PermissionDenied(in_own_words(_("Alleen een %(coordinator)s licht een afwijking toe."), gemeente))
    row = Afwijking.objects.visible_to(request.user).filter(gemeente=gemeente, pk=afwijking).first()
    if row is None:
        raise Http404
    if request.method != "POST":
        stored = _stored(row)
        initial = {"tekst": stored.tekst if stored else "", "versie": stored.versie if stored else 0}
        return _form_page(request, gemeente, row, ToelichtingForm(initial=initial))
    form = ToelichtingForm(request.POST)
    if not form.is_valid():
        return _form_page(request, gemeente, row, form, status=422)
    try:
        explain_afwijking(
            afwijking=row,
            tekst=form.cleaned_data["tekst"],
            by=request.user,
            oorsprong="pagina",
            expected_versie=form.cleaned_data["versie"],
        )
    except StaleVersion:
        return _conflict(request, gemeente, row, form)
    messages.success(request, _("De toelichting is opgeslagen."))
    return see_other(f"{reverse('corporaties:afwijkingen', args=(gemeente.slug,))}#afwijking-{row.pk}")


def _stored(row: Afwijking) -> Afwijkingstoelichting | None:
    return Afwijkingstoelichting.objects.filter(gemeente=row.gemeente_id, sleutel=row.sleutel).first()


def _conflict(request: PageRequest, gemeente: Gemeente, row: Afwijking, form: ToelichtingForm) -> HttpResponse:
    """Somebody else wrote in between: both versions, and the own text in the form."""
    stored = _stored(row)
    current, versie = (stored.tekst, stored.versie) if stored else ("", 0)
    own = form.cleaned_data["tekst"]
    fields = [{"label": form["tekst"].label, "eigen": own, "huidig": current, "verschilt": own != current}]
    fresh = ToelichtingForm(initial={"tekst": own, "versie": versie})
    return _form_page(request, gemeente, row, fresh, status=409, conflict={"velden": fields})


def _form_page(
    request: PageRequest, gemeente: Gemeente, row: Afwijking, form: ToelichtingForm, *, status: int = 200, **extra: Any
) -> HttpResponse:
    overview = reverse("corporaties:afwijkingen", args=(gemeente.slug,))
    context = {
        "gemeente": gemeente,
        "kruimels": crumbs(gemeente, (_("Cijfers die niet kloppen"), overview), (_("Toelichting"), "")),
        "regel": _shown(row),
        "form": form,
        "terug": overview,
        **extra,
    }
    return render(request, "corporaties/toelichting.html", context, status=status)


def _shown(row: Any) -> dict[str, Any]:
    return {
        "pk": row.pk,
        "bron": row.bron,
        "rij": row.rij,
        "kolom": row.kolom,
        "regel": row.get_regel_display(),
        "gepubliceerd": format_getal(row.gepubliceerd),
        "berekend": format_getal(row.berekend),
        "verschil": format_getal(row.verschil, sign=True),
        "uitleg": row.uitleg,
        "toelichting": getattr(row, "toelichting", None),
        "voetnoot": row.cijferbron.voetnoot if row.cijferbron else "",
    }
