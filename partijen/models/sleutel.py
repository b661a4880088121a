# SPDX-License-Identifier: EUPL-1.2
"""Keys with which systems of a party use the API, and the requests these may repeat."""

import datetime as dt
import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partijen.querysets import SleutelQuerySet
from portaal.lib.publicity import NEVER_PUBLIC

# "apo_" and eight characters that are no secret by themselves: enough to tell keys apart, and for scanners to know one.
PREFIX_LENGTH = 12


class Scope(models.TextChoices):
    """What a key is for; the names are those of its columns."""

    LEZEN = "lezen", _("lezen wat van de partij zelf is en nog niet openbaar")
    LEVEREN = "leveren", _("cijfers van de partij leveren")
    VOORTGANG = "voortgang", _("voortgang melden bij wat de partij trekt")


class Sleutel(models.Model):
    """A key of a party in one gemeente, for its systems. It stays the party's when its maker leaves (ADR 0015).

    The key itself is shown once and never stored: only its hash, and its first characters to recognise it.
    """

    publicity = NEVER_PUBLIC

    gemeente = models.ForeignKey(
        "partijen.Gemeente", verbose_name=_("gemeente"), on_delete=models.PROTECT, related_name="sleutels"
    )
    partij = models.ForeignKey(
        "partijen.Partij", verbose_name=_("partij"), on_delete=models.PROTECT, related_name="sleutels"
    )
    naam = models.CharField(_("waarvoor"), max_length=80, help_text=_("Bijvoorbeeld: koppeling met ons woningsysteem."))
    lezen = models.BooleanField(_("lezen"), default=False)
    leveren = models.BooleanField(_("leveren"), default=False)
    voortgang = models.BooleanField(_("voortgang melden"), default=False)
    prefix = models.CharField(_("begint met"), max_length=PREFIX_LENGTH, unique=True)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    geldig_tot = models.DateField(_("geldig tot en met"))
    ingetrokken_op = models.DateTimeField(_("ingetrokken op"), null=True, editable=False)
    vervangt = models.ForeignKey(
        "self", verbose_name=_("vervangt"), on_delete=models.PROTECT, null=True, related_name="opvolgers"
    )
    gemaakt_door = models.ForeignKey(
        "partijen.Gebruiker", verbose_name=_("gemaakt door"), on_delete=models.PROTECT, related_name="+"
    )
    aanvraag = models.UUIDField(
        default=uuid.uuid4,
        unique=True,
        editable=False,
        help_text=_("Herkent een formulier dat twee keer is verstuurd."),
    )
    created_at = models.DateTimeField(_("gemaakt op"), default=timezone.now, editable=False)
    last_used_at = models.DateTimeField(_("laatst gebruikt"), null=True, editable=False)

    objects: ClassVar[SleutelQuerySet] = SleutelQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("sleutel")
        verbose_name_plural = _("sleutels")
        ordering = ("gemeente", "partij", "id")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(lezen=True) | models.Q(leveren=True) | models.Q(voortgang=True),
                name="sleutel_mag_iets",
                violation_error_message=_("Kies waar de sleutel voor is."),
            )
        ]
        indexes = [models.Index(fields=("gemeente", "partij"), name="sleutel_partij")]

    def __str__(self) -> str:
        return f"{self.naam} ({self.prefix}…)"

    @property
    def scopes(self) -> frozenset[str]:
        """What the key is for."""
        return frozenset(scope.value for scope in Scope if getattr(self, scope.value))

    def is_valid_on(self, day: dt.date) -> bool:
        """Not withdrawn, and not past its last day."""
        return self.ingetrokken_op is None and day <= self.geldig_tot
