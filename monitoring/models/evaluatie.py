# SPDX-License-Identifier: EUPL-1.2
"""Looking back on a year: per afspraak what was planned, what came of it, what was learnt, and what is proposed."""

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from afspraken.statussen import Status
from monitoring.querysets.evaluatie import EvaluatieQuerySet, EvaluatieregelQuerySet, OordeelQuerySet
from portaal.lib.models import CODE_MAX_LENGTH, Versioned, validate_code
from portaal.lib.publicity import Publicity
from portaal.lib.triggers import AppendOnly

MAX_TEKST = 4000


class Evaluatie(Versioned):
    """The evaluation of one set over one year. A concept is written together; a vastgestelde never changes.

    `onderwerpen` holds what was said about each topic of the checklist, by its code.
    """

    publicity = Publicity(when=("vastgesteld", "afsprakenset.gepubliceerd"))
    append_only = AppendOnly(deletable_when="demo", frozen_when="vastgesteld", filled_once=("zwartgemaakt_op",))

    gemeente = models.ForeignKey(
        "partijen.Gemeente", verbose_name=_("gemeente"), on_delete=models.PROTECT, related_name="evaluaties"
    )
    afsprakenset = models.ForeignKey(
        "afspraken.Afsprakenset", verbose_name=_("afsprakenset"), on_delete=models.PROTECT, related_name="evaluaties"
    )
    set_naam = models.CharField(_("naam van de set"), max_length=160)
    jaar = models.PositiveSmallIntegerField(_("jaar"))
    peildatum = models.DateField(_("peildatum"))
    samenvatting = models.TextField(_("samenvatting"), max_length=MAX_TEKST, blank=True)
    onderwerpen = models.JSONField(_("onderwerpen"), default=dict)
    hash = models.CharField(_("kenmerk"), max_length=64, blank=True, help_text=_("SHA-256 over de inhoud."))
    gemaakt_op = models.DateTimeField(_("gemaakt op"), default=timezone.now)
    gemaakt_door = models.ForeignKey(
        "partijen.Gebruiker",
        verbose_name=_("gemaakt door"),
        on_delete=models.PROTECT,
        null=True,
        related_name="evaluaties_gemaakt",
    )
    vastgesteld = models.BooleanField(_("vastgesteld"), default=False)
    vastgesteld_op = models.DateTimeField(_("vastgesteld op"), null=True)
    vastgesteld_door = models.ForeignKey(
        "partijen.Gebruiker",
        verbose_name=_("vastgesteld door"),
        on_delete=models.PROTECT,
        null=True,
        related_name="evaluaties_vastgesteld",
    )
    zwartgemaakt_op = models.DateTimeField(_("zwartgemaakt op"), null=True)
    demo = models.BooleanField(_("demo"), default=False)

    objects: ClassVar[EvaluatieQuerySet] = EvaluatieQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("evaluatie")
        verbose_name_plural = _("evaluaties")
        ordering = ("-jaar", "-id")
        constraints = [
            models.UniqueConstraint(fields=("afsprakenset", "jaar"), name="evaluatie_uniek"),
            models.CheckConstraint(
                condition=models.Q(vastgesteld=False, vastgesteld_op=None)
                | models.Q(vastgesteld=True, vastgesteld_op__isnull=False),
                name="evaluatie_vastgesteld_met_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.set_naam}, {self.jaar}"

    def get_absolute_url(self) -> str:
        """Its page; needs `gemeente` and `afsprakenset` loaded."""
        return reverse("evaluatie", args=(self.gemeente.slug, self.afsprakenset.slug, self.jaar))


class Evaluatieregel(Versioned):
    """One afspraak in an evaluation, or a proposal to add one (then it names none)."""

    publicity = Publicity(when=("vastgesteld", "evaluatie.afsprakenset.gepubliceerd", "afspraak.gepubliceerd"))
    append_only = AppendOnly(deletable_when="demo", frozen_when="vastgesteld")

    class Voorstel(models.TextChoices):
        DOORGAAN = "doorgaan", _("doorgaan")
        BIJSTELLEN = "bijstellen", _("bijstellen")
        STOPPEN = "stoppen", _("stoppen")
        TOEVOEGEN = "toevoegen", _("toevoegen")

    gemeente = models.ForeignKey("partijen.Gemeente", on_delete=models.PROTECT, related_name="+")
    evaluatie = models.ForeignKey(
        Evaluatie, verbose_name=_("evaluatie"), on_delete=models.PROTECT, related_name="regels"
    )
    afspraak = models.ForeignKey(
        "afspraken.Afspraak",
        verbose_name=_("afspraak"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="evaluatieregels",
    )
    volgorde = models.PositiveIntegerField(_("volgorde"))
    code = models.CharField(_("code"), max_length=CODE_MAX_LENGTH, blank=True, validators=[validate_code])
    titel = models.CharField(_("titel"), max_length=160)
    thema_nummer = models.PositiveSmallIntegerField(_("nummer van het thema"), null=True)
    thema_naam = models.CharField(_("thema"), max_length=120, blank=True)
    status = models.CharField(_("status"), max_length=15, choices=Status.choices, blank=True)
    doel = models.TextField(_("doel"), max_length=MAX_TEKST, blank=True)
    gepland = models.TextField(_("gepland"), max_length=MAX_TEKST, blank=True)
    gerealiseerd = models.TextField(_("gerealiseerd"), max_length=MAX_TEKST, blank=True)
    toelichting = models.TextField(_("toelichting"), max_length=MAX_TEKST, blank=True)
    les = models.TextField(_("les"), max_length=MAX_TEKST, blank=True)
    voorstel = models.CharField(_("voorstel"), max_length=12, choices=Voorstel.choices, blank=True)
    voorstel_tekst = models.TextField(_("uitleg bij het voorstel"), max_length=MAX_TEKST, blank=True)
    vastgesteld = models.BooleanField(_("vastgesteld"), default=False)
    demo = models.BooleanField(_("demo"), default=False)

    objects: ClassVar[EvaluatieregelQuerySet] = EvaluatieregelQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("regel van een evaluatie")
        verbose_name_plural = _("regels van evaluaties")
        ordering = ("evaluatie", "volgorde", "id")
        constraints = [
            models.UniqueConstraint(
                fields=("evaluatie", "afspraak"),
                condition=models.Q(afspraak__isnull=False),
                name="evaluatieregel_uniek",
            ),
            models.CheckConstraint(
                condition=models.Q(afspraak=None, voorstel="toevoegen")
                | (models.Q(afspraak__isnull=False) & ~models.Q(voorstel="toevoegen")),
                name="evaluatieregel_toevoegen_zonder_afspraak",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.titel}".strip()


class Oordeel(Versioned):
    """What one party thinks of what came of an afspraak."""

    publicity = Publicity(
        when=("vastgesteld", "regel.evaluatie.afsprakenset.gepubliceerd", "regel.afspraak.gepubliceerd")
    )
    append_only = AppendOnly(deletable_when="demo", frozen_when="vastgesteld")

    class Waarde(models.TextChoices):
        TEVREDEN = "tevreden", _("tevreden")
        DEELS = "deels", _("deels tevreden")
        ONTEVREDEN = "ontevreden", _("niet tevreden")

    gemeente = models.ForeignKey("partijen.Gemeente", on_delete=models.PROTECT, related_name="+")
    regel = models.ForeignKey(
        Evaluatieregel, verbose_name=_("regel"), on_delete=models.PROTECT, related_name="oordelen"
    )
    partij = models.ForeignKey(
        "partijen.Partij", verbose_name=_("partij"), on_delete=models.PROTECT, related_name="oordelen"
    )
    waarde = models.CharField(_("oordeel"), max_length=12, choices=Waarde.choices)
    toelichting = models.TextField(_("toelichting"), max_length=2000, blank=True)
    gebruiker = models.ForeignKey(
        "partijen.Gebruiker", verbose_name=_("door"), on_delete=models.PROTECT, null=True, related_name="oordelen"
    )
    vastgesteld = models.BooleanField(_("vastgesteld"), default=False)
    demo = models.BooleanField(_("demo"), default=False)

    objects: ClassVar[OordeelQuerySet] = OordeelQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("oordeel")
        verbose_name_plural = _("oordelen")
        ordering = ("regel", "partij__naam", "id")
        constraints = [models.UniqueConstraint(fields=("regel", "partij"), name="oordeel_uniek")]

    def __str__(self) -> str:
        return f"{self.partij}: {self.get_waarde_display()}"
