# SPDX-License-Identifier: EUPL-1.2
"""What somebody follows: an afspraak, a thema or a place."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portaal.lib.publicity import NEVER_PUBLIC

SOORTEN = ("afspraak", "thema", "gebied")


def _only(name: str) -> Q:
    return Q(**{f"{other}__isnull": other != name for other in SOORTEN})


class Volger(models.Model):
    """That somebody wants to hear what changes in one afspraak, thema or place; no colleague sees it."""

    publicity = NEVER_PUBLIC

    gemeente = models.ForeignKey("partijen.Gemeente", on_delete=models.PROTECT, related_name="+")
    gebruiker = models.ForeignKey(
        "partijen.Gebruiker", verbose_name=_("van"), on_delete=models.CASCADE, related_name="volgt"
    )
    afspraak = models.ForeignKey(
        "afspraken.Afspraak", verbose_name=_("afspraak"), on_delete=models.CASCADE, null=True, related_name="volgers"
    )
    thema = models.ForeignKey(
        "afspraken.Thema", verbose_name=_("thema"), on_delete=models.CASCADE, null=True, related_name="volgers"
    )
    gebied = models.ForeignKey(
        "wijken.Gebied", verbose_name=_("gebied"), on_delete=models.CASCADE, null=True, related_name="volgers"
    )
    created_at = models.DateTimeField(_("sinds"), default=timezone.now, editable=False)

    objects: ClassVar[models.Manager["Volger"]] = models.Manager()

    class Meta:
        verbose_name = _("volger")
        verbose_name_plural = _("volgers")
        ordering = ("gebruiker", "id")
        constraints = [
            models.CheckConstraint(
                condition=_only("afspraak") | _only("thema") | _only("gebied"), name="volger_van_een_ding"
            ),
            *(
                models.UniqueConstraint(
                    fields=("gebruiker", name), name=f"volger_{name}_uniek", condition=Q(**{f"{name}__isnull": False})
                )
                for name in SOORTEN
            ),
        ]

    def __str__(self) -> str:
        return str(self.ding)

    @property
    def soort(self) -> str:
        """Which kind of thing is followed."""
        return next(name for name in SOORTEN if getattr(self, f"{name}_id") is not None)

    @property
    def ding(self) -> Any:
        """What is followed."""
        return getattr(self, self.soort)
