# SPDX-License-Identifier: EUPL-1.2
"""Signalen in a sentence: why the portal marks an afspraak, with dates and numbers."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from afspraken.models import Termijn
from afspraken.statussen import Signaal
from partijen.drempels import Drempels

_DAYS_LONG = 60
_MONTHS_LONG = 24


@dataclass(frozen=True, slots=True)
class Uitleg:
    """One signal that holds, with the reason."""

    signaal: str
    label: str
    zin: str


def elapsed(since: dt.date, today: dt.date) -> str:
    """How long ago a day is, as one says it: "12 dagen", "14 maanden", "3 jaar" (rounded down)."""
    days = (today - since).days
    if days < _DAYS_LONG:
        return ngettext("%(n)d dag", "%(n)d dagen", days) % {"n": days}
    months = (today.year - since.year) * 12 + today.month - since.month - (today.day < since.day)
    if months < _MONTHS_LONG:
        return ngettext("%(n)d maand", "%(n)d maanden", months) % {"n": months}
    return _("%(n)d jaar") % {"n": months // 12}


def explain_signalen(
    afspraak: Any,
    *,
    late: Iterable[Termijn],
    woorden: dict[str, str],
    vorig_overleg: dt.date | None,
    today: dt.date,
    tegengehouden: Iterable[str] = (),
) -> list[Uitleg]:
    """A sentence for each signal of one afspraak.

    Args:
        afspraak: with `with_stand` and `with_signalen`, gemeente and afsprakenset loaded.
        late: its late terms, as the viewer sees them.
        woorden: the words of the statuses in this gemeente.
        tegengehouden: the afspraken that hold it up, in words, as the viewer sees them.
    """
    drempels = afspraak.gemeente.drempels
    sentences = {
        Signaal.TERMIJN_VERSTREKEN: lambda: _late_sentence(late, today, drempels),
        Signaal.VEROUDERD: lambda: _outdated_sentence(afspraak, today),
        Signaal.ZONDER_TREKKER: lambda: _since_start(
            _("Het document noemt geen trekker: het is niet duidelijk wie dit oppakt."),
            drempels.zonder_trekker_na_dagen,
        ),
        Signaal.ZONDER_TERMIJN: lambda: _since_start(
            _("Het document noemt geen moment waarop dit klaar is."), drempels.zonder_termijn_na_dagen
        ),
        Signaal.VERSLECHTERD: lambda: _worse_sentence(afspraak, woorden, vorig_overleg),
        Signaal.WACHT_OP_BESLUIT: lambda: _waiting_sentence(afspraak, list(tegengehouden), today),
    }
    return [
        Uitleg(signaal.value, str(signaal.label), sentence())
        for signaal, sentence in sentences.items()
        if getattr(afspraak, f"signaal_{signaal}")
    ]


def _since_start(sentence: str, days: int) -> str:
    """What is missing, and how long the gemeente waited before it said so."""
    if not days:
        return sentence
    waited = ngettext(
        "Dit signaal komt %(n)d dag na de eerste dag van de set.",
        "Dit signaal komt %(n)d dagen na de eerste dag van de set.",
        days,
    )
    return f"{sentence} {waited % {'n': days}}"


def _waiting_sentence(afspraak: Any, tegengehouden: list[str], today: dt.date) -> str:
    """What it waits for: another afspraak, or the board."""
    if tegengehouden:
        return _("Dit wacht op: %(afspraken)s.") % {"afspraken": ", ".join(tegengehouden)}
    params = {"overleg": afspraak.gemeente.overleg_naam}
    days, since = afspraak.gemeente.besluit_na_dagen, afspraak.zicht_bijgewerkt_op
    if not days or since is None:
        return _("Er ligt een vraag bij het %(overleg)s.") % params
    asked = ngettext(
        "Er ligt sinds %(datum)s een vraag bij het %(overleg)s: %(n)d dag.",
        "Er ligt sinds %(datum)s een vraag bij het %(overleg)s: %(n)d dagen.",
        (today - since).days,
    ) % (params | {"datum": date_format(since), "n": (today - since).days})
    shown = ngettext("Dit signaal komt na %(n)d dag.", "Dit signaal komt na %(n)d dagen.", days) % {"n": days}
    return f"{asked} {shown}"


def _late_sentence(late: Iterable[Termijn], today: dt.date, drempels: Drempels) -> str:
    said = [
        _("Termijn %(periode)s (%(soort)s) is %(lang)s verstreken.")
        % {
            "periode": termijn.label,
            "soort": ", ".join(filter(None, (termijn.get_soort_display(), termijn.wat))),
            "lang": elapsed(termijn.einddatum, today),
        }
        for termijn in late
    ]
    if days := drempels.verstreken_na_dagen:
        text = ngettext("Dit signaal komt na meer dan %(n)d dag.", "Dit signaal komt na meer dan %(n)d dagen.", days)
        said.append(text % {"n": days})
    return " ".join(said)


def _outdated_sentence(afspraak: Any, today: dt.date) -> str:
    limit = afspraak.gemeente.verouderd_na_dagen
    since: dt.date | None = afspraak.zicht_bijgewerkt_op
    if since is None:
        return _("Er is nog geen stand gemeld, en de afspraken lopen al langer dan %(limit)d dagen.") % {"limit": limit}
    return _("De laatste stand is van %(datum)s: %(dagen)d dagen oud. Na %(limit)d dagen heet een stand verouderd.") % {
        "datum": date_format(since),
        "dagen": (today - since).days,
        "limit": limit,
    }


def _worse_sentence(afspraak: Any, woorden: dict[str, str], vorig_overleg: dt.date | None) -> str:
    params = {
        "overleg": afspraak.gemeente.overleg_naam,
        "datum": date_format(vorig_overleg) if vorig_overleg else "",
        "status": woorden[afspraak.vorige_status],
    }
    said = _("Bij het %(overleg)s van %(datum)s was de status nog ‘%(status)s’.") % params
    steps = afspraak.gemeente.verslechterd_bij_stappen
    return f"{said} {_('Dit signaal komt bij %(n)d stappen slechter.') % {'n': steps}}" if steps > 1 else said
