# SPDX-License-Identifier: EUPL-1.2
"""What residents and partners do in a neighbourhood, beside what was agreed: a line of the plan of a wijk."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from afspraken.querysets.wijkplan import InitiatiefQuerySet
from portaal.lib.models import Versioned
from portaal.lib.periods import Periode, PeriodeField
from portaal.lib.publicity import Publicity


class Initiatief(Versioned):
    """An initiative of residents or work of a partner in one neighbourhood; who does it is an organisation.

    Residents are "Bewoners" or a club that is known as partij: a person is never named.
    """

    publicity = Publicity(when=("gepubliceerd",))

    class Soort(models.TextChoices):
        BEWONERS = "bewoners", _("van bewoners")
        PARTNER = "partner", _("van een partner")

    class Stand(models.TextChoices):
        IDEE = "idee", _("Idee")
        VOORBEREIDING = "voorbereiding", _("In voorbereiding")
        LOOPT = "loopt", _("Loopt")
        KLAAR = "klaar", _("Klaar")
        GESTOPT = "gestopt", _("Gestopt")

    gemeente = models.ForeignKey(
        "partijen.Gemeente", verbose_name=_("gemeente"), on_delete=models.PROTECT, related_name="initiatieven"
    )
    gebied = models.ForeignKey(
        "wijken.Gebied", verbose_name=_("wijk of buurt"), on_delete=models.PROTECT, related_name="initiatieven"
    )
    titel = models.CharField(_("titel"), max_length=160)
    omschrijving = models.TextField(_("omschrijving"), max_length=2000, blank=True)
    soort = models.CharField(_("van wie"), max_length=10, choices=Soort.choices)
    partij = models.ForeignKey(
        "partijen.Partij",
        verbose_name=_("organisatie"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="initiatieven",
        help_text=_("Leeg: bewoners, zonder organisatie."),
    )
    stand = models.CharField(_("hoe ver"), max_length=15, choices=Stand.choices, default=Stand.IDEE)
    periode = PeriodeField(_("wanneer"), blank=True)
    begindatum = models.DateField(_("eerste dag"), null=True, editable=False)
    einddatum = models.DateField(_("laatste dag"), null=True, editable=False)
    pijler = models.ForeignKey(
        "afspraken.Thema",
        verbose_name=_("pijler"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="initiatieven",
    )
    afspraak = models.ForeignKey(
        "afspraken.Afspraak",
        verbose_name=_("hoort bij afspraak"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="initiatieven",
    )
    herkomst = models.CharField(
        _("bron"), max_length=200, help_text=_("Waar staat of komt het vandaan? Bijvoorbeeld: wijkgesprek, mei 2026.")
    )
    gepubliceerd = models.BooleanField(_("gepubliceerd"), default=False)
    gebruiker = models.ForeignKey(
        "partijen.Gebruiker", verbose_name=_("door"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(_("ingevoerd op"), default=timezone.now)
    demo = models.BooleanField(_("demo"), default=False)

    objects: ClassVar[InitiatiefQuerySet] = InitiatiefQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("initiatief in een wijk")
        verbose_name_plural = _("initiatieven in wijken")
        ordering = ("gebied", "-created_at", "-id")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(soort="bewoners") | models.Q(partij__isnull=False),
                name="initiatief_partner_is_partij",
                violation_error_message=_("Kies welke organisatie dit doet."),
            ),
        ]
        indexes = [models.Index(fields=("gemeente", "gebied"), name="initiatief_gebied")]

    def __str__(self) -> str:
        return self.titel

    @property
    def wie(self) -> str:
        """Who does it: an organisation, or residents."""
        return self.partij.naam if self.partij is not None else str(_("Bewoners"))

    @property
    def wanneer(self) -> str:
        """The period in Dutch words; empty when it is not known."""
        return Periode.parse(self.periode).label() if self.periode else ""
