# SPDX-License-Identifier: EUPL-1.2
"""What is missing from afspraken to be followed well: a list to mend, for who has a role in the gemeente."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from afspraken.policies import may_see_actielijst
from monitoring.selectors import choose_set
from monitoring.selectors.smart import smart
from monitoring.views.geen_set import no_set
from partijen.models import Gemeente
from partijen.pages import PageRequest, crumbs, query_url, signed_in


@require_safe
@signed_in
def smart_toets(request: PageRequest, gemeente: Gemeente) -> HttpResponse:
    """Per afspraak whether it has a trekker, a term, a goal that is measured and a source, each with its reason."""
    if not may_see_actielijst(request.user, gemeente):
        raise PermissionDenied(_("Deze lijst is voor wie in deze gemeente een rol heeft."))
    sets = choose_set(request.user, gemeente, request.GET.get("afsprakenset"))
    if sets.gekozen is None:
        return no_set(request, gemeente, sets)
    context = {
        "gemeente": gemeente,
        "afsprakenset": sets.gekozen,
        "sets": [
            {"label": row.naam, "url": query_url(request, afsprakenset=row.slug), "huidig": row == sets.gekozen}
            for row in sets.alle
            if len(sets.alle) > 1
        ],
        "stand": smart(request.user, gemeente, sets.gekozen),
        "kruimels": crumbs(gemeente, (_("SMART-toets"), "")),
    }
    return render(request, "monitoring/smart.html", context)
