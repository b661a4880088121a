# SPDX-License-Identifier: EUPL-1.2
"""An uploaded file of figures between its upload and its delivery."""

import uuid
from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from corporaties.querysets import InlezingQuerySet
from portaal.lib.models import Versioned
from portaal.lib.publicity import NEVER_PUBLIC


def inlezing_path(instance: "Inlezing", filename: str) -> str:
    """Random name on disk: the name a user gave never becomes a path."""
    return f"leveringen/{uuid.uuid4().hex}"


class Inlezing(Versioned):
    """One uploaded file of a corporation: how far it was read, what it would change, and what came of it.

    A worker reads it, and stores it as a delivery when the user has seen what changes and says so. Until then it is
    nobody's figure and may be thrown away.
    """

    publicity = NEVER_PUBLIC

    class Status(models.TextChoices):
        WACHT = "wacht", _("wacht op lezen")
        LEEST = "leest", _("wordt gelezen")
        FOUTEN = "fouten", _("bevat fouten")
        GELEZEN = "gelezen", _("gelezen, nog niet ingediend")
        WACHT_OP_OPSLAAN = "wacht_op_opslaan", _("wacht op opslaan")
        INGEDIEND = "ingediend", _("ingediend")
        MISLUKT = "mislukt", _("mislukt")

    gemeente = models.ForeignKey(
        "partijen.Gemeente", verbose_name=_("gemeente"), on_delete=models.PROTECT, related_name="+"
    )
    partij = models.ForeignKey(
        "partijen.Partij", verbose_name=_("corporatie"), on_delete=models.PROTECT, related_name="inlezingen"
    )
    gebruiker = models.ForeignKey(
        "partijen.Gebruiker", verbose_name=_("door"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    bestand = models.FileField(_("bestand"), upload_to=inlezing_path, max_length=200, blank=True)
    bestandsnaam = models.CharField(_("naam van het bestand"), max_length=200)
    sha256 = models.CharField(_("controlegetal"), max_length=64)
    api_sleutel = models.ForeignKey(
        "partijen.Sleutel",
        verbose_name=_("met sleutel"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )
    door_systeem = models.BooleanField(
        _("door een systeem"), default=False, help_text=_("Wordt zonder tussenkomst gelezen en ingediend.")
    )
    proefrun = models.BooleanField(_("proefrun"), default=False, help_text=_("Alleen zeggen wat er zou veranderen."))
    sleutel = models.CharField(
        _("sleutel"), max_length=80, blank=True, help_text=_("Herkent een aanroep die twee keer is verstuurd.")
    )
    peildatum = models.DateField(_("peildatum"))
    toelichting = models.TextField(_("toelichting"), max_length=2000, blank=True)
    status = models.CharField(_("status"), max_length=20, choices=Status.choices, default=Status.WACHT)
    stap = models.CharField(_("stap"), max_length=20, blank=True)
    percentage = models.PositiveSmallIntegerField(_("percentage"), default=0)
    taak = models.CharField(_("taak van de werker"), max_length=40, blank=True)
    basisversie = models.BigIntegerField(_("versie van de cijfers waarmee is vergeleken"), default=0)
    kenmerk = models.CharField(
        _("kenmerk"),
        max_length=64,
        blank=True,
        help_text=_("Van de cijfers die het bestand zei toen het werd gelezen."),
    )
    uitkomst = models.JSONField(_("wat er verandert"), default=dict, encoder=DjangoJSONEncoder)
    fouten = models.JSONField(_("fouten"), default=list, encoder=DjangoJSONEncoder)
    aantal_fouten = models.PositiveIntegerField(_("aantal fouten"), default=0)
    levering = models.OneToOneField(
        "corporaties.Levering",
        verbose_name=_("levering"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="inlezing",
    )
    created_at = models.DateTimeField(_("ontvangen op"), default=timezone.now)
    updated_at = models.DateTimeField(_("bijgewerkt op"), default=timezone.now)

    objects: ClassVar[InlezingQuerySet] = InlezingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("ingelezen bestand")
        verbose_name_plural = _("ingelezen bestanden")
        ordering = ("-created_at", "-id")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status="ingediend", levering__isnull=False)
                | (~models.Q(status="ingediend") & models.Q(levering__isnull=True)),
                name="inlezing_ingediend_heeft_levering",
            ),
            models.UniqueConstraint(
                fields=("gemeente", "partij", "sleutel"),
                condition=~models.Q(sleutel=""),
                name="inlezing_sleutel_uniek",
            ),
        ]
        indexes = [models.Index(fields=("partij", "gemeente", "-created_at"), name="inlezing_partij")]

    def __str__(self) -> str:
        return self.bestandsnaam

    @property
    def is_busy(self) -> bool:
        """Whether a worker is to do something with it, or does."""
        return self.status in (self.Status.WACHT, self.Status.LEEST, self.Status.WACHT_OP_OPSLAAN)
