# SPDX-License-Identifier: EUPL-1.2
"""The agreement and the lines of "we starten met" under it."""

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from afspraken.querysets import ActieQuerySet, AfspraakQuerySet
from afspraken.statussen import Fase, Status
from partijen.models import HeeftBron
from portaal.lib.models import CODE_MAX_LENGTH, Versioned, validate_code
from portaal.lib.publicity import Publicity

# Columns of the reported standing: the public sees the published one beside them.
GEMELD = frozenset({"status", "fase", "bijgewerkt_op", "laatste_voortgang_id"})
# What must be public for something that hangs on an afspraak, and may hang on one of its acties.
VIA_AFSPRAAK = ("afspraak.gepubliceerd", "afspraak.afsprakenset.gepubliceerd", "actie.gepubliceerd")


class HeeftStand(models.Model):
    """The current standing, twice: as last reported, and as last published (ADR 0003).

    Only `services.voortgang` writes these columns, in the transaction of the report or publication. They
    repeat what the newest (published) Voortgang says, so that lists count and filter on an index.
    """

    status = models.CharField(
        _("status"), max_length=15, choices=Status.choices, default=Status.NIET_GESTART, editable=False
    )
    fase = models.CharField(_("fase"), max_length=15, choices=Fase.choices, blank=True, editable=False)
    bijgewerkt_op = models.DateField(_("bijgewerkt op"), null=True, editable=False)
    laatste_voortgang = models.ForeignKey(
        "afspraken.Voortgang", on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    status_publiek = models.CharField(
        _("gepubliceerde status"), max_length=15, choices=Status.choices, default=Status.NIET_GESTART, editable=False
    )
    fase_publiek = models.CharField(
        _("gepubliceerde fase"), max_length=15, choices=Fase.choices, blank=True, editable=False
    )
    bijgewerkt_op_publiek = models.DateField(_("gepubliceerd bijgewerkt op"), null=True, editable=False)
    laatste_voortgang_publiek = models.ForeignKey(
        "afspraken.Voortgang", on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )

    class Meta:
        abstract = True


class Afspraak(Versioned, HeeftBron, HeeftStand):
    """One agreement, known by its code within the set."""

    publicity = Publicity(when=("gepubliceerd", "afsprakenset.gepubliceerd"), hidden=GEMELD)

    gemeente = models.ForeignKey(
        "partijen.Gemeente", verbose_name=_("gemeente"), on_delete=models.PROTECT, related_name="afspraken"
    )
    afsprakenset = models.ForeignKey(
        "afspraken.Afsprakenset", verbose_name=_("afsprakenset"), on_delete=models.PROTECT, related_name="afspraken"
    )
    thema = models.ForeignKey(
        "afspraken.Thema", verbose_name=_("thema"), on_delete=models.PROTECT, related_name="afspraken"
    )
    code = models.CharField(_("code"), max_length=CODE_MAX_LENGTH, validators=[validate_code])
    volgorde = models.PositiveIntegerField(_("volgorde in de set"), default=0)
    titel = models.CharField(_("titel"), max_length=160)
    titel_in_document = models.CharField(
        _("titel in het document"), max_length=300, blank=True, help_text=_("Alleen als die anders of onjuist is.")
    )
    samenvatting = models.TextField(_("samenvatting"), blank=True)
    doel = models.TextField(_("doel"), blank=True)
    huurdersprioriteit = models.TextField(
        _("prioriteit van huurders"), blank=True, help_text=_("Wat huurders hierover als belangrijk aangaven.")
    )
    rayon = models.ForeignKey(
        "wijken.Gebied",
        verbose_name=_("rayon"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to={"soort": "rayon"},
    )
    gepubliceerd = models.BooleanField(_("gepubliceerd"), default=False)
    voortzetting_van = models.OneToOneField(
        "self",
        verbose_name=_("voortzetting van"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="volgende",
    )
    # The first of its line, so that a whole life is read at once, however many years it has.
    eerste = models.ForeignKey(
        "self",
        verbose_name=_("eerste van de reeks"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="reeks",
    )

    objects: ClassVar[AfspraakQuerySet] = AfspraakQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("afspraak")
        verbose_name_plural = _("afspraken")
        ordering = ("afsprakenset", "volgorde", "id")
        constraints = [
            models.UniqueConstraint(
                fields=("afsprakenset", "code"),
                name="afspraak_code_uniek",
                violation_error_message=_("Deze code bestaat al in deze afsprakenset."),
            ),
        ]
        indexes = [
            models.Index(fields=("gemeente", "status"), name="afspraak_status"),
            models.Index(fields=("gemeente", "status_publiek"), name="afspraak_status_publiek"),
            models.Index(fields=("afsprakenset", "volgorde", "id"), name="afspraak_volgorde"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.titel}"

    def get_absolute_url(self) -> str:
        """The page of this afspraak; needs `gemeente` and `afsprakenset` loaded."""
        return reverse("afspraken:afspraak", args=(self.gemeente.slug, self.afsprakenset.slug, self.code))


class Actie(Versioned, HeeftBron, HeeftStand):
    """A line of "we starten met" under an afspraak; its code (`6a-1`) is never given out again."""

    publicity = Publicity(
        when=("gepubliceerd", "afspraak.gepubliceerd", "afspraak.afsprakenset.gepubliceerd"), hidden=GEMELD
    )

    gemeente = models.ForeignKey(
        "partijen.Gemeente", verbose_name=_("gemeente"), on_delete=models.PROTECT, related_name="acties"
    )
    afspraak = models.ForeignKey(Afspraak, verbose_name=_("afspraak"), on_delete=models.PROTECT, related_name="acties")
    code = models.CharField(_("code"), max_length=CODE_MAX_LENGTH + 5, validators=[validate_code])
    volgnummer = models.PositiveSmallIntegerField(_("volgnummer"))
    titel = models.CharField(_("titel"), max_length=200)
    omschrijving = models.TextField(_("omschrijving"), blank=True)
    locatie = models.CharField(_("locatie"), max_length=160, blank=True)
    aantal_woningen = models.PositiveIntegerField(_("aantal woningen"), null=True, blank=True)
    aantal_tekst = models.CharField(
        _("aantal zoals in de bron"), max_length=80, blank=True, help_text=_("Bijvoorbeeld: circa 50.")
    )
    gepubliceerd = models.BooleanField(_("gepubliceerd"), default=False)

    objects: ClassVar[ActieQuerySet] = ActieQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("actie")
        verbose_name_plural = _("acties")
        ordering = ("afspraak", "volgnummer", "id")
        constraints = [
            models.UniqueConstraint(fields=("afspraak", "code"), name="actie_code_uniek"),
            models.UniqueConstraint(fields=("afspraak", "volgnummer"), name="actie_volgnummer_uniek"),
        ]
        indexes = [
            models.Index(fields=("gemeente", "status"), name="actie_status"),
            models.Index(fields=("gemeente", "status_publiek"), name="actie_status_publiek"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.titel}"
