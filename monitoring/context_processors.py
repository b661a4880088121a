# SPDX-License-Identifier: EUPL-1.2
"""What the frame of every page needs: its menus, the other gemeenten of the reader, and what one may follow there.

Without a query for most; one counts what waits for a coordinator.
"""

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from afspraken.policies import may_see_inrichting
from monitoring.menu import MenuItem, Menus
from monitoring.policies import may_follow
from monitoring.selectors.volgen import is_followed
from monitoring.selectors.zienswijzen import Naast, beside
from partijen.models import Gemeente
from partijen.policies import may_look_as_public, toegang_of
from partijen.thema import stylesheet_version

# More than these do not fit in the header: the start page lists all.
MAX_OTHERS = 6


@dataclass(frozen=True, slots=True)
class Volgknop:
    """The button to follow what a page is about; `terug` is the page itself."""

    url: str
    soort: str
    nummer: str
    volgt: bool
    terug: str


def _volgknop(request: HttpRequest, gemeente: Any, user: Any) -> Volgknop | None:
    """For a page that says in `request.volgbaar` (kind, number) what one may follow there; one query, only then."""
    about = getattr(request, "volgbaar", None)
    moment = getattr(request, "peilmoment", None)
    if about is None or gemeente is None or user is None or not may_follow(user) or (moment and moment.dag):
        return None
    soort, number = about
    follows = is_followed(user, soort, number)
    return Volgknop(reverse("volgen", args=[gemeente.slug]), soort, str(number), follows, request.get_full_path())


def _beside(request: HttpRequest) -> Naast | None:
    """For a page that says in `request.naast` what it is about: the zienswijzen beside that; asked where they show."""
    about = getattr(request, "naast", None)
    moment = getattr(request, "peilmoment", None)
    return beside(request.user, about, day=moment.dag if moment else None) if about is not None else None  # type: ignore[arg-type]


def _stylesheet(gemeente: Any) -> str:
    """Address of the colours of the gemeente; empty when it has none of its own."""
    if gemeente is None or not gemeente.kleuren:
        return ""
    return reverse("thema-css", args=[gemeente.slug, stylesheet_version(gemeente.kleuren)])


def _as_public(gemeente: Any, user: Any) -> str:
    """Where the coordinator of the gemeente asks to see what the public sees; empty for others."""
    if gemeente is None or user is None or not may_look_as_public(user, gemeente.pk):
        return ""
    return reverse("als-publiek", args=[gemeente.slug])


def _other_gemeenten(request: HttpRequest, gemeente: Any, user: Any) -> list[MenuItem]:
    """The same page of the other gemeenten in which the user has a role, or their start; no query.

    On a page of no gemeente they are all of his: so a way back leads from there.
    """
    toegang = toegang_of(user)
    others = [place for pk, place in toegang.plaatsen.items() if gemeente is None or pk != gemeente.pk]
    if toegang.superuser or len(others) > MAX_OTHERS:
        return [MenuItem(_("Andere gemeente"), reverse("start"))]
    match = request.resolver_match
    page = match.view_name if match is not None and set(match.kwargs) == {"gemeente"} else "gemeente"
    rows = sorted((Gemeente(slug=slug, naam=naam) for slug, naam in others), key=lambda row: row.naam)
    return [MenuItem(row.volledige_naam, reverse(page, args=[row.slug])) for row in rows]


def navigation(request: HttpRequest) -> dict[str, Any]:
    """`hoofdmenu` and `voetmenu` for the gemeente of the page (set by `get_gemeente`), made where they are shown.

    `als_publiek` is the slug of the gemeente whose coordinator looks as the public does; `als_publiek_url` offers it.
    `andere_gemeenten` are those in which the user has a role too; `mag_inrichten` says that he sets this one up. The
    page that shows it asks `zienswijzen_naast`.
    """
    gemeente = getattr(request, "gemeente", None)
    user = getattr(request, "user", None)
    menus = Menus(request)
    return {
        "mag_inrichten": gemeente is not None and user is not None and may_see_inrichting(user, gemeente),
        "hoofdmenu": menus.main,
        "voetmenu": menus.footer,
        "andere_gemeenten": _other_gemeenten(request, gemeente, user),
        "volgknop": _volgknop(request, gemeente, user),
        "zienswijzen_naast": partial(_beside, request),
        "peilmoment": getattr(request, "peilmoment", None),
        "thema_css": _stylesheet(gemeente),
        "als_publiek": getattr(request, "als_publiek", ""),
        "als_publiek_url": _as_public(gemeente, user),
    }
