# SPDX-License-Identifier: EUPL-1.2
"""Everything the portal knows of one corporation in one gemeente; the same number of queries whatever there is."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from afspraken.models import Projectkoppeling
from corporaties.kruistabel import Kruistabel, build_kruistabel, read_groepen
from corporaties.models import Levering, Vastgoedproject, Voorraadcijfer
from corporaties.opmaak import format_getal
from corporaties.projecten import Projectregel, read_projectregels
from corporaties.tabelsoorten import Tabelsoort, read_tabelsoorten, soort_of
from monitoring.selectors.adressen import Adressen
from monitoring.selectors.toezeggingen import Toezegging, read_toezeggingen
from partijen.models import Gemeente, Partij
from partijen.policies import access_key
from portaal.lib.charts import Staafgroep, make_bars
from portaal.lib.compiled import ANY_KEY, read_objects, read_values

if TYPE_CHECKING:
    from partijen.querysets import User

Soort = Voorraadcijfer.Soort


@dataclass(frozen=True, slots=True)
class Realisatie:
    """Of one kind of project: how many are planned and how many are done; numbers of dwellings that are known."""

    soort: str
    projecten: int
    woningen: str
    onbekend: int
    gereed: int
    gereed_woningen: str
    gereed_onbekend: int


@dataclass(frozen=True, slots=True)
class Gepland:
    """What the source plans for one class, and what was reported of it per period since."""

    klasse: str
    gepland: str
    onbekend: bool
    opgeleverd: str


@dataclass(frozen=True, slots=True)
class Planning:
    """The plans of one table beside what came of them; without `periode` its lines are the years of one class."""

    soort: Tabelsoort
    periode: str
    regels: tuple[Gepland, ...]


@dataclass(frozen=True, slots=True)
class Corporatiepagina:
    """One corporation."""

    partij: Partij
    voorraad: tuple[Kruistabel, ...]
    verandering: tuple[Kruistabel, ...]
    buurtsoorten: tuple[Tabelsoort, ...]
    per_buurt: Kruistabel | None
    buurtperiode: str
    planningen: tuple[Planning, ...]
    realisaties: tuple[Realisatie, ...]
    realisatiestaven: tuple[Staafgroep, ...]
    projecten: tuple[Projectregel, ...]
    toezeggingen: tuple[Toezegging, ...]
    laatste_levering: Levering | None
    demo: bool


def corporatiepagina(
    user: "User", gemeente: Gemeente, partij: Partij, *, afsprakenset: Any, buurttabel: str, today: dt.date
) -> Corporatiepagina | None:
    """The corporation; None when `buurttabel` names a table that it has not.

    Args:
        afsprakenset: the set whose commitments are shown, or None.
        buurttabel: `Tabelsoort.sleutel` of the figures per neighbourhood; empty for the first.
    """
    figures: Any = Voorraadcijfer.objects.visible_to(user).current().filter(gemeente=gemeente, corporatie=partij)
    soorten = read_tabelsoorten(figures)
    groepen: dict[Any, list[dict[str, Any]]] = defaultdict(list)
    for groep in read_groepen(figures, ("klasse", "periode"), met_soort=True):
        groepen[soort_of(groep)].append(groep)
    tabellen = [build_kruistabel(groepen[soort.id], soort, rijen="klasse", kolommen="periode") for soort in soorten]
    placed = tuple(soort for soort in soorten if any(groep["deel_gebied"] for groep in groepen[soort.id]))
    chosen = next((soort for soort in placed if soort.sleutel == buurttabel), None)
    if buurttabel and chosen is None:
        return None
    chosen = chosen or next(iter(placed), None)
    per_buurt, periode = _per_buurt(figures, chosen, groepen)
    projecten = _projecten(user, gemeente, partij)
    realisaties = tuple(_realisaties(projecten))
    toezeggingen = read_toezeggingen(user, gemeente, [partij.pk], afsprakenset, today)[partij.pk]
    return Corporatiepagina(
        partij=partij,
        voorraad=tuple(tabel for tabel in tabellen if tabel.soort.soort == Soort.STAND),
        verandering=tuple(tabel for tabel in tabellen if tabel.soort.soort == Soort.MUTATIE),
        buurtsoorten=placed,
        per_buurt=per_buurt,
        buurtperiode=periode,
        planningen=tuple(_planningen(tabellen)),
        realisaties=realisaties,
        realisatiestaven=_realisatiestaven(projecten),
        projecten=projecten,
        toezeggingen=toezeggingen,
        laatste_levering=_last_delivery(user, gemeente, partij),
        demo=any(row.demo for row in toezeggingen) or any(row.demo for row in projecten),
    )


def _last_delivery(user: "User", gemeente: Gemeente, partij: Partij) -> Levering | None:
    def newest() -> QuerySet[Levering]:
        rows = Levering.objects.visible_to(user).filter(gemeente=gemeente, partij_id__in=[ANY_KEY], openbaar=True)
        return rows.order_by("-vastgesteld_op", "-pk")[:1]

    key = ("laatste levering", access_key(user), gemeente.pk)
    return next(iter(read_objects(key, newest, pks=(partij.pk,))), None)


def _per_buurt(figures: Any, soort: Tabelsoort | None, groepen: dict[Any, Any]) -> tuple[Kruistabel | None, str]:
    """The newest figures per place of one kind."""
    if soort is None:
        return None, ""
    newest = max((groep for groep in groepen[soort.id] if groep["deel_gebied"]), key=lambda row: row["einddatum"])
    rows = read_groepen(figures.filter(soort.condition, periode=newest["periode"]), ("gebied", "klasse"))
    return build_kruistabel(rows, soort, rijen="gebied", kolommen="klasse"), newest["periode"]


def _planningen(tabellen: Iterable[Kruistabel]) -> Iterable[Planning]:
    """Each plan, with what was reported since by the same list: lists are never mapped on each other."""
    reported: dict[Any, dict[Any, list[str]]] = defaultdict(lambda: defaultdict(list))
    counted: dict[Any, dict[Any, str]] = defaultdict(dict)
    listed = list(tabellen)
    for tabel in listed:
        if tabel.soort.soort == Soort.STAND:
            for rij in tabel.rijen:
                for lid, cel in zip(tabel.kolommen, rij.cellen, strict=True):
                    if not cel.is_leeg:
                        counted[tabel.soort.id[1], tabel.soort.eenheid][rij.lid.sleutel, lid.naam] = cel.tekst
        if tabel.soort.soort == Soort.MUTATIE:
            for rij in tabel.rijen:
                for lid, cel in zip(tabel.kolommen, rij.cellen, strict=True):
                    if not cel.is_leeg:
                        reported[tabel.soort.id[1], tabel.soort.eenheid][rij.lid.sleutel].append(
                            f"{lid.naam}: {cel.tekst}"
                        )
    for tabel in listed:
        if tabel.soort.soort != Soort.PLANNING:
            continue
        done = reported.get((tabel.soort.id[1], tabel.soort.eenheid), {})
        now = counted.get((tabel.soort.id[1], tabel.soort.eenheid), {})
        one_class = len(tabel.rijen) == 1 and len(tabel.kolommen) > 1
        columns: list[tuple[str, tuple[Gepland, ...]]] = [
            (
                lid.naam,
                tuple(
                    Gepland(
                        f"{rij.lid.naam}, {lid.naam}" if one_class else rij.lid.naam,
                        rij.cellen[number].tekst,
                        rij.cellen[number].waarde is None,
                        "; ".join(done.get(rij.lid.sleutel, ())) or now.get((rij.lid.sleutel, lid.naam), ""),
                    )
                    for rij in tabel.rijen
                    if not rij.cellen[number].is_leeg
                ),
            )
            for number, lid in enumerate(tabel.kolommen)
        ]
        if one_class:
            columns = [("", tuple(regel for _name, regels in columns for regel in regels))]
        yield from (Planning(tabel.soort, name, regels) for name, regels in columns)


def _projecten(user: "User", gemeente: Gemeente, partij: Partij) -> tuple[Projectregel, ...]:
    key = (access_key(user), gemeente.pk)

    def taking_part() -> QuerySet[Vastgoedproject]:
        return Vastgoedproject.objects.visible_to(user).filter(gemeente=gemeente, deelnames__partij_id__in=[ANY_KEY])

    def linked() -> QuerySet[Any]:
        rows = Projectkoppeling.objects.visible_to(user, gemeente=gemeente)
        rows = rows.filter(gemeente=gemeente, project_id__in=[ANY_KEY]).order_by("afspraak_id", "pk")
        return rows.values("project_id", "afspraak__code", "afspraak__afsprakenset__slug")  # type: ignore[no-any-return]

    regels = read_projectregels(("van een corporatie", *key), taking_part, user, pk=partij.pk)
    links: dict[int, dict[str, dict[str, str]]] = defaultdict(dict)
    addresses = Adressen()
    for row in read_values(("projectkoppelingen", *key), linked, pks=[regel.pk for regel in regels]):
        code = row["afspraak__code"]
        url = addresses.afspraak(gemeente.slug, row["afspraak__afsprakenset__slug"], code)
        links[row["project_id"]][url] = {"code": code, "url": url}
    return tuple(replace(regel, afspraken=tuple(links[regel.pk].values())) for regel in regels)


def _realisaties(projecten: Iterable[Projectregel]) -> Iterable[Realisatie]:
    for name, listed in _by_kind(projecten).items():
        done = [regel for regel in listed if regel.is_gereed]
        yield Realisatie(
            soort=name,
            projecten=len(listed),
            woningen=_known(listed),
            onbekend=_unknown(listed),
            gereed=len(done),
            gereed_woningen=_known(done),
            gereed_onbekend=_unknown(done),
        )


def _by_kind(projecten: Iterable[Projectregel]) -> dict[str, list[Projectregel]]:
    """What was called off counts for nothing."""
    kinds: dict[str, list[Projectregel]] = defaultdict(list)
    for regel in projecten:
        if not regel.is_vervallen:
            kinds[regel.soort_naam].append(regel)
    return kinds


def _realisatiestaven(projecten: Iterable[Projectregel]) -> tuple[Staafgroep, ...]:
    rows = []
    for name, listed in _by_kind(projecten).items():
        done = [regel for regel in listed if regel.is_gereed]
        series = ((_("Gepland"), listed), (_("Klaar"), done))
        rows.append((name.capitalize(), [(title, _number(chosen), _known(chosen)) for title, chosen in series]))
    return make_bars(rows)


def _number(listed: list[Projectregel]) -> Decimal | None:
    """Dwellings of these projects: 0 without any, None when there are but nobody knows how many."""
    known = [regel.aantal for regel in listed if regel.aantal is not None]
    return Decimal(sum(known)) if known or not listed else None


def _known(listed: list[Projectregel]) -> str:
    return format_getal(_number(listed))


def _unknown(listed: list[Projectregel]) -> int:
    return sum(regel.aantal is None for regel in listed)
