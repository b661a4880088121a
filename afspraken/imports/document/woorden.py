# SPDX-License-Identifier: EUPL-1.2
"""What the words in a row mean: names of parties, places, periods, titles and lists of acties."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from afspraken.models import Termijn
from portaal.lib.period_words import find_periods
from portaal.lib.periods import Periode
from portaal.lib.tables.document import BULLET, DocumentCell

MAX_TITEL = 160
MAX_ACTIE = 200
MAX_WAT = 200
# A name of a party is shorter than a sentence.
MAX_NAAM = 120
_MAX_PIECE = 600
# Who stands behind these words takes part, and does not lead.
_TOGETHER = re.compile(
    r"\b(?:i\.?\s?s\.?\s?m\.?|i\.?\s?o\.?\s?m\.?|in samenwerking met|in overleg met|samen met)(?!\w)", re.IGNORECASE
)
_NOBODY = frozenset(
    {"ntb", "nntb", "nogtebepalen", "onbekend", "geen", "nvt", "pm", "naderintevullen", "nadertebepalen"}
)
_AND = re.compile(
    r"\s*(?:;|,|/|&|\+|\ben\b|\bi\.s\.m\.|\bism\b|\bin samenwerking met\b|\bsamen met\b|\bmet\b)\s*", re.IGNORECASE
)
_OF_A_PLACE = re.compile(r"\s+([A-Z][\w'’-]+)")
_LINES = re.compile(r"[\n;]+")
_ITEM = re.compile(rf"\A(?:{re.escape(BULLET)}|[•\-–*→►]\s+|\(?\d{{1,2}}[.)]\s*|[a-z][.)]\s+)(?=\S)")
_ARROW = re.compile(r"\A[→►•\-–\s]+")
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9ÀÉ‘“(])")
_CLAUSE = re.compile(r"[\n;]|(?<=[.!?])\s+")
_SOORTEN = (
    (Termijn.Soort.EVALUATIE, re.compile(r"evalu", re.IGNORECASE)),
    (Termijn.Soort.BESLUIT, re.compile(r"beslui|vastgesteld|vaststel", re.IGNORECASE)),
    (
        Termijn.Soort.GEREED,
        re.compile(r"gereed|opgeleverd|oplever|afgerond|klaar|gerealiseerd|realisatie|uiterlijk|vóór", re.IGNORECASE),
    ),
    (Termijn.Soort.START, re.compile(r"start|begin|aanvang", re.IGNORECASE)),
)

Term = tuple[str, str, str]


def plain(text: str) -> str:
    """A name without what people write differently."""
    return re.sub(r"[\W_]+", "", text).casefold()


# --- parties ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Stuk:
    """A piece of a cell that names a party, and whether it was printed bold."""

    naam: str
    vet: bool


def pieces_of(cell: DocumentCell) -> list[Stuk]:
    """The pieces of a cell with parties: lines, and within a line what is bold and what is not."""
    found: list[Stuk] = []
    line: list[tuple[str, bool]] = []
    for text, bold in (*cell.runs, ("\n", False)):
        parts = _LINES.split(text.replace("\xa0", " "))
        for index, part in enumerate(parts):
            if index:
                found += _pieces(line)
                line = []
            if part.strip():
                line.append((part, bold))
    return found


def _pieces(line: list[tuple[str, bool]]) -> Iterable[Stuk]:
    for text, bold in line:
        name = _ITEM.sub("", " ".join(text.split())).strip(" ,.:/")
        if name and plain(name) and plain(name) not in _NOBODY:
            yield Stuk(name[:_MAX_PIECE], bold)


def together(pieces: Iterable[Stuk]) -> tuple[list[Stuk], list[Stuk]]:
    """(who leads, who takes part) of a cell with trekkers: "Woonpunt i.s.m. Gemeente" is led by Woonpunt."""
    leading: list[Stuk] = []
    taking_part: list[Stuk] = []
    for piece in pieces:
        before, *after = _TOGETHER.split(piece.naam, maxsplit=1)
        if plain(before):
            leading.append(Stuk(before.strip(" ,.:("), piece.vet))
        taking_part += [Stuk(part.strip(" ,.:)"), piece.vet) for part in after if plain(part)]
    return leading, taking_part


class Namen:
    """Splits pieces into names: those the portal knows, and those that stand alone somewhere in the document."""

    _compiled: "re.Pattern[str] | None" = None

    def __init__(self, known: Iterable[str], pieces: Iterable[Stuk]) -> None:
        self._known = {name.casefold() for name in known if len(name) > 2}
        # A short piece without "en" or a comma is one name, unless names that stand alone elsewhere fill it.
        short = {
            piece.naam.casefold() for piece in pieces if len(piece.naam.split()) <= 3 and not _AND.search(piece.naam)
        }
        for name in sorted(short - self._known, key=len):
            if len(name) > 2 and len(self.split(name)) == 1:
                self._known.add(name)
                self._compiled = None

    def split(self, text: str) -> list[str]:
        """The names in a piece, in their order; what is between known names is a name too."""
        if text.casefold() in self._known:
            return [text[:MAX_NAAM]]
        if not self._known:
            return [part for part in _AND.split(text[:MAX_NAAM]) if plain(part)] or [text[:MAX_NAAM]]
        if self._compiled is None:
            ordered = sorted(self._known, key=len, reverse=True)
            any_name = r"(?<!\w)(?:" + "|".join(map(re.escape, ordered)) + r")(?!\w)"
            self._compiled = re.compile(any_name, re.IGNORECASE)
        found: list[str] = []
        position = 0
        for match in self._compiled.finditer(text):
            found += _between(text[position : match.start()])
            found.append(match[0])
            position = match.end()
            place = _OF_A_PLACE.match(text, position) if plain(match[0]) == "gemeente" else None
            if place is not None and place[1].casefold() not in self._known:
                # "Gemeente Brunssum" is not our own gemeente, however well known "Gemeente" is.
                found[-1] = f"{match[0]} {place[1]}"
                position = place.end()
        if position == 0:
            return [part for part in _AND.split(text) if plain(part)] or [text]
        return [*found, *_between(text[position:])]


def _between(text: str) -> list[str]:
    """What is left between two known names; joining words and remarks in brackets are no names."""
    parts = (part.strip(" ,.:/()") for part in _AND.split(text))
    return [part for part in parts if len(plain(part)) > 2 and plain(part) not in _NOBODY]


# --- texts -----------------------------------------------------------------------------------------------------------


def title_of(text: str, limit: int = MAX_TITEL) -> tuple[str, str]:
    """(title, the rest) of a text: its first line when that is short enough, else its first sentence, else its start.

    What is cut short stands as a whole in the rest.
    """
    text = _ARROW.sub("", text).strip()
    first, _line, rest = text.partition("\n")
    first = " ".join(first.split())
    if len(first) <= limit:
        return first, rest.strip()
    sentence = _SENTENCE.split(first, maxsplit=1)[0]
    if len(sentence) <= limit:
        return sentence, text
    return sentence[: limit - 1].rsplit(" ", 1)[0].rstrip(",;:") + "…", text


def split_items(text: str, how: str = "opsomming") -> list[str]:
    """The acties in a cell.

    Args:
        how: `opsomming` (each item of a list, else the whole cell), `regel` (each line) or `cel` (the whole cell).
    """
    text = text.strip()
    if not text or plain(text) in _NOBODY or not plain(text):
        return []
    if how == "cel":
        return [text]
    lines = [line.strip() for line in text.split("\n") if plain(line)]
    if how == "regel":
        return [_ITEM.sub("", line) for line in lines]
    if not any(_ITEM.match(line) for line in lines):
        return [text]
    items: list[str] = []
    for line in lines:
        if _ITEM.match(line) or not items:
            items.append(_ITEM.sub("", line))
        else:
            items[-1] += "\n" + line
    if len(items) > 1 and not _ITEM.match(lines[0]):
        # The line that introduces a list is no actie of its own.
        intro = items.pop(0)
        items[0] += "\n" + intro
    return items


# --- periods and places ----------------------------------------------------------------------------------------------


def terms_of(text: str, *, own_column: bool) -> list[Term]:
    """(kind, period, what) of each period in a text.

    The kind follows from the words beside it. Without such a word a column of terms says when something is `gereed`;
    in a running text it is a `start`, which is never late: what is not said may not make anybody late.
    """
    default = Termijn.Soort.GEREED if own_column else Termijn.Soort.START
    found: dict[Term, None] = {}
    for clause in _CLAUSE.split(text):
        clause = _ITEM.sub("", " ".join(clause.split()))
        for period in find_periods(clause, bare_years=own_column):
            kind = next((kind for kind, pattern in _SOORTEN if pattern.search(clause)), default)
            rest = clause[: period.start] + clause[period.end :]
            words = clause[:MAX_WAT] if plain(rest) else ""
            found[kind.value, Periode.parse(period.periode).text, words] = None
    return list(found)


@dataclass(slots=True)
class Plaatsen:
    """Finds names of places in running text: as they are written, whole words, the longest first."""

    namen: Mapping[str, str]
    _pattern: "re.Pattern[str] | None" = field(default=None, init=False)

    def __post_init__(self) -> None:
        ordered = sorted((name for name in self.namen if len(name) > 2), key=len, reverse=True)
        if ordered:
            self._pattern = re.compile(r"(?<![\w-])(?:" + "|".join(map(re.escape, ordered)) + r")(?![\w-])")

    def find(self, text: str) -> list[str]:
        """The names in a text, each once, in their order."""
        if self._pattern is None:
            return []
        return list(dict.fromkeys(match[0] for match in self._pattern.finditer(text)))
