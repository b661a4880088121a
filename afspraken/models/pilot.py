# SPDX-License-Identifier: EUPL-1.2
"""What a pilot keeps: moves with what each cost, without anything about a person, and how it goes on."""

from decimal import Decimal
from typing import Any, ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from afspraken.querysets.pilot import VanPilotQuerySet, VerhuizingQuerySet
from portaal.lib.models import Versioned
from portaal.lib.publicity import Publicity
from portaal.lib.triggers import AppendOnly


def _amount(label: Any) -> Any:
    return models.DecimalField(
        label, max_digits=8, decimal_places=2, default=Decimal(0), validators=[MinValueValidator(0)]
    )


class Verhuizing(Versioned):
    """One move of the pilot: its month, the corporation that pays, and what was spent on what.

    There is no field for words and none for a house or a person on purpose: who moved is known to the corporation.
    """

    publicity = Publicity(when=("afsprakenset.gepubliceerd",))

    class Via(models.TextChoices):
        AANBOD = "aanbod", _("via een advertentie")
        BEMIDDELING = "bemiddeling", _("direct bemiddeld")

    SOORTEN = ("leegstand", "verhuizer", "klussen", "anders")

    gemeente = models.ForeignKey(
        "partijen.Gemeente", verbose_name=_("gemeente"), on_delete=models.PROTECT, related_name="+"
    )
    afsprakenset = models.ForeignKey(
        "afspraken.Afsprakenset", verbose_name=_("pilot"), on_delete=models.PROTECT, related_name="verhuizingen"
    )
    maand = models.DateField(_("maand"), help_text=_("De eerste dag van de maand; de dag zelf blijft weg."))
    corporatie = models.ForeignKey(
        "partijen.Partij",
        verbose_name=_("corporatie die betaalt"),
        on_delete=models.PROTECT,
        related_name="+",
        limit_choices_to={"soort": "corporatie"},
    )
    via = models.CharField(_("hoe gevonden"), max_length=12, choices=Via.choices)
    geschikt = models.BooleanField(_("naar een woning met BAT 1 of hoger"), default=True)
    leegstand = _amount(_("leegstand (gemiste huur)"))
    verhuizer = _amount(_("verhuizer"))
    klussen = _amount(_("klussen"))
    anders = _amount(_("iets anders"))
    gebruiker = models.ForeignKey(
        "partijen.Gebruiker", verbose_name=_("door"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(_("ingevoerd op"), default=timezone.now)
    demo = models.BooleanField(_("demo"), default=False)

    objects: ClassVar[VerhuizingQuerySet] = VerhuizingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("verhuizing van een pilot")
        verbose_name_plural = _("verhuizingen van pilots")
        ordering = ("afsprakenset", "maand", "id")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(leegstand__gte=0, verhuizer__gte=0, klussen__gte=0, anders__gte=0),
                name="verhuizing_niets_onder_nul",
                violation_error_message=_("Een bedrag is 0 of meer."),
            ),
        ]
        indexes = [models.Index(fields=("afsprakenset", "maand"), name="verhuizing_maand")]

    def __str__(self) -> str:
        return f"{self.corporatie}, {self.maand:%m-%Y}"

    @property
    def totaal(self) -> Decimal:
        """What the move cost altogether, in euros."""
        return sum((getattr(self, name) for name in self.SOORTEN), Decimal(0))


class Vervolgbesluit(models.Model):
    """The decision how a pilot goes on: by a meeting, or by who decides there. A later one takes its place."""

    publicity = Publicity(when=("afsprakenset.gepubliceerd",))
    append_only = AppendOnly(deletable_when="demo")

    class Keuze(models.TextChoices):
        DOORGAAN = "doorgaan", _("Doorgaan")
        OPSCHALEN = "opschalen", _("Uitbreiden")
        STOPPEN = "stoppen", _("Stoppen")

    gemeente = models.ForeignKey(
        "partijen.Gemeente", verbose_name=_("gemeente"), on_delete=models.PROTECT, related_name="+"
    )
    afsprakenset = models.ForeignKey(
        "afspraken.Afsprakenset", verbose_name=_("pilot"), on_delete=models.PROTECT, related_name="vervolgbesluiten"
    )
    keuze = models.CharField(_("besluit"), max_length=10, choices=Keuze.choices)
    datum = models.DateField(_("besloten op"))
    overleg = models.ForeignKey(
        "partijen.Overleg",
        verbose_name=_("overleg dat besloot"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    reden = models.TextField(_("waarom, en onder welke voorwaarden"), max_length=2000)
    gebruiker = models.ForeignKey(
        "partijen.Gebruiker", verbose_name=_("door"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(_("ingevoerd op"), default=timezone.now)
    demo = models.BooleanField(_("demo"), default=False)

    objects: ClassVar[VanPilotQuerySet] = VanPilotQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("besluit over een pilot")
        verbose_name_plural = _("besluiten over pilots")
        ordering = ("afsprakenset", "-datum", "-id")

    def __str__(self) -> str:
        return f"{self.get_keuze_display()}, {self.datum:%d-%m-%Y}"
