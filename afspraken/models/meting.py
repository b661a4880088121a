# SPDX-License-Identifier: EUPL-1.2
"""What was measured of a target: a value on a day, with where it comes from."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from afspraken.querysets.doel import MetingQuerySet
from corporaties.models import Waardestatus
from portaal.lib.publicity import Publicity
from portaal.lib.triggers import AppendOnly


class Meting(models.Model):
    """One measurement of a target, or of a part of it. A mistake is put right by a newer one of the same day.

    A value that nobody knows is no zero: `waardestatus` says why it is not there.
    """

    publicity = Publicity(when=("doelstelling.afsprakenset.gepubliceerd", "doelstelling.afspraak.gepubliceerd"))
    append_only = AppendOnly(deletable_when="demo")

    gemeente = models.ForeignKey(
        "partijen.Gemeente", verbose_name=_("gemeente"), on_delete=models.PROTECT, related_name="+"
    )
    doelstelling = models.ForeignKey(
        "afspraken.Doelstelling", verbose_name=_("doelstelling"), on_delete=models.PROTECT, related_name="metingen"
    )
    deel = models.ForeignKey(
        "afspraken.Doeldeel",
        verbose_name=_("deel"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="metingen",
    )
    datum = models.DateField(_("gemeten op"))
    waarde = models.DecimalField(_("waarde"), max_digits=14, decimal_places=2, null=True, blank=True)
    waardestatus = models.CharField(
        _("waardestatus"), max_length=20, choices=Waardestatus.choices, default=Waardestatus.BEKEND
    )
    herkomst = models.CharField(_("bron"), max_length=200, help_text=_("Document, tabel of systeem."))
    toelichting = models.TextField(_("toelichting"), max_length=2000, blank=True)
    gebruiker = models.ForeignKey(
        "partijen.Gebruiker", verbose_name=_("door"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(_("ingevoerd op"), default=timezone.now)
    demo = models.BooleanField(_("demo"), default=False)

    objects: ClassVar[MetingQuerySet] = MetingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("meting")
        verbose_name_plural = _("metingen")
        ordering = ("doelstelling", "datum", "id")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(waarde__isnull=False, waardestatus="bekend")
                | models.Q(waarde__isnull=True) & ~models.Q(waardestatus="bekend"),
                name="meting_waarde_of_waarom_niet",
                violation_error_message=_("Een meting heeft een waarde, of zegt waarom die er niet is."),
            ),
        ]
        indexes = [models.Index(fields=("doelstelling", "datum", "id"), name="meting_datum")]

    def __str__(self) -> str:
        return f"{self.doelstelling}, {self.datum:%d-%m-%Y}"
