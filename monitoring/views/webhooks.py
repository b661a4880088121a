# SPDX-License-Identifier: EUPL-1.2
"""Webhooks: what there are, making and trying one, its secret, and what it was told."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Max, Q, QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from monitoring import policies
from monitoring.forms.webhooks import GeheimForm, WebhookForm
from monitoring.models import Onderwerp, Webhook, Webhookbericht
from monitoring.services import webhooks as service
from partijen.models import Gemeente
from partijen.pages import PageRequest, crumbs, see_other, signed_in
from partijen.policies import access_key
from portaal.lib.compiled import ANY_KEY, read_object, read_objects
from portaal.lib.paging import read_page
from portaal.lib.webhooks import Outcome

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Regel:
    """One webhook in words. `opmerking` says what its keeper has to do."""

    webhook: Webhook
    stand: str
    opmerking: str = ""

    @property
    def onderwerpen(self) -> list[str]:
        """About what."""
        return [str(onderwerp.label) for onderwerp in Onderwerp if onderwerp.value in self.webhook.onderwerpen]


@dataclass(frozen=True, slots=True)
class Poging:
    """One try: when, what came of it, and how long it took."""

    moment: dt.datetime
    uitkomst: str
    code: int | None
    milliseconden: int


@dataclass(frozen=True, slots=True)
class Berichtregel:
    """One message with its tries, newest last."""

    bericht: Webhookbericht
    pogingen: tuple[Poging, ...]


def for_keepers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """Only for who keeps webhooks in the gemeente, which the view receives instead of its slug."""

    @wraps(view)
    def wrapper(request: PageRequest, gemeente: Gemeente, *args: Any, **kwargs: Any) -> HttpResponse:
        if not policies.may_see_webhooks(request.user, gemeente.pk):
            raise PermissionDenied
        return view(request, gemeente, *args, **kwargs)

    return signed_in(wrapper)


def rows_of(request: PageRequest, gemeente: Gemeente) -> QuerySet[Any, Any]:
    """The webhooks that the user keeps here, with the last moment at which a message was made ready."""
    rows = Webhook.objects.visible_to(request.user).filter(gemeente=gemeente).select_related("partij")
    rows = rows.annotate(
        laatste=Max("berichten__created_at"),
        laatst_bezorgd=Max("berichten__created_at", filter=Q(berichten__stand="bezorgd")),
    )
    return rows.order_by("partij__naam", "naam", "-id")


def describe(webhook: Webhook) -> Regel:
    """A row of `rows_of` in words."""
    if webhook.uitgezet_op is not None:
        words = {"waarom": webhook.get_uitgezet_om_display(), "dag": _day(webhook.uitgezet_op)}
        stand = _("%(waarom)s, op %(dag)s") % words
        remark = ""
        if webhook.uitgezet_om != Webhook.Uit.ZELF:
            remark = _("Laat het systeem nakijken en zet de webhook daarna weer aan.")
        return Regel(webhook, stand, remark)
    if webhook.mislukt_sinds is not None:
        remark = _("Sinds %(dag)s komt geen bericht aan. Na drie dagen zet het portaal de webhook uit.")
        return Regel(webhook, _("aan"), remark % {"dag": _day(webhook.mislukt_sinds)})
    return Regel(webhook, _("aan"))


def _day(moment: dt.datetime) -> str:
    return date_format(timezone.localtime(moment), "j F Y H:i")


def get_webhook(request: PageRequest, gemeente: Gemeente, number: int) -> Regel:
    """One webhook of the address.

    Raises:
        Http404: missing, or not for this user to keep.
    """
    key = ("webhook", access_key(request.user), gemeente.pk)
    webhook = read_object(key, lambda: rows_of(request, gemeente).filter(pk=ANY_KEY).order_by(), pk=number)
    if webhook is None:
        raise Http404
    return describe(webhook)


@require_http_methods(["GET", "HEAD", "POST"])
@for_keepers
def webhooks(request: PageRequest, gemeente: Gemeente) -> HttpResponse:
    """What webhooks there are, and the form that makes one."""
    form = WebhookForm(request.POST if request.method == "POST" else None, user=request.user, gemeente=gemeente)
    if form.is_bound and form.is_valid():
        try:
            uitgifte = service.make_webhook(**form.cleaned_data, gemeente=gemeente, by=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return issued(request, gemeente, uitgifte)
    key = ("webhooks", access_key(request.user), gemeente.pk)
    context = {
        "gemeente": gemeente,
        "regels": [describe(webhook) for webhook in read_objects(key, lambda: rows_of(request, gemeente))],
        "form": form,
        "kruimels": crumbs(gemeente, (_("Webhooks"), "")),
    }
    return render(request, "monitoring/webhooks.html", context, status=422 if form.errors else 200)


@require_safe
@for_keepers
def webhook(request: PageRequest, gemeente: Gemeente, webhook: int) -> HttpResponse:
    """One webhook: where to, about what, its buttons, and what it was told."""
    return _page(request, gemeente, get_webhook(request, gemeente, webhook))


@require_POST
@for_keepers
def webhook_geheim(request: PageRequest, gemeente: Gemeente, webhook: int) -> HttpResponse:
    """Make a new secret beside the one in use."""
    regel = get_webhook(request, gemeente, webhook)
    form = GeheimForm(request.POST)
    if not form.is_valid():
        return _page(request, gemeente, regel, geheim=form)
    return issued(
        request, gemeente, service.replace_secret(webhook=regel.webhook, by=request.user, **form.cleaned_data)
    )


@require_POST
@for_keepers
def webhook_uit(request: PageRequest, gemeente: Gemeente, webhook: int) -> HttpResponse:
    """Send nothing any more."""
    regel = get_webhook(request, gemeente, webhook)
    service.switch_off(webhook=regel.webhook, by=request.user)
    messages.success(request, _("De webhook ‘%(naam)s’ staat uit.") % {"naam": regel.webhook.naam})
    return see_other(_address(gemeente, regel.webhook))


@require_POST
@for_keepers
def webhook_aan(request: PageRequest, gemeente: Gemeente, webhook: int) -> HttpResponse:
    """Send again what changes from now on."""
    regel = get_webhook(request, gemeente, webhook)
    text = _("De webhook staat weer aan. Hij meldt wat vanaf nu verandert.")
    return _act(request, gemeente, regel, text, lambda: service.switch_on(webhook=regel.webhook, by=request.user))


@require_POST
@for_keepers
def webhook_proef(request: PageRequest, gemeente: Gemeente, webhook: int) -> HttpResponse:
    """Send a message to try it."""
    regel = get_webhook(request, gemeente, webhook)
    text = _("Het proefbericht gaat zo weg. Laad deze pagina over een paar tellen opnieuw om te zien of het aankwam.")
    return _act(request, gemeente, regel, text, lambda: service.send_proef(webhook=regel.webhook, by=request.user))


@require_POST
@for_keepers
def webhook_opnieuw(request: PageRequest, gemeente: Gemeente, webhook: int, bericht: int) -> HttpResponse:
    """Send one message once more."""
    regel = get_webhook(request, gemeente, webhook)
    found = Webhookbericht.objects.filter(webhook=regel.webhook, pk=bericht).first()
    if found is None:
        raise Http404
    text = _("Het bericht gaat zo opnieuw weg.")
    send = service.send_again
    return _act(request, gemeente, regel, text, lambda: send(webhook=regel.webhook, bericht=found, by=request.user))


def _act(request: PageRequest, gemeente: Gemeente, regel: Regel, text: str, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, text)
    return see_other(_address(gemeente, regel.webhook))


def issued(request: PageRequest, gemeente: Gemeente, uitgifte: service.Uitgifte) -> HttpResponse:
    """The one page that shows a secret. It answers the form itself, so that it is kept nowhere on the way."""
    if uitgifte.geheim is None:
        text = _("Dit is al gedaan. Het geheim wordt maar één keer getoond. Bent u het kwijt? Vervang het dan.")
        messages.warning(request, text)
        return see_other(_address(gemeente, uitgifte.webhook))
    context = {
        "gemeente": gemeente,
        "webhook": uitgifte.webhook,
        "geheim": uitgifte.geheim,
        "kruimels": _crumbs(gemeente, _("Nieuw geheim")),
    }
    return render(request, "monitoring/webhook_geheim.html", context)


def _page(request: PageRequest, gemeente: Gemeente, regel: Regel, *, geheim: GeheimForm | None = None) -> HttpResponse:
    address, status = _address(gemeente, regel.webhook), 422 if geheim else 200
    rows = Webhookbericht.objects.filter(webhook=regel.webhook)
    try:
        na, voor = request.GET.get("na", ""), request.GET.get("voor", "")
        page = read_page(rows, size=PAGE_SIZE, after=na, before=voor, newest_first=True)
    except ValueError:
        page, status = read_page(rows, size=PAGE_SIZE, newest_first=True), 422
    context = {
        "gemeente": gemeente,
        "regel": regel,
        "themas": list(regel.webhook.themas.order_by("afsprakenset", "nummer")),
        "geheim": geheim or GeheimForm(initial={"gezien": regel.webhook.geheim_op.isoformat()}),
        "vorig_geheim": regel.webhook.vorig_geheim_tot
        if regel.webhook.vorig_geheim_tot and regel.webhook.vorig_geheim_tot > timezone.now()
        else None,
        "berichten": [Berichtregel(row, tuple(_tries(row))) for row in page.rows],
        "vorige_url": f"{address}?voor={page.previous}#berichten" if page.previous else "",
        "volgende_url": f"{address}?na={page.next}#berichten" if page.next else "",
        "kruimels": _crumbs(gemeente, regel.webhook.naam),
    }
    return render(request, "monitoring/webhook.html", context, status=status)


def _tries(bericht: Webhookbericht) -> list[Poging]:
    words = {
        Outcome.TAKEN: _("aangenomen"),
        Outcome.REFUSED: _("niet aangenomen"),
        Outcome.REDIRECT: _("doorverwezen, dat volgt het portaal niet"),
        Outcome.TOO_SLOW: _("geen antwoord op tijd"),
        Outcome.NOT_PUBLIC: _("niet verstuurd: het adres is van een eigen netwerk"),
        Outcome.TLS: _("niet verstuurd: het certificaat klopt niet"),
        Outcome.UNREACHABLE: _("niet bereikbaar"),
        Outcome.UNSIGNED: _("niet verstuurd: het geheim is niet te lezen, vervang het"),
    }
    return [
        Poging(
            dt.datetime.fromisoformat(tried["moment"]), words[Outcome(tried["uitkomst"])], tried["code"], tried["ms"]
        )
        for tried in bericht.pogingen
    ]


def _address(gemeente: Gemeente, webhook: Webhook) -> str:
    return reverse("webhook", args=[gemeente.slug, webhook.pk])


def _crumbs(gemeente: Gemeente, last: str) -> list[dict[str, str]]:
    return crumbs(gemeente, (_("Webhooks"), reverse("webhooks", args=[gemeente.slug])), (last, ""))
