# SPDX-License-Identifier: EUPL-1.2
"""Query keys that name a place, shared by all resources that have one."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from portaal.lib.api.lookups import KnownFilter
from wijken.models import Gebied


def find_gebieden(user: Any, naam: str) -> QuerySet[Gebied]:
    """The places of a name or slug: a buurt and a wijk may share a name, and so may places of two gemeenten."""
    return Gebied.objects.visible_to(user).filter(Q(naam__iexact=naam) | Q(slug=naam))


def gebied_key(field_name: str = "gebied") -> KnownFilter:
    """The key `gebied` of what belongs to one place."""
    return KnownFilter(field_name, find=find_gebieden, label=_("Naam of slug van een buurt, wijk of rayon."))
