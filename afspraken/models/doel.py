# SPDX-License-Identifier: EUPL-1.2
"""Measurable targets of a set, how they are divided, and how agreements of any sets hang together."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from afspraken.querysets.doel import DoeldeelQuerySet, DoelstellingQuerySet, VerbandQuerySet
from corporaties.models import Waardestatus
from partijen.models import HeeftBron
from portaal.lib.models import Versioned
from portaal.lib.periods import Periode, PeriodeField
from portaal.lib.publicity import Publicity


class Doeleenheid(models.TextChoices):
    """What a target is counted in; 4% is 4."""

    AANTAL = "aantal", _("aantal")
    WONINGEN = "woningen", _("woningen")
    PROCENT = "procent", _("procent")
    EURO = "euro", _("euro")
    TEKST = "tekst", _("in woorden")


class Doelstelling(Versioned, HeeftBron):
    """What a set wants to reach and can be measured: a number, a percentage or an amount; or an indicator to follow.

    An indicator of an evaluation has no target: its `waardestatus` says so, and `groep` says what it belongs to.
    """

    publicity = Publicity(when=("afsprakenset.gepubliceerd", "afspraak.gepubliceerd"))

    class Richting(models.TextChoices):
        MINSTENS = "minstens", _("minstens")
        HOOGSTENS = "hoogstens", _("hoogstens")
        PRECIES = "precies", _("precies")
        VOLGEN = "volgen", _("alleen volgen")

    gemeente = models.ForeignKey(
        "partijen.Gemeente", verbose_name=_("gemeente"), on_delete=models.PROTECT, related_name="doelstellingen"
    )
    afsprakenset = models.ForeignKey(
        "afspraken.Afsprakenset",
        verbose_name=_("afsprakenset"),
        on_delete=models.PROTECT,
        related_name="doelstellingen",
    )
    afspraak = models.ForeignKey(
        "afspraken.Afspraak",
        verbose_name=_("afspraak"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="doelstellingen",
    )
    code = models.SlugField(_("code"), max_length=80, help_text=_("Blijft altijd hetzelfde, zoals: woningen-ouderen."))
    volgorde = models.PositiveSmallIntegerField(_("volgorde"), default=0)
    titel = models.CharField(_("titel"), max_length=160)
    groep = models.CharField(_("groep"), max_length=120, blank=True)
    eenheid = models.CharField(_("eenheid"), max_length=10, choices=Doeleenheid.choices, default=Doeleenheid.AANTAL)
    richting = models.CharField(_("richting"), max_length=10, choices=Richting.choices, default=Richting.MINSTENS)
    doel = models.DecimalField(_("doel"), max_digits=14, decimal_places=2, null=True, blank=True)
    doel_tekst = models.CharField(
        _("doel zoals gedrukt"), max_length=80, blank=True, help_text=_("Als het geen getal is, zoals: label B.")
    )
    waardestatus = models.CharField(
        _("waardestatus"), max_length=20, choices=Waardestatus.choices, default=Waardestatus.BEKEND
    )
    beginwaarde = models.DecimalField(
        _("beginwaarde"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("Hoe het aan het begin was."),
    )
    begin_op = models.DateField(_("beginwaarde gemeten op"), null=True, blank=True)
    periode = PeriodeField(_("wanneer"), blank=True)
    begindatum = models.DateField(_("eerste dag"), null=True, editable=False)
    einddatum = models.DateField(_("laatste dag"), null=True, editable=False)
    toelichting = models.TextField(_("toelichting"), blank=True)

    objects: ClassVar[DoelstellingQuerySet] = DoelstellingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("doelstelling")
        verbose_name_plural = _("doelstellingen")
        ordering = ("afsprakenset", "volgorde", "id")
        constraints = [
            models.UniqueConstraint(
                fields=("afsprakenset", "code"),
                name="doelstelling_uniek",
                violation_error_message=_("Er is al een doelstelling met deze code in deze afsprakenset."),
            ),
            models.CheckConstraint(
                condition=models.Q(doel__isnull=False, waardestatus="bekend")
                | models.Q(doel__isnull=True) & (~models.Q(doel_tekst="") | ~models.Q(waardestatus="bekend")),
                name="doelstelling_doel_of_waarom_niet",
                violation_error_message=_("Geef het doel als getal of in woorden, of kies waarom het er niet is."),
            ),
            models.CheckConstraint(
                condition=models.Q(beginwaarde=None, begin_op=None)
                | models.Q(beginwaarde__isnull=False, begin_op__isnull=False),
                name="doelstelling_begin_met_datum",
                violation_error_message=_("Geef bij de beginwaarde ook de dag waarop die gold."),
            ),
        ]

    def __str__(self) -> str:
        return self.titel

    @property
    def wanneer(self) -> str:
        """The period in Dutch words; empty when the source names none."""
        return Periode.parse(self.periode).label() if self.periode else ""


class Doeldeel(models.Model):
    """A part of a target: of one party, one kind, one level or one half-year; a number or a share."""

    publicity = Publicity(when=("doelstelling.afsprakenset.gepubliceerd", "doelstelling.afspraak.gepubliceerd"))

    gemeente = models.ForeignKey(
        "partijen.Gemeente", verbose_name=_("gemeente"), on_delete=models.PROTECT, related_name="+"
    )
    doelstelling = models.ForeignKey(
        Doelstelling, verbose_name=_("doelstelling"), on_delete=models.CASCADE, related_name="delen"
    )
    verdeling = models.CharField(
        _("verdeling"), max_length=80, help_text=_("Waarnaar verdeeld is, zoals: corporatie, halfjaar of niveau.")
    )
    naam = models.CharField(_("naam"), max_length=120)
    partij = models.ForeignKey(
        "partijen.Partij", verbose_name=_("partij"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    volgorde = models.PositiveSmallIntegerField(_("volgorde"), default=0)
    eenheid = models.CharField(_("eenheid"), max_length=10, choices=Doeleenheid.choices, default=Doeleenheid.AANTAL)
    waarde = models.DecimalField(_("waarde"), max_digits=14, decimal_places=2, null=True, blank=True)
    waardestatus = models.CharField(
        _("waardestatus"), max_length=20, choices=Waardestatus.choices, default=Waardestatus.BEKEND
    )

    objects: ClassVar[DoeldeelQuerySet] = DoeldeelQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("deel van een doelstelling")
        verbose_name_plural = _("delen van doelstellingen")
        ordering = ("doelstelling", "volgorde", "id")
        constraints = [
            models.UniqueConstraint(
                fields=("doelstelling", "verdeling", "naam"),
                name="doeldeel_uniek",
                violation_error_message=_("Dit deel staat er al."),
            ),
            models.CheckConstraint(
                condition=models.Q(waarde__isnull=False, waardestatus="bekend")
                | models.Q(waarde__isnull=True) & ~models.Q(waardestatus="bekend"),
                name="doeldeel_waarde_of_waarom_niet",
                violation_error_message=_("Een deel heeft een waarde, of zegt waarom die er niet is."),
            ),
        ]

    def __str__(self) -> str:
        return self.naam


class Verband(models.Model):
    """That one afspraak hangs together with another, of the same set or of another one."""

    publicity = Publicity(
        when=(
            "van.gepubliceerd",
            "van.afsprakenset.gepubliceerd",
            "naar.gepubliceerd",
            "naar.afsprakenset.gepubliceerd",
        )
    )

    class Soort(models.TextChoices):
        VOLGT_UIT = "volgt_uit", _("volgt uit")
        DRAAGT_BIJ = "draagt_bij", _("draagt bij aan")
        ZELFDE = "zelfde", _("is hetzelfde als")
        BLOKKEERT = "blokkeert", _("houdt tegen")

    gemeente = models.ForeignKey(
        "partijen.Gemeente", verbose_name=_("gemeente"), on_delete=models.PROTECT, related_name="+"
    )
    van = models.ForeignKey(
        "afspraken.Afspraak", verbose_name=_("afspraak"), on_delete=models.CASCADE, related_name="verbanden_uit"
    )
    soort = models.CharField(_("soort"), max_length=12, choices=Soort.choices)
    naar = models.ForeignKey(
        "afspraken.Afspraak", verbose_name=_("andere afspraak"), on_delete=models.CASCADE, related_name="verbanden_in"
    )
    toelichting = models.TextField(_("toelichting"), blank=True)

    objects: ClassVar[VerbandQuerySet] = VerbandQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("verband tussen afspraken")
        verbose_name_plural = _("verbanden tussen afspraken")
        ordering = ("van", "soort", "naar", "id")
        constraints = [
            models.UniqueConstraint(
                fields=("van", "naar", "soort"),
                name="verband_uniek",
                violation_error_message=_("Dit verband is er al."),
            ),
            models.CheckConstraint(
                condition=~models.Q(van=models.F("naar")),
                name="verband_niet_met_zichzelf",
                violation_error_message=_("Een afspraak heeft geen verband met zichzelf."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.van} {self.get_soort_display()} {self.naar}"
