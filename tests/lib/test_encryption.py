# SPDX-License-Identifier: EUPL-1.2
"""Secrets in the database: readable with the secret key, old ones included, and for their own purpose alone."""

import pytest

from portaal.lib.encryption import InvalidToken, decrypt, encrypt


def test_back_and_forth():
    stored = encrypt("geheim", purpose="a")
    assert "geheim" not in stored
    assert decrypt(stored, purpose="a") == "geheim"


def test_another_purpose_or_key_does_not_read_it(settings):
    stored = encrypt("geheim", purpose="a")
    with pytest.raises(InvalidToken):
        decrypt(stored, purpose="b")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new", []
    with pytest.raises(InvalidToken):
        decrypt(stored, purpose="a")
    settings.SECRET_KEY_FALLBACKS = ["only-for-tests"]
    assert decrypt(stored, purpose="a") == "geheim"
