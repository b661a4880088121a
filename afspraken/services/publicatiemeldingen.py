# SPDX-License-Identifier: EUPL-1.2
"""The notice by e-mail to a coordinator: that something new waits for publishing.

Mail leaves the portal, so of what is not public it holds nothing but kind and code.
"""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from afspraken.wachtrij import Genoemd, Soort, name_waiting
from partijen.models import Afmelding, Berichtsoort, Gebruiker, Gemeente, Lidmaatschap, Rol
from partijen.policies import toegang_of
from partijen.services import berichten

TEMPLATE = "afspraken/email/publicatiemelding"
# So many things of one gemeente are named; the queue itself has all.
MAX_NAMED = 40


@dataclass(frozen=True, slots=True)
class Regel:
    """One thing that waits, in words; `nieuw` when the former notice did not name it."""

    tekst: str
    nieuw: bool


@dataclass(frozen=True, slots=True)
class Wachtrij:
    """What waits in one gemeente; `meer` is how many are not named."""

    gemeente: Gemeente
    url: str
    aantal: int
    nieuw: int
    regels: tuple[Regel, ...]
    meer: int


def send_publicatiemeldingen(*, now: dt.datetime, dry_run: bool = False) -> Counter[str]:
    """Write to each coordinator for whom something waits that was not in the former notice, once a day at most.

    May run as often as one likes, several at once too.

    Returns:
        How many were `verzonden`, `mislukt` (the next run tries again), and `overgeslagen`: nothing new, sent today
        already, or another run is at it. A dry run writes and sends nothing.
    """
    counts: Counter[str] = Counter(verzonden=0, mislukt=0, overgeslagen=0)
    for gebruiker in coordinators():
        queues, subjects, fresh = _read(gebruiker)
        soort = Berichtsoort.PUBLICATIE
        if not fresh:
            counts["overgeslagen"] += 1
        elif dry_run:
            gone = berichten.was_sent_on(gebruiker, soort, timezone.localdate(now))
            counts["overgeslagen" if gone else "verzonden"] += 1
        else:
            bericht = berichten.claim(gebruiker=gebruiker, soort=soort, onderwerpen=subjects, now=now)
            if bericht is None:
                counts["overgeslagen"] += 1
                continue
            roles = dict.fromkeys(queue.gemeente.woorden["coordinator"] for queue in queues)
            context = {
                "wachtrijen": queues,
                "aantal": sum(queue.aantal for queue in queues),
                "rollen": _(" en ").join(roles),
            }
            sent = berichten.send(bericht=bericht, template=TEMPLATE, context=context, now=now)
            counts["verzonden" if sent else "mislukt"] += 1
    return counts


def coordinators() -> QuerySet[Gebruiker]:
    """Everybody who publishes somewhere and did not switch this notice off."""
    held = Lidmaatschap.objects.filter(rol=Rol.COORDINATOR).values("gebruiker_id")
    off = Afmelding.objects.filter(soort=Berichtsoort.PUBLICATIE).values("gebruiker_id")
    return Gebruiker.objects.filter(is_active=True, pk__in=held).exclude(pk__in=off).order_by("pk")


def _read(gebruiker: Gebruiker) -> tuple[list[Wachtrij], list[str], set[str]]:
    """The queues of a coordinator that hold something, all that stands in them, and what of it is new."""
    former = berichten.former_subjects(gebruiker, Berichtsoort.PUBLICATIE)
    gemeenten = Gemeente.objects.filter(pk__in=toegang_of(gebruiker).gemeenten_with(Rol.COORDINATOR)).order_by("naam")
    queues, subjects = [], []
    for gemeente in gemeenten:
        waiting = name_waiting(gebruiker, gemeente)
        if waiting:
            queues.append(_queue(gemeente, waiting, former))
            subjects += [thing.sleutel for thing in waiting]
    return queues, subjects, set(subjects) - former


def _queue(gemeente: Gemeente, waiting: list[Genoemd], former: frozenset[str]) -> Wachtrij:
    """What is new comes first, so that it is named."""
    rows = sorted(waiting, key=lambda thing: thing.sleutel in former)
    return Wachtrij(
        gemeente=gemeente,
        url=berichten.absolute_url(reverse("afspraken:wachtrij", args=[gemeente.slug])),
        aantal=len(rows),
        nieuw=sum(thing.sleutel not in former for thing in rows),
        regels=tuple(Regel(_words(thing), thing.sleutel not in former) for thing in rows[:MAX_NAMED]),
        meer=max(0, len(rows) - MAX_NAMED),
    )


def _words(thing: Genoemd) -> str:
    words = {
        Soort.MELDING: _("melding bij %(code)s"),
        Soort.AFSPRAAK: _("afspraak %(code)s"),
        Soort.ACTIE: _("actie %(code)s"),
        Soort.BEWIJSSTUK: _("bewijsstuk bij %(code)s"),
        Soort.BIJSTELLING: _("bijstelling van %(code)s"),
    }
    return words[thing.soort] % {"code": thing.code}
