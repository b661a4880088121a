# SPDX-License-Identifier: EUPL-1.2
"""Accounts of people: invite them, end what they may do, switch accounts off and on."""

import datetime as dt
import logging
from dataclasses import dataclass
from smtplib import SMTPException
from typing import Any

from allauth.account import app_settings as account_settings
from allauth.account.adapter import get_adapter
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from allauth.utils import build_absolute_uri
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from partijen import policies
from partijen.models import Gebruiker, Gemeente, Lidmaatschap, Partij, Wijziging
from partijen.services import history
from partijen.services.lidmaatschappen import add_lidmaatschap, find_gebruiker
from portaal.lib.security_log import log

logger = logging.getLogger(__name__)

PAGINA = Wijziging.Oorsprong.PAGINA


@dataclass(frozen=True, slots=True)
class Uitnodiging:
    """A role that was given, and whether the mail about it left."""

    lidmaatschap: Lidmaatschap
    verstuurd: bool


def invite_user(
    *,
    email: str,
    naam: str,
    gemeente: Gemeente,
    rol: str,
    by: Gebruiker,
    partij: Partij | None = None,
    reden: str = "",
    oorsprong: str = PAGINA,
) -> Uitnodiging:
    """Give somebody a role and write to him: with a link to choose a password, or that he has one more role.

    The role stands also when the mail could not be sent; it can be sent again (`send_invitation`).

    Raises:
        PermissionDenied: the user may not give this role here.
        ValidationError: the role was already given, lacks its party, or the account is switched off.
    """
    with transaction.atomic():
        # The answer must not tell whether there was such an account: who may not give the role learns nothing.
        known = find_gebruiker(email) if policies.may_give_rol(by, gemeente.pk, rol) else None
        if known is not None and not known.is_active:
            raise ValidationError(_("Dit account is uitgezet. Zet het eerst weer aan."), code="inactive")
        lidmaatschap = add_lidmaatschap(
            email=email, naam=naam, gemeente=gemeente, rol=rol, by=by, partij=partij, oorsprong=oorsprong, reden=reden
        )
    return Uitnodiging(lidmaatschap, send_invitation(gebruiker=lidmaatschap.gebruiker, gemeente=gemeente, by=by))


def send_invitation(*, gebruiker: Gebruiker, gemeente: Gemeente, by: Gebruiker) -> bool:
    """Write to somebody that he takes part, with a link that sets a password once when he has none yet.

    The addresses in the mail are those of the request at hand.

    Returns:
        False when the mail could not be handed to the mail server.
    """
    adapter = get_adapter()
    context: dict[str, Any] = {"gebruiker": gebruiker, "gemeente": gemeente, "link": None}
    if has_logged_in(gebruiker):
        context["inlog_url"] = build_absolute_uri(adapter.request, reverse("account_login"))
    else:
        token = account_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(gebruiker)
        context["link"] = adapter.get_reset_password_from_key_url(f"{user_pk_to_url_str(gebruiker)}-{token}")
        context["tot"] = timezone.localtime() + dt.timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
    try:
        adapter.send_mail("partijen/email/uitnodiging", gebruiker.email, context)
    except (OSError, SMTPException) as error:
        logger.error("An invitation could not be sent: %s", type(error).__name__)
        log("invitation", target=f"gebruiker:{gebruiker.pk}", result="failed", actor=by.pk, gemeente=gemeente.pk)
        return False
    log("invitation", target=f"gebruiker:{gebruiker.pk}", actor=by.pk, gemeente=gemeente.pk)
    return True


def has_logged_in(gebruiker: Gebruiker) -> bool:
    """An account that was used, or at least has a password: its owner needs no link."""
    return gebruiker.has_usable_password() or gebruiker.last_login is not None


@transaction.atomic
def end_lidmaatschap(*, lidmaatschap: Lidmaatschap, by: Gebruiker, reden: str = "", oorsprong: str = PAGINA) -> None:
    """Take a role away; it works at the very next request.

    Raises:
        PermissionDenied: the user may not take this role here.
        ValidationError: it is the last role by which the user keeps this gemeente himself.
    """
    if not policies.may_give_rol(by, lidmaatschap.gemeente_id, lidmaatschap.rol):
        raise PermissionDenied(_("U kunt deze rol niet beëindigen."))
    Gebruiker.objects.select_for_update().get(pk=lidmaatschap.gebruiker_id)
    if policies.is_own_last_key(by, lidmaatschap):
        raise ValidationError(
            _("Zonder deze rol kunt u de leden van deze gemeente niet meer beheren. Laat iemand anders dit doen."),
            code="own_last_role",
        )
    history.delete_with_history(lidmaatschap, by=by, oorsprong=oorsprong, reden=reden)


def deactivate_user(*, gebruiker: Gebruiker, gemeente: Gemeente, by: Gebruiker, reden: str = "") -> None:
    """Switch an account off: nobody logs in with it, and open sessions end at their next request.

    Raises:
        PermissionDenied: the account is one's own, an administrator's, or also works for another gemeente.
    """
    _switch(gebruiker, False, gemeente=gemeente, by=by, reden=reden)
    end_sessions(gebruiker)


def reactivate_user(*, gebruiker: Gebruiker, gemeente: Gemeente, by: Gebruiker, reden: str = "") -> None:
    """Switch an account on again, with the roles it still has.

    Raises:
        PermissionDenied: as for switching off.
    """
    _switch(gebruiker, True, gemeente=gemeente, by=by, reden=reden)


@transaction.atomic
def _switch(gebruiker: Gebruiker, active: bool, *, gemeente: Gemeente, by: Gebruiker, reden: str) -> None:
    if not policies.may_switch_gebruiker(by, gebruiker, gemeente.pk):
        raise PermissionDenied(_("U kunt dit account niet aan- of uitzetten."))
    history.update_with_history(
        gebruiker, {"is_active": active}, by=by, oorsprong=PAGINA, reden=reden, gemeente_id=gemeente.pk
    )


def end_sessions(gebruiker: Gebruiker) -> None:
    """Log an account out everywhere."""
    for session in UserSession.objects.filter(user=gebruiker):
        session.end()


def reset_second_factor(*, gebruiker: Gebruiker) -> bool:
    """Take every second factor of an account away, log it out everywhere, and tell its owner by mail.

    For who lost telephone, key and recovery codes; only on the server itself, after somebody checked who asks.

    Returns:
        False when there was none; then nothing happens.
    """
    removed, _rows = Authenticator.objects.filter(user=gebruiker).delete()
    if not removed:
        return False
    end_sessions(gebruiker)
    log("mfa_removed", target=f"gebruiker:{gebruiker.pk}", type="all")
    body = render_to_string("partijen/email/tweede_stap_weg.txt", {"gebruiker": gebruiker})
    send_mail(_("Uw tweede stap bij het inloggen is weggehaald"), body, None, [gebruiker.email], fail_silently=True)
    return True
