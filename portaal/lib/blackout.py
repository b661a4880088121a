# SPDX-License-Identifier: EUPL-1.2
"""Where a text stands in the database, and putting a mark in its place: for personal data that slipped through.

Every column of text or JSON of every model of this project takes part by itself; an app says with `register` what is
different for one of its models. A model that belongs to no scope and is not registered is an error at start, so that a
new one cannot be forgotten.
"""

import json
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core import checks
from django.core.validators import (
    EmailValidator,
    MaxLengthValidator,
    MinLengthValidator,
    ProhibitNullCharactersValidator,
    URLValidator,
)
from django.db import IntegrityError, models, transaction
from django.db.models.functions import Cast

MARK = "[zwartgemaakt]"
# Shorter texts occur inside words; longer ones are mended by hand.
SHORTEST, LONGEST = 4, 200
SCOPE = "gemeente"  # the foreign key by which a row belongs to somebody
_ANY_TEXT = (
    MaxLengthValidator,
    MinLengthValidator,
    ProhibitNullCharactersValidator,
    URLValidator,
    EmailValidator,
)


class Use(StrEnum):
    """What a column of text holds."""

    FREE = "free"  # what people write: the mark takes its place
    FIXED = "fixed"  # codes, choices, addresses: a mark would break them
    OWN = "own"  # what the portal makes itself, such as a hash: never somebody's text


@dataclass(frozen=True, slots=True)
class Handling:
    """What is different for one model.

    Attributes:
        scope: path from the row to what it belongs to, when it has no foreign key of its own.
        also: rows that belong to it beside those at the end of `scope`, as a condition.
        exempt: why its rows are never looked at.
        own: columns that the portal fills by itself.
        after: called with the ids of the rows that were changed, in the same transaction.
    """

    scope: str = ""
    also: Callable[[int], models.Q] | None = None
    exempt: str = ""
    own: frozenset[str] = frozenset()
    after: Callable[[Collection[int]], None] | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """One column of one row in which the text stands."""

    row: models.Model
    field: models.Field[Any, Any]
    use: Use
    value: Any

    @property
    def texts(self) -> list[str]:
        """The texts of the column: one, or those inside the JSON."""
        return list(strings(self.value))


_registered: dict[str, Handling] = {}


def register(label: str, handling: Handling) -> None:
    """Say what is different for a model, by its label such as `partijen.wijziging`. Called when an app gets ready."""
    _registered[label.lower()] = handling


def handling_of(model: type[models.Model]) -> Handling:
    """What was registered for a model, or what follows from its columns."""
    if model._meta.label_lower in _registered:
        return _registered[model._meta.label_lower]
    return Handling(scope=SCOPE if any(field.name == SCOPE for field in model._meta.concrete_fields) else "")


def project_models() -> list[type[models.Model]]:
    """The models of this project, in a stable order; those of libraries hold no texts about the work."""
    root = Path(settings.BASE_DIR)
    own = [config for config in apps.get_app_configs() if Path(config.path).parent == root]
    return [model for config in own for model in config.get_models() if model._meta.managed]


def columns(model: type[models.Model]) -> dict[models.Field[Any, Any], Use]:
    """The columns of a model that hold text, and what for."""
    own = handling_of(model).own
    return {
        field: Use.OWN if field.name in own or isinstance(field, models.FileField) else _use_of(field)
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField | models.JSONField | models.FileField)
    }


def _use_of(field: models.Field[Any, Any]) -> Use:
    rules = [rule for rule in field.validators if not isinstance(rule, _ANY_TEXT)]
    return Use.FIXED if field.choices or rules or isinstance(field, models.SlugField) else Use.FREE


def find(text: str, scope_id: int) -> Iterator[Place]:
    """Every place where exactly this text stands in what belongs to `scope_id`."""
    for model in project_models():
        yield from find_in(model, text, scope_id)


def find_in(model: type[models.Model], text: str, scope_id: int) -> Iterator[Place]:
    """The places in one model."""
    handling = handling_of(model)
    uses = {field: use for field, use in columns(model).items() if use is not Use.OWN}
    if not handling.scope or not uses:
        return
    belongs = models.Q(**{handling.scope: scope_id})
    rows = model._base_manager.filter(belongs | handling.also(scope_id) if handling.also else belongs)
    condition = models.Q(pk__in=[])
    for field in uses:
        if isinstance(field, models.JSONField):
            # As the databases keep it: with and without escapes for letters outside ASCII.
            name = f"blackout_{field.name}"
            rows = rows.annotate(**{name: Cast(field.name, models.TextField())})
            spelled = {json.dumps(text, ensure_ascii=ascii)[1:-1] for ascii in (True, False)}
            for spelling in spelled:
                condition |= models.Q(**{f"{name}__contains": spelling})
        else:
            condition |= models.Q(**{f"{field.name}__contains": text})
    for row in rows.filter(condition).order_by("pk"):
        for field, use in uses.items():
            value = getattr(row, field.attname)
            # SQLite does not tell capitals apart.
            if any(text in string for string in strings(value)):
                yield Place(row, field, use, value)


def replace_in(model: type[models.Model], text: str, scope_id: int) -> dict[str, int]:
    """Put the mark in place of the text in all free texts of one model; the caller holds the transaction.

    Who has one of the rows open in a form is told that it changed: its version goes up.

    Returns:
        {name of the field: number of rows}.
    """
    changes: dict[int, dict[str, Any]] = {}
    counts: dict[str, int] = {}
    rows: dict[int, models.Model] = {}
    for place in find_in(model, text, scope_id):
        if place.use is not Use.FREE:
            continue
        rows[place.row.pk] = place.row
        changes.setdefault(place.row.pk, {})[place.field.attname] = place.value
        counts[place.field.name] = counts.get(place.field.name, 0) + 1
    for pk, values in changes.items():
        _update(rows[pk], values, text)
    after = handling_of(model).after
    if changes and after is not None:
        after(list(changes))
    return counts


def _update(row: models.Model, values: dict[str, Any], text: str) -> None:
    """Write one row; where texts must differ from those of other rows, its number goes into the mark."""
    fields = {field.attname: field for field in row._meta.concrete_fields}
    for mark in (MARK, f"{MARK[:-1]} {row.pk}]"):
        changed = {
            name: _fit(_replaced(value, text, mark), getattr(fields[name], "max_length", None))
            for name, value in values.items()
        }
        if "versie" in fields:
            changed["versie"] = models.F("versie") + 1
        try:
            with transaction.atomic():
                type(row)._base_manager.filter(pk=row.pk).update(**changed)
            return
        except IntegrityError:
            if mark != MARK:
                raise


def _replaced(value: Any, text: str, mark: str) -> Any:
    """The value with the mark; names of fields inside JSON stay."""
    if isinstance(value, str):
        return value.replace(text, mark)
    if isinstance(value, list):
        return [_replaced(part, text, mark) for part in value]
    if isinstance(value, dict):
        return {name: _replaced(part, text, mark) for name, part in value.items()}
    return value


def _fit(value: Any, longest: int | None) -> Any:
    return value[:longest] if isinstance(value, str) and longest else value


def strings(value: Any) -> Iterator[str]:
    """The texts in a value: itself, or what stands in the lists and objects of JSON."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for part in value:
            yield from strings(part)
    elif isinstance(value, dict):
        for part in value.values():
            yield from strings(part)


@checks.register
def check_every_model_has_a_scope(**kwargs: Any) -> list[checks.CheckMessage]:
    """A model with text that blacking out would pass over must say why."""
    return [
        checks.Error(
            f"{model._meta.label} holds text and belongs to no {SCOPE}.",
            hint="Register it with portaal.lib.blackout: by which path it belongs to one, or why it is exempt.",
            id="portaal.E010",
        )
        for model in project_models()
        if any(use is not Use.OWN for use in columns(model).values())
        and not (handling_of(model).scope or handling_of(model).exempt)
    ]
