# SPDX-License-Identifier: EUPL-1.2
"""The measurable targets of a gemeente: all of them per set, and each on a page of its own with its measurements."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from afspraken import policies
from afspraken.doelen import Doelregel, doelen_per_set, read_doel, value_text, without_measurement
from afspraken.doorwerking import read_ketens, rests_on_demo
from afspraken.forms.meting import MetingForm
from afspraken.koers import expected_words, points_of, value_words
from afspraken.pilots import read_computed
from afspraken.services.metingen import record_meting
from afspraken.services.persoonsgegevens import PersonalDataFound
from afspraken.werelddoelen import WerelddoelFilter, read_aanbevelingen, read_werelddoelen
from partijen.geschiedenis import describe_events
from partijen.models import Gemeente, Wijziging
from partijen.pages import PageRequest, crumbs, see_other, signed_in
from partijen.policies import may_see_history
from partijen.shortcuts import public_page
from partijen.views.persoonsgegevens import antwoord_of, vraag_of
from portaal.lib.lines import Tekening, make_lines

# The years of a drawing: so many at most.
MAX_YEARS = 60


@require_safe
@public_page
def doelen(request: PageRequest, gemeente: Gemeente) -> HttpResponse:
    """Every target and indicator, with its parts and how it stands."""
    sets = doelen_per_set(request.user, gemeente)
    context = {
        "gemeente": gemeente,
        "sets": sets,
        "gemist": without_measurement(sets),
        "kruimels": crumbs(gemeente, (_("Doelen"), "")),
    }
    return render(request, "afspraken/doelen.html", context)


@require_safe
@public_page
def doorwerking(request: PageRequest, gemeente: Gemeente) -> HttpResponse:
    """National priorities down to the neighbourhoods, the goals of the United Nations (`?sdg=3`), and studies."""
    doelen = read_werelddoelen(request.user, gemeente)
    form = WerelddoelFilter(request.GET, doelen=doelen)
    ketens = read_ketens(request.user, gemeente)
    context = {
        "gemeente": gemeente,
        "ketens": ketens,
        "demo": rests_on_demo(ketens),
        "form": form,
        "werelddoelen": form.chosen(doelen),
        "onderzoeken": read_aanbevelingen(request.user, gemeente),
        "kruimels": crumbs(gemeente, (_("Van Rijk tot buurt"), "")),
    }
    return render(request, "afspraken/doorwerking.html", context, status=200 if form.is_valid() else 422)


@dataclass(frozen=True, slots=True)
class Metingregel:
    """A measurement in words. `vervangen`: a newer one of the same day counts."""

    datum: Any
    waarvan: str
    waarde: str
    herkomst: str
    toelichting: str
    vervangen: bool
    demo: bool


@require_safe
@public_page
def doel(request: PageRequest, gemeente: Gemeente, afsprakenset: str, code: str) -> HttpResponse:
    """One target: what it is, how it stands and why, its measurements as lines and as a table, and its history."""
    regel = _read(request, gemeente, afsprakenset, code)
    events = []
    if may_see_history(request.user, gemeente.pk):
        rows = Wijziging.objects.visible_to(request.user).of_object(regel.doel)
        events = describe_events(list(rows.select_related("gebruiker")[:50]), gemeente)
    context = {
        "gemeente": gemeente,
        "regel": regel,
        "metingen": _lines(regel),
        "tekening": _drawing(regel),
        "begin": value_words(regel.doel.beginwaarde, regel.doel.eenheid) if regel.doel.begin_op else "",
        "verwachting": _expected(regel),
        "mag_meten": _may_measure(request, regel),
        "berekend": read_computed(request.user, regel.doel),
        "geschiedenis": events,
        "kruimels": _crumbs(gemeente, regel),
    }
    return render(request, "afspraken/doel.html", context)


def _read(request: PageRequest, gemeente: Gemeente, afsprakenset: str, code: str) -> Doelregel:
    regel = read_doel(request.user, gemeente, afsprakenset, code)
    if regel is None:
        raise Http404
    return regel


def _crumbs(gemeente: Gemeente, regel: Doelregel, *page: str) -> list[dict[str, str]]:
    steps = [(_("Doelen"), reverse("afspraken:doelen", args=(gemeente.slug,)))]
    steps.append((regel.doel.titel, _address(gemeente, regel) if page else ""))
    return crumbs(gemeente, *steps, *((label, "") for label in page))


def _address(gemeente: Gemeente, regel: Doelregel) -> str:
    return reverse("afspraken:doel", args=(gemeente.slug, regel.doel.afsprakenset.slug, regel.doel.code))


def _may_measure(request: PageRequest, regel: Doelregel) -> bool:
    parts = [None, *regel.doel.delen.all()]
    return any(policies.may_record_meting(request.user, regel.doel, part) for part in parts)


def _lines(regel: Doelregel) -> list[Metingregel]:
    """Newest first; of one day and part the newest counts."""
    seen: set[tuple[Any, ...]] = set()
    found = []
    for meting in sorted(regel.doel.metingen.all(), key=lambda one: (one.datum, one.pk), reverse=True):
        key = (meting.datum, meting.deel_id)
        unit = meting.deel.eenheid if meting.deel else regel.doel.eenheid
        found.append(
            Metingregel(
                meting.datum,
                meting.deel.naam if meting.deel else _("Het hele doel"),
                value_text(meting.waarde, unit, meting.waardestatus),
                meting.herkomst,
                meting.toelichting,
                key in seen,
                meting.demo,
            )
        )
        seen.add(key)
    return found


def _expected(regel: Doelregel) -> str:
    koers = regel.koers
    return expected_words(koers.verwachting, regel.doel.eenheid) if koers and koers.verwachting is not None else ""


def _drawing(regel: Doelregel) -> Tekening | None:
    """Measured, expected and wished for, over the years; None with fewer than two years to draw."""
    row = regel.doel
    last = regel.koers.laatste if regel.koers else None
    measured = {punt.datum.year: punt.waarde for punt in points_of(row.metingen.all(), last.datum)} if last else {}
    if row.begin_op:
        measured.setdefault(row.begin_op.year, row.beginwaarde)
    if not measured:
        return None
    years = list(range(min(measured), max([*measured, row.einddatum.year if row.einddatum else 0]) + 1))
    if not 2 <= len(years) <= MAX_YEARS:
        return None
    goal: dict[int, Decimal] = dict.fromkeys(years, row.doel) if row.doel is not None else {}
    expected: dict[int, Decimal] = {}
    if last and regel.koers and regel.koers.verwachting is not None and row.einddatum.year > last.datum.year:
        span = row.einddatum.year - last.datum.year
        step = (regel.koers.verwachting - last.waarde) / span
        expected = {last.datum.year + n: max(last.waarde + step * n, Decimal(0)) for n in range(span + 1)}
    top = max([*measured.values(), *goal.values(), *expected.values()])
    series = [(_("doel"), "norm", goal), (_("verwacht"), "plan", expected), (_("gemeten"), "count", measured)]
    shown = [one for one in series if one[2]]
    # Beside the axis there is room for a number; the table says what it counts.
    label = value_words(top, "aantal" if row.eenheid == "woningen" else row.eenheid)
    return make_lines(years, shown, [(top, label), (Decimal(0), "0")])


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def meting_nieuw(request: PageRequest, gemeente: Gemeente, afsprakenset: str, code: str) -> HttpResponse:
    """Add a measurement; it is never changed afterwards, a newer one of the same day takes its place."""
    regel = _read(request, gemeente, afsprakenset, code)
    if not _may_measure(request, regel):
        raise PermissionDenied
    data = request.POST if request.method == "POST" else None
    berekend = read_computed(request.user, regel.doel)
    form = MetingForm(data, doelstelling=regel.doel, user=request.user, berekend=berekend)
    found: PersonalDataFound | None = None
    if request.method == "POST" and form.is_valid():
        try:
            record_meting(
                doelstelling=regel.doel,
                deel=form.cleaned_data.get("deel"),
                gemeten=form.gemeten(),
                by=request.user,
                antwoord=antwoord_of(request),
            )
        except PersonalDataFound as error:
            found = error
        except ValidationError as error:
            form.add_faults(error)
        else:
            messages.success(request, _("De meting is opgeslagen."))
            return see_other(_address(gemeente, regel))
    context = {
        "gemeente": gemeente,
        "regel": regel,
        "form": form,
        "berekend": berekend,
        "vraag": vraag_of(request, found) if found else None,
        "terug": _address(gemeente, regel),
        "kruimels": _crumbs(gemeente, regel, _("Meting toevoegen")),
    }
    return render(request, "afspraken/meting_nieuw.html", context, status=422 if form.errors or found else 200)
