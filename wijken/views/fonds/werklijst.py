# SPDX-License-Identifier: EUPL-1.2
"""The applications of a gemeente, for who decides on them and for who reads along."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, F, Q, QuerySet
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from partijen.models import Gemeente
from partijen.pages import PageRequest, query_url, see_other, signed_in
from partijen.policies import access_key
from partijen.services.history import StaleVersion
from partijen.woorden import in_own_words
from portaal.lib.compiled import ANY_KEY, read_object
from portaal.lib.security_log import log
from wijken import policies
from wijken.brieven import BRIEVEN, letters_for, write_letter
from wijken.forms import StapForm
from wijken.models import Aanvraag, Aanvraagdocument, Dossier
from wijken.services.grootboek import booked_before, outstanding
from wijken.stappen import STAPPEN, Stap
from wijken.statussen import OPEN, Aanvraagstatus
from wijken.views.fonds.openbaar import fonds_crumbs, shown_lines

PAGE_SIZE = 50
# What is open is one list, by deadline; more than this nobody looks through.
ALL_OPEN = 500
NUMMER_MAX = 2**62
S = Aanvraagstatus
# Beside one status each: what waits for somebody, and what waits too long.
OPENSTAAND, TE_LAAT = "open", "te_laat"


def readers(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """For who reads applications and who applied: fondsbeheerder, bestuurder and coordinator of the gemeente."""

    @signed_in
    @wraps(view)
    def wrapper(request: PageRequest, gemeente: Gemeente, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not policies.may_read_fonds(request.user, gemeente.pk):
            raise PermissionDenied(
                in_own_words(
                    _("Alleen wie %(fondsbeheerder)s, %(bestuurder)s of %(coordinator)s is, leest aanvragen."), gemeente
                )
            )
        return view(request, gemeente, *args, **kwargs)

    return wrapper


def keepers(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """For the fondsbeheerder of the gemeente."""

    @signed_in
    @wraps(view)
    def wrapper(request: PageRequest, gemeente: Gemeente, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not policies.may_keep_fonds(request.user, gemeente.pk):
            raise PermissionDenied(in_own_words(_("Alleen de %(fondsbeheerder)s doet dit."), gemeente))
        return view(request, gemeente, *args, **kwargs)

    return wrapper


def read_aanvragen(request: PageRequest, gemeente: Gemeente) -> Any:
    """Applications of a gemeente that its readers may see, with their deadline."""
    rows = Aanvraag.objects.visible_to(request.user).filter(gemeente=gemeente).exclude(status=S.ONBEVESTIGD)
    return rows.with_termijn(timezone.localdate())


@require_safe
@readers
def werklijst(request: PageRequest, gemeente: Gemeente) -> HttpResponse:
    """What waits, the nearest deadline first; `?stand=` shows one status, `?zoek=` searches number, plan and name."""
    rows = read_aanvragen(request, gemeente)
    asked = request.GET.get("stand", OPENSTAAND)
    zoek = " ".join(request.GET.get("zoek", "").replace("\0", "").split())[:100]
    statussen = [status for status in S if status != S.ONBEVESTIGD]
    if asked not in (OPENSTAAND, TE_LAAT, *statussen):
        raise Http404
    counted = rows.aggregate(
        **{status.value: Count("pk", filter=Q(status=status)) for status in statussen},
        aantal_te_laat=Count("pk", filter=Q(te_laat=True)),
    )
    counted[TE_LAAT] = counted["aantal_te_laat"]
    counted[OPENSTAAND] = sum(counted[status.value] for status in OPEN)
    labels = {OPENSTAAND: _("Open"), TE_LAAT: _("Te laat"), **{str(s): str(s.label).capitalize() for s in statussen}}
    shown = _chosen(rows, asked)
    if zoek:
        shown = shown.filter(
            Q(kenmerk__icontains=zoek)
            | Q(openbare_titel__icontains=zoek)
            | Q(dossier__titel__icontains=zoek)
            | Q(dossier__naam__icontains=zoek)
            | Q(dossier__email__iexact=zoek)
        )
    before = request.GET.get("voor", "")
    if before.isascii() and before.isdigit():
        shown = shown.filter(pk__lt=min(int(before), NUMMER_MAX))
    shown = shown.select_related("gebied", "fonds__gebied", "behandelaar", "dossier")
    if asked in (OPENSTAAND, TE_LAAT):
        listed, more = list(shown[:ALL_OPEN]), False
    else:
        found = list(shown[: PAGE_SIZE + 1])
        listed, more = found[:PAGE_SIZE], len(found) > PAGE_SIZE
    context = {
        "gemeente": gemeente,
        "kruimels": fonds_crumbs(gemeente, (_("Aanvragen"), "")),
        "keuzes": [
            {
                "label": label,
                "url": query_url(request, stand="" if key == OPENSTAAND else key, voor=""),
                "huidig": key == asked,
                "aantal": counted[key],
            }
            for key, label in labels.items()
        ],
        "aanvragen": listed,
        "stand": asked,
        "zoek": zoek,
        "volgende": query_url(request, voor=str(listed[-1].pk)) if more else "",
        "demo": any(row.demo for row in listed),
        "demo_tekst": _("wat het label ‘demonstratie’ heeft is verzonnen."),
    }
    return render(request, "wijken/fonds/werklijst.html", context)


def _chosen(rows: Any, asked: str) -> Any:
    """The applications of a choice: what is open by deadline, all of it; what is done the newest first, in pages."""
    if asked == OPENSTAAND:
        return rows.filter(status__in=OPEN).order_by(F("termijn").asc(nulls_last=True), "pk")
    if asked == TE_LAAT:
        return rows.filter(te_laat=True).order_by("termijn", "pk")
    return rows.filter(status=asked).order_by("-pk")


def get_aanvraag(request: PageRequest, gemeente: Gemeente, nummer: int) -> Any:
    """One application of the gemeente.

    Raises:
        Http404: missing, of another gemeente, or not confirmed yet, without a difference.
    """

    def rows() -> QuerySet[Aanvraag]:
        found = read_aanvragen(request, gemeente).filter(pk=ANY_KEY).order_by()
        return found.select_related("gemeente", "gebied", "fonds__gebied", "behandelaar")  # type: ignore[no-any-return]

    key = ("aanvraag", access_key(request.user), gemeente.pk, timezone.localdate())
    found = read_object(key, rows, pk=nummer)
    if found is None:
        raise Http404
    return found


def get_dossier(request: PageRequest, aanvraag: Aanvraag) -> Dossier | None:
    """The personal part, as long as it is kept."""
    return Dossier.objects.visible_to(request.user).filter(aanvraag=aanvraag).first()


@require_safe
@readers
def behandeling(request: PageRequest, gemeente: Gemeente, aanvraag: int) -> HttpResponse:
    """One application with who applied, its documents, its bookings, and what can be done."""
    row = get_aanvraag(request, gemeente, aanvraag)
    dossier = get_dossier(request, row)
    documenten = Aanvraagdocument.objects.visible_to(request.user).filter(dossier=dossier) if dossier else []
    lines = row.boekingen.select_related("partij", "aanvraag", "tegenboeking_van").with_tegengeboekt()
    te_betalen, betaald = outstanding(row)
    keeps = policies.may_keep_fonds(request.user, gemeente.pk)
    context = {
        "gemeente": gemeente,
        "kruimels": _crumbs(gemeente, (row.kenmerk, "")),
        "aanvraag": row,
        "dossier": dossier,
        "documenten": list(documenten),
        "stappen": list(row.stappen.visible_to(request.user).select_related("gebruiker").order_by("pk")),
        "boekingen": shown_lines(lines.order_by("volgnummer")),
        "te_betalen": te_betalen,
        "betaald": betaald,
        "mogelijk": [(name, stap) for name, stap in STAPPEN.items() if stap.fits(row)] if keeps else [],
        "brieven": letters_for(row) if dossier else [],
        "demo": row.demo,
        "demo_tekst": _("deze aanvraag is verzonnen."),
    }
    return render(request, "wijken/fonds/behandeling.html", context)


def _crumbs(gemeente: Gemeente, *steps: tuple[str, str]) -> list[dict[str, str]]:
    return fonds_crumbs(gemeente, (_("Aanvragen"), reverse("wijken:werklijst", args=(gemeente.slug,))), *steps)


# --- steps -----------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@keepers
def stap(request: PageRequest, gemeente: Gemeente, aanvraag: int, stap: str) -> HttpResponse:
    """One step of an application: GET asks, POST does it."""
    kind = STAPPEN.get(stap)
    if kind is None:
        raise Http404
    row = get_aanvraag(request, gemeente, aanvraag)
    dossier = get_dossier(request, row)
    page = reverse("wijken:behandeling", args=(gemeente.slug, row.pk))
    if request.method != "POST":
        return _stap_page(request, gemeente, row, kind, kind.form(aanvraag=row, dossier=dossier, user=request.user))
    form = kind.form(request.POST, aanvraag=row, dossier=dossier, user=request.user)
    if not form.is_valid():
        return _stap_page(request, gemeente, row, kind, form, status=422)
    if row.fonds is not None and booked_before(form.cleaned_data["sleutel"], row.fonds) is not None:
        messages.success(request, str(kind.gedaan))
        return see_other(page)
    try:
        kind.run(form, row, request.user)
    except ValidationError as error:
        form.add_faults(error)
        return _stap_page(request, gemeente, row, kind, form, status=422)
    except StaleVersion:
        return _conflict(request, gemeente, row.pk, kind, form)
    messages.success(request, str(kind.gedaan))
    return see_other(page)


def _stap_page(
    request: PageRequest,
    gemeente: Gemeente,
    row: Any,
    kind: Stap,
    form: StapForm,
    *,
    status: int = 200,
    conflict: list[dict[str, Any]] | None = None,
) -> HttpResponse:
    te_betalen, betaald = outstanding(row)
    context = {
        "gemeente": gemeente,
        "kruimels": _crumbs(
            gemeente,
            (row.kenmerk, reverse("wijken:behandeling", args=(gemeente.slug, row.pk))),
            (str(kind.titel), ""),
        ),
        "aanvraag": row,
        "stap": kind,
        "past": kind.fits(row),
        "form": form,
        "te_betalen": te_betalen,
        "betaald": betaald,
        "conflict": conflict,
        "demo": row.demo,
        "demo_tekst": _("deze aanvraag is verzonnen."),
    }
    return render(request, "wijken/fonds/stap.html", context, status=status)


def _conflict(request: PageRequest, gemeente: Gemeente, nummer: int, kind: Stap, form: Any) -> HttpResponse:
    """Somebody else took a step meanwhile: what this user wrote beside what is stored now, and once more the form."""
    row = get_aanvraag(request, gemeente, nummer)
    dossier = get_dossier(request, row)
    fields: list[dict[str, Any]] = [
        {"label": _("Stand"), "eigen": str(kind.titel), "huidig": row.get_status_display(), "verschilt": True}
    ]
    for bound in form.visible_fields():
        own = bound.value()
        stored = _stored(row, dossier, bound.name)
        if stored is not None:
            differs = str(own or "") != str(stored or "")
            fields.append({"label": bound.label, "eigen": own, "huidig": stored, "verschilt": differs})
    own_values = {name: form.data.get(form.add_prefix(name)) for name in form.fields if name not in ("versie",)}
    fresh = kind.form(aanvraag=row, dossier=dossier, user=request.user, initial=own_values)
    return _stap_page(request, gemeente, row, kind, fresh, status=409, conflict=fields)


def _stored(row: Any, dossier: Dossier | None, name: str) -> Any:
    """What stands now in the place of a field of a step; None when that is no column."""
    columns = {"bedrag": "toegekend", "datum": "beslist_op"}
    name = columns.get(name, name)
    if name in {field.name for field in Aanvraag._meta.concrete_fields}:
        return getattr(row, name) or ""
    return getattr(dossier, name, None)


# --- letters and documents -------------------------------------------------------------------------------------------


@require_safe
@readers
def brief(request: PageRequest, gemeente: Gemeente, aanvraag: int, soort: str) -> HttpResponse:
    """A letter as text to copy; `?download=1` gives it as a file."""
    row = get_aanvraag(request, gemeente, aanvraag)
    dossier = get_dossier(request, row)
    if dossier is None or soort not in dict(letters_for(row)):
        raise Http404
    text = write_letter(aanvraag=row, dossier=dossier, soort=soort, vandaag=timezone.localdate())
    log("fund_letter", target=f"aanvraag:{row.pk}", actor=request.user.pk)
    if "download" in request.GET:
        response = HttpResponse(text, content_type="text/plain; charset=utf-8")
        response.headers["Content-Disposition"] = f'attachment; filename="{row.kenmerk}-{soort}.txt"'
        return response
    context = {
        "gemeente": gemeente,
        "kruimels": _crumbs(
            gemeente,
            (row.kenmerk, reverse("wijken:behandeling", args=(gemeente.slug, row.pk))),
            (str(BRIEVEN[soort][0]), ""),
        ),
        "aanvraag": row,
        "titel": BRIEVEN[soort][0],
        "tekst": text,
        "demo": row.demo,
        "demo_tekst": _("deze aanvraag is verzonnen."),
    }
    return render(request, "wijken/fonds/brief.html", context)


@require_safe
@readers
def document(request: PageRequest, gemeente: Gemeente, aanvraag: int, document: int) -> HttpResponseBase:
    """A document of an application, as a download that runs nothing under our address."""
    rows = Aanvraagdocument.objects.visible_to(request.user).filter(gemeente=gemeente, dossier__aanvraag=aanvraag)
    row = get_object_or_404(rows, pk=document)
    try:
        content = row.bestand.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    log("fund_document", target=f"aanvraagdocument:{row.pk}", actor=request.user.pk)
    response = FileResponse(content, as_attachment=True, filename=row.bestandsnaam, content_type=row.bestandstype)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
