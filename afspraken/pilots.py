# SPDX-License-Identifier: EUPL-1.2
"""How a pilot stands: its money, its share of suitable dwellings, its indicators per evaluation, its decision.

What the numbers are held against are the targets of the set, known by their codes: `budget`, `bedrag-per-verhuizing`,
`doorstromers` and `dertig-procent`; the dwellings that became free are the measurements of `vrije-woningen`, each a
number since the beginning of the pilot.
"""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from afspraken.doelen import value_text
from afspraken.models import Afsprakenset, Doelstelling, Meting, Termijn, Verhuizing, Vervolgbesluit
from afspraken.querysets.pilot import LEZERS
from afspraken.verhuiscijfers import REGELS, VRIJ, Berekend, compute, mean, paid_for, rests_on_few, share, spent
from partijen.policies import access_key, toegang_of
from partijen.shortcuts import find_visible
from portaal.lib.attached import attach_children
from portaal.lib.compiled import ANY_KEY, read_objects, read_values
from portaal.lib.money import format_euro

if TYPE_CHECKING:
    from partijen.querysets import User

BUDGET, PER_VERHUIZING, AANTAL = "budget", "bedrag-per-verhuizing", "doorstromers"
GRENS = "dertig-procent"
# Shapes of statuses: right, over the limit, not to be told yet.
GOED, TE_VEEL, ONBEKEND = "op_koers", "stagnatie", "niet_gestart"


@dataclass(frozen=True, slots=True)
class Toets:
    """One rule of the pilot held against what was recorded, in words."""

    naam: str
    vorm: str
    uitkomst: str
    uitleg: str


@dataclass(frozen=True, slots=True)
class Indicatorwaarde:
    """What was measured for a moment of evaluation, and beside it what the moves say; empty when they say nothing."""

    gemeten: str
    berekend: str = ""


@dataclass(frozen=True, slots=True)
class Indicatorregel:
    """An indicator with its value at each moment of evaluation."""

    doel: Any
    waarden: tuple[Indicatorwaarde, ...]


@dataclass(frozen=True, slots=True)
class Indicatorgroep:
    """Indicators of one question."""

    naam: str
    regels: tuple[Indicatorregel, ...]


@dataclass(frozen=True, slots=True)
class Pilotstand:
    """Everything of a pilot. `verzwegen`: an amount that rests on a few moves is left out for this reader."""

    afsprakenset: Any
    aantal: int
    toetsen: tuple[Toets, ...]
    per_soort: tuple[tuple[str, str], ...]
    per_corporatie: tuple[tuple[str, int, str], ...]
    momenten: tuple[str, ...]
    groepen: tuple[Indicatorgroep, ...]
    besluiten: tuple[Any, ...]
    verhuizingen: tuple[Any, ...]
    te_duur: Decimal | None
    verzwegen: bool
    demo: bool


def read_pilot(user: "User", gemeente: Any, slug: str) -> Pilotstand | None:
    """A pilot as it stands, in at most nine queries; None when it is missing, hidden, or no pilot."""
    pilot = find_visible(_pilot, user, gemeente, pk=slug)
    if pilot is None:
        return None
    pilot.gemeente = gemeente
    whose, pks = (access_key(user), gemeente.pk), (pilot.pk,)

    def carried_out() -> QuerySet[Verhuizing]:
        rows = Verhuizing.objects.visible_to(user).filter(afsprakenset_id__in=[ANY_KEY])
        return rows.select_related("corporatie").order_by("maand", "pk")

    def targets() -> QuerySet[Doelstelling]:
        rows = Doelstelling.objects.visible_to(user).filter(afsprakenset_id__in=[ANY_KEY])
        return rows.order_by("volgorde", "pk")

    def evaluations() -> QuerySet[Termijn]:
        rows = Termijn.objects.visible_to(user, gemeente=gemeente).filter(afspraak__afsprakenset_id__in=[ANY_KEY])
        return rows.filter(soort=Termijn.Soort.EVALUATIE).order_by("einddatum", "pk")

    def decisions() -> QuerySet[Vervolgbesluit]:
        rows = Vervolgbesluit.objects.visible_to(user).filter(afsprakenset_id__in=[ANY_KEY])
        return rows.select_related("overleg__gemeente").order_by("-datum", "-pk")

    def single() -> QuerySet[Any]:
        return Verhuizing.objects.one_by_one(user).filter(afsprakenset_id__in=[ANY_KEY]).order_by().values("pk")

    moves = read_objects(("pilot", "verhuizingen", *whose), carried_out, pks=pks)
    doelen: list[Any] = read_objects(("pilot", "doelen", *whose), targets, pks=pks)
    if doelen:
        measured = read_objects(("pilot", "metingen"), _measured_whole, pks=[doel.pk for doel in doelen])
        attach_children(doelen, "metingen", measured)
    by_code = {doel.code: doel for doel in doelen}
    momenten = read_objects(("pilot", "evaluaties", *whose), evaluations, pks=pks)
    besluiten = tuple(read_objects(("pilot", "besluiten", *whose), decisions, pks=pks))
    alone = {row["pk"] for row in read_values(("pilot", "los", *whose), single, pks=pks)}
    limit, reads = by_code.get(PER_VERHUIZING), reads_alone(user, gemeente.pk)
    kinds, corporations = _per_kind(moves, reads), _per_corporation(moves, reads)
    return Pilotstand(
        afsprakenset=pilot,
        aantal=len(moves),
        toetsen=tuple(_checks(moves, by_code)),
        per_soort=kinds,
        per_corporatie=corporations,
        momenten=tuple(f"{moment.wat or _('Evaluatie')} ({moment.label})" for moment in momenten),
        groepen=tuple(_groups(doelen, momenten, moves, reads)),
        besluiten=besluiten,
        verhuizingen=tuple(move for move in moves if move.pk in alone),
        te_duur=limit.doel if limit else None,
        verzwegen=bool(moves) and not (kinds and all(amount for _naam, _aantal, amount in corporations)),
        demo=any(move.demo for move in moves) or any(row.demo for row in besluiten),
    )


def _pilot(user: "User", gemeente: Any) -> "QuerySet[Afsprakenset]":
    rows = Afsprakenset.objects.visible_to(user).filter(gemeente=gemeente, soort=Afsprakenset.Soort.PILOT, slug=ANY_KEY)
    return rows.select_related("bron").order_by()


def _measured_whole() -> QuerySet[Meting]:
    return Meting.objects.filter(deel=None, doelstelling_id__in=[ANY_KEY]).order_by("datum", "pk")


def reads_alone(user: "User", gemeente_id: int) -> bool:
    """The user reads single moves. Others are told no amount that rests on a few of them."""
    return toegang_of(user).has(gemeente_id, *LEZERS)


def read_computed(user: "User", doel: Doelstelling) -> Berekend | None:
    """What the moves of its pilot say of a target until today; needs `afsprakenset` loaded, asks nothing of others."""
    if doel.afsprakenset.soort != Afsprakenset.Soort.PILOT or doel.code not in REGELS:
        return None
    moves = list(Verhuizing.objects.visible_to(user).filter(afsprakenset=doel.afsprakenset_id).order_by("maand", "pk"))
    measured = Prefetch("metingen", Meting.objects.filter(deel=None).order_by("datum", "pk"))
    rows = Doelstelling.objects.visible_to(user).filter(afsprakenset=doel.afsprakenset_id, code=VRIJ)
    free, reads = rows.prefetch_related(measured).first(), reads_alone(user, doel.gemeente_id)
    return compute(doel.code, moves, timezone.localdate(), free=free, alone=reads)


def _checks(moves: list[Verhuizing], doelen: dict[str, Any]) -> "list[Toets]":
    total = spent(moves)
    found: list[Toets] = []
    wanted, budget = _target(doelen, AANTAL), _target(doelen, BUDGET)
    limit, part = _target(doelen, PER_VERHUIZING), _target(doelen, GRENS)
    if wanted is not None:
        said = _("%(aantal)s van %(doel)s verhuizingen") % {"aantal": len(moves), "doel": int(wanted)}
        found.append(Toets(_("Verhuizingen"), GOED if len(moves) >= wanted else ONBEKEND, said, ""))
    if budget is not None:
        said = _("%(uit)s van %(budget)s is uitgegeven") % {"uit": format_euro(total), "budget": format_euro(budget)}
        over = budget - total
        left = _("Er is nog %(rest)s.") if over >= 0 else _("Dat is %(rest)s te veel.")
        found.append(Toets(_("Budget"), GOED if over >= 0 else TE_VEEL, said, left % {"rest": format_euro(abs(over))}))
    if limit is not None and moves:
        dear = sum(move.totaal > limit for move in moves)
        said = _("gemiddeld %(bedrag)s, hoogstens %(grens)s") % {
            "bedrag": format_euro(mean(moves)),
            "grens": format_euro(limit),
        }
        more = _("Verhuizingen boven de grens: %(aantal)s.") % {"aantal": dear}
        found.append(Toets(_("Geld per verhuizing"), TE_VEEL if dear else GOED, said, more))
    if part is not None:
        found.append(_share(moves, part, doelen.get(VRIJ)))
    return found


def _share(moves: list[Verhuizing], limit: Decimal, free: Any) -> Toets:
    """The 30/70 rule: suitable dwellings that went to who moves, of those that became free until the same day."""
    name = _("Deel van de geschikte woningen")
    found = share(moves, timezone.localdate(), free)
    if found is None:
        said = _("Nog niet te zeggen: hoeveel geschikte woningen vrijkwamen, is nog niet gemeten.")
        return Toets(name, ONBEKEND, _("onbekend"), said)
    percent, count, last = found
    said = _("%(deel)s%% naar doorstromers, hoogstens %(grens)s%%") % {
        "deel": str(percent).replace(".", ",").removesuffix(",0"),
        "grens": f"{limit.normalize():f}",
    }
    why = _("Tot en met %(dag)s: %(aantal)s van %(vrij)s vrije woningen met BAT 1 of hoger.") % {
        "dag": date_format(last.datum, "j F Y"),
        "aantal": count,
        "vrij": int(last.waarde),
    }
    return Toets(name, GOED if percent <= limit else TE_VEEL, said, why)


def _target(doelen: dict[str, Any], code: str) -> Decimal | None:
    doel = doelen.get(code)
    return doel.doel if doel is not None else None


def _per_kind(moves: list[Verhuizing], reads: bool) -> tuple[tuple[str, str], ...]:
    paid = paid_for(moves)
    if not moves or (not reads and rests_on_few(map(len, paid.values()))):
        return ()
    label = {name: str(Verhuizing._meta.get_field(name).verbose_name) for name in paid}  # type: ignore[union-attr]
    return tuple((label[name], format_euro(sum(amounts, Decimal(0)))) for name, amounts in paid.items())


def _per_corporation(moves: list[Verhuizing], reads: bool) -> tuple[tuple[str, int, str], ...]:
    """(name, how many moves, what they cost), the last one empty when it rests on few."""
    counts = Counter(move.corporatie.naam for move in moves)
    sums: Counter[str] = Counter()
    for move in moves:
        sums[move.corporatie.naam] += move.totaal  # type: ignore[assignment]
    told = reads or not rests_on_few(counts.values())
    return tuple((naam, counts[naam], format_euro(Decimal(sums[naam])) if told else "") for naam in sorted(counts))


def _groups(doelen: list[Any], momenten: list[Any], moves: list[Verhuizing], reads: bool) -> "list[Indicatorgroep]":
    """The indicators: what is followed without a target, by group; of those that say a group alone."""
    today = timezone.localdate()
    shown = [doel for doel in doelen if doel.groep and doel.code not in (VRIJ, "doelgroep")]
    names = dict.fromkeys(doel.groep for doel in shown)
    free = next((doel for doel in doelen if doel.code == VRIJ), None)

    def at(doel: Any, number: int) -> Indicatorwaarde:
        after, until = _window(momenten, number, today)
        computed = compute(doel.code, moves, until, free=free, alone=reads) if after < today else None
        return Indicatorwaarde(_measured(doel, after, until), computed.tekst if computed else "")

    return [
        Indicatorgroep(
            name,
            tuple(
                Indicatorregel(doel, tuple(at(doel, number) for number in range(len(momenten))))
                for doel in shown
                if doel.groep == name
            ),
        )
        for name in names
    ]


def _window(momenten: list[Any], number: int, today: dt.date) -> tuple[dt.date, dt.date]:
    """The days that a moment is about: after the one before it, until it; the last moment has no end."""
    after = momenten[number - 1].einddatum if number else dt.date.min
    return after, min(momenten[number].einddatum, today) if number < len(momenten) - 1 else today


def _measured(doel: Any, after: dt.date, until: dt.date) -> str:
    """The last value that was measured in those days."""
    inside = [meting for meting in doel.metingen.all() if after < meting.datum <= until]
    if not inside:
        return _("nog niet gemeten")
    last = inside[-1]
    if doel.eenheid == "tekst":
        return str(last.toelichting or value_text(last.waarde, doel.eenheid, last.waardestatus))
    return value_text(last.waarde, doel.eenheid, last.waardestatus)
