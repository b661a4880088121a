# SPDX-License-Identifier: EUPL-1.2
"""What one user has to do, over all gemeenten and sets in which he holds a role.

One query for what he reported himself, and at most ten per gemeente, whatever the number of rows.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from afspraken.models import Actie, Afspraak, Afsprakenset, Betrokkenheid, Termijn, Voortgang
from afspraken.policies import is_coordinator, may_publish
from afspraken.querysets import AfspraakQuerySet
from afspraken.querysets.drempels import days_before
from afspraken.querysets.zicht import zicht_of
from afspraken.rows import row_anchor
from afspraken.statussen import AFGESLOTEN, status_words
from afspraken.wachtrij import Soort, count_waiting
from monitoring.policies import may_follow, may_write_zienswijze
from monitoring.selectors.adressen import Adressen
from monitoring.selectors.cijferwerk import Levertaak, to_deliver, waiting_deliveries
from monitoring.selectors.kalender import Kalenderregel, next_moments
from monitoring.selectors.meldingen import MAX_ROWS, Melding, own_reports
from monitoring.selectors.overleg import Overlegmoment, meetings_around
from monitoring.selectors.volgen import Volgregel, followed
from monitoring.selectors.zienswijzen import Taak, takes_part, todo
from partijen.models import Gebruiker, Gemeente, Rol
from partijen.policies import toegang_of
from portaal.lib.periods import Periode

# Terms that end within so many days are named beforehand.
TERMIJN_DAGEN = 60
# What the yearly cycle asks within so many days, and at most so much of it.
MOMENT_DAGEN, MAX_MOMENTEN = 120, 4
MELDERS = (Rol.WERKGROEPLID, Rol.DATABEHEERDER)


@dataclass(frozen=True, slots=True)
class Werkregel:
    """An afspraak or actie that waits for a report of this user."""

    code: str
    titel: str
    set_naam: str
    url: str
    bijwerken_url: str
    status: str
    woord: str
    bijgewerkt_op: dt.date | None
    demo: bool


@dataclass(frozen=True, slots=True)
class Termijnregel:
    """A term that is past or near."""

    code: str
    titel: str
    url: str
    soort: str
    wanneer: str
    wat: str
    einddatum: dt.date
    verstreken: bool


@dataclass(frozen=True, slots=True)
class Besluitregel:
    """What is asked of the board."""

    code: str
    titel: str
    set_naam: str
    url: str
    status: str
    woord: str
    datum: dt.date
    gevraagd_besluit: str
    demo: bool


@dataclass(frozen=True, slots=True)
class Gemeentewerk:
    """The work of one user in one gemeente. A list is None when it is not for his roles.

    `momenten` are what the yearly cycle asks first. `wachtrij` counts by kind what waits for publishing; the queue
    itself has a page of its own.
    """

    gemeente: Gemeente
    overleg: Overlegmoment
    coordinator: bool
    momenten: tuple[Kalenderregel, ...] = ()
    afspraken: tuple[Werkregel, ...] | None = None
    acties: tuple[Werkregel, ...] | None = None
    termijnen: tuple[Termijnregel, ...] | None = None
    wachtrij: tuple[tuple[Soort, int], ...] | None = None
    gevraagd: tuple[Besluitregel, ...] | None = None
    zienswijzen: tuple[Taak, ...] | None = None
    schrijft: bool = False
    levert: tuple[Levertaak, ...] | None = None
    wachtende_leveringen: int | None = None

    @property
    def aantal_wachtend(self) -> int:
        """How many things wait for publishing by this coordinator."""
        return sum(number for _kind, number in self.wachtrij or ())

    @property
    def bij_te_werken(self) -> tuple[Werkregel, ...]:
        """Afspraken and then acties that wait for a report."""
        return (*(self.afspraken or ()), *(self.acties or ()))

    @property
    def demo(self) -> bool:
        """Something shown was invented for demonstration."""
        rows: tuple[Any, ...] = (
            *self.bij_te_werken,
            *(self.gevraagd or ()),
            *(self.zienswijzen or ()),
            *(self.levert or ()),
        )
        return self.overleg.demo or any(row.demo for row in rows)


@dataclass(frozen=True, slots=True)
class Werkbank:
    """Everything of one user; `overige` are gemeenten in which he has a role without work.

    `meldingen` are reports of his own that wait for publishing, `teruggestuurd` those that the coordinator sent back.
    """

    gemeenten: tuple[Gemeentewerk, ...] = ()
    overige: tuple[Gemeente, ...] = ()
    meldingen: tuple[Melding, ...] = ()
    teruggestuurd: tuple[Melding, ...] = ()
    gevolgd: tuple[Volgregel, ...] = ()

    @property
    def slugs(self) -> list[str]:
        """The gemeenten in which he has a role, by their name in an address."""
        return [*(werk.gemeente.slug for werk in self.gemeenten), *(row.slug for row in self.overige)]

    @property
    def demo(self) -> bool:
        """Something shown was invented for demonstration."""
        rows: tuple[Any, ...] = (*self.gemeenten, *self.meldingen, *self.teruggestuurd)
        return any(row.demo for row in rows)


def werkbank(user: Gebruiker, peildatum: dt.date) -> Werkbank:
    """The open work of a user on a day."""
    toegang = toegang_of(user)
    working = toegang.gemeenten_with(*MELDERS, Rol.COORDINATOR, Rol.BESTUURDER, Rol.HUURDERSVERTEGENWOORDIGER)
    rows = list(Gemeente.objects.visible_to(user).filter(pk__in=list(toegang.rollen)))
    mine = own_reports(user)
    return Werkbank(
        gemeenten=tuple(_gemeentewerk(user, row, peildatum, mine) for row in rows if row.pk in working),
        overige=tuple(row for row in rows if row.pk not in working),
        meldingen=tuple(row for row in mine if not row.terug),
        teruggestuurd=tuple(row for row in mine if row.terug),
        gevolgd=followed(user) if may_follow(user) else (),
    )


def _gemeentewerk(user: Gebruiker, gemeente: Gemeente, peildatum: dt.date, mine: tuple[Melding, ...]) -> Gemeentewerk:
    toegang = toegang_of(user)
    reports = toegang.has(gemeente.pk, *MELDERS)
    coordinator = is_coordinator(user, gemeente.pk)
    overleg = meetings_around(user, gemeente, peildatum)
    reported = {row.url for row in mine if not row.terug}
    return Gemeentewerk(
        gemeente=gemeente,
        overleg=overleg,
        coordinator=coordinator,
        momenten=_moments(gemeente, peildatum),
        afspraken=_to_update(user, gemeente, overleg, reported) if reports else None,
        acties=_led_acties(user, gemeente, overleg, reported) if reports else None,
        termijnen=_terms(user, gemeente, peildatum) if reports or coordinator else None,
        wachtrij=tuple(count_waiting(user, gemeente).items()) if may_publish(user, gemeente.pk) else None,
        zienswijzen=todo(user, gemeente, peildatum) if takes_part(user, gemeente) else None,
        schrijft=may_write_zienswijze(user, gemeente),
        levert=to_deliver(user, gemeente),
        wachtende_leveringen=waiting_deliveries(user, gemeente),
        gevraagd=_asked(user, gemeente) if coordinator or toegang.has(gemeente.pk, Rol.BESTUURDER) else None,
    )


def _moments(gemeente: Gemeente, peildatum: dt.date) -> tuple[Kalenderregel, ...]:
    """The first moments of the yearly cycle that are near; the next meeting has a line of its own."""
    rows = next_moments(gemeente, peildatum, within=MOMENT_DAGEN)
    return rows[:MAX_MOMENTEN]


def _own_parties(user: Gebruiker, gemeente: Gemeente) -> frozenset[int]:
    return toegang_of(user).partij_ids.get(gemeente.pk, frozenset())


def _running(user: Gebruiker, gemeente: Gemeente) -> AfspraakQuerySet:
    """Afspraken of sets that are not closed, with their standing."""
    return (
        Afspraak.objects.visible_to(user, gemeente=gemeente)
        .filter(gemeente=gemeente)
        .exclude(afsprakenset__levensfase=Afsprakenset.Levensfase.AFGESLOTEN)
        .with_stand(user, gemeente=gemeente)
    )


def _reportable(user: Gebruiker, gemeente: Gemeente) -> AfspraakQuerySet:
    """Running afspraken on which the user may report as a member of a werkgroep or of the party that leads them."""
    led = Betrokkenheid.objects.filter(
        afspraak=OuterRef("pk"),
        actie=None,
        rol=Betrokkenheid.Rol.TREKKER,
        partij_id__in=_own_parties(user, gemeente),
    )
    return _running(user, gemeente).filter(Q(thema__werkgroep_id__in=toegang_of(user).werkgroep_ids) | Exists(led))


def _demo() -> Exists:
    return Exists(Voortgang.objects.filter(pk=OuterRef("zicht_voortgang_id"), demo=True))


def _to_update(
    user: Gebruiker, gemeente: Gemeente, overleg: Overlegmoment, reported: set[str]
) -> tuple[Werkregel, ...]:
    """Afspraken without news since the previous meeting, but for those he reported on and that wait."""
    rows = _reportable(user, gemeente).to_update(overleg.vorige).annotate(demo=_demo())
    values = rows.order_by("afsprakenset", "volgorde", "id").values(
        "code",
        "titel",
        "demo",
        "zicht_status",
        "zicht_bijgewerkt_op",
        set_slug=F("afsprakenset__slug"),
        set_naam=F("afsprakenset__naam"),
    )
    address, words = Adressen(), status_words(gemeente)
    found = []
    for row in values[:MAX_ROWS]:
        url = address.afspraak(gemeente.slug, row["set_slug"], row["code"])
        if url not in reported:
            found.append(_werkregel(row, words, url, f"{url}bijwerken/"))
    return tuple(found)


def _led_acties(
    user: Gebruiker, gemeente: Gemeente, overleg: Overlegmoment, reported: set[str]
) -> tuple[Werkregel, ...]:
    """Acties led by a party of the user, without news since the previous meeting."""
    led = Betrokkenheid.objects.filter(
        actie=OuterRef("pk"), rol=Betrokkenheid.Rol.TREKKER, partij_id__in=_own_parties(user, gemeente)
    )
    stale = Q(zicht_bijgewerkt_op=None)
    if overleg.vorige:
        stale |= Q(zicht_bijgewerkt_op__lte=overleg.vorige)
    rows: QuerySet[Any] = (
        Actie.objects.visible_to(user, gemeente=gemeente)
        .filter(Exists(led), gemeente=gemeente)
        .exclude(afspraak__afsprakenset__levensfase=Afsprakenset.Levensfase.AFGESLOTEN)
        .with_stand(user, gemeente=gemeente)
        .annotate(demo=_demo())
    )
    values = (
        rows.filter(stale)
        .exclude(zicht_status__in=AFGESLOTEN)
        .order_by("afspraak__afsprakenset", "afspraak__volgorde", "volgnummer", "id")
        .values(
            "code",
            "titel",
            "demo",
            "zicht_status",
            "zicht_bijgewerkt_op",
            afspraak_code=F("afspraak__code"),
            set_slug=F("afspraak__afsprakenset__slug"),
            set_naam=F("afspraak__afsprakenset__naam"),
        )
    )
    address, words = Adressen(), status_words(gemeente)
    found = []
    for row in values[:MAX_ROWS]:
        base = address.afspraak(gemeente.slug, row["set_slug"], row["afspraak_code"])
        url = f"{base}#{row_anchor(row['code'])}"
        if url not in reported:
            found.append(_werkregel(row, words, url, f"{base}acties/{row['code']}/bijwerken/"))
    return tuple(found)


def _werkregel(row: Mapping[str, Any], words: dict[str, str], url: str, update_url: str) -> Werkregel:
    return Werkregel(
        code=row["code"],
        titel=row["titel"],
        set_naam=row["set_naam"],
        url=url,
        bijwerken_url=update_url,
        status=row["zicht_status"],
        woord=words[row["zicht_status"]],
        bijgewerkt_op=row["zicht_bijgewerkt_op"],
        demo=row["demo"],
    )


def _terms(user: Gebruiker, gemeente: Gemeente, peildatum: dt.date) -> tuple[Termijnregel, ...]:
    """Unmet terms that are past or end soon: of the whole gemeente for its coordinator, of own afspraken for others."""
    coordinator = is_coordinator(user, gemeente.pk)
    scope: QuerySet[Any] = _running(user, gemeente) if coordinator else _reportable(user, gemeente)
    open_afspraken = scope.exclude(zicht_status__in=AFGESLOTEN).order_by().values("pk")
    actie_status = zicht_of(user, gemeente).pick("actie__status", "actie__status_publiek", "afspraak__")
    rows = (
        Termijn.objects.visible_to(user, gemeente=gemeente)
        .filter(
            afspraak__in=open_afspraken,
            soort__in=Termijn.KAN_VERSTRIJKEN,
            voldaan_op=None,
            einddatum__lte=peildatum + dt.timedelta(days=TERMIJN_DAGEN),
        )
        .annotate(actie_status=actie_status)
        .filter(Q(actie=None) | ~Q(actie_status__in=AFGESLOTEN))
        .order_by("einddatum", "id")
        .values(
            "soort",
            "periode",
            "wat",
            "einddatum",
            "afspraak__code",
            "afspraak__titel",
            "afspraak__afsprakenset__slug",
            "actie__code",
            "actie__titel",
        )
    )
    address, last = Adressen(), days_before(peildatum, gemeente.verstreken_na_dagen)
    return tuple(
        Termijnregel(
            code=row["actie__code"] or row["afspraak__code"],
            titel=row["actie__titel"] or row["afspraak__titel"],
            url=address.afspraak(gemeente.slug, row["afspraak__afsprakenset__slug"], row["afspraak__code"]),
            soort=str(Termijn.Soort(row["soort"]).label),
            wanneer=Periode.parse(row["periode"]).label(),
            wat=row["wat"],
            einddatum=row["einddatum"],
            verstreken=row["einddatum"] < last,
        )
        for row in rows[:MAX_ROWS]
    )


def _asked(user: Gebruiker, gemeente: Gemeente) -> tuple[Besluitregel, ...]:
    """What newest reports ask of the board, in open afspraken of sets that run."""
    rows: QuerySet[Any] = _running(user, gemeente)
    shown = rows.exclude(zicht_status__in=AFGESLOTEN).order_by().values("zicht_voortgang_id")
    values = (
        Voortgang.objects.filter(pk__in=shown)
        .exclude(gevraagd_besluit="")
        .order_by("afspraak__afsprakenset", "afspraak__volgorde", "pk")
        .values(
            "datum",
            "status",
            "gevraagd_besluit",
            "demo",
            "afspraak__code",
            "afspraak__titel",
            "afspraak__afsprakenset__slug",
            "afspraak__afsprakenset__naam",
        )
    )
    address, words = Adressen(), status_words(gemeente)
    return tuple(
        Besluitregel(
            code=row["afspraak__code"],
            titel=row["afspraak__titel"],
            set_naam=row["afspraak__afsprakenset__naam"],
            url=address.afspraak(gemeente.slug, row["afspraak__afsprakenset__slug"], row["afspraak__code"]),
            status=row["status"],
            woord=words[row["status"]],
            datum=row["datum"],
            gevraagd_besluit=row["gevraagd_besluit"],
            demo=row["demo"],
        )
        for row in values[:MAX_ROWS]
    )
