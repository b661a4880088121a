# SPDX-License-Identifier: EUPL-1.2
"""Rows of one sheet to figures: the columns of a list, or one row of a cross-table with a figure per class."""

from collections.abc import Callable, Iterable, Iterator
from operator import itemgetter
from typing import Any, NamedTuple, TypeAlias

from django.utils.translation import gettext as _

from corporaties.cijfers import Cijfer
from corporaties.columns import COLUMNS, plain
from corporaties.imports.header import Opbouw
from corporaties.imports.lookup import CLASS_KEYS, WHAT_KEYS, WHERE_KEYS, Lookup, Waar, Wat
from corporaties.imports.naslag import ALL_CLASSES, TOTAL_WORDS, Lijst
from corporaties.imports.numbers import NoValue, Waarde, read_status, read_waarde
from corporaties.models import Cijferbron, Voorraadcijfer
from portaal.lib.suggest import nearest
from portaal.lib.tables.cells import Value, value_text
from portaal.lib.tables.stream import StreamRow

MAX_OPMERKING = Voorraadcijfer._meta.get_field("opmerking").max_length or 200
_YES = frozenset({"ja", "j", "true", "waar", "1", "x"})
_NO = frozenset({"", "nee", "n", "false", "onwaar", "0"})
# So many values are remembered: figures repeat, and reading one costs more than finding it.
_MEMORY = 20_000
_TEXT_OR_NONE = (str, type(None))
# (row, column, message)
RowFault: TypeAlias = tuple[int, int, str]


class Gelezen(NamedTuple):
    """One figure of a sheet, and where it stands."""

    cijfer: Cijfer
    row: int
    column: int
    bron: Cijferbron | None = None
    # Why its period does not belong here, and in which column that stands.
    wrong_year: str = ""
    period_column: int = 0


class SheetReader:
    """Reads the rows of one sheet; faults are (row, column, message)."""

    def __init__(self, lookup: Lookup, opbouw: Opbouw) -> None:
        self.lookup, self.opbouw = lookup, opbouw
        self.faults: list[RowFault] = list(opbouw.fouten)
        self.empty = 0
        self._columns = opbouw.kolommen
        self._above = {key: value_text(value).strip() for key, (value, _row, _column) in opbouw.kop.items()}
        self._values: dict[tuple[Any, ...], Waarde] = {}
        common = {self._columns[key] for key in (*WHERE_KEYS, *WHAT_KEYS, "bron") if key in self._columns}
        self._common_cells = _cells_of(common)
        # What the cells of a row say together that come back in other rows.
        self._known: dict[tuple[Value, ...], tuple[Waar | None, Wat | None, Cijferbron | None]] = {}
        self._row = StreamRow(0, [])
        self._list: Lijst | None = None
        # In a cross-table: the classes of each list by column.
        self._classes: dict[int | None, dict[int, int | None]] = {}
        self._dead_columns: set[int] = set()
        self._unnamed: set[int] = set()
        self._read_from = {*self._columns.values(), *opbouw.klassen}
        if opbouw.is_cross_table:
            self._find_list()

    @property
    def used_columns(self) -> set[int]:
        """The columns whose faults count; others may hold what they like."""
        return self._read_from

    # --- a sheet ---------------------------------------------------------------------------------------------

    def _find_list(self) -> None:
        """The list of a cross-table whose rows do not name one: the one that has all the classes of the headings."""
        if "lijst" in self._columns or "kenmerk" in self._columns or {"lijst", "kenmerk"} & set(self._above):
            return
        headings = {index: text for index, text in self.opbouw.klassen.items() if plain(text) not in ALL_CLASSES}
        lists = self.lookup.naslag.lijsten
        full = [row for row in lists if all(plain(text) in row.klassen for text in headings.values())]
        own = [row for row in full if row.eigen]
        found = own if len(own) == 1 else full
        if not headings:
            return
        if len(found) == 1:
            self._list = found[0]
            return
        if found:
            text = _("Deze klassen staan in meer dan één lijst. Zet boven de tabel een regel ‘Lijst’ met: %(choices)s.")
            choices = ", ".join(row.titel for row in found)
            self.faults.append((self.opbouw.row, min(headings), text % {"choices": choices}))
            self._dead_columns |= set(headings)
            return
        best = max(lists, key=lambda row: sum(plain(text) in row.klassen for text in headings.values()), default=None)
        self._list = best
        for index, text in headings.items():
            if best is None or plain(text) not in best.klassen:
                self._dead_columns.add(index)
                self.faults.append((self.opbouw.row, index, _unknown_heading(text, best)))

    # --- a row -----------------------------------------------------------------------------------------------

    def read(self, rows: Iterable[StreamRow]) -> Iterator[Gelezen]:
        """The figures of some rows."""
        read_one = self._read_cross if self.opbouw.is_cross_table else self._read_long
        for row in rows:
            self._row = row
            if len(row.values) > len(self._read_from):
                self._check_unnamed(row)
            yield from read_one(row)

    def _check_unnamed(self, row: StreamRow) -> None:
        """A value in a column without a heading is a fault of that column, once."""
        for index, value in enumerate(row.values):
            if value is None or index in self._read_from or index in self._unnamed or index in self.opbouw.genegeerd:
                continue
            if index in {column for _row, column, _text in self.opbouw.fouten}:
                continue
            self._unnamed.add(index)
            self._fault(index, _("Deze kolom heeft geen naam. Geef hem een naam, of maak hem leeg."))

    def _text(self, key: str) -> str:
        index = self._columns.get(key)
        if index is None:
            return self._above.get(key, "")
        value = self._row.cell(index)
        if type(value) is str:
            return value.strip()
        return value_text(value).strip() or self._above.get(key, "")

    def _fault(self, column: int, message: str) -> None:
        self.faults.append((self._row.number, column, message))

    def _faults_of(self, found: tuple[tuple[str, str], ...], default: int) -> None:
        """Place faults of a look-up: in the cell of this row, or once in the line above the table."""
        for key, message in found:
            index = self._columns.get(key)
            if index is not None:
                self._fault(index, message)
            elif key in self.opbouw.kop:
                _value, row, column = self.opbouw.kop[key]
                if (row, column, message) not in self.faults:
                    self.faults.append((row, column, message))
            else:
                self._fault(default, message)

    def _common(self, default: int) -> tuple[Waar | None, Wat | None, Cijferbron | None] | None:
        """What holds for the whole row, None for what is wrong in it; None when a cell of it has a fault of its own."""
        row = self._row
        cells = self._common_cells(row.values) if not row.faulty else None
        if cells is not None and (known := self._known.get(cells)) is not None:
            return known
        if row.faulty and any(
            self._columns[key] in row.faulty for key in (*WHERE_KEYS, *WHAT_KEYS, "bron") if key in self._columns
        ):
            return None
        bron = self.lookup.bron(self._text("bron"))
        if isinstance(bron, tuple):
            self._faults_of(bron, default)
            return None
        waar = self.lookup.waar(tuple(map(self._text, WHERE_KEYS)), bron is not None)
        wat = self.lookup.wat(tuple(map(self._text, WHAT_KEYS)), self._list)
        for found in (waar, wat):
            if isinstance(found, tuple):
                self._faults_of(found, default)
        if isinstance(waar, tuple) or isinstance(wat, tuple):
            return (None if isinstance(waar, tuple) else waar), (None if isinstance(wat, tuple) else wat), bron
        # Of texts only: a number may be equal to a truth value, which is another word.
        if cells is not None and len(self._known) < _MEMORY and all(type(v) in _TEXT_OR_NONE for v in cells):
            self._known[cells] = (waar, wat, bron)
        return waar, wat, bron

    def _read_long(self, row: StreamRow) -> Iterator[Gelezen]:
        column = self._columns["waarde"]
        raw = row.cell(column)
        status_text = self._text("waardestatus")
        status = read_status(status_text) if status_text else ""
        if (raw is None or raw == "") and column not in row.faulty and status in ("", "bekend"):
            self.empty += 1
            return
        common = self._common(column)
        if common is None:
            return
        waar, wat, bron = common
        totaal, opmerking = self._is_total(), self._remark()
        if wat is None:
            return
        if row.faulty and any(self._columns.get(key) in row.faulty for key in (*CLASS_KEYS, "waarde", "waardestatus")):
            return
        # Also when the place is wrong: every fault of a row at once.
        klasse = self.lookup.klasse(self._text("klasse"), self._text("klassecode"), wat.lijst)
        waarde = self._waarde(raw, column, wat, status, status_text, strict=bron is None)
        if isinstance(klasse, tuple):
            self._faults_of(klasse, column)
            return
        if waar is None or waarde is None or totaal is None or opmerking is None:
            return
        yield self._figure(waar, wat, bron, klasse, waarde, column, totaal, opmerking)

    def _read_cross(self, row: StreamRow) -> Iterator[Gelezen]:
        cells = [
            (index, value)
            for index in self.opbouw.klassen
            if index not in self._dead_columns
            and index not in row.faulty
            and (value := row.cell(index)) not in (None, "")
        ]
        if not cells:
            return
        common = self._common(cells[0][0])
        if common is None:
            return
        waar, wat, bron = common
        if wat is None:
            return
        lijst_id = wat.lijst.pk if wat.lijst is not None else None
        classes = self._classes.get(lijst_id)
        if classes is None:
            classes = self._classes[lijst_id] = self._classes_of(wat.lijst)
        opmerking = self._remark()
        if opmerking is None:
            return
        for index, raw in cells:
            if index not in classes:
                continue
            waarde = self._waarde(raw, index, wat, "", "", strict=bron is None)
            if waarde is not None and waar is not None:
                klasse = classes[index]
                total = waar.is_total_line or plain(self.opbouw.klassen[index]) in TOTAL_WORDS
                yield self._figure(waar, wat, bron, klasse, waarde, index, total, opmerking)

    def _classes_of(self, lijst: Lijst | None) -> dict[int, int | None]:
        """{column: class} of a list; headings that are no class of it are faults of their column."""
        found: dict[int, int | None] = {}
        for index, heading in self.opbouw.klassen.items():
            if index in self._dead_columns:
                continue
            klasse = self.lookup.klasse(heading, "", lijst)
            if isinstance(klasse, tuple):
                text = klasse[0][1] if lijst is None else _unknown_heading(heading, lijst)
                self.faults.append((self.opbouw.row, index, text))
            else:
                found[index] = klasse
        return found

    def _figure(
        self,
        waar: Waar,
        wat: Wat,
        bron: Cijferbron | None,
        klasse: int | None,
        waarde: Waarde,
        column: int,
        totaal: bool,
        opmerking: str,
    ) -> Gelezen:
        cijfer = Cijfer(
            wat.soort,
            wat.periode,
            wat.populatie_id,
            waarde.waarde,
            waar.corporatie_id,
            waar.gebied_id,
            wat.lijst.pk if wat.lijst is not None else None,
            klasse,
            wat.eenheid,
            waarde.status,
            totaal,
            opmerking or waarde.opmerking,
        )
        if bron is not None or not wat.wrong_year:
            return Gelezen(cijfer, self._row.number, column, bron)
        period_column = self._columns.get("periode", self._columns.get("peildatum", column))
        return Gelezen(cijfer, self._row.number, column, None, wat.wrong_year, period_column)

    # --- cells -----------------------------------------------------------------------------------------------

    def _waarde(
        self, raw: Value, column: int, wat: Wat, status: str | None, status_text: str, *, strict: bool
    ) -> Waarde | None:
        if status is None:
            index = self._columns.get("waardestatus", column)
            text = _("Waardestatus ‘%(name)s’ is niet bekend. Kies uit: %(choices)s.")
            choices = _("bekend, onbekend, nader te bepalen, niet van toepassing")
            self._fault(index, text % {"name": status_text[:40], "choices": choices})
            return None
        if raw is None or raw == "":
            return Waarde(None, status)
        key = (type(raw), raw, wat.eenheid, wat.soort, strict)
        found = self._values.get(key)
        if found is None:
            try:
                found = read_waarde(raw, eenheid=wat.eenheid, soort=wat.soort, strict=strict)
            except NoValue as error:
                self._fault(column, str(error))
                return None
            if len(self._values) < _MEMORY:
                self._values[key] = found
        if status and status != found.status:
            text = _("Hier staat ‘%(value)s’, maar de waardestatus is ‘%(status)s’. Maak een van beide leeg.")
            self._fault(column, text % {"value": value_text(raw)[:40], "status": status_text[:40]})
            return None
        return found

    def _is_total(self) -> bool | None:
        index = self._columns.get("gepubliceerd_totaal")
        value = self._row.cell(index) if index is not None else None
        if value is None or value is False:
            return False
        text = value_text(value).strip().casefold()
        if text in _NO:
            return False
        if text in _YES:
            return True
        self._fault(index or 0, _("‘%(value)s’ is geen ja of nee.") % {"value": text[:40]})
        return None

    def _remark(self) -> str | None:
        if "opmerking" not in self._columns:
            return self._above.get("opmerking", "")
        text = self._text("opmerking")
        if len(text) > MAX_OPMERKING:
            shown = {"n": len(text), "limit": MAX_OPMERKING}
            self._fault(self._columns["opmerking"], _("Deze tekst heeft %(n)s tekens; er passen er %(limit)s.") % shown)
            return None
        return text


def _cells_of(columns: set[int]) -> Callable[[list[Value]], tuple[Value, ...]]:
    """Gives the values of these columns; None for those beyond the end of a row."""
    if len(columns) < 2:
        return lambda values: tuple(values[column] if column < len(values) else None for column in columns)
    last, get = max(columns), itemgetter(*sorted(columns))

    def cells(values: list[Value]) -> tuple[Value, ...]:
        found: tuple[Value, ...] = get(values if len(values) > last else values + [None] * (last + 1 - len(values)))
        return found

    return cells


def _unknown_heading(text: str, lijst: Lijst | None) -> str:
    known = [*(lijst.namen.values() if lijst is not None else ()), *(column.heading for column in COLUMNS)]
    hint = nearest(text, known)
    shown = {"name": text[:40], "lijst": lijst.titel if lijst is not None else "", "hint": hint}
    if hint:
        return _("‘%(name)s’ is geen kolom en geen klasse. Bedoelt u ‘%(hint)s’?") % shown
    if lijst is None:
        return _("‘%(name)s’ is geen kolom en geen klasse. Gebruik het sjabloon.") % shown
    return _("‘%(name)s’ is geen kolom, en geen klasse van %(lijst)s.") % shown
