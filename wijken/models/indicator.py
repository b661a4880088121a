# SPDX-License-Identifier: EUPL-1.2
"""Indicators of how a neighbourhood is doing, their ordered classes, and what sources say about a place."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partijen.models import Brondocument, HeeftBron
from portaal.lib.models import Versioned
from portaal.lib.periods import PeriodeField
from portaal.lib.publicity import PUBLIC
from wijken.querysets import IndicatorklasseQuerySet, IndicatorQuerySet, IndicatorwaardeQuerySet

# Figures on fewer households (or people) than this say something about persons and are not shown.
MIN_HUISHOUDENS = 5


class Indicator(Versioned, HeeftBron):
    """Something that is known of many neighbourhoods, as a number or as one of a few ordered classes."""

    publicity = PUBLIC

    class Groep(models.TextChoices):
        WONEN = "wonen", _("Wonen")
        INWONERS = "inwoners", _("Inwoners")
        ZORG = "zorg", _("Gezondheid en zorg")
        INKOMEN = "inkomen", _("Inkomen en uitkeringen")
        OVERLAST = "overlast", _("Overlast en veiligheid")
        SAMENLEVEN = "samenleven", _("Samenleven en omgeving")
        LEEFBAARHEID = "leefbaarheid", _("Leefbaarheid en veerkracht")

    class Eenheid(models.TextChoices):
        AANTAL = "aantal", _("aantal")
        PROCENT = "procent", _("procent")
        PER_1000 = "per_1000", _("per 1.000 inwoners")
        DUIZEND_EURO = "duizend_euro", _("duizend euro")
        PER_HUISHOUDEN = "per_huishouden", _("personen per huishouden")
        CIJFER = "cijfer", _("rapportcijfer")
        SCORE = "score", _("score")
        HECTARE = "hectare", _("hectare")
        KILOMETER = "kilometer", _("kilometer")
        KLASSE = "klasse", _("klasse")

    class Onderwerp(models.TextChoices):
        """What is counted; figures on a few persons or households are not shown."""

        PERSONEN = "personen", _("personen")
        HUISHOUDENS = "huishoudens", _("huishoudens")
        WONINGEN = "woningen", _("woningen")
        GEBIED = "gebied", _("het gebied zelf")

    class Richting(models.TextChoices):
        HOGER_BETER = "hoger_beter", _("hoger is beter")
        LAGER_BETER = "lager_beter", _("lager is beter")
        GEEN = "geen", _("hoger is niet beter of slechter")

    class Aggregatie(models.TextChoices):
        """How values of buurten make one of a larger place."""

        SOM = "som", _("optellen")
        GEWOGEN = "gewogen", _("gewogen gemiddelde")
        GEEN = "geen", _("niet samen te voegen")

    gemeente = models.ForeignKey(
        "partijen.Gemeente", verbose_name=_("gemeente"), on_delete=models.PROTECT, related_name="indicatoren"
    )
    slug = models.SlugField(_("naam in het adres"), max_length=80)
    naam = models.CharField(_("naam"), max_length=120)
    groep = models.CharField(_("groep"), max_length=15, choices=Groep.choices)
    volgorde = models.PositiveSmallIntegerField(_("volgorde"), default=100)
    uitleg = models.TextField(_("uitleg"), blank=True, help_text=_("In gewone woorden: wat zegt dit cijfer?"))
    eenheid = models.CharField(_("eenheid"), max_length=15, choices=Eenheid.choices)
    onderwerp = models.CharField(_("gaat over"), max_length=15, choices=Onderwerp.choices)
    richting = models.CharField(_("richting"), max_length=15, choices=Richting.choices, default=Richting.GEEN)
    aggregatie = models.CharField(_("samenvoegen"), max_length=10, choices=Aggregatie.choices, default=Aggregatie.GEEN)
    gewicht = models.ForeignKey(
        "self",
        verbose_name=_("gewogen naar"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Alleen bij een gewogen gemiddelde: het aantal woningen, huishoudens of inwoners."),
    )
    aggregatie_uitleg = models.CharField(
        _("waarom niet samen te voegen"), max_length=200, blank=True, help_text=_("Nodig als samenvoegen niet kan.")
    )

    objects: ClassVar[IndicatorQuerySet] = IndicatorQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicatoren")
        ordering = ("gemeente", "groep", "volgorde", "naam")
        constraints = [
            models.UniqueConstraint(fields=("gemeente", "slug"), name="indicator_slug_uniek"),
            models.CheckConstraint(
                condition=Q(aggregatie="gewogen", gewicht__isnull=False)
                | (~Q(aggregatie="gewogen") & Q(gewicht__isnull=True)),
                name="indicator_gewicht_bij_gewogen",
                violation_error_message=_("Kies bij een gewogen gemiddelde waarnaar, en anders niet."),
            ),
            models.CheckConstraint(
                condition=~Q(aggregatie="geen") | ~Q(aggregatie_uitleg=""),
                name="indicator_uitleg_bij_geen",
                violation_error_message=_("Schrijf op waarom dit niet is samen te voegen."),
            ),
            models.CheckConstraint(
                condition=~Q(aggregatie="som") | Q(eenheid__in=("aantal", "hectare")),
                name="indicator_som_van_aantallen",
                violation_error_message=_("Alleen aantallen en oppervlakten zijn op te tellen."),
            ),
            models.CheckConstraint(
                condition=~Q(gewicht=models.F("id")),
                name="indicator_gewicht_niet_zichzelf",
                violation_error_message=_("Een indicator is niet naar zichzelf te wegen."),
            ),
        ]

    def __str__(self) -> str:
        return self.naam


class Indicatorklasse(models.Model):
    """One of the ordered classes of an indicator; `rang` 1 is the least of what is measured, be that good or bad."""

    publicity = PUBLIC

    gemeente = models.ForeignKey(
        "partijen.Gemeente", verbose_name=_("gemeente"), on_delete=models.PROTECT, related_name="+"
    )
    indicator = models.ForeignKey(
        Indicator, verbose_name=_("indicator"), on_delete=models.CASCADE, related_name="klassen"
    )
    rang = models.PositiveSmallIntegerField(_("rang"), help_text=_("1 is het minst."))
    naam = models.CharField(_("naam"), max_length=80)

    objects: ClassVar[IndicatorklasseQuerySet] = IndicatorklasseQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("klasse van een indicator")
        verbose_name_plural = _("klassen van indicatoren")
        ordering = ("indicator", "rang")
        constraints = [
            models.UniqueConstraint(fields=("indicator", "rang"), name="indicatorklasse_rang_uniek"),
            models.UniqueConstraint(fields=("indicator", "naam"), name="indicatorklasse_naam_uniek"),
            models.CheckConstraint(condition=Q(rang__gte=1), name="indicatorklasse_rang_vanaf_1"),
        ]

    def __str__(self) -> str:
        return self.naam


class Indicatorwaarde(Versioned, HeeftBron):
    """What one place in one source says of an indicator in one neighbourhood, or in a part of it.

    A source may contradict itself: each statement is a row of its own, so the place in the source is part of what
    makes a row unique, and `uitspraak` counts two statements at the very same place. The value is not: a corrected
    figure replaces the one it corrects.
    """

    publicity = PUBLIC

    gemeente = models.ForeignKey(
        "partijen.Gemeente", verbose_name=_("gemeente"), on_delete=models.PROTECT, related_name="+"
    )
    gebied = models.ForeignKey(
        "wijken.Gebied", verbose_name=_("gebied"), on_delete=models.PROTECT, related_name="indicatorwaarden"
    )
    indicator = models.ForeignKey(
        Indicator, verbose_name=_("indicator"), on_delete=models.PROTECT, related_name="waarden"
    )
    deel = models.CharField(_("deel van het gebied"), max_length=120, blank=True, help_text=_("Leeg: het hele gebied."))
    periode = PeriodeField(_("periode"))
    begindatum = models.DateField(_("eerste dag"), null=True, editable=False)
    einddatum = models.DateField(_("laatste dag"), null=True, editable=False)
    waarde = models.DecimalField(_("waarde"), max_digits=16, decimal_places=4, null=True, blank=True)
    klasse = models.ForeignKey(
        Indicatorklasse,
        verbose_name=_("klasse"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="waarden",
    )
    basis = models.PositiveIntegerField(
        _("aantal huishoudens"),
        null=True,
        blank=True,
        help_text=_("Waarop het cijfer berust. Bij minder dan 5 wordt het niet getoond."),
    )
    bron = models.ForeignKey(Brondocument, verbose_name=_("brondocument"), on_delete=models.PROTECT, related_name="+")
    uitspraak = models.PositiveSmallIntegerField(
        _("nummer van de uitspraak"),
        default=1,
        help_text=_("2 als dezelfde plaats in de bron nog iets anders zegt."),
    )

    objects: ClassVar[IndicatorwaardeQuerySet] = IndicatorwaardeQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("indicatorwaarde")
        verbose_name_plural = _("indicatorwaarden")
        ordering = ("gemeente", "indicator", "gebied", "begindatum", "id")
        constraints = [
            models.UniqueConstraint(
                fields=("gemeente", "gebied", "indicator", "periode", "deel", "bron", "bron_plaats", "uitspraak"),
                name="indicatorwaarde_uniek",
                violation_error_message=_(
                    "Deze uitspraak staat er al. Zegt de bron op deze plaats nog iets anders? Gebruik dan uitspraak 2."
                ),
            ),
            models.CheckConstraint(
                condition=Q(waarde__isnull=False, klasse__isnull=True) | Q(waarde__isnull=True, klasse__isnull=False),
                name="indicatorwaarde_getal_of_klasse",
                violation_error_message=_("Vul een getal in of kies een klasse, niet allebei."),
            ),
        ]
        indexes = [
            models.Index(fields=("gemeente", "indicator", "gebied", "-einddatum"), name="indicatorwaarde_stand"),
            models.Index(fields=("gebied", "indicator", "-einddatum"), name="indicatorwaarde_gebied"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator}, {self.gebied} ({self.periode})"
