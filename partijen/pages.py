# SPDX-License-Identifier: EUPL-1.2
"""What the views of all apps share: login, where a page stands, and the way back after a form."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from partijen.models import Gebruiker, Gemeente
from partijen.shortcuts import get_gemeente

MAX_TERUG = 2000


class PageRequest(HttpRequest):
    """A request after the middleware; `user` is somebody inside a view with `signed_in`."""

    htmx: HtmxDetails
    gemeente: Gemeente
    user: Gebruiker  # type: ignore[assignment]


def signed_in(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Send who is not logged in to the login page, before anything is looked up; others get the Gemeente.

    A piece of a page asked by htmx would show the login form inside that page: the browser goes there itself.
    After a POST one comes back to the page the form stood on, since nothing can be posted again.
    """

    @wraps(view)
    def wrapper(request: PageRequest, gemeente: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            response = view(request, get_gemeente(request, gemeente), *args, **kwargs)
            response.headers.setdefault("Cache-Control", "private, no-store")
            return response
        if request.htmx or request.method == "POST":
            page = page_of_form(request) or reverse("gemeente", args=(gemeente,))
        else:
            page = request.get_full_path()
        response = redirect_to_login(page)
        return HttpResponseClientRedirect(response.url) if request.htmx else response

    return wrapper


def page_of_form(request: PageRequest) -> str:
    """Path of the page on which the user was, or an empty string."""
    current = request.htmx.current_url or request.headers.get("Referer", "")
    return safe_path(request, current)


def safe_path(request: HttpRequest, address: str) -> str:
    """Path and query of an address of this portal, or an empty string for any other."""
    if not address or len(address) > MAX_TERUG or "\0" in address:
        return ""
    if not url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure()):
        return ""
    parts = urlsplit(address)
    # Alone, a path that begins with two slashes (or backslashes) is another site to a browser.
    if not parts.path.startswith("/") or parts.path[1:2] in ("/", "\\"):
        return ""
    return urlunsplit(("", "", parts.path, parts.query, ""))


def crumbs(gemeente: Gemeente, *steps: tuple[str, str], query: str = "") -> list[dict[str, str]]:
    """Where a page stands, from the public start of the gemeente (with this query); `steps` are (label, address)."""
    start = (_("Voortgang"), f"{reverse('gemeente', args=(gemeente.slug,))}{query}")
    return [{"label": label, "url": url} for label, url in (start, *steps)]


def see_other(path: str) -> HttpResponse:
    """After a POST: the browser fetches the page (303), so that reloading it sends nothing again."""
    response = HttpResponseRedirect(path)
    response.status_code = 303
    return response


def query_url(request: HttpRequest, **changes: str) -> str:
    """The address of the page with some keys changed; an empty value drops the key, and so does what was saved."""
    params = request.GET.copy()
    params.pop("opgeslagen", None)
    for key, value in changes.items():
        params.pop(key, None)
        if value:
            params[key] = value
    return f"{request.path}?{params.urlencode()}" if params else request.path


def with_saved_mark(path: str, codes: list[str], anchor: str) -> str:
    """The address to return to, with `opgeslagen` naming what was saved and the row to jump to."""
    parts = urlsplit(path)
    query = [(key, value) for key, value in parse_qsl(parts.query) if key != "opgeslagen"]
    query.append(("opgeslagen", ",".join(codes)))
    return urlunsplit(("", "", parts.path, urlencode(query), anchor))
