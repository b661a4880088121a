# SPDX-License-Identifier: EUPL-1.2
"""Zienswijzen: the list of a gemeente, and one of them with its answer."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from monitoring import policies
from monitoring.forms.zienswijze import UitstelForm, ZienswijzeFilterForm
from monitoring.models import Zienswijze
from monitoring.querysets.zienswijze import Antwoordtermijn, Staat
from monitoring.selectors.zienswijzen import counts_of, seen_overs, takes_part
from partijen.models import Gemeente, Partij
from partijen.pages import crumbs
from partijen.policies import may_see_history
from partijen.shortcuts import find_visible, public_page
from portaal.lib.compiled import ANY_KEY
from portaal.lib.paging import Page, read_page

PAGE_SIZE = 50


def get_zienswijze(request: HttpRequest, gemeente: Gemeente, nummer: int) -> Zienswijze:
    """The zienswijze of an address; what it is about is None-like for who does not see that: see `over_url`.

    Raises:
        Http404: missing or hidden, without a difference.
    """
    found = find_visible(_one, request.user, gemeente, pk=nummer)
    if found is None:
        raise Http404
    found.gemeente = gemeente
    return found


def _one(user: Any, gemeente: Gemeente) -> "QuerySet[Zienswijze]":
    return Zienswijze.objects.visible_to(user).filter(gemeente=gemeente, pk=ANY_KEY).with_names()  # type: ignore[no-any-return]


def trail(gemeente: Gemeente, *steps: tuple[str, str]) -> list[dict[str, str]]:
    """Where a page of a zienswijze stands."""
    return crumbs(gemeente, (_("Zienswijzen"), reverse("zienswijzen", args=(gemeente.slug,))), *steps)


def over_url(request: HttpRequest, zienswijze: Zienswijze) -> str:
    """The page of what it is about; empty when this reader does not see that."""
    if not seen_overs(request.user, zienswijze.gemeente, [zienswijze]):
        return ""
    over = zienswijze.over
    over.gemeente = zienswijze.gemeente
    return str(over.get_absolute_url())


@require_safe
@public_page
def zienswijzen(request: HttpRequest, gemeente: Gemeente) -> HttpResponse:
    """All that the reader may see, newest first, with how many there are in each state."""
    rows = Zienswijze.objects.visible_to(request.user).filter(gemeente=gemeente)
    parties = Partij.objects.filter(pk__in=rows.order_by().values("partij")).order_by("naam", "pk")
    form = ZienswijzeFilterForm(request.GET, partijen=parties)
    today, status, page = timezone.localdate(), 200, Page()
    counts: dict[str, int] = {}
    chosen: dict[str, str] = {}
    if form.is_valid():
        chosen = form.chosen()
        if "partij" in chosen:
            rows = rows.filter(partij_id=int(chosen["partij"]))
        if "termijn" in chosen:
            rows = rows.with_termijn(Antwoordtermijn(chosen["termijn"]), today)
        counts = counts_of(rows, today)
        if "staat" in chosen:
            rows = rows.in_staat(Staat(chosen["staat"]))
        try:
            names = rows.select_related("partij", "gericht_aan", "antwoord_namens")
            after, before = request.GET.get("na", ""), request.GET.get("voor", "")
            page = read_page(names, size=PAGE_SIZE, after=after, before=before, newest_first=True)
        except ValueError:
            status = 422
    else:
        status = 422
    for row in page.rows:
        row.gemeente = gemeente
        row.te_laat = row.staat is Staat.OPEN and row.antwoord_uiterlijk < today
    takes = takes_part(request.user, gemeente)
    context = {
        "gemeente": gemeente,
        "filters": form,
        "fout": status == 422,
        "keuzes": _choices(request, chosen, counts) if takes else [],
        "doet_mee": takes,
        "aantal": counts.get(f"staat_{chosen['staat']}" if "staat" in chosen else "totaal", 0),
        "te_laat": counts.get("termijn_te_laat", 0),
        "zienswijzen": page.rows,
        "vorige_url": _url(request, chosen, voor=page.previous) if page.previous else "",
        "volgende_url": _url(request, chosen, na=page.next) if page.next else "",
        "demo": any(row.demo for row in page.rows),
        "kruimels": crumbs(gemeente, (_("Zienswijzen"), "")),
    }
    return render(request, "monitoring/zienswijzen.html", context, status=status)


def _url(request: HttpRequest, chosen: dict[str, str], **more: str) -> str:
    query = {name: value for name, value in {**chosen, **more}.items() if value}
    return f"{request.path}?{urlencode(query)}" if query else request.path


def _choices(request: HttpRequest, chosen: dict[str, str], counts: dict[str, int]) -> list[dict[str, Any]]:
    """The states with how many there are in each: together as many as in all."""
    rest = {name: value for name, value in chosen.items() if name != "staat"}
    now = chosen.get("staat", "")
    found = [{"label": _("Alle"), "url": _url(request, rest), "huidig": not now, "aantal": counts.get("totaal", 0)}]
    for staat in Staat:
        url = _url(request, rest, staat=staat.value)
        number = counts.get(f"staat_{staat.value}", 0)
        label = staat.label[0].upper() + staat.label[1:]
        found.append({"label": label, "url": url, "huidig": now == staat.value, "aantal": number})
    return found


@require_safe
@public_page
def zienswijze(request: HttpRequest, gemeente: Gemeente, nummer: int) -> HttpResponse:
    """One zienswijze with its answer, and what this reader may do with it."""
    return zienswijze_page(request, get_zienswijze(request, gemeente, nummer))


def zienswijze_page(
    request: HttpRequest,
    found: Zienswijze,
    *,
    uitstel_form: UitstelForm | None = None,
    fout: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page, with a refused form or a sentence about what happened."""
    user: Any = request.user
    gemeente = found.gemeente
    publishes = policies.may_publish_zienswijze(user, gemeente.pk)
    sides = policies.sides_of(user, found) if found.staat is Staat.BEANTWOORD else frozenset()
    if uitstel_form is None and publishes and found.staat is Staat.OPEN:
        uitstel_form = UitstelForm(zienswijze=found)
    context = {
        "gemeente": gemeente,
        "zienswijze": found,
        "over_url": over_url(request, found),
        "doet_mee": takes_part(user, gemeente),
        "te_laat": found.staat is Staat.OPEN and found.antwoord_uiterlijk < timezone.localdate(),
        "mag_wijzigen": policies.may_change_zienswijze(user, found),
        "mag_intrekken": policies.may_withdraw_zienswijze(user, found),
        "mag_antwoorden": policies.may_answer_zienswijze(user, found),
        "akkoord_indiener": "indiener" in sides and found.akkoord_indiener_op is None,
        "akkoord_antwoord": "antwoord" in sides and found.akkoord_antwoord_op is None,
        "mag_publiceren": publishes and found.staat is Staat.BEANTWOORD,
        "mag_terughalen": publishes and found.staat is Staat.GEPUBLICEERD,
        "mag_logboek": may_see_history(user, gemeente.pk),
        "uitstel_form": uitstel_form,
        "fout": fout,
        "demo": found.demo,
        "kruimels": trail(gemeente, (found.titel, "")),
    }
    return render(request, "monitoring/zienswijze.html", context, status=status)
