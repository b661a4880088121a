# SPDX-License-Identifier: EUPL-1.2
"""What the frame of every page needs: the main menu and the footer.

Without a query for most; one counts what waits for a coordinator.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from afspraken.policies import may_publish, may_see_inrichting
from afspraken.wachtrij import number_waiting
from monitoring.policies import may_follow
from monitoring.selectors.volgen import is_followed
from monitoring.selectors.zienswijzen import Naast, beside
from partijen.models import Gemeente
from partijen.policies import (
    access_key,
    may_look_as_public,
    may_see_history,
    may_see_leden,
    may_see_sleutels,
    toegang_of,
)
from partijen.thema import stylesheet_version
from portaal.lib.compiled import read_objects

# More than these do not fit in the header: the start page lists all.
MAX_OTHERS = 6


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One entry of a menu; `huidig` marks the page the user is on.

    `aantal` counts what waits there. It is asked for where the menu is shown, so that a piece of a page costs nothing.
    """

    label: str
    url: str
    huidig: bool = False
    aantal: Callable[[], int] | None = None


# Pages that look back to another day: while one does, the menu leads to the same day.
LOOK_BACK = ("gemeente", "afspraken:lijst", "bestuur")


def _item(request: HttpRequest, label: str, name: str, *args: str, aantal: Callable[[], int] | None = None) -> MenuItem:
    url = reverse(name, args=args)
    path = request.path
    is_section = url.count("/") > 2 and path.startswith(url)
    moment = getattr(request, "peilmoment", None) if name in LOOK_BACK else None
    return MenuItem(label, f"{url}{moment.query if moment else ''}", path == url or is_section, aantal)


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
    """The same page of the other gemeenten in which the user has a role, or their start; one query, only for these."""
    if gemeente is None or user is None:
        return []
    toegang = toegang_of(user)
    others = set(toegang.rollen) - {gemeente.pk}
    if toegang.superuser or len(others) > MAX_OTHERS:
        return [MenuItem(_("Andere gemeente"), reverse("start"))]
    if not others:
        return []
    match = request.resolver_match
    page = match.view_name if match is not None and set(match.kwargs) == {"gemeente"} else "gemeente"
    key = ("andere gemeenten", access_key(user), gemeente.pk)
    rows = read_objects(key, lambda: Gemeente.objects.visible_to(user).filter(pk__in=others).order_by("naam"))
    return [MenuItem(row.volledige_naam, reverse(page, args=[row.slug])) for row in rows]


def navigation(request: HttpRequest) -> dict[str, Any]:
    """`hoofdmenu` for the gemeente of the page (set by `get_gemeente`), and `voetmenu`.

    `als_publiek` is the slug of the gemeente whose coordinator looks as the public does; `als_publiek_url` offers it.
    `andere_gemeenten` are those in which the user has a role too; `mag_inrichten` says that he sets this one up. The
    page that shows it asks `zienswijzen_naast`.
    """
    gemeente = getattr(request, "gemeente", None)
    user = getattr(request, "user", None)
    menu: list[MenuItem] = []
    may_set_up = False
    if gemeente is not None:
        menu = [
            _item(request, _("Voortgang"), "gemeente", gemeente.slug),
            _item(request, _("Afspraken"), "afspraken:lijst", gemeente.slug),
            _item(request, _("Buurten"), "buurten", gemeente.slug),
            _item(request, _("Corporaties"), "corporaties", gemeente.slug),
            _item(request, _("Overleggen"), "overleggen", gemeente.slug),
        ]
        if getattr(gemeente, "feiten", {}).get("heeft_fonds"):
            menu.insert(3, _item(request, _("Leefbaarheidsfonds"), "wijken:fondsen", gemeente.slug))
        if user is not None and user.is_authenticated:
            toegang = toegang_of(user)
            if toegang.rollen.get(gemeente.pk):
                menu.append(_item(request, _("Actielijst"), "afspraken:actielijst", gemeente.slug))
            menu.append(_item(request, capfirst(gemeente.overleg_naam), "bestuur", gemeente.slug))
            if may_publish(user, gemeente.pk):
                waiting = partial(number_waiting, user, gemeente)
                menu.append(_item(request, _("Publiceren"), "afspraken:wachtrij", gemeente.slug, aantal=waiting))
            if may_see_leden(user, gemeente.pk):
                menu.append(_item(request, _("Leden"), "leden", gemeente.slug))
            elif may_see_sleutels(user, gemeente.pk):  # who keeps the members finds them there
                menu.append(_item(request, _("Sleutels"), "sleutels", gemeente.slug))
            if may_see_history(user, gemeente.pk):
                menu.append(_item(request, _("Logboek"), "logboek", gemeente.slug))
                menu.append(_item(request, _("Instellingen"), "instellingen", gemeente.slug))
    if user is not None and user.is_authenticated:
        menu.append(_item(request, _("Werkbank"), "werkbank"))
        if toegang_of(user).may_enter_beheer:
            menu.append(_item(request, _("Beheer"), "admin:index"))
    footer = []
    if gemeente is not None:
        figures = reverse("corporaties:afwijkingen", args=(gemeente.slug,))
        footer.append(MenuItem(_("Kalender"), reverse("kalender", args=(gemeente.slug,))))
        footer.append(MenuItem(_("Wijzigingen"), reverse("wijzigingen", args=(gemeente.slug,))))
        footer.append(MenuItem(_("Evaluaties"), reverse("evaluaties", args=(gemeente.slug,))))
        footer.append(MenuItem(_("Zienswijzen"), reverse("zienswijzen", args=(gemeente.slug,))))
        footer.append(MenuItem(_("Partijen"), reverse("partijen", args=(gemeente.slug,))))
        footer.append(MenuItem(_("Cijfers"), reverse("corporaties:cijfers", args=(gemeente.slug,))))
        footer.append(MenuItem(_("Cijfers die niet kloppen"), figures))
        facts = getattr(gemeente, "feiten", {})
        if facts.get("heeft_doelen"):
            footer.append(MenuItem(_("Doelen"), reverse("afspraken:doelen", args=(gemeente.slug,))))
        if facts.get("heeft_energielabels"):
            footer.append(MenuItem(_("Energielabels"), reverse("energielabels", args=(gemeente.slug,))))
        may_set_up = user is not None and may_see_inrichting(user, gemeente)
        if may_set_up:
            footer.append(MenuItem(_("Inrichten"), reverse("afspraken:inrichten", args=(gemeente.slug,))))
    footer += [
        MenuItem(_("Hulp"), reverse("hulp")),
        MenuItem(_("Toegankelijkheid"), reverse("toegankelijkheid")),
        MenuItem(_("Open data (API)"), reverse("api:docs")),
    ]
    return {
        "mag_inrichten": may_set_up,
        "hoofdmenu": menu,
        "voetmenu": footer,
        "andere_gemeenten": _other_gemeenten(request, gemeente, user),
        "volgknop": _volgknop(request, gemeente, user),
        "zienswijzen_naast": partial(_beside, request),
        "peilmoment": getattr(request, "peilmoment", None),
        "thema_css": _stylesheet(gemeente),
        "als_publiek": getattr(request, "als_publiek", ""),
        "als_publiek_url": _as_public(gemeente, user),
    }
