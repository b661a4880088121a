# SPDX-License-Identifier: EUPL-1.2
"""A decided change of what was agreed: of the goal, a term or a target. What it was first stays to be read."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from afspraken.models.afspraak import VIA_AFSPRAAK
from afspraken.querysets.bijstelling import BijstellingQuerySet
from portaal.lib.models import Versioned
from portaal.lib.publicity import Publicity
from portaal.lib.triggers import AppendOnly


class Bijstelling(Versioned):
    """The old value, the new one, why, and who decided it when.

    A concept changes nothing yet. Publishing it puts the new value in its place and freezes the row; a mistake is put
    right by another bijstelling. `onderwerp` says what was changed in words, also when a term or target is gone later.
    """

    publicity = Publicity(when=("gepubliceerd", *VIA_AFSPRAAK))
    append_only = AppendOnly(
        deletable_when="demo", frozen_when="gepubliceerd", only_emptied=("termijn_id", "doelstelling_id")
    )

    class Soort(models.TextChoices):
        DOEL = "doel", _("doel")
        TERMIJN = "termijn", _("termijn")
        STREEFWAARDE = "streefwaarde", _("streefwaarde")

    gemeente = models.ForeignKey(
        "partijen.Gemeente", verbose_name=_("gemeente"), on_delete=models.PROTECT, related_name="+"
    )
    afspraak = models.ForeignKey(
        "afspraken.Afspraak", verbose_name=_("afspraak"), on_delete=models.PROTECT, related_name="bijstellingen"
    )
    actie = models.ForeignKey(
        "afspraken.Actie",
        verbose_name=_("actie"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="bijstellingen",
    )
    soort = models.CharField(_("soort"), max_length=12, choices=Soort.choices)
    termijn = models.ForeignKey(
        "afspraken.Termijn",
        verbose_name=_("termijn"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="bijstellingen",
    )
    doelstelling = models.ForeignKey(
        "afspraken.Doelstelling",
        verbose_name=_("doelstelling"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="bijstellingen",
    )
    onderwerp = models.CharField(_("wat is bijgesteld"), max_length=300)
    oud = models.TextField(_("oude waarde"), max_length=4000, blank=True)
    nieuw = models.TextField(_("nieuwe waarde"), max_length=4000)
    reden = models.TextField(_("reden"), max_length=2000)
    datum = models.DateField(_("besloten op"))
    overleg = models.ForeignKey(
        "partijen.Overleg",
        verbose_name=_("overleg"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="bijstellingen",
    )
    gebruiker = models.ForeignKey(
        "partijen.Gebruiker", verbose_name=_("door"), on_delete=models.PROTECT, null=True, related_name="bijstellingen"
    )
    created_at = models.DateTimeField(_("ingevoerd op"), default=timezone.now)
    gepubliceerd = models.BooleanField(_("gepubliceerd"), default=False)
    gepubliceerd_op = models.DateTimeField(_("gepubliceerd op"), null=True, blank=True)
    demo = models.BooleanField(_("demo"), default=False)

    objects: ClassVar[BijstellingQuerySet] = BijstellingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("bijstelling")
        verbose_name_plural = _("bijstellingen")
        ordering = ("afspraak", "id")
        constraints = [
            models.UniqueConstraint(
                "afspraak",
                Coalesce("termijn", 0),
                Coalesce("doelstelling", 0),
                # One whose term or target is gone changes nothing any more, and stands in nobody's way.
                condition=models.Q(gepubliceerd=False)
                & (models.Q(soort="doel") | models.Q(termijn__isnull=False) | models.Q(doelstelling__isnull=False)),
                name="bijstelling_een_concept",
                violation_error_message=_("Hiervan wacht al een bijstelling. Pas die aan of gooi die weg."),
            ),
            models.CheckConstraint(
                condition=models.Q(soort="doel", termijn=None, doelstelling=None)
                | models.Q(soort="termijn", doelstelling=None)
                | models.Q(soort="streefwaarde", termijn=None),
                name="bijstelling_soort_past",
            ),
            models.CheckConstraint(
                condition=models.Q(gepubliceerd=True, gepubliceerd_op__isnull=False)
                | models.Q(gepubliceerd=False, gepubliceerd_op=None),
                name="bijstelling_gepubliceerd_met_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.onderwerp}: {self.nieuw}"[:120]
