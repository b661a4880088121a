# SPDX-License-Identifier: EUPL-1.2
"""What somebody follows, and what changed in it for everybody to read."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.text import capfirst

from afspraken.models import Afspraak, Thema
from monitoring.models import Volger
from monitoring.models.volger import SOORTEN
from monitoring.selectors.opendata import EVERYBODY, about_afspraken
from monitoring.selectors.wijzigingen import public_events, read_lines
from partijen.models import Gebruiker, Gemeente
from wijken.models import Gebied

MODELLEN: dict[str, Any] = {"afspraak": Afspraak, "thema": Thema, "gebied": Gebied}
# So many changes are named in one message.
MAX_NAMED = 20


@dataclass(frozen=True, slots=True)
class Volgregel:
    """Something one follows; without an address when it is not to be seen any more."""

    soort: str
    nummer: int
    naam: str
    url: str
    gemeente: Gemeente


@dataclass(frozen=True, slots=True)
class Nieuws:
    """What changed in what one follows in one gemeente: sentences, how many more, and the numbers of the events."""

    gemeente: Gemeente
    zinnen: tuple[str, ...]
    meer: int
    nummers: tuple[int, ...]


def find_followable(user: Any, gemeente: Gemeente, soort: str, nummer: int) -> Any | None:
    """The afspraak, thema or place of that number, if the user may see it."""
    if soort not in MODELLEN:
        return None
    return MODELLEN[soort].objects.visible_to(user).filter(gemeente=gemeente, pk=nummer).first()


def is_followed(user: Gebruiker, soort: str, nummer: int) -> bool:
    """The user follows it. One query."""
    return Volger.objects.filter(gebruiker=user, **{f"{soort}_id": nummer}).exists()


def followed(user: Gebruiker) -> tuple[Volgregel, ...]:
    """All that somebody follows. One query, and one for each kind of thing in it."""
    rows = list(Volger.objects.filter(gebruiker=user).select_related("gemeente").order_by("id"))
    seen: dict[tuple[str, int], Any] = {}
    for soort in SOORTEN:
        if pks := [getattr(row, f"{soort}_id") for row in rows if row.soort == soort]:
            found = MODELLEN[soort].objects.visible_to(user).filter(pk__in=pks)
            if soort != "gebied":
                found = found.select_related("afsprakenset")
            seen |= {(soort, thing.pk): thing for thing in found}
    return tuple(_line(row, seen.get((row.soort, getattr(row, f"{row.soort}_id")))) for row in rows)


def _line(row: Volger, thing: Any) -> Volgregel:
    soort, number, slug = row.soort, getattr(row, f"{row.soort}_id"), row.gemeente.slug
    if thing is None:
        return Volgregel(soort, number, "", "", row.gemeente)
    if soort == "afspraak":
        url = reverse("afspraken:afspraak", args=(slug, thing.afsprakenset.slug, thing.code))
    elif soort == "thema":
        listing = reverse("afspraken:lijst", args=(slug,))
        url = f"{listing}?afsprakenset={thing.afsprakenset.slug}&thema={thing.nummer}"
    else:
        url = reverse("buurt", args=(slug, thing.slug))
    return Volgregel(soort, number, str(thing), url, row.gemeente)


def news(user: Gebruiker, *, since: dt.datetime | None, until: dt.datetime) -> list[Nieuws]:
    """What changed for everybody in what somebody follows, after one moment and until another, newest first.

    Never more than everybody may read, whatever the user may see: mail leaves the portal.

    Args:
        since: None for as long as he follows something.
    """
    per_gemeente: dict[Gemeente, list[Volger]] = defaultdict(list)
    for row in Volger.objects.filter(gebruiker=user).select_related("gemeente").order_by("gemeente_id", "id"):
        per_gemeente[row.gemeente].append(row)
    found = (_news(gemeente, rows, since, until) for gemeente, rows in per_gemeente.items())
    return [part for part in found if part.zinnen]


def _news(gemeente: Gemeente, rows: list[Volger], since: dt.datetime | None, until: dt.datetime) -> Nieuws:
    ids = {soort: [getattr(row, f"{soort}_id") for row in rows if row.soort == soort] for soort in SOORTEN}
    afspraken = Afspraak.objects.visible_to(EVERYBODY).filter(gemeente=gemeente)
    chosen = Q(pk__in=ids["afspraak"]) | Q(thema__in=ids["thema"])
    if ids["gebied"]:
        places = Afspraak.objects.filter(gemeente=gemeente).in_gebieden(ids["gebied"], EVERYBODY)
        chosen |= Q(pk__in=places.order_by().values("pk"))
    begin = min(row.created_at for row in rows)
    events = public_events(gemeente).filter(
        about_afspraken(afspraken.filter(chosen).order_by().values("pk")),
        moment__gt=max(since, begin) if since else begin,
        moment__lte=until,
    )
    number = events.count()
    newest = list(events.order_by("-id")[:MAX_NAMED])
    lines = read_lines(gemeente, newest)
    said = tuple(dict.fromkeys(f"{line.naam}: {line.wat.lower()} {line.gebeurd}" for _event, line in lines))
    return Nieuws(gemeente, tuple(capfirst(text) for text in said), number - len(newest), tuple(e.pk for e in newest))
