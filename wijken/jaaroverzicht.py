# SPDX-License-Identifier: EUPL-1.2
"""The money of the funds in one year, per area and per rayon, and what an evaluation could move between areas."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Min
from django.utils.translation import gettext as _

from partijen.models import Gemeente
from portaal.lib.money import CENT, ZERO, share_out
from portaal.lib.tables.cells import Value
from wijken.fondsoverzicht import moved, read_fondsen, read_rayons
from wijken.models import Aanvraag, Boeking, Boekingsoort, Post
from wijken.statussen import ONBESLIST

if TYPE_CHECKING:
    from partijen.querysets import User

P = Post


@dataclass(frozen=True, slots=True)
class Jaarcijfers:
    """One year of one or more funds, in euros; what was reversed is counted back."""

    begin: Decimal = ZERO
    gestort: Decimal = ZERO
    overgeheveld: Decimal = ZERO
    gereserveerd: Decimal = ZERO
    toegekend: Decimal = ZERO
    betaald: Decimal = ZERO
    teruggekomen: Decimal = ZERO
    vrij: Decimal = ZERO
    budget: Decimal = ZERO

    def __add__(self, other: "Jaarcijfers") -> "Jaarcijfers":
        return Jaarcijfers(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))


@dataclass(frozen=True, slots=True)
class Jaarregel:
    """A fund or a rayon in one year; `rayon` is empty where the sources name none."""

    naam: str
    rayon: str
    cijfers: Jaarcijfers


@dataclass(frozen=True, slots=True)
class Jaaroverzicht:
    """One year of all funds of a gemeente."""

    jaar: int
    fondsen: tuple[Jaarregel, ...]
    rayons: tuple[Jaarregel, ...]
    totaal: Jaarcijfers


def jaren_of(user: "User", gemeente: Gemeente, today: dt.date) -> list[int]:
    """The years of which there is a ledger, the last one first; only this year when nothing was booked yet."""
    lines = Boeking.objects.visible_to(user).filter(gemeente=gemeente).echt()
    first = lines.aggregate(first=Min("datum"))["first"]
    return list(range(today.year, (first.year if first else today.year) - 1, -1))


def read_jaaroverzicht(user: "User", gemeente: Gemeente, jaar: int, peildatum: dt.date) -> Jaaroverzicht:
    """One year of every fund, by the day on which money moved. Eight queries, whatever the number of lines."""
    fondsen = read_fondsen(user, gemeente)
    rayons = read_rayons(gemeente, peildatum, fondsen) if fondsen else {}
    lines = Boeking.objects.visible_to(user).filter(gemeente=gemeente).echt()
    until = lines.filter(datum__lt=dt.date(jaar + 1, 1, 1)).verplaatst()
    before = lines.filter(datum__lt=dt.date(jaar, 1, 1)).verplaatst()
    in_year = lines.filter(datum__year=jaar)
    moves = in_year.verplaatst()
    carried = in_year.filter(soort__in=(Boekingsoort.OVERHEVELING_UIT, Boekingsoort.OVERHEVELING_IN))
    transfers = _transferred(gemeente, in_year, carried)
    regels = []
    for fonds in fondsen:
        pk = fonds.pk
        budget_before = _net(before, pk, into=(P.BUITEN,))
        budget = _net(until, pk, into=(P.BUITEN,))
        cijfers = Jaarcijfers(
            begin=budget_before,
            gestort=_net(moves, pk, into=(P.BUITEN,)) - transfers[pk],
            overgeheveld=transfers[pk],
            gereserveerd=moved(moves, pk, (P.VRIJ, P.GERESERVEERD)) - moved(moves, pk, (P.GERESERVEERD, P.VRIJ)),
            toegekend=moved(moves, pk, (P.VRIJ, P.TOEGEKEND), (P.GERESERVEERD, P.TOEGEKEND))
            - moved(moves, pk, (P.TOEGEKEND, P.VRIJ), (P.TOEGEKEND, P.GERESERVEERD)),
            betaald=moved(moves, pk, (P.TOEGEKEND, P.BESTEED), (P.GERESERVEERD, P.BESTEED)),
            teruggekomen=moved(moves, pk, (P.BESTEED, P.VRIJ)),
            vrij=_balance(until, pk, P.VRIJ),
            budget=budget,
        )
        regels.append(Jaarregel(fonds.gebied.volledige_naam, rayons.get(pk, ""), cijfers))
    return Jaaroverzicht(jaar, tuple(regels), _per_rayon(regels), _sum(regel.cijfers for regel in regels))


def _transferred(gemeente: Gemeente, in_year: Any, carried: Any) -> dict[int, Decimal]:
    """{fund id: what came in by transfers less what went out}, of the year; a reversed transfer counted back."""
    lines = in_year.filter(soort=Boekingsoort.TEGENBOEKING, tegenboeking_van__koppeling__isnull=False) | carried
    found: dict[int, Decimal] = defaultdict(lambda: ZERO)
    for pk, naar, bedrag in lines.order_by().values_list("fonds_id", "naar", "bedrag"):
        found[pk] += bedrag if naar == P.VRIJ else -bedrag
    return found


def _net(moves: Any, pk: int, *, into: tuple[Post, ...]) -> Decimal:
    """What came into a fund from outside, less what left it."""
    return sum((moved(moves, pk, (post, P.VRIJ)) - moved(moves, pk, (P.VRIJ, post)) for post in into), ZERO)


def _balance(moves: Any, pk: int, post: Post) -> Decimal:
    """What a post of a fund holds after these movements."""
    rows = [(van, naar, bedrag) for (fonds, van, naar), bedrag in moves.items() if fonds == pk]
    return sum((b for _van, naar, b in rows if naar == post), ZERO) - sum(
        (b for van, _n, b in rows if van == post), ZERO
    )


def _sum(rows: Iterable[Jaarcijfers]) -> Jaarcijfers:
    return sum(rows, Jaarcijfers())


def _per_rayon(regels: Iterable[Jaarregel]) -> tuple[Jaarregel, ...]:
    found: dict[str, list[Jaarcijfers]] = defaultdict(list)
    for regel in regels:
        found[regel.rayon].append(regel.cijfers)
    order = sorted(found, key=lambda rayon: (rayon == "", rayon))
    return tuple(Jaarregel(rayon, rayon, _sum(found[rayon])) for rayon in order)


JAAR_KOP: tuple[str, ...] = (
    "Jaar",
    "Niveau",
    "Naam",
    "Rayon",
    "Budget op 1 januari",
    "Gestort",
    "Overgeheveld",
    "Gereserveerd",
)
JAAR_KOP += ("Toegekend", "Betaald", "Teruggekomen", "Nog vrij", "Budget op 31 december")


def jaar_rows(overzicht: Jaaroverzicht) -> list[list[Value]]:
    """The overview as rows, by `JAAR_KOP`; the column Niveau keeps apart what must not be added up."""

    def row(niveau: str, naam: str, rayon: str, cijfers: Jaarcijfers) -> list[Value]:
        c = cijfers
        amounts = (c.begin, c.gestort, c.overgeheveld, c.gereserveerd, c.toegekend, c.betaald, c.teruggekomen, c.vrij)
        return [overzicht.jaar, niveau, naam, rayon, *amounts, c.budget]

    none = _("rayon niet genoemd")
    rows = [row(_("fonds"), regel.naam, regel.rayon or none, regel.cijfers) for regel in overzicht.fondsen]
    rows += [row(_("rayon"), regel.naam or none, regel.rayon or none, regel.cijfers) for regel in overzicht.rayons]
    return [*rows, row(_("totaal"), _("alle fondsen"), "", overzicht.totaal)]


# --- at an evaluation ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Herverdeling:
    """One fund at an evaluation.

    Attributes:
        over: free and not asked for; what could go elsewhere.
        tekort: asked for, more than there is.
        voorstel: what the proposal adds to the fund (below zero: takes from it).
    """

    fonds: Any
    rayon: str
    gevraagd: Decimal
    over: Decimal
    tekort: Decimal
    voorstel: Decimal

    @property
    def deel_gebruikt(self) -> int | None:
        """Percentage of the budget that was spent, granted or kept apart; None when there is no budget."""
        budget = self.fonds.budget
        return int((budget - self.fonds.vrij) * 100 / budget) if budget else None


@dataclass(frozen=True, slots=True)
class Overboeking:
    """A transfer that the proposal consists of."""

    van: Any
    naar: Any
    bedrag: Decimal


def read_herverdeling(
    user: "User", gemeente: Gemeente, peildatum: dt.date
) -> tuple[tuple[Herverdeling, ...], tuple[Overboeking, ...]]:
    """What is unused per area, and a proposal: who asks more than there is gets it from who has money over.

    Those with money over give in proportion to what they have over; when that is not enough, those who lack money get
    in proportion to what they lack. To the cent. The council or the board decides; nothing is booked by this.
    """
    fondsen = read_fondsen(user, gemeente)
    rayons = read_rayons(gemeente, peildatum, fondsen) if fondsen else {}
    waiting = Aanvraag.objects.visible_to(user).filter(gemeente=gemeente, status__in=ONBESLIST)
    asked = waiting.gevraagd_per_fonds()
    over = [max(fonds.vrij - asked.get(fonds.pk, ZERO), ZERO) for fonds in fondsen]
    tekort = [max(asked.get(fonds.pk, ZERO) - fonds.vrij, ZERO) for fonds in fondsen]
    amount = min(sum(over, ZERO), sum(tekort, ZERO))
    give, get = share_out(amount, over), share_out(amount, tekort)
    regels = tuple(
        Herverdeling(
            fonds,
            rayons.get(fonds.pk, ""),
            asked.get(fonds.pk, ZERO),
            over[i],
            tekort[i],
            get[i] - give[i],
        )
        for i, fonds in enumerate(fondsen)
    )
    return regels, _transfers(fondsen, give, get)


def _transfers(fondsen: list[Any], give: list[Decimal], get: list[Decimal]) -> tuple[Overboeking, ...]:
    """The transfers by which every fund gives and gets its part, as few as follow from going down both lists."""
    givers = [[fonds, bedrag] for fonds, bedrag in zip(fondsen, give, strict=True) if bedrag]
    found = []
    for naar, bedrag in zip(fondsen, get, strict=True):
        wanted = bedrag
        while wanted:
            giver = givers[0]
            part = min(wanted, giver[1])
            found.append(Overboeking(giver[0], naar, part))
            wanted -= part
            giver[1] -= part
            if not giver[1]:
                givers.pop(0)
    return tuple(found)


HERVERDELING_KOP = ("Fonds", "Rayon", "Budget", "Nog vrij", "Gebruikt (%)", "Gevraagd", "Over", "Tekort", "Voorstel")


def herverdeling_rows(regels: Iterable[Herverdeling]) -> list[list[Value]]:
    """The proposal as rows, by `HERVERDELING_KOP`."""

    def row(regel: Herverdeling) -> list[Value]:
        fonds = regel.fonds
        amounts = (fonds.budget, fonds.vrij, regel.gevraagd, regel.over, regel.tekort, regel.voorstel)
        # SQLite gives sums without their zeros.
        budget, vrij, *others = (amount.quantize(CENT) for amount in amounts)
        rayon = regel.rayon or _("rayon niet genoemd")
        return [fonds.gebied.volledige_naam, rayon, budget, vrij, regel.deel_gebruikt, *others]

    return [row(regel) for regel in regels]
