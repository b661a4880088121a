# SPDX-License-Identifier: EUPL-1.2
"""Everything the portal knows of one place: what happens there, money, teams, and how it is doing. Ten queries."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, OuterRef, Q, Subquery

from afspraken.models import Actie, Afspraak, Betrokkenheid, Ligging, Termijn, Voortgang
from afspraken.statussen import status_words
from corporaties.models import Projectdeelname, Vastgoedproject
from monitoring.selectors.adressen import Adressen
from monitoring.selectors.buurtcijfers import Cijfergroep, read_cijfers
from partijen.models import Gemeente
from portaal.lib.models import valid_on
from portaal.lib.money import format_euro
from portaal.lib.periods import Periode
from wijken.models import Bewonerskrachtteam, Fase, Fonds, Gebied, Gebiedsdeel
from wijken.models.team import UITLEG_FASE
from wijken.querysets import buurten_from

if TYPE_CHECKING:
    from partijen.querysets import User


@dataclass(frozen=True, slots=True)
class Plaats:
    """A place by name and address."""

    naam: str
    slug: str


@dataclass(frozen=True, slots=True)
class Werk:
    """Something that happens here: an afspraak, or an actie under one."""

    code: str
    titel: str
    tekst: str
    url: str
    status: str
    woord: str
    wie: tuple[str, ...]
    wanneer: tuple[str, ...]
    locatie: str
    woningen: str


@dataclass(frozen=True, slots=True)
class Project:
    """A building project."""

    naam: str
    soort: str
    wie: str
    aantal: str
    woningtype: str
    bat: str


@dataclass(frozen=True, slots=True)
class Geld:
    """A fund from which residents can be helped; amounts in words of euros."""

    naam: str
    doel: str
    budget: str
    vrij: str
    vastgelegd: str
    besteed: str


@dataclass(frozen=True, slots=True)
class Team:
    """A residents' team."""

    corporatie: str
    buurt: str
    fase: str
    uitleg: str


@dataclass(frozen=True, slots=True)
class Buurtpagina:
    """One place; `buurten` are those it is made of, `ligt_in` the larger places it belongs to."""

    gebied: Gebied
    naam: str
    ligt_in: tuple[Plaats, ...]
    buurten: tuple[Plaats, ...]
    acties: tuple[Werk, ...]
    afspraken: tuple[Werk, ...]
    projecten: tuple[Project, ...]
    fondsen: tuple[Geld, ...]
    teams: tuple[Team, ...]
    cijfers: tuple[Cijfergroep, ...]
    bronnen: tuple[str, ...]
    bijgewerkt_op: dt.date | None
    demo: bool

    @property
    def is_buurt(self) -> bool:
        """A buurt, and not a larger place made of buurten."""
        return self.gebied.soort == Gebied.Soort.BUURT


def buurtpagina(user: "User", gemeente: Gemeente, slug: str, peildatum: dt.date) -> Buurtpagina | None:
    """The place of this address, or None when there is none."""
    places = list(
        Gebied.objects.visible_to(user).filter(gemeente=gemeente).select_related("bron").order_by("naam", "pk")
    )
    gebied = next((row for row in places if row.slug == slug), None)
    if gebied is None:
        return None
    dated = list(
        Gebiedsdeel.objects.visible_to(user)
        .filter(valid_on(peildatum), gemeente=gemeente)
        .values_list("geheel_id", "deel_id")
    )
    made_of = buurten_from([(row.pk, row.soort, row.ouder_id) for row in places], dated)
    by_pk = {row.pk: row for row in places}
    here = made_of[gebied.pk]
    larger = [pk for pk, buurten in made_of.items() if pk != gebied.pk and set(here) <= set(buurten) and here]
    acties, afspraken, updated, demo = _werk(user, gemeente, {gebied.pk, *here}, [gebied.pk, *larger])
    cijfers, sources = read_cijfers(user, gemeente, gebied, here)
    return Buurtpagina(
        gebied=gebied,
        naam=gebied.volledige_naam,
        ligt_in=tuple(Plaats(by_pk[pk].volledige_naam, by_pk[pk].slug) for pk in larger),
        buurten=tuple(Plaats(by_pk[pk].naam, by_pk[pk].slug) for pk in here if pk != gebied.pk),
        acties=acties,
        afspraken=afspraken,
        projecten=_projecten(user, gemeente, {gebied.pk, *here}),
        fondsen=_fondsen(user, gemeente, {gebied.pk, *here} if gebied.soort != "buurt" else {gebied.pk, *larger}),
        teams=_teams(user, gemeente, {gebied.pk, *here}, peildatum),
        cijfers=cijfers,
        bronnen=sources,
        bijgewerkt_op=updated,
        demo=demo,
    )


def _werk(
    user: "User", gemeente: Gemeente, places: set[int], rayons: list[int]
) -> tuple[tuple[Werk, ...], tuple[Werk, ...], dt.date | None, bool]:
    """Acties and afspraken of these places, and when one of them was last reported on. Four queries."""
    there = Ligging.objects.visible_to(user).filter(gemeente=gemeente, gebied__in=places)
    columns = ("pk", "code", "titel", "zicht_status", "zicht_bijgewerkt_op", "set_slug", "demo")
    shown = {"demo": Exists(Voortgang.objects.filter(pk=OuterRef("zicht_voortgang_id"), demo=True))}
    acties = list(
        Actie.objects.visible_to(user)
        .with_stand(user)
        .filter(gemeente=gemeente, pk__in=there.filter(actie__isnull=False).values("actie"))
        .annotate(set_slug=F("afspraak__afsprakenset__slug"), afspraak_code=F("afspraak__code"), **shown)
        .order_by("afspraak__afsprakenset_id", "afspraak__volgorde", "volgnummer", "pk")
        .values(*columns, "omschrijving", "locatie", "aantal_tekst", "aantal_woningen", "afspraak_code", "afspraak_id")
    )
    afspraken = list(
        Afspraak.objects.visible_to(user)
        .with_stand(user)
        .filter(Q(pk__in=there.filter(actie=None).values("afspraak")) | Q(rayon__in=rayons), gemeente=gemeente)
        .annotate(set_slug=F("afsprakenset__slug"), **shown)
        .order_by("afsprakenset_id", "volgorde", "pk")
        .values(*columns, "samenvatting")
    )
    leaders = _leaders(user, gemeente, [row["pk"] for row in afspraken], [row["pk"] for row in acties])
    terms = _terms(user, gemeente, [row["pk"] for row in afspraken], [row["pk"] for row in acties])
    words, addresses = status_words(gemeente), Adressen()

    def werk(row: dict[str, Any], key: tuple[str, int], tekst: str, code: str) -> Werk:
        return Werk(
            code=row["code"],
            titel=row["titel"],
            tekst=tekst,
            url=addresses.afspraak(gemeente.slug, row["set_slug"], code),
            status=row["zicht_status"],
            woord=words[row["zicht_status"]],
            wie=tuple(leaders.get(key, ())),
            wanneer=tuple(terms.get(key, ())),
            locatie=row.get("locatie", ""),
            woningen=row.get("aantal_tekst") or (str(row["aantal_woningen"]) if row.get("aantal_woningen") else ""),
        )

    reported = [row["zicht_bijgewerkt_op"] for row in (*acties, *afspraken) if row["zicht_bijgewerkt_op"]]
    return (
        tuple(werk(row, ("actie", row["pk"]), row["omschrijving"], row["afspraak_code"]) for row in acties),
        tuple(werk(row, ("afspraak", row["pk"]), row["samenvatting"], row["code"]) for row in afspraken),
        max(reported, default=None),
        any(row["demo"] for row in (*acties, *afspraken)),
    )


def _key(actie: int | None, afspraak: int) -> tuple[str, int]:
    return ("actie", actie) if actie else ("afspraak", afspraak)


def _leaders(
    user: "User", gemeente: Gemeente, afspraken: list[int], acties: list[int]
) -> dict[tuple[str, int], list[str]]:
    rows = Betrokkenheid.objects.visible_to(user).filter(
        Q(actie__in=acties) | Q(actie=None, afspraak__in=afspraken), gemeente=gemeente, rol=Betrokkenheid.Rol.TREKKER
    )
    found: dict[tuple[str, int], list[str]] = defaultdict(list)
    for actie, afspraak, naam in rows.order_by("volgorde", "pk").values_list("actie_id", "afspraak_id", "partij__naam"):
        found[_key(actie, afspraak)].append(naam)
    return found


def _terms(
    user: "User", gemeente: Gemeente, afspraken: list[int], acties: list[int]
) -> dict[tuple[str, int], list[str]]:
    rows = Termijn.objects.visible_to(user).filter(
        Q(actie__in=acties) | Q(actie=None, afspraak__in=afspraken), gemeente=gemeente
    )
    found: dict[tuple[str, int], list[str]] = defaultdict(list)
    for row in rows.order_by("begindatum", "pk"):
        found[_key(row.actie_id, row.afspraak_id)].append(
            f"{row.get_soort_display()}: {Periode.parse(row.periode).label()}"
        )
    return found


def _projecten(user: "User", gemeente: Gemeente, places: set[int]) -> tuple[Project, ...]:
    leading = Projectdeelname.objects.filter(project=OuterRef("pk"), leidend=True).order_by("volgorde", "pk")
    rows = Vastgoedproject.objects.visible_to(user).filter(gemeente=gemeente, gebied__in=places)
    rows = rows.annotate(wie=Subquery(leading.values("partij__naam")[:1])).order_by("locatie", "pk")
    return tuple(
        Project(
            naam=row.naam or row.locatie,
            soort=row.get_soort_display(),
            wie=row.wie or "",
            aantal=row.aantal_tekst or (str(row.aantal) if row.aantal is not None else ""),
            woningtype=row.woningtype,
            bat=row.bat,
        )
        for row in rows
    )


def _fondsen(user: "User", gemeente: Gemeente, places: set[int]) -> tuple[Geld, ...]:
    rows: Any = Fonds.objects.visible_to(user).filter(gemeente=gemeente, gebied__in=places).select_related("gebied")
    return tuple(
        Geld(
            naam=row.gebied.volledige_naam,
            doel=row.doel,
            budget=format_euro(row.budget),
            vrij=format_euro(row.vrij),
            vastgelegd=format_euro(row.vastgelegd),
            besteed=format_euro(row.besteed),
        )
        for row in rows.with_stand().order_by("gebied__naam", "pk")
    )


def _teams(user: "User", gemeente: Gemeente, places: set[int], peildatum: dt.date) -> tuple[Team, ...]:
    rows: Any = Bewonerskrachtteam.objects.visible_to(user).filter(gemeente=gemeente, gebied__in=places)
    rows = rows.for_peildatum(peildatum).select_related("gebied", "corporatie")
    return tuple(
        Team(
            corporatie=row.corporatie.naam,
            buurt=row.gebied.naam,
            fase=f"{row.fase}. {Fase(row.fase).label}",
            uitleg=str(UITLEG_FASE[Fase(row.fase)]),
        )
        for row in rows.order_by("gebied__naam", "corporatie__naam", "pk")
    )
