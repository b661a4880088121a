# SPDX-License-Identifier: EUPL-1.2
"""Query keys of gebieden."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from partijen.api.filters import gemeente_key
from portaal.lib.api.filters import StrictFilterSet
from portaal.lib.api.lookups import KnownFilter
from wijken.models import Gebied


def find_gebieden(user: Any, naam: str) -> QuerySet[Gebied]:
    """The places of a name or slug: a buurt and a wijk may share a name, and so may places of two gemeenten."""
    return Gebied.objects.visible_to(user).filter(Q(naam__iexact=naam) | Q(slug=naam))


class GebiedFilterSet(StrictFilterSet):
    """Keys of gebieden."""

    gemeente = gemeente_key()
    soort = django_filters.ChoiceFilter(choices=Gebied.Soort.choices, label=_("Soort gebied."))
    ouder = KnownFilter("ouder", find=find_gebieden, label=_("Gebieden die in dit gebied liggen: naam of slug."))
    zoek = django_filters.CharFilter("naam", "icontains", label=_("Tekst die in de naam voorkomt."))
