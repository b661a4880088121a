# SPDX-License-Identifier: EUPL-1.2
"""Where figures come from: a lasting source (a printed table, what a corporation delivers) and its deliveries."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from corporaties.querysets import LeveringQuerySet, PubliekQuerySet
from portaal.lib.models import Versioned
from portaal.lib.periods import PeriodeField
from portaal.lib.publicity import PUBLIC, Publicity


class Cijferbron(Versioned):
    """A table of a document, or the yearly figures of one corporation: part of the identity of each of its figures.

    It stays the same when a later delivery corrects or continues it.
    """

    publicity = PUBLIC

    class ProcentVan(models.TextChoices):
        GEHEEL = "geheel", _("het totaal van de hele tabel")
        CORPORATIE = "corporatie", _("het totaal van de corporatie")
        KLASSE = "klasse", _("het totaal van de klasse")

    gemeente = models.ForeignKey(
        "partijen.Gemeente", verbose_name=_("gemeente"), on_delete=models.PROTECT, related_name="cijferbronnen"
    )
    slug = models.SlugField(_("naam in het adres"), max_length=80)
    naam = models.CharField(_("naam"), max_length=160)
    document = models.ForeignKey(
        "partijen.Brondocument",
        verbose_name=_("document"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="cijferbronnen",
    )
    tabel = models.CharField(_("tabel"), max_length=80, blank=True, help_text=_("Waar het in het document staat."))
    partij = models.ForeignKey(
        "partijen.Partij",
        verbose_name=_("corporatie die levert"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="cijferbronnen",
    )
    procent_van = models.CharField(_("percentages zijn van"), max_length=12, choices=ProcentVan.choices, blank=True)
    voetnoot = models.TextField(_("voetnoten"), blank=True)
    bron_opmerking = models.TextField(_("opmerking bij de bron"), blank=True)

    objects: ClassVar[PubliekQuerySet] = PubliekQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("bron van cijfers")
        verbose_name_plural = _("bronnen van cijfers")
        ordering = ("gemeente", "slug")
        constraints = [
            models.UniqueConstraint(fields=("gemeente", "slug"), name="cijferbron_uniek"),
            # One lasting source per corporation that delivers.
            models.UniqueConstraint(
                fields=("gemeente", "partij"), condition=models.Q(document=None), name="cijferbron_van_corporatie"
            ),
        ]

    def __str__(self) -> str:
        return bron_titel(self.document.titel if self.document else None, self.tabel, self.naam)


def bron_titel(document: str | None, tabel: str, naam: str) -> str:
    """How a source of figures is named everywhere: document and table, or what a corporation delivers."""
    return f"{', '.join(part for part in (document, tabel) if part)}: {naam}" if document else naam


class Levering(Versioned):
    """One delivery of figures with one date: a printed table, an uploaded file or an API call.

    A delivery is never edited: a later one of the same source replaces it. It becomes public when the coordinator
    sets it vast, and stays so after it was replaced.
    """

    publicity = Publicity(when=("openbaar",))

    class Soort(models.TextChoices):
        BRONTABEL = "brontabel", _("tabel uit een document")
        BESTAND = "bestand", _("bestand")
        API = "api", _("API")

    class Status(models.TextChoices):
        CONCEPT = "concept", _("concept")
        INGEDIEND = "ingediend", _("ingediend")
        VASTGESTELD = "vastgesteld", _("vastgesteld")
        VERVANGEN = "vervangen", _("vervangen")
        AFGEWEZEN = "afgewezen", _("afgewezen")

    gemeente = models.ForeignKey(
        "partijen.Gemeente", verbose_name=_("gemeente"), on_delete=models.PROTECT, related_name="leveringen"
    )
    cijferbron = models.ForeignKey(
        Cijferbron, verbose_name=_("bron van cijfers"), on_delete=models.PROTECT, related_name="leveringen"
    )
    soort = models.CharField(_("soort"), max_length=10, choices=Soort.choices)
    partij = models.ForeignKey(
        "partijen.Partij",
        verbose_name=_("corporatie"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="leveringen",
        help_text=_("Wie de cijfers levert. Leeg bij een tabel uit een document."),
    )
    volgnummer = models.PositiveSmallIntegerField(_("volgnummer"), default=1, help_text=_("Telt per bron van cijfers."))
    periode = PeriodeField(_("peildatum of periode"), blank=True)
    begindatum = models.DateField(_("eerste dag"), null=True, editable=False)
    einddatum = models.DateField(_("laatste dag"), null=True, editable=False)
    status = models.CharField(_("status"), max_length=12, choices=Status.choices, default=Status.CONCEPT)
    openbaar = models.BooleanField(
        _("openbaar"), default=False, help_text=_("Is vastgesteld, ook als een latere levering haar verving.")
    )
    vervangt = models.ForeignKey(
        "self", verbose_name=_("vervangt"), on_delete=models.PROTECT, null=True, blank=True, related_name="vervangers"
    )
    bestand = models.FileField(_("bestand"), upload_to="leveringen/", max_length=200, blank=True)
    bestandsnaam = models.CharField(_("naam van het bestand"), max_length=200, blank=True)
    sha256 = models.CharField(_("controlegetal"), max_length=64, blank=True)
    sleutel = models.CharField(
        _("sleutel"), max_length=80, blank=True, help_text=_("Herkent een aanroep die twee keer is verstuurd.")
    )
    aantal_nieuw = models.PositiveIntegerField(_("nieuwe cijfers"), default=0)
    aantal_gewijzigd = models.PositiveIntegerField(_("gewijzigde cijfers"), default=0)
    aantal_vervallen = models.PositiveIntegerField(_("vervallen cijfers"), default=0)
    aantal_ongewijzigd = models.PositiveIntegerField(_("ongewijzigde cijfers"), default=0)
    opmerking = models.TextField(_("opmerking"), blank=True)
    reden_afwijzing = models.TextField(_("reden van de afwijzing"), max_length=2000, blank=True)
    geleverd_op = models.DateTimeField(_("geleverd op"), default=timezone.now)
    geleverd_door = models.ForeignKey(
        "partijen.Gebruiker", verbose_name=_("geleverd door"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    vastgesteld_op = models.DateField(
        _("vastgesteld op"),
        null=True,
        blank=True,
        help_text=_("Vanaf deze dag gelden de cijfers. Leeg bij een tabel uit een document zonder dagtekening."),
    )
    vastgesteld_door = models.ForeignKey(
        "partijen.Gebruiker", verbose_name=_("vastgesteld door"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    demo = models.BooleanField(_("demo"), default=False, editable=False)

    objects: ClassVar[LeveringQuerySet] = LeveringQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("levering")
        verbose_name_plural = _("leveringen")
        ordering = ("-geleverd_op", "-id")
        constraints = [
            models.UniqueConstraint(fields=("cijferbron", "volgnummer"), name="levering_volgnummer_uniek"),
            models.UniqueConstraint(
                "gemeente",
                Coalesce("partij", 0),
                "sleutel",
                condition=~models.Q(sleutel=""),
                name="levering_sleutel_uniek",
            ),
            models.CheckConstraint(
                condition=models.Q(soort="brontabel") | models.Q(partij__isnull=False),
                name="levering_van_een_corporatie",
                violation_error_message=_("Zeg van welke corporatie deze levering is."),
            ),
            models.CheckConstraint(
                condition=~models.Q(status="vastgesteld") | models.Q(openbaar=True), name="levering_vast_is_openbaar"
            ),
            models.CheckConstraint(
                condition=~models.Q(status__in=("concept", "ingediend", "afgewezen")) | models.Q(openbaar=False),
                name="levering_concept_is_niet_openbaar",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="afgewezen") | ~models.Q(reden_afwijzing=""),
                name="levering_afgewezen_met_reden",
                violation_error_message=_("Zeg waarom de levering wordt afgewezen."),
            ),
        ]
        indexes = [
            models.Index(fields=("gemeente", "status"), name="levering_status"),
            models.Index(fields=("partij", "-geleverd_op"), name="levering_partij"),
        ]

    def __str__(self) -> str:
        return f"{self.cijferbron} ({self.volgnummer})"
