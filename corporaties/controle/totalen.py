# SPDX-License-Identifier: EUPL-1.2
"""Within one table: totals, balances of works, and percentages."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import product

from django.utils.translation import gettext as _

from corporaties.controle.tabellen import Bevinding, Plek, Tabel, found_in, known_sum
from corporaties.models import Afwijking, Eenheid

R = Afwijking.Regel
REGEL_OF: dict[tuple[str, ...], str] = {
    ("klasse",): R.TOTAAL_KLASSEN,
    ("corporatie",): R.TOTAAL_CORPORATIES,
    ("gebied",): R.TOTAAL_GEBIEDEN,
}
HALF = Decimal("0.5")


def check_totalen(tabellen: Iterable[Tabel]) -> Iterator[Bevinding]:
    """Printed totals against the sum of the finest figures below them."""
    for tabel in tabellen:
        if tabel.soort.eenheid == Eenheid.PROCENT:
            continue
        for plek, cel in tabel.cellen.items():
            if not cel.totaal or cel.waarde is None:
                continue
            for divided, level, parts in parts_of(tabel, plek):
                berekend = known_sum(tabel.cellen[part].waarde for part in parts)
                if berekend is not None and berekend != cel.waarde:
                    regel = REGEL_OF.get(divided, R.TOTAAL_TABEL)
                    uitleg = _("Som van %(aantal)s cijfers in dezelfde tabel.") % {"aantal": len(parts)}
                    yield found_in(regel, tabel, plek, berekend, uitleg, *divided, level)


def parts_of(tabel: Tabel, plek: Plek) -> Iterator[tuple[tuple[str, ...], str, list[Plek]]]:
    """(dimensions added over, kind of area, places) of the figures that make up a total.

    The finest figures when there are any; otherwise, in a table with nothing but totals, along each dimension. Areas of
    different kinds are never added: each kind gives a sum of its own.
    """
    open_dimensions = tuple(name for name in tabel.spread() if getattr(plek, name) is None)
    if not open_dimensions:
        return
    found = dict(_finest(tabel, plek, open_dimensions))
    if found:
        yield from ((open_dimensions, level, parts) for level, parts in found.items())
    elif len(open_dimensions) > 1:
        for name in open_dimensions:
            yield from (((name,), level, parts) for level, parts in _finest(tabel, plek, (name,)))


def _finest(tabel: Tabel, plek: Plek, divided: tuple[str, ...]) -> Iterator[tuple[str, list[Plek]]]:
    woorden = tabel.woorden
    by_level: dict[str, list[Plek]] = {}
    for other in tabel.cellen:
        if any(getattr(other, name) is None for name in divided):
            continue
        if any(getattr(other, name) != getattr(plek, name) for name in Plek._fields if name not in divided):
            continue
        if "klasse" in divided and woorden.is_saldo(other.klasse):
            continue
        level = woorden.gebied_soort[other.gebied] if "gebied" in divided and other.gebied is not None else ""
        by_level.setdefault(level, []).append(other)
    for level, parts in by_level.items():
        klassen = {part.klasse for part in parts}
        overlapping = any(klasse and not woorden.klassen[klasse].lijst.optelbaar for klasse in klassen)
        if not ("klasse" in divided and overlapping and len(klassen) > 1):
            yield level, parts


def check_saldo(tabellen: Iterable[Tabel]) -> Iterator[Bevinding]:
    """The printed change of the stock against what new build, demolition, sale and purchase add up to."""
    for tabel in tabellen:
        woorden = tabel.woorden
        if tabel.soort.eenheid == Eenheid.PROCENT:
            continue
        for plek, cel in tabel.cellen.items():
            if not woorden.is_saldo(plek.klasse) or cel.waarde is None:
                continue
            signed = [
                (effect, other.waarde)
                for where, other in tabel.cellen.items()
                if where[1:] == plek[1:] and (effect := woorden.effect(where.klasse))
            ]
            berekend = known_sum(None if waarde is None else effect * waarde for effect, waarde in signed)
            if berekend is not None and berekend != cel.waarde:
                uitleg = _("Wat erbij komt min wat eraf gaat, in dezelfde kolom.")
                yield found_in(R.SALDO, tabel, plek, berekend, uitleg)


def check_percentages(tabellen: Iterable[Tabel]) -> Iterator[Bevinding]:
    """Printed percentages against the numbers of the same source, apart from rounding."""
    listed = list(tabellen)
    numbers = {_kind(tabel): tabel for tabel in listed if tabel.soort.eenheid != Eenheid.PROCENT}
    for tabel in listed:
        if tabel.soort.eenheid != Eenheid.PROCENT:
            continue
        decimals = max((_decimals(cel.waarde) for cel in tabel.cellen.values()), default=0)
        margin = HALF.scaleb(-decimals)
        base = numbers.get(_kind(tabel))
        for plek, cel in tabel.cellen.items():
            if cel.waarde is None:
                continue
            shares = list(_shares(base, plek, tabel.soort.bron.procent_van)) if base else []
            if shares:
                if all(abs(cel.waarde - share) > margin for share in shares):
                    rounded = shares[0].quantize(Decimal("0.01"))
                    uitleg = _("Aandeel volgens de aantallen in dezelfde bron; afronden verklaart het verschil niet.")
                    yield found_in(R.PERCENTAGE, tabel, plek, rounded, uitleg)
            elif cel.totaal:
                yield from _check_percentage_sum(tabel, plek, margin)


def _check_percentage_sum(tabel: Tabel, plek: Plek, margin: Decimal) -> Iterator[Bevinding]:
    """A total of percentages without numbers behind it: each part may be off by half a unit."""
    cel = tabel.cellen[plek]
    for divided, level, parts in parts_of(tabel, plek):
        berekend = known_sum(tabel.cellen[part].waarde for part in parts)
        if berekend is None or cel.waarde is None:
            continue
        if abs(cel.waarde - berekend) > margin * (len(parts) + 1):
            uitleg = _("Som van de percentages; afronden verklaart het verschil niet.")
            yield found_in(R.PERCENTAGE, tabel, plek, berekend, uitleg, *divided, level)


def _shares(tabel: Tabel, plek: Plek, van: str) -> Iterator[Decimal]:
    """The share of a figure in its whole: by the printed numbers first, then by what the parts add up to.

    A percentage that follows the parts is right when the printed total beside it is not; that total is found itself.
    """
    whole = {
        "geheel": Plek(None, None, None),
        "corporatie": plek._replace(klasse=None),
        "klasse": plek._replace(corporatie=None, gebied=None),
    }.get(van)
    if whole is None:
        return
    for number, total in product(_values(tabel, plek), _values(tabel, whole)):
        if total:
            yield number * 100 / total


def _values(tabel: Tabel, plek: Plek) -> list[Decimal]:
    """The printed number of a place, and the sum of its parts."""
    cel = tabel.cellen.get(plek)
    found = [cel.waarde] if cel is not None and cel.waarde is not None else []
    for _divided, _level, parts in parts_of(tabel, plek):
        total = known_sum(tabel.cellen[part].waarde for part in parts)
        if total is not None:
            found.append(total)
    return found


def _kind(tabel: Tabel) -> tuple[object, ...]:
    soort = tabel.soort
    return (soort.bron.pk, soort.soort, soort.periode, soort.lijst, soort.populatie)


def _decimals(waarde: Decimal | None) -> int:
    if waarde is None:
        return 0
    exponent = waarde.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
