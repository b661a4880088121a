# SPDX-License-Identifier: EUPL-1.2
"""What everybody may know of the leefbaarheidsfonds: what each fund holds, and the way of every euro."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from partijen.models import Gemeente
from partijen.pages import PageRequest, crumbs
from partijen.policies import access_key
from partijen.shortcuts import public_page
from portaal.lib.compiled import ANY_KEY, read_object, read_objects
from wijken import policies
from wijken.exports import BOEKING_KOP, FORMATEN, boeking_rows, public_title, table_response
from wijken.fondsoverzicht import read_apart, read_overzicht, stand_of
from wijken.jaaroverzicht import JAAR_KOP, jaar_rows, jaren_of, read_jaaroverzicht
from wijken.models import Aanvraag, Boeking, Fonds

PAGE_SIZE = 100
NUMMER_MAX = 10**9


def fonds_crumbs(gemeente: Gemeente, *steps: tuple[str, str]) -> list[dict[str, str]]:
    """Where a page of the fund stands."""
    return crumbs(gemeente, (_("Leefbaarheidsfonds"), reverse("wijken:fondsen", args=(gemeente.slug,))), *steps)


@require_safe
@public_page
def fondsen(request: PageRequest, gemeente: Gemeente) -> HttpResponse:
    """Every fund: what came in, what is kept apart, granted and paid, and what is left."""
    overzicht = read_overzicht(request.user, gemeente, timezone.localdate())
    apart = read_apart([regel.fonds.pk for regel in overzicht.fondsen]) if overzicht.fondsen else {}
    context: dict[str, Any] = {
        "gemeente": gemeente,
        "kruimels": crumbs(gemeente, (_("Leefbaarheidsfonds"), "")),
        "overzicht": overzicht,
        "apart": [(regel, item) for regel in overzicht.fondsen for item in apart.get(regel.fonds.pk, ())],
        "bronnen": _sources(regel.fonds for regel in overzicht.fondsen),
        "opmerkingen": [
            (regel.fonds.gebied.volledige_naam, regel.fonds.bron_opmerking)
            for regel in overzicht.fondsen
            if regel.fonds.bron_opmerking
        ],
        "leest": policies.may_read_fonds(request.user, gemeente.pk),
        "boekt": policies.may_keep_fonds(request.user, gemeente.pk),
    }
    return render(request, "wijken/fonds/fondsen.html", context)


def _sources(rows: Any) -> list[tuple[str, str]]:
    return list(dict.fromkeys((row.bron.titel, row.bron_plaats) for row in rows if row.bron))


def get_fonds(request: PageRequest, gemeente: Gemeente, gebied: str, *, demo: bool = False) -> Any:
    """The fund of a place, with its balance.

    Raises:
        Http404: no such place, or it has no fund.
    """

    def rows() -> QuerySet[Fonds]:
        found = Fonds.objects.visible_to(request.user).filter(gemeente=gemeente, gebied__slug=ANY_KEY)
        return found.with_stand(demo=demo).select_related("gebied", "bron", "gemeente").order_by()  # type: ignore[no-any-return]

    fonds = read_object(("fonds", access_key(request.user), gemeente.pk, demo), rows, pk=gebied)
    if fonds is None:
        raise Http404
    return fonds


def _lines(request: PageRequest) -> Any:
    """The ledger of the fund at ANY_KEY with what the public may read of it."""
    lines = Boeking.objects.visible_to(request.user).filter(fonds_id__in=[ANY_KEY])
    return lines.select_related("fonds__gebied", "partij", "aanvraag", "tegenboeking_van").with_tegengeboekt()


@require_safe
@public_page
def fonds(request: PageRequest, gemeente: Gemeente, gebied: str) -> HttpResponseBase:
    """One fund; `?voor=` continues its ledger below a line, `?formaat=` gives the whole ledger as a file."""
    row = get_fonds(request, gemeente, gebied)
    key, pks = (PAGE_SIZE, access_key(request.user)), (row.pk,)
    if "formaat" in request.GET:
        every = read_objects(("grootboek", *key), lambda: _lines(request).echt().order_by("volgnummer"), pks=pks)
        rows = boeking_rows(every)
        name = f"grootboek-{gemeente.slug}-{gebied}"
        return table_response(header=BOEKING_KOP, rows=rows, formaat=request.GET["formaat"], name=name)
    before = request.GET.get("voor", "")
    below = min(int(before), NUMMER_MAX) if before.isascii() and before.isdigit() else None

    def newest() -> QuerySet[Boeking]:
        shown = _lines(request).filter(demo=False)
        if below is not None:
            shown = shown.filter(volgnummer__lt=below)
        return shown.order_by("-demo", "-volgnummer")[: PAGE_SIZE + 1]  # type: ignore[no-any-return]

    def invented() -> QuerySet[Boeking]:
        return _lines(request).filter(demo=True).order_by("-volgnummer")[:PAGE_SIZE]  # type: ignore[no-any-return]

    def toekenningen() -> QuerySet[Aanvraag]:
        rows = Aanvraag.objects.visible_to(request.user).filter(fonds_id__in=[ANY_KEY], openbaar=True)
        return rows.select_related("gebied").order_by("-beslist_op", "-pk")[:PAGE_SIZE]  # type: ignore[no-any-return]

    found = read_objects(None if below is not None else ("boekingen", *key), newest, pks=pks)
    demo_lines = read_objects(("demoboekingen", *key), invented, pks=pks)
    granted = read_objects(("toekenningen", *key), toekenningen, pks=pks)
    context: dict[str, Any] = {
        "gemeente": gemeente,
        "kruimels": fonds_crumbs(gemeente, (row.gebied.volledige_naam, "")),
        "fonds": row,
        "stand": stand_of(row),
        "apart": read_apart([row.pk]).get(row.pk, []),
        "toekenningen": granted,
        "boekingen": shown_lines(found[:PAGE_SIZE]),
        "demo_boekingen": shown_lines(demo_lines),
        "volgende": found[PAGE_SIZE - 1].volgnummer if len(found) > PAGE_SIZE else None,
        "demo": bool(demo_lines) or any(aanvraag.demo for aanvraag in granted),
        "demo_tekst": _("wat het label ‘demonstratie’ heeft is verzonnen. Het telt niet mee in de bedragen."),
        "formaten": [(name, f"?formaat={name}") for name in FORMATEN],
        "is_open": row.open and (row.aanvragen_tot is None or row.aanvragen_tot >= timezone.localdate()),
        "boekt": policies.may_keep_fonds(request.user, gemeente.pk),
    }
    return render(request, "wijken/fonds/fonds.html", context)


def shown_lines(lines: Any) -> list[dict[str, Any]]:
    """Lines with what stands beside them on the public pages."""
    return [{"regel": line, "aanvraag": public_title(line)} for line in lines]


@require_safe
@public_page
def jaaroverzicht(request: PageRequest, gemeente: Gemeente) -> HttpResponseBase:
    """What happened to the money in one year, per area and per rayon; `?formaat=` gives it as a file."""
    jaren = jaren_of(request.user, gemeente, timezone.localdate())
    asked = request.GET.get("jaar", "")
    jaar = next((year for year in jaren if str(year) == asked), None if asked else jaren[0])
    if jaar is None:
        raise Http404
    overzicht = read_jaaroverzicht(request.user, gemeente, jaar, timezone.localdate())
    if "formaat" in request.GET:
        name = f"leefbaarheidsfonds-{gemeente.slug}-{jaar}"
        formaat = request.GET["formaat"]
        return table_response(header=JAAR_KOP, rows=jaar_rows(overzicht), formaat=formaat, name=name)
    context = {
        "gemeente": gemeente,
        "kruimels": fonds_crumbs(gemeente, (_("Jaaroverzicht"), "")),
        "overzicht": overzicht,
        "jaren": [{"label": str(year), "url": f"?jaar={year}", "huidig": year == jaar} for year in jaren],
        "downloads": [(name, f"?jaar={jaar}&formaat={name}") for name in FORMATEN],
    }
    return render(request, "wijken/fonds/jaaroverzicht.html", context)
