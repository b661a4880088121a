# SPDX-License-Identifier: EUPL-1.2
"""What a party puts beside an afspraak, rapportage or evaluation, and the answer to it."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from monitoring.querysets.zienswijze import Staat, ZienswijzeQuerySet
from portaal.lib.models import Versioned
from portaal.lib.publicity import Publicity

MAX_TEKST = 4000
# What a zienswijze can be about; each is a column.
OVER = ("afspraak", "rapportage", "evaluatie")


def _only(name: str) -> Q:
    return Q(**{f"{other}__isnull": other != name for other in OVER})


class Zienswijze(Versioned):
    """A view or question of a party, with the answer. Public only after both sides said that it may be.

    `gericht_aan` is the party that is asked to answer, empty for the gemeente; `antwoord_namens` the one that did,
    empty for a gemeente without a party of its own. `over_naam` keeps in words what it was about.
    """

    publicity = Publicity(
        when=(
            "gepubliceerd",
            "afspraak.gepubliceerd",
            "afspraak.afsprakenset.gepubliceerd",
            "rapportage.afsprakenset.gepubliceerd",
            "evaluatie.afsprakenset.gepubliceerd",
        )
    )

    class Soort(models.TextChoices):
        ZIENSWIJZE = "zienswijze", _("zienswijze")
        VRAAG = "vraag", _("vraag")

    gemeente = models.ForeignKey(
        "partijen.Gemeente", verbose_name=_("gemeente"), on_delete=models.PROTECT, related_name="zienswijzen"
    )
    soort = models.CharField(_("soort"), max_length=12, choices=Soort.choices, default=Soort.ZIENSWIJZE)
    partij = models.ForeignKey(
        "partijen.Partij", verbose_name=_("namens"), on_delete=models.PROTECT, related_name="zienswijzen"
    )
    afspraak = models.ForeignKey(
        "afspraken.Afspraak",
        verbose_name=_("afspraak"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="zienswijzen",
    )
    rapportage = models.ForeignKey(
        "monitoring.Rapportage",
        verbose_name=_("rapportage"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="zienswijzen",
    )
    evaluatie = models.ForeignKey(
        "monitoring.Evaluatie",
        verbose_name=_("evaluatie"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="zienswijzen",
    )
    over_naam = models.CharField(_("waarover"), max_length=240)
    titel = models.CharField(_("in één zin"), max_length=160)
    tekst = models.TextField(_("toelichting"), max_length=MAX_TEKST)
    ingediend_op = models.DateTimeField(_("ingediend op"), default=timezone.now)
    ingediend_door = models.ForeignKey(
        "partijen.Gebruiker",
        verbose_name=_("ingediend door"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    gericht_aan = models.ForeignKey(
        "partijen.Partij",
        verbose_name=_("gericht aan"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="zienswijzen_te_beantwoorden",
    )
    antwoord_uiterlijk = models.DateField(_("antwoord uiterlijk op"))
    antwoord = models.TextField(_("antwoord"), max_length=MAX_TEKST, blank=True)
    antwoord_namens = models.ForeignKey(
        "partijen.Partij",
        verbose_name=_("antwoord namens"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="zienswijzen_beantwoord",
    )
    beantwoord_op = models.DateTimeField(_("beantwoord op"), null=True, blank=True)
    beantwoord_door = models.ForeignKey(
        "partijen.Gebruiker",
        verbose_name=_("beantwoord door"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    akkoord_indiener_op = models.DateTimeField(_("indiener akkoord op"), null=True, blank=True)
    akkoord_indiener_door = models.ForeignKey(
        "partijen.Gebruiker",
        verbose_name=_("akkoord indiener"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    akkoord_antwoord_op = models.DateTimeField(_("beantwoorder akkoord op"), null=True, blank=True)
    akkoord_antwoord_door = models.ForeignKey(
        "partijen.Gebruiker",
        verbose_name=_("akkoord beantwoorder"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    gepubliceerd = models.BooleanField(_("gepubliceerd"), default=False)
    gepubliceerd_op = models.DateTimeField(_("gepubliceerd op"), null=True, blank=True)
    ingetrokken_op = models.DateTimeField(_("ingetrokken op"), null=True, blank=True)
    demo = models.BooleanField(_("demo"), default=False)

    objects: ClassVar[ZienswijzeQuerySet] = ZienswijzeQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("zienswijze")
        verbose_name_plural = _("zienswijzen")
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(
                condition=_only("afspraak") | _only("rapportage") | _only("evaluatie"), name="zienswijze_over_een_ding"
            ),
            models.CheckConstraint(
                condition=Q(beantwoord_op=None, antwoord="") | (Q(beantwoord_op__isnull=False) & ~Q(antwoord="")),
                name="zienswijze_antwoord_met_moment",
            ),
            models.CheckConstraint(
                condition=Q(beantwoord_op__isnull=False) | Q(akkoord_indiener_op=None, akkoord_antwoord_op=None),
                name="zienswijze_akkoord_na_antwoord",
            ),
            models.CheckConstraint(
                condition=Q(gepubliceerd=False, gepubliceerd_op=None)
                | Q(
                    gepubliceerd=True,
                    gepubliceerd_op__isnull=False,
                    akkoord_indiener_op__isnull=False,
                    akkoord_antwoord_op__isnull=False,
                    ingetrokken_op=None,
                ),
                name="zienswijze_openbaar_na_akkoord",
            ),
            models.CheckConstraint(
                condition=Q(gericht_aan=None) | ~Q(gericht_aan=F("partij")), name="zienswijze_niet_aan_zichzelf"
            ),
        ]
        indexes = [models.Index(fields=("gemeente", "-id"), name="zienswijze_lijst")]

    def __str__(self) -> str:
        return self.titel

    def get_absolute_url(self) -> str:
        """Its page; needs `gemeente` loaded."""
        return reverse("zienswijze", args=(self.gemeente.slug, self.pk))

    @property
    def over_soort(self) -> str:
        """What kind of thing it is about: one of OVER."""
        return next(name for name in OVER if getattr(self, f"{name}_id") is not None)

    @property
    def over_id(self) -> int:
        """Its number."""
        return int(getattr(self, f"{self.over_soort}_id"))

    @property
    def over(self) -> Any:
        """What it is about."""
        return getattr(self, self.over_soort)

    @property
    def staat(self) -> Staat:
        """How far it is; `Staat.condition` says the same to the database."""
        if self.ingetrokken_op:
            return Staat.INGETROKKEN
        if self.gepubliceerd:
            return Staat.GEPUBLICEERD
        return Staat.BEANTWOORD if self.beantwoord_op else Staat.OPEN

    @property
    def beide_akkoord(self) -> bool:
        """Both sides said that it may become public."""
        return self.akkoord_indiener_op is not None and self.akkoord_antwoord_op is not None
