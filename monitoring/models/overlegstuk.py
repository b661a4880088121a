# SPDX-License-Identifier: EUPL-1.2
"""Papers of a meeting: a file or a web address, for who takes part or for everybody."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from monitoring.querysets.overleg import OverlegstukQuerySet
from portaal.lib.models import Versioned
from portaal.lib.publicity import Publicity


def paper_path(instance: "Overlegstuk", filename: str) -> str:
    """Random name on disk: the name a user gave never becomes a path."""
    return f"overlegstukken/{uuid.uuid4().hex}"


class Overlegstuk(Versioned):
    """A paper of a meeting: concept, then read by who has a role in the gemeente, until a coordinator publishes it."""

    publicity = Publicity(when=("gepubliceerd",))

    gemeente = models.ForeignKey(
        "partijen.Gemeente", verbose_name=_("gemeente"), on_delete=models.PROTECT, related_name="overlegstukken"
    )
    overleg = models.ForeignKey(
        "partijen.Overleg", verbose_name=_("overleg"), on_delete=models.PROTECT, related_name="stukken"
    )
    titel = models.CharField(_("titel"), max_length=160)
    url = models.URLField(_("webadres"), max_length=500, blank=True)
    bestand = models.FileField(_("bestand"), upload_to=paper_path, blank=True)
    bestandsnaam = models.CharField(_("bestandsnaam"), max_length=120, blank=True)
    bestandstype = models.CharField(_("bestandstype"), max_length=80, blank=True)
    gepubliceerd = models.BooleanField(_("gepubliceerd"), default=False)
    gebruiker = models.ForeignKey(
        "partijen.Gebruiker", verbose_name=_("door"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    namens = models.CharField(_("namens"), max_length=120, blank=True)
    created_at = models.DateTimeField(_("ingebracht op"), default=timezone.now)
    demo = models.BooleanField(_("demo"), default=False)

    objects: ClassVar[OverlegstukQuerySet] = OverlegstukQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("stuk van een overleg")
        verbose_name_plural = _("stukken van een overleg")
        ordering = ("overleg", "id")
        constraints = [
            models.CheckConstraint(
                condition=(Q(url="") & ~Q(bestand="")) | (~Q(url="") & Q(bestand="")),
                name="overlegstuk_link_of_bestand",
                violation_error_message=_("Geef een webadres of een bestand, niet allebei."),
            )
        ]

    def __str__(self) -> str:
        return self.titel
