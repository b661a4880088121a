# SPDX-License-Identifier: EUPL-1.2
"""Letters to who applied, as plain text to copy or download: one template per step, in plain Dutch."""

import datetime as dt
from typing import Any

from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portaal.lib.money import ZERO
from wijken.models import Aanvraag, Dossier
from wijken.services.grootboek import outstanding
from wijken.statussen import Aanvraagstatus

S = Aanvraagstatus
#             letter          what it is called, and in which statuses it is written
BRIEVEN: dict[str, tuple[Promise, tuple[Aanvraagstatus, ...]]] = {
    "ontvangst": (_("Wij hebben uw aanvraag ontvangen"), (S.INGEDIEND, S.IN_BEHANDELING)),
    "aanvullen": (_("Wilt u iets aanvullen?"), (S.INGEDIEND, S.IN_BEHANDELING)),
    "toekenning": (_("U krijgt geld voor uw plan"), (S.TOEGEKEND, S.UITBETAALD)),
    "afwijzing": (_("U krijgt geen geld voor uw plan"), (S.AFGEWEZEN,)),
    "betaling": (_("Wij hebben het geld betaald"), (S.UITBETAALD,)),
    "herinnering": (_("Wilt u laten weten wat er van uw plan kwam?"), (S.UITBETAALD,)),
    "terugbetaling": (_("Wilt u geld terugbetalen?"), (S.UITBETAALD, S.VERANTWOORD)),
    "afronding": (_("Uw aanvraag is klaar"), (S.VERANTWOORD,)),
    "intrekking": (_("Uw aanvraag is ingetrokken"), (S.INGETROKKEN,)),
}


def letters_for(aanvraag: Aanvraag) -> list[tuple[str, Promise]]:
    """(name, title) of the letters that fit where the application is now."""
    return [(name, title) for name, (title, statussen) in BRIEVEN.items() if aanvraag.status in statussen]


def write_letter(*, aanvraag: Aanvraag, dossier: Dossier, soort: str, vandaag: dt.date) -> str:
    """One letter as text.

    Raises:
        KeyError: there is no such letter.
    """
    title, _statussen = BRIEVEN[soort]
    te_betalen, betaald = outstanding(aanvraag) if aanvraag.fonds_id else (ZERO, ZERO)
    context: dict[str, Any] = {
        "aanvraag": aanvraag,
        "dossier": dossier,
        "gemeente": aanvraag.gemeente,
        "titel": title,
        "vandaag": vandaag,
        "te_betalen": te_betalen,
        "betaald": betaald,
    }
    text = render_to_string(f"wijken/brieven/{soort}.txt", context)
    # Empty parts of a template leave blank lines.
    lines = [line.rstrip() for line in text.strip().splitlines()]
    kept = [line for number, line in enumerate(lines) if line or lines[number - 1]]
    return "\n".join(kept) + "\n"
