# SPDX-License-Identifier: EUPL-1.2
"""What goes out for others to follow: the public changes, dates in a calendar, and the catalogue of what there is.

Everything is read as the public reads it, whoever asks.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from afspraken.models import Actie, Afspraak, Termijn, Thema
from monitoring.models import Zienswijze
from monitoring.selectors.adressen import Adressen
from monitoring.selectors.kalender import feed_days
from monitoring.selectors.wijzigingen import GETOOND, Regel, newest_events, public_events, read_lines
from partijen.models import Gemeente, Overleg, Wijziging
from wijken.models import Gebied

FEED_SIZE = 100
MAX_DATES = 2000
EVERYBODY = AnonymousUser()


@dataclass(frozen=True, slots=True)
class Keuze:
    """What a feed or calendar is narrowed to; `naam` says it in words, empty for all of the gemeente."""

    thema: Thema | None = None
    gebied: Gebied | None = None

    @property
    def naam(self) -> str:
        """Thema and place."""
        return ", ".join(str(part) for part in (self.thema, self.gebied) if part is not None)


def find_keuze(gemeente: Gemeente, *, afsprakenset: str = "", thema: str = "", gebied: str = "") -> Keuze:
    """What the keys of an address name: a thema by set and number, a place by its slug.

    Raises:
        ValueError: there is no such thing that the public sees.
    """
    found: dict[str, Any] = {}
    if thema or afsprakenset:
        if not (thema.isascii() and thema.isdigit() and len(thema) < 5):
            raise ValueError(_("Geef bij een thema het nummer, en de afsprakenset."))
        themas = Thema.objects.visible_to(EVERYBODY).filter(gemeente=gemeente, nummer=int(thema))
        themas = themas.filter(afsprakenset__slug=afsprakenset.replace("\0", ""))
        found["thema"] = themas.select_related("afsprakenset").first()
    if gebied:
        places = Gebied.objects.visible_to(EVERYBODY).filter(gemeente=gemeente)
        found["gebied"] = places.filter(slug=gebied.replace("\0", "")).first()
    if None in found.values():
        raise ValueError(_("Dit thema of gebied is hier niet bekend."))
    return Keuze(**found)


def _afspraken(gemeente: Gemeente, keuze: Keuze) -> QuerySet[Any]:
    """The afspraken that the choice leaves."""
    rows = Afspraak.objects.visible_to(EVERYBODY).filter(gemeente=gemeente)
    if keuze.thema is not None:
        rows = rows.filter(thema=keuze.thema)
    if keuze.gebied is not None:
        rows = rows.in_gebied(keuze.gebied, EVERYBODY)
    return rows.order_by()


def read_feed(gemeente: Gemeente, keuze: Keuze) -> list[tuple[Wijziging, Regel]]:
    """The newest changes of published things, newest first."""
    if not keuze.naam:
        return read_lines(gemeente, newest_events(gemeente, FEED_SIZE))
    about = about_afspraken(_afspraken(gemeente, keuze).values("pk"))
    if keuze.thema is not None and keuze.gebied is None:
        about |= Q(model=Thema._meta.label_lower, object_id=keuze.thema.pk)
    events = public_events(gemeente).filter(about)
    return read_lines(gemeente, list(events.order_by("-id")[:FEED_SIZE]))


def about_afspraken(pks: Any) -> Q:
    """Events of these afspraken, their acties, what hangs on them and zienswijzen about them."""
    about = Q(model=Afspraak._meta.label_lower, object_id__in=pks)
    for label, shown in GETOOND.items():
        if shown.hangt or shown.model in (Actie, Zienswijze):
            about |= Q(model=label, object_id__in=shown.model.objects.filter(afspraak__in=pks).values("pk"))
    return about


@dataclass(frozen=True, slots=True)
class Datum:
    """One entry of a calendar: whole days, the last one included. `sleutel` stays the same for ever."""

    sleutel: str
    naam: str
    uitleg: str
    url: str
    eerste: dt.date
    laatste: dt.date
    bijgewerkt: dt.datetime | None = None


def read_dates(gemeente: Gemeente, keuze: Keuze) -> list[Datum]:
    """Terms that were not met yet or are of this age, moments of the year and meetings; by date.

    A range of a term counts on its last day.
    """
    terms = (
        Termijn.objects.visible_to(EVERYBODY)
        .filter(gemeente=gemeente, afspraak__in=_afspraken(gemeente, keuze).values("pk"), einddatum__isnull=False)
        .select_related("afspraak__afsprakenset", "actie")
        .order_by("einddatum", "pk")[:MAX_DATES]
    )
    address = Adressen()
    dates = []
    for term in terms:
        doel = term.actie or term.afspraak
        dates.append(
            Datum(
                sleutel=f"termijn-{term.pk}",
                naam=f"{doel.code} {term.get_soort_display()}: {term.wat or doel.titel}",
                uitleg=_("Termijn van de afspraak: %(periode)s.") % {"periode": term.periode},
                url=address.afspraak(gemeente.slug, term.afspraak.afsprakenset.slug, term.afspraak.code),
                eerste=term.einddatum,
                laatste=term.einddatum,
            )
        )
    if not keuze.naam:
        page = reverse("kalender", args=(gemeente.slug,))
        for key, moment, first, last in feed_days(gemeente, timezone.localdate()):
            dates.append(Datum(key, moment.naam, moment.toelichting, page, first, last))
        meetings = Overleg.objects.visible_to(EVERYBODY).filter(gemeente=gemeente, demo=False)
        for meeting in meetings.order_by("-datum")[:MAX_DATES]:
            name = capfirst(meeting.naam or gemeente.overlegwoord(meeting.soort))
            dates.append(Datum(f"overleg-{meeting.pk}", name, "", f"/{gemeente.slug}/", meeting.datum, meeting.datum))
    return sorted(dates, key=lambda row: (row.eerste, row.sleutel))
