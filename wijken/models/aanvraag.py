# SPDX-License-Identifier: EUPL-1.2
"""Applications to the leefbaarheidsfonds. What is about a person stands apart, and goes when its term is over."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portaal.lib.models import Versioned
from portaal.lib.publicity import NEVER_PUBLIC, Publicity
from portaal.lib.triggers import AppendOnly
from wijken.models.fonds import Fonds, bedrag_field
from wijken.querysets import AanvraagdocumentQuerySet, AanvraagQuerySet, AanvraagstapQuerySet, DossierQuerySet
from wijken.statussen import OPENBAAR, Aanvraagstatus

MAX_PLAN = 4000


class Aanvraag(Versioned):
    """An application: how much, where, and how far it is. Holds no word of the applicant and nothing about a person."""

    publicity = Publicity(when=("openbaar",), hidden=frozenset({"behandelaar_id"}))

    gemeente = models.ForeignKey(
        "partijen.Gemeente", verbose_name=_("gemeente"), on_delete=models.PROTECT, related_name="fondsaanvragen"
    )
    kenmerk = models.CharField(_("kenmerk"), max_length=20, blank=True)
    gebied = models.ForeignKey("wijken.Gebied", verbose_name=_("buurt"), on_delete=models.PROTECT, related_name="+")
    fonds = models.ForeignKey(
        Fonds, verbose_name=_("fonds"), on_delete=models.PROTECT, null=True, blank=True, related_name="aanvragen"
    )
    status = models.CharField(
        _("status"), max_length=15, choices=Aanvraagstatus.choices, default=Aanvraagstatus.ONBEVESTIGD
    )
    gevraagd = bedrag_field(_("gevraagd bedrag"))
    toegekend = bedrag_field(_("toegekend bedrag"), null=True, blank=True)
    ingediend_op = models.DateField(_("ingediend op"), null=True, blank=True)
    beslissen_voor = models.DateField(_("beslissen uiterlijk op"), null=True, blank=True)
    beslist_op = models.DateField(_("beslist op"), null=True, blank=True)
    verantwoorden_voor = models.DateField(_("verantwoorden uiterlijk op"), null=True, blank=True)
    afgerond_op = models.DateField(_("afgerond op"), null=True, blank=True)
    openbaar = models.BooleanField(_("openbaar"), default=False)
    openbare_titel = models.CharField(
        _("openbare titel"), max_length=120, blank=True, help_text=_("Zo staat de aanvraag op de openbare pagina’s.")
    )
    openbare_samenvatting = models.CharField(_("openbare samenvatting"), max_length=400, blank=True)
    behandelaar = models.ForeignKey(
        "partijen.Gebruiker",
        verbose_name=_("behandelaar"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    created_at = models.DateTimeField(_("ingevoerd op"), default=timezone.now)
    demo = models.BooleanField(_("demo"), default=False, editable=False)

    objects: ClassVar[AanvraagQuerySet] = AanvraagQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("fondsaanvraag")
        verbose_name_plural = _("fondsaanvragen")
        ordering = ("gemeente", "-created_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=("gemeente", "kenmerk"), condition=~models.Q(kenmerk=""), name="aanvraag_kenmerk_uniek"
            ),
            models.CheckConstraint(condition=models.Q(gevraagd__gt=0), name="aanvraag_gevraagd_boven_nul"),
            models.CheckConstraint(
                condition=models.Q(toegekend=None) | models.Q(toegekend__gt=0), name="aanvraag_toegekend_boven_nul"
            ),
            models.CheckConstraint(
                condition=~models.Q(status__in=[str(status) for status in OPENBAAR])
                | models.Q(fonds__isnull=False, toegekend__isnull=False),
                name="aanvraag_toegekend_uit_fonds",
            ),
            models.CheckConstraint(
                condition=models.Q(openbaar=False) | ~models.Q(openbare_titel=""), name="aanvraag_openbaar_met_titel"
            ),
        ]
        indexes = [
            models.Index(fields=("gemeente", "status", "ingediend_op"), name="aanvraag_werklijst"),
            models.Index(fields=("fonds", "status"), name="aanvraag_fonds_status"),
        ]

    def __str__(self) -> str:
        return self.kenmerk or f"aanvraag {self.pk}"


class Dossier(models.Model):
    """Who applies and in which words, and what was written back: the personal part of an application.

    Only the fondsbeheerder, coordinator and bestuurder read it, and the applicant through the link he got. It never
    stands in the history, and is deleted with its documents when its term is over (`services.bewaren`).
    """

    publicity = NEVER_PUBLIC

    gemeente = models.ForeignKey("partijen.Gemeente", on_delete=models.PROTECT, related_name="+")
    aanvraag = models.OneToOneField(
        Aanvraag, verbose_name=_("aanvraag"), on_delete=models.CASCADE, related_name="dossier"
    )
    naam = models.CharField(_("naam"), max_length=120)
    email = models.EmailField(_("e-mailadres"), max_length=254)
    telefoon = models.CharField(_("telefoonnummer"), max_length=20, blank=True)
    organisatie = models.CharField(_("groep of organisatie"), max_length=120, blank=True)
    titel = models.CharField(_("titel van het plan"), max_length=120)
    plan = models.TextField(_("plan"), max_length=MAX_PLAN)
    wanneer = models.CharField(_("wanneer"), max_length=120, blank=True)
    motivering = models.TextField(_("motivering van het besluit"), max_length=MAX_PLAN, blank=True)
    verantwoording = models.TextField(_("verantwoording"), max_length=MAX_PLAN, blank=True)
    # Part of the link of the applicant: with the dossier every link to it is gone.
    sleutel = models.UUIDField(_("sleutel"), unique=True, default=uuid.uuid4)

    objects: ClassVar[DossierQuerySet] = DossierQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("dossier van een aanvraag")
        verbose_name_plural = _("dossiers van aanvragen")

    def __str__(self) -> str:
        return str(self.aanvraag)


class Aanvraagstap(models.Model):
    """That an application got a status: appended, never edited."""

    publicity = NEVER_PUBLIC
    append_only = AppendOnly(deletable_when="demo")

    gemeente = models.ForeignKey("partijen.Gemeente", on_delete=models.PROTECT, related_name="+")
    aanvraag = models.ForeignKey(Aanvraag, verbose_name=_("aanvraag"), on_delete=models.PROTECT, related_name="stappen")
    status = models.CharField(_("status"), max_length=15, choices=Aanvraagstatus.choices)
    moment = models.DateTimeField(_("moment"), default=timezone.now)
    gebruiker = models.ForeignKey(
        "partijen.Gebruiker", verbose_name=_("door"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    demo = models.BooleanField(_("demo"), default=False)

    objects: ClassVar[AanvraagstapQuerySet] = AanvraagstapQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("stap van een aanvraag")
        verbose_name_plural = _("stappen van aanvragen")
        ordering = ("aanvraag", "id")

    def __str__(self) -> str:
        return f"{self.aanvraag}: {self.get_status_display()}"


def document_path(instance: "Aanvraagdocument", filename: str) -> str:
    """Random name on disk: the name an applicant gave never becomes a path."""
    return f"fondsaanvragen/{uuid.uuid4().hex}"


class Aanvraagdocument(models.Model):
    """A document with an application or its account; never public, and gone with the dossier."""

    publicity = NEVER_PUBLIC

    class Soort(models.TextChoices):
        AANVRAAG = "aanvraag", _("bij de aanvraag")
        VERANTWOORDING = "verantwoording", _("bij de verantwoording")

    gemeente = models.ForeignKey("partijen.Gemeente", on_delete=models.PROTECT, related_name="+")
    dossier = models.ForeignKey(Dossier, verbose_name=_("dossier"), on_delete=models.CASCADE, related_name="documenten")
    soort = models.CharField(_("soort"), max_length=15, choices=Soort.choices)
    bestand = models.FileField(_("bestand"), upload_to=document_path)
    bestandsnaam = models.CharField(_("bestandsnaam"), max_length=120)
    bestandstype = models.CharField(_("bestandstype"), max_length=80)
    bytes = models.PositiveIntegerField(_("grootte in bytes"))
    created_at = models.DateTimeField(_("ingevoerd op"), default=timezone.now)

    objects: ClassVar[AanvraagdocumentQuerySet] = AanvraagdocumentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("document bij een aanvraag")
        verbose_name_plural = _("documenten bij aanvragen")
        ordering = ("dossier", "id")

    def __str__(self) -> str:
        return self.bestandsnaam
