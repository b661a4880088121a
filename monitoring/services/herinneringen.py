# SPDX-License-Identifier: EUPL-1.2
"""The weekly reminder by e-mail: what somebody has to do before the next meeting.

Mail leaves the portal, so it holds codes, dates and numbers, and never a text that may not be public; of what somebody
follows it tells what everybody may read.
"""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from monitoring.selectors.volgen import Nieuws, news
from monitoring.selectors.werkbank import Gemeentewerk, werkbank
from monitoring.services.lijsten import NIETS, Lijst, named
from monitoring.services.overlegberichten import told_before_meeting
from partijen.models import Afmelding, Bericht, Berichtsoort, Gebruiker, Lidmaatschap
from partijen.policies import HERINNERD
from partijen.services import berichten

TEMPLATE = "monitoring/email/herinnering"
SOORT = Berichtsoort.HERINNERING
# A week between two of them, whatever the hour at which they run. So there is one in the week before each meeting.
DAYS = 7


@dataclass(frozen=True, slots=True)
class Herinnering:
    """The work in one gemeente, and what changed there in what one follows.

    `overleg` is the day of the next board meeting (`overlegnaam`), `dagen` how far away it is. `zienswijzen` is how
    many wait for this user, `antwoord_voor` the first day on which an answer of his is due.
    """

    naam: str
    overleg: dt.date | None
    dagen: int
    bij_te_werken: Lijst
    verstreken: Lijst
    nabij: Lijst
    wachtend: int
    gevraagd: Lijst
    nieuws: Nieuws | None = None
    zienswijzen: int = 0
    antwoord_voor: dt.date | None = None
    overlegnaam: str = ""

    @property
    def leeg(self) -> bool:
        """Nothing to do here."""
        parts = (self.bij_te_werken, self.verstreken, self.nabij, self.gevraagd)
        return (
            not self.wachtend
            and not self.zienswijzen
            and self.nieuws is None
            and not any(part.aantal for part in parts)
        )


def send_herinneringen(*, now: dt.datetime, dry_run: bool = False) -> Counter[str]:
    """Write to everybody who has something to do, once a week at most. May run as often as one likes.

    A run that broke off leaves nobody out and writes to nobody twice: see `partijen.services.berichten`.

    Returns:
        How many were `verzonden`, `mislukt` (the next run tries again) and `overgeslagen`: nothing to do, written to
        in the last week, or another run is at it. A dry run writes and sends nothing.
    """
    counts: Counter[str] = Counter(verzonden=0, mislukt=0, overgeslagen=0)
    today = timezone.localdate(now)
    recent = _recently_sent(today)
    for gebruiker in recipients():
        parts = [] if gebruiker.pk in recent else reminders(gebruiker, now)
        if not parts:
            counts["overgeslagen"] += 1
            continue
        if dry_run:
            counts["verzonden"] += 1
            continue
        subjects = [f"{part.naam}: {code}" for part in parts for code in part.bij_te_werken.codes]
        subjects += [f"wijziging:{number}" for part in parts if part.nieuws for number in part.nieuws.nummers]
        bericht = berichten.claim(gebruiker=gebruiker, soort=SOORT, onderwerpen=subjects, now=now)
        if bericht is None:
            counts["overgeslagen"] += 1
            continue
        context = {"herinneringen": parts, "url": berichten.absolute_url(reverse("werkbank"))}
        sent = berichten.send(bericht=bericht, template=TEMPLATE, context=context, now=now)
        counts["verzonden" if sent else "mislukt"] += 1
    return counts


def recipients() -> QuerySet[Gebruiker]:
    """Everybody with work somewhere who did not switch this notice off."""
    held = Lidmaatschap.objects.filter(rol__in=HERINNERD).values("gebruiker_id")
    off = Afmelding.objects.filter(soort=SOORT).values("gebruiker_id")
    return Gebruiker.objects.filter(is_active=True, pk__in=held).exclude(pk__in=off).order_by("pk")


def _recently_sent(today: dt.date) -> set[int]:
    rows = Bericht.objects.filter(
        soort=SOORT, dag__gt=today - dt.timedelta(days=DAYS), dag__lte=today, verzonden_op__isnull=False
    )
    return set(rows.values_list("gebruiker_id", flat=True))


def reminders(gebruiker: Gebruiker, now: dt.datetime) -> list[Herinnering]:
    """What somebody has to do and what changed in what he follows, by gemeente; gemeenten without either are left out.

    A change is told once: those since the last reminder that was sent. What the notice before a meeting tells is left
    to that.
    """
    today = timezone.localdate(now)
    elsewhere = told_before_meeting(gebruiker, today)
    told = {part.gemeente: part for part in news(gebruiker, since=_last_sent(gebruiker), until=now)}
    found = [
        _of(part, today, told.pop(part.gemeente, None), elsewhere=part.gemeente.pk in elsewhere)
        for part in werkbank(gebruiker, today).gemeenten
    ]
    found += [
        Herinnering(gemeente.volledige_naam, None, 0, NIETS, NIETS, NIETS, 0, NIETS, part)
        for gemeente, part in told.items()
    ]
    return [part for part in found if not part.leeg]


def _last_sent(gebruiker: Gebruiker) -> dt.datetime | None:
    """When the last reminder to somebody went out."""
    sent = Bericht.objects.filter(gebruiker=gebruiker, soort=SOORT, verzonden_op__isnull=False)
    return sent.order_by("-verzonden_op").values_list("verzonden_op", flat=True).first()


def _of(work: Gemeentewerk, today: dt.date, told: Nieuws | None, *, elsewhere: bool) -> Herinnering:
    terms = work.termijnen or ()
    meeting = work.overleg.volgende
    return Herinnering(
        naam=work.gemeente.volledige_naam,
        overleg=meeting,
        dagen=(meeting - today).days if meeting else 0,
        bij_te_werken=NIETS if elsewhere else named([row.code for row in work.bij_te_werken]),
        verstreken=named([row.code for row in terms if row.verstreken]),
        nabij=named([row.code for row in terms if not row.verstreken]),
        wachtend=work.aantal_wachtend,
        gevraagd=NIETS if elsewhere else named([row.code for row in work.gevraagd or ()]),
        nieuws=told,
        zienswijzen=len(work.zienswijzen or ()),
        overlegnaam=work.gemeente.woorden["overleg"],
        antwoord_voor=min((task.uiterlijk for task in work.zienswijzen or () if task.uiterlijk), default=None),
    )
