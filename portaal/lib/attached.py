# SPDX-License-Identifier: EUPL-1.2
"""Hang rows that a kept query read on those they belong to, as `prefetch_related` leaves them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Model


def attach_children(rows: Sequence[Model], name: str, children: Iterable[Any]) -> None:
    """Let `row.<name>.all()` give these children without a query, in their order; each child knows its row.

    Args:
        name: of the rows that point at them with a foreign key.
        children: all of them, of all rows.
    """
    if not rows:
        return
    field: Any = rows[0]._meta.get_field(name).field  # type: ignore[union-attr]
    per_row: dict[Any, list[Any]] = defaultdict(list)
    for child in children:
        per_row[getattr(child, field.attname)].append(child)
    for row in rows:
        for child in per_row[row.pk]:
            field.set_cached_value(child, row)
        found = getattr(row, name).all()
        found._result_cache, found._prefetch_done = per_row[row.pk], True
        row.__dict__.setdefault("_prefetched_objects_cache", {})[name] = found


def attach_parents(rows: Iterable[Model], name: str, parents: Mapping[Any, Any]) -> None:
    """Let `row.<name>` be the row that its foreign key points at, or None when that is not among `parents`.

    Args:
        parents: {primary key: row}; without those that the reader does not see.
    """
    for row in rows:
        field: Any = row._meta.get_field(name)
        field.set_cached_value(row, parents.get(getattr(row, field.attname)))
