# SPDX-License-Identifier: EUPL-1.2
"""Figures: what was counted, of whom, where, when, by which class, and what the source says about it."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from corporaties.fields import PeilField
from corporaties.querysets import PubliekQuerySet, VoorraadcijferQuerySet
from portaal.lib.models import Versioned
from portaal.lib.periods import label_in
from portaal.lib.publicity import PUBLIC, Publicity
from portaal.lib.triggers import AppendOnly


class Populatie(Versioned):
    """Which dwellings a figure counts: all, independent DAEB dwellings, family houses. Data, not code."""

    publicity = PUBLIC

    naam = models.CharField(_("naam"), max_length=120, unique=True)
    omschrijving = models.TextField(_("omschrijving"), blank=True)

    objects: ClassVar[PubliekQuerySet] = PubliekQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("populatie")
        verbose_name_plural = _("populaties")
        ordering = ("naam",)

    def __str__(self) -> str:
        return self.naam


class Eenheid(models.TextChoices):
    """What a figure is counted in; 4% is 4."""

    WONINGEN = "woningen", _("woningen")
    HUISHOUDENS = "huishoudens", _("huishoudens")
    EURO = "euro", _("euro")
    PROCENT = "procent", _("procent")


class Waardestatus(models.TextChoices):
    """Whether there is a figure; unknown is never zero."""

    BEKEND = "bekend", _("bekend")
    ONBEKEND = "onbekend", _("onbekend")
    NADER_TE_BEPALEN = "nader_te_bepalen", _("nader te bepalen")
    NIET_VAN_TOEPASSING = "niet_van_toepassing", _("niet van toepassing")


# What makes two figures the same figure, whatever its value. An empty dimension counts as 0.
IDENTITEIT = (
    "cijferbron",
    "peiljaar",
    "periode",
    "soort",
    Coalesce("lijst", 0),
    Coalesce("klasse", 0),
    Coalesce("corporatie", 0),
    Coalesce("gebied", 0),
    "populatie",
    "eenheid",
)


class Voorraadcijfer(models.Model):
    """One figure. It holds from the delivery that brought it until another that changed it or left it out.

    Rows are never edited. As a draft (`concept`) a row does not count yet and closes nothing; when its delivery is set
    vast, it becomes definite and the rows it changes are closed (`vervangen_door`). These are the only two changes the
    database lets through; a draft may also be thrown away.
    """

    publicity = Publicity(when=("levering.openbaar",))

    class Soort(models.TextChoices):
        STAND = "stand", _("stand")
        MUTATIE = "mutatie", _("verandering")
        PLANNING = "planning", _("planning")

    append_only = AppendOnly(
        deletable_when=("demo", "concept"), filled_once=("vervangen_door_id",), only_lowered=("concept",)
    )

    gemeente = models.ForeignKey(
        "partijen.Gemeente", verbose_name=_("gemeente"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    levering = models.ForeignKey(
        "corporaties.Levering", verbose_name=_("levering"), on_delete=models.PROTECT, related_name="cijfers"
    )
    vervangen_door = models.ForeignKey(
        "corporaties.Levering",
        verbose_name=_("vervangen door"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="gesloten_cijfers",
        db_index=False,
    )
    concept = models.BooleanField(_("concept"), default=False)
    cijferbron = models.ForeignKey(
        "corporaties.Cijferbron",
        verbose_name=_("bron van cijfers"),
        on_delete=models.PROTECT,
        related_name="cijfers",
        db_index=False,
    )
    corporatie = models.ForeignKey(
        "partijen.Partij",
        verbose_name=_("corporatie"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="voorraadcijfers",
        db_index=False,
        help_text=_("Leeg: alle corporaties samen."),
    )
    gebied = models.ForeignKey(
        "wijken.Gebied",
        verbose_name=_("gebied"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="voorraadcijfers",
        db_index=False,
        help_text=_("Leeg: de hele gemeente."),
    )
    soort = models.CharField(_("soort"), max_length=10, choices=Soort.choices)
    periode = PeilField(_("peildatum of periode"))
    begindatum = models.DateField(_("eerste dag"), editable=False)
    einddatum = models.DateField(_("laatste dag"), editable=False)
    peiljaar = models.PositiveSmallIntegerField(_("peiljaar"), editable=False)
    lijst = models.ForeignKey(
        "corporaties.Klassenlijst",
        verbose_name=_("klassenlijst"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="cijfers",
        db_index=False,
        help_text=_("Leeg: geteld zonder indeling."),
    )
    klasse = models.ForeignKey(
        "corporaties.Klasse",
        verbose_name=_("klasse"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="cijfers",
        db_index=False,
        help_text=_("Leeg: alle klassen samen."),
    )
    populatie = models.ForeignKey(
        Populatie, verbose_name=_("populatie"), on_delete=models.PROTECT, related_name="cijfers", db_index=False
    )
    eenheid = models.CharField(_("eenheid"), max_length=12, choices=Eenheid.choices, default=Eenheid.WONINGEN)
    waarde = models.DecimalField(_("waarde"), max_digits=14, decimal_places=2, null=True, blank=True)
    waardestatus = models.CharField(
        _("waardestatus"), max_length=20, choices=Waardestatus.choices, default=Waardestatus.BEKEND
    )
    gepubliceerd_totaal = models.BooleanField(
        _("gepubliceerd totaal"),
        default=False,
        help_text=_("Zo als totaal in de bron gedrukt, ook als het niet klopt."),
    )
    opmerking = models.CharField(_("opmerking"), max_length=200, blank=True)
    demo = models.BooleanField(_("demo"), default=False, editable=False)

    objects: ClassVar[VoorraadcijferQuerySet] = VoorraadcijferQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("cijfer")
        verbose_name_plural = _("cijfers")
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                "gemeente",
                *IDENTITEIT,
                condition=models.Q(concept=False, vervangen_door__isnull=True),
                name="voorraadcijfer_geldig_uniek",
            ),
            models.UniqueConstraint(
                "levering", *IDENTITEIT, condition=models.Q(concept=True), name="voorraadcijfer_concept_uniek"
            ),
            models.CheckConstraint(
                condition=models.Q(waardestatus="bekend", waarde__isnull=False)
                | (~models.Q(waardestatus="bekend") & models.Q(waarde__isnull=True)),
                name="voorraadcijfer_waarde_of_waarom_niet",
                violation_error_message=_("Een cijfer heeft een waarde, of zegt waarom die er niet is."),
            ),
            models.CheckConstraint(
                condition=models.Q(klasse__isnull=True) | models.Q(lijst__isnull=False),
                name="voorraadcijfer_klasse_van_een_lijst",
            ),
            models.CheckConstraint(
                condition=models.Q(einddatum__gte=models.F("begindatum")), name="voorraadcijfer_eind_na_begin"
            ),
            models.CheckConstraint(
                condition=~models.Q(vervangen_door=models.F("levering")), name="voorraadcijfer_niet_door_zichzelf"
            ),
        ]
        indexes = [
            # What pages and API ask for are the figures that hold now: of a gemeente by year, of a corporation, of a
            # place. History is read by delivery.
            models.Index(
                fields=("gemeente", "peiljaar", "lijst", "id"),
                condition=models.Q(concept=False, vervangen_door__isnull=True),
                name="voorraadcijfer_jaar",
            ),
            models.Index(
                fields=("corporatie", "gemeente", "peiljaar", "id"),
                condition=models.Q(concept=False, vervangen_door__isnull=True, corporatie__isnull=False),
                name="voorraadcijfer_corporatie",
            ),
            models.Index(
                fields=("gebied", "peiljaar", "id"),
                condition=models.Q(concept=False, vervangen_door__isnull=True, gebied__isnull=False),
                name="voorraadcijfer_gebied",
            ),
            models.Index(
                fields=("gemeente", "id"),
                condition=models.Q(concept=False, vervangen_door__isnull=True),
                name="voorraadcijfer_geldig",
            ),
            models.Index(
                fields=("vervangen_door",),
                condition=models.Q(vervangen_door__isnull=False),
                name="voorraadcijfer_vervangen",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cijferbron}, {self.periode}"

    @property
    def wanneer(self) -> str:
        """The day or period in words: 1 januari 2026."""
        return label_in(get_language(), self.periode)

    @property
    def peildatum(self) -> str:
        """The day of a figure that is about one day; otherwise empty, and `periode` says when."""
        return self.periode if self.begindatum == self.einddatum else ""
