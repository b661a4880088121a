# SPDX-License-Identifier: EUPL-1.2
"""Asking as a role, and reading an answer whole: packed files too, without what differs at each request."""

import re
from copy import copy
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from zipfile import ZipFile, is_zipfile

from django.conf import settings
from django.core import signing
from django.core.handlers.wsgi import WSGIRequest
from django.middleware.csrf import CSRF_SECRET_LENGTH
from django.test.client import MULTIPART_CONTENT, Client, ClientHandler, RequestFactory, conditional_content_removal

from partijen.bewaard import SALT
from partijen.policies import toegang_of
from tests.matrix import roles as r

# Form tokens, and when a form was shown. Each pattern begins with fixed characters: so it skips through a page.
TOKENS = (
    re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"'),
    re.compile(r'name="begin" value="[^"]+"'),
    re.compile(r'"X-CSRFToken": ?"[^"]+"'),
)
# The key of a form that recognises it when sent twice: a UUID, from its first hyphen on.
KEY = re.compile(r"-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
BEFORE_HYPHEN = 8
CSRF_SECRET = "s" * CSRF_SECRET_LENGTH
# Parts of a workbook that say when it was made.
MADE_AT = re.compile("docProps|meta.xml")
UNSTABLE_HEADERS = frozenset({"Date", "Set-Cookie", "Content-Length", "Expires", "Last-Modified"})


@dataclass(frozen=True)
class Reply:
    """An answer: its status, where it leads, its headers and its whole text."""

    status: int
    location: str
    headers: dict[str, str]
    text: str

    @property
    def outcome(self) -> r.Answer:
        """The status, or LOGIN for a redirect to the login page."""
        return r.LOGIN if self.status == 302 and self.location.startswith("/accounts/login/") else self.status

    @property
    def everything(self) -> str:
        """Headers and text."""
        return "\n".join((*self.headers.values(), self.text))


def with_room(function: Any, argument: Any) -> Any:
    """Call a function with half a megabyte for the frames of what it calls, a fifth faster for a whole request.

    Python 3.11 keeps frames in pieces of 16 KiB. Where a loop deep in the stack calls across the end of one, each call
    asks the system for a new piece and gives it back. A frame as large as this one gets a piece with room to spare.
    """
    return function(argument)


with_room.__code__ = with_room.__code__.replace(co_stacksize=33_000)


class Handler(ClientHandler):
    """All middleware and views; whoever asks is read from the database once, and not at each request.

    The access of a user is computed by the portal all the same, the first time it is asked. His session is as it was
    when he logged in: what a request wrote in it is gone at the next.
    """

    def __init__(self, users: dict[str, Any]) -> None:
        super().__init__(enforce_csrf_checks=False)
        self.users = users
        self.load_middleware()

    def __call__(self, environ: dict[str, Any]) -> Any:
        """As a server does it, without the signals with which Django opens and closes connections."""
        request = WSGIRequest(environ)
        request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
        return conditional_content_removal(request, self.get_response(request))

    def get_response(self, request: Any) -> Any:
        key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
        if key is not None:
            # A copy: a view may write on it.
            request._cached_user = copy(self.users[key])
        return super().get_response(request)


class Door(RequestFactory):
    """Sends requests through all middleware, as one role at a time; faster than Client, which keeps every context."""

    def __init__(self, users: dict[str, Any]) -> None:
        super().__init__()
        self.sessions = {role: self._log_in(user) for role, user in users.items()}
        self.handler = Handler({key: self._known(users[role]) for role, key in self.sessions.items()})
        # What a browser sends from its second request on, as is the secret of its forms.
        self.last_logins = {role: signing.dumps(users[role].pk, salt=SALT) for role in self.sessions}

    @staticmethod
    def _known(user: Any) -> Any:
        found = type(user).objects.get(pk=user.pk)
        found.backend = settings.AUTHENTICATION_BACKENDS[-1]
        toegang_of(found)
        return found

    def _log_in(self, user: Any) -> str:
        client = Client()
        client.force_login(user)
        return client.cookies[settings.SESSION_COOKIE_NAME].value

    def request(self, **request: Any) -> Any:
        return with_room(self.handler, self._base_environ(**request))

    def ask(self, role: str, path: str, method: str = "GET", data: dict[str, Any] | None = None, **extra: Any) -> Reply:
        """The answer to one role."""
        self.cookies.clear()
        self.cookies[settings.CSRF_COOKIE_NAME] = CSRF_SECRET
        if role != r.PUBLIC:
            self.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[role]
            self.cookies[settings.LAST_LOGIN_COOKIE_NAME] = self.last_logins[role]
        if method in ("GET", "HEAD"):
            response = getattr(self, method.lower())(path, data, **extra)
        elif method == "POST":
            response = self.post(path, data or {}, content_type=MULTIPART_CONTENT, **extra)
        else:
            response = self.generic(method, path, **extra)
        return reply_of(response)


def reply_of(response: Any) -> Reply:
    """The answer, read whole."""
    content = response.getvalue() if response.streaming else response.content
    for close in response._resource_closers:
        close()
    if file := getattr(response, "file_to_stream", None):
        file.close()
    headers = {name: value for name, value in response.items() if name not in UNSTABLE_HEADERS}
    return Reply(response.status_code, response.headers.get("Location", ""), headers, stable(text_of(content)))


def stable(text: str) -> str:
    """A text without what differs at each request."""
    for token in TOKENS:
        text = token.sub("", text)
    parts, end = [], 0
    for found in KEY.finditer(text):
        parts.append(text[end : found.start() - BEFORE_HYPHEN])
        end = found.end()
    return "".join((*parts, text[end:])) if parts else text


def text_of(content: bytes) -> str:
    """The text of a page or file; of a workbook that of all its parts."""
    if content[:2] == b"PK" and is_zipfile(BytesIO(content)):
        with ZipFile(BytesIO(content)) as archive:
            parts = (archive.read(name) for name in sorted(archive.namelist()) if not MADE_AT.search(name))
            return "\n".join(part.decode(errors="ignore") for part in parts)
    return content.decode(errors="ignore")
