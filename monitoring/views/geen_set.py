# SPDX-License-Identifier: EUPL-1.2
"""The answer when there is no afsprakenset to show, or not the one that was asked for."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from monitoring.selectors import Setkeuze
from partijen.models import Gemeente

SHOWN_OF_WRONG_VALUE = 40


def no_set(request: HttpRequest, gemeente: Gemeente, sets: Setkeuze) -> HttpResponse:
    """An honest empty page, or 404 with the sets there are. A hidden set reads the same as one that never was."""
    wanted = request.GET.get("afsprakenset", "").replace("\0", "")
    context = {
        "gemeente": gemeente,
        "sets": sets,
        "gevraagd": wanted[:SHOWN_OF_WRONG_VALUE] + ("…" if len(wanted) > SHOWN_OF_WRONG_VALUE else ""),
    }
    return render(request, "monitoring/geen_set.html", context, status=200 if sets.gevonden else 404)
