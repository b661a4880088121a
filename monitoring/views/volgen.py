# SPDX-License-Identifier: EUPL-1.2
"""The button with which one follows an afspraak, a thema or a place."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from monitoring.models.volger import SOORTEN
from monitoring.selectors.volgen import find_followable
from monitoring.services.volgen import follow, unfollow
from partijen.models import Gemeente
from partijen.pages import PageRequest, safe_path, see_other, signed_in

MAX_DIGITS = 12


@require_POST
@signed_in
def volgen(request: PageRequest, gemeente: Gemeente) -> HttpResponse:
    """Follow, or let go with `aan=0`; back to the page one came from."""
    soort, number = request.POST.get("soort", ""), request.POST.get("nummer", "")
    if soort not in SOORTEN or not (number.isascii() and number.isdigit() and len(number) < MAX_DIGITS):
        raise Http404
    if request.POST.get("aan") == "0":
        unfollow(soort=soort, nummer=int(number), by=request.user)
        messages.success(request, _("U volgt dit niet meer."))
    else:
        thing = find_followable(request.user, gemeente, soort, int(number))
        if thing is None:
            raise Http404
        follow(soort=soort, ding=thing, by=request.user)
        said = _("U volgt nu “%(naam)s”. Wat er verandert, leest u in uw wekelijkse e-mail.")
        messages.success(request, said % {"naam": thing})
    return see_other(safe_path(request, request.POST.get("terug", "")) or reverse("werkbank"))
