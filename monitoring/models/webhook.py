# SPDX-License-Identifier: EUPL-1.2
"""Webhooks: which system of a party is told of public changes, and what it was told (ADR 0024)."""

from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from monitoring.querysets.webhook import WebhookberichtQuerySet, WebhookQuerySet
from portaal.lib.oidc import server_url_fault
from portaal.lib.publicity import NEVER_PUBLIC

URL_FAULTS = {
    "invalid": _("Dit is geen internetadres. Schrijf het zoals https://systeem.corporatie.example/seintjes."),
    "scheme": _("Het adres begint met https://, zodat niemand meeleest."),
    "parts": _("Laat gebruikersnaam, wachtwoord en # weg uit het adres."),
    "private": _("Dit adres is van een eigen netwerk. Vraag de systeembeheerder om het toe te staan."),
}


def validate_webhook_url(value: str) -> None:
    """The portal itself sends to this address: it is https, and of nobody's own network.

    Raises:
        ValidationError: why it is refused.
    """
    if fault := server_url_fault(value, settings.WEBHOOK_PRIVATE_HOSTS, may_ask=True):
        raise ValidationError(URL_FAULTS[fault], code=fault)


class Onderwerp(models.TextChoices):
    """Of what one is told: the resources of the API of which a single row can be asked."""

    AFSPRAKEN = "afspraken", _("afspraken")
    ACTIES = "acties", _("acties")
    VOORTGANG = "voortgang", _("gepubliceerde voortgang")
    TERMIJNEN = "termijnen", _("termijnen")
    BIJSTELLINGEN = "bijstellingen", _("bijstellingen")
    DOELSTELLINGEN = "doelstellingen", _("doelstellingen")
    INITIATIEVEN = "initiatieven", _("initiatieven in wijken")
    AFSPRAKENSETS = "afsprakensets", _("afsprakensets")
    THEMAS = "themas", _("thema’s")
    LEVERINGEN = "leveringen", _("leveringen van cijfers")
    VASTGOEDPROJECTEN = "vastgoedprojecten", _("vastgoedprojecten")
    LEEFBAARHEIDSFONDSEN = "leefbaarheidsfondsen", _("leefbaarheidsfondsen")
    BEWONERSKRACHTTEAMS = "bewonerskrachtteams", _("bewonerskrachtteams")
    GEBIEDEN = "gebieden", _("gebieden")
    OVERLEGGEN = "overleggen", _("overleggen")
    RAPPORTAGES = "rapportages", _("rapportages")
    EVALUATIES = "evaluaties", _("evaluaties")
    ZIENSWIJZEN = "zienswijzen", _("zienswijzen")


class Webhook(models.Model):
    """An address of a party in one gemeente that is told of public changes there.

    Its secret signs each message. It is shown once and stored encrypted, for the portal needs it to sign; after it was
    replaced the former one signs too until `vorig_geheim_tot`.
    """

    publicity = NEVER_PUBLIC

    class Uit(models.TextChoices):
        """Why nothing is sent any more."""

        ZELF = "zelf", _("uitgezet door een gebruiker")
        MISLUKT = "mislukt", _("uitgezet door het portaal: het systeem antwoordde te lang niet goed")
        WEG = "weg", _("uitgezet door het portaal: het systeem zei dat dit adres niet meer bestaat")

    gemeente = models.ForeignKey(
        "partijen.Gemeente", verbose_name=_("gemeente"), on_delete=models.PROTECT, related_name="webhooks"
    )
    partij = models.ForeignKey(
        "partijen.Partij", verbose_name=_("partij"), on_delete=models.PROTECT, related_name="webhooks"
    )
    naam = models.CharField(_("waarvoor"), max_length=80)
    url = models.CharField(_("adres"), max_length=500, validators=[validate_webhook_url])
    onderwerpen = models.JSONField(_("waarover"), default=list)
    themas = models.ManyToManyField("afspraken.Thema", verbose_name=_("alleen bij deze thema’s"), related_name="+")
    geheim_versleuteld = models.TextField(editable=False)
    geheim_op = models.DateTimeField(_("geheim gemaakt op"), default=timezone.now, editable=False)
    vorig_geheim_versleuteld = models.TextField(blank=True, editable=False)
    vorig_geheim_tot = models.DateTimeField(_("vorig geheim geldt tot"), null=True, editable=False)
    uitgezet_op = models.DateTimeField(_("uitgezet op"), null=True, editable=False)
    uitgezet_om = models.CharField(_("waarom uitgezet"), max_length=10, choices=Uit.choices, blank=True, editable=False)
    gezien_tot = models.BigIntegerField(
        default=0, editable=False, help_text=_("Nummer van de laatste wijziging waarvan berichten zijn klaargezet.")
    )
    mislukt_sinds = models.DateTimeField(null=True, editable=False, help_text=_("Sindsdien lukte geen bericht."))
    aanvraag = models.UUIDField(
        unique=True, editable=False, help_text=_("Herkent een formulier dat twee keer is verstuurd.")
    )
    created_at = models.DateTimeField(_("gemaakt op"), default=timezone.now, editable=False)

    objects: ClassVar[WebhookQuerySet] = WebhookQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ("gemeente", "partij", "id")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(uitgezet_op=None, uitgezet_om="")
                | (models.Q(uitgezet_op__isnull=False) & ~models.Q(uitgezet_om="")),
                name="webhook_uit_met_reden",
            ),
            models.CheckConstraint(
                condition=models.Q(vorig_geheim_tot=None, vorig_geheim_versleuteld="")
                | (models.Q(vorig_geheim_tot__isnull=False) & ~models.Q(vorig_geheim_versleuteld="")),
                name="webhook_vorig_geheim_met_einde",
            ),
        ]
        indexes = [models.Index(fields=("gemeente", "partij"), name="webhook_partij")]

    def __str__(self) -> str:
        return self.naam

    @property
    def is_aan(self) -> bool:
        """Messages are sent."""
        return self.uitgezet_op is None


class Webhookbericht(models.Model):
    """One message of a webhook, from the moment it is made ready until it was taken or given up.

    Its number and body are the same at each try. `pogingen` is what came of each: moment, outcome, code, duration.
    """

    publicity = NEVER_PUBLIC

    class Stand(models.TextChoices):
        WACHT = "wacht", _("wacht")
        BEZORGD = "bezorgd", _("bezorgd")
        MISLUKT = "mislukt", _("mislukt")

    gemeente = models.ForeignKey("partijen.Gemeente", on_delete=models.PROTECT, related_name="+")
    webhook = models.ForeignKey(Webhook, verbose_name=_("webhook"), on_delete=models.CASCADE, related_name="berichten")
    nummer = models.CharField(_("nummer"), max_length=40, unique=True, editable=False)
    soort = models.CharField(_("soort"), max_length=40)
    wijziging_nummer = models.BigIntegerField(_("wijziging"), null=True, editable=False)
    object_id = models.BigIntegerField(_("nummer van de rij"), null=True, editable=False)
    inhoud = models.TextField(_("inhoud"), editable=False)
    stand = models.CharField(_("stand"), max_length=10, choices=Stand.choices, default=Stand.WACHT)
    pogingen = models.JSONField(_("pogingen"), default=list)
    rest = models.PositiveSmallIntegerField(_("pogingen die nog kunnen"))
    volgende_op = models.DateTimeField(_("volgende poging"), null=True, default=timezone.now)
    geclaimd_op = models.DateTimeField(_("geclaimd op"), null=True, editable=False)
    opnieuw_op = models.DateTimeField(_("opnieuw gestuurd op"), null=True, editable=False)
    created_at = models.DateTimeField(_("klaargezet op"), default=timezone.now, editable=False)

    objects: ClassVar[WebhookberichtQuerySet] = WebhookberichtQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("bericht van een webhook")
        verbose_name_plural = _("berichten van webhooks")
        ordering = ("-id",)
        constraints = [
            # Whatever happens, a change is told once: also when two workers read it at the same moment.
            models.UniqueConstraint(
                fields=("webhook", "wijziging_nummer", "soort", "object_id"), name="webhookbericht_een_per_wijziging"
            ),
            models.CheckConstraint(
                condition=models.Q(stand="wacht", volgende_op__isnull=False)
                | (~models.Q(stand="wacht") & models.Q(volgende_op=None)),
                name="webhookbericht_wacht_op_moment",
            ),
        ]
        indexes = [
            models.Index(
                fields=("webhook", "volgende_op"), name="webhookbericht_wacht", condition=models.Q(stand="wacht")
            ),
            models.Index(fields=("webhook", "-id"), name="webhookbericht_logboek"),
            models.Index(fields=("created_at",), name="webhookbericht_oud"),
        ]

    def __str__(self) -> str:
        return f"{self.soort} {self.nummer}"
