# SPDX-License-Identifier: EUPL-1.2
"""A visitor who asks the portal for pages through all of its middleware, without a network between."""

from io import BytesIO
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.http.response import HttpResponseBase
from django.test import Client, RequestFactory

from partijen.models import Gebruiker

APPLICATION: WSGIHandler | None = None


class Visitor:
    """Somebody with a browser: the public, or a user who is logged in."""

    def __init__(self, email: str = "") -> None:
        global APPLICATION
        APPLICATION = APPLICATION or WSGIHandler()
        self.application = APPLICATION
        self.cookies = ""
        if email:
            client = Client()
            user = Gebruiker.objects.get(email=email)
            client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
            self.cookies = "; ".join(f"{name}={cookie.value}" for name, cookie in client.cookies.items())

    def open(self, path: str, **headers: str) -> tuple[int, dict[str, str], int]:
        """(status, headers, number of bytes) of a page; raises RuntimeError for anything but 200 and 304."""
        response = self.begin(path, **headers)
        size = sum(len(part) for part in response)  # type: ignore[attr-defined]
        response.close()
        return response.status_code, dict(response.items()), size

    def begin(self, path: str, **headers: str) -> HttpResponseBase:
        """A page of which nothing was read yet; the caller closes it. Raises as `open`."""
        address, _, query = path.partition("?")
        environ: dict[str, Any] = RequestFactory()._base_environ(  # type: ignore[attr-defined]
            PATH_INFO=address, QUERY_STRING=query, REQUEST_METHOD="GET", **headers
        )
        environ |= {"wsgi.input": BytesIO(), "HTTP_COOKIE": self.cookies}
        response: HttpResponseBase = self.application(environ, lambda *sent: None)  # type: ignore[arg-type, assignment]
        if response.status_code not in (200, 304):
            raise RuntimeError(f"{response.status_code} for {path}")
        return response
