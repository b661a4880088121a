# SPDX-License-Identifier: EUPL-1.2
"""Response headers that no library of ours sets, forms that are refused unread, and rows that went meanwhile."""

import logging
from collections.abc import Callable

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.template.loader import render_to_string
from django.views.defaults import page_not_found

from portaal.lib.api.middleware import is_api_path
from portaal.lib.refill import typed_texts

logger = logging.getLogger(__name__)

PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "autoplay",
        "browsing-topics",
        "camera",
        "display-capture",
        "encrypted-media",
        "fullscreen",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "picture-in-picture",
        "screen-wake-lock",
        "usb",
        "xr-spatial-tracking",
    )
)
# Security keys and passkeys are the one feature of the browser that a page of ours asks for.
PERMISSIONS_POLICY += ", publickey-credentials-create=(self), publickey-credentials-get=(self)"

FORM = "application/x-www-form-urlencoded"


class FormCharsetMiddleware:
    """Refuses forms in another charset than UTF-8 before anything reads them.

    Django refuses them too, but its own error pages then read the form once more and fail.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        charset = (request.content_params or {}).get("charset", "utf-8")
        if request.content_type == FORM and charset.strip("\"' ").lower() not in ("utf-8", "utf8"):
            return HttpResponseBadRequest(render_to_string("400.html"))
        return self.get_response(request)


class GoneMiddleware:
    """Answers that it is not there when somebody took a row away while another was about to change it.

    A view found the row and its service, which locks it, does not any more: that is no fault of the portal. It stands
    in the log all the same, since a row that was never there looks alike. A page that only reads is left alone.

    Who sent a form finds what he typed on the page that says so, also when the view did not find the row any more:
    a row that was always hidden from him gets the same answer.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page of what is missing; below /api it becomes a problem further out."""
        if request.method in ("GET", "HEAD", "OPTIONS") or not isinstance(exception, ObjectDoesNotExist | Http404):
            return None
        if isinstance(exception, ObjectDoesNotExist):
            logger.error("A row was gone when it was to be changed", exc_info=exception)
        elif request.method != "POST":
            return None
        if not is_api_path(request.path_info):
            request.ingevuld = typed_texts(request.POST)  # type: ignore[attr-defined]
        return page_not_found(request, exception)


class BrowserPolicyMiddleware:
    """Switches browser features off that the portal never needs, and keeps its answers out of other sites' pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response
