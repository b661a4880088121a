# SPDX-License-Identifier: EUPL-1.2
"""Everything the portal knows of one place: what happens there, money, teams, and how it is doing. Nine queries."""

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import (
    CharField,
    Exists,
    F,
    FilteredRelation,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext as _

from afspraken.models import Actie, Afspraak, Betrokkenheid, Ligging, Termijn, Voortgang
from afspraken.statussen import status_words
from corporaties.models import Projectdeelname, Vastgoedproject
from monitoring.selectors.adressen import Adressen
from monitoring.selectors.buurtcijfers import Cijfergroep, read_cijfers
from monitoring.selectors.buurtwerken import Geschiktheid, Teller, geschikt, tellers
from monitoring.selectors.buurtwoningen import BAT, INGREEP, read_woningen
from partijen.models import Gemeente
from partijen.policies import access_key
from portaal.lib.compiled import ANY_KEY, read_objects, read_values
from portaal.lib.money import format_euro
from portaal.lib.periods import Periode
from wijken.models import Bewonerskrachtteam, Fase, Fonds, Gebied
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
    wanneer: str
    fase: str


@dataclass(frozen=True, slots=True)
class Geld:
    """A fund from which residents can be helped; amounts in words of euros."""

    naam: str
    slug: str
    doel: str
    open: bool
    budget: str
    vrij: str
    vastgelegd: str
    besteed: str


@dataclass(frozen=True, slots=True)
class Team:
    """A residents' team, in one of the four fases."""

    corporatie: str
    buurt: str
    nummer: int
    fase: str
    uitleg: str
    sinds: dt.date | None


@dataclass(frozen=True, slots=True)
class Buurtpagina:
    """One place; `buurten` are those it is made of, `ligt_in` the larger places it belongs to.

    `zonder_rayon`: there are rayons, and no source says to which one this buurt belongs.
    """

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
    tellers: tuple[Teller, ...]
    geschikt: Geschiktheid
    zonder_rayon: bool
    andere: tuple[Plaats, ...]
    bronnen: tuple[str, ...]
    bijgewerkt_op: dt.date | None
    demo: bool

    @property
    def is_buurt(self) -> bool:
        """A buurt, and not a larger place made of buurten."""
        return self.gebied.soort == Gebied.Soort.BUURT

    @property
    def partijen(self) -> tuple[str, ...]:
        """Who works here, those who do most first."""
        work = Counter(naam for werk in (*self.acties, *self.afspraken) for naam in werk.wie)
        work.update(project.wie for project in self.projecten if project.wie)
        return tuple(sorted(work, key=lambda naam: (-work[naam], naam)))

    @property
    def corporaties(self) -> tuple[str, ...]:
        """Corporations that have a team or a project here."""
        names = [team.corporatie for team in self.teams] + [project.wie for project in self.projecten if project.wie]
        return tuple(sorted(set(names)))

    @property
    def fases(self) -> tuple[tuple[int, str, str, bool], ...]:
        """The fases of a team (number, name, meaning, whether a team here is in it)."""
        here = {team.nummer for team in self.teams}
        return tuple((fase.value, str(fase.label), str(UITLEG_FASE[fase]), fase.value in here) for fase in Fase)


@dataclass(frozen=True, slots=True)
class Plaatsen:
    """The places of a gemeente by name, and {place: the buurten it is made of}."""

    rijen: tuple[Gebied, ...]
    bestaat_uit: dict[int, tuple[int, ...]]


def read_plaatsen(user: "User", gemeente: Gemeente, peildatum: dt.date) -> Plaatsen:
    """All places, with what rayons and the like are made of at a date. One query: a row per place and part."""

    def rows() -> QuerySet[Gebied]:
        begun = Q(delen__van=None) | Q(delen__van__lte=peildatum)
        going_on = Q(delen__tot=None) | Q(delen__tot__gte=peildatum)
        found = Gebied.objects.visible_to(user).filter(gemeente=gemeente).select_related("bron")
        found = found.annotate(delen_op=FilteredRelation("delen", condition=begun & going_on))
        return found.annotate(deel_op=F("delen_op__deel_id")).order_by("naam", "pk")  # type: ignore[no-any-return]

    places: dict[int, Gebied] = {}
    dated = []
    row: Any
    for row in read_objects(_of_today("plaatsen", user, gemeente, peildatum), rows):
        places.setdefault(row.pk, row)
        if row.deel_op is not None:
            dated.append((row.pk, row.deel_op))
    made_of = buurten_from([(row.pk, row.soort, row.ouder_id) for row in places.values()], dated)
    return Plaatsen(tuple(places.values()), made_of)


def _of_today(name: str, user: "User", gemeente: Gemeente, peildatum: dt.date) -> tuple[Any, ...] | None:
    """Of a query of today; SQL of one of the thousands of days that have been is not kept."""
    return ("buurt", name, access_key(user), gemeente.pk, peildatum) if peildatum == timezone.localdate() else None


def buurtpagina(
    user: "User", gemeente: Gemeente, slug: str, peildatum: dt.date, plaatsen: Plaatsen | None = None
) -> Buurtpagina | None:
    """The place of this address, or None when there is none."""
    plaatsen = plaatsen or read_plaatsen(user, gemeente, peildatum)
    places, made_of = plaatsen.rijen, plaatsen.bestaat_uit
    gebied = next((row for row in places if row.slug == slug), None)
    if gebied is None:
        return None
    by_pk = {row.pk: row for row in places}
    here = made_of[gebied.pk]
    larger = [pk for pk, buurten in made_of.items() if pk != gebied.pk and set(here) <= set(buurten) and here]
    rayons = {row.pk for row in places if row.soort == Gebied.Soort.RAYON}
    acties, afspraken, updated, demo = _werk(user, gemeente, {gebied.pk, *here}, [gebied.pk, *larger])
    cijfers, sources = read_cijfers(user, gemeente, gebied, here)
    tables = read_woningen(user, gemeente, (BAT, INGREEP), here or [gebied.pk])
    printed = {table.bron for table in tables.values() if table.bron}
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
        tellers=tellers(tables),
        geschikt=geschikt(tables, len(here)),
        zonder_rayon=gebied.soort == Gebied.Soort.BUURT and bool(rayons) and rayons.isdisjoint(larger),
        andere=tuple(Plaats(row.volledige_naam, row.slug) for row in places if row.pk != gebied.pk),
        bronnen=tuple(sorted({*sources, *printed, *([gebied.bron.titel] if gebied.bron else [])})),
        bijgewerkt_op=updated,
        demo=demo,
    )


def _werk(
    user: "User", gemeente: Gemeente, places: set[int], rayons: list[int]
) -> tuple[tuple[Werk, ...], tuple[Werk, ...], dt.date | None, bool]:
    """Acties and afspraken of these places, and when one of them was last reported on. Four queries."""

    def there(gebieden: Any) -> Any:
        return Ligging.objects.visible_to(user).filter(gemeente=gemeente, gebied_id__in=gebieden)

    columns = ("pk", "code", "titel", "zicht_status", "zicht_bijgewerkt_op", "set_slug", "demo")
    shown = {"demo": Exists(Voortgang.objects.filter(pk=OuterRef("zicht_voortgang_id"), demo=True))}
    more = ("omschrijving", "locatie", "aantal_tekst", "aantal_woningen", "afspraak_code", "afspraak_id")

    def of_places() -> QuerySet[Any]:
        found = Actie.objects.visible_to(user).with_stand(user).filter(gemeente=gemeente)
        found = found.filter(pk__in=there([ANY_KEY]).filter(actie__isnull=False).values("actie"))
        found = found.annotate(set_slug=F("afspraak__afsprakenset__slug"), afspraak_code=F("afspraak__code"), **shown)
        found = found.order_by("afspraak__afsprakenset_id", "afspraak__volgorde", "volgnummer", "pk")
        return found.values(*columns, *more)  # type: ignore[no-any-return]

    acties = read_values(("buurt", "acties", access_key(user), gemeente.pk), of_places, pks=places)
    afspraken = list(
        Afspraak.objects.visible_to(user)
        .with_stand(user)
        .filter(Q(pk__in=there(places).filter(actie=None).values("afspraak")) | Q(rayon__in=rayons), gemeente=gemeente)
        .annotate(set_slug=F("afsprakenset__slug"), **shown)
        .order_by("afsprakenset_id", "volgorde", "pk")
        .values(*columns, "samenvatting")
    )
    leaders, terms = _who_and_when(user, gemeente, [row["pk"] for row in afspraken], [row["pk"] for row in acties])
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


Names = dict[tuple[str, int], list[str]]


def _who_and_when(user: "User", gemeente: Gemeente, afspraken: list[int], acties: list[int]) -> tuple[Names, Names]:
    """Leaders by name, and dated promises in words, of afspraken and acties. Both in one query."""
    here = Q(actie__in=acties) | Q(actie=None, afspraak__in=afspraken)
    leaders = (
        Betrokkenheid.objects.visible_to(user)
        .filter(here, gemeente=gemeente, rol=Betrokkenheid.Rol.TREKKER)
        .annotate(
            kol_soort=Value("", output_field=CharField()),
            kol_tekst=Cast("partij__naam", CharField()),
            kol_plek=Cast("volgorde", IntegerField()),
        )
    )
    terms = (
        Termijn.objects.visible_to(user)
        .filter(here, gemeente=gemeente)
        .annotate(
            kol_soort=Cast("soort", CharField()),
            kol_tekst=Cast("periode", CharField()),
            kol_plek=Value(0, output_field=IntegerField()),
        )
    )
    columns = ("actie_id", "afspraak_id", "kol_soort", "kol_tekst", "kol_plek", "pk")
    rows = leaders.order_by().values_list(*columns).union(terms.order_by().values_list(*columns), all=True)
    names: dict[tuple[str, int], list[tuple[Any, ...]]] = defaultdict(list)
    dates: dict[tuple[str, int], list[tuple[Any, ...]]] = defaultdict(list)
    for actie, afspraak, wat, tekst, plek, pk in rows:
        key = _key(actie, afspraak)
        if wat:
            periode = Periode.parse(tekst)
            dates[key].append((periode.first, pk, f"{Termijn.Soort(wat).label}: {periode.label()}"))
        else:
            names[key].append((plek, pk, tekst))
    return _sorted(names), _sorted(dates)


def _sorted(found: dict[tuple[str, int], list[tuple[Any, ...]]]) -> Names:
    return {key: [text for *_order, text in sorted(rows)] for key, rows in found.items()}


def _projecten(user: "User", gemeente: Gemeente, places: set[int]) -> tuple[Project, ...]:
    def rows() -> QuerySet[Any]:
        leading = Projectdeelname.objects.filter(project=OuterRef("pk"), leidend=True).order_by("volgorde", "pk")
        found = Vastgoedproject.objects.visible_to(user).filter(gemeente=gemeente, gebied_id__in=[ANY_KEY])
        return found.annotate(wie=Subquery(leading.values("partij__naam")[:1])).order_by("locatie", "pk")  # type: ignore[no-any-return]

    return tuple(
        Project(
            naam=row.naam or row.locatie,
            soort=row.get_soort_display(),
            wie=row.wie or "",
            aantal=row.aantal_tekst or (str(row.aantal) if row.aantal is not None else ""),
            woningtype=row.woningtype,
            bat=row.bat,
            wanneer=_planned(row),
            fase=row.get_fase_display(),
        )
        for row in read_objects(("buurt", "projecten", access_key(user), gemeente.pk), rows, pks=places)
    )


def _planned(row: Vastgoedproject) -> str:
    """When it begins and is ready: as it happened, else as it is planned; empty when nobody says."""
    parts = []
    for word, happened, planned in (
        (_("start"), row.werkelijk_start, row.gepland_start),
        (_("gereed"), row.werkelijk_gereed, row.gepland_gereed),
    ):
        if happened or planned:
            parts.append(f"{word}: {Periode.parse(happened or planned).label()}")
    return "; ".join(parts)


def _fondsen(user: "User", gemeente: Gemeente, places: set[int]) -> tuple[Geld, ...]:
    def rows() -> QuerySet[Any]:
        found = Fonds.objects.visible_to(user).filter(gemeente=gemeente, gebied_id__in=[ANY_KEY])
        return found.select_related("gebied").with_stand().order_by("gebied__naam", "pk")  # type: ignore[no-any-return]

    return tuple(
        Geld(
            naam=row.gebied.volledige_naam,
            slug=row.gebied.slug,
            doel=row.doel,
            open=row.open,
            budget=format_euro(row.budget),
            vrij=format_euro(row.vrij),
            vastgelegd=format_euro(row.vastgelegd),
            besteed=format_euro(row.besteed),
        )
        for row in read_objects(("buurt", "fondsen", access_key(user), gemeente.pk), rows, pks=places)
    )


def _teams(user: "User", gemeente: Gemeente, places: set[int], peildatum: dt.date) -> tuple[Team, ...]:
    def rows() -> QuerySet[Any]:
        found = Bewonerskrachtteam.objects.visible_to(user).filter(gemeente=gemeente, gebied_id__in=[ANY_KEY])
        found = found.for_peildatum(peildatum).select_related("gebied", "corporatie")
        return found.order_by("gebied__naam", "corporatie__naam", "pk")  # type: ignore[no-any-return]

    return tuple(
        Team(
            corporatie=row.corporatie.naam,
            buurt=row.gebied.naam,
            nummer=row.fase,
            fase=f"{row.fase}. {Fase(row.fase).label}",
            uitleg=str(UITLEG_FASE[Fase(row.fase)]),
            sinds=row.fase_sinds,
        )
        for row in read_objects(_of_today("teams", user, gemeente, peildatum), rows, pks=places)
    )
