# SPDX-License-Identifier: EUPL-1.2
"""The public list of agreements of one set, with filters and downloads."""

from collections.abc import Hashable
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, QuerySet
from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from afspraken.exports import FORMATEN, export_response
from afspraken.filters import AfsprakenFilter
from afspraken.paging import Bladzijde, make_page, page_rows
from afspraken.peildatum import Peilmoment, not_yet, time_machine
from afspraken.rows import build_rows, read_columns
from afspraken.statussen import VOLGORDE, status_words
from corporaties.shortcuts import corporatie_slug, find_corporaties
from partijen.models import Gemeente
from partijen.pages import PageRequest, crumbs, query_url
from partijen.shortcuts import public_page
from portaal.lib.compiled import read_values

PAGE_SIZE = 50


@require_safe
@public_page
@time_machine
def lijst(request: Any, gemeente: Gemeente) -> HttpResponseBase:
    """What the filter shows, as a page of 50 or as a whole file; of a day that has been with a peildatum."""
    moment: Peilmoment = request.peilmoment
    filters = AfsprakenFilter(request.GET, gemeente=gemeente, user=request.user, dag=moment.dag)
    steps = crumbs(gemeente, (_("Afspraken"), ""), query=moment.query)
    if filters.gekozen_set and (early := not_yet(request, gemeente, filters.gekozen_set, kruimels=steps)):
        return early
    valid = filters.is_valid()
    if valid and filters.gekozen_set and (formaat := filters.value("formaat")):
        return export_response(
            afspraken=filters.rows(),
            formaat=formaat,
            user=request.user,
            gemeente=gemeente,
            afsprakenset=filters.gekozen_set,
        )
    counts = count_per_status(filters) if valid else {}
    page = read_rows(request, gemeente, filters) if valid else Bladzijde()
    status = filters.value("status")
    thema = next((row for row in filters.themas if str(row.nummer) == filters.value("thema")), None)
    if thema is not None:
        request.volgbaar = ("thema", thema.pk)
    context = {
        "gemeente": gemeente,
        "afsprakenset": filters.gekozen_set,
        "filters": filters,
        "tellers": counters(request, gemeente, counts, status),
        "aantal": counts.get(status, 0) if status else sum(counts.values()),
        "bladzijde": page,
        "vorige_url": query_url(request, voor=page.vorige, na="") if page.vorige else "",
        "volgende_url": query_url(request, na=page.volgende, voor="") if page.volgende else "",
        "sets": set_links(gemeente, filters, moment.en_query) if len(filters.sets) > 1 else [],
        "corporaties": corporatie_links(request, gemeente, filters.value("zoek")) if valid else [],
        "downloads": downloads(request) if moment.dag is None else past_downloads(gemeente, filters, moment),
        "uit_api": moment.dag is not None,
        "kruimels": steps,
        "demo": any(rij.stand.demo for rij in page.rijen),
    }
    return render(request, "afspraken/lijst.html", context, status=200 if valid else 422)


def count_per_status(filters: AfsprakenFilter) -> dict[str, int]:
    """{status: number} of what the other filters leave, in one query."""

    def counts() -> QuerySet[Any]:
        return filters.rows_but_status().order_by().values("zicht_status").annotate(aantal=Count("pk"))

    rows = read_values(part_of(filters, "tellers"), counts)
    return {row["zicht_status"]: row["aantal"] for row in rows}


def read_rows(request: PageRequest, gemeente: Gemeente, filters: AfsprakenFilter) -> Bladzijde:
    """One page of rows: which ones first, then all that is shown of these."""
    na, voor = filters.value("na"), filters.value("voor")

    def keys() -> QuerySet[Any]:
        return page_rows(filters.rows().values("volgorde", "id"), size=PAGE_SIZE, na=na, voor=voor)

    found = read_values(None if na or voor else part_of(filters, "bladzijde"), keys)
    page = make_page(found, size=PAGE_SIZE, key_of=lambda row: (row["volgorde"], row["id"]), na=na, voor=voor)
    dag = filters.dag
    columns = read_columns([row["id"] for row in page.rijen], user=request.user, gemeente=gemeente, dag=dag)
    return Bladzijde(build_rows(columns, user=request.user, gemeente=gemeente, dag=dag), page.vorige, page.volgende)


def corporatie_links(request: PageRequest, gemeente: Gemeente, zoek: str) -> list[dict[str, str]]:
    """The corporations that somebody may have meant, each with its page; no query when nothing was typed."""
    found = find_corporaties(request.user, gemeente, zoek) if zoek else []
    return [
        {"naam": partij.naam, "url": reverse("corporatie", args=(gemeente.slug, corporatie_slug(partij)))}
        for partij in found
    ]


def downloads(request: PageRequest) -> list[tuple[str, str]]:
    """The formats in which the whole list is given, each with its address."""
    return [(formaat, query_url(request, formaat=formaat, na="", voor="")) for formaat in FORMATEN]


def past_downloads(gemeente: Gemeente, filters: AfsprakenFilter, moment: Peilmoment) -> list[tuple[str, str]]:
    """The formats in which the API gives the set of a day that has been, with thema and status if chosen."""
    if filters.gekozen_set is None:
        return []
    keys = {
        "gemeente": gemeente.slug,
        "afsprakenset": filters.gekozen_set.slug,
        "thema": filters.value("thema"),
        "status": filters.value("status"),
        "peildatum": str(moment.dag),
    }
    address = f"{reverse('api:afspraken-list')}?{urlencode({name: value for name, value in keys.items() if value})}"
    return [(formaat, f"{address}&formaat={formaat}") for formaat in FORMATEN]


def part_of(filters: AfsprakenFilter, name: str) -> tuple[Hashable, ...] | None:
    """Key of the SQL of one part of the page."""
    key = filters.query_key
    return (name, *key) if key is not None else None


def counters(request: PageRequest, gemeente: Gemeente, counts: dict[str, int], chosen: str) -> list[dict[str, Any]]:
    """One counter per status; choosing the chosen one again lets the filter go."""
    words = status_words(gemeente)
    return [
        {
            "status": status.value,
            "woord": words[status.value],
            "aantal": counts.get(status.value, 0),
            "url": query_url(request, status="" if status == chosen else status.value, na="", voor=""),
            "huidig": status == chosen,
        }
        for status in VOLGORDE
    ]


def set_links(gemeente: Gemeente, filters: AfsprakenFilter, query: str) -> list[dict[str, Any]]:
    """The sets one can look at (on the day of `query`); another set has other themas, so the other filters go."""
    base = reverse("afspraken:lijst", args=(gemeente.slug,))
    return [
        {"label": row.naam, "url": f"{base}?afsprakenset={row.slug}{query}", "huidig": row == filters.gekozen_set}
        for row in filters.sets
    ]
