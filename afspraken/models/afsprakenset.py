# SPDX-License-Identifier: EUPL-1.2
"""The agreed document, its themas, and the national priorities these serve."""

import datetime as dt
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from afspraken.querysets import AfsprakensetQuerySet, ThemaQuerySet
from partijen.models import HeeftBron
from portaal.lib.models import Versioned
from portaal.lib.periods import Periode, PeriodeField
from portaal.lib.publicity import Publicity


class Afsprakenset(Versioned, HeeftBron):
    """One agreed document: agreements for several years, a jaarschijf, a programma, a pilot or an onderzoek."""

    publicity = Publicity(when=("gepubliceerd",))

    class Soort(models.TextChoices):
        MEERJARIG = "meerjarig", _("meerjarige prestatieafspraken")
        JAARSCHIJF = "jaarschijf", _("jaarschijf")
        PROGRAMMA = "programma", _("programma")
        UITVOERINGSPLAN = "uitvoeringsplan", _("uitvoeringsplan")
        PILOT = "pilot", _("pilot")
        ONDERZOEK = "onderzoek", _("onderzoek")

    class Levensfase(models.TextChoices):
        CONCEPT = "concept", _("concept")
        ONDERTEKEND = "ondertekend", _("ondertekend")
        LOPEND = "lopend", _("lopend")
        AFGESLOTEN = "afgesloten", _("afgesloten")

    gemeente = models.ForeignKey(
        "partijen.Gemeente", verbose_name=_("gemeente"), on_delete=models.PROTECT, related_name="afsprakensets"
    )
    slug = models.SlugField(_("naam in het adres"), max_length=80)
    naam = models.CharField(_("naam"), max_length=160)
    soort = models.CharField(_("soort"), max_length=20, choices=Soort.choices)
    levensfase = models.CharField(
        _("levensfase"), max_length=15, choices=Levensfase.choices, default=Levensfase.CONCEPT
    )
    periode = PeriodeField(_("looptijd"))
    begindatum = models.DateField(_("eerste dag"), editable=False)
    einddatum = models.DateField(_("laatste dag"), editable=False)
    gebied = models.ForeignKey(
        "wijken.Gebied",
        verbose_name=_("wijk of buurt"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="plannen",
        help_text=_("Alleen voor een plan van één wijk."),
    )
    ondertekend_op = models.DateField(_("ondertekend op"), null=True, blank=True)
    ondertekenaars = models.ManyToManyField(
        "partijen.Partij", verbose_name=_("ondertekenaars"), blank=True, related_name="ondertekende_sets"
    )
    gepubliceerd = models.BooleanField(_("gepubliceerd"), default=False)
    voortzetting_van = models.OneToOneField(
        "self",
        verbose_name=_("voortzetting van"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="volgende",
    )

    objects: ClassVar[AfsprakensetQuerySet] = AfsprakensetQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("afsprakenset")
        verbose_name_plural = _("afsprakensets")
        ordering = ("gemeente", "-begindatum", "slug")
        constraints = [
            models.UniqueConstraint(fields=("gemeente", "slug"), name="afsprakenset_uniek"),
            models.CheckConstraint(
                condition=models.Q(einddatum__gte=models.F("begindatum")), name="afsprakenset_eind_na_begin"
            ),
        ]

    def __str__(self) -> str:
        return self.naam

    @property
    def geldt_vanaf(self) -> dt.date:
        """The day on which it was adopted: that of signing, or where no source names that the first of its period."""
        return self.ondertekend_op or self.begindatum


class Thema(Versioned, HeeftBron):
    """A numbered part of a set, looked after by a werkgroep; number 0 is the process part."""

    publicity = Publicity(when=("afsprakenset.gepubliceerd",))

    gemeente = models.ForeignKey(
        "partijen.Gemeente", verbose_name=_("gemeente"), on_delete=models.PROTECT, related_name="themas"
    )
    afsprakenset = models.ForeignKey(
        Afsprakenset, verbose_name=_("afsprakenset"), on_delete=models.PROTECT, related_name="themas"
    )
    nummer = models.PositiveSmallIntegerField(_("nummer"))
    naam = models.CharField(_("naam"), max_length=120)
    werkgroep = models.ForeignKey(
        "partijen.Partij",
        verbose_name=_("themawerkgroep"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="themas",
        limit_choices_to={"soort": "werkgroep"},
    )

    objects: ClassVar[ThemaQuerySet] = ThemaQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("thema")
        verbose_name_plural = _("themas")
        ordering = ("afsprakenset", "nummer")
        constraints = [models.UniqueConstraint(fields=("afsprakenset", "nummer"), name="thema_uniek")]

    def __str__(self) -> str:
        return f"{self.nummer}. {self.naam}"


class LandelijkePrioriteit(HeeftBron):
    """A national housing priority, and the themas and single afspraken of a set that serve it."""

    publicity = Publicity(when=("afsprakenset.gepubliceerd",))

    gemeente = models.ForeignKey(
        "partijen.Gemeente", verbose_name=_("gemeente"), on_delete=models.PROTECT, related_name="+"
    )
    afsprakenset = models.ForeignKey(
        Afsprakenset, verbose_name=_("afsprakenset"), on_delete=models.CASCADE, related_name="prioriteiten"
    )
    nummer = models.PositiveSmallIntegerField(_("nummer"))
    naam = models.CharField(_("naam"), max_length=160)
    jaren = models.CharField(_("jaren"), max_length=21, blank=True)
    themas = models.ManyToManyField(Thema, verbose_name=_("themas"), blank=True, related_name="prioriteiten")
    afspraken = models.ManyToManyField(
        "afspraken.Afspraak",
        verbose_name=_("afspraken"),
        blank=True,
        related_name="prioriteiten",
        help_text=_("Losse afspraken die hieraan bijdragen, ook als hun thema dat niet doet."),
    )

    class Meta:
        verbose_name = _("landelijke prioriteit")
        verbose_name_plural = _("landelijke prioriteiten")
        ordering = ("afsprakenset", "nummer")
        constraints = [models.UniqueConstraint(fields=("afsprakenset", "nummer"), name="prioriteit_uniek")]

    def __str__(self) -> str:
        return f"{self.nummer}. {self.naam}"

    @property
    def jaren_in_woorden(self) -> str:
        """Years as one says them where they are written as a period, else as they stand."""
        try:
            return Periode.parse(self.jaren).label()
        except ValueError:
            return self.jaren
