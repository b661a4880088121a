# SPDX-License-Identifier: EUPL-1.2
"""A gemeente's own document between its upload and its afspraken; the original file stays as proof."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from afspraken.querysets import DocumentimportQuerySet
from portaal.lib.models import Versioned
from portaal.lib.publicity import NEVER_PUBLIC


def document_path(instance: "Documentimport", filename: str) -> str:
    """Random name on disk: the name a user gave never becomes a path."""
    return f"documenten/{uuid.uuid4().hex}"


class Documentimport(Versioned):
    """One document: which columns hold what, what names mean, and what came of it.

    The choices are kept with the document, and the next document of the gemeente begins with them.
    """

    publicity = NEVER_PUBLIC

    gemeente = models.ForeignKey("partijen.Gemeente", on_delete=models.PROTECT, related_name="+")
    afsprakenset = models.ForeignKey("afspraken.Afsprakenset", on_delete=models.PROTECT, related_name="+")
    gebruiker = models.ForeignKey(
        "partijen.Gebruiker", verbose_name=_("door"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    bestand = models.FileField(_("bestand"), upload_to=document_path)
    bestandsnaam = models.CharField(_("bestandsnaam"), max_length=120)
    sha256 = models.CharField(_("kenmerk van het bestand"), max_length=64)
    keuzes = models.JSONField(_("keuzes"), default=dict)
    bron = models.ForeignKey(
        "partijen.Brondocument", verbose_name=_("brondocument"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(_("ontvangen op"), default=timezone.now)
    verwerkt_op = models.DateTimeField(_("verwerkt op"), null=True)
    telling = models.JSONField(_("uitkomst"), default=dict)

    objects: ClassVar[DocumentimportQuerySet] = DocumentimportQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("import van een document")
        verbose_name_plural = _("imports van documenten")
        ordering = ("-created_at", "-id")
        constraints = [
            # The same file twice in a set would be the same afspraken twice.
            models.UniqueConstraint(fields=("afsprakenset", "sha256"), name="documentimport_uniek"),
        ]

    def __str__(self) -> str:
        return self.bestandsnaam
