# SPDX-License-Identifier: EUPL-1.2
"""Facts about many indicators and their values: which may be shown, and where a source contradicts itself."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce
from django.db.models.lookups import LessThan

if TYPE_CHECKING:
    from partijen.querysets import User

ABOUT_PEOPLE = Q(indicator__onderwerp__in=("personen", "huishoudens"))
NUMBER = models.DecimalField(max_digits=16, decimal_places=4)


def _few() -> int:
    from wijken.models.indicator import MIN_HUISHOUDENS

    return MIN_HUISHOUDENS


class IndicatorQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Definitions of indicators are public."""

    def visible_to(self, user: "User") -> Self:
        """Every indicator may be seen by all."""
        return self


class IndicatorklasseQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """The classes of an indicator are public."""

    def visible_to(self, user: "User") -> Self:
        """Every class may be seen by all."""
        return self


class IndicatorwaardeQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Values are public, but for those on a few households (`with_toonbaar`)."""

    def visible_to(self, user: "User") -> Self:
        """Every value may be seen by all; the number itself is taken from `toonbare_waarde`."""
        return self

    def with_toonbaar(self) -> Self:
        """Annotate `onderdrukt`, `toonbare_waarde`, `toonbare_klasse` (name) and `toonbare_rang`.

        What is not shown is None here, so nothing leaks by sorting or filtering either. Also hidden (`afleidbaar`): the
        figure of a larger place from which that of a buurt could be had by subtracting the others.
        """
        hidden = self._hidden()
        larger = ~Q(gebied__soort="buurt") & ABOUT_PEOPLE
        below = self._hidden_below()
        counted = below.values("indicator").annotate(n=Count("pk", distinct=True)).values("n")
        summed = below.values("indicator").annotate(n=Sum("waarde")).values("n")
        annotated = self.annotate(
            verborgen_eronder=Case(
                When(larger, then=Coalesce(Subquery(counted[:1]), 0)), default=0, output_field=models.IntegerField()
            ),
            afleidbaar=Case(
                # Two hidden buurten of one wijk hide each other, if together they are large enough. The same buurt may
                # lie in several of the other places, whose difference would tell it.
                When(larger & Q(verborgen_eronder=1), then=True),
                When(larger & ~Q(gebied__soort="wijk") & Q(verborgen_eronder__gt=0), then=True),
                When(
                    larger & Q(verborgen_eronder__gt=0, indicator__eenheid="aantal"),
                    then=LessThan(Subquery(summed[:1], output_field=NUMBER), Value(_few())),
                ),
                default=False,
                output_field=models.BooleanField(),
            ),
        )
        hidden |= Q(afleidbaar=True)
        return annotated.annotate(
            onderdrukt=Case(When(hidden, then=Value(True)), default=Value(False), output_field=models.BooleanField()),
            toonbare_waarde=Case(
                When(hidden, then=Value(None)),
                default=F("waarde"),
                output_field=NUMBER,
            ),
            toonbare_klasse=Case(
                When(hidden, then=Value(None)), default=F("klasse__naam"), output_field=models.CharField()
            ),
            toonbare_rang=Case(
                When(hidden, then=Value(None)),
                default=F("klasse__rang"),
                output_field=models.PositiveSmallIntegerField(),
            ),
        )

    @staticmethod
    def _hidden() -> Q:
        """On a few households: by what the figure rests on, or by the number itself; none at all may be told."""
        few = Q(basis__lt=_few()) | Q(indicator__eenheid="aantal", waarde__gt=0, waarde__lt=_few())
        return few & ABOUT_PEOPLE

    def _hidden_below(self) -> Any:
        """The hidden figures of whole buurten in a place, of the same table."""
        place = OuterRef("gebied")
        inside = Q(gebied__ouder=place) | Q(gebied__ouder__ouder=place) | Q(gebied__gehelen__geheel=place)
        same = {name: OuterRef(name) for name in ("indicator", "periode", "bron")}
        rows = self.model._default_manager.filter(inside, self._hidden(), gebied__soort="buurt", deel="", **same)
        return rows.order_by()

    def with_tegenspraak(self) -> Self:
        """Annotate `tegenspraak`: the same source says something else about the same place in the same time.

        A number and a class do not contradict each other, nor do a part and the whole of a neighbourhood.
        """
        others = self.model._default_manager.filter(
            gebied=OuterRef("gebied"),
            indicator=OuterRef("indicator"),
            bron=OuterRef("bron"),
            deel=OuterRef("deel"),
            begindatum__lte=OuterRef("einddatum"),
            einddatum__gte=OuterRef("begindatum"),
        )
        other_class = others.filter(klasse__isnull=False).exclude(klasse=OuterRef("klasse"))
        other_number = others.filter(waarde__isnull=False).exclude(waarde=OuterRef("waarde"))
        return self.annotate(tegenspraak=Exists(other_class) | Exists(other_number))
