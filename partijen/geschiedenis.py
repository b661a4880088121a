# SPDX-License-Identifier: EUPL-1.2
"""Events of the history in words: names instead of numbers, old beside new."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from partijen.models import Gemeente, Wijziging
from partijen.woorden import role_words
from portaal.lib.periods import Periode, PeriodeField
from portaal.lib.word_changes import Stuk, word_changes

EMPTY = "–"
# Characters: of texts that are longer one sees what changed in them.
LONG = 60


@dataclass(frozen=True, slots=True)
class Veld:
    """One changed field; of a long text that was changed here and there also the words that went and came."""

    label: str
    oud: str
    nieuw: str
    stukken: tuple[Stuk, ...] = ()


@dataclass(frozen=True, slots=True)
class Regel:
    """One event."""

    moment: dt.datetime
    wie: str
    rol: str
    namens: str
    soort: str
    oorsprong: str
    wat: str
    naam: str
    reden: str
    velden: Sequence[Veld]


def describe_events(events: Sequence[Wijziging], gemeente: Gemeente | None = None) -> list[Regel]:
    """Events in words, roles as this gemeente calls them.

    Needs `gebruiker` loaded; asks one query per model that is referred to.
    """
    columns = {event.model: _columns_of(event.model) for event in events}
    names = _names_of(events, columns)

    roles = role_words(gemeente)

    def shown(column: Any, value: Any) -> str:
        if value in (None, "", [], {}):
            return EMPTY
        if isinstance(value, bool):
            return _("ja") if value else _("nee")
        if column is not None and column.related_model is not None:
            label = column.related_model._meta.label_lower  # type: ignore[union-attr]
            ids = value if isinstance(value, list) else [value]
            return ", ".join(names[label].get(pk, f"#{pk}") for pk in ids)
        if column is not None and column.choices:
            return str(dict(column.flatchoices).get(value, value))
        if type(column) is models.DateField and isinstance(value, str):
            return _day(value)
        if isinstance(column, PeriodeField) and isinstance(value, str):
            return _period(value)
        if isinstance(value, list):
            return "; ".join(str(part) for part in value)
        if isinstance(value, dict):
            return "; ".join(f"{name}: {word}" for name, word in value.items())
        return str(value)

    def velden_of(event: Wijziging) -> Iterable[Veld]:
        for name, (old, new) in event.velden.items():
            column = columns[event.model].get(name)
            label = capfirst(str(column.verbose_name)) if column is not None else name
            yield Veld(label, shown(column, old), shown(column, new), _pieces(old, new))

    return [
        Regel(
            moment=event.moment,
            wie=str(event.gebruiker) if event.gebruiker_id else _("het portaal"),
            rol=roles.get(event.rol, event.rol),
            namens=event.partij_naam,
            soort=event.get_soort_display(),
            oorsprong=event.get_oorsprong_display(),
            wat=model_name(event.model),
            naam=event.object_naam,
            reden=event.reden,
            velden=tuple(velden_of(event)),
        )
        for event in events
    ]


def _pieces(old: Any, new: Any) -> tuple[Stuk, ...]:
    """What changed within a long text; nothing of short ones and of those that are wholly another."""
    if not (isinstance(old, str) and isinstance(new, str) and min(len(old), len(new)) >= LONG):
        return ()
    pieces = word_changes(old, new)
    same = sum(len(piece.tekst) for piece in pieces if piece.soort == "zelfde")
    return pieces if 2 * same >= min(len(old), len(new)) else ()


def _day(value: str) -> str:
    """A day as one writes it; what is no day stays as it was kept."""
    try:
        return date_format(dt.date.fromisoformat(value), "j F Y")
    except ValueError:
        return value


def _period(value: str) -> str:
    try:
        return Periode.parse(value).label()
    except ValueError:
        return value


def model_name(label: str) -> str:
    """The word for a model; of one that no longer exists, its label."""
    try:
        return str(apps.get_model(label)._meta.verbose_name)
    except (LookupError, ValueError):
        return label


def _columns_of(label: str) -> dict[str, Any]:
    try:
        opts = apps.get_model(label)._meta
    except (LookupError, ValueError):
        return {}
    related = {field.name: field for field in opts.many_to_many}
    return {field.attname: field for field in opts.concrete_fields} | related


def _names_of(events: Sequence[Wijziging], columns: dict[str, dict[str, Any]]) -> dict[str, dict[int, str]]:
    wanted: dict[type[models.Model], set[int]] = defaultdict(set)
    for event in events:
        for name, values in event.velden.items():
            column = columns[event.model].get(name)
            if column is not None and column.related_model is not None:
                for value in values:
                    wanted_ids = value if isinstance(value, list) else [value]
                    wanted[column.related_model].update(pk for pk in wanted_ids if isinstance(pk, int))
    names: dict[str, dict[int, str]] = defaultdict(dict)
    for model, ids in wanted.items():
        rows = model._default_manager.in_bulk(list(ids))
        names[model._meta.label_lower] = {pk: str(row) for pk, row in rows.items()}  # type: ignore[misc]
    return names
