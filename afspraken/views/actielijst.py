# SPDX-License-Identifier: EUPL-1.2
"""The actielijst of the working groups: afspraken with their acties folded under them, kept up to date in place."""

from typing import Any
from urllib.parse import urlencode, urlsplit

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from afspraken import policies
from afspraken.exports import FORMATEN
from afspraken.filters import ActielijstFilter
from afspraken.forms.actielijst import parse_unchanged
from afspraken.models import Afspraak, Voortgang
from afspraken.paging import Bladzijde, read_page
from afspraken.rows import Rij, build_rows, list_columns, row_anchor
from afspraken.services.namens import namens_of_each
from afspraken.services.persoonsgegevens import PersonalDataFound
from afspraken.services.voortgang import confirm_unchanged
from partijen.models import Gemeente, Overleg
from partijen.pages import PageRequest, crumbs, safe_path, see_other, signed_in, with_saved_mark
from partijen.policies import toegang_of
from partijen.views.persoonsgegevens import antwoord_of, ask_page

PAGE_SIZE = 100
OWN_KEYS = ("thema", "filter", "afsprakenset", "na", "voor")


@require_safe
@signed_in
def actielijst(request: PageRequest, gemeente: Gemeente) -> HttpResponse:
    """What the working groups promised, per thema, and where it stands."""
    return render_actielijst(request, gemeente, request.GET)


@require_POST
@signed_in
def ongewijzigd(request: PageRequest, gemeente: Gemeente) -> HttpResponse:
    """ "Unchanged, still on course" for the rows that were ticked."""
    _check_access(request, gemeente)
    path = safe_path(request, request.POST.get("terug", "")) or reverse("afspraken:actielijst", args=(gemeente.slug,))
    chosen = request.POST.getlist("afspraak")
    try:
        versies = parse_unchanged(chosen)
        rows = Afspraak.objects.visible_to(request.user, gemeente=gemeente).filter(gemeente=gemeente, pk__in=versies)
        afspraken = list(rows.select_related("thema").order_by("volgorde", "id"))
        if len(afspraken) < len(versies):
            raise ValidationError(_("Een van deze afspraken is er niet meer. Laad de lijst opnieuw."))
        for afspraak in afspraken:
            afspraak.gemeente = gemeente
        reports = confirm_unchanged(
            afspraken=afspraken,
            by=request.user,
            expected_versies=versies,
            namens=namens_of_each(by=request.user, afspraken=afspraken),
            publish=policies.may_publish(request.user, gemeente.pk),
            antwoord=antwoord_of(request),
        )
    except PersonalDataFound as found:
        return ask_page(request, gemeente, found, terug=path)
    except ValidationError as error:
        data = QueryDict(urlsplit(path).query)
        return render_actielijst(request, gemeente, data, fout=" ".join(error.messages), gekozen=chosen, status=422)
    done = {report.afspraak_id for report in reports}
    _say_what_was_done(request, gemeente, afspraken, reports)
    codes = [row.code for row in afspraken if row.pk in done]
    return see_other(with_saved_mark(path, codes, row_anchor(codes[0])) if codes else path)


def _say_what_was_done(
    request: PageRequest, gemeente: Gemeente, afspraken: list[Afspraak], reports: list[Voortgang]
) -> None:
    if reports:
        text = ngettext(
            "%(n)d afspraak is bevestigd als ongewijzigd en nog op koers.",
            "%(n)d afspraken zijn bevestigd als ongewijzigd en nog op koers.",
            len(reports),
        )
        messages.success(request, text % {"n": len(reports)})
    done = {report.afspraak_id for report in reports}
    skipped = ", ".join(row.code for row in afspraken if row.pk not in done)
    if skipped:
        messages.warning(request, _("Intussen al bijgewerkt, en dus overgeslagen: %(codes)s.") % {"codes": skipped})
    if policies.may_publish(request.user, gemeente.pk):
        waiting = [row.afspraak.code for row in reports if row.afspraak.laatste_voortgang_publiek_id != row.pk]
        if waiting:
            text = _("Nog niet openbaar, omdat de vorige melding dat ook niet is: %(codes)s.")
            messages.info(request, text % {"codes": ", ".join(waiting)})


def render_actielijst(
    request: PageRequest,
    gemeente: Gemeente,
    data: QueryDict,
    *,
    fout: str = "",
    gekozen: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page for a query string, with a refused choice of rows in its place when there is one."""
    _check_access(request, gemeente)
    context = list_head(request, gemeente, data)
    filters: ActielijstFilter = context["filters"]
    page = Bladzijde()
    opgeslagen = [code for code in data.get("opgeslagen", "").split(",") if code]
    if filters.is_valid():
        page = _read_rows(request, gemeente, filters, context["vorig_overleg"], opgeslagen)
    elif status == 200:
        status = 422
    context |= {
        "afsprakenset": filters.gekozen_set,
        "bladzijde": page,
        "vorige_url": _address(gemeente, data, voor=page.vorige, na="") if page.vorige else "",
        "volgende_url": _address(gemeente, data, na=page.volgende, voor="") if page.volgende else "",
        "rijen": page.rijen,
        "focus": opgeslagen[0] if opgeslagen else "",
        "fout": fout,
        "gekozen": gekozen or [],
        "kan_melden": any(deel.bijwerken_url for rij in page.rijen for deel in (rij, *rij.acties)),
        "kan_bevestigen": any(rij.kan_ongewijzigd for rij in page.rijen),
        "downloads": _downloads(gemeente, filters),
        "import_url": _import_url(request, gemeente),
        "demo": context["demo"] or any(deel.stand.demo for rij in page.rijen for deel in (rij, *rij.acties)),
    }
    return render(request, "afspraken/actielijst.html", context, status=status)


def list_head(request: PageRequest, gemeente: Gemeente, data: QueryDict) -> dict[str, Any]:
    """What stands above the rows: filters with their counts, and what must be done before the next meeting."""
    toegang = toegang_of(request.user)
    filters = ActielijstFilter(data, gemeente=gemeente, user=request.user, werkgroep_ids=toegang.werkgroep_ids)
    vorig, volgend = meetings_around(request, gemeente)
    counts = filters.count(vorig.datum if vorig else None)
    return {
        "gemeente": gemeente,
        "filters": filters,
        "thema": filters.gekozen_thema,
        "vorig_overleg": vorig,
        "volgend_overleg": volgend.datum if volgend else None,
        "demo": any(row.demo for row in (vorig, volgend) if row),
        "bij_te_werken": counts["bij_te_werken"],
        "keuzes": [
            {
                "label": label,
                "aantal": counts[key.replace("-", "_")],
                "url": _address(gemeente, data, filter="" if key == ActielijstFilter.ALLE else key, na="", voor=""),
                "huidig": key == filters.keuze,
            }
            for key, label in filters.keuzelabels
        ],
        "terug": _address(gemeente, data),
        "kruimels": crumbs(
            gemeente,
            (_("Actielijst"), reverse("afspraken:actielijst", args=(gemeente.slug,)) if filters.gekozen_thema else ""),
            *([(f"{_('Thema')} {filters.gekozen_thema.nummer}", "")] if filters.gekozen_thema else []),
        ),
    }


def read_row(request: PageRequest, gemeente: Gemeente, afspraak: Afspraak, *, opgeslagen: str) -> Rij:
    """The row of one afspraak, as the list shows it."""
    rows = Afspraak.objects.visible_to(request.user, gemeente=gemeente).filter(pk=afspraak.pk)
    columns = list(list_columns(rows.with_stand(request.user, gemeente=gemeente), user=request.user, gemeente=gemeente))
    return build_rows(columns, user=request.user, gemeente=gemeente, with_acties=True, opgeslagen=[opgeslagen])[0]


def meetings_around(request: PageRequest, gemeente: Gemeente) -> tuple[Overleg | None, Overleg | None]:
    """The board meetings before today, and today or later; either may be missing."""
    today = timezone.localdate()
    rows = list(Overleg.objects.visible_to(request.user).bestuurlijk().filter(gemeente=gemeente).around(today))
    previous = next((row for row in rows if row.datum < today), None)
    return previous, next((row for row in rows if row.datum >= today), None)


def _check_access(request: PageRequest, gemeente: Gemeente) -> None:
    if not policies.may_see_actielijst(request.user, gemeente):
        raise PermissionDenied(_("De actielijst is voor wie in deze gemeente een rol heeft."))


def _read_rows(
    request: PageRequest,
    gemeente: Gemeente,
    filters: ActielijstFilter,
    vorig_overleg: Overleg | None,
    opgeslagen: list[str],
) -> Bladzijde:
    since = vorig_overleg.datum if vorig_overleg else None
    rows = filters.narrow(filters.rows_of_thema(), filters.keuze, since)
    page = read_page(
        list_columns(rows, user=request.user, gemeente=gemeente, vorig_overleg=vorig_overleg),
        size=PAGE_SIZE,
        key_of=lambda row: (row["volgorde"], row["id"]),
        na=filters.value("na"),
        voor=filters.value("voor"),
    )
    built = build_rows(page.rijen, user=request.user, gemeente=gemeente, with_acties=True, opgeslagen=opgeslagen)
    return Bladzijde(built, page.vorige, page.volgende)


def _address(gemeente: Gemeente, data: QueryDict, **changes: str) -> str:
    """The address of the list with some keys changed; keys that are not its own are left out."""
    values = {key: data[key] for key in OWN_KEYS if data.get(key)} | changes
    query = urlencode({key: value for key, value in values.items() if value})
    base = reverse("afspraken:actielijst", args=(gemeente.slug,))
    return f"{base}?{query}" if query else base


def _downloads(gemeente: Gemeente, filters: ActielijstFilter) -> list[tuple[str, str]]:
    """(format, address) of the same thema as a file, by way of the list."""
    if filters.gekozen_set is None:
        return []
    keys = {"afsprakenset": filters.gekozen_set.slug}
    if filters.gekozen_thema:
        keys["thema"] = str(filters.gekozen_thema.nummer)
    base = reverse("afspraken:lijst", args=(gemeente.slug,))
    return [(formaat, f"{base}?{urlencode({**keys, 'formaat': formaat})}") for formaat in FORMATEN]


def _import_url(request: PageRequest, gemeente: Gemeente) -> str:
    if not policies.may_import_actielijst(request.user, gemeente):
        return ""
    return reverse("afspraken:importeren", args=(gemeente.slug,))
