# SPDX-License-Identifier: EUPL-1.2
"""Keys of the API: what there is, making one, replacing and withdrawing it. A key itself is shown once."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from partijen import policies
from partijen.forms import AanvraagForm, IntrekForm, SleutelForm
from partijen.models import Gemeente, Lidmaatschap, Scope, Sleutel
from partijen.pages import PageRequest, crumbs, see_other, signed_in
from partijen.policies import access_key
from partijen.services import sleutels as service
from partijen.services.sleutels import Uitgifte
from portaal.lib.compiled import ANY_KEY, read_object, read_objects


@dataclass(frozen=True, slots=True)
class Sleutelregel:
    """One key in words. `werkt` is whether a request with it is let in now, `maker` who made it if one may know."""

    sleutel: Sleutel
    werkt: bool
    stand: str
    opmerking: str = ""
    maker: str = ""

    @property
    def scopes(self) -> list[str]:
        """What it is for."""
        return [str(scope.label) for scope in Scope if scope.value in self.sleutel.scopes]


def for_keepers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """Only for who keeps keys in the gemeente, which the view receives instead of its slug."""

    @wraps(view)
    def wrapper(request: PageRequest, gemeente: Gemeente, *args: Any, **kwargs: Any) -> HttpResponse:
        if not policies.may_see_sleutels(request.user, gemeente.pk):
            raise PermissionDenied
        return view(request, gemeente, *args, **kwargs)

    return signed_in(wrapper)


def rows_of(request: PageRequest, gemeente: Gemeente) -> QuerySet[Sleutel]:
    """The keys that the user keeps here, with whether their maker still has a role here and what replaced them."""
    role = Lidmaatschap.objects.filter(gebruiker=OuterRef("gemaakt_door"), gemeente=gemeente)
    opvolger = Sleutel.objects.filter(vervangt=OuterRef("pk"))
    rows = Sleutel.objects.visible_to(request.user).filter(gemeente=gemeente).with_deelname(timezone.localdate())
    rows = rows.annotate(maker_hier=Exists(role), is_vervangen=Exists(opvolger))
    return rows.select_related("partij", "gemaakt_door", "vervangt").order_by("partij__naam", "naam", "-id")


def describe(sleutel: Any, user: Any) -> Sleutelregel:
    """A row of `rows_of` in words."""
    knows = policies.may_see_leden(user, sleutel.gemeente_id) or sleutel.gemaakt_door == user
    maker = sleutel.gemaakt_door.naam if knows else ""
    dag = {"dag": date_format(sleutel.geldig_tot)}
    if sleutel.ingetrokken_op is not None:
        withdrawn = {"dag": date_format(timezone.localdate(sleutel.ingetrokken_op))}
        return Sleutelregel(sleutel, False, _("ingetrokken op %(dag)s") % withdrawn, maker=maker)
    if not sleutel.is_valid_on(timezone.localdate()):
        return Sleutelregel(sleutel, False, _("verlopen op %(dag)s") % dag, maker=maker)
    if not sleutel.doet_mee:
        return Sleutelregel(sleutel, False, _("werkt niet: de partij doet hier niet meer mee"), maker=maker)
    if sleutel.is_vervangen:
        return Sleutelregel(sleutel, True, _("vervangen; werkt nog tot en met %(dag)s") % dag, maker=maker)
    remark = ""
    if not (sleutel.maker_hier and sleutel.gemaakt_door.is_active):
        remark = _("Wie deze sleutel maakte, heeft hier geen rol meer. Vervang de sleutel.")
    return Sleutelregel(sleutel, True, _("werkt tot en met %(dag)s") % dag, remark, maker)


def get_sleutel(request: PageRequest, gemeente: Gemeente, number: int) -> Sleutelregel:
    """One key of the address.

    Raises:
        Http404: missing, or not for this user to keep.
    """
    key = ("sleutel", access_key(request.user), gemeente.pk, timezone.localdate())
    sleutel = read_object(key, lambda: rows_of(request, gemeente).filter(pk=ANY_KEY).order_by(), pk=number)
    if sleutel is None:
        raise Http404
    return describe(sleutel, request.user)


@require_http_methods(["GET", "HEAD", "POST"])
@for_keepers
def sleutels(request: PageRequest, gemeente: Gemeente) -> HttpResponse:
    """What keys there are, and the form that makes one."""
    form = SleutelForm(request.POST if request.method == "POST" else None, user=request.user, gemeente=gemeente)
    if form.is_bound and form.is_valid():
        try:
            uitgifte = service.make_sleutel(**form.cleaned_data, gemeente=gemeente, by=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return issued(request, gemeente, uitgifte)
    key = ("sleutels", access_key(request.user), gemeente.pk, timezone.localdate())
    regels = [describe(sleutel, request.user) for sleutel in read_objects(key, lambda: rows_of(request, gemeente))]
    context = {
        "gemeente": gemeente,
        "werkend": [regel for regel in regels if regel.werkt],
        "oud": [regel for regel in regels if not regel.werkt],
        "form": form,
        "kruimels": crumbs(gemeente, (_("Sleutels"), "")),
    }
    return render(request, "partijen/sleutels.html", context, status=422 if form.errors else 200)


@require_safe
@for_keepers
def sleutel(request: PageRequest, gemeente: Gemeente, sleutel: int) -> HttpResponse:
    """One key: what it is for, and the buttons that replace and withdraw it."""
    return _page(request, gemeente, get_sleutel(request, gemeente, sleutel))


@require_POST
@for_keepers
def sleutel_vervangen(request: PageRequest, gemeente: Gemeente, sleutel: int) -> HttpResponse:
    """Make a key in the place of this one."""
    regel = get_sleutel(request, gemeente, sleutel)
    form = AanvraagForm(request.POST)
    if not form.is_valid():
        return _page(request, gemeente, regel, vervangen=form)
    try:
        uitgifte = service.rotate_sleutel(sleutel=regel.sleutel, by=request.user, **form.cleaned_data)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return see_other(_address(gemeente, regel.sleutel))
    return issued(request, gemeente, uitgifte)


@require_POST
@for_keepers
def sleutel_intrekken(request: PageRequest, gemeente: Gemeente, sleutel: int) -> HttpResponse:
    """Withdraw the key, at once and for good."""
    regel = get_sleutel(request, gemeente, sleutel)
    form = IntrekForm(request.POST)
    if not form.is_valid():
        return _page(request, gemeente, regel, intrekken=form)
    service.revoke_sleutel(sleutel=regel.sleutel, by=request.user, **form.cleaned_data)
    messages.success(request, _("De sleutel ‘%(naam)s’ werkt niet meer.") % {"naam": regel.sleutel.naam})
    return see_other(_address(gemeente, regel.sleutel))


def issued(request: PageRequest, gemeente: Gemeente, uitgifte: Uitgifte) -> HttpResponse:
    """The one page that shows a key. It answers the form itself, so that the key is kept nowhere on the way."""
    if uitgifte.token is None:
        text = _("Deze sleutel is al gemaakt. Hij wordt maar één keer getoond. Bent u hem kwijt? Vervang hem dan.")
        messages.warning(request, text)
        return HttpResponseRedirect(_address(gemeente, uitgifte.sleutel))
    context = {
        "gemeente": gemeente,
        "sleutel": uitgifte.sleutel,
        "token": uitgifte.token,
        "kruimels": _crumbs(gemeente, _("Nieuwe sleutel")),
    }
    return render(request, "partijen/sleutel_gemaakt.html", context)


def _page(
    request: PageRequest,
    gemeente: Gemeente,
    regel: Sleutelregel,
    *,
    vervangen: AanvraagForm | None = None,
    intrekken: IntrekForm | None = None,
) -> HttpResponse:
    context = {
        "gemeente": gemeente,
        "regel": regel,
        "vervangen": vervangen or AanvraagForm(),
        "intrekken": intrekken or IntrekForm(),
        "kan_vervangen": regel.werkt and not regel.sleutel.is_vervangen,  # type: ignore[attr-defined]
        "kruimels": _crumbs(gemeente, regel.sleutel.naam),
    }
    return render(request, "partijen/sleutel.html", context, status=422 if vervangen or intrekken else 200)


def _address(gemeente: Gemeente, sleutel: Sleutel) -> str:
    return reverse("sleutel", args=[gemeente.slug, sleutel.pk])


def _crumbs(gemeente: Gemeente, last: str) -> list[dict[str, str]]:
    return crumbs(gemeente, (_("Sleutels"), reverse("sleutels", args=[gemeente.slug])), (last, ""))
