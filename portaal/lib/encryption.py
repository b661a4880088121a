# SPDX-License-Identifier: EUPL-1.2
"""Secrets as they stand in the database: encrypted with the secret key of the installation.

Imports nothing that needs configured settings at import time.
"""

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac

__all__ = ["InvalidToken", "decrypt", "encrypt"]


def encrypt(text: str, *, purpose: str) -> str:
    """The text, readable only with the secret key and for this purpose."""
    return _fernet(purpose).encrypt(text.encode()).decode()


def decrypt(encrypted: str, *, purpose: str) -> str:
    """The text again.

    Raises:
        InvalidToken: it was encrypted with a key that is not known any more, or for something else.
    """
    return _fernet(purpose).decrypt(encrypted.encode()).decode()


def _fernet(purpose: str) -> MultiFernet:
    return _fernet_for(purpose, (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))


@lru_cache(maxsize=8)
def _fernet_for(purpose: str, secret_keys: tuple[str, ...]) -> MultiFernet:
    """Encrypts with the first key, reads with each: keys can be replaced without losing what they encrypted."""
    digests = (salted_hmac(purpose, "", secret=key, algorithm="sha256").digest() for key in secret_keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
