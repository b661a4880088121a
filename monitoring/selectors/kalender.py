# SPDX-License-Identifier: EUPL-1.2
"""What comes in the yearly cycle of a gemeente, and how long it takes until then.

Everything counts in whole days of Europe/Amsterdam, so that no change of the clock moves a moment.
"""

import calendar
import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from monitoring.models import Jaarmoment
from partijen.models import Gemeente, Overleg
from portaal.lib.compiled import read_objects

if TYPE_CHECKING:
    from partijen.querysets import User

# So far ahead the calendar looks: once around.
DAYS_AHEAD = 366
# The feed holds a moment of last year too, and those of the next two.
FEED_YEARS = (-1, 0, 1, 2)


@dataclass(frozen=True, slots=True)
class Kalenderregel:
    """Something to come: a moment of the year, or a meeting. `eerste` is `laatste` for a single day.

    `nog` counts to the day on which it begins, or of what is going on to its last; `tot_eind` always to its last day.
    """

    naam: str
    eerste: dt.date
    laatste: dt.date
    nog: str
    tot_eind: str = ""
    toelichting: str = ""
    bron: str = ""
    url: str = ""
    overleg: Overleg | None = None
    moment: Jaarmoment | None = None

    @property
    def periode(self) -> bool:
        """It takes more than a day."""
        return self.eerste != self.laatste


def day_in(year: int, month: int, day: int) -> dt.date:
    """The day in that year; the last of the month where it has no such day (29 February)."""
    return dt.date(year, month, min(day, calendar.monthrange(year, month)[1]))


def in_year(moment: Jaarmoment, year: int) -> tuple[dt.date, dt.date]:
    """First and last day of the moment that ends in that year; it may have begun in the year before."""
    last = day_in(year, moment.maand, moment.dag)
    if moment.van_dag is None or moment.van_maand is None:
        return last, last
    first = day_in(year, moment.van_maand, moment.van_dag)
    return (first if first <= last else day_in(year - 1, moment.van_maand, moment.van_dag)), last


def next_of(moment: Jaarmoment, today: dt.date) -> tuple[dt.date, dt.date]:
    """First and last day of the first time that is not over yet."""
    days = in_year(moment, today.year)
    return days if days[1] >= today else in_year(moment, today.year + 1)


def countdown(first: dt.date, last: dt.date, today: dt.date) -> str:
    """How long until then, as one says it: "over 23 dagen", "morgen", "loopt nu, nog 5 dagen"."""
    if first <= today <= last and first != last:
        left = (last - today).days
        if not left:
            return _("loopt nu, vandaag is de laatste dag")
        return ngettext("loopt nu, nog %(n)d dag", "loopt nu, nog %(n)d dagen", left) % {"n": left}
    days = (first - today).days
    if days <= 1:
        return _("morgen") if days else _("vandaag")
    return _("over %(n)d dagen") % {"n": days}


def upcoming(
    user: "User", gemeente: Gemeente, today: dt.date, *, within: int = DAYS_AHEAD
) -> tuple[Kalenderregel, ...]:
    """Moments of the year and meetings that are to come, the first one first. Two queries."""
    until = today + dt.timedelta(days=within)
    meetings = Overleg.objects.visible_to(user).filter(gemeente=gemeente, datum__range=(today, until))
    found = [*next_moments(gemeente, today, within=within), *_meetings(meetings, gemeente, today)]
    return tuple(sorted(found, key=lambda row: (row.eerste if row.eerste > today else row.laatste, row.naam)))


def next_moments(gemeente: Gemeente, today: dt.date, *, within: int = DAYS_AHEAD) -> tuple[Kalenderregel, ...]:
    """Moments of the year that are to come, by their last day; each one once. One query."""
    until = today + dt.timedelta(days=within)

    def moments() -> QuerySet[Jaarmoment]:
        return Jaarmoment.objects.filter(gemeente=gemeente).select_related("bron")

    rows = read_objects(("jaarmomenten", gemeente.pk), moments)
    near = (row for row in _moments(rows, today) if row.eerste <= until)
    return tuple(sorted(near, key=lambda row: (row.laatste, row.naam)))


def _moments(rows: Iterable[Jaarmoment], today: dt.date) -> Iterator[Kalenderregel]:
    for row in rows:
        first, last = next_of(row, today)
        source = ", ".join(part for part in (str(row.bron) if row.bron else "", row.bron_plaats) if part)
        yield Kalenderregel(
            naam=row.naam,
            eerste=first,
            laatste=last,
            nog=countdown(first, last, today),
            tot_eind=countdown(last, last, today),
            toelichting=row.toelichting,
            bron=source,
            moment=row,
        )


def _meetings(rows: Iterable[Overleg], gemeente: Gemeente, today: dt.date) -> Iterator[Kalenderregel]:
    for row in rows:
        own = capfirst(gemeente.overlegwoord(row.soort))
        url = reverse("overleg", args=(gemeente.slug, row.datum))
        if row.soort != Overleg.Soort.BESTUURLIJK:
            url += f"?soort={row.soort}"
        said = countdown(row.datum, row.datum, today)
        yield Kalenderregel(row.naam or own, row.datum, row.datum, said, url=url, overleg=row)


def feed_days(gemeente: Gemeente, today: dt.date) -> list[tuple[str, Jaarmoment, dt.date, dt.date]]:
    """(key that stays the same for ever, moment, first and last day) of the years around today, for a calendar."""
    rows = Jaarmoment.objects.filter(gemeente=gemeente).order_by("pk")
    years = [today.year + step for step in FEED_YEARS]
    return [(f"jaarmoment-{row.pk}-{year}", row, *in_year(row, year)) for row in rows for year in years]
