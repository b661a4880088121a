# SPDX-License-Identifier: EUPL-1.2
"""The sustainable development goals of the United Nations, and what in the documents works on them."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from afspraken.querysets.wijkplan import SdgkoppelingQuerySet
from partijen.models import HeeftBron
from portaal.lib.publicity import Publicity


class Sdg(models.IntegerChoices):
    """The seventeen goals by number, with the short Dutch names of the United Nations.

    Everywhere the same and never changed by anybody here, so a list and not a table.
    """

    GEEN_ARMOEDE = 1, _("Geen armoede")
    GEEN_HONGER = 2, _("Geen honger")
    GEZONDHEID = 3, _("Goede gezondheid en welzijn")
    ONDERWIJS = 4, _("Kwaliteitsonderwijs")
    GENDERGELIJKHEID = 5, _("Gendergelijkheid")
    WATER = 6, _("Schoon water en sanitair")
    ENERGIE = 7, _("Betaalbare en duurzame energie")
    WERK = 8, _("Waardig werk en economische groei")
    INDUSTRIE = 9, _("Industrie, innovatie en infrastructuur")
    ONGELIJKHEID = 10, _("Ongelijkheid verminderen")
    STEDEN = 11, _("Duurzame steden en gemeenschappen")
    CONSUMPTIE = 12, _("Verantwoorde consumptie en productie")
    KLIMAAT = 13, _("Klimaatactie")
    WATERLEVEN = 14, _("Leven in het water")
    LANDLEVEN = 15, _("Leven op het land")
    VREDE = 16, _("Vrede, veiligheid en sterke publieke diensten")
    PARTNERSCHAP = 17, _("Partnerschap om doelstellingen te bereiken")


class Sdgkoppeling(HeeftBron):
    """That a whole set works on a goal, or one thema (pijler) of it, or one afspraak."""

    publicity = Publicity(when=("afsprakenset.gepubliceerd", "afspraak.gepubliceerd"))

    gemeente = models.ForeignKey(
        "partijen.Gemeente", verbose_name=_("gemeente"), on_delete=models.PROTECT, related_name="+"
    )
    afsprakenset = models.ForeignKey(
        "afspraken.Afsprakenset",
        verbose_name=_("afsprakenset"),
        on_delete=models.CASCADE,
        related_name="sdgkoppelingen",
    )
    thema = models.ForeignKey(
        "afspraken.Thema",
        verbose_name=_("thema"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="sdgkoppelingen",
        help_text=_("Leeg: het hele document, of één afspraak."),
    )
    afspraak = models.ForeignKey(
        "afspraken.Afspraak",
        verbose_name=_("afspraak"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="sdgkoppelingen",
    )
    sdg = models.PositiveSmallIntegerField(_("werelddoel (SDG)"), choices=Sdg.choices)

    objects: ClassVar[SdgkoppelingQuerySet] = SdgkoppelingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("werelddoel (SDG) bij een document")
        verbose_name_plural = _("werelddoelen (SDG’s) bij documenten")
        ordering = ("afsprakenset", "sdg", "id")
        constraints = [
            models.UniqueConstraint(
                "afsprakenset", "sdg", Coalesce("thema", 0), Coalesce("afspraak", 0), name="sdgkoppeling_uniek"
            ),
            models.CheckConstraint(
                condition=models.Q(sdg__gte=1, sdg__lte=17),
                name="sdgkoppeling_bestaand_doel",
                violation_error_message=_("De werelddoelen lopen van 1 tot en met 17."),
            ),
            models.CheckConstraint(
                condition=models.Q(thema=None) | models.Q(afspraak=None),
                name="sdgkoppeling_thema_of_afspraak",
                violation_error_message=_("Kies een thema of een afspraak, niet allebei."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sdg}. {self.get_sdg_display()}"
