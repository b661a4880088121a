# SPDX-License-Identifier: EUPL-1.2
"""Who, where and when: each names its afspraak, and may name one of its acties."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from afspraken.models.afspraak import VIA_AFSPRAAK
from afspraken.querysets import ProjectkoppelingQuerySet, ZichtbaarViaAfspraakQuerySet
from afspraken.querysets.termijn import TermijnQuerySet
from portaal.lib.periods import Periode, PeriodeField
from portaal.lib.publicity import Publicity


def actie_index(name: str) -> models.Index:
    """Index on the actie of the rows that name one: most rows of these tables are about the afspraak itself."""
    return models.Index(fields=("actie",), name=name, condition=models.Q(actie__isnull=False))


class BijAfspraak(models.Model):
    """What hangs on an afspraak or, when it names one, on an actie of that afspraak."""

    gemeente = models.ForeignKey(
        "partijen.Gemeente", verbose_name=_("gemeente"), on_delete=models.PROTECT, related_name="+"
    )
    afspraak = models.ForeignKey("afspraken.Afspraak", verbose_name=_("afspraak"), on_delete=models.CASCADE)
    # Its index leaves empty ones out (`actie_index`): SQLite would take "of the afspraak itself" for a rare value.
    actie = models.ForeignKey(
        "afspraken.Actie", verbose_name=_("actie"), on_delete=models.CASCADE, null=True, blank=True, db_index=False
    )

    class Meta:
        abstract = True


class Betrokkenheid(BijAfspraak):
    """The role of a party: it leads (trekker) or takes part (betrokken)."""

    publicity = Publicity(when=VIA_AFSPRAAK)

    class Rol(models.TextChoices):
        TREKKER = "trekker", _("trekker")
        BETROKKEN = "betrokken", _("betrokken")

    partij = models.ForeignKey(
        "partijen.Partij", verbose_name=_("partij"), on_delete=models.PROTECT, related_name="betrokkenheden"
    )
    rol = models.CharField(_("rol"), max_length=10, choices=Rol.choices)
    volgorde = models.PositiveSmallIntegerField(_("volgorde"), default=0)

    objects: ClassVar[ZichtbaarViaAfspraakQuerySet] = ZichtbaarViaAfspraakQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        default_related_name = "betrokkenheden"
        verbose_name = _("betrokkenheid")
        verbose_name_plural = _("betrokkenheden")
        ordering = ("afspraak", "rol", "volgorde", "id")
        constraints = [models.UniqueConstraint("afspraak", Coalesce("actie", 0), "partij", name="betrokkenheid_uniek")]
        indexes = [
            models.Index(fields=("gemeente", "partij", "rol"), name="betrokkenheid_partij"),
            actie_index("betrokkenheid_actie"),
        ]

    def __str__(self) -> str:
        return f"{self.partij} ({self.get_rol_display()})"


class Ligging(BijAfspraak):
    """A buurt in which an afspraak or actie takes place, in the order of the source."""

    publicity = Publicity(when=VIA_AFSPRAAK)

    gebied = models.ForeignKey(
        "wijken.Gebied", verbose_name=_("gebied"), on_delete=models.PROTECT, related_name="liggingen"
    )
    volgorde = models.PositiveSmallIntegerField(_("volgorde"), default=0)

    objects: ClassVar[ZichtbaarViaAfspraakQuerySet] = ZichtbaarViaAfspraakQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        default_related_name = "liggingen"
        verbose_name = _("ligging")
        verbose_name_plural = _("liggingen")
        ordering = ("afspraak", "volgorde", "id")
        constraints = [models.UniqueConstraint("afspraak", Coalesce("actie", 0), "gebied", name="ligging_uniek")]
        indexes = [
            models.Index(fields=("gemeente", "gebied"), name="ligging_gebied"),
            actie_index("ligging_actie"),
        ]

    def __str__(self) -> str:
        return str(self.gebied)


class Projectkoppeling(BijAfspraak):
    """That a building project carries out an afspraak, or one of its acties."""

    publicity = Publicity(when=(*VIA_AFSPRAAK, "project.gepubliceerd"))

    project = models.ForeignKey(
        "corporaties.Vastgoedproject",
        verbose_name=_("vastgoedproject"),
        on_delete=models.CASCADE,
        related_name="koppelingen",
    )

    objects: ClassVar[ProjectkoppelingQuerySet] = ProjectkoppelingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        default_related_name = "projectkoppelingen"
        verbose_name = _("vastgoedproject bij een afspraak")
        verbose_name_plural = _("vastgoedprojecten bij afspraken")
        ordering = ("afspraak", "id")
        constraints = [
            models.UniqueConstraint("afspraak", Coalesce("actie", 0), "project", name="projectkoppeling_uniek")
        ]
        indexes = [actie_index("projectkoppeling_actie")]

    def __str__(self) -> str:
        return str(self.project)


class Termijn(BijAfspraak):
    """A dated promise. Only an unmet `gereed` or `besluit` can be late."""

    publicity = Publicity(when=VIA_AFSPRAAK)

    class Soort(models.TextChoices):
        START = "start", _("start")
        GEREED = "gereed", _("gereed")
        BESLUIT = "besluit", _("besluit")
        EVALUATIE = "evaluatie", _("evaluatie")

    KAN_VERSTRIJKEN = (Soort.GEREED, Soort.BESLUIT)

    soort = models.CharField(_("soort"), max_length=10, choices=Soort.choices)
    periode = PeriodeField(_("periode"))
    begindatum = models.DateField(_("eerste dag"), editable=False)
    einddatum = models.DateField(_("laatste dag"), editable=False)
    wat = models.CharField(_("wat"), max_length=200, blank=True)
    voldaan_op = models.DateField(_("voldaan op"), null=True, blank=True)
    bron_opmerking = models.TextField(_("opmerking bij de bron"), blank=True)

    objects: ClassVar[TermijnQuerySet] = TermijnQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        default_related_name = "termijnen"
        verbose_name = _("termijn")
        verbose_name_plural = _("termijnen")
        ordering = ("afspraak", "begindatum", "einddatum", "id")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(einddatum__gte=models.F("begindatum")), name="termijn_eind_na_begin"
            ),
            models.UniqueConstraint("afspraak", Coalesce("actie", 0), "soort", "periode", "wat", name="termijn_uniek"),
        ]
        indexes = [
            models.Index(
                fields=("gemeente", "einddatum"),
                name="termijn_open",
                condition=models.Q(voldaan_op=None, soort__in=("gereed", "besluit")),
            ),
            actie_index("termijn_actie"),
        ]

    def __str__(self) -> str:
        return f"{self.get_soort_display()} {self.periode}"

    @property
    def label(self) -> str:
        """The period in Dutch words."""
        return Periode.parse(self.periode).label()
