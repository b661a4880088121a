# SPDX-License-Identifier: EUPL-1.2
"""How often a password may be guessed: per account and address, and per address over all accounts."""

from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from django.conf import settings
from django.db.models import QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portaal.lib.security_log import pseudonym


class LoginLimits(AxesDatabaseHandler):
    """Failures of the last 15 minutes, from the two querysets of AXES_LOCKOUT_PARAMETERS, in that order."""

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """Failures of this account from this address; at the limit when the address failed too often altogether."""
        own, of_address = (_count(attempts) for attempts in self.get_user_attempts(request, credentials))
        if of_address >= settings.AXES_ADDRESS_LIMIT:
            return max(own, settings.AXES_FAILURE_LIMIT)
        return own

    def reset_user_attempts(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """After a login only the failures of this account are forgotten: who owns one account could guess on."""
        own = self.filter_user_attempts(request, credentials)[0]
        return int(own.delete()[0])


def _count(attempts: "QuerySet[Any]") -> int:
    return attempts.aggregate(total=Sum("failures_since_start"))["total"] or 0


def account_key(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """What stands for the account in the table of failures: no address, nor what somebody typed in its place."""
    name = (credentials or {}).get("email") or request.POST.get("login") or ""
    return pseudonym(str(name))


def locked_out(
    request: HttpRequest, response: HttpResponse | None = None, credentials: dict[str, Any] | None = None
) -> HttpResponse:
    """The page that says to wait."""
    page = render(request, "429.html", status=429)
    page.headers["Retry-After"] = str(int(settings.AXES_COOLOFF_TIME.total_seconds()))
    return page
