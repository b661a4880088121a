# SPDX-License-Identifier: EUPL-1.2
"""Early warning: afspraken that are reported as on course while what the portal notices says otherwise.

A quiet list, in sentences with numbers; it never changes a report.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from afspraken.models import Termijn
from afspraken.querysets.drempels import Drempelkeuze
from afspraken.querysets.zicht import zicht_of
from afspraken.statussen import Signaal, Status
from monitoring.selectors.stand import Stand
from partijen.models import Gemeente
from portaal.lib.periods import label_in

if TYPE_CHECKING:
    from partijen.querysets import User


@dataclass(frozen=True, slots=True)
class Waarschuwing:
    """One afspraak, and what does not fit its report."""

    code: str
    titel: str
    url: str
    zinnen: tuple[str, ...]


def months_between(first: dt.date, last: dt.date) -> int:
    """Whole months from one day to a later one: from 31 January to 28 February is none, to 1 March is one."""
    return (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)


def warnings(
    user: "User", gemeente: Gemeente, standen: Iterable[Stand], peildatum: dt.date
) -> tuple[Waarschuwing, ...]:
    """The list in the order of the document. One query, when anything on it has a term that is past."""
    rows = [stand for stand in standen if stand.status == Status.OP_KOERS]
    late = _late_terms(
        user, gemeente, [row.pk for row in rows if Signaal.TERMIJN_VERSTREKEN in row.signalen], peildatum
    )
    found = ((row, _sentences(row, late[row.pk], peildatum)) for row in rows)
    return tuple(Waarschuwing(row.code, row.titel, row.url, said) for row, said in found if said)


def _late_terms(user: "User", gemeente: Gemeente, pks: list[int], peildatum: dt.date) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    if pks:
        terms = Termijn.objects.filter(afspraak__in=pks).visible_to(user, gemeente=gemeente)
        rows = terms.late(zicht_of(user, gemeente), peildatum, drempels=Drempelkeuze(gemeente), peildatum=peildatum)
        for pk, periode, einddatum in rows.order_by("einddatum", "pk").values_list(
            "afspraak_id", "periode", "einddatum"
        ):
            found[pk].append((periode, einddatum))
    return found


def _sentences(row: Stand, late: list[Any], peildatum: dt.date) -> tuple[str, ...]:
    said = []
    if late:
        said.append(_term_sentence(late, peildatum))
    if Signaal.VEROUDERD in row.signalen and row.bijgewerkt_op:
        days = (peildatum - row.bijgewerkt_op).days
        said.append(_("De laatste melding is %(n)s dagen oud.") % {"n": days})
    if row.slechtere_acties:
        text = ngettext(
            "%(n)s actie staat er slechter voor.", "%(n)s acties staan er slechter voor.", row.slechtere_acties
        )
        said.append(text % {"n": row.slechtere_acties})
    if Signaal.ZONDER_TREKKER in row.signalen:
        said.append(_("Er is geen trekker."))
    return tuple(said)


def _term_sentence(late: list[Any], peildatum: dt.date) -> str:
    """About the term that is past for the longest time, and how many there are."""
    periode, einddatum = late[0]
    months = months_between(einddatum, peildatum)
    if months:
        ago = ngettext("%(n)s maand", "%(n)s maanden", months) % {"n": months}
    else:
        days = (peildatum - einddatum).days
        ago = ngettext("%(n)s dag", "%(n)s dagen", days) % {"n": days}
    term = label_in(get_language(), periode)
    said = _("De termijn %(termijn)s is %(tijd)s verstreken.") % {"termijn": term, "tijd": ago}
    if len(late) > 1:
        more = ngettext("Nog %(n)s andere termijn ook.", "Nog %(n)s andere termijnen ook.", len(late) - 1)
        said += " " + more % {"n": len(late) - 1}
    return said
