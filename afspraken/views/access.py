# SPDX-License-Identifier: EUPL-1.2
"""The afspraak or actie of an address, for who may see it."""

from typing import cast

from django.http import Http404, HttpRequest

from afspraken.models import Actie, Afspraak
from afspraken.querysets import AfspraakQuerySet
from partijen.models import Gemeente


def visible_afspraken(request: HttpRequest, gemeente: Gemeente, afsprakenset: str) -> AfspraakQuerySet:
    """Afspraken of a set of the address that this viewer may see."""
    rows = Afspraak.objects.visible_to(request.user, gemeente=gemeente)
    return rows.filter(gemeente=gemeente, afsprakenset__gemeente=gemeente, afsprakenset__slug=afsprakenset)


def get_afspraak(request: HttpRequest, gemeente: Gemeente, afsprakenset: str, code: str) -> Afspraak:
    """One afspraak of the address, with thema and set.

    Raises:
        Http404: missing or hidden, without a difference.
    """
    rows = visible_afspraken(request, gemeente, afsprakenset).filter(code=code)
    afspraak = rows.select_related("thema__werkgroep", "afsprakenset").first()
    if afspraak is None:
        raise Http404
    afspraak.gemeente = gemeente
    return cast(Afspraak, afspraak)


def get_actie(request: HttpRequest, afspraak: Afspraak, code: str) -> Actie:
    """One actie of an afspraak.

    Raises:
        Http404: missing or hidden, without a difference.
    """
    rows = Actie.objects.visible_to(request.user, gemeente=afspraak.gemeente)
    actie = rows.filter(afspraak=afspraak, code=code).first()
    if actie is None:
        raise Http404
    actie.afspraak, actie.gemeente = afspraak, afspraak.gemeente
    return actie
