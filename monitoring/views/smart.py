# SPDX-License-Identifier: EUPL-1.2
"""What is missing from afspraken to be followed well: a list to mend, for who has a role in the gemeente."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from afspraken.policies import may_see_actielijst
from monitoring.selectors import choose_set
from monitoring.selectors.smart import SLEUTELS, smart
from monitoring.views.geen_set import no_set
from partijen.models import Gemeente
from partijen.pages import PageRequest, crumbs, query_url, signed_in

PAGE_SIZE = 20


@require_safe
@signed_in
def smart_toets(request: PageRequest, gemeente: Gemeente) -> HttpResponse:
    """Per afspraak whether it has a trekker, a term, a goal that is measured and a source, each with its reason.

    Keys: `ontbreekt` (one of the questions) and `pagina`.
    """
    if not may_see_actielijst(request.user, gemeente):
        raise PermissionDenied(_("Deze lijst is voor wie in deze gemeente een rol heeft."))
    sets = choose_set(request.user, gemeente, request.GET.get("afsprakenset"))
    if sets.gekozen is None:
        return no_set(request, gemeente, sets)
    stand = smart(request.user, gemeente, sets.gekozen)
    lack, sent = request.GET.get("ontbreekt", ""), request.GET.get("pagina", "1")
    page = int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 6 else 0
    if lack not in ("", *SLEUTELS) or page < 1:
        raise Http404
    found = stand.lacking(lack)
    first = (page - 1) * PAGE_SIZE
    if first and first >= len(found):
        raise Http404
    context = {
        "gemeente": gemeente,
        "afsprakenset": sets.gekozen,
        "sets": [
            {"label": row.naam, "url": query_url(request, afsprakenset=row.slug), "huidig": row == sets.gekozen}
            for row in sets.alle
            if len(sets.alle) > 1
        ],
        "stand": stand,
        "keuzes": [
            {
                "label": naam,
                "aantal": number,
                "url": query_url(request, ontbreekt=sleutel, pagina=""),
                "huidig": sleutel == lack,
            }
            for sleutel, naam, number in [
                ("", _("Alles"), len(stand.te_verbeteren)),
                *((sleutel, naam, missing) for sleutel, naam, _held, missing in stand.tellingen),
            ]
        ],
        "regels": found[first : first + PAGE_SIZE],
        "aantal": len(found),
        "vorige_url": query_url(request, pagina=str(page - 1) if page > 2 else "") if page > 1 else "",
        "volgende_url": query_url(request, pagina=str(page + 1)) if first + PAGE_SIZE < len(found) else "",
        "kruimels": crumbs(gemeente, (_("SMART-toets"), "")),
    }
    return render(request, "monitoring/smart.html", context)
