# SPDX-License-Identifier: EUPL-1.2
"""The public log: what changed in what is published."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from monitoring.selectors.wijzigingen import Wijzigingen, read_changes
from partijen.models import Gemeente
from partijen.pages import crumbs
from partijen.shortcuts import public_page


@require_safe
@public_page
def wijzigingen(request: HttpRequest, gemeente: Gemeente) -> HttpResponse:
    """Changes of published things, newest first; a key that was never given out says so and shows nothing."""
    status = 200
    try:
        changes = read_changes(gemeente, na=request.GET.get("na", ""), voor=request.GET.get("voor", ""))
    except ValueError:
        changes, status = Wijzigingen(), 422
    base = reverse("wijzigingen", args=(gemeente.slug,))
    context = {
        "gemeente": gemeente,
        "wijzigingen": changes,
        "fout": status == 422,
        "vorige_url": f"{base}?voor={changes.vorige}" if changes.vorige else "",
        "volgende_url": f"{base}?na={changes.volgende}" if changes.volgende else "",
        "kruimels": crumbs(gemeente, (_("Wijzigingen"), "")),
        "demo": changes.demo,
    }
    return render(request, "monitoring/wijzigingen.html", context, status=status)
