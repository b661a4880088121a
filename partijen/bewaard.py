# SPDX-License-Identifier: EUPL-1.2
"""What somebody typed in a form whose session had ended: kept until he logged in again, for him alone.

It stands in the session, so on the server, of the same browser; not longer than an hour; never a password, a secret or
a file. Who logs in must be who logged in last with this browser (a signed cookie tells), or it is thrown away.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from portaal.lib.api.middleware import is_api_path
from portaal.lib.refill import CSRF, SECRET, refill

# Key in the session, and how long it is good.
KEPT, KEEP_SECONDS = "bewaarde_tekst", 60 * 60
SALT = "partijen.bewaard"
COOKIE_SECONDS = 7 * 24 * 60 * 60
MAX_CHARACTERS = 200_000
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


class KeptTextMiddleware:
    """Keeps what was sent to a page that asked to log in first, and puts it back into its form afterwards.

    Stands within the middleware of sessions and users; no view knows of it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        ours = (settings.SESSION_COOKIE_NAME, settings.LAST_LOGIN_COOKIE_NAME)
        if not any(name in request.COOKIES for name in ours):
            return self.remembered(request, self.get_response(request))
        kept = self.kept_for(request)
        wanted = kept is not None and request.method == "GET" and request.path == kept["pagina"]
        if kept is not None and request.method == "POST" and request.path == kept["naar"]:
            del request.session[KEPT]
        if wanted and kept is not None:
            self.tell(request, kept)
        response = self.get_response(request)
        if wanted and kept is not None:
            self.fill(request, response, kept)
        elif request.method == "POST" and not request.user.is_authenticated:
            self.keep(request, response)
        return self.remembered(request, response)

    # --- who was it ------------------------------------------------------------------------------------------------

    @staticmethod
    def remembered(request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Note in a cookie who is logged in; whoever logs out by himself leaves nothing behind."""
        name = settings.LAST_LOGIN_COOKIE_NAME
        if request.path == reverse("account_logout") and request.method == "POST":
            if name in request.COOKIES:
                response.delete_cookie(name, samesite="Lax")
            return response
        # Where nobody asked for the session, nobody logged in: what is public needs no user.
        if request.session.accessed and request.user.is_authenticated and last_login_of(request) != request.user.pk:
            response.set_cookie(
                name,
                signing.dumps(request.user.pk, salt=SALT),
                max_age=COOKIE_SECONDS,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response

    # --- keeping ---------------------------------------------------------------------------------------------------

    @staticmethod
    def keep(request: HttpRequest, response: HttpResponse) -> None:
        """Store what was sent, when the answer is that one must log in first."""
        target = urlsplit(response.headers.get("HX-Redirect") or response.headers.get("Location") or "")
        if is_api_path(request.path) or target.path != reverse(settings.LOGIN_URL):
            return
        gebruiker_id = last_login_of(request)
        if gebruiker_id is None or request.content_type not in FORMS:
            return
        data = {name: values for name, values in request.POST.lists() if name != CSRF and not SECRET.search(name)}
        if not data or sum(len(value) for values in data.values() for value in values) > MAX_CHARACTERS:
            return
        following = parse_qs(target.query).get("next", [""])[0]
        request.session[KEPT] = {
            "van": gebruiker_id,
            "op": int(timezone.now().timestamp()),
            "naar": request.path,
            "pagina": urlsplit(following).path,
            "los": bool(response.headers.get("HX-Redirect")),
            "velden": data,
        }

    # --- giving back -----------------------------------------------------------------------------------------------

    @staticmethod
    def kept_for(request: HttpRequest) -> dict[str, Any] | None:
        """What is kept for who is logged in now; what is of somebody else, or too old, is thrown away."""
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return None
        kept: dict[str, Any] | None = request.session.get(KEPT)
        if kept is None:
            return None
        too_old = timezone.now().timestamp() - kept["op"] > KEEP_SECONDS
        of_another = request.user.is_authenticated and request.user.pk != kept["van"]
        if too_old or of_another:
            del request.session[KEPT]
            return None
        return kept if request.user.is_authenticated else None

    @staticmethod
    def tell(request: HttpRequest, kept: dict[str, Any]) -> None:
        """Say on the page that the text is there and not saved."""
        if kept["los"] and kept["naar"] != kept["pagina"]:
            said = _("Wat u had ingevuld is bewaard, maar nog niet opgeslagen.")
            kept |= {"pagina": kept["naar"], "los": False}
            request.session[KEPT] = kept
            link = format_html('{} <a href="{}">{}</a>', said, kept["naar"], _("Open het formulier"))
            messages.warning(request, link)
        else:
            messages.warning(
                request, _("Wat u had ingevuld staat er weer, maar is nog niet opgeslagen. Kijk het na en sla het op.")
            )

    @staticmethod
    def fill(request: HttpRequest, response: HttpResponse, kept: dict[str, Any]) -> None:
        """Put the text back into its form, when the page has it."""
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        if response.status_code != 200 or response.streaming or not is_page:
            return
        page = refill(response.content.decode(), page=request.path, action=kept["naar"], data=kept["velden"])
        if page is not None:
            response.content = page.encode()
            response.headers["Cache-Control"] = "private, no-store"
            if "Content-Length" in response.headers:
                response.headers["Content-Length"] = str(len(response.content))


def kept_rows(request: HttpRequest, prefix: str) -> int:
    """How many rows somebody had added under a row, in what is about to be put back into this page; 0 without that."""
    if request.method != "GET":
        return 0
    kept = KeptTextMiddleware.kept_for(request)
    if kept is None or kept["pagina"] != request.path:
        return 0
    shown, stored = (kept["velden"].get(f"{prefix}-{name}", [""])[0] for name in ("TOTAL_FORMS", "INITIAL_FORMS"))
    if not all(text.isascii() and text.isdigit() and len(text) < 6 for text in (shown, stored)):
        return 0
    return max(int(shown) - int(stored), 0)


def last_login_of(request: HttpRequest) -> int | None:
    """Whose login was the last with this browser; None for a cookie that the portal did not make."""
    try:
        found = signing.loads(
            request.COOKIES.get(settings.LAST_LOGIN_COOKIE_NAME, ""), salt=SALT, max_age=2 * COOKIE_SECONDS
        )
    except signing.BadSignature:
        return None
    return found if isinstance(found, int) else None
