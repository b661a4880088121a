# SPDX-License-Identifier: EUPL-1.2
"""How a page finds its corporation."""

from typing import Any

from django.http import Http404

from partijen.models import Gemeente, Partij


def corporatie_slug(partij: Partij) -> str:
    """The name of a corporation in addresses."""
    return partij.adresnaam


def get_corporatie(user: Any, gemeente: Gemeente, slug: str) -> Partij:
    """The corporation of an address, active in the gemeente.

    Raises:
        Http404: none of that name.
    """
    active = Partij.objects.visible_to(user).in_gemeente(gemeente).filter(soort=Partij.Soort.CORPORATIE)
    for partij in active.order_by("pk"):
        if corporatie_slug(partij) == slug:
            return partij  # type: ignore[no-any-return]
    raise Http404
