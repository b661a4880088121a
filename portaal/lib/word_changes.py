# SPDX-License-Identifier: EUPL-1.2
"""Two versions of a text as one: what stayed, what went and what came, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

# Longer texts are shown whole, old and new: comparing them word by word takes quadratic time.
MAX_WOORDEN = 600
WOORD = re.compile(r"\S+|\s+")


@dataclass(frozen=True, slots=True)
class Stuk:
    """A part of a text: `soort` is `zelfde`, `weg` or `erbij`."""

    soort: str
    tekst: str


def word_changes(old: str, new: str) -> tuple[Stuk, ...]:
    """The text cut into what stayed, went and came, word by word."""
    before, after = WOORD.findall(old), WOORD.findall(new)
    if len(before) > MAX_WOORDEN or len(after) > MAX_WOORDEN:
        return tuple(Stuk(kind, text) for kind, text in (("weg", old), ("erbij", new)) if text)
    pieces: list[Stuk] = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        gone, come = "".join(before[a:b]), "".join(after[c:d])
        if kind == "equal":
            pieces.append(Stuk("zelfde", gone))
            continue
        pieces += [Stuk(part, text) for part, text in (("weg", gone), ("erbij", come)) if text]
    return tuple(pieces)
