# SPDX-License-Identifier: EUPL-1.2
"""Meetings: the list of them, and what one of them is about."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from afspraken.models import Afspraak, Afsprakenset
from afspraken.policies import is_coordinator
from monitoring import policies
from monitoring.forms.kalender import OverlegstukForm
from monitoring.forms.overleg import AfdoenForm, AgendapuntForm, BesluitForm, RapportageForm
from monitoring.models import Overlegstuk
from monitoring.selectors.agenda import agenda
from monitoring.selectors.kalender import countdown
from monitoring.selectors.overleggen import meetings, neighbours, sets_to_report
from monitoring.selectors.rapportage import rapportages_of
from partijen.models import Gemeente, Overleg, Partij
from partijen.pages import crumbs
from partijen.policies import access_key, may_see_bestuur
from partijen.shortcuts import public_page
from portaal.lib.compiled import ANY_KEY, read_objects


def get_overleg(request: HttpRequest, gemeente: Gemeente, datum: dt.date) -> Overleg:
    """The meeting of that day; `?soort=` chooses where there are two, else the board's comes first.

    Raises:
        Http404: there is none.
    """
    rows = Overleg.objects.visible_to(request.user).filter(gemeente=gemeente, datum=datum)
    soort = request.GET.get("soort", "")
    if soort:
        rows = rows.filter(soort=soort.replace("\0", ""))
    found = rows.order_by("soort").first()  # "bestuurlijk" comes before "kernteam"
    if found is None:
        raise Http404
    found.gemeente = gemeente
    return found


@require_safe
@public_page
def overleggen(request: HttpRequest, gemeente: Gemeente) -> HttpResponse:
    """What is to come first, then what has been, with the rapportages of each."""
    rows = meetings(request.user, gemeente, timezone.localdate())
    context = {
        "gemeente": gemeente,
        "komend": rows.komend,
        "geweest": rows.geweest,
        "demo": rows.demo,
        "kruimels": crumbs(gemeente, (_("Overleggen"), "")),
    }
    return render(request, "monitoring/overleggen.html", context)


@require_safe
@public_page
def overleg(request: HttpRequest, gemeente: Gemeente, datum: dt.date) -> HttpResponse:
    """One meeting."""
    return overleg_page(request, get_overleg(request, gemeente, datum))


def overleg_page(
    request: HttpRequest,
    found: Overleg,
    *,
    form: RapportageForm | None = None,
    punt_form: AgendapuntForm | None = None,
    besluit_form: BesluitForm | None = None,
    afdoen: tuple[int, AfdoenForm] | None = None,
    stuk_form: OverlegstukForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a meeting; a form that was refused is shown as it was sent.

    Args:
        afdoen: number of the decision and its form.
    """
    gemeente = found.gemeente
    rapportages = rapportages_of(request.user, found)
    if form is None and policies.may_make_rapportage(request.user, gemeente.pk):
        form = rapportage_form(request, found)
    today = timezone.localdate()
    points = agenda(request.user, found, today)
    if points is not None and punt_form is None and found.datum >= today:
        punt_form = agendapunt_form(request, found)

    def brought_in() -> QuerySet[Overlegstuk]:
        return Overlegstuk.objects.visible_to(request.user).filter(overleg_id__in=[ANY_KEY]).order_by("id")  # type: ignore[no-any-return]

    papers = read_objects(("overlegstukken", access_key(request.user)), brought_in, pks=(found.pk,))
    if stuk_form is None and policies.may_put_on_agenda(request.user, gemeente.pk):
        stuk_form = OverlegstukForm()
    may_record = policies.may_record_besluit(request.user, gemeente.pk)
    if besluit_form is None and may_record and found.datum <= today:
        besluit_form = new_besluit_form(request, found)
    before, after = neighbours(found)
    context = {
        "gemeente": gemeente,
        "overleg": found,
        "nog": countdown(found.datum, found.datum, today) if found.datum >= today else "",
        "vorig_overleg": before,
        "volgend_overleg": after,
        "mag_bestuur": may_see_bestuur(request.user, gemeente),
        "agenda": points,
        "punt_form": punt_form,
        "besluit_form": besluit_form,
        "mag_afdoen": may_record,
        "mag_bijstellen": is_coordinator(request.user, gemeente.pk),
        "afdoen_nummer": afdoen[0] if afdoen else None,
        "afdoen_form": afdoen[1] if afdoen else AfdoenForm(),
        "fout_form": next((sent for sent in (form, punt_form, besluit_form, stuk_form) if sent and sent.errors), None),
        "soort_query": "" if found.soort == Overleg.Soort.BESTUURLIJK else f"?soort={found.soort}",
        "rapportages": rapportages,
        "stukken": [(row, policies.may_remove_stuk(request.user, row)) for row in papers],
        "mag_publiceren": policies.may_publish_stuk(request.user, gemeente.pk),
        "stuk_form": stuk_form,
        "form": form if form is not None and form.sets else None,
        "mag_maken": policies.may_make_rapportage(request.user, gemeente.pk),
        "demo": found.demo or any(row.demo for row in rapportages),
        "kruimels": crumbs(gemeente, (_("Overleggen"), "../"), (str(found), "")),
    }
    return render(request, "monitoring/overleg.html", context, status=status)


def afspraken_to_choose(request: HttpRequest, gemeente: Gemeente) -> Any:
    """Afspraken that this reader may name, of sets that are not closed."""
    rows = Afspraak.objects.filter(gemeente=gemeente).visible_to(request.user, gemeente=gemeente)
    rows = rows.exclude(afsprakenset__levensfase=Afsprakenset.Levensfase.AFGESLOTEN)
    return rows.order_by("afsprakenset_id", "volgorde", "pk")


def agendapunt_form(request: HttpRequest, found: Overleg, data: Any = None) -> AgendapuntForm:
    """The form of a point for the agenda."""
    return AgendapuntForm(data, afspraken=afspraken_to_choose(request, found.gemeente))


def new_besluit_form(request: HttpRequest, found: Overleg, data: Any = None) -> BesluitForm:
    """The form of a decision, with the parties that take part."""
    partijen = Partij.objects.visible_to(request.user).in_gemeente(found.gemeente).order_by("naam")
    return BesluitForm(data, afspraken=afspraken_to_choose(request, found.gemeente), partijen=partijen)


def rapportage_form(request: HttpRequest, found: Overleg, data: object = None) -> RapportageForm:
    """The form, with the sets of which there is no vastgestelde rapportage for this meeting yet."""
    sets: list[Afsprakenset] = sets_to_report(found)
    return RapportageForm(data, sets=sets, peildatum=min(timezone.localdate(), found.datum))  # type: ignore[arg-type]
