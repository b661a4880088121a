# SPDX-License-Identifier: EUPL-1.2
"""Meetings at which the board hears where the agreements stand."""

from typing import ClassVar

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from partijen.querysets import OverlegQuerySet
from portaal.lib.models import Versioned
from portaal.lib.publicity import PUBLIC


class Overleg(Versioned):
    """A bestuurlijk overleg (BOWW) or meeting of the kernteam, known by its date."""

    publicity = PUBLIC

    class Soort(models.TextChoices):
        BESTUURLIJK = "bestuurlijk", _("bestuurlijk overleg")
        KERNTEAM = "kernteam", _("kernteam")

    gemeente = models.ForeignKey(
        "partijen.Gemeente", verbose_name=_("gemeente"), on_delete=models.PROTECT, related_name="overleggen"
    )
    soort = models.CharField(_("soort"), max_length=20, choices=Soort.choices, default=Soort.BESTUURLIJK)
    datum = models.DateField(_("datum"))
    naam = models.CharField(_("naam"), max_length=120, blank=True)
    demo = models.BooleanField(_("demo"), default=False, editable=False)

    objects: ClassVar[OverlegQuerySet] = OverlegQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("overleg")
        verbose_name_plural = _("overleggen")
        ordering = ("gemeente", "datum")
        constraints = [models.UniqueConstraint(fields=("gemeente", "soort", "datum"), name="overleg_uniek")]

    def __str__(self) -> str:
        return f"{self.naam or self.get_soort_display()} {date_format(self.datum)}"
