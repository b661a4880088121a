# SPDX-License-Identifier: EUPL-1.2
"""How a page finds its corporation, and a reader who typed a name."""

from typing import Any

from django.http import Http404

from partijen.models import Gemeente, Partij
from partijen.policies import access_key
from portaal.lib.compiled import read_objects


def corporatie_slug(partij: Partij) -> str:
    """The name of a corporation in addresses."""
    return partij.adresnaam


# A shorter text is in too many names to mean one.
SHORTEST_NAME = 3


def find_corporaties(user: Any, gemeente: Gemeente, text: str) -> list[Partij]:
    """The corporations of a gemeente of which a text holds the name, or a part of it; also as a source calls them."""
    wanted = text.strip().casefold()
    if len(wanted) < SHORTEST_NAME:
        return []
    return [
        partij
        for partij in _active(user, gemeente).order_by("naam", "pk")
        if any(wanted in name or name in wanted for name in _names(partij))
    ]


def _names(partij: Partij) -> list[str]:
    return [name for name in map(str.casefold, (partij.naam, *partij.aliassen)) if len(name) >= SHORTEST_NAME]


def _active(user: Any, gemeente: Gemeente) -> Any:
    return Partij.objects.visible_to(user).in_gemeente(gemeente).filter(soort=Partij.Soort.CORPORATIE)


def get_corporatie(user: Any, gemeente: Gemeente, slug: str) -> Partij:
    """The corporation of an address, active in the gemeente.

    Raises:
        Http404: none of that name.
    """
    key = ("corporaties", access_key(user), gemeente.pk)
    for partij in read_objects(key, lambda: _active(user, gemeente).order_by("pk")):
        if corporatie_slug(partij) == slug:
            return partij
    raise Http404
