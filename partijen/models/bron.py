# SPDX-License-Identifier: EUPL-1.2
"""Source documents, and the abstract base of everything that comes from one."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from partijen.querysets import BrondocumentQuerySet
from portaal.lib.models import Versioned
from portaal.lib.publicity import PUBLIC


class Brondocument(Versioned):
    """A published document from which agreements or figures were taken."""

    publicity = PUBLIC

    gemeente = models.ForeignKey(
        "partijen.Gemeente", verbose_name=_("gemeente"), on_delete=models.PROTECT, related_name="brondocumenten"
    )
    slug = models.SlugField(_("naam in het adres"), max_length=80)
    titel = models.CharField(_("titel"), max_length=200)
    jaar = models.PositiveSmallIntegerField(_("jaar"), null=True, blank=True)
    uitgever = models.CharField(_("uitgever"), max_length=120, blank=True)
    opmerking = models.TextField(_("opmerking"), blank=True)

    objects: ClassVar[BrondocumentQuerySet] = BrondocumentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("brondocument")
        verbose_name_plural = _("brondocumenten")
        ordering = ("gemeente", "slug")
        constraints = [models.UniqueConstraint(fields=("gemeente", "slug"), name="brondocument_uniek")]

    def __str__(self) -> str:
        return self.titel


class HeeftBron(models.Model):
    """Whatever comes from a document says from which one, where in it, and what is wrong there."""

    bron = models.ForeignKey(
        Brondocument, verbose_name=_("brondocument"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    bron_plaats = models.CharField(
        _("plaats in de bron"), max_length=160, blank=True, help_text=_("Hoofdstuk, tabel of bladzijde.")
    )
    bron_opmerking = models.TextField(
        _("opmerking bij de bron"), blank=True, help_text=_("Wat in het document fout is of ontbreekt.")
    )

    class Meta:
        abstract = True
