# SPDX-License-Identifier: EUPL-1.2
"""Everything the fixtures ask for, and the lists by which their names are looked up."""

import datetime as dt
import uuid
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from corporaties.gedrukt import Gedrukt
from monitoring.services.voorbeelddata import rows
from monitoring.services.voorbeelddata.files import Faults, Item, suggestion
from monitoring.services.voorbeelddata.rows import Kind, Row
from wijken.models import Gebied


@dataclass(frozen=True, slots=True)
class Cel:
    """One figure of a printed table, with its names looked up."""

    corporatie: Row | None
    gebied: Row | None
    soort: str
    periode: str
    lijst: Row
    klasse: Row | None
    populatie: Row
    eenheid: str
    gedrukt: Gedrukt
    totaal: bool
    opmerking: str


@dataclass(frozen=True, slots=True)
class Tabel:
    """A printed table."""

    bron: Row
    periode: str
    cellen: list[Cel]


@dataclass(frozen=True, slots=True)
class Opening:
    """A first line of the ledger of a fund; `sleutel` makes that it is booked once."""

    fonds: Row
    soort: str
    bedrag: Decimal
    datum: dt.date
    omschrijving: str
    sleutel: uuid.UUID
    place: str


class Wanted:
    """Everything the fixtures ask for, per kind, with the lists by which names are looked up."""

    def __init__(self, root: Path, only: str | None, faults: Faults) -> None:
        self.root, self.only, self.faults = root, only, faults
        self.rows: dict[Kind, list[Row]] = {kind: [] for kind in rows.KINDS}
        self._seen: dict[Kind, set[tuple[Any, ...]]] = defaultdict(set)
        self.gemeenten: dict[str, Row] = {}
        self.partijen: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
        self.by_key: dict[Kind, dict[tuple[Any, ...], Row]] = defaultdict(dict)
        self.gebieden: dict[Row, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
        # Lines with which the ledgers of funds begin: booked, not compared (a ledger is never changed).
        self.openingen: list[Opening] = []
        # What a gebied says about others: these may stand further on in the file.
        self.gebied_relations: list[tuple[Item, Row, str, list[str]]] = []
        # Classes of a list by code and by name; the printed tables.
        self.klassen: dict[Row, dict[str, Row]] = defaultdict(dict)
        self.tabellen: list[Tabel] = []

    def add(self, kind: Kind, item: Item, values: dict[str, Any], gemeente: Row | None, **extra: Any) -> Row:
        """Keep a wanted row; notes what the model would refuse and a key that stands twice."""
        row = Row(kind, values, item.place, item.label, gemeente, **extra)
        self._check_fields(kind, item, values)
        key = tuple(rows.normal(values[name]) for name in kind.key)
        if key in self._seen[kind]:
            item.fault(_("staat twee keer in het bestand (%(kind)s).") % {"kind": kind.label})
        self._seen[kind].add(key)
        self.rows[kind].append(row)
        if len(key) == 2:
            self.by_key[kind].setdefault((values[kind.key[0]], key[1]), row)
        return row

    @staticmethod
    def _check_fields(kind: Kind, item: Item, values: dict[str, Any]) -> None:
        plain = {name: value for name, value in values.items() if not isinstance(value, Row) and value is not None}
        given = {name for name, value in plain.items() if value != ""}
        instance = kind.model(**plain)
        try:
            instance.clean_fields(exclude=[f.name for f in kind.model._meta.fields if f.name not in given])
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                for message in messages:
                    item.fault(f"‘{name}’: {message}")

    def find(self, kind: Kind, item: Item, key: str, parent: Row, value: Any) -> Row | None:
        """The row of a kind by its parent and its own key, or None with a fault under `key`."""
        if found := self.by_key[kind].get((parent, rows.normal(value))):
            return found
        known = [str(own) for (owner, own) in self.by_key[kind] if owner is parent]
        message = _("‘%(key)s’: onbekend ‘%(value)s’.") % {"key": key, "value": value}
        item.fault(message + suggestion(str(value), known))
        return None

    def partij(self, item: Item, key: str, name: str, gemeente: str) -> Row | None:
        """A party that takes part in the gemeente, by name or alias; None with a fault."""
        names = self.partijen[gemeente]
        found = [row for row in names[name.casefold()] if row.values["naam"].casefold() == name.casefold()]
        found = found or names[name.casefold()]
        if len(found) == 1:
            return found[0]
        if found:
            message = _("‘%(key)s’: ‘%(value)s’ kan meer partijen zijn: %(names)s.")
            parties = ", ".join(row.values["naam"] for row in found)
            item.fault(message % {"key": key, "value": name, "names": parties})
            return None
        known = [row.values["naam"] for listed in names.values() for row in listed]
        message = _("‘%(key)s’: onbekende partij ‘%(value)s’ in gemeente %(gemeente)s.")
        item.fault(message % {"key": key, "value": name, "gemeente": gemeente} + suggestion(name, known))
        return None

    def parties(self, item: Item, key: str, gemeente: str) -> list[Row]:
        """The parties of a list, the unknown ones left out with a fault."""
        found = [self.partij(item, key, name, gemeente) for name in item.texts(key)]
        return [row for row in found if row is not None]

    def place(self, item: Item, key: str, name: str, gemeente: Row) -> Row | None:
        """A gebied of any soort by slug, name or alias; a buurt goes before what else is called the same."""
        known = set(self.gebieden[gemeente][name.casefold()])
        buurt = any(row.values["soort"] == Gebied.Soort.BUURT for row in known)
        return self.gebied(item, key, name, gemeente, Gebied.Soort.BUURT if buurt else "")

    def gebied(self, item: Item, key: str, name: str, gemeente: Row, soort: str) -> Row | None:
        """A gebied of one soort, by slug, name or alias; None with a fault."""
        everything = self.gebieden[gemeente]
        found = [row for row in everything[name.casefold()] if soort in ("", row.values["soort"])]
        if len(set(found)) == 1:
            return found[0]
        if found:
            message = _("‘%(key)s’: ‘%(value)s’ kan meer gebieden zijn: %(names)s.")
            item.fault(message % {"key": key, "value": name, "names": ", ".join(row.values["slug"] for row in found)})
            return None
        known = [row.values["naam"] for listed in everything.values() for row in listed]
        message = _("‘%(key)s’: onbekend gebied ‘%(value)s’.")
        item.fault(message % {"key": key, "value": name} + suggestion(name, known))
        return None

    def bron(self, item: Item, gemeente: Row | None) -> dict[str, Any]:
        """Source of an item: the document by slug, the place in it and what is wrong there."""
        slug = item.text("bron")
        return {
            "bron": self.find(rows.BRONDOCUMENTEN, item, "bron", gemeente, slug) if slug and gemeente else None,
            "bron_plaats": item.text("bron_plaats"),
            "bron_opmerking": item.text("bron_opmerking"),
        }
