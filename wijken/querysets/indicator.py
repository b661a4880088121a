# SPDX-License-Identifier: EUPL-1.2
"""Facts about many indicators and their values: which may be shown, and where a source contradicts itself."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When

if TYPE_CHECKING:
    from partijen.querysets import User


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

        What is not shown is None here, so nothing leaks by sorting or filtering either.
        """
        from wijken.models.indicator import MIN_HUISHOUDENS

        few = Q(basis__lt=MIN_HUISHOUDENS) | Q(indicator__eenheid="aantal", waarde__gt=0, waarde__lt=MIN_HUISHOUDENS)
        hidden = few & Q(indicator__onderwerp__in=("personen", "huishoudens"))
        return self.annotate(
            onderdrukt=Case(When(hidden, then=Value(True)), default=Value(False), output_field=models.BooleanField()),
            toonbare_waarde=Case(
                When(hidden, then=Value(None)),
                default=F("waarde"),
                output_field=models.DecimalField(max_digits=16, decimal_places=4),
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
