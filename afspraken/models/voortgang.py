# SPDX-License-Identifier: EUPL-1.2
"""Append-only reports on an afspraak or actie, and the rows that publish or withdraw them."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from afspraken.models.afspraak import VIA_AFSPRAAK
from afspraken.querysets import VoortgangQuerySet
from afspraken.statussen import Fase, Status
from portaal.lib.publicity import Publicity
from portaal.lib.triggers import AppendOnly


class Voortgang(models.Model):
    """How an afspraak or one of its acties stands at a date, by whom; corrected by a new one, never edited."""

    publicity = Publicity(when=VIA_AFSPRAAK, shown=frozenset({"gepubliceerd"}))

    append_only = AppendOnly(deletable_when="demo")

    gemeente = models.ForeignKey(
        "partijen.Gemeente", verbose_name=_("gemeente"), on_delete=models.PROTECT, related_name="+"
    )
    afspraak = models.ForeignKey(
        "afspraken.Afspraak", verbose_name=_("afspraak"), on_delete=models.PROTECT, related_name="voortgang"
    )
    actie = models.ForeignKey(
        "afspraken.Actie",
        verbose_name=_("actie"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="voortgang",
        db_index=False,
    )
    datum = models.DateField(_("datum"), default=timezone.localdate, help_text=_("De dag waarop dit zo was."))
    status = models.CharField(_("status"), max_length=15, choices=Status.choices)
    fase = models.CharField(_("fase"), max_length=15, choices=Fase.choices, blank=True)
    toelichting = models.TextField(_("toelichting"), blank=True)
    oorzaak = models.TextField(_("oorzaak"), blank=True)
    gevolg = models.TextField(_("gevolg"), blank=True)
    maatregel = models.TextField(_("maatregel"), blank=True)
    volgende_stap = models.TextField(_("volgende stap"), blank=True)
    gevraagd_besluit = models.TextField(_("gevraagd van het bestuurlijk overleg"), blank=True)
    reden = models.TextField(_("reden om te heropenen"), blank=True)
    gebruiker = models.ForeignKey(
        "partijen.Gebruiker", verbose_name=_("door"), on_delete=models.PROTECT, null=True, related_name="voortgang"
    )
    api_sleutel = models.ForeignKey(
        "partijen.Sleutel",
        verbose_name=_("met sleutel"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )
    namens = models.ForeignKey(
        "partijen.Partij", verbose_name=_("namens"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    sleutel = models.UUIDField(
        _("sleutel"), default=uuid.uuid4, unique=True, help_text=_("Herkent een formulier dat twee keer is verstuurd.")
    )
    created_at = models.DateTimeField(_("ingevoerd op"), default=timezone.now)
    demo = models.BooleanField(_("demo"), default=False)

    objects: ClassVar[VoortgangQuerySet] = VoortgangQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("voortgang")
        verbose_name_plural = _("voortgang")
        ordering = ("-datum", "-id")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(status__in=("aandacht", "stagnatie"))
                | ~(models.Q(oorzaak="") | models.Q(gevolg="") | models.Q(maatregel="")),
                name="voortgang_verklaring_bij_afwijking",
                violation_error_message=_("Vul bij deze status oorzaak, gevolg en maatregel in."),
            )
        ]
        indexes = [
            # Two, since PostgreSQL cannot follow the order of an index behind "no actie", and since SQLite would take
            # that for a rare value and start from it.
            models.Index(
                fields=("afspraak", "-datum", "-id"), name="voortgang_nieuwste", condition=models.Q(actie__isnull=True)
            ),
            models.Index(
                fields=("actie", "-datum", "-id"), name="voortgang_actie", condition=models.Q(actie__isnull=False)
            ),
            models.Index(fields=("gemeente", "-id"), name="voortgang_gemeente"),
            # The order of the lists of the API, of one gemeente and of all.
            models.Index(fields=("gemeente", "-datum", "-id"), name="voortgang_op_datum"),
            models.Index(fields=("-datum", "-id"), name="voortgang_alle_op_datum"),
            models.Index(
                fields=("api_sleutel",), name="voortgang_sleutel", condition=models.Q(api_sleutel__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_status_display()} op {self.datum:%d-%m-%Y}"


class Publicatie(models.Model):
    """That a report was published or withdrawn: a row of its own, since reports are never edited."""

    publicity = Publicity(when=tuple(f"voortgang.{path}" for path in VIA_AFSPRAAK))

    class Soort(models.TextChoices):
        GEPUBLICEERD = "gepubliceerd", _("gepubliceerd")
        INGETROKKEN = "ingetrokken", _("ingetrokken")

    append_only = AppendOnly(deletable_when="demo")

    gemeente = models.ForeignKey("partijen.Gemeente", on_delete=models.PROTECT, related_name="+")
    voortgang = models.ForeignKey(
        Voortgang, verbose_name=_("voortgang"), on_delete=models.CASCADE, related_name="publicaties", db_index=False
    )
    soort = models.CharField(_("soort"), max_length=15, choices=Soort.choices)
    gebruiker = models.ForeignKey(
        "partijen.Gebruiker", verbose_name=_("door"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    moment = models.DateTimeField(_("moment"), default=timezone.now)
    reden = models.TextField(_("reden"), blank=True)
    demo = models.BooleanField(_("demo"), default=False)

    class Meta:
        verbose_name = _("publicatie")
        verbose_name_plural = _("publicaties")
        ordering = ("id",)
        # Every list of reports asks for the newest of each: with its soort in the index the table is not read.
        indexes = [models.Index(fields=("voortgang", "-id", "soort"), name="publicatie_nieuwste")]

    def __str__(self) -> str:
        return f"{self.voortgang} {self.get_soort_display()}"
