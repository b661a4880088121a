# SPDX-License-Identifier: EUPL-1.2
"""The members of a gemeente: who has which role, inviting, ending roles, switching accounts off."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, cast

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST

from partijen import policies
from partijen.forms import RolForm, UitnodigingForm, role_words
from partijen.models import Gebruiker, Gemeente, Lidmaatschap
from partijen.pages import crumbs
from partijen.services import accounts
from partijen.shortcuts import get_gemeente
from portaal.lib.compiled import ANY_KEY, can_be_stored, read_objects, read_values


@dataclass(frozen=True, slots=True)
class Rolregel:
    """One role of a member; `beeindigen` says that the user may end it."""

    pk: int
    woorden: str
    beeindigen: bool


@dataclass(slots=True)
class Lidregel:
    """One member with the roles in this gemeente; roles elsewhere are not shown."""

    gebruiker: Gebruiker
    rollen: list[Rolregel] = field(default_factory=list)
    tweede_factor: bool = False

    @property
    def uitgenodigd(self) -> bool:
        """Was invited and has not logged in yet."""
        return not accounts.has_logged_in(self.gebruiker)


def for_keepers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Only for who keeps the members; the view receives the gemeente instead of its slug."""

    @wraps(view)
    @cache_control(private=True, no_store=True)
    def wrapper(request: HttpRequest, gemeente: str, *args: Any, **kwargs: Any) -> HttpResponse:
        found = get_gemeente(request, gemeente)
        if not request.user.is_authenticated:
            # Nothing can be posted again after logging in.
            page = reverse("leden", args=[found.slug]) if request.method == "POST" else request.get_full_path()
            return redirect_to_login(page)
        if not policies.may_see_leden(request.user, found.pk):
            raise PermissionDenied
        return view(request, found, *args, **kwargs)

    return wrapper


def members(user: Any, gemeente: Gemeente, *, gebruiker: int | None = None) -> list[Lidregel]:
    """The members of a gemeente by name, or one of them: one query for the roles, one for the second factors."""

    def rows() -> QuerySet[Lidmaatschap]:
        found = Lidmaatschap.objects.visible_to(user).filter(gemeente=gemeente)
        if gebruiker is not None:
            found = found.filter(gebruiker_id__in=[ANY_KEY])
        return found.select_related("gebruiker", "partij").order_by("gebruiker__naam", "gebruiker_id", "rol", "id")

    if gebruiker is not None and not can_be_stored(gebruiker):
        return []
    name, pks = ("leden", None) if gebruiker is None else ("lid", (gebruiker,))
    regels: dict[int, Lidregel] = {}
    for row in read_objects((name, policies.access_key(user), gemeente.pk), rows, pks=pks):
        regel = regels.setdefault(row.gebruiker_id, Lidregel(row.gebruiker))
        may_end = policies.may_give_rol(user, gemeente.pk, row.rol)
        regel.rollen.append(Rolregel(row.pk, role_words(row, gemeente), may_end))
    for factor in read_values(("tweede factoren",), _second_factors, pks=regels):
        regels[factor["user_id"]].tweede_factor = True
    return list(regels.values())


def _second_factors() -> QuerySet[Any]:
    return Authenticator.objects.filter(user_id__in=[ANY_KEY]).values("user_id")


def get_member(request: HttpRequest, gemeente: Gemeente, gebruiker: int) -> Lidregel:
    """One member of this gemeente.

    Raises:
        Http404: nobody with a role here has this number.
    """
    found = members(request.user, gemeente, gebruiker=gebruiker)
    if not found:
        raise Http404
    return found[0]


@require_http_methods(["GET", "HEAD", "POST"])
@for_keepers
def leden(request: HttpRequest, gemeente: Gemeente) -> HttpResponse:
    """Who takes part with which role, and the form that invites."""
    user = cast(Gebruiker, request.user)
    form = UitnodigingForm(request.POST if request.method == "POST" else None, user=user, gemeente=gemeente)
    if form.is_bound and form.is_valid():
        try:
            uitnodiging = accounts.invite_user(**form.cleaned_data, gemeente=gemeente, by=user)
        except ValidationError as error:
            form.add_error(None, error.messages)  # type: ignore[arg-type]
        else:
            gebruiker = uitnodiging.lidmaatschap.gebruiker
            _tell_about_mail(request, gebruiker, uitnodiging.verstuurd)
            return HttpResponseRedirect(reverse("lid", args=[gemeente.slug, gebruiker.pk]))
    context = {
        "gemeente": gemeente,
        "leden": members(user, gemeente),
        "form": form,
        "kruimels": crumbs(gemeente, (_("Leden"), "")),
    }
    return render(request, "partijen/leden.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_keepers
def lid(request: HttpRequest, gemeente: Gemeente, gebruiker: int) -> HttpResponse:
    """One member: add a role, end one, send the invitation again, switch the account off."""
    user = cast(Gebruiker, request.user)
    regel = get_member(request, gemeente, gebruiker)
    form = RolForm(request.POST if request.method == "POST" else None, user=user, gemeente=gemeente)
    if form.is_bound and form.is_valid():
        try:
            accounts.invite_user(
                email=regel.gebruiker.email, naam=regel.gebruiker.naam, gemeente=gemeente, by=user, **form.cleaned_data
            )
        except ValidationError as error:
            form.add_error(None, error.messages)  # type: ignore[arg-type]
        else:
            messages.success(request, _("De rol is toegevoegd. Zij werkt meteen."))
            return HttpResponseRedirect(request.path)
    context = {
        "gemeente": gemeente,
        "lid": regel,
        "form": form,
        "kan_schakelen": policies.may_switch_gebruiker(user, regel.gebruiker, gemeente.pk),
        "kan_anonimiseren": policies.may_anonymise(user, regel.gebruiker),
        "kan_exporteren": policies.may_export_gebruiker(user, regel.gebruiker),
        "kan_uitnodigen": regel.uitgenodigd and regel.gebruiker.is_active,
        "kruimels": crumbs(gemeente, (_("Leden"), reverse("leden", args=[gemeente.slug])), (regel.gebruiker.naam, "")),
    }
    return render(request, "partijen/lid.html", context, status=422 if form.errors else 200)


@require_POST
@for_keepers
def rol_beeindigen(request: HttpRequest, gemeente: Gemeente, lidmaatschap: int) -> HttpResponse:
    """End a role; afterwards the member may be gone from this gemeente."""
    rows = Lidmaatschap.objects.visible_to(request.user).filter(gemeente=gemeente, pk=lidmaatschap)
    row = rows.select_related("gebruiker", "partij").first()
    if row is None:
        raise Http404
    naam, woorden = row.gebruiker.naam, role_words(row, gemeente)
    try:
        accounts.end_lidmaatschap(lidmaatschap=row, by=cast(Gebruiker, request.user))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return HttpResponseRedirect(reverse("lid", args=[gemeente.slug, row.gebruiker_id]))
    messages.success(request, _("%(naam)s heeft de rol %(rol)s niet meer.") % {"naam": naam, "rol": woorden})
    if Lidmaatschap.objects.filter(gemeente=gemeente, gebruiker_id=row.gebruiker_id).exists():
        return HttpResponseRedirect(reverse("lid", args=[gemeente.slug, row.gebruiker_id]))
    return HttpResponseRedirect(reverse("leden", args=[gemeente.slug]))


@require_POST
@for_keepers
def lid_uitnodigen(request: HttpRequest, gemeente: Gemeente, gebruiker: int) -> HttpResponse:
    """Send the invitation again, with a new link."""
    regel = get_member(request, gemeente, gebruiker)
    if not (regel.uitgenodigd and regel.gebruiker.is_active):
        messages.info(request, _("Dit lid heeft al een wachtwoord. Een nieuwe uitnodiging is niet nodig."))
    else:
        sent = accounts.send_invitation(gebruiker=regel.gebruiker, gemeente=gemeente, by=cast(Gebruiker, request.user))
        _tell_about_mail(request, regel.gebruiker, sent)
    return HttpResponseRedirect(reverse("lid", args=[gemeente.slug, gebruiker]))


@require_POST
@for_keepers
def lid_uit(request: HttpRequest, gemeente: Gemeente, gebruiker: int) -> HttpResponse:
    """Switch the account off."""
    regel = get_member(request, gemeente, gebruiker)
    accounts.deactivate_user(gebruiker=regel.gebruiker, gemeente=gemeente, by=cast(Gebruiker, request.user))
    messages.success(request, _("Het account van %(naam)s is uitgezet.") % {"naam": regel.gebruiker.naam})
    return HttpResponseRedirect(reverse("lid", args=[gemeente.slug, gebruiker]))


@require_POST
@for_keepers
def lid_aan(request: HttpRequest, gemeente: Gemeente, gebruiker: int) -> HttpResponse:
    """Switch the account on again."""
    regel = get_member(request, gemeente, gebruiker)
    accounts.reactivate_user(gebruiker=regel.gebruiker, gemeente=gemeente, by=cast(Gebruiker, request.user))
    messages.success(request, _("Het account van %(naam)s is weer aangezet.") % {"naam": regel.gebruiker.naam})
    return HttpResponseRedirect(reverse("lid", args=[gemeente.slug, gebruiker]))


def _tell_about_mail(request: HttpRequest, gebruiker: Gebruiker, sent: bool) -> None:
    if sent:
        messages.success(request, _("%(naam)s krijgt een e-mail.") % {"naam": gebruiker.naam})
    else:
        messages.warning(
            request,
            _("De rol staat, maar de e-mail kon niet weg. Probeer het later opnieuw met ‘Uitnodiging sturen’."),
        )
