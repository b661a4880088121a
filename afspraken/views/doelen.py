# SPDX-License-Identifier: EUPL-1.2
"""The measurable targets of a gemeente, per set."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from afspraken.doelen import doelen_per_set
from partijen.models import Gemeente
from partijen.pages import PageRequest, crumbs
from partijen.shortcuts import public_page


@require_safe
@public_page
def doelen(request: PageRequest, gemeente: Gemeente) -> HttpResponse:
    """Every target and indicator, with its parts."""
    context = {
        "gemeente": gemeente,
        "sets": doelen_per_set(request.user, gemeente),
        "kruimels": crumbs(gemeente, (_("Doelen"), "")),
    }
    return render(request, "afspraken/doelen.html", context)
