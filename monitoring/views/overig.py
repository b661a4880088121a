# SPDX-License-Identifier: EUPL-1.2
"""The style guide and security.txt."""

import datetime as dt

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from monitoring.stijl import example_context

# RFC 9116 recommends less than a year; a deployment that is looked after shows a new date every day.
SECURITY_TXT_VALID = dt.timedelta(days=180)


@require_safe
@cache_control(no_cache=True)
def stijl(request: HttpRequest) -> HttpResponse:
    """The components of the portal with invented examples, for who builds on it."""
    return render(request, "monitoring/stijl.html", example_context())


@require_safe
@cache_control(public=True, max_age=3600)
def security_txt(request: HttpRequest) -> HttpResponse:
    """Where to report a vulnerability (RFC 9116)."""
    today = timezone.now().astimezone(dt.UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    expires = (today + SECURITY_TXT_VALID).strftime("%Y-%m-%dT%H:%M:%SZ")
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {expires}",
        "Preferred-Languages: nl, en",
        f"Canonical: {request.build_absolute_uri(reverse('security-txt'))}",
    ]
    return HttpResponse("\r\n".join(lines) + "\r\n", content_type="text/plain; charset=utf-8")
