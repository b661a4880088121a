# SPDX-License-Identifier: EUPL-1.2
"""Figures of one kind as a table that the reader chooses: rows and columns by class, corporation, place or period.

What stands on neither side is told for all together: by the figure that says so when there is one, otherwise by adding
the parts when these can be added. The database adds; nothing here depends on how many figures there are.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, Max, Min, Sum, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from corporaties.models import Eenheid, Waardestatus
from corporaties.opmaak import format_getal
from corporaties.querysets import VoorraadcijferQuerySet
from corporaties.tabelsoorten import SOORT_COLUMNS, Tabelsoort
from portaal.lib.charts import Staafgroep, make_bars
from portaal.lib.periods import Periode

ASSEN = {
    "klasse": gettext_lazy("klasse"),
    "corporatie": gettext_lazy("corporatie"),
    "gebied": gettext_lazy("gebied"),
    "periode": gettext_lazy("jaar of periode"),
}
SAMEN = {
    "klasse": gettext_lazy("Alle klassen"),
    "corporatie": gettext_lazy("Alle corporaties"),
    "gebied": gettext_lazy("Hele gemeente"),
}
MATEN = {
    "aantal": gettext_lazy("het cijfer zelf"),
    "procent_rij": gettext_lazy("procent van de rij"),
    "procent_kolom": gettext_lazy("procent van de kolom"),
}
_COLUMNS = {
    "klasse": ("klasse_id", "klasse__naam", "klasse__volgorde", "klasse__is_saldo"),
    "corporatie": ("corporatie_id", "corporatie__naam"),
    "gebied": ("gebied_id", "gebied__naam", "gebied__soort"),
    "periode": ("periode", "begindatum", "einddatum"),
}
# Of a dimension on neither side: whether a figure is of a part, and for places of which level.
_PART_OF: dict[str, Any] = {
    "klasse": Case(When(klasse=None, then=Value("")), default=Value("klasse")),
    "corporatie": Case(When(corporatie=None, then=Value("")), default=Value("corporatie")),
    "gebied": Coalesce("gebied__soort", Value("")),
}
MAX_CELLS = 6000
# More bars than this say less than the table.
MAX_BARS = 48


@dataclass(frozen=True, slots=True)
class Lid:
    """A row or column. `samen`: all together, as the source says it; `saldo`: a balance beside the classes."""

    sleutel: Any
    naam: str
    volgorde: tuple[Any, ...]
    niveau: str = ""
    samen: bool = False
    saldo: bool = False

    @property
    def is_deel(self) -> bool:
        """One of the parts that may be added."""
        return not (self.samen or self.saldo)


@dataclass(frozen=True, slots=True)
class Cel:
    """A cell.

    Attributes:
        aantal: how many figures are in it; none at all is not the same as 0.
        onbekend: how many of these have no value.
        totaal: printed as a total in the source.
        wijkt_af: a printed total that is not the sum of what stands in the table.
    """

    waarde: Decimal | None = None
    tekst: str = ""
    aantal: int = 0
    onbekend: int = 0
    totaal: bool = False
    opmerking: str = ""
    wijkt_af: bool = False

    @property
    def is_leeg(self) -> bool:
        """The source says nothing here."""
        return self.aantal == 0

    @property
    def is_opgeteld(self) -> bool:
        """Added by the portal."""
        return self.aantal > 1


@dataclass(frozen=True, slots=True)
class Rij:
    """A row of the table; `opgeteld` is what its parts add up to, when they can be added."""

    lid: Lid
    cellen: tuple[Cel, ...]
    opgeteld: Cel | None = None


@dataclass(frozen=True, slots=True)
class Kruistabel:
    """A table to show. `onderaan` is the row of sums; empty when rows cannot be added."""

    soort: Tabelsoort
    rijen_naam: str
    kolommen_naam: str
    kolommen: tuple[Lid, ...]
    rijen: tuple[Rij, ...]
    onderaan: tuple[Cel, ...] = ()
    kolom_opgeteld: bool = False
    te_groot: bool = False

    @property
    def heeft_opgeteld(self) -> bool:
        """Whether a cell was added by the portal, and a note must say so."""
        return any(cel.is_opgeteld for rij in self.rijen for cel in rij.cellen)

    @property
    def heeft_leeg(self) -> bool:
        """Whether the source leaves a cell open."""
        return any(cel.is_leeg for rij in self.rijen for cel in rij.cellen)

    @property
    def opmerkingen(self) -> tuple[str, ...]:
        """What the figures themselves remark, each once."""
        found = {cel.opmerking for rij in self.rijen for cel in rij.cellen if cel.opmerking}
        return tuple(sorted(found))

    @property
    def staafgroepen(self) -> tuple[Staafgroep, ...]:
        """The table as bars; per row its total where there would be too many, and nothing where that is too much."""
        rows = [rij for rij in self.rijen if not rij.lid.samen] or list(self.rijen)
        columns = [number for number, lid in enumerate(self.kolommen) if lid.is_deel] or list(range(len(self.kolommen)))
        if len(rows) * len(columns) <= MAX_BARS:
            several = len(columns) > 1
            return make_bars(
                [
                    (
                        rij.lid.naam,
                        [
                            _bar(self.kolommen[number].naam if several else "", rij.cellen[number])
                            for number in columns
                            if not rij.cellen[number].is_leeg
                        ],
                    )
                    for rij in rows
                ]
            )
        together = next((number for number, lid in enumerate(self.kolommen) if lid.samen), None)
        totals = [(rij, rij.cellen[together] if together is not None else rij.opgeteld) for rij in rows]
        if len(rows) > MAX_BARS or any(cel is None for _rij, cel in totals):
            return ()
        return make_bars([(rij.lid.naam, [_bar("", cel)]) for rij, cel in totals if cel is not None])


def _bar(naam: str, cel: Cel) -> tuple[str, Decimal | None, str]:
    return naam, cel.waarde, cel.tekst


def read_groepen(
    figures: VoorraadcijferQuerySet, assen: Sequence[str], *, met_soort: bool = False
) -> list[dict[str, Any]]:
    """The figures added per place on the axes and kind of part; one query, and as many rows as there are cells.

    Args:
        assen: keys of `ASSEN`. A period that is no axis must be one period already.
        met_soort: also apart per kind of figures (`soort_of`).
    """
    others = [name for name in _PART_OF if name not in assen]
    if "klasse" in others:
        figures = figures.exclude(klasse__is_saldo=True)
    columns = [column for as_ in assen for column in _COLUMNS[as_]]
    kinds = SOORT_COLUMNS if met_soort else ()
    return list(
        figures.order_by()
        .annotate(**{f"deel_{name}": _PART_OF[name] for name in others})
        .values(*columns, *kinds, *(f"deel_{name}" for name in others))
        .annotate(
            n=Count("pk"),
            n_bekend=Count("waarde"),
            som=Sum("waarde"),
            status=Min("waardestatus"),
            totaal=Max(Case(When(gepubliceerd_totaal=True, then=Value(1)), default=Value(0))),
            zegt=Max("opmerking"),
        )
    )


def build_kruistabel(
    groepen: Iterable[dict[str, Any]], soort: Tabelsoort, *, rijen: str, kolommen: str, maat: str = "aantal"
) -> Kruistabel:
    """The groups of one kind of figures as a table.

    Args:
        rijen: key of `ASSEN`; `kolommen` another one, or empty for one column.
    """
    found = _Cellen(soort, rijen, kolommen)
    for groep in groepen:
        found.add(groep)
    tabel = found.tabel()
    if len(tabel.rijen) * len(tabel.kolommen) > MAX_CELLS:
        return replace(tabel, rijen=(), onderaan=(), te_groot=True)
    return tabel if maat == "aantal" else _as_part(tabel, maat)


@dataclass(slots=True)
class _Cellen:
    """Collects groups per cell, and chooses what each cell says."""

    soort: Tabelsoort
    rijen: str
    kolommen: str
    leden_rij: dict[Any, Lid] = field(default_factory=dict)
    leden_kolom: dict[Any, Lid] = field(default_factory=dict)
    kandidaten: dict[tuple[Any, Any], list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, groep: dict[str, Any]) -> None:
        row, column = _lid(self.rijen, groep), _lid(self.kolommen, groep)
        self.leden_rij[row.sleutel], self.leden_kolom[column.sleutel] = row, column
        self.kandidaten[row.sleutel, column.sleutel].append(groep)

    def tabel(self) -> Kruistabel:
        rows = _ordered(self.leden_rij.values())
        columns = _ordered(self.leden_kolom.values())
        add_columns = self._can_be_added(self.kolommen, columns)
        add_rows = self._can_be_added(self.rijen, rows)
        made = []
        for row in rows:
            cells = [self._cell(row, column) for column in columns]
            total = _sum_of(columns, cells) if add_columns else None
            made.append(Rij(row, tuple(_compared(columns, cells, total)), total))
        bottom: list[Cel] = []
        if add_rows:
            for number, _column in enumerate(columns):
                cells = [rij.cellen[number] for rij in made]
                total = _sum_of(rows, cells)
                for place, cel in enumerate(_compared(rows, cells, total)):
                    if cel.wijkt_af:
                        kept = made[place].cellen
                        made[place] = replace(made[place], cellen=(*kept[:number], cel, *kept[number + 1 :]))
                bottom.append(total)
        return Kruistabel(
            soort=self.soort,
            rijen_naam=str(ASSEN[self.rijen]),
            kolommen_naam=str(ASSEN.get(self.kolommen, "")),
            kolommen=tuple(columns),
            rijen=tuple(made),
            onderaan=tuple(bottom),
            kolom_opgeteld=add_columns,
        )

    def _can_be_added(self, axis: str, leden: Sequence[Lid]) -> bool:
        parts = [lid for lid in leden if lid.is_deel]
        if axis not in SAMEN or self.soort.eenheid == Eenheid.PROCENT or len(parts) < 2:
            return False
        return (axis != "klasse" or self.soort.optelbaar) and len({lid.niveau for lid in parts}) == 1

    def _cell(self, row: Lid, column: Lid) -> Cel:
        candidates = self.kandidaten.get((row.sleutel, column.sleutel))
        if not candidates:
            return Cel(tekst=_("geen cijfer"))
        names = [name for name in _PART_OF if name not in (self.rijen, self.kolommen)]

        def divided(groep: dict[str, Any]) -> tuple[Any, ...]:
            parts = [groep[f"deel_{name}"] for name in names]
            return sum(map(bool, parts)), groep["n"], *parts

        best = min(candidates, key=divided)
        addable = self.soort.eenheid != Eenheid.PROCENT and (self.soort.optelbaar or not best.get("deel_klasse"))
        if best["n"] > 1 and not addable:
            return Cel(tekst=_("niet op te tellen"), aantal=best["n"], onbekend=best["n"])
        return _cel(best)


def _cel(groep: dict[str, Any]) -> Cel:
    number, unknown = groep["n"], groep["n"] - groep["n_bekend"]
    if number == unknown:
        text = str(Waardestatus(groep["status"]).label) if number == 1 else _("onbekend")
    else:
        text = format_getal(groep["som"])
        if unknown:
            text = _("%(getal)s en %(aantal)s onbekend") % {"getal": text, "aantal": unknown}
    # A sum with something unknown in it is no sum to reckon with.
    value = groep["som"] if not unknown else None
    return Cel(
        value, text, number, unknown, bool(groep["totaal"]) and number == 1, groep["zegt"] if number == 1 else ""
    )


def _lid(axis: str, groep: dict[str, Any]) -> Lid:
    if axis == "klasse":
        pk, naam, volgorde, saldo = (groep[name] for name in _COLUMNS["klasse"])
        if pk is not None:
            return Lid(pk, naam, (int(saldo), volgorde, pk), saldo=saldo)
    elif axis == "corporatie":
        pk, naam = (groep[name] for name in _COLUMNS["corporatie"])
        if pk is not None:
            return Lid(pk, naam, (0, naam.casefold(), pk))
    elif axis == "gebied":
        pk, naam, niveau = (groep[name] for name in _COLUMNS["gebied"])
        if pk is not None:
            return Lid(pk, naam, (0, niveau, naam.casefold(), pk), niveau=niveau)
    elif axis == "periode":
        periode, begin, eind = (groep[name] for name in _COLUMNS["periode"])
        return Lid(periode, Periode.parse(periode).label(), (0, eind, begin))
    else:
        return Lid("", _("Aantal"), (0,), samen=True)
    return Lid(None, str(SAMEN[axis]), (9,), samen=True)


def _ordered(leden: Iterable[Lid]) -> list[Lid]:
    """In their own order, those of all together last; a level is named where there are more of them."""
    listed = sorted(leden, key=lambda lid: lid.volgorde)
    if len({lid.niveau for lid in listed if lid.niveau}) > 1:
        return [replace(lid, naam=f"{lid.naam} ({lid.niveau})") if lid.niveau else lid for lid in listed]
    return listed


def _sum_of(leden: Sequence[Lid], cellen: Sequence[Cel]) -> Cel:
    """What the parts add up to; unknown as soon as one of them is."""
    parts = [cel for lid, cel in zip(leden, cellen, strict=True) if lid.is_deel and not cel.is_leeg]
    if not parts:
        return Cel(tekst=_("geen cijfer"))
    unknown = sum(cel.onbekend for cel in parts)
    number = sum(cel.aantal for cel in parts)
    if unknown:
        return Cel(None, _("onbekend"), number, unknown)
    total = sum((cel.waarde for cel in parts if cel.waarde is not None), Decimal(0))
    return Cel(total, format_getal(total), number)


def _compared(leden: Sequence[Lid], cellen: Sequence[Cel], total: Cel | None) -> Iterable[Cel]:
    """The cells, with a printed total marked that is not what the parts add up to."""
    for lid, cel in zip(leden, cellen, strict=True):
        differs = lid.samen and cel.totaal and total is not None and None not in (total.waarde, cel.waarde)
        yield replace(cel, wijkt_af=True) if differs and total and cel.waarde != total.waarde else cel


def _as_part(tabel: Kruistabel, maat: str) -> Kruistabel:
    """Each value as a percentage of the sum of its row or column; without that sum there is nothing to say."""
    of_row = maat == "procent_rij"
    if not (tabel.kolom_opgeteld if of_row else tabel.onderaan):
        return tabel

    def part(cel: Cel, whole: Cel) -> Cel:
        if cel.waarde is None or not whole.waarde:
            return replace(cel, waarde=None, tekst=cel.tekst if cel.waarde is None else _("onbekend"), wijkt_af=False)
        value = (100 * cel.waarde / whole.waarde).quantize(Decimal("0.1"))
        return replace(cel, waarde=value, tekst=f"{format_getal(value)}%", wijkt_af=False)

    nothing = Cel()
    rows = tuple(
        replace(
            rij,
            cellen=tuple(
                part(cel, (rij.opgeteld or nothing) if of_row else tabel.onderaan[number])
                for number, cel in enumerate(rij.cellen)
            ),
            opgeteld=part(rij.opgeteld, rij.opgeteld) if of_row and rij.opgeteld else None,
        )
        for rij in tabel.rijen
    )
    bottom = () if of_row else tuple(part(cel, cel) for cel in tabel.onderaan)
    return replace(tabel, rijen=rows, onderaan=bottom, kolom_opgeteld=of_row)


def shares_possible(tabel: Kruistabel, maat: str) -> bool:
    """Whether `maat` can be told of this table."""
    return maat == "aantal" or (tabel.kolom_opgeteld if maat == "procent_rij" else bool(tabel.onderaan))
