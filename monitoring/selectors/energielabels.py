# SPDX-License-Identifier: EUPL-1.2
"""Dwellings with label E, F or G: per corporation what is left, what it planned, and whether that ends at zero."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from corporaties.models import Voorraadcijfer, Waardestatus
from partijen.models import Gemeente
from partijen.policies import access_key
from portaal.lib.compiled import read_objects

if TYPE_CHECKING:
    from partijen.querysets import User

# The class that counts dwellings with label E, F or G together, in a list of the kenmerk `energielabel`.
KENMERK, KLASSE = "energielabel", "efg"
# By the end of 2028 no corporation lets such a dwelling: national agreements of 2022, and Heerlen 3.1.
DOELJAAR = 2029


class Plan(TextChoices):
    """What a corporation planned, as far as it is printed."""

    NAAR_NUL = "naar_nul", _("plan komt uit op 0")
    BOVEN_NUL = "boven_nul", _("plan eindigt boven 0")
    ONVOLLEDIG = "onvolledig", _("plan is nog niet af")
    GEEN = "geen", _("geen plan")


class Koers(TextChoices):
    """The newest count beside the plan for that year, or else beside the straight line to zero."""

    OP_KOERS = "op_koers", _("op koers")
    ACHTER = "achter", _("loopt achter")
    ONBEKEND = "onbekend", _("niet te zeggen")


@dataclass(frozen=True, slots=True)
class Jaar:
    """One year of a corporation. A value is None where nobody knows it; `*_status` then says why."""

    jaar: int
    gepland: Decimal | None
    gepland_status: str
    geleverd: Decimal | None
    geleverd_status: str
    rechte_lijn: Decimal | None


@dataclass(frozen=True, slots=True)
class Labelregel:
    """One corporation, with all years of the table.

    Attributes:
        laatste: the newest count.
        norm: what that count is held against; None when there is nothing to hold it against.
        norm_is_plan: the norm is the plan of that year, not the straight line.
        einde: the last known figure of the plan.
    """

    corporatie: str
    jaren: tuple[Jaar, ...]
    plan: Plan
    koers: Koers
    laatste: Jaar | None
    norm: Decimal | None
    norm_is_plan: bool
    einde: Jaar | None

    @property
    def verschil(self) -> Decimal | None:
        """How many dwellings more than the norm are left; below zero is better than the norm."""
        if self.laatste is None or self.norm is None or self.laatste.geleverd is None:
            return None
        return self.laatste.geleverd - self.norm


@dataclass(frozen=True, slots=True)
class Labelbord:
    """The page: the years of the table, a row per corporation, and where the figures are from."""

    jaren: tuple[int, ...]
    regels: tuple[Labelregel, ...]
    bronnen: tuple[Any, ...]
    demo: bool

    def met(self, *keuzes: Plan | Koers) -> tuple[Labelregel, ...]:
        """The corporations with one of these plans or courses."""
        return tuple(regel for regel in self.regels if regel.plan in keuzes or regel.koers in keuzes)


_Values = Mapping[int, tuple[Decimal | None, str]]


def energielabels(user: "User", gemeente: Gemeente) -> Labelbord:
    """What is known of labels E, F and G in a gemeente. Of figures of one year the newest counts. One query."""

    def counted() -> QuerySet[Voorraadcijfer]:
        rows = Voorraadcijfer.objects.visible_to(user).current()
        rows = rows.filter(gemeente=gemeente, lijst__kenmerk__code=KENMERK, klasse__code=KLASSE, eenheid="woningen")
        rows = rows.exclude(corporatie=None)
        rows = rows.filter(gebied=None, soort__in=(Voorraadcijfer.Soort.STAND, Voorraadcijfer.Soort.PLANNING))
        return rows.select_related("corporatie", "cijferbron__document").order_by("einddatum", "levering_id", "id")

    figures: dict[str, dict[str, dict[int, tuple[Decimal | None, str]]]] = defaultdict(lambda: defaultdict(dict))
    sources: dict[int, Any] = {}
    demo = False
    for row in read_objects(("energielabels", access_key(user), gemeente.pk), counted):
        figures[str(row.corporatie)][row.soort][row.einddatum.year] = (row.waarde, row.waardestatus)
        sources[row.cijferbron_id] = row.cijferbron
        demo = demo or row.demo
    known = [year for by_soort in figures.values() for values in by_soort.values() for year in values]
    years = tuple(range(min(known), max(*known, DOELJAAR) + 1)) if known else ()
    regels = (_regel(naam, years, by_soort) for naam, by_soort in sorted(figures.items()))
    return Labelbord(years, tuple(regels), tuple(sources.values()), demo)


def _regel(naam: str, years: tuple[int, ...], by_soort: Mapping[str, _Values]) -> Labelregel:
    counted: _Values = by_soort.get("stand", {})
    planned: _Values = by_soort.get("planning", {})
    straight = _straight_line(counted)
    nothing = (None, "")
    jaren = tuple(
        Jaar(year, *planned.get(year, nothing), *counted.get(year, nothing), straight.get(year)) for year in years
    )
    laatste = next((jaar for jaar in reversed(jaren) if jaar.geleverd is not None), None)
    einde = next((jaar for jaar in reversed(jaren) if jaar.gepland is not None), None)
    is_plan = laatste is not None and laatste.gepland is not None
    norm = None if laatste is None else laatste.gepland if is_plan else laatste.rechte_lijn
    koers = Koers.ONBEKEND
    # The first count is where the straight line begins: it says nothing about the course.
    if laatste is not None and laatste.geleverd is not None and norm is not None:
        begins = not is_plan and laatste.jaar == min(
            year for year, (value, _status) in counted.items() if value is not None
        )
        koers = Koers.ONBEKEND if begins else Koers.OP_KOERS if laatste.geleverd <= norm else Koers.ACHTER
    return Labelregel(naam, jaren, _plan(jaren, einde), koers, laatste, norm, is_plan, einde)


def _straight_line(counted: _Values) -> dict[int, Decimal]:
    """The same number fewer each year, from the first count to zero in the target year."""
    known = {year: value for year, (value, _status) in counted.items() if value is not None}
    if not known or min(known) >= DOELJAAR:
        return {}
    first = min(known)
    return {year: known[first] * (DOELJAAR - year) / (DOELJAAR - first) for year in range(first, DOELJAAR + 1)}


def _plan(jaren: tuple[Jaar, ...], einde: Jaar | None) -> Plan:
    if einde is None:
        return Plan.GEEN
    if einde.gepland == 0:
        return Plan.NAAR_NUL
    later = any(jaar.jaar > einde.jaar and jaar.gepland_status == Waardestatus.NADER_TE_BEPALEN for jaar in jaren)
    return Plan.ONVOLLEDIG if later or einde.jaar < DOELJAAR else Plan.BOVEN_NUL
