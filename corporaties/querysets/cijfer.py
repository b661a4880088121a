# SPDX-License-Identifier: EUPL-1.2
"""Figures: which hold, who sees them, and adding only what can be added."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Case, Count, F, Max, Min, Q, Sum, Value, When
from django.utils.translation import gettext as _

from corporaties.querysets.rest import drafts_of

if TYPE_CHECKING:
    from partijen.querysets import User

# In these all figures of one sum must agree. The last three are levels: a total is not added to its parts.
_ALIKE: dict[str, Any] = {
    "lijst": F("lijst_id"),
    "eenheid": F("eenheid"),
    "soort": F("soort"),
    "periode": F("periode"),
    "populatie": F("populatie_id"),
    "klasse": Case(When(klasse=None, then=Value(0)), default=Value(1)),
    "corporatie": Case(When(corporatie=None, then=Value(0)), default=Value(1)),
    "gebied": F("gebied__soort"),
}
# What makes two rows the same figure.
IDENTITY = (
    "gemeente_id",
    "cijferbron_id",
    "periode",
    "soort",
    "lijst_id",
    "klasse_id",
    "corporatie_id",
    "gebied_id",
    "populatie_id",
    "eenheid",
)
_ONE_EACH = ("gemeente", "corporatie", "gebied", "klasse")


class MixedFigures(ValueError):
    """These figures cannot be added: they differ in more than what was counted. `names` says in what."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = sorted(names)
        text = _("Deze cijfers zijn niet op te tellen; ze verschillen in: %(names)s.")
        super().__init__(text % {"names": ", ".join(self.names)})


@dataclass(frozen=True, slots=True)
class Som:
    """A sum. `waarde` is None when nothing is known; `onbekend` counts the figures without a value."""

    waarde: Decimal | None
    onbekend: int
    aantal: int


class VoorraadcijferQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Figures."""

    def visible_to(self, user: "User") -> Self:
        """What was set vast, and drafts for who reads them. What holds now (`current`) is public."""
        return self.filter(Q(concept=False) | drafts_of(user, "levering__partij"))

    def current(self) -> Self:
        """The figures that hold now."""
        return self.filter(concept=False, vervangen_door=None)

    def for_peildatum(self, peildatum: dt.date) -> Self:
        """The figures that held at the end of a day; a source without a date holds from the beginning.

        Those of one gemeente are found by its deliveries: no index of the figures themselves holds what is past.
        """
        begun = Q(levering__vastgesteld_op=None) | Q(levering__vastgesteld_op__lte=peildatum)
        going_on = Q(vervangen_door=None) | Q(vervangen_door__vastgesteld_op__gt=peildatum)
        return self.filter(begun, going_on, concept=False, levering__gemeente=F("gemeente"))

    def of_one(self, cijfer: Any) -> Self:
        """A figure in all its deliveries: what has the same identity, whatever its value."""
        same = {name: getattr(cijfer, name) for name in IDENTITY}
        return self.filter(**same, levering__cijferbron_id=cijfer.cijferbron_id)

    # --- adding ------------------------------------------------------------------------------------------------------

    def total(self) -> Som:
        """The sum of all these figures.

        Raises:
            MixedFigures: they are of different lists, units, periods or populations, or some are totals of others.
        """
        if not self.exists():
            return Som(None, 0, 0)
        return self.totals_by()[0][1]

    def totals_by(self, *names: str) -> list[tuple[tuple[Any, ...], Som]]:
        """Sums per value of the given fields (`corporatie_id`, `klasse__naam`), as (values, sum), in their order.

        Raises:
            MixedFigures: within one group figures are not of one kind; or a figure is counted twice.
        """
        rows = self.order_by()
        groups = rows.values(*names) if names else rows.values(alle=Value(1))
        checks: dict[str, Any] = {}
        for name, expression in _ALIKE.items():
            checks |= {f"{name}_min": Min(expression), f"{name}_max": Max(expression), f"{name}_n": Count(expression)}
        found = groups.annotate(
            **checks,
            som_aantal=Count("pk"),
            som_bekend=Count("waarde"),
            som_waarde=Sum("waarde"),
            som_klassen=Count("klasse", distinct=True),
            som_optelbaar=Min(Case(When(lijst__optelbaar=False, then=Value(0)), default=Value(1))),
        )
        results = list(found.order_by(*names))
        for row in results:
            _refuse_mixed(row)
        if rows.values(*names, *(f"{name}_id" for name in _ONE_EACH)).annotate(n=Count("pk")).filter(n__gt=1).exists():
            raise MixedFigures(["cijferbron"])
        return [
            (
                tuple(row[name] for name in names),
                Som(row["som_waarde"], row["som_aantal"] - row["som_bekend"], row["som_aantal"]),
            )
            for row in results
        ]

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """As Django's, but a sum or average of `waarde` over figures that cannot be added raises MixedFigures."""
        expressions = [*args, *kwargs.values()]
        if any(_adds_up(expression) for expression in expressions):
            self.total()
        return super().aggregate(*args, **kwargs)


def _adds_up(expression: Any) -> bool:
    sources = expression.get_source_expressions() if hasattr(expression, "get_source_expressions") else []
    if isinstance(expression, models.Sum | models.Avg):
        return any(getattr(source, "name", "") == "waarde" for source in sources)
    return any(_adds_up(source) for source in sources if source is not None)


def _refuse_mixed(row: dict[str, Any]) -> None:
    mixed = [
        name for name in _ALIKE if row[f"{name}_min"] != row[f"{name}_max"] or 0 < row[f"{name}_n"] < row["som_aantal"]
    ]
    if row["som_aantal"] > 1 and row["eenheid_min"] == "procent":
        mixed.append("procent")
    if row["som_klassen"] > 1 and not row["som_optelbaar"]:
        mixed.append("klasse")
    if mixed:
        raise MixedFigures(set(mixed))
