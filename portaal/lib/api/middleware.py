# SPDX-License-Identifier: EUPL-1.2
"""What holds for every answer below /api, also for those that no view of the API made."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

from portaal.lib.api import conf, problems

CHUNK = 256 * 1024
# Headers that describe the body that is replaced.
BODY_HEADERS = {"content-type", "content-length", "content-encoding", "content-disposition", "etag", "last-modified"}


def is_api_path(path: str) -> bool:
    """True for /api and everything below it."""
    return path == conf.API_PREFIX or path.startswith(f"{conf.API_PREFIX}/")


class ApiMiddleware:
    """Puts version and caching headers on API answers and turns Django's HTML errors into problems.

    Stands first in MIDDLEWARE, so that it also sees a refused Host header; headers of the middleware below it stay.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not is_api_path(request.path_info):
            return response
        if response.status_code >= 400:
            drain(request)
        if response.status_code >= 400 and response.headers.get("Content-Type") != problems.CONTENT_TYPE:
            response = as_problem(request, response)
        response.headers["API-Version"] = conf.API_VERSION
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        set_caching(request, response)
        return response


def drain(request: HttpRequest) -> None:
    """Read what is left of a refused body: a sender who is cut off while sending never sees the answer."""
    left = conf.DRAINED_BYTES
    try:
        while left > 0 and (chunk := request.read(CHUNK)):
            left -= len(chunk)
    except OSError:  # the sender left
        return


def as_problem(request: HttpRequest, response: HttpResponseBase) -> HttpResponse:
    """The same status, headers and cookies with a problem as body."""
    kept = {name: value for name, value in response.items() if name.lower() not in BODY_HEADERS}
    problem = problems.problem_response(request, response.status_code, headers=kept)
    problem.cookies = response.cookies
    return problem


def set_caching(request: HttpRequest, response: HttpResponseBase) -> None:
    """Nothing is kept of an error or of what was asked with credentials; the rest is asked again each time.

    No cache may hold public data unasked: what a coordinator unpublishes is gone at the next request.
    """
    credentials = "HTTP_AUTHORIZATION" in request.META or settings.SESSION_COOKIE_NAME in request.COOKIES
    if credentials or response.status_code >= 400:
        response.headers["Cache-Control"] = "no-store"
    else:
        response.headers.setdefault("Cache-Control", "no-cache")
    patch_vary_headers(response, ["Authorization"])
