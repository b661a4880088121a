# SPDX-License-Identifier: EUPL-1.2
"""How a sheet is made up: lines above the table, its headings, and whether it is a list or a cross-table."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from corporaties.columns import BY_KEY, COLUMNS, IGNORED, NOT_IN_CROSS_TABLE, find_column, normal, plain
from corporaties.imports.naslag import ALL_CLASSES, Naslag
from portaal.lib.suggest import nearest
from portaal.lib.tables.cells import Value, value_text

# So many lines may stand above the headings.
MAX_LINES = 30


@dataclass(slots=True)
class Opbouw:
    """The headings of a sheet.

    Attributes:
        kop: what the lines above the table say for all of it, by column key: (value, row, column).
        kolommen: column index by key.
        klassen: in a cross-table the heading of each column of figures, by column index; empty in a list.
        fouten: (row, column, message) of headings that are wrong.
    """

    row: int = 0
    kop: dict[str, tuple[Value, int, int]] = field(default_factory=dict)
    kolommen: dict[str, int] = field(default_factory=dict)
    klassen: dict[int, str] = field(default_factory=dict)
    genegeerd: set[int] = field(default_factory=set)
    fouten: list[tuple[int, int, str]] = field(default_factory=list)

    @property
    def is_cross_table(self) -> bool:
        """Whether classes stand side by side."""
        return bool(self.klassen)


class HeaderFinder:
    """Takes the first rows of a sheet until the headings have come by."""

    def __init__(self, naslag: Naslag) -> None:
        self.naslag = naslag
        self.opbouw = Opbouw()
        self._lines = 0
        self._real_classes = {name for lijst in naslag.lijsten for name in lijst.klassen}
        self._classes = self._real_classes | ALL_CLASSES

    def take(self, number: int, values: list[Value]) -> bool:
        """Take one row; True when it holds the headings."""
        texts = [value_text(value).strip() for value in values]
        filled = [index for index, text in enumerate(texts) if text]
        if self._lines < MAX_LINES and self._is_line_above(texts, filled):
            self._lines += 1
            if len(filled) == 2:
                column = find_column(texts[filled[0]])
                if column is not None:
                    self.opbouw.kop[column.key] = (values[filled[1]], number, filled[1])
            return False
        self.opbouw.row = number
        self._match(texts)
        return True

    def _is_line_above(self, texts: list[str], filled: list[int]) -> bool:
        """A title (one cell), or the name of a column with what it says for the whole table beside it."""
        if len(filled) == 1:
            return True
        if len(filled) != 2:
            return False
        column, other = find_column(texts[filled[0]]), texts[filled[1]]
        if column is None or find_column(other) is not None:
            return False
        # "Buurt | Totaal" heads a table; "Populatie | alle" says what is in it.
        return plain(other) not in (self._classes if column.key == "gebied" else self._real_classes)

    def _match(self, texts: list[str]) -> None:
        opbouw = self.opbouw
        unknown: dict[int, str] = {}
        for index, text in enumerate(texts):
            column = find_column(text) if text else None
            if column is not None and column.key in opbouw.kolommen:
                self._fault(index, _("De kolom ‘%(name)s’ staat er twee keer in.") % {"name": text[:40]})
            elif column is not None:
                opbouw.kolommen[column.key] = index
            elif text and normal(text) in IGNORED:
                opbouw.genegeerd.add(index)
            elif text:
                unknown[index] = text
        if "waarde" in opbouw.kolommen:
            for index, text in unknown.items():
                self._fault(index, _unknown_column(text))
            return
        self._as_cross_table(texts, unknown)

    def _as_cross_table(self, texts: list[str], unknown: dict[int, str]) -> None:
        opbouw = self.opbouw
        # The corner of a cross-table is often empty.
        if "gebied" not in opbouw.kolommen and texts and not texts[0]:
            opbouw.kolommen["gebied"] = 0
        opbouw.klassen = unknown
        for key in NOT_IN_CROSS_TABLE & set(opbouw.kolommen):
            index = opbouw.kolommen.pop(key)
            self._fault(
                index,
                _("In een kruistabel staan de klassen naast elkaar; de kolom ‘%(name)s’ hoort daar niet bij.")
                % {"name": BY_KEY[key].heading},
            )

    def _fault(self, index: int, message: str) -> None:
        self.opbouw.fouten.append((self.opbouw.row, index, message))

    @property
    def recognised(self) -> bool:
        """Whether the sheet is a table of figures at all: a list, or a cross-table with a known class."""
        opbouw = self.opbouw
        if "waarde" in opbouw.kolommen:
            return True
        return any(plain(text) in self._classes for text in opbouw.klassen.values()) or bool(
            opbouw.klassen and (opbouw.kolommen or opbouw.kop)
        )


def _unknown_column(text: str) -> str:
    hint = nearest(text, [column.heading for column in COLUMNS])
    shown = {"name": text[:40], "hint": hint}
    if hint:
        return _("Het portaal kent de kolom ‘%(name)s’ niet. Bedoelt u ‘%(hint)s’? Of haal de kolom weg.") % shown
    return _("Het portaal kent de kolom ‘%(name)s’ niet. Haal de kolom weg of gebruik het sjabloon.") % shown
