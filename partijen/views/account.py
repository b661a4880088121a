# SPDX-License-Identifier: EUPL-1.2
"""Pages of one's own account that differ from those of django-allauth."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe


@require_safe
@login_required
@cache_control(private=True, no_store=True)
def email_address(request: HttpRequest) -> HttpResponse:
    """With which address one logs in.

    Stands in the place of allauth's page, where one could add addresses: who may log in is for the coordinator.
    """
    return render(request, "account/email.html")
