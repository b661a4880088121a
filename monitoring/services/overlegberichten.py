# SPDX-License-Identifier: EUPL-1.2
"""The notice before a board meeting: what somebody still has to do for it, once per meeting.

It and the weekly reminder share the work: within a week of the one, the other leaves out what it tells
(`told_before_meeting`). Mail holds codes, dates and numbers, and never a text that may not be public.
"""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from monitoring.models import Besluit
from monitoring.selectors.werkbank import Gemeentewerk, werkbank
from monitoring.services.lijsten import NIETS, Lijst, named
from partijen.models import Afmelding, Bericht, Berichtsoort, Gebruiker, Lidmaatschap, Overleg
from partijen.policies import HERINNERD, toegang_of
from partijen.services import berichten

TEMPLATE = "monitoring/email/overleg"
SOORT = Berichtsoort.OVERLEG
# So many days before and after this notice the weekly one does not tell the same.
APART = 7


@dataclass(frozen=True, slots=True)
class Voorbereiding:
    """What one meeting asks of somebody: reports, decisions that are his to carry out, and what he decides about."""

    naam: str
    overleg: Overleg
    dagen: int
    url: str
    bij_te_werken: Lijst
    besluiten: Lijst
    gevraagd: Lijst

    @property
    def leeg(self) -> bool:
        """Nothing is asked."""
        return not any(part.aantal for part in (self.bij_te_werken, self.besluiten, self.gevraagd))


def key_of(overleg: Overleg) -> str:
    """What of a meeting stands in a notice; a meeting on another day is another one."""
    return f"overleg:{overleg.pk}:{overleg.datum}"


def meetings_to_come(today: dt.date) -> dict[int, Overleg]:
    """{gemeente: its next board meeting} of those that send notices. One query."""
    rows = Overleg.objects.bestuurlijk().filter(datum__gt=today, gemeente__herinnering_dagen__gt=0)
    found: dict[int, Overleg] = {}
    for row in rows.select_related("gemeente").order_by("datum", "pk"):
        found.setdefault(row.gemeente_id, row)
    return found


def first_day(overleg: Overleg) -> dt.date:
    """From when its notice goes out; it still does until the day before, when it could not go earlier."""
    return overleg.datum - dt.timedelta(days=overleg.gemeente.herinnering_dagen)


def told_before_meeting(gebruiker: Gebruiker, today: dt.date) -> set[int]:
    """The gemeenten of which the notice before a meeting tells this user what there is to do, and no other now.

    Those whose notice goes out within a week, and those of which he was sent one in the last week.
    """
    if berichten.is_unwanted(gebruiker, SOORT):
        return set()
    since = today - dt.timedelta(days=APART)
    sent = Bericht.objects.filter(gebruiker=gebruiker, soort=SOORT, verzonden_op__isnull=False)
    subjects = {key: dag for dag, keys in sent.order_by("dag").values_list("dag", "onderwerpen") for key in keys}
    found = set()
    for gemeente_id, overleg in meetings_to_come(today).items():
        told = subjects.get(key_of(overleg))
        soon = first_day(overleg) - dt.timedelta(days=APART) < today
        if soon if told is None else told > since:
            found.add(gemeente_id)
    return found


def send_overlegberichten(*, now: dt.datetime, dry_run: bool = False) -> Counter[str]:
    """Write to everybody of whom a meeting that is near asks something. May run as often as one likes.

    A run that broke off leaves nobody out and writes to nobody twice: see `partijen.services.berichten`.

    Returns:
        How many were `verzonden`, `mislukt` (the next run tries again) and `overgeslagen`.
    """
    counts: Counter[str] = Counter(verzonden=0, mislukt=0, overgeslagen=0)
    today = timezone.localdate(now)
    due = {pk: overleg for pk, overleg in meetings_to_come(today).items() if first_day(overleg) <= today}
    for gebruiker in recipients(due):
        parts = preparations(gebruiker, due, today)
        if not parts:
            counts["overgeslagen"] += 1
            continue
        if dry_run:
            counts["verzonden"] += 1
            continue
        subjects = [key_of(part.overleg) for part in parts]
        bericht = berichten.claim(gebruiker=gebruiker, soort=SOORT, onderwerpen=subjects, now=now)
        if bericht is None:
            counts["overgeslagen"] += 1
            continue
        context = {"overleggen": parts, "url": berichten.absolute_url(reverse("werkbank"))}
        sent = berichten.send(bericht=bericht, template=TEMPLATE, context=context, now=now)
        counts["verzonden" if sent else "mislukt"] += 1
    return counts


def recipients(due: dict[int, Overleg]) -> QuerySet[Gebruiker]:
    """Everybody with a role in one of the gemeenten who did not switch this notice off."""
    held = Lidmaatschap.objects.filter(rol__in=HERINNERD, gemeente__in=list(due)).values("gebruiker_id")
    off = Afmelding.objects.filter(soort=SOORT).values("gebruiker_id")
    return Gebruiker.objects.filter(is_active=True, pk__in=held).exclude(pk__in=off).order_by("pk")


def preparations(gebruiker: Gebruiker, due: dict[int, Overleg], today: dt.date) -> list[Voorbereiding]:
    """What the meetings that are near ask of somebody; those of which he was told already are left out."""
    sent = Bericht.objects.filter(gebruiker=gebruiker, soort=SOORT, verzonden_op__isnull=False)
    told = {key for keys in sent.values_list("onderwerpen", flat=True) for key in keys}
    held = toegang_of(gebruiker).rollen
    open_ones = [row for pk, row in due.items() if pk in held and key_of(row) not in told]
    if not open_ones:
        return []
    work = {part.gemeente.pk: part for part in werkbank(gebruiker, today).gemeenten}
    found = [_of(gebruiker, row, work.get(row.gemeente_id), today) for row in open_ones]
    return [part for part in found if not part.leeg]


def _of(gebruiker: Gebruiker, overleg: Overleg, work: Gemeentewerk | None, today: dt.date) -> Voorbereiding:
    return Voorbereiding(
        naam=overleg.gemeente.volledige_naam,
        overleg=overleg,
        dagen=(overleg.datum - today).days,
        url=berichten.absolute_url(reverse("overleg", args=(overleg.gemeente.slug, overleg.datum))),
        bij_te_werken=named([row.code for row in work.bij_te_werken]) if work else NIETS,
        besluiten=named(_decisions(gebruiker, overleg)),
        gevraagd=named([row.code for row in work.gevraagd or ()]) if work else NIETS,
    )


def _decisions(gebruiker: Gebruiker, overleg: Overleg) -> list[str]:
    """Decisions that a party of the user carries out and that this meeting asks about: open, and due by then."""
    parties = toegang_of(gebruiker).partij_ids.get(overleg.gemeente_id, frozenset())
    rows = Besluit.objects.visible_to(gebruiker).filter(
        Q(uiterlijk=None) | Q(uiterlijk__lte=overleg.datum),
        gemeente=overleg.gemeente_id,
        wie__in=parties,
        afgedaan_op=None,
        overleg__datum__lt=overleg.datum,
    )
    text = _("besluit %(nummer)d van %(dag)s")
    return [
        text % {"nummer": nummer, "dag": date_format(dag, "j F Y")}
        for nummer, dag in rows.order_by("overleg__datum", "nummer").values_list("nummer", "overleg__datum")
    ]
