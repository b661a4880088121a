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
    sentences = {
        Signaal.TERMIJN_VERSTREKEN: lambda: _late_sentence(late, today),
        Signaal.VEROUDERD: lambda: _outdated_sentence(afspraak, today),
        Signaal.ZONDER_TREKKER: lambda: _("Het document noemt geen trekker: het is niet duidelijk wie dit oppakt."),
        Signaal.ZONDER_TERMIJN: lambda: _("Het document noemt geen moment waarop dit klaar is."),
        Signaal.VERSLECHTERD: lambda: _worse_sentence(afspraak, woorden, vorig_overleg),
        Signaal.WACHT_OP_BESLUIT: lambda: _waiting_sentence(afspraak, list(tegengehouden)),
    }
    return [
        Uitleg(signaal.value, str(signaal.label), sentence())
        for signaal, sentence in sentences.items()
        if getattr(afspraak, f"signaal_{signaal}")
    ]


def _waiting_sentence(afspraak: Any, tegengehouden: list[str]) -> str:
    """What it waits for: another afspraak, or the board."""
    if tegengehouden:
        return _("Dit wacht op: %(afspraken)s.") % {"afspraken": ", ".join(tegengehouden)}
    return _("Er ligt een vraag bij het %(overleg)s.") % {"overleg": afspraak.gemeente.overleg_naam}


def _late_sentence(late: Iterable[Termijn], today: dt.date) -> str:
    return " ".join(
        _("Termijn %(periode)s (%(soort)s) is %(lang)s verstreken.")
        % {
            "periode": termijn.label,
            "soort": ", ".join(filter(None, (termijn.get_soort_display(), termijn.wat))),
            "lang": elapsed(termijn.einddatum, today),
        }
        for termijn in late
    )


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
    return _("Bij het %(overleg)s van %(datum)s was de status nog ‘%(status)s’.") % params
