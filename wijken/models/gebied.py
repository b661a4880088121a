# SPDX-License-Identifier: EUPL-1.2
"""Places within a gemeente: buurt, wijk, stadsdeel, rayon, focusgebied, woonzorgzone."""

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from partijen.models import HeeftBron
from portaal.lib.models import Versioned
from portaal.lib.publicity import PUBLIC
from wijken.querysets import GebiedQuerySet, GebiedsdeelQuerySet

UITLEG_AANPAKFASE = {
    "afronden": _("De partijen zijn hier al lang bezig. De bouwplannen worden nu afgemaakt."),
    "doorstarten": _("De eerste stappen zijn gezet en bewoners praten mee. De uitvoering begint of begint opnieuw."),
    "anticiperen": _("Er zijn nog weinig plannen. De partijen bereiden zich voor op wat hier gaat spelen."),
}


class Gebied(Versioned, HeeftBron):
    """A named place; its slug is unique within the gemeente, its name may recur at another level.

    A wijk lies in a stadsdeel and a buurt in a wijk (`ouder`); a rayon, focusgebied or woonzorgzone is made of buurten
    (`Gebiedsdeel`), with dates.
    """

    publicity = PUBLIC

    class Soort(models.TextChoices):
        BUURT = "buurt", _("buurt")
        WIJK = "wijk", _("wijk")
        STADSDEEL = "stadsdeel", _("stadsdeel")
        RAYON = "rayon", _("rayon")
        FOCUSGEBIED = "focusgebied", _("focusgebied")
        WOONZORGZONE = "woonzorgzone", _("woonzorgzone")

    class Aanpakfase(models.TextChoices):
        """In which phase the approach of a place is (chapter 6.1 of the agreement of Maastricht)."""

        AFRONDEN = "afronden", _("afronden")
        DOORSTARTEN = "doorstarten", _("doorstarten")
        ANTICIPEREN = "anticiperen", _("anticiperen")

    gemeente = models.ForeignKey(
        "partijen.Gemeente", verbose_name=_("gemeente"), on_delete=models.PROTECT, related_name="gebieden"
    )
    soort = models.CharField(_("soort"), max_length=15, choices=Soort.choices)
    naam = models.CharField(_("naam"), max_length=80)
    slug = models.SlugField(_("naam in het adres"), max_length=80)
    cbs_code = models.CharField(
        _("CBS-code"),
        max_length=10,
        blank=True,
        validators=[RegexValidator(r"\A(WK[0-9]{6}|BU[0-9]{8})\Z", _("Een CBS-code is WK met 6 of BU met 8 cijfers."))],
    )
    aliassen = models.JSONField(
        _("andere schrijfwijzen"), default=list, blank=True, help_text=_("Zoals de bronnen het gebied schrijven.")
    )
    ouder = models.ForeignKey(
        "self", verbose_name=_("ligt in"), on_delete=models.PROTECT, null=True, blank=True, related_name="onderdelen"
    )
    aanpakfase = models.CharField(
        _("fase van de aanpak"),
        max_length=12,
        choices=Aanpakfase.choices,
        blank=True,
        help_text=_("Leeg: de bron noemt voor dit gebied geen fase."),
    )

    objects: ClassVar[GebiedQuerySet] = GebiedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("gebied")
        verbose_name_plural = _("gebieden")
        ordering = ("gemeente", "soort", "naam")
        constraints = [
            models.UniqueConstraint(fields=("gemeente", "slug"), name="gebied_slug_uniek"),
            models.UniqueConstraint(
                fields=("gemeente", "cbs_code"), condition=~models.Q(cbs_code=""), name="gebied_cbs_code_uniek"
            ),
            models.CheckConstraint(condition=~models.Q(ouder=models.F("id")), name="gebied_niet_in_zichzelf"),
        ]

    def __str__(self) -> str:
        return self.naam

    @property
    def volledige_naam(self) -> str:
        """The name that cannot be mistaken for another level: "Rayon Noord-Oost", "Stadsdeel Oost", "Amby"."""
        if self.soort in (self.Soort.BUURT, self.Soort.FOCUSGEBIED):
            return self.naam
        return f"{self.Soort(self.soort).label.capitalize()} {self.naam}"

    @property
    def aanpakfase_uitleg(self) -> str:
        """What the phase means, in a sentence; empty when the source names none."""
        return str(UITLEG_AANPAKFASE.get(self.aanpakfase, ""))


class Gebiedsdeel(HeeftBron):
    """That a rayon, focusgebied or woonzorgzone is made of a buurt, with dates where these are known."""

    publicity = PUBLIC

    gemeente = models.ForeignKey(
        "partijen.Gemeente", verbose_name=_("gemeente"), on_delete=models.PROTECT, related_name="+"
    )
    geheel = models.ForeignKey(Gebied, verbose_name=_("geheel"), on_delete=models.CASCADE, related_name="delen")
    deel = models.ForeignKey(Gebied, verbose_name=_("deel"), on_delete=models.PROTECT, related_name="gehelen")
    van = models.DateField(_("van"), null=True, blank=True)
    tot = models.DateField(_("tot en met"), null=True, blank=True)

    objects: ClassVar[GebiedsdeelQuerySet] = GebiedsdeelQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("deel van een gebied")
        verbose_name_plural = _("delen van gebieden")
        constraints = [
            models.UniqueConstraint(
                fields=("geheel", "deel", "van"),
                name="gebiedsdeel_uniek",
                violation_error_message=_("Dit deel staat al bij dit gebied, met dezelfde begindatum."),
            ),
            models.UniqueConstraint(
                fields=("geheel", "deel"),
                condition=models.Q(van=None),
                name="gebiedsdeel_zonder_datum_uniek",
                violation_error_message=_("Dit deel staat al bij dit gebied, zonder begindatum."),
            ),
            models.CheckConstraint(
                condition=~models.Q(geheel=models.F("deel")),
                name="gebiedsdeel_niet_zichzelf",
                violation_error_message=_("Een gebied is geen deel van zichzelf."),
            ),
            models.CheckConstraint(
                condition=models.Q(tot__gte=models.F("van")) | models.Q(van=None) | models.Q(tot=None),
                name="gebiedsdeel_van_voor_tot",
                violation_error_message=_("De einddatum ligt voor de begindatum."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deel} in {self.geheel}"
