# SPDX-License-Identifier: EUPL-1.2
"""Feed, calendar and catalogue: what others follow without asking again and again what changed."""

import datetime as dt
import json
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event

from monitoring.catalogus import catalogue
from monitoring.selectors.opendata import Keuze, find_keuze, read_dates, read_feed
from partijen.models import Gemeente
from partijen.shortcuts import public_page
from portaal.lib.tables.cells import clean_text

KEYS = {"afsprakenset", "thema", "gebied"}
# Identifiers stay the same when the portal gets another address.
AUTHORITY = "afsprakenportaal.example,2026"


def _keuze(request: HttpRequest, gemeente: Gemeente) -> Keuze:
    """What the keys of the address ask for; raises ValueError for any other key or value."""
    if not request.GET.keys() <= KEYS:
        raise ValueError(_("Deze sleutel is hier niet bekend."))
    return find_keuze(gemeente, **{name: request.GET[name] for name in request.GET})


def _refused(error: ValueError) -> HttpResponse:
    return HttpResponse(str(error), status=400, content_type="text/plain; charset=utf-8")


@require_safe
@public_page
def feed(request: HttpRequest, gemeente: Gemeente) -> HttpResponse:
    """Changes of published things as Atom, also of one thema or place."""
    try:
        keuze = _keuze(request, gemeente)
    except ValueError as error:
        return _refused(error)
    lines = read_feed(gemeente, keuze)
    page = request.build_absolute_uri(reverse("wijzigingen", args=(gemeente.slug,)))
    name = clean_text(gemeente.volledige_naam)
    title = _("Wijzigingen in %(naam)s") % {"naam": f"{name}: {keuze.naam}" if keuze.naam else name}
    made = Atom1Feed(
        # XML cannot hold every character that somebody can type: one of them must not take the feed from everybody.
        title=clean_text(title),
        link=page,
        description=_("Wat er veranderde in wat is gepubliceerd."),
        language="nl",
        feed_url=request.build_absolute_uri(),
        feed_guid=f"tag:{AUTHORITY}:{gemeente.slug}/wijzigingen?{urlencode(sorted(request.GET.items()))}",
        author_name=name,
        feed_copyright="CC0 1.0",
    )
    for event, line in lines:
        words = [f"{capfirst(row.label)}: {row.oud or '–'} → {row.nieuw or '–'}" for row in line.velden]
        words += [_("%(tekst)s is gewijzigd") % {"tekst": text} for text in line.teksten]
        made.add_item(
            title=clean_text(f"{line.wat} {line.naam}: {line.gebeurd}" + (f" ({_('voorbeeld')})" if line.demo else "")),
            link=request.build_absolute_uri(line.url),
            description=clean_text(". ".join(words) or line.gebeurd),
            unique_id=f"tag:{AUTHORITY}:wijziging/{event.pk}",
            pubdate=event.moment,
            updateddate=event.moment,
            author_name=clean_text(line.wie or name),
        )
    return HttpResponse(made.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


@require_safe
@public_page
def agenda(request: HttpRequest, gemeente: Gemeente) -> HttpResponse:
    """Terms and meetings as a calendar to subscribe to, also of one thema or place."""
    try:
        keuze = _keuze(request, gemeente)
    except ValueError as error:
        return _refused(error)
    calendar = Calendar()
    calendar.add("prodid", "-//Afsprakenportaal//NL")
    calendar.add("version", "2.0")
    name = gemeente.volledige_naam
    calendar.add("x-wr-calname", f"{name}: {keuze.naam}" if keuze.naam else name)
    stamp = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    for row in read_dates(gemeente, keuze):
        event = Event()
        event.add("uid", f"{gemeente.slug}-{row.sleutel}@{AUTHORITY.partition(',')[0]}")
        event.add("dtstamp", stamp)
        event.add("summary", clean_text(row.naam))
        event.add("dtstart", row.eerste)
        event.add("dtend", row.laatste + dt.timedelta(days=1))
        event.add("url", request.build_absolute_uri(row.url))
        event.add("transp", "TRANSPARENT")
        if row.uitleg:
            event.add("description", clean_text(row.uitleg))
        calendar.add_component(event)
    headers = {"Content-Disposition": f'inline; filename="{gemeente.slug}.ics"'}
    return HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8", headers=headers)


@require_safe
def catalogus(request: HttpRequest) -> HttpResponse:
    """The catalogue of published sets (DCAT-AP-NL), for harvesters of any site."""
    if request.GET:
        return HttpResponse(_("Dit adres kent geen sleutels."), status=400, content_type="text/plain; charset=utf-8")
    content = json.dumps(catalogue(request.build_absolute_uri("/").rstrip("/")), ensure_ascii=False, indent=1)
    headers = {"Access-Control-Allow-Origin": "*"}
    return HttpResponse(content, content_type="application/ld+json", headers=headers)
