# SPDX-License-Identifier: EUPL-1.2
"""What one user has to do, across all gemeenten."""

import re
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from monitoring.selectors import werkbank as read_werkbank
from partijen.models import Gebruiker
from partijen.shortcuts import get_gemeente
from portaal.lib.models import CODE_PATTERN

# The form of a report sends one back with the code of what was saved.
CODE = re.compile(CODE_PATTERN)
CODE_MAX = 40


@require_safe
@login_required
@cache_control(private=True, no_store=True)
def werkbank(request: HttpRequest) -> HttpResponse:
    """My open updates, terms and reports; for a coordinator what waits for publishing, for the board what is asked."""
    bank = read_werkbank(cast(Gebruiker, request.user), timezone.localdate())
    saved = request.GET.get("opgeslagen", "")
    is_code = len(saved) <= CODE_MAX and CODE.fullmatch(saved)
    context: dict[str, Any] = {"bank": bank, "opgeslagen": saved if is_code else "", "demo": bank.demo}
    # Who works for one gemeente stays on its pages, with its menu.
    if len(bank.slugs) == 1:
        context["gemeente"] = get_gemeente(request, bank.slugs[0])
    return render(request, "monitoring/werkbank.html", context)
