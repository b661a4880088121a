# SPDX-License-Identifier: EUPL-1.2
"""What a party asks to take up first in a set, and which afspraken are about that."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from monitoring.querysets.prioriteit import PartijprioriteitQuerySet
from partijen.models import HeeftBron
from portaal.lib.models import Versioned
from portaal.lib.publicity import Publicity


class Partijprioriteit(Versioned, HeeftBron):
    """One priority of a party in a set; what became of it is told by the standing of its afspraken."""

    publicity = Publicity(when=("afsprakenset.gepubliceerd",))

    gemeente = models.ForeignKey(
        "partijen.Gemeente", verbose_name=_("gemeente"), on_delete=models.PROTECT, related_name="partijprioriteiten"
    )
    afsprakenset = models.ForeignKey(
        "afspraken.Afsprakenset",
        verbose_name=_("afsprakenset"),
        on_delete=models.CASCADE,
        related_name="partijprioriteiten",
    )
    partij = models.ForeignKey(
        "partijen.Partij", verbose_name=_("partij"), on_delete=models.PROTECT, related_name="prioriteiten"
    )
    nummer = models.PositiveSmallIntegerField(_("nummer"))
    jaar = models.PositiveSmallIntegerField(_("jaar"), null=True, blank=True, help_text=_("Vanaf welk jaar, of leeg."))
    titel = models.CharField(_("titel"), max_length=160)
    toelichting = models.TextField(_("toelichting"), max_length=2000, blank=True)
    afspraken = models.ManyToManyField(
        "afspraken.Afspraak", verbose_name=_("afspraken"), blank=True, related_name="partijprioriteiten"
    )

    objects: ClassVar[PartijprioriteitQuerySet] = PartijprioriteitQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("prioriteit van een partij")
        verbose_name_plural = _("prioriteiten van partijen")
        ordering = ("afsprakenset", "partij", "nummer")
        constraints = [
            models.UniqueConstraint(
                fields=("afsprakenset", "partij", "nummer"),
                name="partijprioriteit_uniek",
                violation_error_message=_("Deze partij heeft al een prioriteit met dit nummer."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.nummer}. {self.titel}"
