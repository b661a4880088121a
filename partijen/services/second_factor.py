# SPDX-License-Identifier: EUPL-1.2
"""Authenticator apps of demo accounts, which have no telephone: a secret to type over, and the code of this moment."""

import base64
import hmac
import secrets
import struct
import time
from urllib.parse import quote, urlencode

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction

from partijen.models import Gebruiker

# As in RFC 6238, and what every authenticator app takes when nothing else is said.
PERIOD_SECONDS, DIGITS, SECRET_BYTES = 30, 6, 20


class NotDemo(Exception):
    """Codes of real accounts are for their owners alone."""


@transaction.atomic
def renew_demo_totp(gebruiker: Gebruiker) -> str:
    """Give a demo account an authenticator app with a new secret, in the place of what it had; returns the secret.

    Raises:
        NotDemo: it is a real account.
    """
    if not gebruiker.demo:
        raise NotDemo
    Authenticator.objects.filter(user=gebruiker).delete()
    secret = base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()
    Authenticator.objects.create(
        user=gebruiker, type=Authenticator.Type.TOTP, data={"secret": get_adapter().encrypt(secret)}
    )
    return secret


def demo_code(gebruiker: Gebruiker) -> tuple[str, int] | None:
    """The code a demo account may use now and for how many seconds; None when it has no authenticator app.

    Raises:
        NotDemo: it is a real account.
    """
    if not gebruiker.demo:
        raise NotDemo
    row = Authenticator.objects.filter(user=gebruiker, type=Authenticator.Type.TOTP).first()
    if row is None:
        return None
    now = time.time()
    return totp_code(get_adapter().decrypt(row.data["secret"]), now), PERIOD_SECONDS - int(now) % PERIOD_SECONDS


def totp_code(secret: str, moment: float) -> str:
    """The code of RFC 6238 for a secret in base32, at a moment in seconds since 1970."""
    counter = struct.pack(">Q", int(moment) // PERIOD_SECONDS)
    digest = hmac.digest(base64.b32decode(secret), counter, "sha1")
    start = digest[-1] & 0x0F
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def otpauth_uri(gebruiker: Gebruiker, secret: str) -> str:
    """What an authenticator app reads from a QR code or a link."""
    issuer = settings.MFA_TOTP_ISSUER
    query = urlencode({"secret": secret, "issuer": issuer}, quote_via=quote)
    return f"otpauth://totp/{quote(f'{issuer}:{gebruiker.email}')}?{query}"
