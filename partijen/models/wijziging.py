# SPDX-License-Identifier: EUPL-1.2
"""The history of the portal: one append-only table of events, also the searchable log (ADR 0002)."""

from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partijen.querysets import WijzigingQuerySet
from portaal.lib.publicity import NEVER_PUBLIC
from portaal.lib.triggers import AppendOnly


class Wijziging(models.Model):
    """Who changed what, when and why. `velden` holds {field: [old, new]} of the changed fields only.

    `rol` and `partij_naam` are what the public log may tell of who did it, as it was then; empty for the portal itself.
    `openbaar` says that the public could notice the change at that moment (ADR 0013).
    """

    publicity = NEVER_PUBLIC

    class Soort(models.TextChoices):
        NIEUW = "nieuw", _("nieuw")
        GEWIJZIGD = "gewijzigd", _("gewijzigd")
        VERWIJDERD = "verwijderd", _("verwijderd")
        GEPUBLICEERD = "gepubliceerd", _("gepubliceerd")
        INGETROKKEN = "ingetrokken", _("ingetrokken")
        ZWARTGEMAAKT = "zwartgemaakt", _("zwartgemaakt")

    class Oorsprong(models.TextChoices):
        PAGINA = "pagina", _("pagina")
        BEHEER = "beheer", _("beheerscherm")
        API = "api", _("API")
        IMPORT = "import", _("import")
        VOORBEELDDATA = "voorbeelddata", _("voorbeelddata")
        SYSTEEM = "systeem", _("systeem")

    append_only = AppendOnly(deletable_when="demo")

    about: models.Model
    """The row itself, on an event that `services.history.event` made and that is not stored yet."""

    gemeente = models.ForeignKey(
        "partijen.Gemeente", on_delete=models.PROTECT, null=True, related_name="wijzigingen", verbose_name=_("gemeente")
    )
    moment = models.DateTimeField(_("moment"), default=timezone.now)
    gebruiker = models.ForeignKey(
        "partijen.Gebruiker",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("door"),
        db_index=False,
    )
    api_sleutel = models.ForeignKey(
        "partijen.Sleutel",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("met sleutel"),
        db_index=False,
    )
    rol = models.CharField(_("rol"), max_length=30, blank=True)
    partij_naam = models.CharField(_("namens"), max_length=120, blank=True)
    soort = models.CharField(_("soort"), max_length=12, choices=Soort.choices)
    oorsprong = models.CharField(_("oorsprong"), max_length=15, choices=Oorsprong.choices)
    model = models.CharField(_("wat"), max_length=60)
    object_id = models.BigIntegerField(_("nummer"))
    object_naam = models.CharField(_("naam"), max_length=200)
    reden = models.TextField(_("reden"), blank=True)
    velden = models.JSONField(_("velden"), default=dict, encoder=DjangoJSONEncoder)
    openbaar = models.BooleanField(_("openbaar"), default=False)
    demo = models.BooleanField(_("demo"), default=False)

    objects: ClassVar[WijzigingQuerySet] = WijzigingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("wijziging")
        verbose_name_plural = _("wijzigingen")
        ordering = ("-id",)
        indexes = [
            models.Index(fields=("model", "object_id", "-id"), name="wijziging_object"),
            models.Index(fields=("gemeente", "-id"), name="wijziging_gemeente"),
            models.Index(fields=("model", "moment"), name="wijziging_sinds"),
            models.Index(fields=("gebruiker", "gemeente", "-id"), name="wijziging_gebruiker"),
            models.Index(fields=("gemeente", "-id"), name="wijziging_openbaar", condition=models.Q(openbaar=True)),
        ]

    def __str__(self) -> str:
        return f"{self.object_naam}: {self.get_soort_display()}"
