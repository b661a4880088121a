# SPDX-License-Identifier: EUPL-1.2
"""How django-allauth behaves in this portal: people are invited, nobody signs up by themselves."""

import base64
import logging
import secrets
from io import BytesIO
from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partijen.middleware import STARTED
from partijen.models import Gebruiker
from partijen.policies import may_be_opened_by, needs_second_factor
from partijen.services.inlogdiensten import apps_of, reachable_hosts
from portaal.lib import security_log
from portaal.lib.client_ip import client_ip
from portaal.lib.encryption import InvalidToken, decrypt, encrypt
from portaal.lib.outgoing import guarded

MFA = "partijen.mfa"
logger = logging.getLogger(__name__)


def user_display(user: Any) -> str:
    """The name shown in the header."""
    return str(user)


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by a coordinator or beheerder."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("Het e-mailadres of het wachtwoord klopt niet."),
        "enter_current_password": _("Vul uw huidige wachtwoord in."),
        "incorrect_password": _("Het wachtwoord klopt niet."),
        "rate_limited": _("Dit ging te vaak achter elkaar. Wacht even en probeer het opnieuw."),
        "too_many_login_attempts": _("Dit ging te vaak mis. Wacht een kwartier en probeer het opnieuw."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_ip(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Guessing passwords is limited per account and address (`partijen.limits`).

        The limit of allauth counts per account alone: a stranger could keep somebody out.
        """

    def set_password(self, user: Any, password: str) -> None:
        """Save the password and nothing else: an account that is switched off meanwhile stays off.

        Raises:
            ImmediateHttpResponse: somebody set another one in the meantime, such as with the same link; so a link
                works once, also for two who use it in the same instant.
        """
        known = user.password
        user.set_password(password)
        if not Gebruiker.objects.filter(pk=user.pk, password=known).update(password=user.password):
            security_log.log("password_changed", target=f"gebruiker:{user.pk}", result="denied", actor=user.pk)
            page = render(context.request, "account/wachtwoord_net_gewijzigd.html", status=409)
            raise ImmediateHttpResponse(page)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Who logged in less than a quarter of an hour ago need not prove again who he is."""
        started = context.request.session.get(STARTED)
        if started and timezone.now().timestamp() - started < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT:
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """An account of elsewhere opens the account here that has the same confirmed address, and makes none."""

    error_messages = DefaultSocialAccountAdapter.error_messages | {
        "no_password": _("U hebt nog geen wachtwoord. Kies dat eerst, anders kunt u niet meer inloggen."),
    }

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def list_apps(self, request: HttpRequest, provider: str | None = None, client_id: str | None = None) -> list[Any]:
        """Those of the environment, and those of the screen in /beheer/."""
        return [*super().list_apps(request, provider, client_id), *apps_of(provider, client_id)]

    def get_requests_session(self) -> Any:
        """A provider is asked over https at a public address; see `portaal.lib.outgoing`."""
        return guarded(super().get_requests_session(), reachable_hosts())

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Refuse who has no account, or tie the account of elsewhere to the one here.

        What was tied before stays tied, also when the address changes over there. A provider speaks only for the
        domains its entry names (`email_domains`): one organisation cannot let in people of another. One that the
        beheerder of a gemeente set up opens only accounts that work for that gemeente alone.

        Raises:
            ImmediateHttpResponse: the page that says why not.
        """
        user: Gebruiker | None = sociallogin.user if sociallogin.is_existing else self.find_user(sociallogin)
        # Somebody who is logged in ties a second account: only to himself.
        other = user is not None and request.user.is_authenticated and user.pk != request.user.pk
        known = user is not None and user.is_active and not other
        if user is None or not known or not may_be_opened_by(user, self.gemeente_id_of(sociallogin)):
            security_log.log(
                "login",
                target=f"provider:{sociallogin.account.provider}",
                result="denied",
                actor=user.pk if user else None,
                method="oidc",
            )
            raise ImmediateHttpResponse(render(request, "socialaccount/geweigerd.html", status=403))
        if not sociallogin.is_existing:
            self.tie(sociallogin, user)

    @staticmethod
    def gemeente_id_of(sociallogin: Any) -> int | None:
        """The gemeente whose beheerder set the provider up; None for one of the whole portal."""
        found: int | None = sociallogin.provider.app.settings.get("gemeente_id")
        return found

    def tie(self, sociallogin: Any, user: Gebruiker) -> None:
        """Store that the account of elsewhere opens this one, and write to its owner.

        The `connect` of allauth also saves every column of the user, over what changed meanwhile.
        """
        sociallogin.user = sociallogin.account.user = user
        sociallogin.account.save()
        self.send_notification_mail("socialaccount/email/account_connected", user)

    def find_user(self, sociallogin: Any) -> Gebruiker | None:
        """The account here with an address that the provider confirmed and may speak for."""
        provider = sociallogin.provider
        domains = {str(domain).lower() for domain in provider.app.settings.get("email_domains", ())}
        for address in sociallogin.email_addresses:
            email = address.email.strip().lower()
            # `is True`: a provider that sends the text "false" has not confirmed anything.
            if address.verified is True and email.partition("@")[2] in domains:
                user = Gebruiker.objects.filter(email=email).first()
                if user is not None:
                    return user
        return None

    def authenticate_by_email(self, sociallogin: Any) -> None:
        """Switched off: `pre_social_login` finds the account, and leaves its password as it is."""
        return None

    def on_authentication_error(self, request: HttpRequest, provider: Any, **kwargs: Any) -> None:
        """A login that broke off over there, or came back with a state that is not ours."""
        name = getattr(getattr(provider, "app", None), "provider_id", "") or security_log.NONE
        security_log.log("login", target=f"provider:{name}", result="failed", method="oidc")


class MfaAdapter(DefaultMFAAdapter):
    """Secrets of authenticator apps are stored encrypted; who needs a second factor keeps one."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": _("Voor uw rol is een tweede stap verplicht."),
        "cannot_generate_recovery_codes": _("Zet eerst een tweede stap aan."),
        "incorrect_code": _("Deze code klopt niet of is al gebruikt. Neem de code die de app nu toont."),
    }

    def encrypt(self, text: str) -> str:
        return encrypt(text, purpose=MFA)

    def decrypt(self, encrypted_text: str) -> str:
        """The secret; one that nobody knows when it was stored under another key, so that no code fits."""
        try:
            return decrypt(encrypted_text, purpose=MFA)
        except InvalidToken:
            logger.error("A second factor was stored under another PORTAAL_SECRET_KEY: its codes are refused.")
            return base64.b32encode(secrets.token_bytes(20)).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """The last one may go only from an account that needs none."""
        others = Authenticator.objects.filter(user=authenticator.user).exclude(pk=authenticator.pk)
        has_other = others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists()
        return has_other or not needs_second_factor(cast(Gebruiker, authenticator.user))

    def build_totp_svg(self, url: str) -> str:
        """The QR code as an SVG element that may stand in a page: no XML declaration, no inline style.

        One path, since a page shows no elements with a prefix of a namespace (`svg:rect`).
        """
        import qrcode
        from qrcode.image.svg import SvgPathFillImage

        buffer = BytesIO()
        qrcode.make(url, image_factory=SvgPathFillImage, box_size=12).save(buffer)
        text = buffer.getvalue().decode()
        return text[text.index("<svg") :]
