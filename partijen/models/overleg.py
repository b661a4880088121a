# SPDX-License-Identifier: EUPL-1.2
"""Meetings at which the board hears where the agreements stand."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
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
        return f"{self.naam or self.soortnaam} {date_format(self.datum)}"

    @property
    def soortnaam(self) -> str:
        """How the gemeente calls such a meeting; the usual word where the gemeente is not loaded."""
        if "gemeente" in self._state.fields_cache:
            return self.gemeente.overlegwoord(self.soort)
        return str(self.get_soort_display())

    def clean(self) -> None:
        """One meeting of a kind a day. Only one to come is moved, and not to the past."""
        super().clean()
        if self.gemeente_id and self.datum is not None:
            same = type(self)._default_manager.filter(gemeente=self.gemeente_id, soort=self.soort, datum=self.datum)
            if same.exclude(pk=self.pk).exists():
                double = _("Op %(dag)s is er al een overleg: %(overleg)s. Kies een andere dag.") % {
                    "dag": date_format(self.datum),
                    "overleg": self.soortnaam,
                }
                raise ValidationError({"datum": ValidationError(double, code="unique_together")})
        old = type(self)._default_manager.filter(pk=self.pk).values_list("datum", flat=True).first()
        if old is None or self.datum is None or old == self.datum:
            return
        fault: Any = ""
        if self.rapportages.filter(concept=False).exists():  # type: ignore[attr-defined]
            fault = _("Voor dit overleg is een rapportage vastgesteld. De datum verandert daarom niet meer.")
        elif old >= timezone.localdate() > self.datum:
            fault = _(
                "Dit overleg moet nog komen en kan niet naar een dag die is geweest. Maak een nieuw overleg voor de "
                "dag waarop het was."
            )
        if fault:
            raise ValidationError({"datum": ValidationError(fault, code="verplaatst")})
