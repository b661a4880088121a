# SPDX-License-Identifier: EUPL-1.2
"""Numbers that Word makes itself: `1.7` stands nowhere in the text of a paragraph, only that it is numbered and how.

Read are the definitions of `word/numbering.xml` and the numbering that a style brings along (`word/styles.xml`); the
counting is ours. Norm: ECMA-376 part 1, 17.9. A definition that makes no sense gives no number, as a bullet does.
"""

import zipfile
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import iterparse

from .document_collect import DocumentCollector, Run

LEVELS = 9
# Longer ones are no code but a sentence that somebody put in a definition.
MAX_LABEL = 24
MAX_START = 10_000
MAX_DEFINITIONS = 5_000
_ROMAN: tuple[tuple[int, str], ...] = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
)
_ROMAN += ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


@dataclass(slots=True)
class Level:
    """One level of a list: where it begins, how it counts, and what it looks like, such as `%1.%2`."""

    start: int = 1
    kind: str = "decimal"
    text: str = ""


@dataclass
class Numbers:
    """Counts the numbered paragraphs of a document, in their order."""

    levels: dict[str, dict[int, Level]] = field(default_factory=dict)
    lists: dict[str, str] = field(default_factory=dict)
    starts: dict[tuple[str, int], int] = field(default_factory=dict)
    styles: dict[str, tuple[str, int]] = field(default_factory=dict)
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)
    _begun: set[tuple[str, int]] = field(default_factory=set)

    def label(self, number: str, level: int) -> str:
        """The number of the next paragraph of a list; empty for a bullet, and for what is defined nowhere."""
        definition = self.levels.get(self.lists.get(number, ""), {})
        if level not in definition:
            return ""
        counts = self._counts.setdefault(self.lists[number], {})
        override = (number, level)
        if override in self.starts and override not in self._begun:
            counts[level] = self.starts[override]
        else:
            counts[level] = counts.get(level, definition[level].start - 1) + 1
        self._begun.add(override)
        for deeper in [found for found in counts if found > level]:
            del counts[deeper]
        if definition[level].kind in ("bullet", "none"):
            return ""
        text = definition[level].text
        for upper in range(LEVELS):
            if f"%{upper + 1}" in text:
                shape = definition.get(upper, Level())
                text = text.replace(f"%{upper + 1}", shown(counts.get(upper, shape.start), shape.kind))
        return text.strip() if len(text) <= MAX_LABEL else ""

    def restart(self, number: str, level: int, start: int) -> None:
        """The next paragraph of a list at this level gets this number."""
        self.starts[number, level] = start
        self._begun.discard((number, level))


def put_number(collector: DocumentCollector, runs: list[Run], label: str) -> bool:
    """Set the number before the text where it says something: a code, or the number of a heading.

    Returns:
        True where the paragraph is one of a list within a cell: there the number is no more than a bullet.
    """
    table = collector.open[-1] if collector.open else None
    empty = not "".join(run[0] for run in runs).strip()
    if table is not None and table.in_cell and not empty and table.column > 0:
        return True
    collector.note("numbered")
    runs.insert(0, [label.rstrip(".):") if empty else f"{label} ", False])
    return False


def shown(number: int, kind: str) -> str:
    """A number as a list shows it; a kind that is not known counts in digits."""
    if kind in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1) if 0 < number <= 26 * 4 else str(number)
        return letter.upper() if kind == "upperLetter" else letter
    if kind in ("lowerLetters", "upperLetters") and number > 0:
        letters, rest = "", number
        while rest > 0:
            rest, place = divmod(rest - 1, 26)
            letters = chr(ord("a") + place) + letters
        return letters.upper() if kind == "upperLetters" else letters
    if kind in ("lowerRoman", "upperRoman") and 0 < number < 4000:
        text, rest = "", number
        for value, sign in _ROMAN:
            text, rest = text + sign * (rest // value), rest % value
        return text.upper() if kind == "upperRoman" else text
    return f"{number:02d}" if kind == "decimalZero" else str(number)


def read_numbers(archive: zipfile.ZipFile, folder: str) -> Numbers:
    """The definitions beside the main part of a document; none where it has none.

    Raises:
        ParseError, DefusedXmlException: the part is no XML, or more than that.
    """
    found = Numbers()
    names = set(archive.namelist())
    for name, take in ((f"{folder}numbering.xml", _definition), (f"{folder}styles.xml", None)):
        if name not in names:
            continue
        with archive.open(name) as stream:
            if take is not None:
                for _event, element in iterparse(stream, events=("end",), forbid_dtd=True):
                    take(found, element)
            else:
                _read_styles(found, stream)
    return found


def _definition(found: Numbers, element: Element) -> None:
    name = tag(element)
    if name == "abstractNum" and len(found.levels) < MAX_DEFINITIONS:
        found.levels[value(element, "abstractNumId")] = {
            whole(value(child, "ilvl"), 0): _level(child) for child in element if tag(child) == "lvl"
        }
        element.clear()
    elif name == "num" and len(found.lists) < MAX_DEFINITIONS:
        number = value(element, "numId")
        for child in element:
            if tag(child) == "abstractNumId":
                found.lists[number] = value(child)
            elif tag(child) == "lvlOverride":
                start = next((part for part in child if tag(part) == "startOverride"), None)
                if start is not None:
                    found.starts[number, whole(value(child, "ilvl"), 0)] = whole(value(start), 1)
        element.clear()


def _level(element: Element) -> Level:
    level = Level()
    for child in element:
        if tag(child) == "start":
            level.start = whole(value(child), 1)
        elif tag(child) == "numFmt":
            level.kind = value(child)
        elif tag(child) == "lvlText":
            level.text = value(child)[: 2 * MAX_LABEL]
    return level


def _read_styles(found: Numbers, stream: Any) -> None:
    """Styles that number their paragraphs, themselves or by the style they are based on."""
    based: dict[str, str] = {}
    own: dict[str, tuple[str, int]] = {}
    for _event, element in iterparse(stream, events=("end",), forbid_dtd=True):
        if tag(element) != "style":
            continue
        style = value(element, "styleId")
        for child in element.iter():
            if tag(child) == "basedOn":
                based[style] = value(child)
            elif tag(child) == "numPr":
                own[style] = read_mark(child)
        element.clear()
    for style in {*own, *based}:
        seen, chosen = set(), style
        while chosen not in own and chosen in based and chosen not in seen:
            seen.add(chosen)
            chosen = based[chosen]
        if chosen in own:
            found.styles[style] = own[chosen]


def read_mark(element: Element) -> tuple[str, int]:
    """(number of the list, level) of a `numPr`; no number where it names none."""
    marks = {tag(child): value(child) for child in element}
    return marks.get("numId", ""), whole(marks.get("ilvl", ""), 0)


def tag(element: Element) -> str:
    """The name of an element, whatever the namespace of the edition of the norm."""
    return str(element.tag).rpartition("}")[2]


def value(element: Element, name: str = "val") -> str:
    """An attribute, whatever its namespace."""
    return next((text for key, text in element.attrib.items() if key.rpartition("}")[2] == name), "")


def whole(text: str, default: int) -> int:
    """A number within what a list can hold; the default for what is none."""
    return min(int(text), MAX_START) if text.isascii() and text.isdigit() and len(text) < 9 else default
