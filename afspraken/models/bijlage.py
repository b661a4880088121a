# SPDX-License-Identifier: EUPL-1.2
"""What people lay beside an afspraak: internal notes, and evidence as a link or file."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from afspraken.models.afspraak import VIA_AFSPRAAK
from afspraken.querysets import BewijsstukQuerySet, NotitieQuerySet
from portaal.lib.publicity import NEVER_PUBLIC, Publicity


class Notitie(models.Model):
    """An internal note on an afspraak: never public, never exported."""

    publicity = NEVER_PUBLIC

    gemeente = models.ForeignKey("partijen.Gemeente", on_delete=models.PROTECT, related_name="+")
    afspraak = models.ForeignKey(
        "afspraken.Afspraak", verbose_name=_("afspraak"), on_delete=models.PROTECT, related_name="notities"
    )
    tekst = models.TextField(_("notitie"), max_length=4000)
    gebruiker = models.ForeignKey(
        "partijen.Gebruiker", verbose_name=_("door"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(_("ingevoerd op"), default=timezone.now)

    objects: ClassVar[NotitieQuerySet] = NotitieQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("notitie")
        verbose_name_plural = _("notities")
        ordering = ("-created_at", "-id")

    def __str__(self) -> str:
        return self.tekst[:60]


def evidence_path(instance: "Bewijsstuk", filename: str) -> str:
    """Random name on disk: the name a user gave never becomes a path."""
    return f"bewijsstukken/{uuid.uuid4().hex}"


class Bewijsstuk(models.Model):
    """Evidence beside an afspraak or actie: a web address or a file, published or not."""

    publicity = Publicity(when=("gepubliceerd", *VIA_AFSPRAAK))

    gemeente = models.ForeignKey("partijen.Gemeente", on_delete=models.PROTECT, related_name="+")
    afspraak = models.ForeignKey(
        "afspraken.Afspraak", verbose_name=_("afspraak"), on_delete=models.PROTECT, related_name="bewijsstukken"
    )
    actie = models.ForeignKey(
        "afspraken.Actie",
        verbose_name=_("actie"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="bewijsstukken",
    )
    titel = models.CharField(_("titel"), max_length=160)
    url = models.URLField(_("webadres"), max_length=500, blank=True)
    bestand = models.FileField(_("bestand"), upload_to=evidence_path, blank=True)
    bestandsnaam = models.CharField(_("bestandsnaam"), max_length=120, blank=True)
    bestandstype = models.CharField(_("bestandstype"), max_length=80, blank=True)
    gepubliceerd = models.BooleanField(_("gepubliceerd"), default=False)
    gebruiker = models.ForeignKey(
        "partijen.Gebruiker", verbose_name=_("door"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(_("ingevoerd op"), default=timezone.now)

    objects: ClassVar[BewijsstukQuerySet] = BewijsstukQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("bewijsstuk")
        verbose_name_plural = _("bewijsstukken")
        ordering = ("-created_at", "-id")
        constraints = [
            models.CheckConstraint(
                condition=(models.Q(url="") & ~models.Q(bestand="")) | (~models.Q(url="") & models.Q(bestand="")),
                name="bewijsstuk_link_of_bestand",
                violation_error_message=_("Geef een webadres of een bestand, niet allebei."),
            )
        ]

    def __str__(self) -> str:
        return self.titel
