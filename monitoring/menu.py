# SPDX-License-Identifier: EUPL-1.2
"""The menus in the frame of every page: which entries a reader gets there, and their markup.

Both follow from a few yes-or-no facts, so each is worked out once for these; a page only looks up which entry is its
own, and what waits.
"""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import get_script_prefix, reverse
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from afspraken.policies import may_publish, may_see_inrichting
from afspraken.wachtrij import number_waiting
from partijen.models import Gemeente
from partijen.policies import may_see_history, may_see_leden, may_see_sleutels, toegang_of

# Pages that look back to another day: while one does, the menu leads to the same day.
LOOK_BACK = frozenset({"gemeente", "afspraken:lijst", "bestuur"})
QUEUE = "afspraken:wachtrij"
# Of each menu as many kinds as a portal with all gemeenten of the country has in use.
KEPT = 2048


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One entry of a menu: its words, its address, and the name of that address."""

    label: str
    url: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """What the menu says of the gemeente of a page; the slug is empty on a page of none."""

    slug: str = ""
    overleg_naam: str = ""
    heeft_fonds: bool = False
    heeft_doelen: bool = False
    heeft_energielabels: bool = False


@dataclass(frozen=True, slots=True)
class Reader:
    """What somebody may open from the menu; each follows from a policy."""

    logged_in: bool = False
    has_role: bool = False
    publishes: bool = False
    sees_members: bool = False
    sees_keys: bool = False
    sees_history: bool = False
    sets_up: bool = False
    enters_beheer: bool = False


class Menus:
    """The menus of one page; nothing is worked out before one is shown, so that a piece of a page costs nothing."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        # `get_gemeente` set it; an error page may have neither.
        self.gemeente: Gemeente | None = getattr(request, "gemeente", None)
        self.user: Any = getattr(request, "user", None)

    def main(self) -> SafeString:
        """The menu at the head; one query, only for who publishes."""
        items = _main_items(self.place, self.reader, get_script_prefix())
        path = self.request.path
        current = tuple(place for place, item in enumerate(items) if path == item.url or _is_section(item.url, path))
        moment = getattr(self.request, "peilmoment", None)
        waiting = number_waiting(self.user, self.gemeente) if self.gemeente and self.reader.publishes else 0
        return _main_markup(items, current, str(moment.query) if moment else "", waiting)

    def footer(self) -> SafeString:
        """The menu at the foot; no query."""
        return _footer_markup(_footer_items(self.place, self.reader, get_script_prefix()))

    @cached_property
    def place(self) -> Place:
        """What the menus say of the gemeente."""
        if self.gemeente is None:
            return Place()
        facts = self.gemeente.feiten  # type: ignore[attr-defined]
        known = (facts[name] for name in ("heeft_fonds", "heeft_doelen", "heeft_energielabels"))
        return Place(self.gemeente.slug, self.gemeente.overleg_naam, *known)

    @cached_property
    def reader(self) -> Reader:
        """What the user may open."""
        user, gemeente = self.user, self.gemeente
        if user is None or not user.is_authenticated:
            return Reader()
        toegang = toegang_of(user)
        if gemeente is None:
            return Reader(logged_in=True, enters_beheer=toegang.may_enter_beheer)
        return Reader(
            logged_in=True,
            has_role=bool(toegang.rollen.get(gemeente.pk)),
            publishes=may_publish(user, gemeente.pk),
            sees_members=may_see_leden(user, gemeente.pk),
            sees_keys=may_see_sleutels(user, gemeente.pk),
            sees_history=may_see_history(user, gemeente.pk),
            sets_up=may_see_inrichting(user, gemeente),
            enters_beheer=toegang.may_enter_beheer,
        )


def _is_section(url: str, path: str) -> bool:
    """The page lies below the address of an entry that is more than the start of a gemeente."""
    return url.count("/") > 2 and path.startswith(url)


@lru_cache(maxsize=KEPT)
def _main_items(place: Place, reader: Reader, prefix: str) -> tuple[MenuItem, ...]:
    """The entries in their order; `prefix` is what the addresses begin with."""
    offered: list[tuple[bool, str, str]] = [
        (True, _("Voortgang"), "gemeente"),
        (True, _("Afspraken"), "afspraken:lijst"),
        (True, _("Buurten"), "buurten"),
        (place.heeft_fonds, _("Leefbaarheidsfonds"), "wijken:fondsen"),
        (True, _("Corporaties"), "corporaties"),
        (True, _("Overleggen"), "overleggen"),
        (reader.has_role, _("Actielijst"), "afspraken:actielijst"),
        (reader.logged_in, capfirst(place.overleg_naam), "bestuur"),
        (reader.publishes, _("Publiceren"), QUEUE),
        (reader.sees_members, _("Leden"), "leden"),
        # Who keeps the members finds them there.
        (reader.sees_keys and not reader.sees_members, _("Sleutels"), "sleutels"),
        (reader.sees_history, _("Logboek"), "logboek"),
        (reader.sees_history, _("Instellingen"), "instellingen"),
    ]
    items = _items(offered, place.slug) if place.slug else []
    items += _items([(reader.logged_in, _("Werkbank"), "werkbank"), (reader.enters_beheer, _("Beheer"), "admin:index")])
    return tuple(items)


@lru_cache(maxsize=KEPT)
def _footer_items(place: Place, reader: Reader, prefix: str) -> tuple[MenuItem, ...]:
    offered: list[tuple[bool, str, str]] = [
        (True, _("Kalender"), "kalender"),
        (True, _("Wijzigingen"), "wijzigingen"),
        (True, _("Evaluaties"), "evaluaties"),
        (True, _("Zienswijzen"), "zienswijzen"),
        (True, _("Partijen"), "partijen"),
        (True, _("Cijfers"), "corporaties:cijfers"),
        (True, _("Cijfers die niet kloppen"), "corporaties:afwijkingen"),
        (place.heeft_doelen, _("Doelen"), "afspraken:doelen"),
        (place.heeft_energielabels, _("Energielabels"), "energielabels"),
        (reader.sets_up, _("Inrichten"), "afspraken:inrichten"),
    ]
    items = _items(offered, place.slug) if place.slug else []
    items += _items(
        [
            (True, _("Hulp"), "hulp"),
            (True, _("Toegankelijkheid"), "toegankelijkheid"),
            (True, _("Open data (API)"), "api:docs"),
        ]
    )
    return tuple(items)


def _items(offered: list[tuple[bool, str, str]], *slug: str) -> list[MenuItem]:
    return [MenuItem(label, reverse(name, args=slug), name) for shown, label, name in offered if shown]


@lru_cache(maxsize=KEPT)
def _main_markup(items: tuple[MenuItem, ...], current: tuple[int, ...], query: str, waiting: int) -> SafeString:
    shown = [
        {
            "label": item.label,
            "url": f"{item.url}{query}" if item.name in LOOK_BACK else item.url,
            "huidig": place in current,
            "aantal": waiting if item.name == QUEUE else 0,
        }
        for place, item in enumerate(items)
    ]
    return render_to_string("monitoring/_hoofdmenu.html", {"punten": shown})


@lru_cache(maxsize=KEPT)
def _footer_markup(items: tuple[MenuItem, ...]) -> SafeString:
    return render_to_string("monitoring/_voetmenu.html", {"punten": items})
