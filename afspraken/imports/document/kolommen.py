# SPDX-License-Identifier: EUPL-1.2
"""Which tables of a document hold afspraken, and what each of their columns is.

Tables that are alike (as wide, with the same guessed columns) form one group, of which the user says once what stands
in each column.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext_lazy

from afspraken.columns import normalise
from portaal.lib.tables.document import Document, DocumentCell, DocumentRow, DocumentTable

# What a column can be: {key: (in words, headings that mean it)}.
KOLOMMEN = {
    "code": (gettext_lazy("Code"), ("code", "nr", "nummer", "afspraakcode", "codeafspraak", "no")),
    "code_titel": (gettext_lazy("Code en afspraak samen"), ()),
    "titel": (
        gettext_lazy("Afspraak"),
        ("afspraak", "afspraken", "titel", "onderwerp", "omschrijvingafspraak", "watsprekenweaf", "ambitie"),
    ),
    "samenvatting": (gettext_lazy("Omschrijving"), ("omschrijving", "samenvatting", "toelichting", "inhoud")),
    "doel": (gettext_lazy("Doel"), ("doel", "doelen", "doelstelling", "resultaat", "beoogdresultaat")),
    "acties": (
        gettext_lazy("We starten met (acties)"),
        ("westartenmet", "wijstartenmet", "acties", "actie", "actiepunten", "watgaanwedoen", "activiteiten", "inzet"),
    ),
    "trekker": (gettext_lazy("Trekker"), ("trekker", "trekkers", "verantwoordelijk", "verantwoordelijke", "wie")),
    "betrokkenen": (
        gettext_lazy("Partners"),
        ("partners", "partner", "betrokkenen", "betrokken", "samenmet", "metwie", "betrokkenpartijen"),
    ),
    "partijen": (gettext_lazy("Partijen (vet is trekker)"), ("partijen", "partij")),
    "termijn": (
        gettext_lazy("Termijn"),
        ("termijn", "termijnen", "planning", "wanneer", "periode", "deadline", "gereed", "looptijd"),
    ),
    "gebieden": (
        gettext_lazy("Wijk of buurt"),
        ("gebied", "gebieden", "buurt", "buurten", "wijk", "wijken", "locatie"),
    ),
    "thema": (gettext_lazy("Thema"), ("thema", "themanummer")),
}
CODES = ("code", "code_titel")
# Of one row of headings so many cells must be known before it counts as one, unless the document says it is.
_HEADINGS = 2
_MAX_HEADING = 160
_LETTER = re.compile(r"\A(?:afspraak|actie|actiepunt|nr\.?|nummer)?\s*(\d{1,2})\s*\.?\s*([a-z]{1,2})\s*[.)]?\Z", re.I)
_DOTTED = re.compile(r"\A(?:afspraak|actie|actiepunt|nr\.?|nummer)?\s*(\d{1,2}(?:\.\d{1,3}){1,3})\s*[.)]?\Z", re.I)
_PLAIN = re.compile(r"\A(?:afspraak|actie|actiepunt|nr\.?|nummer)?\s*(\d{1,3})\s*[.)]?\Z", re.I)
_LEADING = re.compile(r"\A(\d{1,2}\s?[a-z](?=[\s.)])|\d{1,2}(?:\.(?!0\s)\d{1,3}){1,2})[.)]?\s+(?=\S)", re.I)
# What is drawn before a text, or instead of one.
_ONLY_MARKS = re.compile(r"\A[\s\-–—•→►*_|]*\Z")


def read_code(text: str) -> str:
    """The code a cell says, as the portal writes it: "1 a" is 1a, "1.7." is 1.7; empty when it says none."""
    text = " ".join(text.split())
    if match := _LETTER.match(text):
        return f"{int(match[1])}{match[2].lower()}"
    if match := _DOTTED.match(text):
        return match[1]
    if match := _PLAIN.match(text):
        return str(int(match[1]))
    return ""


def split_code(text: str) -> tuple[str, str]:
    """(code, rest) of a text that begins with a code; the code is empty when it does not."""
    match = _LEADING.match(text.lstrip())
    if match is None:
        return "", text
    return read_code(match[1]), text.lstrip()[match.end() :]


def is_blank(text: str) -> bool:
    """Whether a cell holds nothing but marks."""
    return _ONLY_MARKS.match(text) is not None


@dataclass(frozen=True, slots=True)
class Tabel:
    """A table with its rows of headings taken off."""

    tabel: DocumentTable
    koppen: tuple[str, ...]
    rijen: tuple[DocumentRow, ...]
    gok: tuple[str, ...]

    @property
    def herkend(self) -> bool:
        """Whether it looks like a table of afspraken."""
        return any(key in CODES for key in self.gok) and any(key in ("titel", "code_titel") for key in self.gok)


@dataclass(slots=True)
class Groep:
    """Tables that are alike. `kolommen` says what each column is, by its number from 0."""

    sleutel: str
    tabellen: list[Tabel] = field(default_factory=list)
    kolommen: dict[int, str] = field(default_factory=dict)

    @property
    def breedte(self) -> int:
        """How many columns they have."""
        return len(self.tabellen[0].gok)

    @property
    def gebruikt(self) -> bool:
        """Whether afspraken are read from them: a code and a text are found."""
        keys = set(self.kolommen.values())
        return "code_titel" in keys or {"code", "titel"} <= keys

    @property
    def aantal_rijen(self) -> int:
        """How many rows they have together."""
        return sum(len(tabel.rijen) for tabel in self.tabellen)

    def voorbeelden(self, column: int, number: int = 2) -> list[str]:
        """A few texts that stand in a column, cut short."""
        found = (row.cell(column).text for tabel in self.tabellen for row in tabel.rijen)
        return [text[:80] for text in found if not is_blank(text)][:number]

    def kop(self, column: int) -> str:
        """The heading of a column in the first table that has one."""
        heads = (tabel.koppen[column] for tabel in self.tabellen if column < len(tabel.koppen))
        return next((head for head in heads if head), "")


def group_tables(document: Document, gekozen: Mapping[str, Mapping[str, str]] | None = None) -> list[Groep]:
    """The groups of a document, those with afspraken first, each with its columns as chosen or guessed.

    Args:
        gekozen: {key of a group: {number of a column: key}}, as it was chosen for this or an earlier document.
    """
    groups: dict[str, Groep] = {}
    last: Tabel | None = None
    for table in document.tables:
        tabel = take_headings(table)
        if not tabel.rijen:
            continue
        if last is not None and tabel.herkend and not any(tabel.koppen) and len(tabel.gok) == len(last.gok):
            # A table that goes on, on the next page, without its headings.
            tabel = replace(tabel, gok=last.gok)
        elif tabel.herkend and any(tabel.koppen):
            last = tabel
        key = "-".join((str(len(tabel.gok)), *(name or "x" for name in tabel.gok)))
        groups.setdefault(key, Groep(key)).tabellen.append(tabel)
    for key, group in groups.items():
        chosen = (gekozen or {}).get(key)
        if chosen is not None:
            group.kolommen = {
                int(column): name
                for column, name in chosen.items()
                if name in KOLOMMEN and str(column).isdigit() and int(column) < group.breedte
            }
        elif group.tabellen[0].herkend:
            group.kolommen = {column: name for column, name in enumerate(group.tabellen[0].gok) if name}
    return sorted(groups.values(), key=lambda group: not group.tabellen[0].herkend)


def take_headings(table: DocumentTable) -> Tabel:
    """The table without its headings, also where these are repeated on each page, and a guess of its columns."""
    table = _straightened(table)
    width = table.width
    known = [row for row in table.rows if row.header or _is_heading(row)]
    first = known[0] if known and known[0] in table.rows[:3] else None
    heads = first.texts() if first is not None else ()
    rows = tuple(
        row
        for row in table.rows
        if not row.header
        and (first is None or row.texts() != heads)
        and any(not is_blank(text) for text in row.texts())
    )
    if first is not None:
        rows = tuple(row for row in rows if row.number > first.number or not _is_heading(row))
    columns = tuple(first.cell(column).text[:_MAX_HEADING] if first is not None else "" for column in range(width))
    used = max((column + 1 for row in rows for column, cell in row.cells.items() if not is_blank(cell.text)), default=0)
    return Tabel(table, columns[:used], rows, _guess(first, rows, used))


def _straightened(table: DocumentTable) -> DocumentTable:
    """A table in which some rows have the code in a cell of its own and some before the text: all get that cell.

    Word prints a heading over both; text taken from a PDF then has a column less there, and in some of the rows.
    """
    width = table.width
    own = [row for row in table.rows if len(row.cells) == width and is_code_like(row.cell(0).text)]
    if not own:
        return table
    rows = []
    for row in table.rows:
        cells = dict(row.cells)
        if len(cells) == width - 1 and max(cells) == width - 2 and cells[0].span == 1:
            first = cells[0]
            code, rest = split_code(first.text)
            moved = {column + 1: cell for column, cell in cells.items() if column}
            if code:
                cut = without_start(first, len(first.text) - len(rest))
                row = DocumentRow(row.number, {0: DocumentCell(((code, False),)), 1: cut, **moved}, row.header)
            elif _is_heading(row):
                row = DocumentRow(row.number, {0: DocumentCell(first.runs, 2), **moved}, row.header)
        rows.append(row)
    return DocumentTable(table.number, table.name, table.before, tuple(rows), table.nested)


def is_code_like(text: str) -> bool:
    """Whether a text is a code with a letter or a dot; a plain number may be anything."""
    return bool(read_code(text)) and not text.strip().rstrip(".)").isdigit()


def without_start(cell: DocumentCell, length: int) -> DocumentCell:
    """A cell without its first characters."""
    runs: list[tuple[str, bool]] = []
    for text, bold in cell.runs:
        cut = min(length, len(text))
        length -= cut
        if text[cut:]:
            runs.append((text[cut:], bold))
    return DocumentCell(tuple(runs))


def heading_key(text: str) -> str:
    """What a heading means; empty when it is not known."""
    word = normalise(text)
    found = next((key for key, (_label, names) in KOLOMMEN.items() if word in names), "")
    if not found and word.startswith("afspraken") and len(text) <= 160:
        # "Afspraken wonen en zorg 2022-2026".
        return "titel"
    return found


def _is_heading(row: DocumentRow) -> bool:
    texts = [text for text in row.texts() if text]
    if any(len(text) > 160 for text in texts) or any(read_code(text) for text in texts[:1]):
        return False
    return sum(bool(heading_key(text)) for text in texts) >= min(_HEADINGS, max(len(texts), 1))


def _guess(first: DocumentRow | None, rows: Sequence[DocumentRow], width: int) -> tuple[str, ...]:
    """What each column seems to be: by its heading, and the code by what stands in it."""
    guess = [""] * width
    covered: set[int] = set()
    if first is not None:
        for column, cell in first.cells.items():
            key = heading_key(cell.text)
            if column < width and key and key not in guess:
                guess[column] = key
                covered |= set(range(column + 1, column + cell.span))
    filled = [[row.cell(column).text for row in rows if not is_blank(row.cell(column).text)] for column in range(width)]
    _guess_code(guess, filled)
    has_code = any(key in CODES for key in guess)
    if has_code and "titel" not in guess and "code_titel" not in guess:
        code = guess.index("code")
        free = [column for column in range(code + 1, width) if not guess[column] and filled[column]]
        if free:
            guess[next((column for column in free if column in covered), free[0])] = "titel"
    if has_code and first is None:
        _guess_without_headings(guess, filled)
    return tuple(guess)


def _guess_code(guess: list[str], filled: list[list[str]]) -> None:
    """The first column of which most cells are codes; a column of plain numbers only when its heading says so."""
    for column, texts in enumerate(filled[:3]):
        codes = [text for text in texts if read_code(text)]
        sure = [text for text in codes if is_code_like(text)]
        if guess[column] == "code" or (texts and len(sure) * 2 > len(texts) and len(sure) * 2 > len(codes)):
            if "code" in guess and guess.index("code") != column:
                continue
            guess[column] = "code"
            return
        if texts and len([text for text in texts if split_code(text)[0]]) * 2 > len(texts):
            guess[column] = "code_titel"
            return


def _guess_without_headings(guess: list[str], filled: list[list[str]]) -> None:
    """A table that lost its headings: short texts behind the afspraak are its parties."""
    text = next(column for column, key in enumerate(guess) if key in ("titel", "code_titel"))
    for column in range(text + 1, len(guess)):
        texts = filled[column]
        if not guess[column] and texts and sum(map(len, texts)) / len(texts) < 120 and len(texts) > 1:
            guess[column] = "partijen"
            return


def count_groups(groups: Sequence[Groep]) -> dict[str, int]:
    """How many tables are used and how many are not."""
    counts: dict[str, int] = defaultdict(int)
    for group in groups:
        counts["gebruikt" if group.gebruikt else "over"] += len(group.tabellen)
    return dict(counts)
