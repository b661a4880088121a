# SPDX-License-Identifier: EUPL-1.2
"""Who asks: a key in the header, or the session of a logged-in user."""

import hashlib
import re
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext as _
from rest_framework import authentication, exceptions
from rest_framework.request import Request

from portaal.lib.api.throttling import WrongKeyThrottle

HEADER = re.compile(r"\s*token\s+([A-Za-z0-9_-]{20,200})\s*", re.IGNORECASE)


def hash_token(token: str) -> str:
    """SHA-256 as 64 hex digits. Tokens are long and random, so a fast hash without salt is enough to store."""
    return hashlib.sha256(token.encode()).hexdigest()


class TokenAuthentication(authentication.BaseAuthentication):
    """`Authorization: Token <key>`; whoever sends the header must send a valid one, for public data too.

    The seam for the model of keys: an app subclasses this with its own `lookup` and names that subclass in
    DEFAULT_AUTHENTICATION_CLASSES. Until then no key exists and every one is refused.
    """

    def lookup(self, token_hash: str) -> tuple[AbstractBaseUser, Any] | None:
        """The user and the key that belong to a hash; None when unknown, expired or withdrawn."""
        return None

    def authenticate(self, request: Request) -> tuple[AbstractBaseUser, Any] | None:
        """User and key, or None without header.

        Raises:
            AuthenticationFailed: the key does not work; one text for every cause.
            Throttled: too many such keys from this address.
        """
        header = request.META.get("HTTP_AUTHORIZATION")
        if header is None:
            return None
        match = HEADER.fullmatch(header)
        found = self.lookup(hash_token(match[1])) if match else None
        if found is None or not found[0].is_active:
            throttle = WrongKeyThrottle()
            if not throttle.allow_request(request, None):  # type: ignore[arg-type]
                raise exceptions.Throttled(throttle.wait())
            raise exceptions.AuthenticationFailed(_("De sleutel in de kop Authorization is niet geldig."))
        return found

    def authenticate_header(self, request: Request) -> str:
        """The value of WWW-Authenticate on a 401."""
        return 'Token realm="api"'


class SessionAuthentication(authentication.SessionAuthentication):
    """The session of a logged-in user; what writes needs a CSRF token."""

    def enforce_csrf(self, request: Request) -> None:
        """Raise PermissionDenied, in Dutch, when the CSRF check fails."""
        try:
            super().enforce_csrf(request)
        except exceptions.PermissionDenied as error:
            raise exceptions.PermissionDenied(_("De CSRF-controle is niet gelukt. Laad de pagina opnieuw.")) from error
