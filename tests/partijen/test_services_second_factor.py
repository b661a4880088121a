# SPDX-License-Identifier: EUPL-1.2
"""Codes of authenticator apps: as the standard says, for demo accounts alone, and never stored in the clear."""

import base64
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator

from partijen.services.second_factor import NotDemo, demo_code, otpauth_uri, renew_demo_totp, totp_code
from tests.factories import GebruikerFactory

SECRET = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("moment", "code"),
    # The last six digits of the values in RFC 6238, appendix B.
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_codes_are_those_of_the_standard(moment, code):
    assert totp_code(SECRET, moment) == code


@pytest.mark.django_db
def test_a_real_account_has_no_code_for_others():
    real = GebruikerFactory()
    Authenticator.objects.create(user=real, type="totp", data={"secret": "x"})
    for function in (demo_code, renew_demo_totp):
        with pytest.raises(NotDemo):
            function(real)
    assert Authenticator.objects.get(user=real).data == {"secret": "x"}


@pytest.mark.django_db
def test_a_new_secret_replaces_what_there_was_and_is_stored_encrypted(monkeypatch):
    demo = GebruikerFactory(demo=True)
    assert demo_code(demo) is None
    first = renew_demo_totp(demo)
    Authenticator.objects.create(user=demo, type="recovery_codes", data={})
    second = renew_demo_totp(demo)
    row = Authenticator.objects.get(user=demo)
    assert first != second
    assert second not in str(row.data)
    monkeypatch.setattr("partijen.services.second_factor.time.time", lambda: 1111111109.5)
    assert demo_code(demo) == (totp_code(second, 1111111109), 1)


@pytest.mark.django_db
def test_another_secret_key_reads_old_secrets_as_long_as_it_is_named(settings, caplog):
    secret = renew_demo_totp(GebruikerFactory(demo=True))
    stored = Authenticator.objects.get().data["secret"]
    old, settings.SECRET_KEY = settings.SECRET_KEY, "new"
    settings.SECRET_KEY_FALLBACKS = [old]
    assert get_adapter().decrypt(stored) == secret
    settings.SECRET_KEY_FALLBACKS = []
    unknown = {get_adapter().decrypt(stored) for _time in range(3)}
    assert len(unknown) == 3
    assert secret not in unknown
    assert "PORTAAL_SECRET_KEY" in caplog.text


@pytest.mark.django_db
def test_the_link_tells_an_app_everything():
    demo = GebruikerFactory(email="a+b@dorp.example", demo=True)
    link = urlsplit(otpauth_uri(demo, SECRET))
    assert (link.scheme, link.netloc) == ("otpauth", "totp")
    assert unquote(link.path) == "/Afsprakenportaal:a+b@dorp.example"
    assert parse_qs(link.query) == {"secret": [SECRET], "issuer": ["Afsprakenportaal"]}
