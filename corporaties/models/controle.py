# SPDX-License-Identifier: EUPL-1.2
"""What does not add up in the figures, as computed, and what the coordinator says about it."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from corporaties.querysets import AfwijkingQuerySet, PubliekQuerySet
from portaal.lib.models import Versioned
from portaal.lib.publicity import PUBLIC


class Afwijking(models.Model):
    """A published figure that differs from what the figures beside it say. Computed; replaced by every check."""

    publicity = PUBLIC

    class Regel(models.TextChoices):
        TOTAAL_KLASSEN = "totaal_klassen", _("totaal over de klassen")
        TOTAAL_CORPORATIES = "totaal_corporaties", _("totaal over de corporaties")
        TOTAAL_GEBIEDEN = "totaal_gebieden", _("totaal over de gebieden")
        TOTAAL_TABEL = "totaal_tabel", _("totaal van de tabel")
        SALDO = "saldo", _("saldo van de ingrepen")
        PERCENTAGE = "percentage", _("percentage")
        BALANS = "balans", _("begin, verandering en eind")
        TWEE_TABELLEN = "twee_tabellen", _("hetzelfde cijfer in twee tabellen")
        VERANDERING = "verandering", _("verandering van de voorraad in twee tabellen")
        PROJECTMIX = "projectmix", _("mix van een project")

    gemeente = models.ForeignKey(
        "partijen.Gemeente", verbose_name=_("gemeente"), on_delete=models.PROTECT, related_name="afwijkingen"
    )
    sleutel = models.CharField(_("sleutel"), max_length=64, help_text=_("Blijft gelijk zolang het om hetzelfde gaat."))
    volgorde = models.PositiveBigIntegerField(_("volgorde"), default=0)
    regel = models.CharField(_("regel"), max_length=20, choices=Regel.choices)
    cijferbron = models.ForeignKey(
        "corporaties.Cijferbron",
        verbose_name=_("bron van cijfers"),
        on_delete=models.CASCADE,
        null=True,
        related_name="afwijkingen",
    )
    bron = models.CharField(_("bron"), max_length=500)
    rij = models.CharField(_("rij"), max_length=200)
    kolom = models.CharField(_("kolom"), max_length=200)
    gepubliceerd = models.DecimalField(_("gepubliceerd"), max_digits=16, decimal_places=2, null=True)
    berekend = models.DecimalField(_("berekend"), max_digits=16, decimal_places=2, null=True)
    verschil = models.DecimalField(_("verschil"), max_digits=16, decimal_places=2, null=True)
    uitleg = models.CharField(_("hoe berekend"), max_length=300, blank=True)

    objects: ClassVar[AfwijkingQuerySet] = AfwijkingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("afwijking")
        verbose_name_plural = _("afwijkingen")
        ordering = ("gemeente", "volgorde", "id")
        constraints = [models.UniqueConstraint(fields=("gemeente", "sleutel"), name="afwijking_uniek")]

    def __str__(self) -> str:
        return f"{self.rij}, {self.kolom}"


class Afwijkingstoelichting(Versioned):
    """The explanation by the coordinator, shown beside an afwijking; it stays when the check runs again."""

    publicity = PUBLIC

    gemeente = models.ForeignKey(
        "partijen.Gemeente", verbose_name=_("gemeente"), on_delete=models.PROTECT, related_name="+"
    )
    sleutel = models.CharField(_("sleutel"), max_length=64)
    tekst = models.TextField(_("toelichting"), max_length=2000)

    objects: ClassVar[PubliekQuerySet] = PubliekQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("toelichting bij een afwijking")
        verbose_name_plural = _("toelichtingen bij afwijkingen")
        ordering = ("gemeente", "id")
        constraints = [models.UniqueConstraint(fields=("gemeente", "sleutel"), name="afwijkingstoelichting_uniek")]

    def __str__(self) -> str:
        return self.tekst[:60]
