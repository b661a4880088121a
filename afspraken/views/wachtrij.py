# SPDX-License-Identifier: EUPL-1.2
"""The queue of the coordinator: what waits for publishing, several at once, or one report sent back."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from afspraken import policies
from afspraken.filters import WachtrijFilter
from afspraken.forms.publicatie import TerugsturenForm
from afspraken.models import Voortgang
from afspraken.services.persoonsgegevens import PersonalDataFound
from afspraken.services.voortgang import send_back_voortgang
from afspraken.services.wachtrij import ChangedMeanwhile, publish_chosen
from afspraken.wachtrij import (
    MODELLEN,
    Soort,
    Wachtend,
    count_waiting,
    parse_values,
    read_waiting,
    waiting,
)
from partijen.models import Gemeente
from partijen.pages import PageRequest, crumbs, query_url, safe_path, see_other, signed_in
from partijen.shortcuts import find_visible
from partijen.views.persoonsgegevens import antwoord_of, ask_page
from partijen.woorden import in_own_words
from portaal.lib.compiled import ANY_KEY
from portaal.lib.paging import Page, read_page

PAGE_SIZE, SHOWN_OF_EACH = 50, 15


@dataclass(frozen=True, slots=True)
class Groep:
    """The rows of one kind that are shown; `alle_url` leads to all of them when there are more."""

    soort: Soort
    aantal: int
    rijen: list[Wachtend]
    alle_url: str


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def wachtrij(request: PageRequest, gemeente: Gemeente) -> HttpResponse:
    """What waits, by kind and thema; on POST what was ticked becomes public, all of it or nothing."""
    _check_access(request, gemeente)
    if request.method != "POST":
        return _render(request, gemeente)
    values = request.POST.getlist("kies")
    try:
        done = publish_chosen(
            gemeente=gemeente, gekozen=parse_values(values), by=request.user, antwoord=antwoord_of(request)
        )
    except PersonalDataFound as found:
        return ask_page(request, gemeente, found, terug=request.get_full_path())
    except ChangedMeanwhile as changed:
        return _render(request, gemeente, chosen=values, changed=changed, status=409)
    except ValidationError as error:
        return _render(request, gemeente, chosen=values, fout=" ".join(error.messages), status=422)
    _say_what_was_done(request, done)
    return see_other(query_url(request, na="", voor=""))


def _voortgang(user: Any, gemeente: Gemeente) -> "QuerySet[Voortgang]":
    rows = Voortgang.objects.visible_to(user, gemeente=gemeente).filter(gemeente=gemeente, pk=ANY_KEY)
    return rows.select_related("afspraak", "actie")  # type: ignore[no-any-return]


@require_POST
@signed_in
def terugsturen(request: PageRequest, gemeente: Gemeente, voortgang: int) -> HttpResponse:
    """Do not publish one report that waits, with the reason for who made it."""
    report = find_visible(_voortgang, request.user, gemeente, pk=voortgang)
    if report is None:
        raise Http404
    _check_access(request, gemeente)
    form = TerugsturenForm(request.POST, auto_id=f"id_terugsturen_{report.pk}_%s")
    if form.is_valid():
        try:
            sent = send_back_voortgang(voortgang=report, by=request.user, reden=form.cleaned_data["reden"])
        except ValidationError as error:
            form.add_faults(error)
        else:
            code = (report.actie or report.afspraak).code
            if sent:
                messages.success(request, _("De melding over %(code)s is teruggestuurd.") % {"code": code})
            else:
                messages.info(request, _("De melding over %(code)s wachtte niet meer.") % {"code": code})
            return see_other(_back(request, gemeente))
    form.focus_first_fault()
    return _render(
        request,
        gemeente,
        data=QueryDict(urlsplit(_back(request, gemeente)).query),
        sending=(report.pk, form),
        status=422,
    )


def _check_access(request: PageRequest, gemeente: Gemeente) -> None:
    if not policies.may_publish(request.user, gemeente.pk):
        raise PermissionDenied(in_own_words(_("Alleen een %(coordinator)s publiceert."), gemeente))


def _back(request: PageRequest, gemeente: Gemeente) -> str:
    """The queue with the filters that were chosen."""
    base = reverse("afspraken:wachtrij", args=(gemeente.slug,))
    path = safe_path(request, request.POST.get("terug", ""))
    return path if urlsplit(path).path == base else base


def _say_what_was_done(request: PageRequest, done: list[Wachtend]) -> None:
    text = ngettext("%(n)d onderdeel is nu gepubliceerd.", "%(n)d onderdelen zijn nu gepubliceerd.", len(done))
    messages.success(request, text % {"n": len(done)})
    hidden = []
    for soort in Soort:
        rows = {row.pk: row.code for row in done if row.soort is soort}
        if rows:
            seen = MODELLEN[soort].objects.visible_to(AnonymousUser()).filter(pk__in=rows).values_list("pk", flat=True)
            hidden += [code for pk, code in rows.items() if pk not in set(seen)]
    if hidden:
        text = _("Het publiek ziet dit nog niet, omdat iets daarboven nog niet openbaar is: %(codes)s.")
        messages.info(request, text % {"codes": ", ".join(dict.fromkeys(hidden))})


def _render(
    request: PageRequest,
    gemeente: Gemeente,
    *,
    data: QueryDict | None = None,
    chosen: list[str] | None = None,
    changed: ChangedMeanwhile | None = None,
    fout: str = "",
    sending: tuple[int, TerugsturenForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    data = request.GET if data is None else data
    base = reverse("afspraken:wachtrij", args=(gemeente.slug,))
    filters = WachtrijFilter(data, gemeente=gemeente, user=request.user)
    valid = filters.is_valid()
    counts = count_waiting(request.user, gemeente, filters.gekozen_thema) if valid else dict.fromkeys(Soort, 0)
    groups, page = _read_groups(request, gemeente, filters, counts) if valid else ([], Page())
    if not valid and status == 200:
        status = 422

    def address(**changes: str) -> str:
        values = {key: data.get(key, "") for key in ("soort", "thema")} | changes
        query = urlencode({key: value for key, value in values.items() if value})
        return f"{base}?{query}" if query else base

    context: dict[str, Any] = {
        "gemeente": gemeente,
        "filters": filters,
        "thema": filters.value("thema"),
        "groepen": groups,
        "aantal": sum(counts.values()),
        "keuzes": [
            {
                "label": _("Alles"),
                "aantal": sum(counts.values()),
                "url": address(soort=""),
                "huidig": filters.gekozen_soort is None,
            },
            *(
                {
                    "label": soort.label,
                    "aantal": counts[soort],
                    "url": address(soort=soort.value),
                    "huidig": filters.gekozen_soort is soort,
                }
                for soort in Soort
            ),
        ],
        "vorige_url": address(voor=page.previous) if page.previous else "",
        "volgende_url": address(na=page.next) if page.next else "",
        "formulier_url": address(),
        "gekozen": _still_chosen(chosen or [], changed),
        "gewijzigd": _changes(request, gemeente, changed),
        "fout": fout,
        "terugsturen_pk": sending[0] if sending else None,
        "terugsturen_form": sending[1] if sending else None,
        "kruimels": crumbs(gemeente, (_("Publiceren"), "")),
        "demo": any(row.demo for group in groups for row in group.rijen),
    }
    return render(request, "afspraken/wachtrij.html", context, status=status)


def _read_groups(
    request: PageRequest, gemeente: Gemeente, filters: WachtrijFilter, counts: dict[Soort, int]
) -> tuple[list[Groep], Page]:
    """Of one kind a page; of all kinds the first few of each."""
    scope: dict[str, Any] = {"user": request.user, "gemeente": gemeente}
    if filters.gekozen_soort is not None:
        rows = waiting(filters.gekozen_soort, thema=filters.gekozen_thema, **scope)
        keys = read_page(rows.values("pk"), size=PAGE_SIZE, after=filters.value("na"), before=filters.value("voor"))
        shown = rows.filter(pk__in=[row["pk"] for row in keys.rows])
        found = read_waiting(filters.gekozen_soort, shown, **scope) if keys.rows else []
        return [Groep(filters.gekozen_soort, counts[filters.gekozen_soort], found, "")], keys
    groups = []
    for soort in Soort:
        if counts[soort]:
            pks = list(
                waiting(soort, thema=filters.gekozen_thema, **scope).values_list("pk", flat=True)[:SHOWN_OF_EACH]
            )
            found = read_waiting(soort, waiting(soort, **scope).filter(pk__in=pks), **scope)
            more = counts[soort] > len(found)
            groups.append(Groep(soort, counts[soort], found, query_url(request, soort=soort.value) if more else ""))
    return groups, Page()


def _still_chosen(chosen: list[str], changed: ChangedMeanwhile | None) -> list[str]:
    """The tick boxes that stay ticked: not those of what changed, which is to be read again."""
    if changed is None:
        return chosen
    return [value for value in chosen if not set(parse_values([value])) & set(changed.nu)]


def _changes(request: PageRequest, gemeente: Gemeente, changed: ChangedMeanwhile | None) -> list[str]:
    """What changed of what was chosen, in words."""
    lines = []
    for (soort, pk), row in changed.nu.items() if changed else ():
        if row is not None:
            text = _("%(naam)s is anders dan u zag. Lees het opnieuw en kies het dan weer.")
            lines.append(text % {"naam": f"{row.code} {row.titel}"})
            continue
        gone = MODELLEN[soort].objects.visible_to(request.user, gemeente=gemeente).filter(gemeente=gemeente, pk=pk)
        found: Any = gone.first()
        name = _("Iets dat u koos")
        if found is not None:
            name = str(found if soort in (Soort.AFSPRAAK, Soort.ACTIE) else found.actie or found.afspraak)
        lines.append(_("%(naam)s: dit wacht niet meer. Iemand was u voor, of er is iets nieuwers.") % {"naam": name})
    return lines
