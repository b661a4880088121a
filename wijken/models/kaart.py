# SPDX-License-Identifier: EUPL-1.2
"""The map of a gemeente: a tile per buurt, about where it lies, and real boundaries once these were loaded."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portaal.lib.publicity import PUBLIC
from wijken.querysets import GebiedsomtrekQuerySet, KaarttegelQuerySet

MAX_RIJ, MAX_KOLOM = 20, 12


class Kaarttegel(models.Model):
    """A square of the tile map: a buurt, or something that shows where one is, such as the river."""

    publicity = PUBLIC

    gemeente = models.ForeignKey(
        "partijen.Gemeente", verbose_name=_("gemeente"), on_delete=models.PROTECT, related_name="+"
    )
    gebied = models.OneToOneField(
        "wijken.Gebied",
        verbose_name=_("gebied"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="kaarttegel",
    )
    naam = models.CharField(_("naam"), max_length=40, blank=True, help_text=_("Voor water en dergelijke."))
    rij = models.PositiveSmallIntegerField(_("rij"), validators=[MinValueValidator(1), MaxValueValidator(MAX_RIJ)])
    kolom = models.PositiveSmallIntegerField(
        _("kolom"), validators=[MinValueValidator(1), MaxValueValidator(MAX_KOLOM)]
    )

    objects: ClassVar[KaarttegelQuerySet] = KaarttegelQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("vakje van de kaart")
        verbose_name_plural = _("vakjes van de kaart")
        ordering = ("gemeente", "rij", "kolom")
        constraints = [
            models.UniqueConstraint(
                fields=("gemeente", "rij", "kolom"),
                name="kaarttegel_plaats_uniek",
                violation_error_message=_("Op deze plaats van de kaart staat al een vakje."),
            ),
            models.CheckConstraint(
                condition=Q(rij__gte=1, rij__lte=MAX_RIJ, kolom__gte=1, kolom__lte=MAX_KOLOM),
                name="kaarttegel_op_de_kaart",
            ),
            models.CheckConstraint(
                condition=Q(gebied__isnull=False, naam="") | (Q(gebied__isnull=True) & ~Q(naam="")),
                name="kaarttegel_gebied_of_naam",
                violation_error_message=_("Kies een buurt of vul een naam in (zoals Maas), niet allebei."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gebied or self.naam} ({self.rij}, {self.kolom})"


class Gebiedsomtrek(models.Model):
    """The boundary of a place as a drawing: whole metres in the Rijksdriehoek (EPSG:28992), simplified, north up.

    In the path `y` is negative (SVG counts downwards), so that outlines of one gemeente fit together as they are.
    """

    publicity = PUBLIC

    gemeente = models.ForeignKey(
        "partijen.Gemeente", verbose_name=_("gemeente"), on_delete=models.PROTECT, related_name="+"
    )
    gebied = models.OneToOneField(
        "wijken.Gebied", verbose_name=_("gebied"), on_delete=models.CASCADE, related_name="omtrek"
    )
    pad = models.TextField(_("omtrek als SVG-pad"))
    west = models.IntegerField(_("west"))
    zuid = models.IntegerField(_("zuid"))
    oost = models.IntegerField(_("oost"))
    noord = models.IntegerField(_("noord"))
    midden_x = models.IntegerField(_("midden, x"), help_text=_("Waar een getal of naam in het vlak past."))
    midden_y = models.IntegerField(_("midden, y"))
    herkomst = models.CharField(_("herkomst"), max_length=160, help_text=_("Uit welk bestand de grens komt."))

    objects: ClassVar[GebiedsomtrekQuerySet] = GebiedsomtrekQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("omtrek van een gebied")
        verbose_name_plural = _("omtrekken van gebieden")
        ordering = ("gemeente", "gebied")
        constraints = [
            models.CheckConstraint(
                condition=Q(west__lt=models.F("oost"), zuid__lt=models.F("noord")), name="gebiedsomtrek_heeft_oppervlak"
            ),
            models.CheckConstraint(condition=Q(pad__startswith="M"), name="gebiedsomtrek_is_een_pad"),
        ]

    def __str__(self) -> str:
        return str(self.gebied)
