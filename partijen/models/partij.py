# SPDX-License-Identifier: EUPL-1.2
"""Organisations that owe each other something, and the collectives they form."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Coalesce, Lower
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from partijen.querysets import PartijQuerySet
from portaal.lib.models import Versioned
from portaal.lib.publicity import PUBLIC


class Partij(Versioned):
    """An organisation, known once for the whole portal and active in one or more gemeenten.

    Never a person. A werkgroep and a collectief ("Corporaties") belong to one gemeente.
    """

    publicity = PUBLIC

    class Soort(models.TextChoices):
        GEMEENTE = "gemeente", _("gemeente")
        CORPORATIE = "corporatie", _("woningcorporatie")
        HUURDERSORGANISATIE = "huurdersorganisatie", _("huurdersorganisatie")
        ZORG_WELZIJN = "zorg_welzijn", _("zorg en welzijn")
        PROVINCIE = "provincie", _("provincie")
        MARKTPARTIJ = "marktpartij", _("marktpartij")
        WERKGROEP = "werkgroep", _("werkgroep")
        COLLECTIEF = "collectief", _("collectief")
        OVERIG = "overig", _("overig")

    naam = models.CharField(_("naam"), max_length=120)
    soort = models.CharField(_("soort"), max_length=20, choices=Soort.choices)
    aliassen = models.JSONField(
        _("andere schrijfwijzen"), default=list, blank=True, help_text=_("Zoals de bronnen de partij noemen.")
    )
    gemeente = models.ForeignKey(
        "partijen.Gemeente",
        verbose_name=_("gemeente"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="eigen_groepen",
        help_text=_("Alleen voor een werkgroep of collectief."),
    )
    huurders_van = models.ForeignKey(
        "self",
        verbose_name=_("huurders van"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="huurdersorganisaties",
    )
    gemeenten = models.ManyToManyField(
        "partijen.Gemeente",
        verbose_name=_("werkzaam in"),
        through="partijen.PartijInGemeente",
        related_name="partijen",
    )
    opmerking = models.TextField(_("opmerking"), blank=True)

    objects: ClassVar[PartijQuerySet] = PartijQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("partij")
        verbose_name_plural = _("partijen")
        ordering = ("naam", "id")
        constraints = [
            models.UniqueConstraint(
                Lower("naam"),
                Coalesce("gemeente", 0),
                name="partij_naam_uniek",
                violation_error_message=_("Er is al een partij met deze naam."),
            ),
            models.CheckConstraint(
                condition=(
                    models.Q(soort__in=("werkgroep", "collectief"), gemeente__isnull=False)
                    | (~models.Q(soort__in=("werkgroep", "collectief")) & models.Q(gemeente__isnull=True))
                ),
                name="partij_gemeente_alleen_bij_groep",
                violation_error_message=_("Alleen een werkgroep of collectief hoort bij één gemeente."),
            ),
            models.CheckConstraint(
                condition=models.Q(huurders_van__isnull=True) | models.Q(soort="huurdersorganisatie"),
                name="partij_huurders_van_alleen_bij_huurdersorganisatie",
                violation_error_message=_("Alleen een huurdersorganisatie heeft een corporatie waarvan zij is."),
            ),
        ]

    def __str__(self) -> str:
        return self.naam

    @property
    def adresnaam(self) -> str:
        """The name in addresses."""
        return slugify(self.naam) or str(self.pk)


class PartijInGemeente(models.Model):
    """That a party is active in a gemeente, with dates where these are known."""

    publicity = PUBLIC

    partij = models.ForeignKey(Partij, verbose_name=_("partij"), on_delete=models.CASCADE, related_name="werkgebieden")
    gemeente = models.ForeignKey(
        "partijen.Gemeente", verbose_name=_("gemeente"), on_delete=models.CASCADE, related_name="werkzame_partijen"
    )
    van = models.DateField(_("van"), null=True, blank=True)
    tot = models.DateField(_("tot en met"), null=True, blank=True)

    class Meta:
        verbose_name = _("partij in gemeente")
        verbose_name_plural = _("partijen in gemeenten")
        constraints = [
            models.UniqueConstraint(fields=("gemeente", "partij"), name="partij_in_gemeente_uniek"),
            models.CheckConstraint(
                condition=models.Q(tot__gte=models.F("van")) | models.Q(van=None) | models.Q(tot=None),
                name="partij_in_gemeente_van_voor_tot",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partij} in {self.gemeente}"


class Collectieflid(models.Model):
    """That a party belongs to a collectief; a collectief resolves to its members at a date."""

    publicity = PUBLIC

    collectief = models.ForeignKey(Partij, verbose_name=_("collectief"), on_delete=models.CASCADE, related_name="leden")
    lid = models.ForeignKey(Partij, verbose_name=_("lid"), on_delete=models.PROTECT, related_name="collectieven")
    van = models.DateField(_("van"), null=True, blank=True)
    tot = models.DateField(_("tot en met"), null=True, blank=True)

    class Meta:
        verbose_name = _("lid van een collectief")
        verbose_name_plural = _("leden van collectieven")
        constraints = [
            models.UniqueConstraint(fields=("collectief", "lid"), name="collectieflid_uniek"),
            models.CheckConstraint(
                condition=~models.Q(collectief=models.F("lid")), name="collectieflid_niet_van_zichzelf"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lid} in {self.collectief}"
