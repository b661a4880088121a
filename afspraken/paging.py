# SPDX-License-Identifier: EUPL-1.2
"""Paging by key: the last page costs as much as the first, whatever the number of rows."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

_KEY = re.compile(r"([0-9]{1,9})-([0-9]{1,18})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Bladzijde:
    """One page of rows; `vorige` and `volgende` are the keys of the pages beside it, empty when there are none."""

    rijen: list[Any] = field(default_factory=list)
    vorige: str = ""
    volgende: str = ""


def is_key(text: str) -> bool:
    """True for a key as `read_page` gives it out; a key of a row that is gone still marks its place."""
    return _KEY.fullmatch(text) is not None


def read_page(
    rows: QuerySet[Any, Any], *, size: int, key_of: Callable[[Any], tuple[int, int]], na: str = "", voor: str = ""
) -> Bladzijde:
    """One page in the order of the document (`volgorde`, then `id`).

    Args:
        key_of: the (volgorde, id) of a row.
        na: key of the row before this page.
        voor: key of the row after this page.

    Raises:
        ValueError: a key that was never given out.
    """
    return make_page(list(page_rows(rows, size=size, na=na, voor=voor)), size=size, key_of=key_of, na=na, voor=voor)


def page_rows(rows: QuerySet[Any, Any], *, size: int, na: str = "", voor: str = "") -> QuerySet[Any, Any]:
    """What `make_page` needs: the rows of the page and one more; before a key they come in the reverse order."""
    if voor:
        return _bounded(rows, voor, "lt").order_by("-volgorde", "-id")[: size + 1]
    return (_bounded(rows, na, "gt") if na else rows).order_by("volgorde", "id")[: size + 1]


def make_page(
    found: list[Any], *, size: int, key_of: Callable[[Any], tuple[int, int]], na: str = "", voor: str = ""
) -> Bladzijde:
    """The page from the rows of `page_rows`; arguments as of `read_page`."""
    page = found[:size]
    if voor:
        page = page[::-1]
        has_previous, has_next = len(found) > size, True
    else:
        has_previous, has_next = bool(na), len(found) > size
    if not page:
        return Bladzijde()
    return Bladzijde(
        page,
        vorige=_key(key_of(page[0])) if has_previous else "",
        volgende=_key(key_of(page[-1])) if has_next else "",
    )


def _key(pair: tuple[int, int]) -> str:
    return f"{pair[0]}-{pair[1]}"


def _bounded(rows: QuerySet[Any, Any], key: str, side: str) -> QuerySet[Any, Any]:
    match = _KEY.fullmatch(key)
    if match is None:
        raise ValueError(key)
    volgorde, pk = int(match[1]), int(match[2])
    # The first condition is what an index can start from. The second cuts off the rows of the same place; said as what
    # is left out, since PostgreSQL expects next to nothing of an OR and would sort the whole list instead.
    outside = {"gt": "lte", "lt": "gte"}[side]
    return rows.filter(**{f"volgorde__{side}e": volgorde}).exclude(**{"volgorde": volgorde, f"id__{outside}": pk})
