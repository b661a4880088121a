# SPDX-License-Identifier: EUPL-1.2
"""Residents who look after their own buurt together with a corporation."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from partijen.models import HeeftBron
from portaal.lib.models import Versioned
from portaal.lib.publicity import PUBLIC
from wijken.querysets import BewonerskrachtteamQuerySet, TeamfaseQuerySet


class Fase(models.IntegerChoices):
    """How far a team is (chapter 6.2.1 of the agreement of Maastricht)."""

    OPSTARTEN = 0, _("opstarten")
    SIGNALEREN = 1, _("signaleren")
    ACTIVEREN = 2, _("activeren")
    HUISMEESTER = 3, _("huismeester")


UITLEG_FASE = {
    Fase.OPSTARTEN: _("Het team wordt gevormd."),
    Fase.SIGNALEREN: _("Het team loopt elke week een ronde en meldt wat kapot, vuil of onveilig is."),
    Fase.ACTIVEREN: _("Het team spreekt ook buurtgenoten aan, heet nieuwe huurders welkom en wijst de weg naar hulp."),
    Fase.HUISMEESTER: _("Het team controleert en beheert ook. Het is het gezicht van de buurt."),
}


class Bewonerskrachtteam(Versioned, HeeftBron):
    """A volunteers' team of one corporation in one buurt; its fase follows from its dated fases."""

    publicity = PUBLIC

    gemeente = models.ForeignKey(
        "partijen.Gemeente", verbose_name=_("gemeente"), on_delete=models.PROTECT, related_name="bewonerskrachtteams"
    )
    gebied = models.ForeignKey(
        "wijken.Gebied", verbose_name=_("buurt"), on_delete=models.PROTECT, related_name="bewonerskrachtteams"
    )
    corporatie = models.ForeignKey(
        "partijen.Partij",
        verbose_name=_("corporatie"),
        on_delete=models.PROTECT,
        related_name="bewonerskrachtteams",
        limit_choices_to={"soort": "corporatie"},
    )
    gestopt_op = models.DateField(
        _("gestopt op"), null=True, blank=True, help_text=_("De eerste dag waarop het team er niet meer is.")
    )

    objects: ClassVar[BewonerskrachtteamQuerySet] = BewonerskrachtteamQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("bewonerskrachtteam")
        verbose_name_plural = _("bewonerskrachtteams")
        ordering = ("gemeente", "gebied__naam", "corporatie__naam")
        constraints = [
            models.UniqueConstraint(
                fields=("gemeente", "gebied", "corporatie"),
                name="bewonerskrachtteam_uniek",
                violation_error_message=_("Deze corporatie heeft in deze buurt al een team."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.gebied}, {self.corporatie}"


class Teamfase(HeeftBron):
    """In which fase a team is from a date on; without a date: since before anybody wrote it down."""

    publicity = PUBLIC

    gemeente = models.ForeignKey("partijen.Gemeente", on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Bewonerskrachtteam, verbose_name=_("team"), on_delete=models.CASCADE, related_name="fases")
    fase = models.PositiveSmallIntegerField(_("fase"), choices=Fase.choices)
    van = models.DateField(_("vanaf"), null=True, blank=True, help_text=_("Leeg: de bron zegt niet sinds wanneer."))

    objects: ClassVar[TeamfaseQuerySet] = TeamfaseQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("fase van een team")
        verbose_name_plural = _("fases van teams")
        ordering = ("team", models.F("van").asc(nulls_first=True), "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("team", "van"),
                name="teamfase_uniek",
                violation_error_message=_("Dit team heeft op deze datum al een fase."),
            ),
            models.UniqueConstraint(
                fields=("team",),
                condition=models.Q(van=None),
                name="teamfase_zonder_datum_uniek",
                violation_error_message=_("Dit team heeft al een fase zonder datum."),
            ),
            models.CheckConstraint(condition=models.Q(fase__lte=3), name="teamfase_bestaat"),
        ]

    def __str__(self) -> str:
        return f"{self.team}: {Fase(self.fase).label}"
