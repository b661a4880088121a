# SPDX-License-Identifier: EUPL-1.2
"""Making the next jaarschijf: what is not finished goes on, is adjusted, or stops."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from afspraken.models import Afsprakenset
from afspraken.policies import is_coordinator
from afspraken.services.jaarschijf import SOORTEN, AlGemaakt, create_next_set, proposed, unfinished
from monitoring.forms.jaarschijf import JaarschijfForm
from monitoring.selectors.voorstellen import read_toevoegingen, read_voorstellen
from partijen.models import Gemeente
from partijen.pages import PageRequest, crumbs, see_other, signed_in
from partijen.shortcuts import find_visible
from partijen.woorden import in_own_words
from portaal.lib.compiled import ANY_KEY


def _set(user: Any, gemeente: Gemeente) -> "QuerySet[Afsprakenset]":
    rows = Afsprakenset.objects.visible_to(user).filter(gemeente=gemeente, slug=ANY_KEY)
    return rows.filter(soort__in=SOORTEN).select_related("volgende")  # type: ignore[no-any-return]


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def jaarschijf_volgende(request: PageRequest, gemeente: Gemeente, afsprakenset: str) -> HttpResponse:
    """The choices per afspraak, and on POST the new set, as concept."""
    found = find_visible(_set, request.user, gemeente, pk=afsprakenset)
    if found is None:
        raise Http404
    if not is_coordinator(request.user, gemeente.pk):
        raise PermissionDenied(in_own_words(_("Alleen een %(coordinator)s maakt de volgende jaarschijf."), gemeente))
    following = getattr(found, "volgende", None)
    form = JaarschijfForm(
        request.POST if request.method == "POST" else None,
        afspraken=list(unfinished(found)),
        nieuw=proposed(found),
        voorstellen=read_voorstellen(found),
        toevoegingen=read_toevoegingen(found),
        themas=list(found.themas.order_by("nummer").values_list("nummer", "naam")),
    )
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            made = create_next_set(
                afsprakenset=found,
                nieuw=form.nieuw(),
                besluiten=form.besluiten(),
                toevoegingen=form.gekozen(),
                by=request.user,
            )
        except AlGemaakt as error:
            following, status = error.volgende, 409
        except ValidationError as error:
            form.add_faults(error)
        else:
            said = _("%(naam)s is gemaakt als concept, met %(aantal)s afspraken.")
            messages.success(request, said % {"naam": made.naam, "aantal": made.afspraken.count()})
            return see_other(f"{reverse('afspraken:lijst', args=(gemeente.slug,))}?afsprakenset={made.slug}")
    if form.errors:
        form.focus_first_fault()
        status = 422
    context = {
        "gemeente": gemeente,
        "afsprakenset": found,
        "volgende": following,
        "form": form,
        "kruimels": crumbs(
            gemeente,
            (_("Afspraken"), reverse("afspraken:lijst", args=(gemeente.slug,))),
            (_("Volgende jaarschijf"), ""),
        ),
    }
    return render(request, "monitoring/jaarschijf.html", context, status=status)
