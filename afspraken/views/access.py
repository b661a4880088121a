# SPDX-License-Identifier: EUPL-1.2
"""The afspraak or actie of an address, for who may see it."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from afspraken.detail import of_address
from afspraken.models import Actie, Afspraak
from partijen.models import Gemeente
from partijen.shortcuts import find_visible
from portaal.lib.compiled import ANY_KEY, ANY_OTHER


def get_afspraak(request: HttpRequest, gemeente: Gemeente, afsprakenset: str, code: str) -> Afspraak:
    """One afspraak of the address, with thema and set.

    Raises:
        Http404: missing or hidden, without a difference.
    """
    afspraak = find_visible(_afspraak, request.user, gemeente, pk=code, other=afsprakenset)
    if afspraak is None:
        raise Http404
    afspraak.gemeente = gemeente
    return afspraak


def _afspraak(user: Any, gemeente: Gemeente) -> "QuerySet[Afspraak]":
    return of_address(user, gemeente).select_related("thema__werkgroep", "afsprakenset")


def get_actie(request: HttpRequest, afspraak: Afspraak, code: str) -> Actie:
    """One actie of an afspraak.

    Raises:
        Http404: missing or hidden, without a difference.
    """
    actie = find_visible(_actie, request.user, afspraak.gemeente, pk=afspraak.pk, other=code)
    if actie is None:
        raise Http404
    actie.afspraak, actie.gemeente = afspraak, afspraak.gemeente
    return actie


def _actie(user: Any, gemeente: Gemeente) -> "QuerySet[Actie]":
    rows = Actie.objects.visible_to(user, gemeente=gemeente)
    return rows.filter(afspraak_id=ANY_KEY, code=ANY_OTHER)  # type: ignore[no-any-return]
