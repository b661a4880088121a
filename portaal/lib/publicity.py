# SPDX-License-Identifier: EUPL-1.2
"""Which changes the public can notice: declared on each model, read by whoever writes its history (ADR 0013).

A page that the public keeps is read again as soon as one of these happens, and at nothing else: the version of a page
must not tell that somebody works on a draft.
"""

from copy import copy
from dataclasses import dataclass, field
from typing import Any

from django.db import models


@dataclass(frozen=True, slots=True)
class Publicity:
    """Declared on a model as `publicity`.

    Attributes:
        when: paths from a row to booleans, such as "afsprakenset.gepubliceerd". All must be true; a path that ends at
            an empty relation holds.
        hidden: columns of which the public sees nothing.
        shown: the only ones of which it sees something; None is every column that is not hidden.
        never: nothing of such a row is ever public.
    """

    when: tuple[str, ...] = ()
    hidden: frozenset[str] = field(default_factory=frozenset)
    shown: frozenset[str] | None = None
    never: bool = False

    @property
    def relations(self) -> list[str]:
        """The relations on the way to the booleans, as `prefetch_related_objects` wants them."""
        return sorted({path.rpartition(".")[0].replace(".", "__") for path in self.when if "." in path})

    def is_loaded(self, row: models.Model) -> bool:
        """True when every relation on the way to the booleans is there without asking the database."""
        for relation in self.relations:
            found: Any = row
            for name in relation.split("__"):
                if name not in found._state.fields_cache and getattr(found, f"{name}_id") is not None:
                    return False
                found = getattr(found, name)
                if found is None:
                    break
        return True

    def concerns(self, velden: dict[str, Any]) -> bool:
        """True when a change of these columns shows; an event without columns is about the row as a whole."""
        if self.never:
            return False
        columns = set(velden)
        if not columns:
            return True
        return bool(columns - self.hidden if self.shown is None else columns & self.shown)

    def holds(self, row: models.Model) -> bool:
        """True when the public sees the row as it is."""
        return not self.never and all(_truth(row, path) for path in self.when)

    def noticed(self, row: models.Model, velden: dict[str, Any], *, is_new: bool = False) -> bool:
        """True when the public saw the row before this change or sees it after it.

        Args:
            row: as it is after the change; of a row that was deleted, as it was.
            velden: {column: [old, new]}.
            is_new: there was no row before.
        """
        if not self.concerns(velden):
            return False
        if is_new or self.holds(row):
            return self.holds(row)
        own = {path.partition(".")[0] for path in self.when}
        names = own | {f"{name}_id" for name in own}
        if not names & set(velden):
            return False
        before = copy(row)
        for name, (old, _new) in velden.items():
            if name in names:
                setattr(before, name, old)
        return self.holds(before)


PUBLIC = Publicity()
"""Every change of such a row can be noticed."""
NEVER_PUBLIC = Publicity(never=True)


def publicity_of(model: type[models.Model]) -> Publicity:
    """What a model declares; of one that declares nothing every change counts, so that no page stays behind."""
    return getattr(model, "publicity", PUBLIC)


def _truth(row: Any, path: str) -> bool:
    value = row
    for part in path.split("."):
        value = getattr(value, part)
        if value is None:
            return True
    return bool(value)
