# SPDX-License-Identifier: EUPL-1.2
"""Paging by the primary key: the last page costs as much as the first, and new rows never shift the others."""

import re
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

_KEY = re.compile(r"[0-9]{1,18}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows; `previous` and `next` are the keys of the pages beside these, empty when there are none."""

    rows: list[Any] = field(default_factory=list)
    previous: str = ""
    next: str = ""


def is_key(text: str) -> bool:
    """True for a key as a page gives it out; the key of a row that is gone still marks its place."""
    return _KEY.fullmatch(text) is not None


def read_page(
    rows: QuerySet[Any, Any], *, size: int, after: str = "", before: str = "", newest_first: bool = False
) -> Page:
    """One page of rows in the order of their primary key.

    Args:
        after: key of the row before this page, in the order shown.
        before: key of the row after this page.

    Raises:
        ValueError: a key that was never given out.
    """
    if any(key and not is_key(key) for key in (after, before)):
        raise ValueError(after or before)
    backwards = bool(before)
    descending = newest_first != backwards
    bound = before or after
    if bound:
        rows = rows.filter(**{"pk__lt" if descending else "pk__gt": int(bound)})
    found = list(rows.order_by("-pk" if descending else "pk")[: size + 1])
    more, page = len(found) > size, found[:size]
    if not page:
        return Page()
    if backwards:
        page = page[::-1]
    has_previous, has_next = (more, True) if backwards else (bool(after), more)
    return Page(
        page,
        previous=str(_key_of(page[0])) if has_previous else "",
        next=str(_key_of(page[-1])) if has_next else "",
    )


def _key_of(row: Any) -> int:
    key = row["pk"] if isinstance(row, dict) else row.pk
    return int(key)
