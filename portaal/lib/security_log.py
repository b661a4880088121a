# SPDX-License-Identifier: EUPL-1.2
"""The security log: one line per event, without personal data (logger `portaal.security`).

    time=2026-11-20T22:15:00Z action=login object=gebruiker:12 result=ok origin=web:3f9a2c1b7d0e actor=12

`actor` is the number of the account, `-` when there is none. `origin` is the way in (web, beheer, api, command) and a
keyed hash of the address: lines of one visitor belong together, and nobody reads from them who it was. With the
secret key of the installation `pseudonym` finds the lines of a known address.
"""

import datetime as dt
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.crypto import salted_hmac

from portaal.lib.client_ip import client_ip

logger = logging.getLogger("portaal.security")

NONE = "-"
COMMAND = "command"
# Everything else is percent-encoded, so a value can hold no space, no newline and no second key.
SAFE = ":/@.-_"
MAX_VALUE = 120

_origin: ContextVar[str] = ContextVar("security_log_origin", default=COMMAND)


def log(
    action: str,
    *,
    target: str = NONE,
    result: str = "ok",
    actor: int | None = None,
    origin: str | None = None,
    **details: str | int,
) -> None:
    """Write one event.

    Args:
        action: what was tried, such as `login` or `role_granted`.
        target: what it was done to, as `kind:number`; never a name or an address.
        result: `ok`, `failed`, `denied` or `locked`.
        actor: number of the account that did it.
        origin: where it came from; by default that of the request at hand, or `command` outside one.
        details: more keys, such as `role=coordinator`.
    """
    values: dict[str, str | int] = {
        "time": f"{timezone.now().astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}",
        "action": action,
        "object": target,
        "result": result,
        "origin": origin if origin is not None else _origin.get(),
        "actor": NONE if actor is None else actor,
        **details,
    }
    logger.log(
        logging.INFO if result == "ok" else logging.WARNING,
        "%s",
        " ".join(f"{key}={_encode(value)}" for key, value in values.items()),
    )


def _encode(value: str | int) -> str:
    return quote(str(value), safe=SAFE, errors="replace")[:MAX_VALUE] or NONE


def pseudonym(value: str) -> str:
    """Twelve hex digits that stand for an address; the same for the same value as long as the secret key lives."""
    return _pseudonym(value.strip().lower(), settings.SECRET_KEY)


@lru_cache(maxsize=1024)
def _pseudonym(value: str, secret: str) -> str:
    return salted_hmac("portaal.security_log", value, secret=secret, algorithm="sha256").hexdigest()[:12]


def origin_of(request: HttpRequest) -> str:
    """The way in and the pseudonym of the address, such as `api:3f9a2c1b7d0e`."""
    first = request.path_info.lstrip("/").partition("/")[0]
    return f"{first if first in {'api', 'beheer'} else 'web'}:{pseudonym(client_ip(request))}"


@contextmanager
def from_origin(origin: str) -> Iterator[None]:
    """Everything logged inside comes from there."""
    token = _origin.set(origin)
    try:
        yield
    finally:
        _origin.reset(token)


class SecurityLogMiddleware:
    """Knows where the lines of a request come from, and writes one for what was refused.

    Stands above the middleware that makes a 403 of a refused permission or a missing CSRF token.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with from_origin(origin_of(request)):
            response = self.get_response(request)
            if response.status_code in (401, 403):
                log_refusal(request, response.status_code)
        return response


def log_refusal(request: HttpRequest, status: int) -> None:
    """A request that was answered with 401 or 403: which page or resource, of which gemeente."""
    key_sent = "HTTP_AUTHORIZATION" in request.META
    match = request.resolver_match
    # What a key may not do at all, or not for another party.
    sleutel = getattr(getattr(request, "user", None), "sleutel", None)
    details = {} if sleutel is None else {"key": sleutel.pk}
    target = f"url:{match.view_name}" if match and match.view_name else "url"
    if match and "gemeente" in match.kwargs:
        target += f"@{match.kwargs['gemeente']}"
    log(
        "key_misuse" if sleutel is not None else "key_refused" if status == 401 and key_sent else "access",
        target=target,
        result="denied",
        actor=getattr(getattr(request, "user", None), "pk", None),
        method=request.method or NONE,
        status=status,
        **details,
    )
