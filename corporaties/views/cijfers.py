# SPDX-License-Identifier: EUPL-1.2
"""Figures as a table that the reader chooses, and the same selection as a file."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from corporaties.exports import export_response, table_response
from corporaties.kruisfilter import ALLES, KruistabelForm
from corporaties.models import Afwijking
from corporaties.opmaak import format_getal
from partijen.models import Gemeente
from partijen.pages import PageRequest, crumbs, query_url
from partijen.shortcuts import public_page
from portaal.lib.tables.writer import FORMATS


@require_safe
@public_page
def cijfers(request: PageRequest, gemeente: Gemeente) -> HttpResponseBase:
    """The chosen figures: a table with its bars; `?formaat=csv` for all of them as a list, one per row."""
    form = KruistabelForm(request.GET, gemeente=gemeente, user=request.user)
    valid = form.is_valid()
    if valid and (formaat := form.value("formaat")):
        response = _file(form, formaat, gemeente)
        if response is not None:
            return response
        valid = False
    return _page(request, gemeente, form, valid)


def _file(form: KruistabelForm, formaat: str, gemeente: Gemeente) -> HttpResponseBase | None:
    """The selection as a file; None, with a message on the form, when the format cannot hold it."""
    name = f"cijfers-{gemeente.slug}"
    if form.value("vorm") == "kruistabel" and form.soort is not None:
        return table_response(tabel=form.kruistabel, formaat=formaat, name=f"{name}-kruistabel")
    limit = FORMATS[formaat].max_rows
    if limit is not None and form.cijfers.count() > limit:
        message = _("%(formaat)s kan niet meer dan %(limit)s rijen aan. Kies csv of ndjson, of kies minder cijfers.")
        shown = {"formaat": FORMATS[formaat].label, "limit": format_getal(limit)}
        form.add_error(None, ValidationError(message, code="row_limit", params=shown))
        return None
    return export_response(cijfers=form.cijfers, formaat=formaat, name=name)


def _page(request: PageRequest, gemeente: Gemeente, form: KruistabelForm, valid: bool) -> HttpResponse:
    soort = form.soort
    context: dict[str, Any] = {
        "gemeente": gemeente,
        "form": form,
        "soort": soort,
        "alles": form.data.get("tabel") == ALLES,
        "kruimels": crumbs(
            gemeente, (_("Corporaties"), reverse("corporaties", args=(gemeente.slug,))), (_("Cijfers"), "")
        ),
    }
    if valid:
        selection = form.cijfers
        context |= {
            "tabel": form.kruistabel if soort is not None else None,
            "aantal": selection.count(),
            "lijsten": [(name, query_url(request, formaat=name, vorm="")) for name in FORMATS],
            "tabellen": [(name, query_url(request, formaat=name, vorm="kruistabel")) for name in FORMATS],
            "peilmomenten": form.peilmomenten,
            "afwijkingen": _deviations(request, gemeente, form),
        }
    return render(request, "corporaties/cijfers.html", context, status=200 if valid else 422)


def _deviations(request: PageRequest, gemeente: Gemeente, form: KruistabelForm) -> int:
    """How many figures of this source do not add up."""
    if form.soort is None or form.soort.id[0] is None:
        return 0
    rows = Afwijking.objects.visible_to(request.user).filter(gemeente=gemeente, cijferbron=form.soort.id[0])
    return rows.count()
