# SPDX-License-Identifier: EUPL-1.2
"""An uploaded actielijst between its preview and its import; the original file stays as proof."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from afspraken.querysets import ActielijstimportQuerySet
from portaal.lib.publicity import NEVER_PUBLIC


def upload_path(instance: "Actielijstimport", filename: str) -> str:
    """Random name on disk: the name a user gave never becomes a path."""
    return f"actielijsten/{uuid.uuid4().hex}"


class Actielijstimport(models.Model):
    """One uploaded file: what was previewed, on which version of the agreements, and what came of it."""

    publicity = NEVER_PUBLIC

    gemeente = models.ForeignKey("partijen.Gemeente", on_delete=models.PROTECT, related_name="+")
    afsprakenset = models.ForeignKey("afspraken.Afsprakenset", on_delete=models.PROTECT, related_name="+")
    gebruiker = models.ForeignKey(
        "partijen.Gebruiker", verbose_name=_("door"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    bestand = models.FileField(_("bestand"), upload_to=upload_path)
    bestandsnaam = models.CharField(_("bestandsnaam"), max_length=120)
    sha256 = models.CharField(_("kenmerk van het bestand"), max_length=64)
    basisversie = models.BigIntegerField(_("versie van de gegevens bij de voorvertoning"))
    created_at = models.DateTimeField(_("ontvangen op"), default=timezone.now)
    verwerkt_op = models.DateTimeField(_("verwerkt op"), null=True)
    telling = models.JSONField(_("uitkomst"), default=dict)

    objects: ClassVar[ActielijstimportQuerySet] = ActielijstimportQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("import van een actielijst")
        verbose_name_plural = _("imports van actielijsten")
        ordering = ("-created_at", "-id")

    def __str__(self) -> str:
        return self.bestandsnaam
