# SPDX-License-Identifier: EUPL-1.2
"""Between tables of one source document: one fact told twice, the change of the stock, and begin, change and end."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import pairwise

from django.utils.translation import gettext as _

from corporaties.controle.tabellen import Bevinding, Plek, Soort, Tabel, by_document, found_in, known_sum
from corporaties.models import Afwijking, Eenheid

R = Afwijking.Regel
DAY = dt.timedelta(days=1)


def check_twee_tabellen(tabellen: Iterable[Tabel]) -> Iterator[Bevinding]:
    """The same figure in two tables of one document."""
    for group in by_document(tabellen):
        told: dict[tuple[object, ...], list[tuple[Tabel, Plek]]] = defaultdict(list)
        for tabel in group:
            for plek, cel in tabel.cellen.items():
                if cel.waarde is not None:
                    told[(*_apart_from_bron(tabel.soort), *plek)].append((tabel, plek))
        for places in told.values():
            for (first, plek), (second, _plek) in pairwise(places):
                other = second.cellen[plek].waarde
                if first.cellen[plek].waarde != other:
                    uitleg = _("Zo staat het in %(tabel)s.") % {"tabel": second.soort.bron.kort}
                    yield _against(found_in(R.TWEE_TABELLEN, first, plek, other, uitleg, second.soort.bron.pk), second)


def check_verandering(tabellen: Iterable[Tabel]) -> Iterator[Bevinding]:
    """The printed change of the stock against the change over all classes in a table of the same document.

    The classes must be complete (every dwelling has one). When the two tables count other dwellings, the finding says
    so: that may explain the difference.
    """
    for group in by_document(tabellen):
        changes = list(_changes(group))
        for tabel in group:
            if not tabel.soort.is_flow or tabel.soort.eenheid != Eenheid.WONINGEN:
                continue
            for plek, cel in tabel.cellen.items():
                if not tabel.woorden.is_saldo(plek.klasse) or cel.waarde is None:
                    continue
                for other, sums in changes:
                    berekend = sums.get((plek.corporatie, plek.gebied))
                    if other.soort.periode != tabel.soort.periode or berekend in (None, cel.waarde):
                        continue
                    uitleg = _("Som over de klassen in %(tabel)s.") % {"tabel": other.soort.bron.kort}
                    if other.soort.populatie != tabel.soort.populatie:
                        naam = tabel.woorden.populaties[other.soort.populatie]
                        uitleg += " " + _("Daar zijn geteld: %(populatie)s.") % {"populatie": naam}
                    found = found_in(R.VERANDERING, tabel, plek, berekend, uitleg, other.soort.bron.pk)
                    yield _against(found, other)


def _changes(group: Iterable[Tabel]) -> Iterator[tuple[Tabel, dict[tuple[int | None, int | None], Decimal]]]:
    """Tables of changes over complete classes, with {(corporation, area): change over all classes}."""
    for tabel in group:
        if not tabel.soort.is_flow or tabel.soort.eenheid != Eenheid.WONINGEN:
            continue
        parts: dict[tuple[int | None, int | None], list[Decimal | None]] = defaultdict(list)
        complete = False
        for plek, cel in tabel.cellen.items():
            if plek.klasse is not None and not tabel.woorden.is_saldo(plek.klasse):
                complete = tabel.woorden.klassen[plek.klasse].lijst.volledig
                parts[plek[1:]].append(cel.waarde)
        sums = {place: total for place, listed in parts.items() if (total := known_sum(listed)) is not None}
        if complete:
            yield tabel, sums


def check_balans(tabellen: Iterable[Tabel]) -> Iterator[Bevinding]:
    """What there was and what changed against what there is, for the same dwellings and classes.

    A number of a year without a day counts as that at its end. Only numbers that lie right at the begin and the end of
    the period of the change are compared.
    """
    for group in by_document(tabellen):
        stocks: dict[tuple[object, ...], list[tuple[dt.date, Tabel, Plek]]] = defaultdict(list)
        for tabel in group:
            if not tabel.soort.is_flow and tabel.soort.eenheid == Eenheid.WONINGEN:
                for plek in tabel.cellen:
                    stocks[_counted(tabel, plek)].append((tabel.soort.eind, tabel, plek))
        for tabel in group:
            if tabel.soort.is_flow and tabel.soort.eenheid == Eenheid.WONINGEN:
                for plek, cel in tabel.cellen.items():
                    if cel.waarde is not None:
                        yield from _check_end(tabel.soort, cel.waarde, stocks[_counted(tabel, plek)], tabel)


def _check_end(
    flow: Soort, change: Decimal, stock: list[tuple[dt.date, Tabel, Plek]], changes: Tabel
) -> Iterator[Bevinding]:
    begin = [(tabel, plek) for day, tabel, plek in stock if day in (flow.begin - DAY, flow.begin)]
    end = [(tabel, plek) for day, tabel, plek in stock if day in (flow.eind, flow.eind + DAY)]
    if not begin or not end:
        return
    was = begin[0][0].cellen[begin[0][1]].waarde
    tabel, plek = end[0]
    is_now = tabel.cellen[plek].waarde
    if was is not None and is_now is not None and was + change != is_now:
        uitleg = _("Begin %(begin)s plus verandering %(verandering)s.") % {
            "begin": f"{was:f}".removesuffix(".00"),
            "verandering": f"{change:f}".removesuffix(".00"),
        }
        yield found_in(R.BALANS, tabel, plek, was + change, uitleg, flow.periode, changes.soort.bron.pk)


def _counted(tabel: Tabel, plek: Plek) -> tuple[object, ...]:
    """What is counted: a balance of works changes the number of all dwellings together."""
    if tabel.woorden.is_saldo(plek.klasse) or plek.klasse is None:
        # The number of works is no change of the stock.
        works = plek.klasse is None and _counts_works(tabel)
        return ("works", tabel.soort.bron.pk) if works else (tabel.soort.populatie, None, *plek[1:])
    return (tabel.soort.populatie, plek.klasse, *plek[1:])


def _counts_works(tabel: Tabel) -> bool:
    return any(tabel.woorden.effect(plek.klasse) is not None for plek in tabel.cellen)


def _apart_from_bron(soort: Soort) -> tuple[object, ...]:
    return (soort.soort, soort.periode, soort.lijst, soort.populatie, soort.eenheid)


def _against(found: Bevinding, other: Tabel) -> Bevinding:
    """The finding with the name of the other table beside that of its own."""
    bron = _("%(bron)s; tegen %(andere)s") % {"bron": found.bron, "andere": other.soort.bron.kort}
    values = {name: getattr(found, name) for name in Bevinding.__slots__}
    return Bevinding(**{**values, "bron": bron})
