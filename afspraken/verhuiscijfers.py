# SPDX-License-Identifier: EUPL-1.2
"""What the recorded moves of a pilot say of its indicators and targets, by their codes: the one place of these rules.

A figure counts from the beginning of the pilot until a day. It never takes the place of what was measured: pages show
it beside that, and propose it for a new measurement.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from afspraken.models import Verhuizing
from corporaties.opmaak import format_getal
from portaal.lib.money import format_euro
from wijken.models.indicator import MIN_HUISHOUDENS

VRIJ = "vrije-woningen"
Via = Verhuizing.Via


@dataclass(frozen=True, slots=True)
class Berekend:
    """A figure in words; `waarde` where it is one number, which a measurement can take over."""

    tekst: str
    waarde: Decimal | None = None


def compute(
    code: str, moves: Sequence[Verhuizing], until: dt.date, *, free: Any = None, alone: bool = True
) -> Berekend | None:
    """What the moves until a day say about a target or indicator; None of what they cannot tell.

    Args:
        moves: all of the pilot.
        free: the target `vrije-woningen`, with `metingen` loaded in the order of their days.
        alone: for who reads single moves; others are not told what went to a few of them.
    """
    rule = (REGELS if alone else REGELS | ZONDER_ENKELE).get(code)
    counted = [move for move in moves if move.maand <= until]
    return rule(counted, until, free) if rule is not None and counted else None


def rests_on_few(counts: Iterable[int]) -> bool:
    """One of these groups of moves is so small that its amount says what a household got.

    Then none of the amounts beside it is told either: with the sum of all the last one follows from the others.
    """
    return any(0 < count < MIN_HUISHOUDENS for count in counts)


def paid_for(moves: Sequence[Verhuizing]) -> dict[str, list[Decimal]]:
    """{kind of cost: what was paid for it, each time}."""
    return {name: [getattr(move, name) for move in moves if getattr(move, name)] for name in Verhuizing.SOORTEN}


def spent(moves: Sequence[Verhuizing]) -> Decimal:
    """All that was spent, in euros."""
    return sum((move.totaal for move in moves), Decimal(0))


def mean(moves: Sequence[Verhuizing]) -> Decimal:
    """What a move cost on average, in euros."""
    return (spent(moves) / len(moves)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def share(moves: Sequence[Verhuizing], until: dt.date, free: Any) -> tuple[Decimal, int, Any] | None:
    """Suitable dwellings that went to who moves, of those that became free until the same day.

    Returns:
        The share in percent, how many dwellings, and the measurement of those that became free; None without one.
    """
    known = [one for one in (free.metingen.all() if free else ()) if one.waarde and one.datum <= until]
    if not known:
        return None
    count = sum(move.geschikt and move.maand <= known[-1].datum for move in moves)
    percent = Decimal(100) * count / known[-1].waarde
    return percent.quantize(Decimal("0.1"), ROUND_HALF_UP), count, known[-1]


def _number(moves: Sequence[Verhuizing], until: dt.date, free: Any) -> Berekend:
    return Berekend(str(len(moves)), Decimal(len(moves)))


def _via(via: str) -> Callable[..., Berekend]:
    def count(moves: Sequence[Verhuizing], until: dt.date, free: Any) -> Berekend:
        return _number([move for move in moves if move.via == via], until, free)

    return count


def _against_free(moves: Sequence[Verhuizing], until: dt.date, free: Any) -> Berekend:
    found = share(moves, until, free)
    said = ngettext("%(n)s doorstromer", "%(n)s doorstromers", len(moves)) % {"n": len(moves)}
    if found is not None:
        said += _(", %(aantal)s van %(vrij)s vrije geschikte woningen") % {
            "aantal": found[1],
            "vrij": format_getal(found[2].waarde),
        }
    return Berekend(said, Decimal(len(moves)))


def _share(moves: Sequence[Verhuizing], until: dt.date, free: Any) -> Berekend | None:
    found = share(moves, until, free)
    return Berekend(f"{format_getal(found[0])}%", found[0]) if found else None


def _spent(moves: Sequence[Verhuizing], until: dt.date, free: Any) -> Berekend:
    return Berekend(format_euro(spent(moves)), spent(moves))


def _mean(moves: Sequence[Verhuizing], until: dt.date, free: Any) -> Berekend:
    return Berekend(format_euro(mean(moves)), mean(moves))


def _cost(moves: Sequence[Verhuizing], until: dt.date, free: Any) -> Berekend:
    said = _("%(totaal)s, gemiddeld %(gemiddeld)s per verhuizing")
    return Berekend(said % {"totaal": format_euro(spent(moves)), "gemiddeld": format_euro(mean(moves))}, spent(moves))


def _use(moves: Sequence[Verhuizing], until: dt.date, free: Any, *, alone: bool = True) -> Berekend:
    """How often money went to what, and how much."""
    paid, parts = paid_for(moves), []
    sums = alone or not rests_on_few(map(len, paid.values()))
    for name, amounts in paid.items():
        if amounts:
            times = ngettext("%(wat)s: %(n)s keer", "%(wat)s: %(n)s keer", len(amounts))
            label = str(Verhuizing._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
            said = times % {"wat": label, "n": len(amounts)}
            parts.append(f"{said} ({format_euro(sum(amounts, Decimal(0)))})" if sums else said)
    return Berekend("; ".join(parts) or _("niets"))


REGELS: dict[str, Callable[..., Berekend | None]] = {
    "doorstromers": _number,
    "budget": _spent,
    "bedrag-per-verhuizing": _mean,
    "dertig-procent": _share,
    "doorstromers-afgezet": _against_free,
    "bemiddelingen": _via(Via.BEMIDDELING),
    "aanbodmodel": _via(Via.AANBOD),
    "gebruik-gereedschapskist": _use,
    "kosten": _cost,
}
# For who does not read single moves.
ZONDER_ENKELE = {"gebruik-gereedschapskist": partial(_use, alone=False)}
