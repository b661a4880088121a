# SPDX-License-Identifier: EUPL-1.2
"""Rows of tables to rows of afspraken: headings of themas apart, and what runs on over rows and pages joined."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from afspraken.imports.document.kolommen import Groep, Tabel, is_blank, read_code, split_code, without_start
from portaal.lib.tables.document import DocumentCell, DocumentRow

MAX_NAAM = 120
# "2.0 Wonen en zorg" is a heading; "2. Wonen en zorg" may be an item of a list.
_CHAPTER = re.compile(r"\A#*\s*(?:(?:thema|hoofdstuk)\s*(\d{1,2})|(\d{1,2})[.,]0)\s*[.:)]?\s+(.{3,120})\Z", re.I)
_NUMBERED = re.compile(r"\A#*\s*(\d{1,2})\s*[.:)]?\s+(?=\S*[^\W\d])(.{3,119}[^;.,:\s])\Z")
_STRONG = re.compile(r"\A#{1,3}\s+([^\d\s].{2,119})\Z")
_WEAK = re.compile(r"\A[A-Z][^.!?:]{2,58}\Z")
_IN_HEADING = re.compile(r"\Aafspraken\s+(?:over\s+)?(?:de\s+|het\s+)?", re.IGNORECASE)
_YEARS = re.compile(r"\s*\(?\d{4}(?:\s*[-–/]\s*\d{4})?\)?\s*\Z")


@dataclass(slots=True)
class Ruw:
    """One afspraak as the document prints it: where, its code as printed and as read, and the cell of each column."""

    tabel: int
    rij: int
    gedrukt: str
    code: str
    cellen: dict[str, DocumentCell] = field(default_factory=dict)
    thema: int | None = None

    @property
    def sleutel(self) -> str:
        """By which choices of the user are kept."""
        return f"{self.tabel}.{self.rij}"

    @property
    def plaats(self) -> str:
        """Where it stands, in words."""
        return _("tabel %(table)s, rij %(row)s") % {"table": self.tabel, "row": self.rij}

    def text(self, key: str) -> str:
        """The text of a column; empty when there is none."""
        cell = self.cellen.get(key)
        return cell.text if cell is not None else ""

    def extend(self, cellen: dict[str, DocumentCell]) -> None:
        """Add what runs on in a later row."""
        for key, cell in cellen.items():
            old = self.cellen.get(key)
            runs = (*old.runs, ("\n", False), *cell.runs) if old is not None and old.text else cell.runs
            self.cellen[key] = DocumentCell(runs)


@dataclass(slots=True)
class Lezing:
    """What the chosen columns of a document say."""

    rijen: list[Ruw] = field(default_factory=list)
    themas: dict[int, str] = field(default_factory=dict)
    samengevoegd: int = 0


def read_rows(groups: Sequence[Groep]) -> Lezing:
    """The rows of all tables of which the columns are known, in the order of the document."""
    used = [(tabel, group) for group in groups if group.gebruikt for tabel in group.tabellen]
    reader = _Reader()
    everything = sorted((tabel for group in groups for tabel in group.tabellen), key=lambda one: one.tabel.number)
    by_number = {tabel.tabel.number: group for tabel, group in used}
    for tabel in everything:
        reader.headings(tabel)
        group = by_number.get(tabel.tabel.number)
        if group is not None:
            reader.table(tabel, group)
    return reader.lezing


class _Reader:
    def __init__(self) -> None:
        self.lezing = Lezing()
        self._chapters: dict[int, str] = {}
        self._numbered: dict[int, str] = {}
        # The last heading, and whether it was surely one.
        self._heading, self._is_strong = "", False
        self._order = 0
        # Continued rows go to the last row of a table with the same columns.
        self._last: dict[str, Ruw] = {}

    def headings(self, tabel: Tabel) -> None:
        """Note what stands above a table."""
        for line in tabel.tabel.before:
            if match := _CHAPTER.match(line):
                self._chapters.setdefault(int(match[1] or match[2]), match[3].strip(" #*"))
            elif match := _NUMBERED.match(line):
                self._numbered.setdefault(int(match[1]), match[2].strip(" #*"))
            if match := _STRONG.match(line):
                self._note_heading(match[1].strip(" #*"), True)
            elif _WEAK.match(line) and not line.startswith("-") and not self._is_strong:
                self._note_heading(line, False)
        if tabel.tabel.name and not tabel.tabel.before:
            self._note_heading(tabel.tabel.name, True)

    def _note_heading(self, text: str, strong: bool) -> None:
        self._heading, self._is_strong = text[:MAX_NAAM], strong
        self._order += 1

    def table(self, tabel: Tabel, group: Groep) -> None:
        """Take the rows of one table."""
        began = len(self.lezing.rijen)
        for row in tabel.rijen:
            self._row(tabel, group, row)
        new = self.lezing.rijen[began:]
        self._name_themas(tabel, new)
        if new:
            self._is_strong = False

    def _row(self, tabel: Tabel, group: Groep, row: DocumentRow) -> None:
        cells = {key: row.cell(column) for column, key in sorted(group.kolommen.items())}
        texts = {key: cell for key, cell in cells.items() if not is_blank(cell.text)}
        code_key = "code_titel" if "code_titel" in cells else "code"
        code_cell = cells[code_key]
        if self._is_section(row, group):
            self._section(row)
            return
        if not texts:
            return
        printed, code = code_cell.text, read_code(code_cell.text)
        if code_key == "code_titel":
            code, rest = split_code(code_cell.text)
            printed = code
            texts["titel"] = without_start(code_cell, len(code_cell.text) - len(rest)) if code else code_cell
            texts.pop("code_titel", None)
        last = self._last.get(group.sleutel)
        if not printed.strip() and last is not None and self._runs_on(code_cell, texts):
            last.extend(texts)
            self.lezing.samengevoegd += 1
            return
        texts.pop("code", None)
        found = Ruw(tabel.tabel.number, row.number, " ".join(printed.split()), code, texts)
        found.thema = self._thema_of(found)
        self.lezing.rijen.append(found)
        self._last[group.sleutel] = found

    @staticmethod
    def _runs_on(code_cell: DocumentCell, texts: dict[str, DocumentCell]) -> bool:
        """Whether a row without a code belongs to the one above: one that has it all is an afspraak without a code."""
        if code_cell.merged:
            return True
        has_party = any(key in texts for key in ("trekker", "partijen", "betrokkenen"))
        return not ("titel" in texts and has_party)

    @staticmethod
    def _is_section(row: DocumentRow, group: Groep) -> bool:
        """A row of one cell over several columns, or with a text in its first column alone, that is no code."""
        filled = [(column, cell) for column, cell in row.cells.items() if not is_blank(cell.text)]
        if len(filled) != 1:
            return False
        column, cell = filled[0]
        if len(cell.text) > MAX_NAAM + 10 or cell.merged or read_code(cell.text) or split_code(cell.text)[0]:
            return False
        return cell.span > 1 or (column == 0 and group.kolommen.get(0) == "code")

    def _section(self, row: DocumentRow) -> None:
        text = next(text for text in row.texts() if not is_blank(text))
        chapter = _CHAPTER.match(text)
        match = chapter or _NUMBERED.match(text)
        name = match[match.re.groups].strip() if match else text
        if match:
            self._chapters[int(match[1] or match[2])] = name
        self._note_heading(name, True)

    def _thema_of(self, row: Ruw) -> int | None:
        """The thema: of its own column, or the number before the letter or dot; codes of one number go by heading."""
        text = row.text("thema")
        if match := re.match(r"\s*(?:thema\s*)?(\d{1,2})\b", text, re.IGNORECASE):
            return int(match[1])
        if match := re.match(r"(\d{1,2})(?=[a-z.])", row.code):
            return int(match[1])
        return None

    def _name_themas(self, tabel: Tabel, rows: Sequence[Ruw]) -> None:
        """Give each thema of these rows a name: from a numbered heading, the table's own, or what stands above it."""
        counted = Counter(row.thema for row in rows if row.thema is not None)
        if not counted and rows:
            number = next((one for one, name in self.lezing.themas.items() if name == self._heading), None)
            number = number if number is not None else max(self.lezing.themas, default=0) + 1
            for row in rows:
                row.thema = number
            counted = Counter({number: len(rows)})
        main = counted.most_common(1)[0][0] if counted else None
        for row in rows:
            if row.thema is None:
                row.thema = main
        for number in counted:
            if number in self.lezing.themas:
                continue
            name = self._chapters.get(number, "")
            if not name and number == main:
                name = _from_headings(tabel.koppen) or (self._heading if self._is_strong else "")
            name = name or self._numbered.get(number, "")
            if not name and number == main and not self._taken(self._heading):
                name = self._heading
            self.lezing.themas[number] = (name or _("Thema %(number)s") % {"number": number})[:MAX_NAAM]

    def _taken(self, name: str) -> bool:
        return name in self.lezing.themas.values()


def _from_headings(heads: Sequence[str]) -> str:
    """The thema in a heading such as "Afspraken wonen en zorg 2022-2026"."""
    for head in heads:
        if _IN_HEADING.match(head):
            name = _YEARS.sub("", _IN_HEADING.sub("", head)).strip()
            if len(name) > 3:
                return name[0].upper() + name[1:]
    return ""
