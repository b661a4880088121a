# SPDX-License-Identifier: EUPL-1.2
"""How long a session lives, which accounts need a second factor, and seeing the portal as the public does."""

import logging
from collections.abc import Callable

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from requests.exceptions import RequestException

from partijen import policies
from partijen.policies import needs_second_factor
from portaal.lib import security_log
from portaal.lib.api.middleware import is_api_path
from portaal.lib.api.problems import problem_response
from portaal.lib.client_ip import client_ip

# Keys in the session: when the user logged in, when he was last seen, and for whom a second factor was given.
STARTED, SEEN, SECOND_FACTOR = "sessie_begin", "sessie_gezien", "tweede_factor"
# The slug of the gemeente whose coordinator looks at the portal as the public does.
AS_PUBLIC = "als_publiek"
# A session is written at most this often only to know that it is still in use.
BOOKKEEPING_SECONDS = 5 * 60
ACCOUNTS_PREFIX = "/accounts/"
OIDC_PREFIX = "/accounts/oidc/"
OIDC_PER_MINUTE = 30
# No connection, no JSON, or a document without what it must hold.
PROVIDER_FAULTS = (RequestException, KeyError, TypeError, ValueError)
logger = logging.getLogger(__name__)


def start_session_clock(request: HttpRequest) -> None:
    """Note the moment of login."""
    request.session[STARTED] = request.session[SEEN] = int(timezone.now().timestamp())


class SessionLimitMiddleware:
    """Ends a session 12 hours after login, and when nothing was asked for 3 hours.

    The moment it was last seen is written every 5 minutes, so the second limit falls up to 5 minutes early.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Without the cookie nobody is logged in, and public answers need not differ by cookie.
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            self.check(request)
        return self.get_response(request)

    def check(self, request: HttpRequest) -> None:
        """End the session when it is too old; keep note of its use."""
        now = int(timezone.now().timestamp())
        started, seen = request.session.get(STARTED), request.session.get(SEEN)
        if started is None or seen is None:
            start_session_clock(request)
        elif now - started >= settings.SESSION_COOKIE_AGE or now - seen >= settings.SESSION_IDLE_AGE:
            UserSession.objects.filter(session_key=request.session.session_key).delete()
            logout(request)
            if not is_api_path(request.path_info):
                messages.info(request, _("U bent uitgelogd, omdat uw sessie te oud was. Log opnieuw in."))
        elif now - seen >= BOOKKEEPING_SECONDS:
            request.session[SEEN] = now
            UserSession.objects.create_from_request(request)


class SecondFactorMiddleware:
    """Lets coordinators and beheerders nowhere but to their account until they gave a second factor in this session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.refusal(request) or self.get_response(request)

    def refusal(self, request: HttpRequest) -> HttpResponse | None:
        """What to answer instead of the page; None when nothing stands in the way."""
        if not settings.PORTAAL_MFA_VERPLICHT or settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return None
        if request.path_info.startswith(ACCOUNTS_PREFIX) or not request.user.is_authenticated:
            return None
        user = request.user
        if request.session.get(SECOND_FACTOR) == user.pk or not needs_second_factor(user):
            return None
        if is_api_path(request.path_info):
            return problem_response(request, 403, detail=_("Log eerst in met een tweede stap."))
        if Authenticator.objects.filter(user=user).exists():
            messages.info(request, _("Voor uw rol is een tweede stap nodig. Vul uw code in."))
            page = reverse("mfa_reauthenticate")
        else:
            messages.info(
                request, _("Voor uw rol is een tweede stap bij het inloggen verplicht. Kies hieronder welke.")
            )
            page = reverse("mfa_index")
        following = request.get_full_path() if request.method == "GET" else reverse(settings.LOGIN_REDIRECT_URL)
        return HttpResponseRedirect(f"{page}?{urlencode({'next': following})}")


class AsPublicMiddleware:
    """Shows a coordinator who asked for it every page, list, file and answer of the API as the public gets it.

    The user of the request becomes nobody, so everything that asks `visible_to` or a policy follows by itself; the
    session stays. Nothing can be written meanwhile. Stands last: what guards the session itself has been done by then.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not self.asks_as_public(request):
            return self.get_response(request)
        request.als_publiek = request.session[AS_PUBLIC]  # type: ignore[attr-defined]
        request.user = request._cached_user = AnonymousUser()  # type: ignore[attr-defined]
        # What the browser kept from before has no banner, or is not what the public sees.
        for name in ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE"):
            request.META.pop(name, None)
        response = self.get_response(request) if request.method in ("GET", "HEAD", "OPTIONS") else self.refuse(request)
        del response.headers["ETag"]
        response.headers["Cache-Control"] = "private, no-store"
        return response

    @staticmethod
    def asks_as_public(request: HttpRequest) -> bool:
        """True for everything a coordinator asks who switched this on, but to switch it off and to log out."""
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
            return False
        gemeente = request.session.get(AS_PUBLIC)
        if not gemeente:
            return False
        if not policies.may_look_as_public_of(request.user, gemeente):
            # The role ended meanwhile: there is nothing left to hide, and the button would lead nowhere.
            del request.session[AS_PUBLIC]
            return False
        return request.path_info not in (reverse("als-publiek", args=[gemeente]), reverse("account_logout"))

    @staticmethod
    def refuse(request: HttpRequest) -> HttpResponse:
        """Nobody writes as the public."""
        if is_api_path(request.path_info):
            return problem_response(request, 403, detail=_("U ziet het portaal zoals het publiek. Wijzigen kan niet."))
        return render(request, "partijen/als_publiek.html", status=403)


class AccountPagesMiddleware:
    """Mends four things of the pages under /accounts/ that come from a library.

    No browser keeps them: some show secrets. A refused form answers 422, as every other form of the portal. A provider
    of logins that cannot be reached, or answers nonsense, gives a page that says so; and since each step of such a
    login makes the portal ask that provider, one address may take only so many.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(ACCOUNTS_PREFIX):
            return self.get_response(request)
        if request.path_info.startswith(OIDC_PREFIX) and self.asks_too_often(request):
            response = render(request, "429.html", status=429)
            response.headers["Retry-After"] = "60"
        else:
            response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def asks_too_often(self, request: HttpRequest) -> bool:
        """Count this request for its address in this minute."""
        minute = int(timezone.now().timestamp()) // 60
        key = f"oidc:{security_log.pseudonym(client_ip(request))}:{minute}"
        cache.add(key, 0, timeout=120)
        return cache.incr(key) > OIDC_PER_MINUTE

    def process_template_response(self, request: HttpRequest, response: TemplateResponse) -> TemplateResponse:
        """Called for the pages of allauth, which are rendered after their view."""
        if request.method == "POST" and request.path_info.startswith(ACCOUNTS_PREFIX) and response.status_code == 200:
            context = response.context_data or {}
            if any(getattr(context.get(name), "errors", None) for name in ("form", "webauthn_form")):
                response.status_code = 422
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Called for what a view did not catch; None leaves it to become a 500."""
        if not request.path_info.startswith(OIDC_PREFIX) or not isinstance(exception, PROVIDER_FAULTS):
            return None
        logger.error("A provider of logins did not answer as it should: %s", type(exception).__name__)
        security_log.log("login", result="failed", method="oidc")
        response = render(request, "socialaccount/authentication_error.html", {"onbereikbaar": True}, status=503)
        response.headers["Retry-After"] = "60"
        return response
