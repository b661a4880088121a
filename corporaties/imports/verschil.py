# SPDX-License-Identifier: EUPL-1.2
"""What a checked file would change, in words: new, changed and gone figures, outliers, totals that do not add up.

The result is plain data: it is kept beside the file and shown to who hands it in and to who sets it vast.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import chain
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _

from corporaties.cijfers import KEY_COLUMNS, Cijfer, Verschil, compare
from corporaties.imports.naslag import Naslag
from corporaties.imports.opgave import Opgave
from corporaties.models import Cijferbron, Eenheid, Levering, Voorraadcijfer, Waardestatus
from portaal.lib.bulk_select import read_blocks
from portaal.lib.periods import Periode

# So many figures of a kind are shown; the others are counted.
SHOWN = 100
# Outliers: both more than a quarter and more than ten (a quarter of three dwellings is no news).
OUTLIER_PART = Decimal("0.25")
OUTLIER_NUMBER = 10
COUNTED = frozenset({Eenheid.WONINGEN.value, Eenheid.HUISHOUDENS.value})
_PERIOD = KEY_COLUMNS.index("periode")


def figures_version(bron: Cijferbron | None) -> int:
    """A number that goes up with each change of a delivery of this source; 0 when there is none yet."""
    if bron is None:
        return 0
    return Levering.objects.filter(cijferbron=bron).aggregate(som=Sum("versie"))["som"] or 0


def describe(opgave: Opgave, naslag: Naslag, peildatum: dt.date) -> dict[str, Any]:
    """What the figures of a file would change, as JSON-ready data."""
    bron, periode = naslag.eigen_bron, peildatum.isoformat()
    verschil = compare(bron, periode, opgave.cijfers) if bron is not None else Verschil(new=opgave.cijfers)
    words = Words(naslag)
    years = _LastYear(naslag, opgave.cijfers)
    totals = broken_totals(opgave.cijfers, naslag)
    return {
        "cijfers": len(opgave.cijfers),
        "leeg": opgave.leeg,
        "elders": opgave.elders,
        "bladen": opgave.bladen,
        "overgeslagen_bladen": opgave.overgeslagen_bladen,
        "nieuw": len(verschil.new),
        "gewijzigd": len(verschil.changed),
        "vervallen": len(verschil.gone),
        "ongewijzigd": len(verschil.unchanged),
        "lijst_nieuw": [[*words.of(cijfer), shown(cijfer)] for cijfer in verschil.new[:SHOWN]],
        "lijst_gewijzigd": _changed(verschil, words),
        "lijst_vervallen": [[*words.of(old), shown(old)] for old in _stored(verschil.gone[:SHOWN])],
        "uitschieters": len(years.outliers),
        "lijst_uitschieters": [
            [*words.of(cijfer), shown(old), shown(cijfer)] for cijfer, old in years.outliers[:SHOWN]
        ],
        "gelijk_aan_vorig_jaar": years.same,
        "vorig_jaar": years.number,
        "totalen": len(totals),
        "lijst_totalen": [
            [*words.of(cijfer), over, shown(cijfer), number_words(som)] for cijfer, over, som in totals[:SHOWN]
        ],
        "andere_peildata": _other_days(bron, peildatum),
    }


class Words:
    """Names a figure: of which place, what, and when."""

    def __init__(self, naslag: Naslag) -> None:
        self.naslag = naslag

    def of(self, cijfer: Any) -> list[str]:
        """Place, what was counted, and period, of a Cijfer or a stored row."""
        place = self.naslag.gebiedsnamen.get(cijfer.gebied_id, "?") if cijfer.gebied_id else _("Hele gemeente")
        return [place, self._what(cijfer), self._when(cijfer)]

    def _what(self, cijfer: Any) -> str:
        lijst = self.naslag.lijst_van.get(cijfer.lijst_id) if cijfer.lijst_id else None
        parts = []
        if lijst is not None:
            klasse = lijst.namen.get(cijfer.klasse_id, "?") if cijfer.klasse_id else _("alle klassen")
            parts.append(f"{lijst.titel}: {klasse}")
        parts.append(self.naslag.populatienamen.get(cijfer.populatie_id, "?"))
        if cijfer.eenheid != Eenheid.WONINGEN.value:
            parts.append(str(Eenheid(cijfer.eenheid).label))
        return ", ".join(parts)

    def _when(self, cijfer: Any) -> str:
        label = Periode.parse(cijfer.periode).label()
        if cijfer.soort == Voorraadcijfer.Soort.STAND:
            return label
        return f"{Voorraadcijfer.Soort(cijfer.soort).label} {label}"


def shown(cijfer: Any) -> str:
    """The value of a figure in words: 1.234, 12,5 or onbekend."""
    if cijfer.waarde is None:
        return str(Waardestatus(cijfer.waardestatus).label)
    return number_words(cijfer.waarde)


def number_words(value: Decimal) -> str:
    """A number as Dutch people write it, without decimals it does not have."""
    text = f"{value:,.2f}".removesuffix(".00")
    text = text.rstrip("0") if "." in text else text
    return text.translate(str.maketrans(",.", ".,"))


def _changed(verschil: Verschil, words: Words) -> list[list[str]]:
    pairs = verschil.changed[:SHOWN]
    old = {row.pk: row for row in _stored([pk for _cijfer, pk in pairs])}
    return [[*words.of(cijfer), _with_remark(old[pk]), _with_remark(cijfer)] for cijfer, pk in pairs]


def _with_remark(cijfer: Any) -> str:
    """The value with what else may have changed beside it."""
    total = _("gepubliceerd totaal") if cijfer.gepubliceerd_totaal else ""
    return "; ".join(part for part in (shown(cijfer), total, cijfer.opmerking) if part)


def _stored(pks: Sequence[int]) -> list[Voorraadcijfer]:
    return list(Voorraadcijfer.objects.filter(pk__in=pks).order_by("pk")) if pks else []


def _other_days(bron: Cijferbron | None, peildatum: dt.date) -> list[str]:
    """Days of the same year of which figures were delivered: a delivery for another day does not replace these."""
    if bron is None:
        return []
    found = Levering.objects.filter(cijferbron=bron, status=Levering.Status.VASTGESTELD, einddatum__year=peildatum.year)
    return sorted(set(found.exclude(periode=peildatum.isoformat()).values_list("periode", flat=True)))


class _LastYear:
    """The figures beside those of the year before: the same in all but their period."""

    def __init__(self, naslag: Naslag, cijfers: Sequence[Cijfer]) -> None:
        self.outliers: list[tuple[Cijfer, Voorraadcijfer]] = []
        self.same = self.number = 0
        years = {periode: Periode.parse(periode).last.year for periode in {cijfer.periode for cijfer in cijfers}}
        before = self._of_years(naslag, {year - 1 for year in years.values()})
        if not before:
            return
        found: list[tuple[Cijfer, tuple[int, Decimal | None]]] = []
        for cijfer in cijfers:
            old = before.get((years[cijfer.periode] - 1, *_without_period(cijfer.key)))
            if old is None:
                continue
            self.number += 1
            if old[1] == cijfer.waarde:
                self.same += 1
            elif cijfer.eenheid in COUNTED and is_outlier(old[1], cijfer.waarde):
                found.append((cijfer, old))
        rows = {row.pk: row for row in _stored([pk for _cijfer, (pk, _waarde) in found[:SHOWN]])}
        nothing = Voorraadcijfer()
        self.outliers = [(cijfer, rows.get(pk, nothing)) for cijfer, (pk, _waarde) in found]

    def _of_years(self, naslag: Naslag, years: Iterable[int]) -> dict[tuple[Any, ...], tuple[int, Decimal | None]]:
        """{(year, key without period): (id, value)}; what the corporation delivered wins from what a document says."""
        current = Voorraadcijfer.objects.current().filter(
            gemeente=naslag.gemeente, corporatie=naslag.partij, peiljaar__in=set(years)
        )
        own = naslag.eigen_bron.pk if naslag.eigen_bron is not None else 0
        found: dict[tuple[Any, ...], tuple[int, Decimal | None]] = {}
        names = ("cijferbron_id", "pk", "waarde", "peiljaar", *KEY_COLUMNS)
        # The latest period of a year last, so that it stays.
        rows = current.order_by("einddatum", "pk").values_list(*names)
        own_keys: set[tuple[Any, ...]] = set()
        for bron_id, pk, waarde, year, *key in chain.from_iterable(read_blocks(rows)):
            place = (year, *_without_period(key))
            if bron_id == own:
                own_keys.add(place)
            elif place in own_keys:
                continue
            found[place] = (pk, waarde)
        return found


def _without_period(key: Sequence[Any]) -> tuple[Any, ...]:
    return (*key[:_PERIOD], *key[_PERIOD + 1 :])


def is_outlier(old: Decimal | None, new: Decimal | None) -> bool:
    """Whether a number differs more than a quarter, and more than ten, from that of last year."""
    if old is None or new is None:
        return False
    difference = abs(new - old)
    return difference > OUTLIER_NUMBER and difference > OUTLIER_PART * abs(old)


def broken_totals(cijfers: Iterable[Cijfer], naslag: Naslag) -> list[tuple[Cijfer, str, Decimal]]:
    """Totals in these figures that are not the sum of their parts: (total, over what, sum).

    A figure over all classes or the whole gemeente counts as total when it says so, or when its parts add up to more:
    a file may hold some of the parts only.
    """
    over_classes: dict[tuple[Any, ...], list[Cijfer]] = defaultdict(list)
    over_places: dict[tuple[Any, ...], list[Cijfer]] = defaultdict(list)
    class_totals: list[tuple[tuple[Any, ...], Cijfer]] = []
    place_totals: list[tuple[tuple[Any, ...], Cijfer]] = []
    for cijfer in cijfers:
        if cijfer.eenheid == Eenheid.PROCENT.value:
            continue
        common = (
            cijfer.corporatie_id,
            cijfer.soort,
            cijfer.periode,
            cijfer.lijst_id,
            cijfer.populatie_id,
            cijfer.eenheid,
        )
        if cijfer.lijst_id is not None:
            key = (*common, cijfer.gebied_id)
            lijst = naslag.lijst_van[cijfer.lijst_id]
            if cijfer.klasse_id is None:
                class_totals.append((key, cijfer))
            elif lijst.optelbaar and cijfer.klasse_id not in lijst.saldi:
                over_classes[key].append(cijfer)
        key = (*common, cijfer.klasse_id)
        if cijfer.gebied_id is None:
            place_totals.append((key, cijfer))
        else:
            over_places[key].append(cijfer)
    found = [
        (total, _("de klassen"), som)
        for key, total in class_totals
        if (som := _broken(total, over_classes.get(key, ()), naslag.lijst_van[total.lijst_id or 0].volledig))
        is not None
    ]
    for key, total in place_totals:
        for soort, parts in _by_level(over_places.get(key, ()), naslag).items():
            som = _broken(total, parts, complete=False)
            if som is not None:
                found.append((total, _("de gebieden (%(soort)s)") % {"soort": soort}, som))
    return found


def _broken(total: Cijfer, parts: Sequence[Cijfer], complete: bool) -> Decimal | None:
    """The sum of the parts when it shows the total to be wrong."""
    if total.waarde is None or len(parts) < 2 or any(part.waarde is None for part in parts):
        return None
    som = sum((part.waarde for part in parts if part.waarde is not None), Decimal(0))
    if total.gepubliceerd_totaal or complete:
        is_wrong = som != total.waarde
    else:
        is_wrong = som > total.waarde and total.soort == Voorraadcijfer.Soort.STAND
    return som if is_wrong else None


def _by_level(parts: Sequence[Cijfer], naslag: Naslag) -> dict[str, list[Cijfer]]:
    levels: dict[str, list[Cijfer]] = defaultdict(list)
    for part in parts:
        levels[naslag.gebiedsoorten.get(part.gebied_id or 0, "")].append(part)
    return levels
