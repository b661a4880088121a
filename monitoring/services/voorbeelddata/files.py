# SPDX-License-Identifier: EUPL-1.2
"""Reading fixture files: YAML in, numbered items out, and every fault gathered with its file, item and line."""

import datetime as dt
import difflib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _

_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class Faults:
    """All that is wrong in the files, as lines a person can act on."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def __bool__(self) -> bool:
        return bool(self.lines)

    def add(self, file: str, message: str, *, item: str = "", line: int | None = None) -> None:
        """Note one fault; `line` is the line in the file, counted from 1."""
        where = f"{file}, {item}" if item else file
        if line is not None:
            where += " " + _("(regel %(line)s)") % {"line": line}
        self.lines.append(f"{where}: {message}")


class FixtureFaults(Exception):
    """The files are wrong; nothing was written. `lines` holds every fault."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.lines = list(lines)
        super().__init__("\n".join(self.lines))


def suggestion(wanted: str, known: Iterable[str]) -> str:
    """The known word closest to a wrong one, as the end of a message; empty when none is close."""
    close = difflib.get_close_matches(wanted, list(known), n=1, cutoff=0.75)
    return " " + _("Bedoelt u ‘%(word)s’?") % {"word": close[0]} if close else ""


class Item:
    """One item of a file: hands out its values by key, and notes what is missing, wrong or unknown.

    All values are text: `code: 5e`, `periode: 2022` and `code: 1.10` mean what they look like, never a number or date.
    """

    def __init__(self, file: str, line: int, values: dict[str, Any], faults: Faults) -> None:
        self.file, self.line, self.values, self.faults = file, line, values, faults
        self.label = ""
        self._asked: set[str] = set()

    def fault(self, message: str) -> None:
        """Note a fault of this item."""
        self.faults.add(self.file, message, item=self.label, line=self.line)

    @property
    def place(self) -> str:
        """Where the item stands, for messages about it."""
        return f"{self.file}, {self.label}"

    def text(self, key: str, *, required: bool = False, default: str = "") -> str:
        """A text; blanks around it are dropped."""
        self._asked.add(key)
        value = self.values.get(key, "")
        if not isinstance(value, str):
            self.fault(_("‘%(key)s’ moet een tekst zijn.") % {"key": key})
            return default
        if not value.strip():
            if required:
                self.fault(_("‘%(key)s’ ontbreekt.") % {"key": key})
            return default
        return value.strip()

    def number(self, key: str, *, required: bool = False) -> int | None:
        """A whole number of zero or more, or None when the key is left out."""
        text = self.text(key, required=required)
        if not text:
            return None
        if not (text.isascii() and text.isdigit()):
            self.fault(_("‘%(key)s’ is ‘%(value)s’; het moet een heel getal zijn.") % {"key": key, "value": text})
            return None
        return int(text)

    def date(self, key: str, *, required: bool = False) -> dt.date | None:
        """A day such as 2022-03-15, or None when the key is left out."""
        text = self.text(key, required=required)
        if not text:
            return None
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            self.fault(_("‘%(key)s’ is ‘%(value)s’; schrijf een datum als 2022-03-15.") % {"key": key, "value": text})
            return None

    def yes(self, key: str, *, default: bool) -> bool:
        """`ja` or `nee`."""
        text = self.text(key)
        if text not in ("", "ja", "nee"):
            self.fault(_("‘%(key)s’ is ‘%(value)s’; schrijf ja of nee.") % {"key": key, "value": text})
        return default if not text else text == "ja"

    def texts(self, key: str) -> list[str]:
        """A list of texts; empty when the key is left out."""
        self._asked.add(key)
        value = self.values.get(key) or []
        if not isinstance(value, list) or not all(isinstance(part, str) and part.strip() for part in value):
            self.fault(_("‘%(key)s’ moet een lijst van teksten zijn, zoals [a, b].") % {"key": key})
            return []
        texts = [part.strip() for part in value]
        for double in sorted({part for part in texts if texts.count(part) > 1}):
            self.fault(_("‘%(value)s’ staat twee keer in ‘%(key)s’.") % {"key": key, "value": double})
        return list(dict.fromkeys(texts))

    def words(self, key: str) -> dict[str, str]:
        """Texts by name; empty when the key is left out."""
        self._asked.add(key)
        value = self.values.get(key) or {}
        words = {name: text for name, text in value.items() if name != LINE} if isinstance(value, dict) else None
        if words is None or not all(isinstance(text, str) for text in words.values()):
            self.fault(_("‘%(key)s’ moet namen met een tekst hebben.") % {"key": key})
            return {}
        return words

    def grid(self, key: str) -> list[list[str]]:
        """A table: lines of texts that are all as long; empty when the key is left out."""
        self._asked.add(key)
        value = self.values.get(key) or []
        right = isinstance(value, list) and all(
            isinstance(line, list) and len(line) == len(value[0]) and all(isinstance(cell, str) for cell in line)
            for line in value
        )
        if not right:
            self.fault(_("‘%(key)s’ moet regels hebben die even lang zijn, zoals [a, b].") % {"key": key})
            return []
        return [[cell.strip() for cell in line] for line in value]

    def items(self, key: str) -> "list[Item]":
        """A list of items within this one."""
        self._asked.add(key)
        value = self.values.get(key) or []
        if not isinstance(value, list) or not all(isinstance(part, dict) for part in value):
            self.fault(_("‘%(key)s’ moet een lijst van onderdelen met sleutels zijn.") % {"key": key})
            return []
        return [Item(self.file, part.pop(LINE, self.line), part, self.faults) for part in value]

    def close(self) -> None:
        """Note the keys nobody asked for: a mistyped key must not be dropped silently."""
        for key in sorted(set(self.values) - self._asked - {LINE}):
            self.fault(_("onbekende sleutel ‘%(key)s’.") % {"key": key} + suggestion(key, self._asked))


LINE = "__line__"


def read_items(path: Path, root: Path, faults: Faults) -> list[Item]:
    """The items of one file; a missing file has none, a broken one is a fault."""
    file = path.relative_to(root).as_posix()
    if not path.exists():
        return []
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=_Loader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or str(error)
        faults.add(file, _("geen geldige YAML: %(problem)s.") % {"problem": problem}, line=mark and mark.line + 1)
        return []
    if node is None:
        return []
    plain = _plain(node, file, faults)
    if not isinstance(plain, list) or not all(isinstance(part, dict) for part in plain):
        faults.add(file, _("een bestand is een lijst van onderdelen; elk begint met een streepje."))
        return []
    return [Item(file, part.pop(LINE), part, faults) for part in plain]


def _plain(node: yaml.Node, file: str, faults: Faults) -> Any:
    """Nodes as text, lists and dicts; a dict remembers its line, and a key that stands twice is a fault."""
    if isinstance(node, yaml.SequenceNode):
        return [_plain(child, file, faults) for child in node.value]
    if not isinstance(node, yaml.MappingNode):
        return node.value
    values: dict[str, Any] = {LINE: node.start_mark.line + 1}
    for key_node, value_node in node.value:
        key, line = str(key_node.value), key_node.start_mark.line + 1
        if key in values:
            faults.add(file, _("de sleutel ‘%(key)s’ staat twee keer.") % {"key": key}, line=line)
        values[key] = _plain(value_node, file, faults)
    return values
