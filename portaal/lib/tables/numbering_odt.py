# SPDX-License-Identifier: EUPL-1.2
"""Numbers of lists in OpenDocument: which list a paragraph is of, at which level, and what its number looks like.

A list inside a list is a level deeper. A list goes on where it says so (`continue-numbering`, `continue-list`), else it
begins anew. Headings count by the outline. Norm: OpenDocument 1.3 part 3, 5.3 and 16.30. What makes no sense gives no
number, as a bullet does.
"""

import re
import zipfile
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import iterparse

from .numbering import LEVELS, MAX_DEFINITIONS, MAX_LABEL, Level, Numbers, tag, value, whole

_KINDS = {"1": "decimal", "a": "lowerLetters", "A": "upperLetters", "i": "lowerRoman", "I": "upperRoman"}
_LEVELS = ("list-level-style-number", "outline-level-style")
_PLACE = re.compile("%([1-9])%")
OUTLINE = "outline"
OUTLINE_LIST = "list Outline"
# More lists than this are not numbered: no document that people wrote has them.
MAX_LISTS = 20_000


@dataclass
class OdtNumbers:
    """Follows the lists of a document in its order, and counts their paragraphs."""

    styles: dict[str, dict[int, Level]] = field(default_factory=dict)
    _numbers: Numbers = field(default_factory=Numbers)
    # The open lists, each as (which list, style); and those outside of the open tables.
    _open: list[tuple[str, str]] = field(default_factory=list)
    _outside: list[list[tuple[str, str]]] = field(default_factory=list)
    _by_id: dict[str, str] = field(default_factory=dict)
    _last: dict[str, str] = field(default_factory=dict)

    def define(self, element: Element) -> None:
        """Take a list style, or the outline of the headings."""
        if len(self.styles) < MAX_DEFINITIONS:
            name = OUTLINE if tag(element) == "outline-style" else "list " + value(element, "name")
            self.styles[name] = _levels(element)

    def begin_list(self, element: Element) -> None:
        """A list begins, perhaps within another one, or going on with an earlier one."""
        own = value(element, "style-name")
        if self._open:
            number, style = self._open[-1]
            style = f"list {own}" if own else style
        else:
            style = f"list {own}"
            number = self._by_id.get(value(element, "continue-list"), "")
            if not number and value(element, "continue-numbering") == "true":
                number = self._last.get(style, "")
            number = number or self._new()
            self._last[style] = number
            if value(element, "id"):
                self._by_id[value(element, "id")] = number
        level = len(self._open)
        self._open.append((number, style))
        shape = self.styles.get(style, {}).get(level)
        if number and level < LEVELS:
            self._numbers.levels[number][level] = shape or Level(kind="none")

    def end_list(self) -> None:
        """The innermost list ends."""
        self._open.pop()

    def begin_table(self) -> None:
        """Lists in cells are lists of their own."""
        self._outside.append(self._open)
        self._open = []

    def end_table(self) -> None:
        """Back to the lists around the table."""
        self._open = self._outside.pop()

    def start_at(self, element: Element) -> None:
        """An item may say with which number it begins."""
        text = value(element, "start-value")
        if text and self._open:
            key = (self._open[-1][0], len(self._open) - 1)
            self._numbers.restart(*key, whole(text, 1))

    def of_item(self) -> str:
        """The number of the next item of the innermost list; empty for a bullet."""
        return self._numbers.label(self._open[-1][0], len(self._open) - 1) if self._open else ""

    @property
    def in_outline(self) -> bool:
        """Whether the innermost list is that of the headings, as old programs write it: by the name of the outline."""
        return bool(self._open) and self._open[-1][1] == OUTLINE_LIST and OUTLINE_LIST not in self.styles

    def of_heading(self, heading: Element) -> str:
        """The number of a heading; empty where headings have none."""
        if OUTLINE not in self.styles or value(heading, "is-list-header") == "true":
            return ""
        self._numbers.levels[OUTLINE] = self.styles[OUTLINE]
        self._numbers.lists[OUTLINE] = OUTLINE
        return self._numbers.label(OUTLINE, whole(value(heading, "outline-level"), 1) - 1)

    def _new(self) -> str:
        if len(self._numbers.lists) >= MAX_LISTS:
            return ""
        number = f"list {len(self._numbers.lists)}"
        self._numbers.lists[number] = number
        self._numbers.levels[number] = {}
        return number


def read_odt_numbers(archive: zipfile.ZipFile) -> OdtNumbers:
    """The list styles and the outline of `styles.xml`; those of the text itself stand in `content.xml`.

    Raises:
        ParseError, DefusedXmlException: the part is no XML, or more than that.
    """
    found = OdtNumbers()
    if "styles.xml" in archive.namelist():
        with archive.open("styles.xml") as stream:
            for _event, element in iterparse(stream, events=("end",), forbid_dtd=True):
                if tag(element) in ("list-style", "outline-style"):
                    found.define(element)
                    element.clear()
    return found


def _levels(style: Element) -> dict[int, Level]:
    found: dict[int, Level] = {}
    parts = {whole(value(part, "level"), 0) - 1: part for part in style if tag(part) in _LEVELS}
    for level in sorted(level for level in parts if 0 <= level < LEVELS):
        part = parts[level]
        found[level] = Level(whole(value(part, "start-value"), 1), _KINDS.get(value(part, "num-format"), "none"))
        shown_levels = min(max(whole(value(part, "display-levels"), 1), 1), level + 1)
        uppers = range(level + 1 - shown_levels, level + 1)
        signs = [f"%{upper + 1}" for upper in uppers if upper in found and found[upper].kind != "none"]
        before, after = (value(part, name)[: 2 * MAX_LABEL].replace("%", "") for name in ("num-prefix", "num-suffix"))
        found[level].text = before + ".".join(signs) + after
        # Written out in full since edition 1.4, such as `%1%%2%)`.
        if whole_form := value(part, "num-list-format")[: 2 * MAX_LABEL]:
            found[level].text = _PLACE.sub(r"%\1", whole_form)
    return found
