# SPDX-License-Identifier: EUPL-1.2
"""The leefbaarheidsfonds: money per place, and the ledger in which every euro can be followed."""

import uuid
from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partijen.models import HeeftBron
from portaal.lib.models import Versioned
from portaal.lib.money import DECIMALS, MAX_DIGITS
from portaal.lib.publicity import PUBLIC
from portaal.lib.triggers import AppendOnly
from wijken.querysets import BoekingQuerySet, FondsQuerySet


class Post(models.TextChoices):
    """Where a euro is. `buiten` is outside the fund; the other four together are its budget."""

    BUITEN = "buiten", _("buiten het fonds")
    VRIJ = "vrij", _("vrij")
    GERESERVEERD = "gereserveerd", _("gereserveerd")
    TOEGEKEND = "toegekend", _("toegekend, nog niet betaald")
    BESTEED = "besteed", _("besteed")


# The posten of which a fund keeps the balance, in the order in which money goes through them.
POSTEN = (Post.VRIJ, Post.GERESERVEERD, Post.TOEGEKEND, Post.BESTEED)


class Boekingsoort(models.TextChoices):
    """Why a euro moves."""

    STORTING = "storting", _("storting")
    RESERVERING = "reservering", _("reservering")
    VRIJVAL = "vrijval", _("reservering vrijgegeven")
    OVERHEVELING_UIT = "overheveling_uit", _("overgeheveld naar een ander fonds")
    OVERHEVELING_IN = "overheveling_in", _("overgeheveld uit een ander fonds")
    TOEKENNING = "toekenning", _("toekenning")
    INTREKKING = "intrekking", _("toekenning verlaagd of ingetrokken")
    BETALING = "betaling", _("betaling")
    TERUGBETALING = "terugbetaling", _("terugbetaling")
    TEGENBOEKING = "tegenboeking", _("tegenboeking")


_S, _P = Boekingsoort, Post
# The only ways a euro can go, per soort: (from, to). A tegenboeking goes one of these ways back.
BEWEGINGEN: dict[str, tuple[tuple[Post, Post], ...]] = {
    _S.STORTING: ((_P.BUITEN, _P.VRIJ),),
    _S.RESERVERING: ((_P.VRIJ, _P.GERESERVEERD),),
    _S.VRIJVAL: ((_P.GERESERVEERD, _P.VRIJ),),
    _S.OVERHEVELING_UIT: ((_P.VRIJ, _P.BUITEN),),
    _S.OVERHEVELING_IN: ((_P.BUITEN, _P.VRIJ),),
    _S.TOEKENNING: ((_P.VRIJ, _P.TOEGEKEND), (_P.GERESERVEERD, _P.TOEGEKEND)),
    _S.INTREKKING: ((_P.TOEGEKEND, _P.VRIJ), (_P.TOEGEKEND, _P.GERESERVEERD)),
    _S.BETALING: ((_P.TOEGEKEND, _P.BESTEED), (_P.GERESERVEERD, _P.BESTEED)),
    _S.TERUGBETALING: ((_P.BESTEED, _P.VRIJ),),
}
BEWEGINGEN[_S.TEGENBOEKING] = tuple(sorted({(naar, van) for ways in BEWEGINGEN.values() for van, naar in ways}))


def _bestaande_beweging() -> models.Q:
    condition = models.Q()
    for soort, ways in BEWEGINGEN.items():
        for van, naar in ways:
            condition |= models.Q(soort=soort.value, van=van.value, naar=naar.value)  # type: ignore[attr-defined]
    return condition


def bedrag_field(name: Any, **kwargs: Any) -> "models.DecimalField[Any, Any]":
    """A column of decimal euros."""
    return models.DecimalField(name, max_digits=MAX_DIGITS, decimal_places=DECIMALS, **kwargs)


class Fonds(Versioned, HeeftBron):
    """Money for residents' ideas in one buurt, focusgebied or rayon. What it holds follows from its ledger."""

    publicity = PUBLIC

    gemeente = models.ForeignKey(
        "partijen.Gemeente", verbose_name=_("gemeente"), on_delete=models.PROTECT, related_name="fondsen"
    )
    gebied = models.ForeignKey(
        "wijken.Gebied", verbose_name=_("gebied"), on_delete=models.PROTECT, related_name="fondsen"
    )
    doel = models.TextField(
        _("doel"),
        max_length=500,
        blank=True,
        help_text=_("Waarvoor het geld is, in gewone taal. Iedereen kan dit lezen."),
    )
    budget_in_bron = bedrag_field(
        _("budget in de bron"), null=True, blank=True, help_text=_("Het bedrag zoals het in het document staat.")
    )
    open = models.BooleanField(_("open voor aanvragen"), default=True)
    aanvragen_tot = models.DateField(
        _("aanvragen tot en met"), null=True, blank=True, help_text=_("Leeg: er is geen einddatum.")
    )
    beslistermijn_dagen = models.PositiveSmallIntegerField(
        _("beslissen binnen (dagen)"), default=56, validators=[MinValueValidator(1), MaxValueValidator(366)]
    )
    verantwoordingstermijn_dagen = models.PositiveSmallIntegerField(
        _("verantwoorden binnen (dagen na betaling)"),
        default=182,
        validators=[MinValueValidator(1), MaxValueValidator(1100)],
    )

    objects: ClassVar[FondsQuerySet] = FondsQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("leefbaarheidsfonds")
        verbose_name_plural = _("leefbaarheidsfondsen")
        ordering = ("gemeente", "gebied__naam")
        constraints = [
            models.UniqueConstraint(
                fields=("gemeente", "gebied"),
                name="fonds_uniek",
                violation_error_message=_("Dit gebied heeft al een fonds."),
            ),
            models.CheckConstraint(
                condition=models.Q(budget_in_bron=None) | models.Q(budget_in_bron__gte=0), name="fonds_budget_in_bron"
            ),
        ]

    def __str__(self) -> str:
        return str(self.gebied)


class Boeking(models.Model):
    """One movement of money: an append-only line of the ledger of a fund, with what each post holds after it.

    A wrong line is never changed but reversed by a tegenboeking. `volgnummer` counts from 1 per fund, so that two
    writers cannot both build on the same balance. Demo lines form a ledger of their own, beside the real one.
    `omschrijving` and `besluit` are public.
    """

    publicity = PUBLIC
    append_only = AppendOnly(deletable_when="demo")

    gemeente = models.ForeignKey("partijen.Gemeente", on_delete=models.PROTECT, related_name="+")
    fonds = models.ForeignKey(Fonds, verbose_name=_("fonds"), on_delete=models.PROTECT, related_name="boekingen")
    volgnummer = models.PositiveIntegerField(_("volgnummer"))
    soort = models.CharField(_("soort"), max_length=20, choices=Boekingsoort.choices)
    van = models.CharField(_("van"), max_length=15, choices=Post.choices)
    naar = models.CharField(_("naar"), max_length=15, choices=Post.choices)
    bedrag = bedrag_field(_("bedrag"))
    datum = models.DateField(_("datum"))
    omschrijving = models.CharField(_("omschrijving"), max_length=200, blank=True)
    besluit = models.CharField(_("besluit"), max_length=200, blank=True)
    partij = models.ForeignKey(
        "partijen.Partij", verbose_name=_("partij"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    aanvraag = models.ForeignKey(
        "wijken.Aanvraag",
        verbose_name=_("aanvraag"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="boekingen",
    )
    reservering = models.ForeignKey(
        "self",
        verbose_name=_("uit reservering"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="gebruik",
        help_text=_("De reservering waar dit geld bij hoort."),
    )
    tegenboeking_van = models.OneToOneField(
        "self",
        verbose_name=_("tegenboeking van"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="tegenboeking",
    )
    # Two lines that belong together carry the same number: the two sides of a transfer.
    koppeling = models.UUIDField(_("koppeling"), null=True, blank=True)
    vrij_na = bedrag_field(_("vrij na deze boeking"))
    gereserveerd_na = bedrag_field(_("gereserveerd na deze boeking"))
    toegekend_na = bedrag_field(_("toegekend na deze boeking"))
    besteed_na = bedrag_field(_("besteed na deze boeking"))
    sleutel = models.UUIDField(_("sleutel"), unique=True, default=uuid.uuid4)
    gebruiker = models.ForeignKey(
        "partijen.Gebruiker", verbose_name=_("door"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(_("ingevoerd op"), default=timezone.now)
    demo = models.BooleanField(_("demo"), default=False)

    objects: ClassVar[BoekingQuerySet] = BoekingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("boeking")
        verbose_name_plural = _("boekingen")
        ordering = ("fonds", "demo", "volgnummer")
        constraints = [
            models.UniqueConstraint(fields=("fonds", "demo", "volgnummer"), name="boeking_volgnummer_uniek"),
            models.CheckConstraint(condition=models.Q(bedrag__gt=0), name="boeking_bedrag_boven_nul"),
            models.CheckConstraint(condition=_bestaande_beweging(), name="boeking_beweging_bestaat"),
            models.CheckConstraint(
                condition=models.Q(soort=Boekingsoort.TEGENBOEKING.value, tegenboeking_van__isnull=False)
                | (~models.Q(soort=Boekingsoort.TEGENBOEKING.value) & models.Q(tegenboeking_van__isnull=True)),
                name="boeking_tegenboeking_noemt_boeking",
            ),
            *(
                models.CheckConstraint(
                    condition=models.Q(**{f"{post.value}_na__gte": 0}), name=f"boeking_{post.value}_niet_onder_nul"
                )
                for post in POSTEN
            ),
        ]
        indexes = [
            models.Index(fields=("gemeente", "demo", "datum"), name="boeking_jaar"),
            models.Index(fields=("aanvraag",), name="boeking_aanvraag"),
        ]

    def __str__(self) -> str:
        return f"{self.fonds}, boeking {self.volgnummer}"
