# SPDX-License-Identifier: EUPL-1.2
"""The calendar of the yearly cycle: what comes back each year on the same day."""

import calendar
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partijen.models import HeeftBron
from portaal.lib.models import Versioned
from portaal.lib.publicity import PUBLIC

# In a year with 29 February.
LEAP_YEAR = 2024
DAY = [MinValueValidator(1), MaxValueValidator(31)]
MONTH = [MinValueValidator(1), MaxValueValidator(12)]


class Jaarmoment(Versioned, HeeftBron):
    """A moment of the yearly cycle, such as the bod before 1 July: its last day, and the first one of a period.

    29 February is the last day of that month in every year.
    """

    publicity = PUBLIC

    class Soort(models.TextChoices):
        BOD = "bod", _("bod van de corporaties")
        AFSPRAKEN = "afspraken", _("nieuwe afspraken")
        EVALUATIE = "evaluatie", _("evaluatie")
        TERUGKOPPELING = "terugkoppeling", _("terugkoppeling")
        ANDERS = "anders", _("iets anders")

    gemeente = models.ForeignKey(
        "partijen.Gemeente", verbose_name=_("gemeente"), on_delete=models.PROTECT, related_name="jaarmomenten"
    )
    soort = models.CharField(_("soort"), max_length=20, choices=Soort.choices, default=Soort.ANDERS)
    naam = models.CharField(_("naam"), max_length=120)
    toelichting = models.TextField(_("toelichting"), max_length=1000, blank=True)
    van_dag = models.PositiveSmallIntegerField(_("eerste dag"), null=True, blank=True, validators=DAY)
    van_maand = models.PositiveSmallIntegerField(_("maand van de eerste dag"), null=True, blank=True, validators=MONTH)
    dag = models.PositiveSmallIntegerField(_("laatste dag"), validators=DAY)
    maand = models.PositiveSmallIntegerField(_("maand van de laatste dag"), validators=MONTH)

    objects: ClassVar[models.Manager["Jaarmoment"]] = models.Manager()

    class Meta:
        verbose_name = _("moment van het jaar")
        verbose_name_plural = _("momenten van het jaar")
        ordering = ("gemeente", "maand", "dag", "id")
        constraints = [
            models.UniqueConstraint(
                fields=("gemeente", "naam"),
                name="jaarmoment_uniek",
                violation_error_message=_("Er is al een moment met deze naam."),
            ),
            models.CheckConstraint(
                condition=Q(dag__range=(1, 31), maand__range=(1, 12))
                & (Q(van_dag=None, van_maand=None) | Q(van_dag__range=(1, 31), van_maand__range=(1, 12))),
                name="jaarmoment_dagen",
            ),
        ]

    def __str__(self) -> str:
        return self.naam

    def clean(self) -> None:
        """Days exist in their month, and a first day is whole or absent."""
        super().clean()
        faults = {}
        if (self.van_dag is None) != (self.van_maand is None):
            name = "van_dag" if self.van_dag is None else "van_maand"
            faults[name] = ValidationError(_("Vul dag en maand allebei in, of geen van beide."), code="half")
        for day, month in (("van_dag", "van_maand"), ("dag", "maand")):
            number, of = getattr(self, day), getattr(self, month)
            if number and of and 1 <= of <= 12 and number > calendar.monthrange(LEAP_YEAR, of)[1]:
                faults[day] = ValidationError(_("Deze dag heeft die maand niet."), code="dag")
        if faults:
            raise ValidationError(faults)
