# SPDX-License-Identifier: EUPL-1.2
"""The frozen picture of a set of afspraken at a meeting (ADR 0020)."""

from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from afspraken.statussen import Fase, Status
from monitoring.querysets.rapportage import RapportageQuerySet, RapportageregelQuerySet
from portaal.lib.models import CODE_MAX_LENGTH, validate_code
from portaal.lib.publicity import Publicity
from portaal.lib.triggers import AppendOnly

MARKS = ("concept", "demo")


class Rapportage(models.Model):
    """What was published about one set on the peildatum, for one meeting.

    A concept is thrown away and made anew when it is refreshed; a vastgestelde never changes. `hash` is taken over
    the canonical content when it is made. Blacking out personal data keeps the hash and sets `zwartgemaakt_op`.
    """

    publicity = Publicity(when=("vastgesteld", "afsprakenset.gepubliceerd"))
    append_only = AppendOnly(
        deletable_when=MARKS,
        filled_once=("vastgesteld_op", "vastgesteld_door_id", "zwartgemaakt_op"),
        only_lowered=("concept",),
    )

    gemeente = models.ForeignKey(
        "partijen.Gemeente", verbose_name=_("gemeente"), on_delete=models.PROTECT, related_name="rapportages"
    )
    overleg = models.ForeignKey(
        "partijen.Overleg", verbose_name=_("overleg"), on_delete=models.PROTECT, related_name="rapportages"
    )
    overleg_datum = models.DateField(_("datum van het overleg"))
    afsprakenset = models.ForeignKey(
        "afspraken.Afsprakenset", verbose_name=_("afsprakenset"), on_delete=models.PROTECT, related_name="rapportages"
    )
    set_naam = models.CharField(_("naam van de set"), max_length=160)
    peildatum = models.DateField(_("peildatum"))
    aantal = models.PositiveIntegerField(_("aantal afspraken"))
    hash = models.CharField(_("kenmerk"), max_length=64, help_text=_("SHA-256 over de inhoud."))
    gemaakt_op = models.DateTimeField(_("gemaakt op"), default=timezone.now)
    gemaakt_door = models.ForeignKey(
        "partijen.Gebruiker",
        verbose_name=_("gemaakt door"),
        on_delete=models.PROTECT,
        null=True,
        related_name="rapportages_gemaakt",
    )
    concept = models.BooleanField(_("concept"), default=True)
    vastgesteld_op = models.DateTimeField(_("vastgesteld op"), null=True)
    vastgesteld_door = models.ForeignKey(
        "partijen.Gebruiker",
        verbose_name=_("vastgesteld door"),
        on_delete=models.PROTECT,
        null=True,
        related_name="rapportages_vastgesteld",
    )
    zwartgemaakt_op = models.DateTimeField(_("zwartgemaakt op"), null=True)
    demo = models.BooleanField(_("demo"), default=False)

    objects: ClassVar[RapportageQuerySet] = RapportageQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("rapportage")
        verbose_name_plural = _("rapportages")
        ordering = ("-peildatum", "-id")
        constraints = [
            models.UniqueConstraint(fields=("overleg", "afsprakenset"), name="rapportage_uniek"),
            models.CheckConstraint(
                condition=models.Q(concept=True, vastgesteld_op=None)
                | models.Q(concept=False, vastgesteld_op__isnull=False),
                name="rapportage_vastgesteld_met_datum",
            ),
            models.CheckConstraint(
                condition=models.Q(peildatum__lte=models.F("overleg_datum")), name="rapportage_peildatum_voor_overleg"
            ),
        ]
        indexes = [models.Index(fields=("gemeente", "afsprakenset", "-peildatum"), name="rapportage_reeks")]

    def __str__(self) -> str:
        return f"{self.set_naam}, {date_format(self.overleg_datum)}"

    def get_absolute_url(self) -> str:
        """Its page; needs `gemeente`, `overleg` and `afsprakenset` loaded."""
        return self._address("rapportage")

    def get_file_url(self, formaat: str) -> str:
        """The same as a file."""
        return self._address("rapportage-bestand", formaat)

    def _address(self, name: str, *more: str) -> str:
        address = reverse(name, args=(self.gemeente.slug, self.overleg.datum, self.afsprakenset.slug, *more))
        return address if self.overleg.soort == "bestuurlijk" else f"{address}?soort={self.overleg.soort}"

    @property
    def vastgesteld(self) -> bool:
        """It never changes any more."""
        return not self.concept


class Rapportageregel(models.Model):
    """One afspraak in a rapportage, with the values it had: texts of the published report, signals and figures."""

    publicity = Publicity(
        when=("rapportage.vastgesteld", "afspraak.gepubliceerd", "rapportage.afsprakenset.gepubliceerd")
    )
    append_only = AppendOnly(deletable_when=MARKS, only_lowered=("concept",))

    gemeente = models.ForeignKey("partijen.Gemeente", on_delete=models.PROTECT, related_name="+")
    rapportage = models.ForeignKey(
        Rapportage, verbose_name=_("rapportage"), on_delete=models.PROTECT, related_name="regels"
    )
    afspraak = models.ForeignKey(
        "afspraken.Afspraak", verbose_name=_("afspraak"), on_delete=models.PROTECT, related_name="rapportageregels"
    )
    volgorde = models.PositiveIntegerField(_("volgorde"))
    code = models.CharField(_("code"), max_length=CODE_MAX_LENGTH, validators=[validate_code])
    titel = models.CharField(_("titel"), max_length=160)
    thema_nummer = models.PositiveSmallIntegerField(_("nummer van het thema"))
    thema_naam = models.CharField(_("thema"), max_length=120)
    trekkers = models.JSONField(_("trekkers"), default=list, encoder=DjangoJSONEncoder)
    status = models.CharField(_("status"), max_length=15, choices=Status.choices)
    fase = models.CharField(_("fase"), max_length=15, choices=Fase.choices, blank=True)
    bijgewerkt_op = models.DateField(_("bijgewerkt op"), null=True)
    sinds = models.DateField(_("status sinds"), null=True)
    toelichting = models.TextField(_("toelichting"), blank=True)
    oorzaak = models.TextField(_("oorzaak"), blank=True)
    gevolg = models.TextField(_("gevolg"), blank=True)
    maatregel = models.TextField(_("maatregel"), blank=True)
    volgende_stap = models.TextField(_("volgende stap"), blank=True)
    gevraagd_besluit = models.TextField(_("gevraagd besluit"), blank=True)
    signalen = models.JSONField(_("signalen"), default=list)
    acties = models.JSONField(_("acties"), default=list, encoder=DjangoJSONEncoder)
    termijnen = models.JSONField(_("termijnen"), default=list, encoder=DjangoJSONEncoder)
    cijfers = models.JSONField(_("cijfers"), default=list, encoder=DjangoJSONEncoder)
    concept = models.BooleanField(_("concept"), default=True)
    demo = models.BooleanField(_("demo"), default=False)

    objects: ClassVar[RapportageregelQuerySet] = RapportageregelQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("regel van een rapportage")
        verbose_name_plural = _("regels van rapportages")
        ordering = ("rapportage", "volgorde", "id")
        constraints = [models.UniqueConstraint(fields=("rapportage", "afspraak"), name="rapportageregel_uniek")]

    def __str__(self) -> str:
        return f"{self.code} {self.titel}"
