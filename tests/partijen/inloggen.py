# SPDX-License-Identifier: EUPL-1.2
"""Steps that tests of login take: the forms a person would fill in."""

import logging
import re
import time
from typing import Any
from unittest import mock

from django.urls import reverse

from partijen.services.second_factor import totp_code

PASSWORD = "een lang wachtwoord van iemand"
LOGIN, WERKBANK = "/accounts/login/", "/werkbank/"


def log_in(client: Any, user: Any, password: str = PASSWORD, **extra: Any) -> Any:
    return client.post(LOGIN, {"login": user.email, "password": password}, **extra)


def secret_on(page: Any) -> str:
    """The secret that stands beside the QR code."""
    return re.search(r"<code[^>]*>([A-Z2-7]{32})</code>", page.content.decode())[1]


def commits() -> Any:
    """Do at once what waits for the end of the transaction: a test has none that ends."""
    return mock.patch("django.db.transaction.on_commit", side_effect=lambda func, **kwargs: func())


def enrol(client: Any) -> str:
    """Set up an authenticator app in the browser of the client; returns its secret."""
    secret = secret_on(client.get(reverse("mfa_activate_totp")))
    with commits():
        response = client.post(reverse("mfa_activate_totp"), {"code": totp_code(secret, time.time())})
    assert response.status_code == 302, response.content.decode()
    return secret


class Lines(logging.Handler):
    """The lines of the security log, as text and each as a dict."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(record.getMessage())

    @property
    def lines(self) -> list[dict[str, str]]:
        return [dict(part.split("=", 1) for part in text.split(" ")) for text in self.texts]

    def of(self, action: str) -> list[dict[str, str]]:
        return [line for line in self.lines if line["action"] == action]
