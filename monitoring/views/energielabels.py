# SPDX-License-Identifier: EUPL-1.2
"""Labels E, F and G: per corporation the way to zero, planned against counted."""

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from corporaties.models import Waardestatus
from corporaties.opmaak import format_getal
from monitoring.selectors.energielabels import DOELJAAR, Koers, Labelbord, Labelregel, Plan, energielabels
from partijen.models import Gemeente
from partijen.pages import PageRequest, crumbs
from partijen.shortcuts import public_page
from portaal.lib.lines import Tekening, make_lines

# Tags: what asks for attention has a filled one, what does not an outlined one.
ATTENTION = (Koers.ACHTER, Plan.BOVEN_NUL, Plan.GEEN)


@require_safe
@public_page
def labels_pagina(request: PageRequest, gemeente: Gemeente) -> HttpResponse:
    """Per corporation the way to zero; the table holds every figure that is drawn."""
    bord = energielabels(request.user, gemeente)
    context = {
        "gemeente": gemeente,
        "bord": bord,
        "doeljaar": str(DOELJAAR),
        "conclusies": _conclusions(bord),
        "regels": [_row(number, regel) for number, regel in enumerate(bord.regels, start=1)],
        "bronnen": [
            {"tekst": str(bron), "voetnoot": bron.voetnoot, "opmerking": bron.bron_opmerking} for bron in bord.bronnen
        ],
        "demo": bord.demo,
        "api_url": f"{reverse('api:woningvoorraad-list')}?gemeente={gemeente.slug}&kenmerk=energielabel",
        "kruimels": crumbs(gemeente, (_("Energielabels E, F en G"), "")),
    }
    return render(request, "monitoring/energielabels.html", context)


def _conclusions(bord: Labelbord) -> list[dict[str, str]]:
    """Who is on course, who is behind, whose plan does not end at zero, who has none: names, or "geen"."""

    def names(regels: tuple[Labelregel, ...], describe: Callable[[Labelregel], str] | None = None) -> str:
        shown = [f"{regel.corporatie} ({describe(regel)})" if describe else regel.corporatie for regel in regels]
        return ", ".join(shown) or _("niemand")

    def left(regel: Labelregel) -> str:
        return _number(regel.einde.gepland if regel.einde else None)

    def until(regel: Labelregel) -> str:
        return _("tot en met %(jaar)s") % {"jaar": regel.einde.jaar if regel.einde else ""}

    return [
        {"label": _("Op koers"), "waarde": names(bord.met(Koers.OP_KOERS))},
        {"label": _("Loopt achter"), "waarde": names(bord.met(Koers.ACHTER))},
        {"label": _("Plan komt uit op 0"), "waarde": names(bord.met(Plan.NAAR_NUL))},
        {"label": _("Plan eindigt boven 0"), "waarde": names(bord.met(Plan.BOVEN_NUL), left)},
        {"label": _("Plan is nog niet af"), "waarde": names(bord.met(Plan.ONVOLLEDIG), until)},
        {"label": _("Geen plan bekend"), "waarde": names(bord.met(Plan.GEEN))},
    ]


def _row(number: int, regel: Labelregel) -> dict[str, Any]:
    tags = [keuze for keuze in (regel.koers, regel.plan) if keuze is not Koers.ONBEKEND]
    return {
        "nummer": str(number),
        "naam": regel.corporatie,
        "tags": [{"tekst": keuze.label, "opvallend": keuze in ATTENTION} for keuze in tags],
        "zinnen": _sentences(regel),
        "jaren": [
            {
                "jaar": str(jaar.jaar),
                "geleverd": _value(jaar.geleverd, jaar.geleverd_status),
                "gepland": _value(jaar.gepland, jaar.gepland_status),
                "lijn": "" if jaar.rechte_lijn is None else _number(jaar.rechte_lijn),
            }
            for jaar in regel.jaren
        ],
        "tekening": _drawing(regel),
    }


def _sentences(regel: Labelregel) -> list[str]:
    """What the figures say, in words: the newest count, how it compares, and how the plan ends."""
    said = []
    if regel.laatste is not None:
        count = int(regel.laatste.geleverd or 0)
        said.append(
            ngettext(
                "In %(jaar)s had %(aantal)s woning nog een label E, F of G.",
                "In %(jaar)s hadden %(aantal)s woningen nog een label E, F of G.",
                count,
            )
            % {"jaar": regel.laatste.jaar, "aantal": _number(regel.laatste.geleverd)}
        )
    if regel.verschil is not None and regel.koers is not Koers.ONBEKEND:
        against = _("het eigen plan") if regel.norm_is_plan else _("een rechte lijn naar 0")
        said.append(_compared(regel.verschil) % {"verschil": _number(abs(regel.verschil)), "norm": against})
    ends = {
        Plan.NAAR_NUL: _("Volgens het plan zijn het er in %(jaar)s 0."),
        Plan.BOVEN_NUL: _("Volgens het plan zijn het er in %(jaar)s nog %(aantal)s. Het plan haalt 0 dus niet."),
        Plan.ONVOLLEDIG: _(
            "Het plan loopt tot en met %(jaar)s: dan zijn het er %(aantal)s. Wat daarna komt, is nog niet bepaald."
        ),
        Plan.GEEN: _("Er is geen plan bekend."),
    }
    first = next((jaar for jaar in regel.jaren if jaar.gepland == 0), regel.einde)
    words = {"jaar": first.jaar if first else "", "aantal": _number(first.gepland) if first else ""}
    return [*said, ends[regel.plan] % words]


def _compared(verschil: Decimal) -> str:
    if verschil == 0:
        return _("Dat is precies volgens %(norm)s.")
    return (
        _("Dat zijn er %(verschil)s meer dan volgens %(norm)s.")
        if verschil > 0
        else _("Dat zijn er %(verschil)s minder dan volgens %(norm)s.")
    )


def _drawing(regel: Labelregel) -> Tekening | None:
    """The lines of a corporation; None when it has no single figure."""
    counted = {jaar.jaar: jaar.geleverd for jaar in regel.jaren if jaar.geleverd is not None}
    planned = {jaar.jaar: jaar.gepland for jaar in regel.jaren if jaar.gepland is not None}
    straight = {jaar.jaar: jaar.rechte_lijn for jaar in regel.jaren if jaar.rechte_lijn is not None}
    if not counted and not planned:
        return None
    top = max([*counted.values(), *planned.values()])
    return make_lines(
        [jaar.jaar for jaar in regel.jaren],
        [
            (_("rechte lijn naar 0"), "norm", straight),
            (_("gepland"), "plan", planned),
            (_("geteld"), "count", counted),
        ],
        [(top, _number(top)), (Decimal(0), "0")],
    )


def _value(value: Decimal | None, status: str) -> str:
    if value is not None:
        return _number(value)
    return str(Waardestatus(status).label) if status else ""


def _number(value: Decimal | None) -> str:
    return format_getal(None if value is None else value.quantize(Decimal(1), ROUND_HALF_UP))
