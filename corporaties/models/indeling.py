# SPDX-License-Identifier: EUPL-1.2
"""What figures are counted by: characteristics, the lists of classes of one source and year, and rent limits."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from corporaties.querysets import KlassenlijstQuerySet, PubliekQuerySet
from partijen.models import HeeftBron
from portaal.lib.models import Versioned
from portaal.lib.publicity import PUBLIC


class Kenmerk(Versioned):
    """What a dwelling or project is counted by: rent class, BAT score, energy label, kind of work. Data, not code."""

    publicity = PUBLIC

    code = models.SlugField(_("code"), max_length=30, unique=True)
    naam = models.CharField(_("naam"), max_length=80)
    omschrijving = models.TextField(_("omschrijving"), blank=True)
    volgorde = models.PositiveSmallIntegerField(_("volgorde"), default=0)

    objects: ClassVar[PubliekQuerySet] = PubliekQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("kenmerk")
        verbose_name_plural = _("kenmerken")
        ordering = ("volgorde", "code")

    def __str__(self) -> str:
        return self.naam


class Klassenlijst(Versioned, HeeftBron):
    """The classes of one source and year for one kenmerk. Figures of different lists are never added or mapped.

    Without a gemeente it is a list of the whole country, such as those of VERA.
    """

    publicity = PUBLIC

    kenmerk = models.ForeignKey(
        Kenmerk, verbose_name=_("kenmerk"), on_delete=models.PROTECT, related_name="klassenlijsten"
    )
    gemeente = models.ForeignKey(
        "partijen.Gemeente",
        verbose_name=_("gemeente"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="klassenlijsten",
        help_text=_("Leeg: een landelijke lijst, zoals die van VERA."),
    )
    naam = models.CharField(_("naam"), max_length=80, help_text=_("Bron en jaar, zoals: Maastricht 2022."))
    jaar = models.PositiveSmallIntegerField(_("jaar"), null=True, blank=True)
    uitgave = models.CharField(_("uitgave"), max_length=40, blank=True, help_text=_("Welke versie van de lijst."))
    optelbaar = models.BooleanField(
        _("klassen sluiten elkaar uit"),
        default=True,
        help_text=_("Uit: wat in de ene klasse valt, kan ook in een andere vallen; dan wordt niet opgeteld."),
    )
    volledig = models.BooleanField(
        _("elke woning heeft een klasse"),
        default=False,
        help_text=_("Aan: de klassen samen zijn de hele voorraad."),
    )
    grens_telt_mee = models.BooleanField(
        _("op de grens telt als eronder"),
        default=True,
        help_text=_("Bij huurklassen: ‘op of onder’ (aan) of ‘onder’ (uit)."),
    )

    objects: ClassVar[KlassenlijstQuerySet] = KlassenlijstQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("klassenlijst")
        verbose_name_plural = _("klassenlijsten")
        ordering = ("kenmerk", "naam", "id")
        constraints = [
            models.UniqueConstraint(
                "kenmerk",
                Coalesce("gemeente", 0),
                "naam",
                name="klassenlijst_uniek",
                violation_error_message=_("Er is al een lijst met deze naam voor dit kenmerk."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kenmerk} ({self.naam})"


class Grens(models.TextChoices):
    """Rent limits that are set each year, lowest first."""

    KWALITEITSKORTING = "kwaliteitskortingsgrens", _("kwaliteitskortingsgrens")
    AFTOPPING_1 = "eerste_aftoppingsgrens", _("eerste aftoppingsgrens")
    AFTOPPING_2 = "tweede_aftoppingsgrens", _("tweede aftoppingsgrens")
    LIBERALISATIE = "liberalisatiegrens", _("liberalisatiegrens")


class Klasse(Versioned):
    """One class of a list. A rent class lies between two limits: by name (they change each year) or in euros."""

    publicity = PUBLIC

    lijst = models.ForeignKey(Klassenlijst, verbose_name=_("lijst"), on_delete=models.CASCADE, related_name="klassen")
    code = models.CharField(_("code"), max_length=30)
    naam = models.CharField(_("naam"), max_length=120)
    volgorde = models.PositiveSmallIntegerField(_("volgorde"), default=0)
    omschrijving = models.TextField(_("omschrijving"), blank=True)
    boven_grens = models.CharField(_("huur boven"), max_length=30, choices=Grens.choices, blank=True)
    tot_grens = models.CharField(_("huur tot"), max_length=30, choices=Grens.choices, blank=True)
    boven_euro = models.DecimalField(_("huur boven (euro)"), max_digits=8, decimal_places=2, null=True, blank=True)
    tot_euro = models.DecimalField(_("huur tot (euro)"), max_digits=8, decimal_places=2, null=True, blank=True)
    vera_code = models.CharField(_("code in VERA"), max_length=10, blank=True)
    is_saldo = models.BooleanField(
        _("saldo"), default=False, help_text=_("Geen klasse naast de andere, maar wat die samen met de voorraad doen.")
    )
    voorraadeffect = models.SmallIntegerField(
        _("effect op de voorraad"),
        choices=[(1, _("erbij")), (0, _("geen")), (-1, _("eraf"))],
        null=True,
        blank=True,
        help_text=_("Bij ingrepen: of er een woning bij komt of af gaat."),
    )

    objects: ClassVar[PubliekQuerySet] = PubliekQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("klasse")
        verbose_name_plural = _("klassen")
        ordering = ("lijst", "volgorde", "id")
        constraints = [
            models.UniqueConstraint(fields=("lijst", "code"), name="klasse_code_uniek"),
            models.UniqueConstraint(fields=("lijst", "naam"), name="klasse_naam_uniek"),
            models.CheckConstraint(
                condition=models.Q(boven_grens="") | models.Q(boven_euro=None), name="klasse_een_ondergrens"
            ),
            models.CheckConstraint(
                condition=models.Q(tot_grens="") | models.Q(tot_euro=None), name="klasse_een_bovengrens"
            ),
            models.CheckConstraint(
                condition=models.Q(voorraadeffect=None) | models.Q(voorraadeffect__in=(-1, 0, 1)),
                name="klasse_voorraadeffect",
            ),
        ]

    def __str__(self) -> str:
        return self.naam

    def clean(self) -> None:
        """Raises ValidationError for a code that VERA does not have."""
        from corporaties.validators import check_vera_code

        super().clean()
        if self.lijst_id is not None:
            check_vera_code(self)


class Huurgrens(Versioned):
    """A rent limit in euros a month for one year. Unknown stays unknown: it is never zero."""

    publicity = PUBLIC

    jaar = models.PositiveSmallIntegerField(_("jaar"))
    grens = models.CharField(_("grens"), max_length=30, choices=Grens.choices)
    bedrag = models.DecimalField(_("bedrag per maand"), max_digits=8, decimal_places=2, null=True, blank=True)
    bron_naam = models.CharField(_("bron"), max_length=160)
    zekerheid = models.CharField(_("zekerheid"), max_length=160, blank=True)

    objects: ClassVar[PubliekQuerySet] = PubliekQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("huurgrens")
        verbose_name_plural = _("huurgrenzen")
        ordering = ("-jaar", "bedrag", "id")
        constraints = [
            models.UniqueConstraint(fields=("jaar", "grens"), name="huurgrens_uniek"),
            models.CheckConstraint(
                condition=models.Q(bedrag=None) | models.Q(bedrag__gt=0), name="huurgrens_boven_nul"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_grens_display()} {self.jaar}"
