# SPDX-License-Identifier: EUPL-1.2
"""What a meeting is about: points that members put on its agenda, and what was decided."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from monitoring.querysets.overleg import VanOverlegQuerySet
from portaal.lib.models import Versioned
from portaal.lib.publicity import NEVER_PUBLIC


class Agendapunt(Versioned):
    """Something that a member asks the meeting to speak about, beside what the standings put on the agenda."""

    publicity = NEVER_PUBLIC

    gemeente = models.ForeignKey(
        "partijen.Gemeente", verbose_name=_("gemeente"), on_delete=models.PROTECT, related_name="agendapunten"
    )
    overleg = models.ForeignKey(
        "partijen.Overleg", verbose_name=_("overleg"), on_delete=models.PROTECT, related_name="agendapunten"
    )
    titel = models.CharField(_("titel"), max_length=160)
    toelichting = models.TextField(_("toelichting"), max_length=2000, blank=True)
    afspraak = models.ForeignKey(
        "afspraken.Afspraak",
        verbose_name=_("afspraak"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="agendapunten",
    )
    gebruiker = models.ForeignKey(
        "partijen.Gebruiker", verbose_name=_("door"), on_delete=models.PROTECT, null=True, related_name="agendapunten"
    )
    namens = models.CharField(_("namens"), max_length=120, blank=True)
    created_at = models.DateTimeField(_("ingebracht op"), default=timezone.now)
    demo = models.BooleanField(_("demo"), default=False)

    objects: ClassVar[VanOverlegQuerySet] = VanOverlegQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("agendapunt")
        verbose_name_plural = _("agendapunten")
        ordering = ("overleg", "id")

    def __str__(self) -> str:
        return self.titel


class Besluit(Versioned):
    """What a meeting decided: who does what, by when. It may have become an actie or a bijstelling of an afspraak."""

    publicity = NEVER_PUBLIC

    gemeente = models.ForeignKey(
        "partijen.Gemeente", verbose_name=_("gemeente"), on_delete=models.PROTECT, related_name="besluiten"
    )
    overleg = models.ForeignKey(
        "partijen.Overleg", verbose_name=_("overleg"), on_delete=models.PROTECT, related_name="besluiten"
    )
    nummer = models.PositiveSmallIntegerField(_("nummer"))
    wat = models.TextField(_("wat"), max_length=2000)
    wie = models.ForeignKey(
        "partijen.Partij",
        verbose_name=_("wie"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="besluiten",
    )
    uiterlijk = models.DateField(_("uiterlijk"), null=True, blank=True)
    afspraak = models.ForeignKey(
        "afspraken.Afspraak",
        verbose_name=_("afspraak"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="besluiten",
    )
    actie = models.OneToOneField(
        "afspraken.Actie",
        verbose_name=_("actie"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="besluit",
    )
    bijstelling = models.OneToOneField(
        "afspraken.Bijstelling",
        verbose_name=_("bijstelling"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="besluit",
    )
    afgedaan_op = models.DateField(_("afgedaan op"), null=True, blank=True)
    afloop = models.TextField(_("afloop"), max_length=2000, blank=True)
    demo = models.BooleanField(_("demo"), default=False)

    objects: ClassVar[VanOverlegQuerySet] = VanOverlegQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("besluit")
        verbose_name_plural = _("besluiten")
        ordering = ("overleg", "nummer")
        constraints = [
            models.UniqueConstraint(fields=("overleg", "nummer"), name="besluit_nummer_uniek"),
            models.CheckConstraint(
                condition=models.Q(actie=None) | models.Q(afspraak__isnull=False), name="besluit_actie_onder_afspraak"
            ),
        ]
        indexes = [
            models.Index(fields=("gemeente", "overleg"), name="besluit_open", condition=models.Q(afgedaan_op=None))
        ]

    def __str__(self) -> str:
        return f"{self.nummer}. {self.wat}"[:120]
