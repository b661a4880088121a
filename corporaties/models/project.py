# SPDX-License-Identifier: EUPL-1.2
"""Building projects of corporations, with what they are made of."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from corporaties.models.cijfer import Waardestatus
from corporaties.querysets import VastgoedprojectQuerySet, ViaProjectQuerySet
from partijen.models import HeeftBron
from portaal.lib.models import Versioned
from portaal.lib.periods import PeriodeField
from portaal.lib.publicity import Publicity


class Vastgoedproject(Versioned, HeeftBron):
    """New dwellings, demolition, renovation, sale or purchase at one place, or research into one of these."""

    publicity = Publicity(when=("gepubliceerd",))

    class Soort(models.TextChoices):
        NIEUWBOUW = "nieuwbouw", _("nieuwbouw")
        SLOOP = "sloop", _("sloop")
        RENOVATIE = "renovatie", _("renovatie")
        VERKOOP = "verkoop", _("verkoop")
        AANKOOP = "aankoop", _("aankoop")
        ONDERZOEK = "onderzoek", _("onderzoek")

    class Fase(models.TextChoices):
        VOORBEREIDING = "voorbereiding", _("voorbereiding")
        BESLUITVORMING = "besluitvorming", _("besluitvorming")
        UITVOERING = "uitvoering", _("uitvoering")
        AFRONDING = "afronding", _("afronding")
        GEREED = "gereed", _("gereed")
        VERVALLEN = "vervallen", _("vervallen")

    gemeente = models.ForeignKey(
        "partijen.Gemeente", verbose_name=_("gemeente"), on_delete=models.PROTECT, related_name="vastgoedprojecten"
    )
    code = models.SlugField(_("code"), max_length=80, help_text=_("Blijft altijd hetzelfde, zoals: blauwe-loper."))
    naam = models.CharField(_("naam"), max_length=120, blank=True)
    locatie = models.CharField(_("locatie"), max_length=160, blank=True, help_text=_("Zoals de bron die noemt."))
    gebied = models.ForeignKey(
        "wijken.Gebied",
        verbose_name=_("gebied"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="vastgoedprojecten",
    )
    corporaties = models.ManyToManyField(
        "partijen.Partij",
        verbose_name=_("corporaties"),
        through="corporaties.Projectdeelname",
        related_name="vastgoedprojecten",
    )
    soort = models.CharField(_("soort"), max_length=12, choices=Soort.choices)
    aantal = models.PositiveIntegerField(_("aantal woningen"), null=True, blank=True)
    aantal_tekst = models.CharField(_("aantal zoals gedrukt"), max_length=80, blank=True)
    waardestatus = models.CharField(
        _("waardestatus"), max_length=20, choices=Waardestatus.choices, default=Waardestatus.BEKEND
    )
    woningen_voor = models.PositiveIntegerField(_("woningen vooraf"), null=True, blank=True)
    woningen_na = models.PositiveIntegerField(_("woningen na afloop"), null=True, blank=True)
    woningen_opmerking = models.CharField(
        _("waarom onbekend"), max_length=160, blank=True, help_text=_("Zoals: pm, n.t.b.")
    )
    woningtype = models.CharField(_("woningtype zoals gedrukt"), max_length=160, blank=True)
    bat = models.CharField(_("BAT zoals gedrukt"), max_length=120, blank=True)
    huursegment = models.CharField(_("huursegment zoals gedrukt"), max_length=160, blank=True)
    fase = models.CharField(_("fase"), max_length=15, choices=Fase.choices, blank=True)
    gepland_start = PeriodeField(_("start gepland"), blank=True, first="gepland_start_begin", last="gepland_start_eind")
    gepland_start_begin = models.DateField(null=True, editable=False)
    gepland_start_eind = models.DateField(null=True, editable=False)
    gepland_gereed = PeriodeField(
        _("gereed gepland"), blank=True, first="gepland_gereed_begin", last="gepland_gereed_eind"
    )
    gepland_gereed_begin = models.DateField(null=True, editable=False)
    gepland_gereed_eind = models.DateField(null=True, editable=False)
    werkelijk_start = PeriodeField(_("gestart"), blank=True, first="werkelijk_start_begin", last="werkelijk_start_eind")
    werkelijk_start_begin = models.DateField(null=True, editable=False)
    werkelijk_start_eind = models.DateField(null=True, editable=False)
    werkelijk_gereed = PeriodeField(
        _("gereed"), blank=True, first="werkelijk_gereed_begin", last="werkelijk_gereed_eind"
    )
    werkelijk_gereed_begin = models.DateField(null=True, editable=False)
    werkelijk_gereed_eind = models.DateField(null=True, editable=False)
    opmerking = models.TextField(_("opmerking"), blank=True)
    gepubliceerd = models.BooleanField(_("gepubliceerd"), default=False)
    demo = models.BooleanField(_("demo"), default=False, editable=False)

    objects: ClassVar[VastgoedprojectQuerySet] = VastgoedprojectQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("vastgoedproject")
        verbose_name_plural = _("vastgoedprojecten")
        ordering = ("gemeente", "code")
        constraints = [
            models.UniqueConstraint(
                fields=("gemeente", "code"),
                name="vastgoedproject_uniek",
                violation_error_message=_("Er is al een project met deze code."),
            ),
            models.CheckConstraint(
                condition=models.Q(waardestatus="bekend", aantal__isnull=False)
                | (~models.Q(waardestatus="bekend") & models.Q(aantal__isnull=True)),
                name="vastgoedproject_aantal_of_waarom_niet",
                violation_error_message=_("Vul het aantal in, of kies waarom het er niet is."),
            ),
        ]
        indexes = [
            models.Index(fields=("gemeente", "gebied"), name="vastgoedproject_gebied"),
            models.Index(fields=("gemeente", "soort"), name="vastgoedproject_soort"),
        ]

    def __str__(self) -> str:
        return f"{self.naam or self.locatie or self.code} ({self.get_soort_display()})"


class Projectdeelname(models.Model):
    """A corporation that takes part in a project; at most one leads it."""

    publicity = Publicity(when=("project.gepubliceerd",))

    gemeente = models.ForeignKey(
        "partijen.Gemeente", verbose_name=_("gemeente"), on_delete=models.PROTECT, related_name="+"
    )
    project = models.ForeignKey(
        Vastgoedproject, verbose_name=_("vastgoedproject"), on_delete=models.CASCADE, related_name="deelnames"
    )
    partij = models.ForeignKey(
        "partijen.Partij", verbose_name=_("corporatie"), on_delete=models.PROTECT, related_name="projectdeelnames"
    )
    leidend = models.BooleanField(_("leidend"), default=False)
    volgorde = models.PositiveSmallIntegerField(_("volgorde"), default=0)

    objects: ClassVar[ViaProjectQuerySet] = ViaProjectQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("deelname aan een project")
        verbose_name_plural = _("deelnames aan projecten")
        ordering = ("project", "-leidend", "volgorde", "id")
        constraints = [
            models.UniqueConstraint(fields=("project", "partij"), name="projectdeelname_uniek"),
            models.UniqueConstraint(
                fields=("project",), condition=models.Q(leidend=True), name="projectdeelname_een_leidt"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partij}: {self.project}"


class Mixregel(models.Model):
    """How many dwellings of a project are of one class: a BAT score, rent class or dwelling type."""

    publicity = Publicity(when=("project.gepubliceerd",))

    gemeente = models.ForeignKey(
        "partijen.Gemeente", verbose_name=_("gemeente"), on_delete=models.PROTECT, related_name="+"
    )
    project = models.ForeignKey(
        Vastgoedproject, verbose_name=_("vastgoedproject"), on_delete=models.CASCADE, related_name="mixregels"
    )
    klasse = models.ForeignKey(
        "corporaties.Klasse", verbose_name=_("klasse"), on_delete=models.PROTECT, related_name="mixregels"
    )
    aantal = models.PositiveIntegerField(_("aantal woningen"), null=True, blank=True)
    aantal_tekst = models.CharField(_("aantal zoals gedrukt"), max_length=40, blank=True)

    objects: ClassVar[ViaProjectQuerySet] = ViaProjectQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("regel van de mix")
        verbose_name_plural = _("regels van de mix")
        ordering = ("project", "klasse__lijst", "klasse__volgorde", "id")
        constraints = [models.UniqueConstraint(fields=("project", "klasse"), name="mixregel_uniek")]

    def __str__(self) -> str:
        return f"{self.klasse}: {self.aantal if self.aantal is not None else '?'}"
