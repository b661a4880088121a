# SPDX-License-Identifier: EUPL-1.2
"""Notices by e-mail: which were sent, and which somebody does not want."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partijen.querysets import BerichtQuerySet
from portaal.lib.publicity import NEVER_PUBLIC


class Berichtsoort(models.TextChoices):
    """Kinds of notices; each can be switched off by itself. For whom they are: `policies.berichtsoorten_of`."""

    PUBLICATIE = "publicatie", _("wat wacht op publiceren")
    HERINNERING = "herinnering", _("wat u nog te doen hebt, eens per week")
    OVERLEG = "overleg", _("wat een bestuurlijk overleg van u vraagt, één keer per overleg")
    WEBHOOK = "webhook", _("een webhook die het portaal uitzette")


class Bericht(models.Model):
    """One notice to one person on one day: never two of a kind on a day.

    It is claimed, handed to the mail server, and then marked as sent. What was claimed and never marked belongs to a
    run that broke off; a later run takes it over (`services.berichten`).
    """

    publicity = NEVER_PUBLIC

    gebruiker = models.ForeignKey(
        "partijen.Gebruiker", verbose_name=_("aan"), on_delete=models.CASCADE, related_name="berichten"
    )
    soort = models.CharField(_("soort"), max_length=20, choices=Berichtsoort.choices)
    dag = models.DateField(_("dag"))
    onderwerpen = models.JSONField(
        _("waarover"),
        default=list,
        blank=True,
        help_text=_("Soort en nummer van elk ding in het bericht, nooit de inhoud ervan."),
    )
    geclaimd_op = models.DateTimeField(_("geclaimd op"), null=True, editable=False)
    verzonden_op = models.DateTimeField(_("verzonden op"), null=True, editable=False)

    objects: ClassVar[BerichtQuerySet] = BerichtQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("bericht per e-mail")
        verbose_name_plural = _("berichten per e-mail")
        ordering = ("-dag", "-id")
        constraints = [models.UniqueConstraint(fields=("gebruiker", "soort", "dag"), name="bericht_een_per_dag")]

    def __str__(self) -> str:
        return f"{self.get_soort_display()} {self.dag:%Y-%m-%d}"


class Afmelding(models.Model):
    """That somebody does not want one kind of notice."""

    publicity = NEVER_PUBLIC

    gebruiker = models.ForeignKey(
        "partijen.Gebruiker", verbose_name=_("van"), on_delete=models.CASCADE, related_name="afmeldingen"
    )
    soort = models.CharField(_("soort"), max_length=20, choices=Berichtsoort.choices)
    created_at = models.DateTimeField(_("sinds"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("afmelding voor berichten")
        verbose_name_plural = _("afmeldingen voor berichten")
        ordering = ("id",)
        constraints = [models.UniqueConstraint(fields=("gebruiker", "soort"), name="afmelding_uniek")]

    def __str__(self) -> str:
        return str(self.get_soort_display())
