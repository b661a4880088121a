# SPDX-License-Identifier: EUPL-1.2
"""What parties asked to take up first, and what became of it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from monitoring.selectors.prioriteiten import read_prioriteiten
from partijen.models import Gemeente
from partijen.pages import crumbs
from partijen.shortcuts import public_page


@require_safe
@public_page
def prioriteiten(request: HttpRequest, gemeente: Gemeente) -> HttpResponse:
    """Per set and party every priority with its afspraken."""
    listing = reverse("zienswijzen", args=(gemeente.slug,))
    groups = read_prioriteiten(request.user, gemeente)
    context = {
        "gemeente": gemeente,
        "groepen": groups,
        "demo": any(group.demo for group in groups),
        "kruimels": crumbs(gemeente, (_("Zienswijzen"), listing), (_("Prioriteiten"), "")),
    }
    return render(request, "monitoring/prioriteiten.html", context)
